"""Metric data on its way from a fleet to the alarms that make it grow."""

from __future__ import annotations

from collections.abc import Callable

from openline_drills.kernel import Clock
from openline_drills.world._effects import Effect
from openline_drills.world._time import us
from openline_stacks.recovery import Stream


class Metric:
    """One fleet's metric, a datapoint a minute; `meets` is what faults do to metric data now."""

    def __init__(self, clock: Clock, meets: Callable[[], Effect], draws: Stream) -> None:
        self._clock = clock
        self._meets = meets
        self._draws = draws
        self._late: list[tuple[int, int]] = []  # (due, amount), under way

    def deliver(self, amount: int) -> int | None:
        """The newest datapoint that an alarm knows of, a new one having been sent. None: it knows
        of none that is new."""
        effect = self._meets()
        if not self._is_lost(effect.lost):
            self._late.append((self._clock.now + us(self._delay_s(effect)), amount))
        arrived = [entry for entry in self._late if entry[0] <= self._clock.now]
        self._late = [entry for entry in self._late if entry[0] > self._clock.now]
        return arrived[-1][1] if arrived else None

    def _is_lost(self, share: float) -> bool:
        return share > 0.0 and (share >= 1.0 or self._draws.uniform() < share)

    def _delay_s(self, effect: Effect) -> float:
        """An alarm waits for the last of its data."""
        return max((late_s for _, late_s in effect.delays), default=0.0)
