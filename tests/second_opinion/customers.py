"""Customers, one by one: where their cached answer leads them, and how they try again."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from random import Random
from typing import TYPE_CHECKING, Final

from tests.second_opinion.figures import Figures, Steps

if TYPE_CHECKING:
    import simpy
    from tests.second_opinion.places import Place

    from openline_stacks.topology import Operation

# Multiples of it lie evenly between 0 and 1 wherever one begins, so that a window holds customers
# with every age of answer: what many would be, few are here.
_GOLDEN: Final = 0.6180339887498949
# Nobody's clock is exact: else whoever was refused by a full queue would come again just when, the
# same time later, the next customer takes the place that is free.
_IMPATIENCE: Final = (0.9, 1.1)


class Names:
    """What DNS answers, and answered: a customer who asked before a change goes by the old."""

    def __init__(self, region: str) -> None:
        self._since: list[tuple[float, str]] = [(float("-inf"), region)]

    @property
    def now(self) -> str:
        return self._since[-1][1]

    def answer(self, region: str, from_s: float) -> None:
        self._since.append((from_s, region))

    def at(self, asked_s: float) -> str:
        return next(region for since_s, region in reversed(self._since) if since_s <= asked_s)


class Customers:
    """Of one operation, who hold an answer for `hold_s`. `offered`: when each came, `well`: whether
    each was answered with success and in time."""

    def __init__(
        self,
        env: simpy.Environment,
        operation: Operation,
        hold_s: float,
        names: Names,
        places: Mapping[str, Place],
        figures: Figures,
        random: Random,
    ) -> None:
        self._env, self._operation, self._hold_s = env, operation, hold_s
        self._names, self._places, self._figures = names, places, figures
        self._random = random
        self._turn = random.random()
        self.offered: list[float] = []
        self.well: list[bool] = []

    def come(self, per_s: float, until_s: float = inf) -> Steps:
        """So many a second, each of them whenever it likes."""
        while True:
            yield self._env.timeout(self._random.expovariate(per_s))
            if self._env.now >= until_s:
                return
            self._turn = (self._turn + _GOLDEN) % 1.0
            self._first_try(self._turn * self._hold_s)

    def _first_try(self, age_s: float) -> None:
        now, number = self._env.now, len(self.offered)
        fate, answer_s = self._places[self._names.at(now - age_s)].ask(self._operation)
        self.offered.append(now)
        self.well.append(fate == "well" and answer_s <= self._operation.good.within_s)
        if fate != "well" or answer_s > self._figures.per_try_s:
            self._env.process(self._again(number, now - age_s, fate, answer_s))

    def _again(self, number: int, asked_s: float, fate: str, answer_s: float) -> Steps:
        per_try_s, hold_s = self._figures.per_try_s, self._hold_s
        for backoff_s in self._figures.backoffs_s:
            failed_s = per_try_s if fate == "silent" else min(answer_s, per_try_s)
            yield self._env.timeout(failed_s + backoff_s * self._random.uniform(*_IMPATIENCE))
            now = self._env.now
            asked_s += hold_s * ((now - asked_s) // hold_s)  # asked again each time it ran out
            fate, answer_s = self._places[self._names.at(asked_s)].ask(self._operation)
            if fate == "well" and answer_s <= per_try_s:
                in_time_s = now + answer_s - self.offered[number]
                self.well[number] = in_time_s <= self._operation.good.within_s
                return
