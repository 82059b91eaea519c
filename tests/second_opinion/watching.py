"""Sixteen checkers of an endpoint, and people who are paged by what they agree on."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

import simpy
from tests.second_opinion.figures import Figures, Steps

if TYPE_CHECKING:
    from tests.second_opinion.places import Place

    from openline_stacks.topology import Check, FailoverGroup


class Watched:
    """One endpoint. `healthy` is what DNS goes by; `told` is called after it has changed."""

    def __init__(
        self,
        env: simpy.Environment,
        check: Check,
        place: Place,
        figures: Figures,
        random: Random,
        told: Callable[[bool], None],
    ) -> None:
        self._env, self._place, self._figures, self._random = env, place, figures, random
        assert check.interval_s is not None
        assert check.threshold is not None
        self._interval_s, self._threshold, self._told = check.interval_s, check.threshold, told
        self.healthy, _ = place.probe()
        self._agreed = self.healthy
        self._opinions = [self.healthy] * int(figures["checker.count"])
        for number in range(len(self._opinions)):
            env.process(self._checker(number))

    def _checker(self, number: int) -> Steps:
        others = 0  # results in a row that are not its opinion
        yield self._env.timeout(self._random.random() * self._interval_s)
        while True:
            passed, takes_s = self._place.probe()
            if takes_s:
                yield self._env.timeout(takes_s)
            others = 0 if passed == self._opinions[number] else others + 1
            if others >= self._threshold:
                others = 0
                self._opinions[number] = passed
                self._count()
            yield self._env.timeout(self._interval_s)

    def _count(self) -> None:
        well, count = sum(self._opinions), len(self._opinions)
        if self._agreed and count - well >= self._figures["checker.agree_down"]:
            self._env.process(self._publish(False))
        elif not self._agreed and well > self._figures["checker.healthy_share"] * count:
            self._env.process(self._publish(True))

    def _publish(self, healthy: bool) -> Steps:
        self._agreed = healthy
        yield self._env.timeout(self._figures["checker.publication_s"])
        if healthy != self.healthy:
            self.healthy = healthy
            self._told(healthy)


class People:
    """Of one group: they are paged once, take their time, and act unless all is well by then."""

    def __init__(
        self, env: simpy.Environment, group: FailoverGroup, act: Callable[[], None]
    ) -> None:
        self._env, self._group, self._act = env, group, act
        self._down: set[str] = set()
        self._deciding: simpy.Process | None = None
        self.decided = False

    def hear(self, system: str, healthy: bool) -> None:
        if self._group.decide != "manual":
            return
        if healthy:
            self._down.discard(system)
            if not self._down and self._deciding is not None and not self.decided:
                self._deciding.interrupt()
                self._deciding = None
            return
        self._down.add(system)
        if self._deciding is None:
            self._deciding = self._env.process(self._decide())

    def _decide(self) -> Steps:
        try:
            yield self._env.timeout(self._group.decision_s)
        except simpy.Interrupt:
            return
        self.decided = True
        self._act()
