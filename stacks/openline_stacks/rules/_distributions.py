"""CloudFront distributions and Global Accelerator: what the edge takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import US_EAST_1, Stack, blocks, region_of
from openline_stacks.states import UNKNOWN, ResourceState, Value
from openline_stacks.topology._graph import CERTIFICATES
from openline_stacks.topology._values import dig, items, number, text, texts

_DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
_ENDPOINTS: Final = "aws:globalaccelerator/endpointGroup:EndpointGroup"
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ALL: Final = _READS | {"PUT", "POST", "PATCH", "DELETE"}
_ALLOWED: Final = (frozenset({"GET", "HEAD"}), _READS, _ALL)
_CACHED: Final = (frozenset({"GET", "HEAD"}), _READS)


def _behaviours(state: ResourceState) -> Iterator[tuple[str, Value]]:
    default = state.inputs.get("defaultCacheBehavior")
    yield from chain(
        blocks(default, "defaultCacheBehavior"),
        blocks(state.inputs.get("orderedCacheBehaviors"), "orderedCacheBehaviors"),
    )


def _ids(state: ResourceState, property_: str) -> set[str] | None:
    """None where not all of them are known."""
    listed = state.inputs.get(property_)
    ids = [dig(one, "originId") for one in items(listed)]
    if listed is UNKNOWN or UNKNOWN in ids:
        return None
    return {one for one in ids if isinstance(one, str)}


@rule(
    "OL134",
    "A behaviour that sends writes to an origin group",
    why="CloudFront fails over GET, HEAD and OPTIONS only, and refuses other methods on a "
    "behaviour whose target is an origin group.",
    source="CloudFront developer guide, 'Optimize high availability with CloudFront origin "
    "failover'",
    mend="Send writes by a behaviour of their own to one origin, the name that Route 53 fails "
    "over; allow GET, HEAD and OPTIONS on the group.",
)
def writes(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_DISTRIBUTION):
        groups = _ids(state, "originGroups") or set()
        for path, behaviour in _behaviours(state):
            more = set(texts(dig(behaviour, "allowedMethods"))) - _READS
            target = dig(behaviour, "targetOriginId")
            if target in groups and more:
                what = f"{', '.join(sorted(more))} to the group {target}"
                yield Broken(state, f"{path}.allowedMethods", what)


@rule(
    "OL135",
    "Two distributions of one public name",
    why="A name belongs to one distribution of all accounts: CNAMEAlreadyExists.",
    source="CloudFront API reference, CreateDistribution: CNAMEAlreadyExists",
    mend="Let one distribution own the name; others get names of their own.",
)
def one_owner(stack: Stack) -> Iterator[Broken]:
    owners: dict[str, ResourceState] = {}
    for state in stack.of_type(_DISTRIBUTION):
        for path, alias in blocks(state.inputs.get("aliases"), "aliases"):
            if isinstance(alias, str) and owners.setdefault(alias.lower(), state) is not state:
                yield Broken(state, path, f"{alias} belongs to {owners[alias.lower()].name}")


@rule(
    "OL136",
    "A CloudFront certificate outside us-east-1",
    why="CloudFront takes certificates of ACM from us-east-1 only, wherever the origins are.",
    source="CloudFront developer guide, 'Requirements for using SSL/TLS certificates'",
    mend="Ask for the certificate in us-east-1, beside those of the balancers' regions.",
)
def certificate_home(stack: Stack) -> Iterator[Broken]:
    path = "viewerCertificate.acmCertificateArn"
    for state in stack.of_type(_DISTRIBUTION):
        arn = text(dig(state.inputs.get("viewerCertificate"), "acmCertificateArn"))
        if arn and arn.startswith("arn:") and arn.split(":")[3] != US_EAST_1:
            yield Broken(state, path, f"{arn} is in {arn.split(':')[3]}")
        for certificate in stack.links(state, "viewerCertificate", *CERTIFICATES):
            where = region_of(certificate)
            if where and where != US_EAST_1 and not arn:
                yield Broken(state, path, f"{certificate.name} is in {where}")


@rule(
    "OL137",
    "A distribution with a name of its own and no certificate for it",
    why="CloudFront's default certificate is for *.cloudfront.net alone; aliases are refused "
    "with it.",
    source="CloudFront API reference, CreateDistribution: InvalidViewerCertificate",
    mend="Give acmCertificateArn (in us-east-1) and sslSupportMethod sni-only.",
)
def certificate(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_DISTRIBUTION):
        shown = state.inputs.get("viewerCertificate")
        own = [dig(shown, key) for key in ("acmCertificateArn", "iamCertificateId")]
        if items(state.inputs.get("aliases")) and shown is not UNKNOWN and not any(own):
            yield Broken(state, "viewerCertificate", "aliases without a certificate of its own")
        elif dig(shown, "acmCertificateArn") and dig(shown, "sslSupportMethod") is None:
            yield Broken(state, "viewerCertificate.sslSupportMethod", "a certificate without it")


@rule(
    "OL138",
    "A behaviour or an origin group that names an origin which is not there",
    why="A target is the id of an origin or origin group of the same distribution; a group has "
    "two members, both origins, and ids are unique.",
    source="CloudFront API reference, DistributionConfig: NoSuchOrigin",
    mend="Name one of the distribution's origins or groups.",
)
def origins(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_DISTRIBUTION):
        known, groups = _ids(state, "origins"), _ids(state, "originGroups")
        if known is None or groups is None:
            continue
        said = ", ".join(sorted(known | groups))
        for path, behaviour in _behaviours(state):
            target = dig(behaviour, "targetOriginId")
            if isinstance(target, str) and target not in known | groups:
                yield Broken(state, f"{path}.targetOriginId", f"{target} is none of {said}")
        yield from _members(state, known)
        every = [text(dig(one, "originId")) for one in items(state.inputs.get("origins"))]
        for id_ in sorted(
            {id_ for id_ in every if id_ and every.count(id_) > 1} | (known & groups)
        ):
            yield Broken(state, "origins", f"the id {id_} stands twice")


def _members(state: ResourceState, known: set[str]) -> Iterator[Broken]:
    for path, group in blocks(state.inputs.get("originGroups"), "originGroups"):
        members = dig(group, "members")
        if members is not UNKNOWN and len(items(members)) != 2:
            yield Broken(state, f"{path}.members", f"{len(items(members))} members, not two")
        for at, member in enumerate(items(members)):
            id_ = dig(member, "originId")
            if isinstance(id_, str) and id_ not in known:
                what = f"{id_} is none of {', '.join(sorted(known))}"
                yield Broken(state, f"{path}.members[{at}].originId", what)


@rule(
    "OL139",
    "A set of methods, attempts or time-outs that CloudFront does not have",
    why="A behaviour allows GET and HEAD, these and OPTIONS, or all seven methods, and caches "
    "one of the first two sets; a connection takes 1 to 3 attempts of 1 to 10 seconds.",
    source="CloudFront API reference, AllowedMethods and Origin",
    mend="Take one of the sets, and attempts and time-outs within the limits.",
)
def limits(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_DISTRIBUTION):
        for path, behaviour in _behaviours(state):
            for property_, sets in (("allowedMethods", _ALLOWED), ("cachedMethods", _CACHED)):
                methods = dig(behaviour, property_)
                given = items(methods)
                if given and UNKNOWN not in given and frozenset(texts(methods)) not in sets:
                    what = f"{', '.join(map(str, given))} is none of the sets"
                    yield Broken(state, f"{path}.{property_}", what)
        for path, origin in blocks(state.inputs.get("origins"), "origins"):
            for property_, most in (("connectionAttempts", 3), ("connectionTimeout", 10)):
                value = number(dig(origin, property_))
                if value is not None and not 1 <= value <= most:
                    yield Broken(state, f"{path}.{property_}", f"{value:g}, not 1 to {most}")


@rule(
    "OL189",
    "Weights, dials or checks that Global Accelerator does not have",
    why="A weight is 0 to 255, a traffic dial 0 to 100 percent, a check comes every 10 or 30 "
    "seconds and decides after 1 to 10; a listener has one endpoint group a region.",
    source="Global Accelerator API reference, CreateEndpointGroup",
    mend="Stay within the limits, and put endpoints of one region into one group.",
)
def accelerator(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_ENDPOINTS):
        for path, endpoint in blocks(
            state.inputs.get("endpointConfigurations"), "endpointConfigurations"
        ):
            yield from _within(state, f"{path}.weight", dig(endpoint, "weight"), 0, 255)
        for property_, most in (("trafficDialPercentage", 100), ("thresholdCount", 10)):
            least = 1 if property_ == "thresholdCount" else 0
            yield from _within(state, property_, state.inputs.get(property_), least, most)
        every = number(state.inputs.get("healthCheckIntervalSeconds"))
        if every is not None and every not in (10, 30):
            yield Broken(state, "healthCheckIntervalSeconds", f"{every:g}, not 10 or 30")
    yield from _one_a_region(stack)


def _within(
    state: ResourceState, path: str, value: Value, least: int, most: int
) -> Iterator[Broken]:
    figure = number(value)
    if figure is not None and not least <= figure <= most:
        yield Broken(state, path, f"{figure:g}, not {least} to {most}")


def _one_a_region(stack: Stack) -> Iterator[Broken]:
    first: list[ResourceState] = []
    for state in stack.of_type(_ENDPOINTS):
        region = text(state.inputs.get("endpointGroupRegion"))
        for other in first:
            twice = region and region == other.inputs.get("endpointGroupRegion")
            if twice and stack.same("listenerArn", state, other):
                yield Broken(state, "endpointGroupRegion", f"{region} has {other.name} already")
        first.append(state)


RULES: Final = (
    writes,
    one_owner,
    certificate_home,
    certificate,
    origins,
    limits,
    accelerator,
)
