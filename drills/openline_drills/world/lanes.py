"""One operation of one population: its first offers, its retries under way, its series."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from openline_drills.observations import Series, SeriesKey
from openline_drills.world.clients import Stage
from openline_drills.world.edges import Seen
from openline_drills.world.outcomes import Outcomes
from openline_drills.world.stores import Acknowledged


class Lane:
    """`tries` of a tick by stage, first offers first. `steady`: they are those of the tick before.

    Retries wait in rings, one a stage, addressed by tick modulo the ring's length.
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
        self.met: Outcomes | Seen = outcomes  # by the site, or the way, that it is answered
        self.population = population
        self.acknowledged = acknowledged
        self.steady = False
        self.longest = max((h.delay for s in plan for h in (s.fast, s.slow) if h), default=0)
        self.offered, self.well = array("d"), array("d")
        self._plan = plan
        self._per_tick = per_tick
        self._rings = [[0.0] * (self.longest + 1) for _ in plan[1:]]
        self._busy_until = -1
        self._credits: list[tuple[int, float]] = []  # (ticks ago, answered well)
        self._first_only = [per_tick, *(0.0 for _ in self._rings)]
        self.tries = self._first_only

    def surge(self, times: float) -> None:
        self._first_only = [self._per_tick * times, *(0.0 for _ in self._rings)]

    def offer(self, tick: int) -> float:
        """Collect this tick's tries. Their total."""
        tries = self._first_only
        total = tries[0]
        if tick <= self._busy_until:
            slot = tick % (self.longest + 1)
            tries = tries[:1]
            for ring in self._rings:
                due, ring[slot] = ring[slot], 0.0
                tries.append(due)
                total += due
        self.steady = tries == self.tries
        self.tries = tries
        return total

    def answer(self, tick: int, weights: Sequence[float], total: float) -> None:
        """Credit what is answered well to its first offer; send the rest round again."""
        outcomes = self.met
        fast = slow = 0.0
        for site, weight in enumerate(weights):
            if weight:
                fast += weight * outcomes.fast[site]
                slow += weight * outcomes.slow[site]
        first = self.tries[0]
        self.offered.append(first)
        self.well.append(first * self._timely(weights, 0.0))
        self._credits.clear()
        if fast or slow:
            self._retry(tick, fast, slow)
        if tick <= self._busy_until:
            self._credit(weights)
        if self.acknowledged is not None:
            self._acknowledge(weights, total)

    def _timely(self, weights: Sequence[float], elapsed_s: float) -> float:
        """The share of tries of that age that is answered with success and in time."""
        met = self.met
        prompt, budget_s = met.prompt, met.budget_s
        share = 0.0
        for site, weight in enumerate(weights):
            if weight and elapsed_s <= budget_s[site]:
                share += weight * prompt[site]
        if met.delayed:
            for weight, later in zip(weights, met.later, strict=True):
                for until_s, part in later:
                    if elapsed_s <= until_s:
                        share += weight * part
        return share

    def _retry(self, tick: int, fast: float, slow: float) -> None:
        length = self.longest + 1
        for stage, tries in zip(self._plan, self.tries, strict=True):
            if not tries:
                continue
            for hop, share in ((stage.fast, fast), (stage.slow, slow)):
                if hop is not None and share:
                    due = tick + hop.delay
                    self._rings[hop.stage - 1][due % length] += tries * share
                    self._busy_until = max(self._busy_until, due)

    def _credit(self, weights: Sequence[float]) -> None:
        for stage, tries in zip(self._plan, self.tries, strict=True):
            if tries and stage.ago and stage.elapsed_s is not None:
                well = tries * self._timely(weights, stage.elapsed_s)
                if well:
                    self.well[-1 - stage.ago] += well
                    self._credits.append((stage.ago, well))

    def _acknowledge(self, weights: Sequence[float], total: float) -> None:
        assert self.acknowledged is not None
        now, good = self.acknowledged.now, self.met.good
        for site, region in enumerate(now):
            if weights[site]:
                now[region] += total * weights[site] * good[site]

    def repeat(self, times: int) -> None:
        """Write down the last tick `times` more, adding up in the order in which ticks would."""
        end = len(self.well)
        self.offered.extend(array("d", (self.tries[0],)) * times)
        self.well.extend(array("d", (self.well[-1],)) * times)
        for ago, well in sorted(self._credits, key=lambda credit: credit[0]):
            for tick in range(end - ago, end + times - ago):
                self.well[tick] += well
        if self._busy_until >= end:
            self._busy_until += times
            turn = -times % (self.longest + 1)
            self._rings = [ring[turn:] + ring[:turn] for ring in self._rings]

    def series(self, ticks: int) -> Series:
        return Series(self.key, self.offered[:ticks], self.well[:ticks])
