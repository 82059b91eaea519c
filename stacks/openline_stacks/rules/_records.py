"""Record sets of Route 53, and its zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, blocks
from openline_stacks.states import UNKNOWN, ResourceState, Value, plain_name
from openline_stacks.topology._graph import RECORD
from openline_stacks.topology._values import dig, items, text

_ZONE: Final = "aws:route53/zone:Zone"
_DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
# The one zone of every CloudFront distribution: Route 53 API reference, AliasTarget.
_CLOUDFRONT_ZONE: Final = "Z2FDTNDATAQYW2"
_POLICIES: Final = (
    "cidrRoutingPolicy",
    "failoverRoutingPolicies",
    "geolocationRoutingPolicies",
    "geoproximityRoutingPolicy",
    "latencyRoutingPolicies",
    "multivalueAnswerRoutingPolicy",
    "weightedRoutingPolicies",
)


def _policies(record: ResourceState) -> list[str]:
    return [one for one in _POLICIES if record.inputs.get(one) not in (None, (), [], False)]


def _sets(stack: Stack) -> Iterator[list[ResourceState]]:
    """Records of one zone, name and type, where all three are known."""
    found: dict[tuple[str, str, str], list[ResourceState]] = defaultdict(list)
    for record in stack.of_type(RECORD):
        name, type_ = text(record.inputs.get("name")), text(record.inputs.get("type"))
        zone = _zone(record)
        if name and type_ and zone:
            found[zone, plain_name(name), type_].append(record)
    yield from found.values()


def _zone(record: ResourceState) -> str | None:
    depended = record.property_dependencies.get("zoneId", ())
    return text(record.inputs.get("zoneId")) or ",".join(sorted(depended)) or None


def _apexes(stack: Stack) -> set[str]:
    """Names of zones that are known: made here, or declared."""
    names = [text(zone.inputs.get("name")) for zone in stack.of_type(_ZONE)]
    names.append(text(dig(stack.declared, "domain")))
    return {plain_name(name) for name in names if name}


@rule(
    "OL120",
    "An alias with a TTL or with values",
    why="An alias answers with its target's TTL (60 s for a load balancer); Route 53 refuses a "
    "TTL or values beside it.",
    source="Route 53 API reference, ResourceRecordSet: AliasTarget, TTL",
    mend="Leave ttl and records out, or write a CNAME with a TTL where the name is not the apex.",
)
def alias_alone(stack: Stack) -> Iterator[Broken]:
    for record in stack.of_type(RECORD):
        if record.inputs.get("aliases"):
            for other in ("ttl", "records"):
                if record.inputs.get(other) is not None:
                    yield Broken(record, other, f"an alias with {other}")


@rule(
    "OL121",
    "A CNAME at the apex of its zone",
    why="The apex has SOA and NS records, and a CNAME stands alone: Route 53 refuses it.",
    source="Route 53 developer guide, 'Choosing between alias and non-alias records'",
    mend="Write an alias there; its TTL is AWS's.",
)
def apex(stack: Stack) -> Iterator[Broken]:
    apexes = _apexes(stack)
    for record in stack.of_type(RECORD):
        name = text(record.inputs.get("name"))
        if record.inputs.get("type") == "CNAME" and name and plain_name(name) in apexes:
            yield Broken(record, "type", f"{name} is the zone's own name")


@rule(
    "OL122",
    "A record that says neither what it answers nor for how long",
    why="A record that is no alias has values and a TTL.",
    source="Route 53 API reference, ResourceRecordSet: TTL, ResourceRecords",
    mend="Give ttl and records, or aliases.",
)
def answers(stack: Stack) -> Iterator[Broken]:
    for record in stack.of_type(RECORD):
        if record.inputs.get("aliases"):
            continue
        for needed in ("ttl", "records"):
            if record.inputs.get(needed) is None:
                yield Broken(record, needed, f"neither an alias nor {needed}")


@rule(
    "OL123",
    "A routing policy without a set identifier, or the other way round",
    why="Records of one name and type are told apart by their set identifiers; a simple record "
    "has none.",
    source="Route 53 API reference, ResourceRecordSet: SetIdentifier",
    mend="Give every record with a routing policy an identifier of its own, and others none.",
)
def identified(stack: Stack) -> Iterator[Broken]:
    for record in stack.of_type(RECORD):
        policies, identifier = _policies(record), record.inputs.get("setIdentifier")
        if policies and identifier is None:
            yield Broken(record, "setIdentifier", f"{policies[0]} without a set identifier")
        elif identifier is not None and not policies:
            yield Broken(record, "setIdentifier", "a set identifier without a routing policy")
        if len(policies) > 1:
            yield Broken(record, policies[1], f"{' and '.join(policies)} on one record")


@rule(
    "OL124",
    "Two records in the same failover role",
    why="A name has one PRIMARY and one SECONDARY; Route 53 refuses a second one.",
    source="Route 53 API reference, ResourceRecordSet: Failover",
    mend="Make one of them SECONDARY, or give it another name.",
)
def roles(stack: Stack) -> Iterator[Broken]:
    for records in _sets(stack):
        first: dict[str, ResourceState] = {}
        for record in records:
            policy = items(record.inputs.get("failoverRoutingPolicies"))
            role = text(dig(policy, 0, "type"))
            taken = first.setdefault(role, record) if role else record
            if taken is not record:
                what = f"{role} of {record.inputs.get('name')} is {taken.name} already"
                yield Broken(record, "failoverRoutingPolicies[0].type", what)


@rule(
    "OL125",
    "Records of one name that do not go together",
    why="Records of one name and type share one routing policy and have set identifiers of their "
    "own; a CNAME stands alone at its name.",
    source="Route 53 API reference, ChangeResourceRecordSets: InvalidChangeBatch",
    mend="Give all of them the same policy and each its own identifier, or other names.",
)
def together(stack: Stack) -> Iterator[Broken]:
    for records in _sets(stack):
        first, *more = records
        for record in more:
            if _policies(record) != _policies(first):
                said = [(_policies(r) or ["no routing policy"])[0] for r in (record, first)]
                yield Broken(record, "name", f"{said[0]}, but {first.name} has {said[1]}")
            elif not _policies(record) and record.inputs.get("allowOverwrite") is not True:
                yield Broken(record, "name", f"the same record as {first.name}")
        yield from _identifiers(records)
    yield from _beside_a_cname(stack)


def _identifiers(records: list[ResourceState]) -> Iterator[Broken]:
    seen: dict[str, ResourceState] = {}
    for record in records:
        identifier = text(record.inputs.get("setIdentifier"))
        if identifier and seen.setdefault(identifier, record) is not record:
            what = f"{identifier!r} is that of {seen[identifier].name} already"
            yield Broken(record, "setIdentifier", what)


def _beside_a_cname(stack: Stack) -> Iterator[Broken]:
    by_name: dict[tuple[str, str], list[ResourceState]] = defaultdict(list)
    for records in _sets(stack):
        first = records[0]
        by_name[_zone(first) or "", plain_name(str(first.inputs["name"]))].append(first)
    for records in by_name.values():
        for cname in [r for r in records if r.inputs.get("type") == "CNAME"]:
            for record in records:
                if record is not cname:
                    yield Broken(record, "name", f"beside the CNAME {cname.name}")


@rule(
    "OL126",
    "A CloudFront alias whose target's health is evaluated",
    why="A distribution has no health that Route 53 could evaluate: the record is refused.",
    source="Route 53 API reference, AliasTarget: EvaluateTargetHealth",
    mend="Set evaluateTargetHealth to false; origins fail over within the distribution.",
)
def evaluated(stack: Stack) -> Iterator[Broken]:
    for record in stack.of_type(RECORD):
        to_edge = bool(stack.links(record, "aliases", _DISTRIBUTION))
        for path, alias in blocks(record.inputs.get("aliases"), "aliases"):
            zone, name = dig(alias, "zoneId"), text(dig(alias, "name")) or ""
            edge = to_edge or zone == _CLOUDFRONT_ZONE or name.endswith(".cloudfront.net")
            if edge and dig(alias, "evaluateTargetHealth") is True:
                yield Broken(record, f"{path}.evaluateTargetHealth", "true towards CloudFront")


@rule(
    "OL127",
    "A PRIMARY record that Route 53 cannot find unhealthy",
    why="Without a health check and without evaluated target health a record counts as healthy "
    "for ever: the SECONDARY is never answered.",
    source="Route 53 developer guide, 'How Route 53 chooses records when health checking is "
    "configured'",
    mend="Give the PRIMARY a health check, or evaluate its target's health.",
    severity="warning",
)
def checked(stack: Stack) -> Iterator[Broken]:
    for record in stack.of_type(RECORD):
        role = dig(items(record.inputs.get("failoverRoutingPolicies")), 0, "type")
        if role != "PRIMARY" or record.inputs.get("healthCheckId") is not None:
            continue
        aliases = items(record.inputs.get("aliases"))
        if any(dig(alias, "evaluateTargetHealth") in (True, UNKNOWN) for alias in aliases):
            continue
        if record.inputs.get("aliases") is not UNKNOWN:
            yield Broken(record, "healthCheckId", "no health check and no evaluated target")


@rule(
    "OL128",
    "A hosted zone of a name that nobody owns",
    why="AWS keeps example.com for documentation and refuses a zone of it.",
    source="Route 53: 'InvalidDomainName: example.com is reserved by AWS'",
    mend="Take a domain of yours.",
)
def reserved(stack: Stack) -> Iterator[Broken]:
    for zone in stack.of_type(_ZONE):
        name = plain_name(text(zone.inputs.get("name")) or "")
        if name == "example.com" or name.endswith(".example.com"):
            yield Broken(zone, "name", f"{name} is reserved")


_LONGEST_LABEL: Final = 63  # RFC 1035


@rule(
    "OL214",
    "A record whose name or values are none of its type",
    why="A record of type A answers IPv4 addresses, AAAA IPv6 ones, and CNAME one other name; a "
    "label of a name has up to 63 characters, a name 255. Route 53 refuses the change otherwise.",
    source="Route 53 developer guide, 'Supported DNS record types' and 'DNS domain name format'",
    mend="Write an address for A and AAAA, one name for CNAME, and an alias for a balancer.",
)
def of_its_type(stack: Stack) -> Iterator[Broken]:
    for record in stack.of_type(RECORD):
        name = text(record.inputs.get("name")) or ""
        longest = max(map(len, name.split(".")))
        if longest > _LONGEST_LABEL or len(name) > 255:
            yield Broken(record, "name", f"{len(name)} characters, {longest} in one label")
        values, kind = items(record.inputs.get("records")), record.inputs.get("type")
        if kind == "CNAME" and len(values) > 1:
            yield Broken(record, "records", f"{len(values)} names; a CNAME answers one")
        for at, value in enumerate(values):
            wrong = _misanswered(kind, value) if isinstance(value, str) else None
            if wrong is not None:
                yield Broken(record, f"records[{at}]", wrong)


def _misanswered(kind: Value, value: str) -> str | None:
    try:
        version: int = ip_address(value).version
    except ValueError:
        version = 0
    wanted = {"A": 4, "AAAA": 6}.get(str(kind), version)
    if version != wanted:
        return f"{value!r} is no IPv{wanted} address"
    return (
        f"{value!r} is an address; a CNAME answers a name" if kind == "CNAME" and version else None
    )


RULES: Final = (
    alias_alone,
    apex,
    answers,
    identified,
    roles,
    together,
    evaluated,
    checked,
    reserved,
    of_its_type,
)
