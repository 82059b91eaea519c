"""What follows a switch, as curves of the time since it: who comes, and who is answered well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openline_stacks.forecast._offers import stages
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Floats
from openline_stacks.topology import Operation, System


@dataclass(frozen=True, slots=True)
class Curve:
    """Of one operation after a switch, tick by tick from `begins_s` on: what is first offered a
    second, and what of that is answered well."""

    begins_s: float
    offered: Floats
    well: Floats


class Curves:
    """Of one system that is led away from a region where nothing answers. Ticks are told by their
    middles, from before the switch on."""

    def __init__(self, scene: Scene, system: System, lost: str) -> None:
        self._scene = scene
        self._system = system
        self._lost = lost

    def tries(self, operation: Operation) -> Floats:
        """Tries of the dark region's clients that come to the survivor."""
        first, moved = self._first(operation)
        total = np.zeros(len(first[0]))
        for offered, there in zip(first, moved, strict=True):
            total = total + offered * there
            waiting = offered * (1.0 - there)
            for delay in self._late_stages(operation):
                stays = _stays(there, delay)
                again = _later(waiting, delay)
                total = total + again * (1.0 - stays)
                waiting = again * stays
        return total

    def _late_stages(self, operation: Operation) -> list[int]:
        """Ticks from one try that nobody answers to the next."""
        plan = stages(self._scene, operation.good.within_s)
        delays, at = [], plan[0]
        while at.slow is not None:
            delays.append(at.slow[1])
            at = plan[at.slow[0]]
        return delays

    def _first(self, operation: Operation) -> tuple[list[Floats], list[Floats]]:
        """By population of the dark region: first offers a second, and the share that is at the
        survivor, tick by tick from before the switch on."""
        own = [p for p in self._system.populations if p.region == self._lost]
        times_s = self.times_s()
        after = operation.after_failover
        surging: Floats = np.ones(len(times_s))
        if after is not None and after.for_s > 0.0:
            surging = np.where((times_s >= 0.0) & (times_s < after.for_s), after.times, 1.0)
        peak = self._system.demand.peak_per_s * operation.share
        offered = [np.full(len(times_s), peak * p.share) * surging for p in own]
        moved = []
        for population in own:
            hold_s = self._scene.hold_s(self._system, population.hold_s)
            rising = times_s / hold_s if hold_s else np.where(times_s >= 0.0, 1.0, 0.0)
            moved.append(np.minimum(1.0, np.maximum(0.0, rising)))
        return offered, moved

    def times_s(self) -> Floats:
        """The middles of ticks, so many before the switch that every retry is under way."""
        tick_s = self._scene.tick_s
        holds = [self._scene.hold_s(self._system, p.hold_s) for p in self._system.populations]
        surges = [o.after_failover.for_s for o in self._system.operations if o.after_failover]
        retries = max(sum(self._late_stages(operation)) for operation in self._system.operations)
        window = max(int(np.ceil(o.good.window_s / tick_s)) for o in self._system.operations)
        after = int(np.ceil(max([*holds, *surges]) / tick_s)) + retries + 2 * window + 2
        middles: Floats = (np.arange(-retries - window - 1, after, dtype=np.float64) + 0.5) * tick_s
        return middles

    def curve(self, operation: Operation) -> Curve:
        """Offered and answered well by all clients, those of other regions as usual."""
        first, moved = self._first(operation)
        times_s = self.times_s()
        peak = self._system.demand.peak_per_s * operation.share
        elsewhere = peak * (1.0 - self._system.share_of(self._lost))
        offered = np.full(len(times_s), elsewhere)
        well = offered
        for amount, there in zip(first, moved, strict=True):
            offered = offered + amount
            well = well + amount * self._answered(operation, there)
        return Curve(float(times_s[0]) - self._scene.tick_s / 2.0, offered, well)

    def _answered(self, operation: Operation, there: Floats) -> Floats:
        """Of first offers: at the first try, or at a later one that still is in time."""
        share = there
        failing = 1.0 - there
        plan = stages(self._scene, operation.good.within_s)
        at, ago = plan[0], 0
        while at.slow is not None:
            delay = at.slow[1]
            ago += delay
            at = plan[at.slow[0]]
            if at.elapsed_s is None or at.elapsed_s > self.budget_s(operation):
                break
            stays = _sooner(_stays(there, delay), ago)
            share = share + failing * (1.0 - stays)
            failing = failing * stays
        return share

    def retried_s(self, operation: Operation) -> list[float]:
        """How long after its first offer each retry of one that nobody answers is made, as long as
        it may be in time."""
        plan = stages(self._scene, operation.good.within_s)
        found, at = [], plan[0]
        while at.slow is not None and plan[at.slow[0]].elapsed_s is not None:
            at = plan[at.slow[0]]
            found.append(at.elapsed_s or 0.0)
        return found

    def budget_s(self, operation: Operation) -> float:
        """How long ago a request may have been offered first and still be answered in time."""
        return operation.good.within_s - self._scene.own_s(self._system)


def last_below(curve: Curve, width: int, level: float) -> int:
    """The last window of a curve that is below the level, by its first tick."""
    sums = [np.concatenate([[0.0], np.add.accumulate(a)]) for a in (curve.offered, curve.well)]
    offered, well = (rising[width:] - rising[:-width] for rising in sums)
    bad = np.nonzero(well < level * offered)[0]
    return int(bad[-1]) if len(bad) else -1


def _later(amounts: Floats, ticks: int) -> Floats:
    """So many ticks later; what was before the first as it was then."""
    kept = amounts[: max(0, len(amounts) - ticks)]
    return np.concatenate([np.full(min(ticks, len(amounts)), amounts[0]), kept])


def _sooner(amounts: Floats, ticks: int) -> Floats:
    """So many ticks before; what comes after the last as it was then."""
    kept = amounts[min(ticks, len(amounts)) :]
    return np.concatenate([kept, np.full(len(amounts) - len(kept), amounts[-1])])


def _stays(there: Floats, delay: int) -> Floats:
    """Of those who were not at the survivor so many ticks ago: who still is not."""
    before = 1.0 - _later(there, delay)
    return np.where(before > 0.0, (1.0 - there) / np.where(before > 0.0, before, 1.0), 1.0)
