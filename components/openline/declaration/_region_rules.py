"""Rules about regions, zones, networks, and where data may be."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations
from typing import TYPE_CHECKING, Final

from openline.declaration._errors import Mistake

if TYPE_CHECKING:
    from openline.declaration._stack import Stack

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
_ROLES_RIGHT: Final = {
    False: "one region is primary, another may be standby, a third a witness or a replica",
    True: "two regions are active, a third may be a witness or a replica",
}
# What a region is for that serves nobody.
_THIRD: Final = {"witness": "only votes", "replica": "only holds a copy"}


def region_mistakes(declaration: Stack) -> Iterator[Mistake]:
    """Broken rules about the ground that a stack stands on."""
    yield from _strategy(declaration)
    yield from _partition(declaration)
    yield from _roles(declaration)
    yield from _zones(declaration)
    yield from _networks(declaration)
    yield from _residency(declaration)
    yield from _strong(declaration)


def _partition(declaration: Stack) -> Iterator[Mistake]:
    """Health checks have their metrics in us-east-1, where other partitions have no accounts."""
    for region in sorted(declaration.regions):
        if region.startswith(_ELSEWHERE):
            wrong = f"{region} is another partition of AWS, which is not built by this version"
            yield Mistake(("regions", region), wrong, "take a region of the commercial partition")


def _strategy(declaration: Stack) -> Iterator[Mistake]:
    if declaration.strategy == "backup-and-restore" and declaration.backups is None:
        for name in sorted(n for n, own in declaration.systems.items() if own.stores):
            wrong = f"backup-and-restore brings {name}'s stores back from backups, and they are off"
            yield Mistake(("backups",), wrong, "leave it out, or write {every: 1d}", "strategy")
            break
    if declaration.strategy == "active-active":
        yield from _both_serve(declaration)


def _both_serve(declaration: Stack) -> Iterator[Mistake]:
    for name, system in sorted(declaration.systems.items()):
        path = ("systems", name)
        if system.capacity.standby == 0:
            wrong = "both regions serve, and nothing would run in either"
            yield Mistake((*path, "capacity", "standby"), wrong, "write above 0%", "strategy")


def _roles(declaration: Stack) -> Iterator[Mistake]:
    by_role: dict[str, list[str]] = {}
    for region, role in sorted(declaration.regions.items()):
        by_role.setdefault(role, []).append(region)
    both = declaration.strategy == "active-active"
    right = _ROLES_RIGHT[both]
    for role in ("primary", "standby") if both else ("active",):
        for region in by_role.get(role, ()):
            wrong = f"{role} is no role of {declaration.strategy}"
            other = right if both else "write strategy: active-active, or primary and standby"
            yield Mistake(("regions", region), wrong, other, "strategy")
    yield from _counts(by_role, both, right)
    yield from _third(declaration, by_role, right)


def _counts(by_role: dict[str, list[str]], both: bool, right: str) -> Iterator[Mistake]:
    active = len(by_role.get("active", ()))
    if both and active != 2:
        wrong = f"active-active needs two active regions, and there {_are(active)}"
        yield Mistake(("regions",), wrong, right, "strategy")
    if not both and not by_role.keys() & {"primary", "active"}:
        yield Mistake(("regions",), "no region is primary", right)
    for role in ("primary", "standby"):
        first, *more = by_role.get(role, [""])
        for region in more:
            yield Mistake(("regions", region), f"a second {role} beside {first}", right)


def _third(declaration: Stack, by_role: dict[str, list[str]], right: str) -> Iterator[Mistake]:
    """DynamoDB's strong tables have three sites, so there is one third region at most."""
    thirds = [(role, region) for role in _THIRD for region in by_role.get(role, ())]
    for role, region in thirds[1:]:
        first_role, first = thirds[0]
        wrong = f"a {role} beside {first}, a {first_role}: strong stores have three sites"
        yield Mistake(("regions", region), wrong, right)
    if thirds and len(declaration.serving) < 2:
        role, region = thirds[0]
        wrong = f"a {role} {_THIRD[role]}, and there is no standby to do it for"
        yield Mistake(("regions", region), wrong, right)


def _zones(declaration: Stack) -> Iterator[Mistake]:
    for region in declaration.serving:
        zones = declaration.zones.get(region)
        if zones is None:
            right = f"add {region}: [a, b, c]"
            yield Mistake(("zones", region), f"{region} has no zones", right, "regions")
        elif len(zones) < _FEWEST_ZONES:
            wrong = f"{region} has {len(zones)} zone; a load balancer wants two or more"
            yield Mistake(("zones", region), wrong, "add another zone's letter", "regions")


def _networks(declaration: Stack) -> Iterator[Mistake]:
    for region in declaration.serving:
        if region not in declaration.network:
            right = f"add {region} and a network of its own, such as 10.20.0.0/16"
            yield Mistake(("network", region), f"{region} has no network", right, "regions")
    for first, second in combinations(sorted(declaration.network), 2):
        ranges = (declaration.network[first], declaration.network[second])
        if IPv4Network(ranges[0]).overlaps(IPv4Network(ranges[1])):
            wrong = f"{ranges[1]} overlaps {ranges[0]} of {first}"
            yield Mistake(("network", second), wrong, "give each region a network of its own")


def _residency(declaration: Stack) -> Iterator[Mistake]:
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
            there = f"{{{METRICS_REGION}: [{', '.join(sorted(_abroad(declaration)))}]}}"
            right = f"say so: residency: {{within: [{within}], except: {there}}}"
            yield Mistake(("residency", "except"), wrong, right)


def _abroad(declaration: Stack) -> set[str]:
    edged = any(system.entry.kind == "edge" for system in declaration.systems.values())
    return {"alarms", "edge", "edge-logs"} if edged else {"alarms"}


def _strong(declaration: Stack) -> Iterator[Mistake]:
    regions = declaration.regions.keys()
    for name, system in sorted(declaration.systems.items()):
        for store in sorted(s for s, own in system.stores.items() if own.consistency == "strong"):
            path = ("systems", name, "stores", store, "consistency")
            if declaration.strategy == "backup-and-restore":
                wrong = "backup-and-restore copies backups alone, and a strong store every write"
                yield Mistake(path, wrong, "write eventual, or take another strategy", "strategy")
            elif len(regions) < 3:
                wrong = f"a strong store needs three regions, and there {_are(len(regions))}"
                right = "add a third region as witness or replica, or write eventual"
                yield Mistake(path, wrong, right, "regions")
            elif not any(regions <= allowed for allowed in _STRONG_SETS):
                wrong = f"DynamoDB has no strong tables across {', '.join(sorted(regions))}"
                nearest = max(_STRONG_SETS, key=lambda allowed: len(allowed & regions))
                right = f"take three of one set, such as {', '.join(sorted(nearest))}"
                yield Mistake(path, wrong, right, "regions")


def _are(count: int) -> str:
    return "is one" if count == 1 else f"are {('none', 'one', 'two', 'three')[min(count, 3)]}"
