"""What readers rely on: the tags and the component inputs that say what a resource is for.

Components write these and nothing else may; topology, forecast and preview read them. A change
here is a change of `SCHEMA_VERSION`. Names in inputs are camelCase, plain values, never null.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final, Literal, NotRequired, TypedDict

SCHEMA_VERSION: Final = 1

TAG_SCHEMA: Final = "openline:schema"
TAG_STACK: Final = "openline:stack"
TAG_SYSTEM: Final = "openline:system"
TAG_COMPONENT: Final = "openline:component"
TAG_REGION: Final = "openline:region"
TAG_ROLE: Final = "openline:role"
TAG_SERVES_REGION: Final = "openline:serves-region"

TYPE_STACK: Final = "openline:index:CustomerServiceStack"
TYPE_SHARED: Final = "openline:index:SharedStack"
TYPE_REGIONAL: Final = "openline:index:RegionalStack"
TYPE_GLOBAL: Final = "openline:index:GlobalStack"
# Each holds the declaration: the whole, or parts of it that are Pulumi stacks of their own.
TYPES_DECLARED: Final = (TYPE_STACK, TYPE_SHARED, TYPE_REGIONAL, TYPE_GLOBAL)
TYPE_NETWORK: Final = "openline:index:RegionalNetwork"
TYPE_KEYS: Final = "openline:index:EncryptionKeys"
TYPE_CERTIFICATES: Final = "openline:index:Certificates"
TYPE_FLEET: Final = "openline:index:ServiceFleet"
TYPE_STORE: Final = "openline:index:CustomerStore"
TYPE_ROUTING: Final = "openline:index:FailoverRouting"
TYPE_EDGE: Final = "openline:index:EdgeCache"
TYPE_ACCELERATOR: Final = "openline:index:AcceleratedEntry"
TYPE_ALARMS: Final = "openline:index:ServiceAlarms"
TYPE_BACKUPS: Final = "openline:index:Backups"
TYPE_INTERACTIONS: Final = "openline:index:InteractionLog"
TYPE_ACCESS: Final = "openline:index:RoleBasedAccess"
TYPE_SECRETS: Final = "openline:index:ReplicatedSecrets"

# The value of the `openline:component` tag on each component's children.
COMPONENT_NETWORK: Final = "network"
COMPONENT_KEYS: Final = "keys"
COMPONENT_CERTIFICATES: Final = "certificates"
COMPONENT_FLEET: Final = "fleet"
COMPONENT_STORE: Final = "store"
COMPONENT_ROUTING: Final = "routing"
COMPONENT_EDGE: Final = "edge"
COMPONENT_ACCELERATOR: Final = "accelerator"
COMPONENT_ALARMS: Final = "alarms"
COMPONENT_BACKUPS: Final = "backups"
COMPONENT_INTERACTIONS: Final = "interactions"
COMPONENT_ACCESS: Final = "access"
COMPONENT_SECRETS: Final = "secrets"
COMPONENT_STACK: Final = "stack"  # of what is the whole stack's: its alarm topics

# The switch of one system: one metric, told apart by these dimensions.
SWITCH_NAMESPACE: Final = "Openline/Failover"
SWITCH_METRIC: Final = "SwitchedOver"


# How old another region's heartbeat is, measured where its copy arrives.
REPLICATION_NAMESPACE: Final = "Openline/Replication"
REPLICATION_METRIC: Final = "HeartbeatAge"


def heartbeat_key(region: str) -> str:
    """Partition key of the item that `region` writes into every store each minute."""
    return f"openline:heartbeat:{region}"


def kept_name(stack: str, system: str, name: str) -> str:
    """Of a secret; a parameter's has a slash before it. Systems Manager refuses names that begin
    with aws or ssm, so a stack's own name cannot come first."""
    return f"openline/{stack}/{system}/{name}"


def switch_dimensions(stack: str, system: str) -> dict[str, str]:
    return {"Stack": stack, "System": system}


def interactions_parameter(stack: str) -> str:
    """Of the parameter, in each region that serves, with the name of its log of interactions."""
    return f"/openline/{stack}/interactions"


def set_identifier(region: str) -> str:
    """Of a region's record in a failover set."""
    return f"service:{region}"


def origin_id(region: str, *, limited: bool = False) -> str:
    """Of one origin of an edge: a region's balancer, or its bucket with the limited service."""
    return f"{'limited' if limited else 'service'}:{region}"


FAILOVER_ORIGIN: Final = "service:failover"  # the name that the failover records answer
LIMITED_PATHS: Final = "/limited/*"  # pages in buckets, for when no region answers


def origin_group(*, limited: bool = False) -> str:
    """Of an edge's group of origins: the regions' balancers, or their buckets."""
    return f"{'limited' if limited else 'service'}:group"


_LABEL: Final = 63  # one label of a DNS name, RFC 1035
_HASH: Final = 6  # base 32: one collision in 2^30 pairs


def regional_name(system: str, region: str, domain: str) -> str:
    """Where a system answers in one region, whoever serves: `<system>-<region>.<domain>`.

    One label below the domain and no more, because a certificate's wildcard stands for one. A
    system too long for it keeps its beginning and a hash of the whole.
    """
    label = f"{system}-{region}"
    if len(label) > _LABEL:
        digest = base64.b32encode(hashlib.sha256(label.encode()).digest()).decode().lower()[:_HASH]
        kept = system[: _LABEL - len(region) - _HASH - 2].strip("-")
        label = f"{kept}-{digest}-{region}"
    return f"{label}.{domain}"


def origin_name(system: str, domain: str) -> str:
    """Where an edge finds a system whoever serves, `<system>-origin.<domain>`: the failover records
    answer for it, and the public name is the edge's."""
    return regional_name(system, "origin", domain)


class ComponentInputs(TypedDict):
    schemaVersion: int


class StackInputs(ComponentInputs):
    """The only place for objectives and demand: the declaration's canonical JSON and its sha256,
    the same in every part of a stack.

    `notes`: what was decided on the way from the text to there and may surprise, a line each.
    """

    declaration: str
    declarationDigest: str
    notes: NotRequired[list[str]]
    servingRegion: NotRequired[str]


class RegionalStackInputs(StackInputs):
    region: str


class NetworkInputs(ComponentInputs):
    region: str
    role: str
    cidr: str
    zones: list[str]


class KeysInputs(ComponentInputs):
    regions: dict[str, str]  # region -> role


class CertificatesInputs(ComponentInputs):
    regions: list[str]
    domain: str


class FleetInputs(ComponentInputs):
    system: str
    region: str
    role: str
    minSize: int
    maxSize: int
    fullSize: int  # instances for peak x after_failover x (1 + buffer)
    warmUpS: float
    requestsPerInstancePerS: float
    buffer: float
    scaleAt: float
    healthPath: str
    port: int


class StoreInputs(ComponentInputs):
    """`replicas`: the regions with a copy beside the primary's, sorted."""

    system: str
    store: str
    consistency: Literal["eventual", "strong"]
    primary: str
    replicas: list[str]
    witness: NotRequired[str]


class CheckInputs(TypedDict):
    path: str
    intervalS: int
    threshold: int


class SwitchInputs(TypedDict):
    """`region`: where the alarm lives. `kind`: manual (the metric alone) or automatic (both)."""

    region: str
    kind: Literal["manual", "automatic"]
    namespace: str
    metric: str
    dimensions: dict[str, str]


class RoutingInputs(ComponentInputs):
    """`targets`: region -> role. `ttlS` only where the records are CNAMEs.

    `name`: whom the records answer for: the public name, or, behind an edge, its failover origin;
    none behind an accelerator, where only the regional names and checks are made.
    `servingRegion`: whom the code says serves; switches away from every other are held over.
    `switches`: of a weighted set, region -> what takes its record out; `switch` of a failover set.
    """

    system: str
    group: str
    name: NotRequired[str]
    policy: Literal["failover", "simple", "weighted", "none"]
    targets: dict[str, str]
    check: CheckInputs
    ttlS: NotRequired[int]
    servingRegion: NotRequired[str]
    switch: NotRequired[SwitchInputs]
    switches: NotRequired[dict[str, SwitchInputs]]


class OriginInputs(TypedDict):
    """`kind`: a region's balancer, the failover name, or a bucket with the limited service."""

    kind: Literal["service", "failover", "limited"]
    region: NotRequired[str]  # not of the failover name
    system: NotRequired[str]


class CachedInputs(TypedDict):
    """Of one operation: its path patterns and how long its answers are kept; without `freshS` they
    are not, and the origins are asked every time."""

    paths: list[str]
    freshS: NotRequired[int]
    staleS: int


class EdgeInputs(ComponentInputs):
    """`origins`: origin id -> what it is. `cached`: operation -> paths and times."""

    system: str
    publicName: str
    originName: str
    origins: dict[str, OriginInputs]
    cached: dict[str, CachedInputs]
    attempts: int
    connectS: int
    answerS: int
    errorsS: int


class AcceleratorInputs(ComponentInputs):
    """`targets`: region -> role."""

    system: str
    publicName: str
    targets: dict[str, str]


class AlarmsInputs(ComponentInputs):
    """`watches`: the regions watched from `region`."""

    region: str
    watches: list[str]


class BackupsInputs(ComponentInputs):
    """`region`: whose tables are backed up. `copies`: regions that a copy is kept in, sorted."""

    region: str
    copies: list[str]
    everyDays: int
    keepDays: int
    copyDays: int
    lock: str


class InteractionsInputs(ComponentInputs):
    regions: dict[str, str]  # region -> role
    keepDays: int
    lock: str


class AccessInputs(ComponentInputs):
    roles: list[str]


class SecretsInputs(ComponentInputs):
    system: str
    primary: str
    replicas: list[str]
    secrets: list[str]
    parameters: list[str]
