"""Demand: what is offered for the first time, by operation and population."""

from __future__ import annotations

from collections.abc import Iterable

from openline_drills.world._time import us
from openline_stacks.topology import Operation, System


class Surge:
    """After a failover an operation's rate is multiplied for a while, from the switch on: that of
    the clients who are led elsewhere, by their homes. Going back home they sign in again, too."""

    def __init__(self, operation: Operation) -> None:
        self._after = operation.after_failover
        self._until_us: dict[str, int] = {}

    def begin(self, now_us: int, homes: Iterable[str]) -> int | None:
        """These are led elsewhere. When the surge ends; None where there is none."""
        if self._after is None or self._after.for_s <= 0.0:
            return None
        until_us = now_us + us(self._after.for_s)
        self._until_us |= dict.fromkeys(homes, until_us)
        return until_us

    def times(self, now_us: int, home: str) -> float:
        if self._after is None or now_us >= self._until_us.get(home, 0):
            return 1.0
        return self._after.times


def per_tick(system: System, share: float, tick_s: float) -> float:
    """Requests a tick of a share of the system's clients, at peak."""
    return system.demand.peak_per_s * share * tick_s
