"""An edge: which origins a distribution has, what it asks of which, and what it keeps."""

from __future__ import annotations

from dataclasses import dataclass

from openline.contract import FAILOVER_ORIGIN, TYPE_EDGE
from openline_stacks.states import UNKNOWN, ResourceState, Value, plain_name
from openline_stacks.topology._asked import Operation
from openline_stacks.topology._graph import (
    BALANCERS,
    BUCKETS,
    CERTIFICATES,
    RECORD,
    WEB_ACL,
    Graph,
)
from openline_stacks.topology._kept import read_kept
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._origins import Origin, read_origins
from openline_stacks.topology._routed import Edge, Target
from openline_stacks.topology._routes import Route, read_routes
from openline_stacks.topology._values import dig, items, number, text

# CloudFront developer guide: an error is kept 10 s where nothing else is said.
_ERRORS_S = 10.0
# A region that is gone is one of these to CloudFront: no connection, no answer in time.
_GONE = (502, 503, 504)
_BUCKET_ALONE = (
    "its pages are gone with its region but for what the edge still keeps, which is not modelled"
)


@dataclass(frozen=True, slots=True)
class ReadEdge:
    """`routes`: the records behind the origin that fails over. `operations`: with what is kept."""

    edge: Edge
    routes: tuple[Route, ...]
    operations: tuple[Operation, ...]


def read_edge(
    graph: Graph,
    notes: SystemNotes,
    domain: str,
    operations: tuple[Operation, ...],
    distribution: ResourceState,
) -> ReadEdge | None:
    """None where its default origin leads nowhere that is modelled."""
    notes.passed(distribution)
    notes.passed(*graph.links(distribution, "viewerCertificate", *CERTIFICATES))
    notes.passed(*graph.links(distribution, "webAclId", WEB_ACL))
    if distribution.inputs.get("enabled") is False:
        notes.doubt(distribution, "enabled", "a disabled distribution answers nobody")
    origins = read_origins(graph, notes, distribution)
    default = text(dig(distribution.inputs, "defaultCacheBehavior", "targetOriginId")) or ""
    first = origins.single.get(default)
    if first is None:
        why = f"the default goes to {default or 'something unknown'}, which is no single origin"
        notes.doubt(distribution, "defaultCacheBehavior.targetOriginId", why)
        return None
    name = _host(graph, first, distribution)
    routes = _behind(graph, notes, domain, first, name, distribution)
    if not routes:
        return None
    kept = read_kept(graph, notes, operations, distribution, origins)
    asked = origins.single.get(next(iter(kept.origin_ids), default), first)
    edge = Edge(
        urn=distribution.urn,
        origin_name=name or "",
        regions=kept.regions,
        grouped=kept.grouped,
        attempts=asked.attempts,
        connect_s=asked.connect_s,
        answer_s=asked.answer_s,
        errors_s=_errors_s(notes, distribution),
        limited=origins.limited,
    )
    _took(notes, distribution)
    return ReadEdge(edge, routes, kept.operations)


def _host(graph: Graph, origin: Origin, distribution: ResourceState) -> str | None:
    """The name that the edge looks up: the origin's, or, before it is known, as was promised."""
    if origin.host is not None or origin.id != FAILOVER_ORIGIN:
        return origin.host
    component = graph.component(distribution, TYPE_EDGE)
    return text(component.inputs.get("originName")) if component else None


def _behind(
    graph: Graph,
    notes: SystemNotes,
    domain: str,
    origin: Origin,
    name: str | None,
    distribution: ResourceState,
) -> tuple[Route, ...]:
    buckets = graph.links(distribution, "origins", *BUCKETS)
    if origin.bucket or (name is None and buckets and not _balanced(graph, distribution)):
        notes.passed(*buckets)
        notes.doubt(distribution, "origins", f"origin {origin.id} is a bucket: {_BUCKET_ALONE}")
        return ()
    if name is None:
        notes.doubt(distribution, "origins", f"the name of origin {origin.id} is not known")
        return ()
    _, routes = read_routes(graph, notes, name, domain)
    if routes:
        return routes
    for balancer in graph.of_type(*BALANCERS):
        region = graph.region(balancer)
        if plain_name(text(balancer.outputs.get("dnsName")) or "") == plain_name(name) and region:
            notes.passed(balancer)
            target = Target(region, "SIMPLE", None, None, False)
            return (Route(distribution, target, balancer),)
    notes.doubt(distribution, "origins", f"no record or balancer has the name {name}")
    return ()


def _balanced(graph: Graph, distribution: ResourceState) -> bool:
    return bool(graph.links(distribution, "origins", *BALANCERS, RECORD))


def _errors_s(notes: SystemNotes, distribution: ResourceState) -> float:
    responses = distribution.inputs.get("customErrorResponses")
    if responses is UNKNOWN:
        notes.doubt(distribution, "customErrorResponses", "not known before deployment")
    said: list[Value] = [
        dig(one, "errorCachingMinTtl")
        for one in items(responses)
        if number(dig(one, "errorCode")) in _GONE
    ]
    kept = [seconds for value in said if (seconds := number(value)) is not None]
    return max(kept) if len(kept) == len(_GONE) else max([_ERRORS_S, *kept])


def _took(notes: SystemNotes, distribution: ResourceState) -> None:
    notes.took("entry.edge", distribution, "")
    for field, property_ in (
        ("origin_name", "defaultCacheBehavior.targetOriginId"),
        ("regions", "originGroups"),
        ("grouped", "orderedCacheBehaviors"),
        ("attempts", "origins"),
        ("connect_s", "origins"),
        ("answer_s", "origins"),
        ("errors_s", "customErrorResponses"),
        ("limited", "origins"),
    ):
        notes.took(f"entry.edge.{field}", distribution, property_)
