"""Route 53's health checkers of one endpoint: sixteen opinions, and what is published of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openline_drills.kernel import Clock
from openline_drills.world._time import RANK_HEALTH, us
from openline_stacks.recovery import Parameters, Stream


@dataclass(frozen=True, slots=True)
class Condition:
    """What probes of an endpoint meet, as shares: `answered` in time with success, `dropped` on
    the way, `late` (connected, no status in time); the rest is refused or answered with an error.
    """

    answered: float
    dropped: float = 0.0
    late: float = 0.0

    @property
    def certain(self) -> bool:
        return 1.0 in (self.answered, self.dropped, self.late) or not (
            self.answered or self.dropped or self.late
        )


class _Checker:
    """`passes`, `fails`: results in a row. While `idle` it would only repeat itself, every
    `step_us` from `next_us` on."""

    __slots__ = ("fails", "healthy", "idle", "name", "next_us", "passes", "step_us")

    def __init__(
        self, name: str, next_us: int, step_us: int, healthy: bool, threshold: int
    ) -> None:
        self.name = name
        self.next_us = next_us
        self.step_us = step_us
        self.healthy = healthy
        self.passes = threshold if healthy else 0
        self.fails = 0 if healthy else threshold
        self.idle = True


class EndpointCheck:
    """Sixteen checkers with phases of their own; `publish` is called with each new status.

    A checker flips after `threshold` results in a row. Its interval counts from the last response,
    so a dropped probe adds the connect time-out to it. A checker whose next results are certain to
    change nothing sleeps until `changed` and goes on in its own slots.
    """

    def __init__(
        self,
        clock: Clock,
        name: str,
        interval_s: float,
        threshold: int,
        parameters: Parameters,
        streams: tuple[Stream, Stream],
        condition: Callable[[], Condition],
        publish: Callable[[bool], None],
        instant: bool = False,
    ) -> None:
        self._clock = clock
        self._name = name
        self._interval_us = us(interval_s)
        self.threshold = threshold
        self._connect_us = us(parameters.value("checker.connect_timeout_s"))
        self._response_us = us(parameters.value("checker.response_timeout_s"))
        self._publication_us = us(parameters.value("checker.publication_s"))
        self._down = int(parameters.value("checker.agree_down"))
        self._up_above = parameters.value("checker.healthy_share")
        self._phases, self._draws = streams
        self._condition = condition
        self._publish = publish
        self._instant = instant
        self._count = int(parameters.value("checker.count"))
        self._checkers: list[_Checker] = []
        self._agreed = self.healthy = True

    def start(self) -> None:
        """Begin with the opinion that the endpoint's condition has led to long ago."""
        condition = self._condition()
        self._agreed = self.healthy = self._is_up(condition)
        step_us = self._interval_us + self._takes_us(condition)
        self._checkers = [
            _Checker(
                f"{self._name}/{number:02}",
                self._clock.now + int(self._phases.uniform() * step_us),
                step_us,
                self.healthy,
                self.threshold,
            )
            for number in range(self._count)
        ]
        self.changed()

    def changed(self) -> None:
        """The endpoint's condition may be another one from now on."""
        condition = self._condition()
        if self._instant:
            self._say(self._is_up(condition))
            return
        for checker in self._checkers:
            if checker.idle and not self._repeats(checker, condition):
                self._resume(checker)

    def _is_up(self, condition: Condition) -> bool:
        return condition.answered > self._up_above

    def _repeats(self, checker: _Checker, condition: Condition) -> bool:
        if not condition.certain:
            return False
        if condition.answered:
            return checker.healthy and checker.passes >= self.threshold
        return not checker.healthy and checker.fails >= self.threshold

    def _resume(self, checker: _Checker) -> None:
        """Back to its own slots: the next one that is not over."""
        behind_us = self._clock.now - checker.next_us
        if behind_us > 0:
            checker.next_us += -(-behind_us // checker.step_us) * checker.step_us
        checker.idle = False
        self._ask_at(checker, checker.next_us)

    def _ask_at(self, checker: _Checker, at_us: int) -> None:
        self._clock.call_at(at_us, lambda: self._ask(checker), name=checker.name, rank=RANK_HEALTH)

    def _ask(self, checker: _Checker) -> None:
        passed, takes_us = self._outcome(self._condition())
        if not takes_us:
            self._hear(checker, passed)
            return
        self._clock.call_at(
            self._clock.now + takes_us,
            lambda: self._hear(checker, passed),
            name=checker.name,
            rank=RANK_HEALTH,
        )

    def _outcome(self, condition: Condition) -> tuple[bool, int]:
        u = 0.0 if condition.certain else self._draws.uniform()
        if u < condition.dropped:
            return False, self._connect_us
        if u < condition.dropped + condition.late:
            return False, self._response_us
        return u < condition.dropped + condition.late + condition.answered, 0

    def _takes_us(self, condition: Condition) -> int:
        """How long a probe takes of which the outcome is certain."""
        return self._outcome(condition)[1] if condition.certain else 0

    def _hear(self, checker: _Checker, passed: bool) -> None:
        if passed:
            checker.passes, checker.fails = checker.passes + 1, 0
        else:
            checker.passes, checker.fails = 0, checker.fails + 1
        if checker.healthy != passed and max(checker.passes, checker.fails) >= self.threshold:
            checker.healthy = passed
            self._agree()
        checker.next_us = self._clock.now + self._interval_us
        condition = self._condition()
        if self._repeats(checker, condition):
            checker.step_us = self._interval_us + self._takes_us(condition)
            checker.idle = True
        else:
            self._ask_at(checker, checker.next_us)

    def _agree(self) -> None:
        healthy = sum(checker.healthy for checker in self._checkers)
        unhealthy = self._count - healthy
        if self._agreed and unhealthy >= self._down:
            self._agreed = False
        elif not self._agreed and healthy > self._up_above * self._count:
            self._agreed = True
        else:
            return
        agreed = self._agreed
        self._clock.call_at(
            self._clock.now + self._publication_us,
            lambda: self._say(agreed),
            name=f"{self._name}/published",
            rank=RANK_HEALTH,
        )

    def _say(self, healthy: bool) -> None:
        if healthy != self.healthy:
            self.healthy = healthy
            self._publish(healthy)
