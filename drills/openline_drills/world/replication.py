"""Writes, one by one: sampled from what the regions acknowledged, once it is known what happened.

Rates decide what is acknowledged where (`Acknowledged`); here single writes are drawn from them, so
that following writes costs the same at any demand and nothing while the world runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from openline_drills.observations import StoreRun, WriteRecord
from openline_drills.world._time import SECOND_US, us
from openline_drills.world.stores import Acknowledged
from openline_stacks.recovery import Parameters, Stream, sampler

# Writes followed in one store at most: a long stall is followed at a lower rate instead.
_MOST_WRITES: Final = 40_000
# So long after a link is open again its first copies may still be under way.
_UNDER_WAY_US: Final = 10 * SECOND_US
# Writes of the survivor that are followed, from cut-over on: they show that it took over.
_AFTER_CUT_OVER_US: Final = 5 * SECOND_US


@dataclass(frozen=True, slots=True)
class Past:
    """What is known when a run is over. `blocked_us`: when nothing was copied from the lost region
    to the survivor. `declared_per_s`: writes a second at the declared peak, everywhere; the lost
    region takes `lost_share` of them at the fault. `offers_again(at_us)`: the share of clients that
    are at the survivor then."""

    seed: int
    system: str
    lost_region: str
    fault_us: int
    end_us: int
    tick_us: int
    blocked_us: Sequence[tuple[int, int]]
    declared_per_s: float
    lost_share: float
    retries_us: Sequence[int]  # after a write's first try
    offers_again: Callable[[int], float]
    instant_copies: bool


class StoreHistory:
    """One store's part of a run."""

    def __init__(self, acknowledged: Acknowledged, past: Past, parameters: Parameters) -> None:
        self._by_region = acknowledged.by_region
        self._store = acknowledged.store
        self._past = past
        self._parameters = parameters
        self._stall_s = 0.0 if past.instant_copies else parameters.value("replication.stall_s")
        self._records = int(parameters.value("writes.records_count"))
        self._survivor, self._cut_over_us = self._took_over()
        self._last_us = self._last_acknowledged()
        stalled_us = past.fault_us - us(self._stall_s)
        for from_us, to_us in past.blocked_us:
            # copies had stopped before the region was lost, and were still behind because of it
            behind_us = min(past.fault_us, max(to_us, past.fault_us - _UNDER_WAY_US))
            if from_us < past.fault_us and self._left_us(from_us, to_us, behind_us) > 0.0:
                stalled_us = min(stalled_us, from_us)
        self._from_us = stalled_us - us(parameters.value("writes.lead_s"))
        self._backup_us = self._backed_up()
        if self._backup_us is not None:
            self._from_us = self._backup_us - us(parameters.value("writes.lead_s"))
        span_s = (max(self._last_us, past.fault_us) - self._from_us) / SECOND_US
        self._sampled_per_s = min(
            past.declared_per_s,
            parameters.value("writes.sampled_per_s"),
            _MOST_WRITES / max(span_s, 1.0),
        )

    def run(self) -> StoreRun:
        return StoreRun(
            system=self._past.system,
            store=self._store.name,
            lost_region=self._past.lost_region,
            survivor=self._survivor,
            cut_over_us=self._cut_over_us,
            last_acknowledged_us=self._last_us,
            declared_per_s=self._past.declared_per_s * self._past.lost_share,
            sampled_per_s=self._sampled_per_s,
            stall_s=self._stall_s,
            uncopied_s=self._uncopied_us() / SECOND_US,
            reopened_s=self._reopened_us() / SECOND_US,
            backup_us=self._backup_us,
        )

    def records(self) -> list[WriteRecord]:
        if not self._sampled_per_s:
            return []
        found = self._of_lost_region()
        if self._cut_over_us is not None and self._survivor is not None:
            found += self._of_survivor(self._survivor, self._cut_over_us, len(found))
        return found

    # -- what the rates say

    def _took_over(self) -> tuple[str | None, int | None]:
        """The survivor, and when the first whole write had been acknowledged there."""
        restore = self._store.restore
        holding = (*self._store.replicas, *((restore.region,) if restore else ()))
        others = [region for region in holding if region != self._past.lost_region]
        first = self._past.fault_us // self._past.tick_us
        for tick in range(first, self._past.end_us // self._past.tick_us):
            for region in others:
                if self._amount(region, tick) > 0.0:
                    return region, self._whole_write(region, tick)
        return (others[0] if others else None), None

    def _backed_up(self) -> int | None:
        """When the last backup was made of which the other region has a copy. They come at even
        intervals, the same for every store of a plan, and no fault waits for them."""
        restore = self._store.restore
        if restore is None:
            return None
        copy_s = self._parameters.value("backup.copy_s")
        waited_s = Stream(self._past.seed, restore.urn, "backups").uniform() * restore.every_s
        return self._past.fault_us - us(copy_s + waited_s)

    def _whole_write(self, region: str, tick: int) -> int | None:
        acknowledged = 0.0
        while tick * self._past.tick_us < self._past.end_us:
            amount = self._amount(region, tick)
            if acknowledged + amount >= 1.0:
                part = (1.0 - acknowledged) / amount
                return tick * self._past.tick_us + int(part * self._past.tick_us)
            acknowledged += amount
            tick += 1
        return None

    def _last_acknowledged(self) -> int:
        """By the lost region, before cut-over; answers on their way at the fault do not arrive."""
        tick_us, fault_us = self._past.tick_us, self._past.fault_us
        until_us = fault_us if self._cut_over_us is None else self._cut_over_us
        for tick in range(until_us // tick_us, fault_us // tick_us - 1, -1):
            if self._amount(self._past.lost_region, tick) > 0.0 and tick * tick_us >= fault_us:
                return min((tick + 1) * tick_us, until_us)
        return fault_us - self._answer_us

    @property
    def _answer_us(self) -> int:
        """How long an answer is on its way back: half a round trip."""
        return us(self._parameters.value("service.regional_rtt_s") / 2.0)

    def _amount(self, region: str, tick: int) -> float:
        amounts = self._by_region.get(region)
        if not amounts:
            return 0.0
        return amounts[min(max(tick, 0), len(amounts) - 1)]  # before the run: as at its start

    # -- single writes

    def _times(self, region: str, from_us: int, to_us: int) -> Iterator[int]:
        """When sampled writes were applied: evenly over what was acknowledged, from one phase."""
        tick_us = self._past.tick_us
        share = self._sampled_per_s / self._past.declared_per_s
        phase = Stream(self._past.seed, self._past.system, f"writes/{self._store.name}/{region}")
        passed, following = 0.0, phase.uniform()
        for tick in range(from_us // tick_us, -(-to_us // tick_us)):
            amount = self._amount(region, tick) * share
            while following < passed + amount:
                at_us = tick * tick_us + int((following - passed) / amount * tick_us)
                following += 1.0
                if from_us <= at_us < to_us:
                    yield at_us
            passed += amount

    def _of_lost_region(self) -> list[WriteRecord]:
        lost, survivor = self._past.lost_region, self._survivor
        to_us = max(self._last_us, self._past.fault_us)
        applied = list(self._times(lost, self._from_us, to_us))
        keys, beaten, again = self._stream("keys"), self._stream("beaten"), self._stream("again")
        found = []
        for number, (at_us, copied_us) in enumerate(
            zip(applied, self._copies(applied), strict=True)
        ):
            seen_us = {lost: at_us}
            overwritten_us = None
            if copied_us is not None and survivor is not None:
                seen_us[survivor] = copied_us
                if self._came_late(copied_us) and self._loses(at_us, copied_us, beaten.uniform()):
                    overwritten_us = copied_us
            key = keys.below(self._records)
            record = self._record(number, key, lost, at_us, seen_us, overwritten_us)
            found.append(record if at_us < self._last_us else self._unanswered(record, again))
        return found

    def _stream(self, purpose: str) -> Stream:
        return Stream(self._past.seed, self._past.system, f"{purpose}/{self._store.name}")

    def _record(
        self,
        number: int,
        key: int,
        region: str,
        at_us: int,
        seen_us: dict[str, int],
        overwritten_us: int | None = None,
    ) -> WriteRecord:
        system, store = self._past.system, self._store.name
        return WriteRecord(
            number, system, store, key, 1, at_us, region, seen_us, (region,), overwritten_us
        )

    def _copies(self, applied: Sequence[int]) -> list[int | None]:
        """When the survivor holds each: first in, first out; a blocked link catches up later."""
        if self._survivor is None:
            return [None] * len(applied)
        backup_us = self._backup_us
        if backup_us is not None:
            return [at_us if at_us <= backup_us else None for at_us in applied]
        if self._store.consistency == "strong":
            return list(applied)
        lags = self._stream("lag")
        lag_s = sampler(self._parameters.get("replication.lag_s").distribution)
        gap_us = self._gap_us()
        blocked = self._blocked()
        seen: list[int | None] = []
        free_us = float(self._from_us)
        for at_us in applied:
            lag_us = 0 if self._past.instant_copies else us(lag_s(lags.uniform()))
            arrives = max(float(at_us + lag_us), free_us)
            for from_us, to_us in blocked:
                if from_us <= arrives < to_us:
                    arrives = max(float(to_us + lag_us), free_us)
            free_us = arrives + gap_us
            seen.append(int(arrives) if arrives <= self._past.end_us else None)
        return seen

    def _gap_us(self) -> float:
        """Between two sampled copies at the link's full rate."""
        if self._past.instant_copies:
            return 0.0
        share = self._sampled_per_s / self._past.declared_per_s
        return SECOND_US / (self._full_rate_per_s() * share)

    def _full_rate_per_s(self) -> float:
        rate_per_s = self._parameters.value("replication.rate_per_s")
        if "replication.rate_per_s" not in self._parameters.overridden:
            # DynamoDB developer guide, "On-demand capacity mode": twice the earlier peak is carried
            rate_per_s = max(rate_per_s, 2.0 * self._past.declared_per_s)
        return rate_per_s

    def _uncopied_us(self) -> int:
        """How far copies were behind at the lost region's last acknowledgement because nothing had
        passed while it went on acknowledging: what a blocked link left over, less what the link
        has caught up with since at its full rate."""
        nothing = not self._past.declared_per_s or self._store.consistency == "strong"
        if nothing or self._past.instant_copies:
            return 0
        blocked = self._past.blocked_us
        left = (self._left_us(from_us, to_us, self._last_us) for from_us, to_us in blocked)
        return int(max(0.0, *left)) if blocked else 0

    def _reopened_us(self) -> int:
        """From the link's opening to cut-over, where the lost region acknowledged nothing more."""
        if self._cut_over_us is None:
            return 0
        opened = [to_us for _, to_us in self._past.blocked_us if to_us >= self._last_us]
        return max(0, self._cut_over_us - max(opened)) if opened else 0

    def _left_us(self, from_us: int, to_us: int, at_us: int) -> float:
        """How far copies are behind then because of a blocked link: for as long as it was, less
        what it has caught up with since at its full rate."""
        if not self._past.declared_per_s:
            return 0.0
        ahead = self._full_rate_per_s() / self._past.declared_per_s - 1.0
        return min(to_us, at_us) - from_us - ahead * max(0, at_us - to_us)

    def _blocked(self) -> list[tuple[int, int]]:
        stall_us = us(self._stall_s)
        stalled = [(self._past.fault_us - stall_us, self._past.fault_us)] if stall_us else []
        return stalled + ([] if self._past.instant_copies else list(self._past.blocked_us))

    def _unanswered(self, record: WriteRecord, again: Stream) -> WriteRecord:
        """Applied, but the answer was lost with the region; the client may try again elsewhere."""
        record = record._replace(acknowledged_us=None, regions=())
        for number, after_us in enumerate(self._past.retries_us):
            retried_us = record.seen_us[self._past.lost_region] + after_us
            if self._survivor is not None and again.uniform() < self._answered(retried_us):
                seen_us = {**record.seen_us, self._survivor: retried_us}
                both = (self._past.lost_region, self._survivor)
                return record._replace(
                    attempts=number + 2,
                    acknowledged_us=retried_us,
                    seen_us=seen_us,
                    regions=both,
                )
        return record._replace(attempts=1 + len(self._past.retries_us))

    def _answered(self, at_us: int) -> float:
        """The chance that a write tried then is acknowledged by the survivor."""
        assert self._survivor is not None
        share = self._past.offers_again(at_us)
        return share if self._amount(self._survivor, at_us // self._past.tick_us) > 0.0 else 0.0

    def _came_late(self, copied_us: int) -> bool:
        """After cut-over: the survivor may hold newer writes to the same record by then."""
        return self._cut_over_us is not None and copied_us > self._cut_over_us

    def _loses(self, at_us: int, seen_us: int, chance: float) -> bool:
        """Whether the survivor has acknowledged a newer write to the same record by then."""
        newer = self._written_since(at_us, seen_us)
        return chance >= _power(1.0 - 1.0 / self._records, newer)

    def _written_since(self, from_us: int, to_us: int) -> int:
        """Whole writes that the survivor acknowledged, at the declared rate."""
        return self._until(to_us) - self._until(from_us)

    def _until(self, at_us: int) -> int:
        assert self._survivor is not None
        if not hasattr(self, "_sums"):
            total, self._sums = 0.0, [0]
            for amount in self._by_region[self._survivor]:
                total += amount
                self._sums.append(int(total))
        return self._sums[min(max(at_us // self._past.tick_us, 0), len(self._sums) - 1)]

    def _of_survivor(self, survivor: str, cut_over_us: int, first: int) -> list[WriteRecord]:
        until_us = min(cut_over_us + _AFTER_CUT_OVER_US, self._past.end_us)
        keys = self._stream(f"keys/{survivor}")
        return [
            self._record(
                first + number, keys.below(self._records), survivor, at_us, {survivor: at_us}
            )
            for number, at_us in enumerate(self._times(survivor, cut_over_us, until_us))
        ]


def _power(base: float, exponent: int) -> float:
    """By repeated squaring: the same bits everywhere."""
    result = 1.0
    while exponent:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result
