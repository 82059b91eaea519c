"""Routes: the records of a name, and the balancers that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openline_stacks.states import UNKNOWN, ResourceState, plain_name
from openline_stacks.topology._graph import BALANCERS, CHECK, RECORD, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._routed import Hop, Target
from openline_stacks.topology._values import dig, items, number, text

# Route 53 developer guide, "Choosing between alias and non-alias records": to a load balancer
ALIAS_TTL_S = 60.0
# When a name has records of several types: IPv4 clients decide, the others are on the path.
_TYPES = ("A", "CNAME", "AAAA")
_OTHER_POLICIES = (
    "cidrRoutingPolicy",
    "geolocationRoutingPolicies",
    "geoproximityRoutingPolicy",
    "latencyRoutingPolicies",
    "multivalueAnswerRoutingPolicy",
)
_ORDER = {"PRIMARY": 0, "SECONDARY": 1, "SIMPLE": 2, "WEIGHTED": 3}
Role = Literal["PRIMARY", "SECONDARY", "SIMPLE", "WEIGHTED"]


@dataclass(frozen=True, slots=True)
class Route:
    """One record of the entry with the balancer that it leads to. `weight`: beside others'."""

    record: ResourceState
    target: Target
    balancer: ResourceState
    weight: int = 0


def read_routes(
    graph: Graph, notes: SystemNotes, name: str, domain: str
) -> tuple[str, tuple[Route, ...]]:
    """The type of the records that IPv4 clients of a name are answered with, and where each of them
    leads, the primary first."""
    type_, answering = answering_records(graph, notes, name, domain)
    found = (_route(graph, notes, record) for record in answering)
    routes = tuple(sorted((r for r in found if r is not None), key=_by_role))
    _doubt_sets(notes, routes)
    return type_, routes


def answering_records(
    graph: Graph, notes: SystemNotes, name: str, domain: str
) -> tuple[str, tuple[ResourceState, ...]]:
    """The records that answer IPv4 clients; every one of the name is on the path."""
    records = _records(graph, notes.system, {name, name.removesuffix(f".{domain}")})
    notes.passed(*records)
    type_ = next((t for t in _TYPES if any(_type(r) == t for r in records)), "A")
    return type_, tuple(record for record in records if _type(record) == type_)


def _records(graph: Graph, system: str, names: set[str]) -> tuple[ResourceState, ...]:
    """A record's name may be written in full or within its zone; the provider fills in the rest."""
    return tuple(
        record
        for record in graph.of_type(RECORD)
        if plain_name(text(record.inputs.get("name")) or "") in names
        and _type(record) in _TYPES
        and graph.system(record) in (system, None)
    )


def _type(record: ResourceState) -> str | None:
    return text(record.inputs.get("type"))


def is_alias(record: ResourceState) -> bool:
    aliases = record.inputs.get("aliases")
    return aliases is UNKNOWN or bool(items(aliases))


def _by_role(route: Route) -> tuple[int, str, str]:
    """Of a weighted set by region: neither comes first."""
    weighted = route.target.role == "WEIGHTED"
    return _ORDER[route.target.role], route.target.region if weighted else "", route.record.urn


def _route(graph: Graph, notes: SystemNotes, record: ResourceState) -> Route | None:
    balancer = _balancer(graph, notes, record)
    role = _role(notes, record)
    if balancer is None:
        return None
    notes.passed(balancer)
    region = graph.region(balancer)
    if region is None:
        notes.doubt(balancer, "region", "the balancer's region is not known")
        return None
    target = Target(
        region=region,
        role=role,
        set_identifier=text(record.inputs.get("setIdentifier")),
        check=_check(graph, notes, record),
        evaluate_target_health=_evaluates(notes, record),
    )
    prefix = f"entry.targets.{region}"
    notes.took(f"{prefix}.region", balancer, "region")
    policy = "weightedRoutingPolicies" if role == "WEIGHTED" else "failoverRoutingPolicies"
    notes.took(f"{prefix}.role", record, policy)
    notes.took(f"{prefix}.check", record, "healthCheckId")
    notes.took(f"{prefix}.evaluate_target_health", record, "aliases")
    return Route(record, target, balancer, _weight(notes, record) if role == "WEIGHTED" else 0)


def _balancer(graph: Graph, notes: SystemNotes, record: ResourceState) -> ResourceState | None:
    """Behind an alias, or behind the regional name that a CNAME points to."""
    if is_alias(record):
        return _followed(notes, record, "aliases", graph.link(record, "aliases", *BALANCERS))
    found = graph.link(record, "records", RECORD, *BALANCERS)
    regional = _followed(notes, record, "records", found)
    if regional is None or regional.type in BALANCERS:
        return regional
    notes.passed(regional)
    return _followed(notes, regional, "aliases", graph.link(regional, "aliases", *BALANCERS))


def _followed(
    notes: SystemNotes, state: ResourceState, property_: str, found: ResourceState | str
) -> ResourceState | None:
    if isinstance(found, str):
        notes.doubt(state, property_, found)
        return None
    return found


def _role(notes: SystemNotes, record: ResourceState) -> Role:
    for property_ in _OTHER_POLICIES:
        if record.inputs.get(property_) not in (None, (), [], False):
            why = "only failover, weighted and simple routing are modelled"
            notes.doubt(record, property_, why)
    policies = record.inputs.get("failoverRoutingPolicies")
    weighted = record.inputs.get("weightedRoutingPolicies")
    if policies and weighted:
        notes.doubt(record, "weightedRoutingPolicies", "a record has one policy, and this has two")
    elif not policies:
        return "WEIGHTED" if weighted else "SIMPLE"
    role = dig(policies, 0, "type")
    if role == "PRIMARY":
        return "PRIMARY"
    if role != "SECONDARY":
        notes.doubt(record, "failoverRoutingPolicies", "neither PRIMARY nor SECONDARY")
    return "SECONDARY"


def _weight(notes: SystemNotes, record: ResourceState) -> int:
    weight = number(dig(record.inputs.get("weightedRoutingPolicies"), 0, "weight"))
    if not weight:
        # Route 53 developer guide, weighted routing: a record of weight 0 is not answered
        notes.doubt(record, "weightedRoutingPolicies", "a weight above 0 is needed")
    return int(weight or 1)


def _check(graph: Graph, notes: SystemNotes, record: ResourceState) -> str | None:
    found = graph.link(record, "healthCheckId", CHECK)
    if isinstance(found, ResourceState):
        return found.urn
    unset = record.inputs.get("healthCheckId") is None
    if not unset or record.property_dependencies.get("healthCheckId"):
        notes.doubt(record, "healthCheckId", found)
    return None


def _evaluates(notes: SystemNotes, record: ResourceState) -> bool:
    value = dig(record.inputs.get("aliases"), 0, "evaluateTargetHealth")
    if value is UNKNOWN:
        notes.doubt(record, "aliases[0].evaluateTargetHealth", "not known before deployment")
    return value is True


def _doubt_sets(notes: SystemNotes, routes: tuple[Route, ...]) -> None:
    """A set is one simple record, a primary and a secondary, or weighted ones, of which two are
    modelled."""
    roles = [route.target.role for route in routes]
    if roles and roles not in (["SIMPLE"], ["PRIMARY", "SECONDARY"], ["WEIGHTED", "WEIGHTED"]):
        for route in routes:
            notes.doubt(
                route.record, "failoverRoutingPolicies", f"a set of {', '.join(roles)} records"
            )


def hop(
    notes: SystemNotes,
    at: int,
    name: str,
    record: ResourceState,
    resolver: Literal["client", "edge"] = "client",
) -> Hop:
    """The `at`-th look-up of the path. An alias's TTL is AWS's; else what the record says."""
    if is_alias(record):
        notes.took(f"entry.path.{at}.ttl_s", record, "aliases")
        return Hop("dns", name, ALIAS_TTL_S, "aws", resolver)
    ttl_s = number(record.inputs.get("ttl"))
    notes.took(f"entry.path.{at}.ttl_s", record, "ttl")
    if ttl_s is None:
        notes.doubt(record, "ttl", "a record that is no alias needs a TTL, and none is known")
        ttl_s = ALIAS_TTL_S
    return Hop("dns", name, ttl_s, "declared", resolver)
