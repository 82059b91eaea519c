"""What is broken right now, asked by everything that could be touched by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from openline.contract import TAG_REGION, TAG_SYSTEM
from openline_stacks.recovery import Fault, Mode, Plane, Selector, fault_problems

# Services, as boto3 and AWS name them, that a client's request passes through in a region.
TRAFFIC: Final = ("elasticloadbalancing", "elbv2", "ec2")
STORES: Final = ("dynamodb",)
LAUNCHES: Final = ("autoscaling", "ec2")
ALARMS: Final = ("cloudwatch", "monitoring")

_CARRIED_OUT: Final[tuple[Mode, ...]] = ("drop",)
_TAGS: Final = (TAG_SYSTEM, TAG_REGION)


class CapabilityError(ValueError):
    """A fault that this world cannot act out. The text is for users."""


def capabilities() -> tuple[Mode, ...]:
    """The modes of faults that the world acts out."""
    return _CARRIED_OUT


def require(faults: Iterable[Fault]) -> None:
    """Refuse, when it is loaded, what could not be acted out. Raises `CapabilityError`."""
    problems = [
        f"faults[{index}]: {problem}"
        for index, fault in enumerate(faults)
        for problem in (*fault_problems(fault), *_beyond(fault))
    ]
    if problems:
        raise CapabilityError("; ".join(problems))


def _beyond(fault: Fault) -> Iterable[str]:
    if fault.mode not in _CARRIED_OUT:
        yield f"mode {fault.mode} is not acted out in a rehearsal; {', '.join(_CARRIED_OUT)} is"
    if fault.selector.tag is not None and fault.selector.tag[0] not in _TAGS:
        yield f"tag {fault.selector.tag[0]} is not known here; {' and '.join(_TAGS)} are"


def lost_region(faults: Iterable[Fault]) -> str | None:
    """The region whose traffic or stores the faults take away; None where no whole region is."""
    for fault in faults:
        where = fault.selector
        whole = where.zone is None and where.system is None and where.tag is None
        if whole and where.region is not None and _touches(fault, TRAFFIC + STORES, "data", None):
            return where.region
    return None


def is_felt(fault: Fault, disruption: Disruption, places: Iterable[tuple[str, str]]) -> bool:
    """Whether an active fault does something: in one of the places, (system, region), that it
    selects, what it is to drop is dropped. One that names a party outside needs no place."""
    if fault.selector.system is not None and disruption.external(fault.selector.system):
        return True
    return any(
        disruption.zones(region, system)
        or disruption.traffic(region, system)
        or disruption.store(region, system)
        or disruption.reads(region, system)
        or disruption.launches(region, system)
        or disruption.alarms(region)
        for system, region in places
        if _selects(fault.selector, region, system)
    )


class Disruption:
    """The faults that are active. Answers are shares of calls dropped, 0 when nothing is wrong."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def begin(self, fault: Fault) -> None:
        self.active.append(fault)

    def end(self, fault: Fault) -> None:
        self.active = [other for other in self.active if other is not fault]

    def traffic(self, region: str, system: str) -> float:
        """Of clients' requests and checkers' probes."""
        return self._dropped(region, system, TRAFFIC, "data", None)

    def store(self, region: str, system: str) -> float:
        """Of writes to the system's stores in a region."""
        return self._dropped(region, system, STORES, "data", "PutItem")

    def reads(self, region: str, system: str) -> float:
        """Of reads from the system's stores in a region."""
        return self._dropped(region, system, STORES, "data", "GetItem")

    def launches(self, region: str, system: str) -> float:
        """Of attempts to start an instance."""
        return self._dropped(region, system, LAUNCHES, "control", "RunInstances")

    def alarms(self, region: str) -> float:
        return self._dropped(region, None, ALARMS, "data", None)

    def external(self, name: str) -> float:
        """Of calls to a party outside, which a fault names as its system."""
        named = [fault for fault in self.active if fault.selector.system == name]
        return _together(fault.share for fault in named if fault.plane != "control")

    def copies(self, source: str, target: str, system: str) -> float:
        """Of what is replicated from one region to another."""
        ends = max(self.store(source, system), self.store(target, system))
        between = [
            fault.share
            for fault in self.active
            if fault.peer is not None
            and {fault.selector.region, fault.peer} == {source, target}
            and _touches(fault, STORES, "data", None)
        ]
        return max(ends, _together(between))

    def zones(self, region: str, system: str) -> tuple[str, ...]:
        """The zones of a region that are lost as a whole."""
        lost = {
            fault.selector.zone
            for fault in self.active
            if fault.selector.zone is not None
            and _selects(fault.selector, region, system)
            and _touches(fault, TRAFFIC, "data", None)
        }
        return tuple(sorted(zone for zone in lost if zone is not None))

    def _dropped(
        self,
        region: str,
        system: str | None,
        services: Sequence[str],
        plane: Plane,
        operation: str | None,
    ) -> float:
        return _together(
            fault.share
            for fault in self.active
            if fault.peer is None
            and fault.selector.zone is None
            and _selects(fault.selector, region, system)
            and _touches(fault, services, plane, operation)
        )


def _selects(selector: Selector, region: str, system: str | None) -> bool:
    tag = dict((selector.tag,)) if selector.tag else {}
    return (
        selector.region in (None, region)
        and (selector.system is None or selector.system == system)
        and tag.get(TAG_REGION, region) == region
        and (TAG_SYSTEM not in tag or tag[TAG_SYSTEM] == system)
    )


def _touches(fault: Fault, services: Sequence[str], plane: Plane, operation: str | None) -> bool:
    return (
        fault.plane in (None, plane)
        and (not fault.services or any(service in services for service in fault.services))
        and (not fault.operations or operation in fault.operations)
    )


def _together(shares: Iterable[float]) -> float:
    """Independent faults: what one lets through the next may still drop."""
    through = 1.0
    for share in shares:
        through *= 1.0 - share
    return 1.0 - through
