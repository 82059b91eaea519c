"""What is broken right now, asked by everything that could be touched by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openline.contract import TAG_REGION, TAG_SYSTEM
from openline_drills.world._capabilities import reaches_calls
from openline_drills.world._effects import (
    NONE,
    Delays,
    Effect,
    one_after_the_other,
    slowed,
    together,
)
from openline_stacks.cloud.planes import HOMES
from openline_stacks.recovery import Aspect, Fault, Kind, Selector, kind_of, touched


class Disruption:
    """The faults that are active, and what they do to whoever asks."""

    def __init__(self) -> None:
        self.active: list[Fault] = []
        # asked many times between one change and the next
        self._known: dict[tuple[Aspect, str, str | None], Effect] = {}

    def begin(self, fault: Fault) -> None:
        self.active.append(fault)
        self._known.clear()

    def end(self, fault: Fault) -> None:
        self.active = [other for other in self.active if other is not fault]
        self._known.clear()

    def traffic(self, region: str, system: str) -> Effect:
        """On clients' requests and checkers' probes."""
        return self._effect("traffic", region, system)

    def store(self, region: str, system: str) -> Effect:
        """On writes to the system's stores in a region."""
        return self._effect("store", region, system)

    def reads(self, region: str, system: str) -> Effect:
        """On reads from the system's stores in a region."""
        return self._effect("reads", region, system)

    def launches(self, region: str, system: str) -> Effect:
        """On attempts to start an instance."""
        return self._effect("launches", region, system)

    def scaling(self, region: str, system: str) -> Effect:
        """On what decides that a fleet grows."""
        return self._effect("scaling", region, system)

    def alarms(self, region: str) -> Effect:
        """On metric data on its way to an alarm."""
        return self._effect("alarms", region, None)

    def checks(self, system: str) -> bool:
        """Whether the system's health checks are disabled."""
        return any(
            kind_of(fault, "checks") is not None and _selects(fault.selector, None, system)
            for fault in self.active
        )

    def external(self, name: str) -> Effect:
        """On calls to a party outside, which a fault names as its system."""
        named = [f for f in self.active if f.selector.system == name and f.plane != "control"]
        return _effect((fault, _OUTSIDE[fault.mode]) for fault in named if fault.mode in _OUTSIDE)

    def demand(self, system: str) -> float:
        """How often the declared demand there is."""
        times = 1.0
        for fault in self.active:
            if fault.mode == "surge" and fault.selector.system in (None, system):
                times *= fault.times
        return times

    def copies(self, source: str, target: str, system: str) -> float:
        """Of what is replicated from one region to another: the share that does not pass."""
        ends = [self._effect("copies", region, system).lost for region in (source, target)]
        between = [
            fault.share
            for fault in self.active
            if fault.peer is not None
            and {fault.selector.region, fault.peer} == {source, target}
            and kind_of(fault, "copies") is not None
        ]
        return max(*ends, together(between))

    def zones(self, region: str, system: str) -> tuple[str, ...]:
        """The zones of a region that are lost as a whole."""
        lost = {
            fault.selector.zone
            for fault in self.active
            if fault.selector.zone is not None
            and _selects(fault.selector, region, system)
            and kind_of(fault, "traffic") is not None
        }
        return tuple(sorted(zone for zone in lost if zone is not None))

    def _effect(self, aspect: Aspect, region: str, system: str | None) -> Effect:
        asked = aspect, region, system
        if asked not in self._known:
            self._known[asked] = self._worked_out(*asked)
        return self._known[asked]

    def _worked_out(self, aspect: Aspect, region: str, system: str | None) -> Effect:
        return _effect(
            (fault, kind)
            for fault in self.active
            if fault.peer is None
            and fault.selector.zone is None
            and _selects(fault.selector, region, system)
            and (kind := kind_of(fault, aspect)) is not None
        )


# Of a party outside nothing is known but how it answers.
_OUTSIDE: dict[str, Kind] = {
    "drop": "dropped",
    "refuse": "refused",
    "error": "errors",
    "slow": "delays",
    "throttle": "refused",
    "stall": "hung",
}


def is_felt(
    fault: Fault, places: Iterable[tuple[str, str]], outside: Iterable[str] = ()
) -> bool | None:
    """Whether a fault does something to one of the places, (system, region), or to a party outside
    that a system needs. None: only calls to APIs can meet it, of a
    service that nothing else here needs or of a region that the stack is not in.

    A link to a peer, or a store's copies, count for a region with any place."""
    alone = Disruption()
    alone.begin(fault)
    known = list(places)
    if any(alone.external(name) != NONE for name in outside):
        return True
    if any(_feels(alone, system, region) for system, region in known):
        return True
    elsewhere = HOMES - {region for _, region in known}
    by_calls_alone = not touched(fault) or fault.selector.region in elsewhere
    if by_calls_alone and reaches_calls(fault):
        return None
    return False


def _feels(alone: Disruption, system: str, region: str) -> bool:
    fault = alone.active[0]
    effects = (
        alone.traffic(region, system),
        alone.store(region, system),
        alone.reads(region, system),
        alone.launches(region, system),
        alone.scaling(region, system),
        alone.alarms(region),
    )
    return (
        any(effect != NONE for effect in effects)
        or bool(alone.zones(region, system))
        or alone.checks(system)
        or alone.demand(system) != 1.0
        or alone.copies(region, fault.peer or region, system) > 0.0
    )


def _effect(kinds: Iterable[tuple[Fault, Kind]]) -> Effect:
    found = list(kinds)
    if not found:
        return NONE
    shares = {kind: together(_shares(found, kind)) for kind in _SHARES}
    delays: Delays = ()
    for fault, kind in found:
        if kind == "delays":
            delays = one_after_the_other(delays, slowed(fault.share, fault.delay_s))
    limits = [fault.limit_per_s for fault, _ in found if fault.limit_per_s is not None]
    return Effect(**shares, delays=delays, limit_per_s=min(limits, default=None))


_SHARES: tuple[Kind, ...] = ("dropped", "refused", "hung", "errors", "disabled")


def _shares(found: Iterable[tuple[Fault, Kind]], kind: Kind) -> Iterator[float]:
    return (fault.share for fault, each in found if each == kind and fault.limit_per_s is None)


def _selects(selector: Selector, region: str | None, system: str | None) -> bool:
    tag = dict((selector.tag,)) if selector.tag else {}
    return (
        (region is None or selector.region in (None, region))
        and (selector.system is None or selector.system == system)
        and (region is None or tag.get(TAG_REGION, region) == region)
        and (TAG_SYSTEM not in tag or tag[TAG_SYSTEM] == system)
    )
