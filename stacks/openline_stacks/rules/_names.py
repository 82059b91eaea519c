"""Names: lengths, letters, and what a name may not begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, region_of
from openline_stacks.states import UNKNOWN, ResourceState

# Pulumi makes a physical name of a logical one by adding "-" and 7 hexadecimal digits; the
# provider makes one of a prefix by adding 26 digits, 6 characters being all that balancers take.
_AUTO: Final = "-0123abc"
_OF_PREFIX: Final = 26

_WORD: Final = "letters, digits and + = , . @ _ -"
_HYPHENS: Final = "letters, digits and hyphens, none at either end"


@dataclass(frozen=True, slots=True)
class Names:
    """What names of one type look like. `auto`: Pulumi names it after the logical name."""

    most: int
    pattern: str
    letters: str
    least: int = 1
    property: str = "name"
    auto: bool = True
    refused: tuple[str, ...] = ()


_BALANCER = Names(32, r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", _HYPHENS, refused=("internal-",))
# The service's own ValidationError says so of target groups: no two hyphens in a row.
_TARGETS = Names(32, r"(?!.*--)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", f"{_HYPHENS}, single ones")
_CACHE = r"[A-Za-z](?!.*--)[A-Za-z0-9-]*(?<!-)"
_CACHE_LETTERS = "letters, digits and single hyphens, a letter first and no hyphen last"
_BUCKET = Names(
    63,
    r"[a-z0-9](?!.*\.\.)[a-z0-9.-]*[a-z0-9]",
    "lower-case letters, digits, hyphens and single dots, a letter or digit at either end",
    least=3,
    property="bucket",
    refused=("xn--", "sthree-", "amzn-s3-demo-"),
)
_ANY = r"[ -~]+"
_ANY_LETTERS = "printable ASCII"
_FIFO = r"[A-Za-z0-9_-]+(\.fifo)?"
_FIFO_LETTERS = "letters, digits, hyphens and underscores"
_IDENTITY = r"[A-Za-z0-9_+=,.@-]+"
_WAF = Names(128, r"[A-Za-z0-9_-]+", _FIFO_LETTERS)

# Lengths and letters: each type's API reference, the operation that makes it.
NAMES: Final[dict[str, Names]] = {
    "aws:alb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:alb/targetGroup:TargetGroup": _TARGETS,
    "aws:autoscaling/group:Group": Names(255, _ANY, _ANY_LETTERS),
    "aws:autoscaling/policy:Policy": Names(255, _ANY, _ANY_LETTERS),
    "aws:autoscaling/schedule:Schedule": Names(
        255, _ANY, _ANY_LETTERS, property="scheduledActionName", auto=False
    ),
    "aws:backup/plan:Plan": Names(50, r"[A-Za-z0-9_.-]+", "letters, digits and - _ ."),
    "aws:backup/selection:Selection": Names(50, r"[A-Za-z0-9_.-]+", "letters, digits and - _ ."),
    "aws:backup/vault:Vault": Names(50, r"[A-Za-z0-9_-]+", _FIFO_LETTERS, least=2),
    "aws:cloudfront/cachePolicy:CachePolicy": Names(128, r"[A-Za-z0-9_-]+", _FIFO_LETTERS),
    "aws:cloudfront/function:Function": Names(64, r"[A-Za-z0-9_-]+", _FIFO_LETTERS),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Names(64, _ANY, _ANY_LETTERS),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Names(
        128, r"[A-Za-z0-9_-]+", _FIFO_LETTERS
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Names(
        255, _ANY, _ANY_LETTERS, property="alarmName", auto=False
    ),
    "aws:cloudwatch/dashboard:Dashboard": Names(
        255, r"[A-Za-z0-9_-]+", _FIFO_LETTERS, property="dashboardName", auto=False
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Names(
        60, r"[A-Za-z0-9_-]+", _FIFO_LETTERS
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Names(
        60, r"[A-Za-z0-9_-]+", _FIFO_LETTERS
    ),
    "aws:cloudwatch/logGroup:LogGroup": Names(
        512, r"[A-Za-z0-9_./#-]+", "letters, digits and . - _ / #"
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Names(255, _ANY, _ANY_LETTERS),
    "aws:dynamodb/table:Table": Names(
        255, r"[A-Za-z0-9_.-]+", "letters, digits and - _ .", least=3
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Names(
        128, r"[A-Za-z0-9().\-/_]+", "letters, digits and ( ) . - / _", least=3
    ),
    "aws:ec2/securityGroup:SecurityGroup": Names(
        255,
        r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+",
        "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
        refused=("sg-",),
    ),
    "aws:elasticache/cluster:Cluster": Names(50, _CACHE, _CACHE_LETTERS, property="clusterId"),
    "aws:elasticache/replicationGroup:ReplicationGroup": Names(
        40, _CACHE, _CACHE_LETTERS, property="replicationGroupId"
    ),
    "aws:globalaccelerator/accelerator:Accelerator": Names(
        64, r"[A-Za-z0-9.]([A-Za-z0-9.-]*[A-Za-z0-9.])?", "letters, digits, dots and hyphens"
    ),
    "aws:iam/instanceProfile:InstanceProfile": Names(128, _IDENTITY, _WORD),
    "aws:iam/policy:Policy": Names(128, _IDENTITY, _WORD),
    "aws:iam/role:Role": Names(64, _IDENTITY, _WORD),
    "aws:iam/rolePolicy:RolePolicy": Names(128, _IDENTITY, _WORD),
    "aws:kms/alias:Alias": Names(
        256,
        r"alias/[A-Za-z0-9/_-]+",
        "alias/ and then letters, digits and / _ -",
        refused=("alias/aws/",),
    ),
    # AWS takes 64, where the service model has room for an ARN
    "aws:lambda/function:Function": Names(64, r"[A-Za-z0-9_-]+", _FIFO_LETTERS),
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGETS,
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    "aws:secretsmanager/secret:Secret": Names(
        512, r"[A-Za-z0-9/_+=.@-]+", "letters, digits and / _ + = . @ -"
    ),
    "aws:sns/topic:Topic": Names(256, _FIFO, _FIFO_LETTERS),
    "aws:sqs/queue:Queue": Names(80, _FIFO, _FIFO_LETTERS),
    "aws:ssm/parameter:Parameter": Names(
        1011, r"[A-Za-z0-9_./-]+", "letters, digits and . - _ /", refused=("aws", "ssm")
    ),
    "aws:wafv2/ipSet:IpSet": _WAF,
    "aws:wafv2/ruleGroup:RuleGroup": _WAF,
    "aws:wafv2/webAcl:WebAcl": _WAF,
}


def physical(state: ResourceState, names: Names) -> tuple[str, str, str] | None:
    """What the resource will be called: (property, name, how it comes about)."""
    given = state.inputs.get(names.property)
    if given is UNKNOWN:
        return None
    if isinstance(given, str):
        return names.property, given, "the name"
    prefix = state.inputs.get(f"{names.property}Prefix")
    if isinstance(prefix, str):
        added = 6 - len(prefix) if names in (_BALANCER, _TARGETS) else _OF_PREFIX
        whole = prefix + "0" * max(added, 0)
        return f"{names.property}Prefix", whole, "the name made of the prefix"
    if prefix is not None or not names.auto:
        return None
    prefixed = "alias/" if state.type == "aws:kms/alias:Alias" else ""
    return names.property, f"{prefixed}{state.name}{_AUTO}", "the name that Pulumi makes"


def _named(stack: Stack) -> Iterator[tuple[ResourceState, Names, str, str, str]]:
    for type_, names in sorted(NAMES.items()):
        for state in stack.of_type(type_):
            told = physical(state, names)
            if told is not None:
                yield state, names, *told


@rule(
    "OL101",
    "A name that is too long or too short",
    why="The service refuses the name when the resource is made. Pulumi adds 8 characters to a "
    "logical name, the provider 26 to a prefix.",
    source="each service's API reference, the operation that makes the resource",
    mend="Give the resource a shorter logical name (cut it and add a hash), or set the name.",
)
def length(stack: Stack) -> Iterator[Broken]:
    for state, names, property_, name, how in _named(stack):
        short = names in (_BALANCER, _TARGETS) and property_ == "namePrefix"
        most = 6 if short else names.most
        if not names.least <= len(name) <= most:
            what = f"{how} {name!r} has {len(name)} characters, AWS takes {names.least} to {most}"
            yield Broken(state, property_, what)


@rule(
    "OL102",
    "A name of characters that the service does not take",
    why="The service refuses the name when the resource is made.",
    source="each service's API reference, the operation that makes the resource",
    mend="Use the characters named, and another beginning where one is reserved.",
)
def letters(stack: Stack) -> Iterator[Broken]:
    for state, names, property_, name, how in _named(stack):
        if not re.fullmatch(names.pattern, name):
            yield Broken(state, property_, f"{how} {name!r} is not of {names.letters}")
        bare = name.lstrip("/").lower() if state.type == "aws:ssm/parameter:Parameter" else name
        reserved = [start for start in names.refused if bare.startswith(start)]
        for start in reserved[:1]:
            yield Broken(state, property_, f"{how} {name!r} begins with {start!r}, kept by AWS")


@rule(
    "OL105",
    "Two resources of one name",
    why="A name is unique within its service, account and region (buckets, roles and policies "
    "everywhere): the second is refused.",
    source="each service's API reference: AlreadyExists, EntityAlreadyExists, ResourceInUse",
    mend="Give each a name of its own; a role's name holds its region, because roles are global.",
)
def twice(stack: Stack) -> Iterator[Broken]:
    first: dict[tuple[str, str | None, str], ResourceState] = {}
    for state, names, property_, name, _ in _named(stack):
        if state.inputs.get(names.property) is None or state.type.endswith(
            ("Schedule", ":RolePolicy", ":Selection", "autoscaling/policy:Policy")
        ):
            continue  # an automatic name is its own; those last are unique within another resource
        everywhere = state.type.startswith(("aws:iam/", "aws:s3/", "aws:cloudfront/"))
        key = (state.type, None if everywhere else region_of(state), name)
        taken = first.setdefault(key, state)
        if taken is not state:
            yield Broken(state, property_, f"{name!r} is already the name of {taken.name}")


RULES: Final = (length, letters, twice)
