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
TYPE_NETWORK: Final = "openline:index:RegionalNetwork"
TYPE_KEYS: Final = "openline:index:EncryptionKeys"
TYPE_CERTIFICATES: Final = "openline:index:Certificates"
TYPE_FLEET: Final = "openline:index:ServiceFleet"
TYPE_STORE: Final = "openline:index:CustomerStore"
TYPE_ROUTING: Final = "openline:index:FailoverRouting"

# The value of the `openline:component` tag on each component's children.
COMPONENT_NETWORK: Final = "network"
COMPONENT_KEYS: Final = "keys"
COMPONENT_CERTIFICATES: Final = "certificates"
COMPONENT_FLEET: Final = "fleet"
COMPONENT_STORE: Final = "store"
COMPONENT_ROUTING: Final = "routing"
COMPONENT_STACK: Final = "stack"  # of what is the whole stack's: its alarm topics

# The switch of one system: one metric, told apart by these dimensions.
SWITCH_NAMESPACE: Final = "Openline/Failover"
SWITCH_METRIC: Final = "SwitchedOver"


def switch_dimensions(stack: str, system: str) -> dict[str, str]:
    return {"Stack": stack, "System": system}


def set_identifier(region: str) -> str:
    """Of a region's record in a failover set."""
    return f"service:{region}"


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


class ComponentInputs(TypedDict):
    schemaVersion: int


class StackInputs(ComponentInputs):
    """The only place for objectives and demand: the declaration's canonical JSON and its sha256."""

    declaration: str
    declarationDigest: str


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
    """`targets`: region -> role. `ttlS` only where the records are CNAMEs."""

    system: str
    group: str
    name: str
    policy: Literal["failover", "simple"]
    targets: dict[str, str]
    check: CheckInputs
    ttlS: NotRequired[int]
    switch: NotRequired[SwitchInputs]
