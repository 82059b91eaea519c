"""Rules about regions, zones, networks, and where data may be."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations
from typing import TYPE_CHECKING, Final

from openline.declaration._errors import Mistake

if TYPE_CHECKING:
    from openline.declaration._declaration import Declaration

# DynamoDB developer guide: a table of multi-Region strong consistency has its three sites in one
# of these sets of regions.
_STRONG_SETS: Final = (
    frozenset({"us-east-1", "us-east-2", "us-west-2"}),
    frozenset({"eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"}),
    frozenset({"ap-northeast-1", "ap-northeast-2", "ap-northeast-3"}),
)
# An application load balancer wants subnets in at least two zones.
_FEWEST_ZONES: Final = 2
# Route 53 publishes its health checks' metrics there and CloudFront reads its parts from there.
METRICS_REGION: Final = "us-east-1"
_ABROAD: Final = {
    "alarms": "alarms on its health checks",
    "edge": "the edge's certificate and firewall",
    "edge-logs": "the firewall's log, which holds visitors' addresses,",
}
_ELSEWHERE: Final = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")
_BUILT: Final = ("pilot-light", "warm-standby")


def region_mistakes(declaration: Declaration) -> Iterator[Mistake]:
    """Broken rules about the ground that a stack stands on."""
    yield from _strategy(declaration)
    yield from _partition(declaration)
    yield from _roles(declaration)
    yield from _zones(declaration)
    yield from _networks(declaration)
    yield from _residency(declaration)
    yield from _strong(declaration)


def _partition(declaration: Declaration) -> Iterator[Mistake]:
    """Health checks have their metrics in us-east-1, where other partitions have no accounts."""
    for region in sorted(declaration.regions):
        if region.startswith(_ELSEWHERE):
            wrong = f"{region} is another partition of AWS, which is not built by this version"
            yield Mistake(("regions", region), wrong, "take a region of the commercial partition")


def _strategy(declaration: Declaration) -> Iterator[Mistake]:
    if declaration.strategy not in _BUILT:
        wrong = f"{declaration.strategy} is not built by this version"
        yield Mistake(("strategy",), wrong, f"write {' or '.join(_BUILT)}")


def _roles(declaration: Declaration) -> Iterator[Mistake]:
    by_role: dict[str, list[str]] = {}
    for region, role in sorted(declaration.regions.items()):
        by_role.setdefault(role, []).append(region)
    right = "one region is primary, another may be standby, a third a witness"
    if "primary" not in by_role and "active" not in by_role:
        yield Mistake(("regions",), "no region is primary", right)
    for region in by_role.get("active", ()):
        wrong = "active is a role of active-active, which is not built by this version"
        yield Mistake(("regions", region), wrong, "write primary or standby")
    for role in ("primary", "standby", "witness"):
        first, *more = by_role.get(role, [""])
        for region in more:
            yield Mistake(("regions", region), f"a second {role} beside {first}", right)
    if "witness" in by_role and "standby" not in by_role:
        wrong = "a witness only votes, and there is no standby to vote for"
        yield Mistake(("regions", by_role["witness"][0]), wrong, right)


def _zones(declaration: Declaration) -> Iterator[Mistake]:
    for region in declaration.serving:
        zones = declaration.zones.get(region)
        if zones is None:
            right = f"add {region}: [a, b, c]"
            yield Mistake(("zones", region), f"{region} has no zones", right, "regions")
        elif len(zones) < _FEWEST_ZONES:
            wrong = f"{region} has {len(zones)} zone; a load balancer wants two or more"
            yield Mistake(("zones", region), wrong, "add another zone's letter", "regions")


def _networks(declaration: Declaration) -> Iterator[Mistake]:
    for region in declaration.serving:
        if region not in declaration.network:
            right = f"add {region} and a network of its own, such as 10.20.0.0/16"
            yield Mistake(("network", region), f"{region} has no network", right, "regions")
    for first, second in combinations(sorted(declaration.network), 2):
        ranges = (declaration.network[first], declaration.network[second])
        if IPv4Network(ranges[0]).overlaps(IPv4Network(ranges[1])):
            wrong = f"{ranges[1]} overlaps {ranges[0]} of {first}"
            yield Mistake(("network", second), wrong, "give each region a network of its own")


def _residency(declaration: Declaration) -> Iterator[Mistake]:
    residency = declaration.residency
    if residency is None:
        return
    within = ", ".join(residency.within)
    for region in sorted(declaration.regions):
        if not residency.allows(region):
            wrong = f"{region} is outside residency ({within})"
            right = "take the region out, or allow it"
            yield Mistake(("regions", region), wrong, right, "residency")
    if METRICS_REGION not in declaration.regions and not residency.allows(METRICS_REGION):
        said = residency.except_.get(METRICS_REGION, ())
        for what in sorted(_abroad(declaration) - {*said}):
            wrong = f"every stack with these entries keeps {_ABROAD[what]} in {METRICS_REGION}"
            right = (
                f"say so: except: {{{METRICS_REGION}: [{', '.join(sorted(_abroad(declaration)))}]}}"
            )
            yield Mistake(("residency", "except"), wrong, right)


def _abroad(declaration: Declaration) -> set[str]:
    edged = any(system.entry.kind == "edge" for system in declaration.systems.values())
    return {"alarms", "edge", "edge-logs"} if edged else {"alarms"}


def _strong(declaration: Declaration) -> Iterator[Mistake]:
    regions = declaration.regions.keys()
    for name, system in sorted(declaration.systems.items()):
        for store in sorted(s for s, own in system.stores.items() if own.consistency == "strong"):
            path = ("systems", name, "stores", store, "consistency")
            if len(regions) < 3:
                wrong = f"a strong store needs three regions, and there {_are(len(regions))}"
                right = "add a third region as witness, or write eventual"
                yield Mistake(path, wrong, right, "regions")
            elif not any(regions <= allowed for allowed in _STRONG_SETS):
                wrong = f"DynamoDB has no strong tables across {', '.join(sorted(regions))}"
                right = "take the three of one set, such as us-east-1, us-east-2, us-west-2"
                yield Mistake(path, wrong, right, "regions")


def _are(count: int) -> str:
    return "is one" if count == 1 else f"are {('no', 'one', 'two')[count]}"
