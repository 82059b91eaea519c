"""How clients find a system: what answers at its public name, and what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from openline_stacks.states import ResourceState
from openline_stacks.topology._accelerator import read_accelerator
from openline_stacks.topology._asked import Operation
from openline_stacks.topology._edge import ReadEdge, read_edge
from openline_stacks.topology._graph import ACCELERATOR, DISTRIBUTION, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._routed import Entry, Hop
from openline_stacks.topology._routes import (
    Role,
    Route,
    answering_records,
    hop,
    is_alias,
    read_routes,
)
from openline_stacks.topology._values import text

_Policy = Literal["failover", "simple", "weighted"]
_POLICIES: Mapping[Role, _Policy] = {
    "PRIMARY": "failover",
    "SECONDARY": "failover",
    "SIMPLE": "simple",
    "WEIGHTED": "weighted",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A system whose entry is looked for."""

    system: str
    public_name: str
    domain: str
    operations: tuple[Operation, ...]


def read_entry(
    graph: Graph, notes: SystemNotes, asked: Asked
) -> tuple[Entry | None, tuple[Route, ...], tuple[Operation, ...]]:
    """The entry, its routes (the primary first), and the operations with what an edge keeps of
    them. No entry where nothing routes to the system."""
    type_, records = answering_records(graph, notes, asked.public_name, asked.domain)
    if not records:
        why = f"no record has the name {asked.public_name} of {notes.system}"
        notes.doubt(None, "declaration", why)
        return None, (), asked.operations
    for record in records:
        for front in graph.links(record, "aliases", DISTRIBUTION, ACCELERATOR):
            if len(records) > 1:
                why = f"one of {len(records)} records before {front.name}; one is modelled"
                notes.doubt(record, "aliases", why)
            if front.type == DISTRIBUTION:
                return _edged(graph, notes, asked, record, front)
            return (*_accelerated(graph, notes, asked, record, front), asked.operations)
    type_, routes = read_routes(graph, notes, asked.public_name, asked.domain)
    if not routes:
        return None, (), asked.operations
    return _direct(notes, asked.public_name, type_, routes), routes, asked.operations


def _direct(notes: SystemNotes, public_name: str, type_: str, routes: tuple[Route, ...]) -> Entry:
    first = routes[0].record
    alias = is_alias(first)
    notes.took("entry.kind", first, "aliases" if alias else "type")
    kind: Mapping[str, Literal["cname"]] = {"CNAME": "cname"}
    return Entry(
        public_name=_named(notes, public_name, first),
        kind="alias" if alias else kind.get(type_, "other"),
        policy=_policy(notes, routes),
        path=(hop(notes, 0, public_name, first),),
        targets=tuple(route.target for route in routes),
        zone_id=text(first.inputs.get("zoneId")),
    )


def _edged(
    graph: Graph,
    notes: SystemNotes,
    asked: Asked,
    record: ResourceState,
    distribution: ResourceState,
) -> tuple[Entry | None, tuple[Route, ...], tuple[Operation, ...]]:
    """Clients look up the edge, which never moves; the edge looks up its origin, which does."""
    found = read_edge(graph, notes, asked.domain, asked.operations, distribution)
    if found is None:
        return None, (), asked.operations
    notes.took("entry.kind", record, "aliases")
    entry = Entry(
        public_name=_named(notes, asked.public_name, record),
        kind="edge",
        policy=_policy(notes, found.routes),
        path=(hop(notes, 0, asked.public_name, record), *_origin_hops(notes, found, distribution)),
        targets=tuple(route.target for route in found.routes),
        zone_id=text(record.inputs.get("zoneId")),
        edge=found.edge,
    )
    return entry, found.routes, found.operations


def _origin_hops(
    notes: SystemNotes, found: ReadEdge, distribution: ResourceState
) -> tuple[Hop, Hop]:
    first = found.routes[0].record
    return (
        Hop("edge", distribution.name, 0.0, "aws", "edge"),
        hop(notes, 2, found.edge.origin_name, first, "edge"),
    )


def _accelerated(
    graph: Graph,
    notes: SystemNotes,
    asked: Asked,
    record: ResourceState,
    accelerator: ResourceState,
) -> tuple[Entry | None, tuple[Route, ...]]:
    read, routes = read_accelerator(graph, notes, accelerator)
    if not routes:
        return None, ()
    notes.took("entry.kind", record, "aliases")
    notes.took("entry.policy", routes[0].record, "trafficDialPercentage")
    entry = Entry(
        public_name=_named(notes, asked.public_name, record),
        kind="accelerator",
        policy=_POLICIES[routes[0].target.role],
        path=(
            hop(notes, 0, asked.public_name, record),
            Hop("accelerator", accelerator.name, 0.0, "aws", "client"),
        ),
        targets=tuple(route.target for route in routes),
        zone_id=text(record.inputs.get("zoneId")),
        accelerator=read,
    )
    return entry, routes


def _named(notes: SystemNotes, public_name: str, record: ResourceState) -> str:
    notes.took("entry", record, "")
    notes.took("entry.public_name", record, "name")
    notes.took("entry.zone_id", record, "zoneId")
    return public_name


def _policy(notes: SystemNotes, routes: tuple[Route, ...]) -> _Policy:
    policy = _POLICIES[routes[0].target.role]
    weighted = policy == "weighted"
    property_ = "weightedRoutingPolicies" if weighted else "failoverRoutingPolicies"
    notes.took("entry.policy", routes[0].record, property_)
    return policy
