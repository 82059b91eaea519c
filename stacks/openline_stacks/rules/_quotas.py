"""Quotas of an account and a region, and where data may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from openline.declaration import Residency
from openline_stacks.rules._balancers import BUCKETS
from openline_stacks.rules._encryption_table import REQUIREMENTS, Needs
from openline_stacks.rules._model import Broken, rule
from openline_stacks.rules._stack import Stack, at_path, region_of
from openline_stacks.states import ResourceState
from openline_stacks.topology._values import dig

# Service Quotas, defaults of a new account: a region, and (False) everywhere together.
_QUOTAS: Final = {
    "aws:acm/certificate:Certificate": (2_500, True),
    "aws:autoscaling/group:Group": (500, True),
    "aws:backup/plan:Plan": (300, True),
    "aws:backup/vault:Vault": (300, True),
    "aws:cloudfront/cachePolicy:CachePolicy": (20, False),
    "aws:cloudfront/distribution:Distribution": (500, False),
    "aws:cloudfront/originAccessControl:OriginAccessControl": (100, False),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": (20, False),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (20, False),
    "aws:dynamodb/table:Table": (2_500, True),
    "aws:ec2/eip:Eip": (5, True),
    "aws:ec2/internetGateway:InternetGateway": (5, True),
    "aws:ec2/launchTemplate:LaunchTemplate": (5_000, True),
    "aws:ec2/managedPrefixList:ManagedPrefixList": (100, True),
    "aws:ec2/securityGroup:SecurityGroup": (2_500, True),
    "aws:ec2/vpc:Vpc": (5, True),
    "aws:globalaccelerator/accelerator:Accelerator": (20, False),
    "aws:iam/instanceProfile:InstanceProfile": (1_000, False),
    "aws:iam/policy:Policy": (1_500, False),
    "aws:iam/role:Role": (1_000, False),
    "aws:lb/loadBalancer:LoadBalancer": (50, True),
    "aws:lb/targetGroup:TargetGroup": (3_000, True),
    "aws:route53/healthCheck:HealthCheck": (200, False),
    "aws:wafv2/webAcl:WebAcl": (100, True),
}

# What one resource asks for at once, and what a new account has. DynamoDB guide, "Quotas": 40,000
# units a table on demand, warm ones among them, in every region of the table. Application Load
# Balancer guide, "Quotas", "Load Balancer Capacity Units": none reserved in a region before asked.
_FIGURES: Final = (
    ("aws:dynamodb/table:Table", "warmThroughput.readUnitsPerSecond", 40_000),
    ("aws:dynamodb/table:Table", "warmThroughput.writeUnitsPerSecond", 40_000),
    ("aws:lb/loadBalancer:LoadBalancer", "minimumLoadBalancerCapacity.capacityUnits", 0),
)


@rule(
    "OL198",
    "More of a kind than a new account may have",
    why="A quota is per account and region; above it the next one is refused. A table may be "
    "warmed to 40,000 units a second, and no balancer capacity may be reserved at all. Raising "
    "one takes hours to days, and nobody has them in an outage.",
    source="Service Quotas console, defaults of each service; DynamoDB guide, 'Quotas'; "
    "Application Load Balancer guide, 'Quotas'",
    mend="Ask for a higher quota in both regions, before the first up.",
    severity="warning",
)
def quotas(stack: Stack) -> Iterator[Broken]:
    for type_, (most, regional) in sorted(_QUOTAS.items()):
        by_region: dict[str, list[ResourceState]] = defaultdict(list)
        for state in stack.of_type(type_):
            by_region[(region_of(state) or "") if regional else ""].append(state)
        for region, states in sorted(by_region.items()):
            if len(states) > most:
                where = f" in {region}" if region else ""
                what = f"{len(states)} of {type_}{where}; a new account has {most}"
                yield Broken(states[most], "", what)
    for type_, path, most in _FIGURES:
        for state in stack.of_type(type_):
            asked = dig(state.inputs, *path.split("."))
            if isinstance(asked, int | float) and asked > most:
                yield Broken(state, path, f"{asked:,.0f}; a new account has {most:,}")


@rule(
    "OL199",
    "Data outside the declared residency",
    why="The declaration says where data may be; what holds data elsewhere breaks that promise, "
    "whatever it is encrypted with.",
    source="the stack's own declaration, `residency`",
    mend="Move the resource or the replica, or declare the region.",
    severity="warning",
)
def residency(stack: Stack) -> Iterator[Broken]:
    declared = _declared(stack)
    if declared is None:
        return
    for state in stack.aws:
        for path, region in _places(state) if _holds_data(state.type) else ():
            excused = _ABROAD.get(state.type) in declared.except_.get(region, ())
            if not declared.allows(region) and not excused:
                within = ", ".join(declared.within)
                yield Broken(state, path, f"{region}; data may be in {within}")


# What an exception of the declaration lets off, by type.
_ABROAD: Final = {
    "aws:cloudwatch/logGroup:LogGroup": "edge-logs",
    "aws:s3/bucket:Bucket": "edge-logs",
    "aws:sns/topic:Topic": "alarms",
}


def _holds_data(type_: str) -> bool:
    needs = REQUIREMENTS.get(type_)
    return isinstance(needs, Needs) and (bool(needs.at_rest) or type_ in BUCKETS)


def _declared(stack: Stack) -> Residency | None:
    places = dig(stack.declared, "residency")
    try:
        return None if places is None else Residency.model_validate(places)
    except ValueError:  # not one of ours: its own program will say so
        return None


def _places(state: ResourceState) -> Iterator[tuple[str, str]]:
    own = region_of(state)
    if own is not None:
        yield "region", own
    for list_, key in (("replicas[]", "regionName"), ("replicas[]", "region")):
        for path, region in at_path(state.inputs, f"{list_}.{key}"):
            if isinstance(region, str):
                yield path, region


RULES: Final = (quotas, residency)
