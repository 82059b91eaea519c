"""ECS services: fleets whose instances are tasks. What one task carries, and how long it takes to
start, only the declaration says; how many there are, the service and its scaling target."""

from __future__ import annotations

from openline.declaration import Declaration, Role, fleet_size
from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._graph import (
    ECS_POLICY,
    ECS_SERVICE,
    ECS_TARGET,
    ECS_TASKS,
    Graph,
)
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._serving import Fleet
from openline_stacks.topology._values import dig, items, number, text
from openline_stacks.topology._zones import read_zones

_REQUESTS = "ALBRequestCountPerTarget"
_CPU = "ECSServiceAverageCPUUtilization"
_MINUTE_S = 60.0  # CloudWatch counts requests per target a minute
_TRACKING = "targetTrackingScalingPolicyConfiguration"


def walk_tasks(graph: Graph, notes: SystemNotes, service: ResourceState) -> None:
    notes.passed(service, *graph.links(service, "taskDefinition", ECS_TASKS))
    target = _target(graph, notes, service)
    if target is not None:
        notes.passed(target, *_policies(graph, service, target))


def read_tasks(
    graph: Graph,
    notes: SystemNotes,
    declaration: Declaration,
    region: str,
    role: Role,
    service: ResourceState,
) -> Fleet:
    own = declaration.systems[notes.system]
    size = fleet_size(declaration, notes.system, region)
    target = _target(graph, notes, service)
    notes.took(f"fleets.{region}", service, "")
    _doubt_room(notes, service)
    count = _size(notes, region, service, "in_service", "desiredCount", size.min)
    least = most = count
    if target is not None:
        least = _size(notes, region, target, "min", "minCapacity", size.min)
        most = _size(notes, region, target, "max", "maxCapacity", size.max)
    return Fleet(
        region=region,
        role=role,
        min=least,
        max=most,
        full=size.full,
        # where something scales it, it has long left the count that it was made with
        in_service=count if target is None else None,
        per_instance_per_s=own.capacity.each_per_s,
        starts_s=own.capacity.starts_in_s,
        scale_at=_scale_at(graph, notes, region, service, target, own.capacity.each_per_s),
        zones=read_zones(graph, notes, declaration, region, service, "networkConfiguration"),
        group_name=None,  # no autoscaling group that an operator could raise
        urn=service.urn,
        slots=own.capacity.slots,
        service_s=own.capacity.service_s,
        alive_path=own.checks.alive,
    )


def _target(graph: Graph, notes: SystemNotes, service: ResourceState) -> ResourceState | None:
    found = graph.pointing_at(service, "resourceId", ECS_TARGET)
    if len(found) > 1:
        notes.doubt(service, "desiredCount", f"{len(found)} scaling targets; one is modelled")
    return found[0] if found else None


def _policies(
    graph: Graph, service: ResourceState, target: ResourceState
) -> tuple[ResourceState, ...]:
    found = {
        policy.urn: policy
        for scaled in (target, service)
        for policy in graph.pointing_at(scaled, "resourceId", ECS_POLICY)
    }
    return tuple(found[urn] for urn in sorted(found))


def _size(
    notes: SystemNotes,
    region: str,
    state: ResourceState,
    field: str,
    property_: str,
    fallback: int,
) -> int:
    """A service made without a count starts none (ECS API reference, CreateService)."""
    given = state.inputs.get(property_)
    value = 0.0 if given is None and state.type == ECS_SERVICE else number(given)
    notes.took(f"fleets.{region}.{field}", state, property_)
    if value is None:
        notes.doubt(state, property_, f"not known; {fallback} as declared is taken")
        return fallback
    return int(value)


def _scale_at(
    graph: Graph,
    notes: SystemNotes,
    region: str,
    service: ResourceState,
    target: ResourceState | None,
    each_per_s: float,
) -> float | None:
    """The target as a share of what a task does; None where nothing tracks a target."""
    policies = _policies(graph, service, target) if target is not None else ()
    if not policies or target is None:
        return None
    policy = policies[0]
    if len(policies) > 1:
        notes.doubt(policy, "", f"one of {len(policies)} scaling policies; one is modelled")
    tracking = policy.inputs.get(_TRACKING)
    notes.took(f"fleets.{region}.scale_at", policy, f"{_TRACKING}.targetValue")
    metric = dig(tracking, "predefinedMetricSpecification", "predefinedMetricType")
    value = number(dig(tracking, "targetValue"))
    if value is not None and metric == _CPU:
        return value / 100.0
    if value is not None and metric == _REQUESTS:
        return round(value / _MINUTE_S / each_per_s, 6)
    why = "not known before deployment" if tracking is UNKNOWN else "no target that is modelled"
    notes.doubt(policy, _TRACKING, why)
    return None


def _doubt_room(notes: SystemNotes, service: ResourceState) -> None:
    """On Fargate a task finds room by itself; on instances of one's own somebody must make it."""
    providers = items(service.inputs.get("capacityProviderStrategies"))
    names = {text(dig(one, "capacityProvider")) for one in providers}
    if text(service.inputs.get("launchType")) != "FARGATE" and names != {"FARGATE"}:
        why = "tasks that need room on instances, or on spare capacity, are not modelled"
        notes.doubt(service, "capacityProviderStrategies" if names else "launchType", why)
    if text(service.inputs.get("schedulingStrategy")) == "DAEMON":
        notes.doubt(service, "schedulingStrategy", "a task on every instance is not modelled")
