"""An accelerator: its endpoint groups, their dials, and the balancers' own checks of targets."""

from __future__ import annotations

from collections.abc import Mapping

from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._graph import (
    ACCELERATOR_GROUP,
    ACCELERATOR_LISTENER,
    BALANCERS,
    LISTENERS,
    TARGET_GROUPS,
    Graph,
)
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._routed import Accelerator, Target
from openline_stacks.topology._routes import Role, Route
from openline_stacks.topology._values import dig, items, number, text

_FULL_DIAL = 100.0  # Global Accelerator API reference: the default
# Elastic Load Balancing API reference, CreateTargetGroup: defaults of an application balancer's
_INTERVAL_S, _UNHEALTHY = 30.0, 2.0


def read_accelerator(
    graph: Graph, notes: SystemNotes, accelerator: ResourceState
) -> tuple[Accelerator, tuple[Route, ...]]:
    """The accelerator and its routes, the fullest dial first."""
    notes.passed(accelerator)
    if accelerator.inputs.get("enabled") is False:
        notes.doubt(accelerator, "enabled", "a disabled accelerator takes no traffic")
    groups = _groups(graph, notes, accelerator)
    dials = {region: _dial(notes, group) for region, group in groups.items()}
    by_dial = sorted(dials, key=lambda region: (-dials[region], region))
    found = (
        _route(graph, notes, region, groups[region], _role(dials, region)) for region in by_dial
    )
    routes = tuple(route for route in found if route is not None)
    interval_s, threshold = _health(graph, notes, routes)
    notes.took("entry.accelerator", accelerator, "")
    read = Accelerator(
        urn=accelerator.urn,
        dials={region: dials[region] for region in by_dial},
        interval_s=interval_s,
        threshold=threshold,
        groups={region: text(groups[region].id) for region in by_dial},
    )
    return read, routes


def _groups(
    graph: Graph, notes: SystemNotes, accelerator: ResourceState
) -> dict[str, ResourceState]:
    listeners = graph.pointing_at(accelerator, "acceleratorArn", ACCELERATOR_LISTENER)
    notes.passed(*listeners)
    if len(listeners) != 1:
        notes.doubt(accelerator, "", f"{len(listeners)} listeners; one is modelled")
    groups: dict[str, ResourceState] = {}
    for listener in listeners:
        for group in graph.pointing_at(listener, "listenerArn", ACCELERATOR_GROUP):
            region = text(group.inputs.get("endpointGroupRegion")) or graph.region(group)
            notes.passed(group)
            if region is None or region in groups:
                why = "its region is not known" if region is None else f"a second one in {region}"
                notes.doubt(group, "endpointGroupRegion", why)
            else:
                groups[region] = group
    if not groups:
        notes.doubt(accelerator, "", "no endpoint group belongs to it")
    return groups


def _dial(notes: SystemNotes, group: ResourceState) -> float:
    value = group.inputs.get("trafficDialPercentage")
    notes.took("entry.accelerator.dials", group, "trafficDialPercentage")
    if value is UNKNOWN:
        notes.doubt(group, "trafficDialPercentage", "not known before deployment; 100 is taken")
    dial = number(value)
    return (_FULL_DIAL if dial is None else dial) / 100.0


def _role(dials: Mapping[str, float], region: str) -> Role:
    """Two regions that take traffic share it by who is near; one that takes it all is the first."""
    if len(dials) == 1:
        return "SIMPLE"
    if sum(dial > 0.0 for dial in dials.values()) > 1:
        return "WEIGHTED"
    return "PRIMARY" if dials[region] > 0.0 else "SECONDARY"


def _route(
    graph: Graph,
    notes: SystemNotes,
    region: str,
    group: ResourceState,
    role: Role,
) -> Route | None:
    balancer = graph.link(group, "endpointConfigurations", *BALANCERS)
    if isinstance(balancer, str):
        notes.doubt(group, "endpointConfigurations", balancer)
        return None
    notes.passed(balancer)
    for endpoint in items(group.inputs.get("endpointConfigurations")):
        if number(dig(endpoint, "weight")) == 0.0:
            notes.doubt(group, "endpointConfigurations", "a weight of 0 takes no traffic, ever")
    if graph.region(balancer) not in (region, None):
        notes.doubt(group, "endpointConfigurations", f"its balancer is not in {region}")
    prefix = f"entry.targets.{region}"
    notes.took(f"{prefix}.region", group, "endpointGroupRegion")
    notes.took(f"{prefix}.role", group, "trafficDialPercentage")
    notes.took(f"{prefix}.evaluate_target_health", group, "endpointConfigurations")
    # who is near which region is not known: those who share take equal shares
    weight = 1 if role == "WEIGHTED" else 0
    return Route(group, Target(region, role, None, None, True), balancer, weight)


def _health(graph: Graph, notes: SystemNotes, routes: tuple[Route, ...]) -> tuple[float, int]:
    """Of balancers Global Accelerator asks what they know of their targets (developer guide,
    "Changing health check options"): its own settings are for other endpoints."""
    for route in routes:
        for listener in graph.pointing_at(route.balancer, "loadBalancerArn", *LISTENERS):
            for target in graph.links(listener, "defaultActions", *TARGET_GROUPS):
                check = target.inputs.get("healthCheck")
                for field, word in (
                    ("interval_s", "interval"),
                    ("threshold", "unhealthyThreshold"),
                ):
                    notes.took(f"entry.accelerator.{field}", target, f"healthCheck.{word}")
                interval_s = number(dig(check, "interval")) or _INTERVAL_S
                return interval_s, int(number(dig(check, "unhealthyThreshold")) or _UNHEALTHY)
    return _INTERVAL_S, int(_UNHEALTHY)
