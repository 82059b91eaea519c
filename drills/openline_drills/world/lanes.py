"""One operation of one population: its first offers, its retries under way, its series."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from math import fsum
from operator import add, mul
from typing import TypeAlias

from openline_drills.observations import Series, SeriesKey
from openline_drills.world.clients import Stage
from openline_drills.world.edges import Passage, Seen
from openline_drills.world.outcomes import Outcomes
from openline_drills.world.stores import Acknowledged

# By delay in ticks: where those are now who failed so long ago (`Whereabouts.moved`).
Moves: TypeAlias = Callable[[int], Sequence[Sequence[float]] | None]


class _Round:
    """Tries that failed, by place, and are offered again at a stage `delay` ticks later."""

    __slots__ = ("delay", "stage", "waiting")

    def __init__(self, stage: int, delay: int) -> None:
        self.stage = stage
        self.delay = delay
        self.waiting: list[list[float] | None] = [None] * delay  # by tick modulo the delay

    def add(self, tick: int, tries: Sequence[float], failing: Sequence[float]) -> bool:
        """Whether any of this tick's tries, by place, fails."""
        failed = list(map(mul, tries, failing))
        if not any(failed):
            return False
        slot = tick % self.delay
        others = self.waiting[slot]
        self.waiting[slot] = failed if others is None else list(map(add, others, failed))
        return True

    def take(self, tick: int) -> list[float] | None:
        """What comes round in this tick, which nothing has been added to yet."""
        slot = tick % self.delay
        tries, self.waiting[slot] = self.waiting[slot], None
        return tries


class Lane:
    """`there`: a tick's tries by place: the sites, or one where an edge, `passage`, is in front of
    them. `first`: those that are made for the first time, at a place as `weights` says. `steady`:
    all are as in the tick before.

    Whoever tries again holds the answer that led there the first time, until it has run out.
    """

    def __init__(
        self,
        key: SeriesKey,
        outcomes: Outcomes,
        population: int,
        per_tick: float,
        plan: Sequence[Stage],
        acknowledged: Acknowledged | None,
    ) -> None:
        self.key = key
        self.outcomes = outcomes
        self.population = population
        self.acknowledged = acknowledged
        self.first = per_tick
        self.there: list[float] = []
        self.weights: Sequence[float] = ()
        self.passage: Passage | None = None
        self.steady = False
        self.offered, self.well = array("d"), array("d")
        self._plan = plan
        self._per_tick = per_tick
        hops = {(h.stage, h.delay) for s in plan for h in (s.fast, s.slow) if h is not None}
        self._rounds = {hop: _Round(*hop) for hop in sorted(hops)}
        self.longest = max((delay for _, delay in hops), default=0)
        self._none: list[list[float] | None] = [None] * len(plan)
        self._tries = self._none  # by stage and place
        self._busy_until = -1
        self._credits: list[tuple[int, float]] = []  # (ticks ago, answered well)

    def surge(self, times: float) -> None:
        self.first = self._per_tick * times

    def offer(self, tick: int, weights: Sequence[float], moves: Moves) -> None:
        """Collect this tick's tries: the first ones by weight, the others where they are now."""
        first = [self.first * weight for weight in weights]
        tries, there = [first, *self._none[1:]], first
        if tick <= self._busy_until:
            for each in self._rounds.values():
                again = each.take(tick)
                if again is not None:
                    again = _led(again, moves(each.delay)) if len(again) > 1 else again
                    others = tries[each.stage]
                    tries[each.stage] = again if others is None else list(map(add, others, again))
                    there = list(map(add, there, again))
        self.steady = tries == self._tries
        self._tries, self.there, self.weights = tries, there, weights

    def answer(self, tick: int, met: Outcomes | Seen) -> None:
        """Credit what is answered well to its first offer; send the rest round again."""
        self.offered.append(self.first)
        self.well.append(self.first * _timely(met, self.weights, 0.0))
        self._credits.clear()
        if any(met.fast) or any(met.slow):
            self._retry(tick, met)
        if tick <= self._busy_until:
            self._credit(met)
        if self.acknowledged is not None:
            now = self.acknowledged.now
            for region, amount, good in zip(now, self.there, met.good, strict=True):
                now[region] += amount * good

    def _retry(self, tick: int, met: Outcomes | Seen) -> None:
        for stage, tries in zip(self._plan, self._tries, strict=True):
            if tries is None:
                continue
            for hop, failing in ((stage.fast, met.fast), (stage.slow, met.slow)):
                if hop is not None and self._rounds[hop.stage, hop.delay].add(tick, tries, failing):
                    self._busy_until = max(self._busy_until, tick + hop.delay)

    def _credit(self, met: Outcomes | Seen) -> None:
        for stage, tries in zip(self._plan, self._tries, strict=True):
            if tries is not None and stage.ago and stage.elapsed_s is not None:
                well = _timely(met, tries, stage.elapsed_s)
                if well:
                    self.well[-1 - stage.ago] += well
                    self._credits.append((stage.ago, well))

    def repeat(self, times: int) -> None:
        """Write down the last tick `times` more, adding up in the order in which ticks would. What
        is on its way round has long been the same in every tick."""
        end = len(self.well)
        self.offered.extend(array("d", (self.first,)) * times)
        self.well.extend(array("d", (self.well[-1],)) * times)
        for ago, well in sorted(self._credits, key=lambda credit: credit[0]):
            for tick in range(end - ago, end + times - ago):
                self.well[tick] += well
        if self._busy_until >= end:
            self._busy_until += times

    def series(self, ticks: int) -> Series:
        return Series(self.key, self.offered[:ticks], self.well[:ticks])


def _led(tries: Sequence[float], moved: Sequence[Sequence[float]] | None) -> list[float]:
    """By the place where each is now."""
    if moved is None:
        return list(tries)
    return [
        fsum(amount * row[place] for amount, row in zip(tries, moved, strict=True))
        for place in range(len(tries))
    ]


def _timely(met: Outcomes | Seen, tries: Sequence[float], elapsed_s: float) -> float:
    """Of tries of that age at each place: those answered with success and in time."""
    timely = 0.0
    for amount, prompt, budget_s in zip(tries, met.prompt, met.budget_s, strict=True):
        if amount and elapsed_s <= budget_s:
            timely += amount * prompt
    if met.delayed:
        for amount, later in zip(tries, met.later, strict=True):
            for until_s, part in later:
                if elapsed_s <= until_s:
                    timely += amount * part
    return timely
