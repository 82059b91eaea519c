"""What a fault is to whoever meets it: which service in which mode touches what. One table.

These are definitions, which forecast and rehearsal share; what follows from them each works out by
itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from openline_stacks.recovery._model import Fault, Mode, Plane

Aspect = Literal["traffic", "store", "reads", "copies", "launches", "scaling", "alarms", "checks"]
Kind = Literal["dropped", "refused", "hung", "errors", "disabled", "delays"]


@dataclass(frozen=True, slots=True)
class Touch:
    """A mode of these services is of this kind for the aspect. `operation`: what a fault that
    names operations has to name."""

    aspect: Aspect
    services: tuple[str, ...]
    plane: Plane
    operation: str | None
    kinds: Mapping[Mode, Kind]


_ANSWERS: Final[Mapping[Mode, Kind]] = {
    "drop": "dropped",
    "refuse": "refused",
    "error": "errors",
    "slow": "delays",
    "throttle": "refused",
}
_STALLS: Final[Mapping[Mode, Kind]] = {**_ANSWERS, "stall": "hung"}
# What needs another service's answer only now and then is not slowed down by it.
_NEEDED: Final[Mapping[Mode, Kind]] = dict.fromkeys(
    ("drop", "refuse", "error", "throttle"), "errors"
)
_KEYS: Final[Mapping[Mode, Kind]] = {**_NEEDED, "disable": "errors"}
BALANCERS: Final = ("elasticloadbalancing", "elbv2")
_METRICS: Final = ("cloudwatch", "monitoring")

TOUCHES: Final = (
    # clients' requests and checkers' probes; a target that is not registered serves nobody
    Touch("traffic", BALANCERS, "data", None, {**_STALLS, "disable": "disabled"}),
    Touch("traffic", ("ec2",), "data", None, _STALLS),
    # a volume that is stuck holds the instance up
    Touch("traffic", ("ebs",), "data", None, {**_STALLS, "drop": "hung"}),
    # writes of a system to its stores; a table whose key is gone answers with an error
    Touch("store", ("dynamodb",), "data", "PutItem", _ANSWERS),
    Touch("store", ("kms",), "data", "Decrypt", _KEYS),
    Touch("reads", ("dynamodb",), "data", "GetItem", _ANSWERS),
    Touch("reads", ("kms",), "data", "Decrypt", _KEYS),
    # what is replicated; a peer's link alone, or with either end's store
    Touch(
        "copies",
        ("dynamodb",),
        "data",
        "PutItem",
        {"drop": "dropped", "refuse": "refused", "error": "errors", "stall": "hung"},
    ),
    Touch("copies", ("kms",), "data", "Decrypt", _KEYS),
    # a new instance: its start, its volume and the volume's key, its credentials
    Touch("launches", ("ec2",), "control", "RunInstances", _STALLS),
    Touch("launches", ("autoscaling",), "control", "ExecutePolicy", _STALLS),
    Touch("launches", ("ebs",), "control", "CreateVolume", _STALLS),
    Touch("launches", ("kms",), "data", "Decrypt", _KEYS),
    Touch("launches", ("sts",), "data", "AssumeRole", _NEEDED),
    # what decides that a fleet grows
    Touch("scaling", ("autoscaling",), "control", "ExecutePolicy", _STALLS),
    # metric data on its way to an alarm
    Touch("alarms", _METRICS, "data", "PutMetricData", _STALLS),
    # a health check that is disabled counts as healthy
    Touch("checks", ("route53",), "data", None, {"disable": "disabled"}),
)

# In these modes nothing of what is touched can be used at all.
_TAKEN_AWAY: Final[tuple[Mode, ...]] = ("drop", "refuse", "error")


def kind_of(fault: Fault, aspect: Aspect) -> Kind | None:
    """What a fault is for an aspect, wherever it is; None where it does not touch it."""
    for touch in TOUCHES:
        if touch.aspect == aspect and fault.mode in touch.kinds and _names(fault, touch):
            return touch.kinds[fault.mode]
    return None


def touched(fault: Fault) -> frozenset[Aspect]:
    """Every aspect that a fault does something to, wherever it is."""
    return frozenset(t.aspect for t in TOUCHES if kind_of(fault, t.aspect) is not None)


def lost_region(faults: Iterable[Fault]) -> str | None:
    """The region whose traffic or stores the faults take away; None where no whole region is."""
    lost = next((fault for fault in faults if takes_region(fault)), None)
    return None if lost is None else lost.selector.region


def takes_region(fault: Fault) -> bool:
    """Whether nobody is served, or nothing stored, in a whole region."""
    where = fault.selector
    whole = where.zone is None and where.system is None and where.tag is None
    taken = fault.mode in _TAKEN_AWAY and bool(touched(fault) & {"traffic", "store"})
    return whole and where.region is not None and fault.peer is None and taken


def _names(fault: Fault, touch: Touch) -> bool:
    return (
        fault.plane in (None, touch.plane)
        and (not fault.services or any(service in touch.services for service in fault.services))
        and (not fault.operations or touch.operation in fault.operations)
    )
