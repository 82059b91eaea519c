"""Fleets: the autoscaling groups or ECS services of a system, and the way from its balancers."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from openline.contract import TAG_ROLE, TYPE_FLEET
from openline.declaration import Declaration, Role, fleet_size
from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._graph import (
    ATTACHMENT,
    CERTIFICATE,
    CERTIFICATES,
    ECS_SERVICE,
    GROUP,
    LISTENER_RULES,
    LISTENERS,
    POLICY,
    TARGET_GROUPS,
    TEMPLATE,
    VALIDATION,
    Graph,
    tag,
)
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._routes import Route
from openline_stacks.topology._serving import Fleet
from openline_stacks.topology._tasks import read_tasks, walk_tasks
from openline_stacks.topology._values import dig, items, number, text
from openline_stacks.topology._zones import read_zones

_REQUESTS = "ALBRequestCountPerTarget"
_CPU = "ASGAverageCPUUtilization"
# CloudWatch counts requests per target a minute (Application Auto Scaling user guide)
_MINUTE_S = 60.0
# New connections a second of one capacity unit (Elastic Load Balancing pricing); after a failover
# every client comes on one.
_NEW_PER_UNIT_PER_S = 25.0


def read_fleets(
    graph: Graph, notes: SystemNotes, declaration: Declaration, routes: tuple[Route, ...]
) -> tuple[Fleet, ...]:
    """One fleet a region at most, by region; the resources on the way to each join the path."""
    behind = {route.target.region: _behind(graph, notes, route.balancer) for route in routes}
    balancers = {route.target.region: route.balancer for route in routes}
    fleets = []
    for region in sorted(declaration.regions):
        if region not in declaration.serving:
            continue
        group = _group(graph, notes, region, behind.get(region, ()))
        if group is not None:
            _walk(graph, notes, group)
            if group.type == ECS_SERVICE:
                role = _role(graph, notes, declaration, region, group)
                fleet = read_tasks(graph, notes, declaration, region, role, group)
            else:
                fleet = _fleet(graph, notes, declaration, region, group)
            reserved_per_s = _reserved_per_s(notes, region, balancers.get(region))
            fleets.append(replace(fleet, reserved_per_s=reserved_per_s))
    return tuple(fleets)


def _behind(graph: Graph, notes: SystemNotes, balancer: ResourceState) -> tuple[ResourceState, ...]:
    """The groups that a balancer's listeners forward to."""
    targets: dict[str, ResourceState] = {}
    for listener in graph.pointing_at(balancer, "loadBalancerArn", *LISTENERS):
        for target in _forwards(graph, notes, listener):
            targets[target.urn] = target
    if not targets:
        notes.doubt(balancer, "", "no listener of this balancer forwards to a target group")
    groups: dict[str, ResourceState] = {}
    for urn in sorted(targets):
        for group in _registered(graph, notes, targets[urn]):
            groups[group.urn] = group
    return tuple(groups[urn] for urn in sorted(groups))


def _forwards(
    graph: Graph, notes: SystemNotes, listener: ResourceState
) -> tuple[ResourceState, ...]:
    targets = graph.links(listener, "defaultActions", *TARGET_GROUPS)
    redirects = {dig(action, "type") for action in items(listener.inputs.get("defaultActions"))}
    if not targets and redirects <= {"redirect", "fixed-response"}:
        return ()  # the plain listener that sends everybody to TLS carries no requests itself
    notes.passed(listener, *_certificates(graph, listener), *targets)
    if len(targets) != 1:
        why = f"forwards to {len(targets)} target groups; one is modelled"
        notes.doubt(listener, "defaultActions", why)
    for rule in graph.pointing_at(listener, "listenerArn", *LISTENER_RULES):
        notes.doubt(rule, "conditions", "a listener's rules are not modelled")
    return targets


def _certificates(graph: Graph, listener: ResourceState) -> tuple[ResourceState, ...]:
    """The certificate and its validation, whichever of the two the listener was given."""
    given = graph.links(listener, "certificateArn", *CERTIFICATES)
    others = (
        found
        for one in given
        for found in (
            *graph.links(one, "certificateArn", CERTIFICATE),
            *graph.pointing_at(one, "certificateArn", VALIDATION),
        )
    )
    return (*given, *others)


def _registered(
    graph: Graph, notes: SystemNotes, target: ResourceState
) -> tuple[ResourceState, ...]:
    groups = {g.urn: g for g in graph.pointing_at(target, "targetGroupArns", GROUP)}
    groups |= {g.urn: g for g in graph.pointing_at(target, "trafficSources", GROUP)}
    groups |= {s.urn: s for s in graph.pointing_at(target, "loadBalancers", ECS_SERVICE)}
    for attachment in graph.pointing_at(target, "lbTargetGroupArn", ATTACHMENT):
        notes.passed(attachment)
        for group in graph.links(attachment, "autoscalingGroupName", GROUP):
            groups[group.urn] = group
    return tuple(groups[urn] for urn in sorted(groups))


def _group(
    graph: Graph, notes: SystemNotes, region: str, behind: tuple[ResourceState, ...]
) -> ResourceState | None:
    """The region's group or service: by system and region, else what is behind the balancer."""
    tagged = tuple(
        group
        for group in graph.of_type(GROUP, ECS_SERVICE)
        if graph.system(group) == notes.system and graph.region(group) == region
    )
    found = tagged or behind
    if not found:
        why = f"{notes.system} has neither an autoscaling group nor an ECS service in {region}"
        notes.doubt(None, "declaration", why)
        return None
    if len(found) > 1:
        for group in found:
            notes.doubt(group, "", f"one of {len(found)} groups of {notes.system} in {region}")
        return None
    if behind and found[0] not in behind:
        property_ = "loadBalancers" if found[0].type == ECS_SERVICE else "targetGroupArns"
        notes.doubt(found[0], property_, "the entry's balancer does not forward to it")
    return found[0]


def _walk(graph: Graph, notes: SystemNotes, group: ResourceState) -> None:
    if group.type == ECS_SERVICE:
        walk_tasks(graph, notes, group)
        return
    notes.passed(group, *graph.links(group, "launchTemplate", TEMPLATE))
    notes.passed(*_policies(graph, group))


def _policies(graph: Graph, group: ResourceState) -> tuple[ResourceState, ...]:
    return graph.pointing_at(group, "autoscalingGroupName", POLICY)


def _fleet(
    graph: Graph, notes: SystemNotes, declaration: Declaration, region: str, group: ResourceState
) -> Fleet:
    declared = declaration.systems[notes.system].capacity
    size = fleet_size(declaration, notes.system, region)
    component = graph.component(group, TYPE_FLEET)
    notes.took(f"fleets.{region}", group, "")

    def promised(field: str, property_: str, fallback: float) -> float:
        return _promised(notes, component, f"fleets.{region}.{field}", property_, fallback)

    each_per_s = promised("per_instance_per_s", "requestsPerInstancePerS", declared.each_per_s)
    return Fleet(
        region=region,
        role=_role(graph, notes, declaration, region, group),
        min=_size(notes, group, region, "min", "minSize", size.min),
        max=_size(notes, group, region, "max", "maxSize", size.max),
        full=int(promised("full", "fullSize", size.full)),
        in_service=_in_service(notes, group, region),
        per_instance_per_s=each_per_s,
        starts_s=promised("starts_s", "warmUpS", declared.starts_in_s),
        scale_at=_scale_at(graph, notes, region, group, each_per_s),
        zones=read_zones(graph, notes, declaration, region, group, "vpcZoneIdentifiers"),
        group_name=text(group.inputs.get("name")) or text(group.outputs.get("name")),
        urn=group.urn,
        slots=declared.slots,
        service_s=declared.service_s,
        alive_path=_alive_path(notes, component, region)
        or declaration.systems[notes.system].checks.alive,
    )


def _alive_path(notes: SystemNotes, component: ResourceState | None, region: str) -> str | None:
    path = text(component.inputs.get("healthPath")) if component is not None else None
    if component is not None and path is not None:
        notes.took(f"fleets.{region}.alive_path", component, "healthPath")
    return path


def _promised(
    notes: SystemNotes,
    component: ResourceState | None,
    field: str,
    property_: str,
    fallback: float,
) -> float:
    """What no resource says: as the component was told, else as it is declared."""
    value = number(component.inputs.get(property_)) if component else None
    if component is None or value is None:
        return fallback
    notes.took(field, component, property_)
    return value


def _size(
    notes: SystemNotes,
    group: ResourceState,
    region: str,
    field: Literal["min", "max"],
    property_: str,
    fallback: int,
) -> int:
    value = number(group.inputs.get(property_))
    notes.took(f"fleets.{region}.{field}", group, property_)
    if value is None:
        notes.doubt(group, property_, f"not known; {fallback} as declared is taken")
        return fallback
    return int(value)


def _in_service(notes: SystemNotes, group: ResourceState, region: str) -> int | None:
    value = number(group.inputs.get("desiredCapacity"))
    if value is None:
        return None
    notes.took(f"fleets.{region}.in_service", group, "desiredCapacity")
    return int(value)


def _reserved_per_s(
    notes: SystemNotes, region: str, balancer: ResourceState | None
) -> float | None:
    """What it takes without growing; None where it starts as AWS lets any other."""
    units = (
        number(dig(balancer.inputs, "minimumLoadBalancerCapacity", "capacityUnits"))
        if balancer is not None
        else None
    )
    if balancer is None or units is None:
        return None
    notes.took(f"fleets.{region}.reserved_per_s", balancer, "minimumLoadBalancerCapacity")
    return units * _NEW_PER_UNIT_PER_S


def _role(
    graph: Graph, notes: SystemNotes, declaration: Declaration, region: str, group: ResourceState
) -> Role:
    declared = declaration.regions[region]
    tagged = tag(group, TAG_ROLE)
    if tagged is not None:
        notes.took(f"fleets.{region}.role", group, "tags")
    if tagged not in (None, declared):
        notes.doubt(group, "tags", f"tagged {tagged}, declared {declared}")
    return declared


def _scale_at(
    graph: Graph, notes: SystemNotes, region: str, group: ResourceState, each_per_s: float
) -> float | None:
    """The target as a share of what an instance does; None where nothing tracks a target."""
    policies = _policies(graph, group)
    if not policies:
        return None
    policy = policies[0]
    notes.took(f"fleets.{region}.scale_at", policy, "targetTrackingConfiguration.targetValue")
    if len(policies) > 1:
        notes.doubt(policy, "", f"one of {len(policies)} scaling policies; one is modelled")
    tracking = policy.inputs.get("targetTrackingConfiguration")
    metric = dig(tracking, "predefinedMetricSpecification", "predefinedMetricType")
    target = number(dig(tracking, "targetValue"))
    if target is not None and metric == _REQUESTS:
        return round(target / _MINUTE_S / each_per_s, 6)
    if target is not None and metric == _CPU:
        return target / 100.0
    why = "not known before deployment" if tracking is UNKNOWN else "no target that is modelled"
    notes.doubt(policy, "targetTrackingConfiguration", why)
    return None
