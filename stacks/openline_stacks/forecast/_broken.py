"""What faults do to whoever asks, while they are active: the same in every trial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from openline.contract import TAG_REGION, TAG_SYSTEM
from openline_stacks.forecast._vector import Each
from openline_stacks.recovery import Aspect, Fault, Kind, Selector, kind_of
from openline_stacks.topology import Store

# (share of the calls, seconds that they take longer); none where nothing comes late.
Delays: TypeAlias = tuple[tuple[Each, Each], ...]


class Effect(NamedTuple):
    """Shares of the calls that come so far: some are `dropped`, of the rest some `refused`, some
    `hung` (never answered), and of what is served some ends in `errors`. `disabled`: of what would
    serve. `limit_per_s`: what passes in all."""

    dropped: float = 0.0
    refused: float = 0.0
    hung: float = 0.0
    errors: float = 0.0
    disabled: float = 0.0
    delays: Delays = ()
    limit_per_s: float | None = None

    @property
    def lost(self) -> float:
        """Of all calls: those that no good answer comes to."""
        return either(self.dropped, self.refused, self.hung, self.errors, self.disabled)

    @property
    def failing(self) -> float:
        """Of all calls: those that fail, rather than wait for the fault to be over."""
        return either(self.dropped, self.refused, self.errors, self.disabled)

    @property
    def silent(self) -> float:
        return self.dropped + (1.0 - self.dropped) * (1.0 - self.refused) * self.hung


NOTHING: Final = Effect()
_OUTSIDE: Final[dict[str, Kind]] = {
    "drop": "dropped",
    "refuse": "refused",
    "error": "errors",
    "slow": "delays",
    "throttle": "refused",
    "stall": "hung",
}


def either(*shares: float) -> float:
    """At least one of independent shares."""
    through = 1.0
    for share in shares:
        through *= 1.0 - share
    return 1.0 - through


def in_turn(first: Delays, second: Delays) -> Delays:
    """Both delays, one after the other."""
    if not first or not second:
        return first or second
    return tuple((a * b, late + more) for a, late in first for b, more in second)


def later_than(delays: Delays, most_s: Each) -> Each:
    """The share that takes more than so much longer."""
    if not delays:
        return np.less(most_s, 0.0) * 1.0
    late: Each = 0.0
    for share, late_s in delays:
        late = late + share * np.greater(late_s, most_s)
    return late


def mean_s(delays: Delays, most_s: Each) -> Each:
    """How much longer on average for callers that give up after `most_s`."""
    total: Each = 0.0
    for share, late_s in delays:
        total = total + share * np.minimum(late_s, most_s)
    return total


class Broken:
    """The faults that are active at one time."""

    def __init__(self, active: Sequence[Fault]) -> None:
        self._active = tuple(active)
        self._known: dict[tuple[Aspect, str, str | None], Effect] = {}

    def effect(self, aspect: Aspect, region: str, system: str | None) -> Effect:
        asked = aspect, region, system
        if asked not in self._known:
            self._known[asked] = _effect(
                (fault, kind)
                for fault in self._active
                if fault.peer is None
                and fault.selector.zone is None
                and _selects(fault.selector, region, system)
                and (kind := kind_of(fault, aspect)) is not None
            )
        return self._known[asked]

    def outside(self, name: str) -> Effect:
        """On calls to a party outside, which a fault names as its system."""
        named = [f for f in self._active if f.selector.system == name and f.plane != "control"]
        return _effect((f, _OUTSIDE[f.mode]) for f in named if f.mode in _OUTSIDE)

    def checks_disabled(self, system: str) -> bool:
        return any(
            kind_of(fault, "checks") is not None and _selects(fault.selector, None, system)
            for fault in self._active
        )

    def demand(self, system: str) -> float:
        """How often the declared demand there is."""
        times = 1.0
        for fault in self._active:
            if fault.mode == "surge" and fault.selector.system in (None, system):
                times *= fault.times
        return times

    def uncopied(self, source: str, target: str, system: str) -> float:
        """Of what is replicated from one region to another: the share that does not pass."""
        ends = [self.effect("copies", region, system).lost for region in (source, target)]
        between = [
            fault.share
            for fault in self._active
            if fault.peer is not None
            and {fault.selector.region, fault.peer} == {source, target}
            and kind_of(fault, "copies") is not None
        ]
        return max(*ends, either(*between))

    def zones(self, region: str, system: str) -> tuple[str, ...]:
        """The zones of a region that are lost as a whole."""
        lost = {
            fault.selector.zone
            for fault in self._active
            if fault.selector.zone is not None
            and _selects(fault.selector, region, system)
            and kind_of(fault, "traffic") is not None
        }
        return tuple(sorted(zone for zone in lost if zone is not None))

    def writable(self, store: Store, region: str, system: str) -> float:
        """The share of writes that a region's replica acknowledges."""
        takes = store.replicas if store.write_mode == "any" else (store.primary,)
        if region not in takes or not self._quorum(store, region, system):
            return 0.0
        return 1.0 - self.effect("store", region, system).lost

    def readable(self, store: Store, region: str, system: str) -> float:
        if region not in store.replicas:
            return 0.0
        return 1.0 - self.effect("reads", region, system).lost

    def _quorum(self, store: Store, region: str, system: str) -> bool:
        """A strong table acknowledges what most of its sites hold, a witness being one."""
        if store.consistency != "strong":
            return True
        members = (*store.replicas, *((store.witness,) if store.witness else ()))
        up = [
            member
            for member in members
            if self.effect("store", member, system).lost < 1.0
            and (member == region or self.uncopied(region, member, system) < 1.0)
        ]
        return 2 * len(up) > len(members)


def _effect(kinds: Iterable[tuple[Fault, Kind]]) -> Effect:
    found = list(kinds)
    if not found:
        return NOTHING
    delays: Delays = ()
    for fault, kind in found:
        if kind == "delays":
            slowed: Delays = ((fault.share, fault.delay_s),)
            slowed += ((1.0 - fault.share, 0.0),) if fault.share < 1.0 else ()
            delays = in_turn(delays, slowed)
    limits = [fault.limit_per_s for fault, _ in found if fault.limit_per_s is not None]

    def share(kind: Kind) -> float:
        return either(*_shares(found, kind))

    return Effect(
        share("dropped"),
        share("refused"),
        share("hung"),
        share("errors"),
        share("disabled"),
        delays,
        min(limits, default=None),
    )


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
