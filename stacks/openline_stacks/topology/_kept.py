"""What an edge keeps: the behaviours of each operation's paths, and their cache policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from openline.contract import TYPE_EDGE
from openline_stacks.states import UNKNOWN, ResourceState, Value
from openline_stacks.topology._asked import Operation
from openline_stacks.topology._graph import CACHE_POLICY, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._origins import Origins
from openline_stacks.topology._values import dig, items, number, text

# AWS's own cache policies: default and maximum TTL (CloudFront developer guide, "Use managed cache
# policies").
_MANAGED: Final[dict[str, tuple[float, float]]] = {
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": (0.0, 0.0),  # CachingDisabled
    "658327ea-f89d-4fab-a63d-7ff91b6b6aec": (86_400.0, 31_536_000.0),  # CachingOptimized
}
# What may change a request or an answer on its way: not modelled.
_FUNCTIONS: Final = ("functionAssociations", "lambdaFunctionAssociations")


@dataclass(frozen=True, slots=True)
class Kept:
    """`operations` with their times as built; `grouped` go to each region of `regions` in turn."""

    operations: tuple[Operation, ...]
    grouped: tuple[str, ...]
    regions: tuple[str, ...]
    origin_ids: tuple[str, ...]


def read_kept(
    graph: Graph,
    notes: SystemNotes,
    operations: tuple[Operation, ...],
    distribution: ResourceState,
    origins: Origins,
) -> Kept:
    behaviours = _behaviours(notes, distribution)
    notes.passed(*graph.links(distribution, "orderedCacheBehaviors", CACHE_POLICY))
    found: list[Operation] = []
    grouped: list[str] = []
    asked: list[tuple[str, ...]] = []
    for operation in operations:
        own = [behaviours[path] for path in operation.paths if path in behaviours]
        if len(own) < len(operation.paths):
            why = f"a path of {operation.name} has no behaviour of its own"
            notes.doubt(distribution, "orderedCacheBehaviors", why)
        members = {origins.groups.get(text(dig(one, "targetOriginId")) or "") for one in own}
        if own and None not in members:
            grouped.append(operation.name)
            asked += [ids for ids in members if ids is not None]
        found.append(_as_built(graph, notes, operation, own, distribution))
    _doubt_strangers(notes, distribution, behaviours, operations, origins)
    ids = _one_order(notes, distribution, asked, origins)
    regions = tuple(origins.single[one].region or "" for one in ids if one in origins.single)
    if "" in regions:
        notes.doubt(distribution, "origins", "which region an origin of a group is, is not clear")
    return Kept(tuple(found), tuple(grouped), tuple(r for r in regions if r), ids)


def _behaviours(notes: SystemNotes, distribution: ResourceState) -> dict[str, Value]:
    """By path pattern; the first of two equal ones decides."""
    listed = distribution.inputs.get("orderedCacheBehaviors")
    if listed is UNKNOWN:
        notes.doubt(distribution, "orderedCacheBehaviors", "not known before deployment")
    found: dict[str, Value] = {}
    for one in items(listed):
        found.setdefault(text(dig(one, "pathPattern")) or "", one)
    for one in (distribution.inputs.get("defaultCacheBehavior"), *items(listed)):
        for property_ in _FUNCTIONS:
            if dig(one, property_):
                notes.doubt(distribution, property_, "functions at the edge are not modelled")
    return found


def _as_built(
    graph: Graph,
    notes: SystemNotes,
    operation: Operation,
    own: Sequence[Value],
    distribution: ResourceState,
) -> Operation:
    """With the times of its behaviours' policies; of several the shortest."""
    times = [_times(graph, notes, operation, one, distribution) for one in own]
    if not times:
        return replace(operation, fresh_s=None, stale_s=0.0)
    default_s, most_s = min(times)
    if most_s <= 0.0:
        return replace(operation, fresh_s=None, stale_s=0.0)
    return replace(operation, fresh_s=default_s, stale_s=max(most_s - default_s, 0.0))


def _times(
    graph: Graph,
    notes: SystemNotes,
    operation: Operation,
    behaviour: Value,
    distribution: ResourceState,
) -> tuple[float, float]:
    """Default and maximum TTL: how long an answer is fresh, and how long it is there at all."""
    for field in ("fresh_s", "stale_s"):
        notes.took(f"operations.{operation.name}.{field}", distribution, "orderedCacheBehaviors")
    id_ = dig(behaviour, "cachePolicyId")
    if isinstance(id_, str) and id_ in _MANAGED:
        return _MANAGED[id_]
    if isinstance(id_, str):
        for policy in graph.of_type(CACHE_POLICY):
            if policy.id == id_:
                return _pair(notes, policy)
    if id_ is UNKNOWN:
        return _promised(graph, operation, distribution)
    if id_ is None:
        return number(dig(behaviour, "defaultTtl")) or 0.0, number(dig(behaviour, "maxTtl")) or 0.0
    notes.doubt(distribution, "orderedCacheBehaviors", f"cache policy {id_} is not known here")
    return 0.0, 0.0


def _pair(notes: SystemNotes, policy: ResourceState) -> tuple[float, float]:
    default_s = number(policy.inputs.get("defaultTtl"))
    most_s = number(policy.inputs.get("maxTtl"))
    if default_s is None or most_s is None:
        notes.doubt(policy, "defaultTtl", "its times are not known")
    return default_s or 0.0, most_s or 0.0


def _promised(
    graph: Graph, operation: Operation, distribution: ResourceState
) -> tuple[float, float]:
    """Before deployment nobody knows which policy is which: as the component was told, else as it
    is declared."""
    component = graph.component(distribution, TYPE_EDGE)
    own = dig(component.inputs.get("cached"), operation.name) if component else None
    if isinstance(own, Mapping):
        fresh_s, stale_s = number(dig(own, "freshS")), number(dig(own, "staleS")) or 0.0
    else:
        fresh_s, stale_s = operation.fresh_s, operation.stale_s
    return fresh_s or 0.0, (fresh_s or 0.0) + stale_s


def _doubt_strangers(
    notes: SystemNotes,
    distribution: ResourceState,
    behaviours: Mapping[str, Value],
    operations: tuple[Operation, ...],
    origins: Origins,
) -> None:
    """Paths of no operation: whose requests they are is not known. A bucket's are nobody's."""
    known = {path for operation in operations for path in operation.paths}
    for path in sorted(behaviours.keys() - known):
        target = text(dig(behaviours[path], "targetOriginId")) or ""
        members = [origins.single.get(one) for one in origins.groups.get(target, (target,))]
        if not all(origin is not None and origin.bucket for origin in members):
            why = f"no operation has the path {path}"
            notes.doubt(distribution, "orderedCacheBehaviors", why)


def _one_order(
    notes: SystemNotes,
    distribution: ResourceState,
    asked: list[tuple[str, ...]],
    origins: Origins,
) -> tuple[str, ...]:
    orders = sorted(set(asked))
    if len(orders) > 1:
        why = f"{len(orders)} groups of origins; one order of regions is modelled"
        notes.doubt(distribution, "originGroups", why)
    return orders[0] if orders else ()
