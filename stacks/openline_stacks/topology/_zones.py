"""Zones: of the subnets in which something runs."""

from __future__ import annotations

from openline.declaration import Declaration
from openline_stacks.states import ResourceState
from openline_stacks.topology._graph import SUBNET, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._values import items, text


def read_zones(
    graph: Graph,
    notes: SystemNotes,
    declaration: Declaration,
    region: str,
    state: ResourceState,
    property_: str,
) -> tuple[str, ...]:
    """Letters, as in the declaration; from the state's subnets, else its own list."""
    subnets = graph.links(state, property_, SUBNET)
    names = [text(subnet.inputs.get("availabilityZone")) for subnet in subnets]
    names = names or [text(zone) for zone in items(state.inputs.get("availabilityZones"))]
    if not names or None in names:
        notes.doubt(state, property_, "its zones are not known; the declared are taken")
        return declaration.zones[region]
    notes.took(f"fleets.{region}.zones", state, property_)
    return tuple(sorted({name.removeprefix(region) for name in names if name}))
