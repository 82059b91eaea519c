"""Demand: what is offered for the first time, by operation and population."""

from __future__ import annotations

from openline_drills.world._time import us
from openline_stacks.topology import Operation, Store, System


class Surge:
    """After a failover an operation's rate is multiplied for a while, from the switch on: that of
    the clients who are led elsewhere, by their homes.

    Going back is planned, so what they wrote while away has long been copied; only where its store
    has no replica at home do they begin anew there, too.
    """

    def __init__(self, operation: Operation, store: Store | None) -> None:
        self._after = operation.after_failover
        self._copied_to = store.replicas if store is not None else ()
        self._until_us: dict[str, int] = {}

    def begin(self, now_us: int, home: str, back: bool) -> int | None:
        """Its clients are led elsewhere, or `back`. When the surge ends; None: there is none."""
        if self._after is None or self._after.for_s <= 0.0:
            return None
        if back and home in self._copied_to:
            return None
        self._until_us[home] = now_us + us(self._after.for_s)
        return self._until_us[home]

    def times(self, now_us: int, home: str) -> float:
        if self._after is None or now_us >= self._until_us.get(home, 0):
            return 1.0
        return self._after.times


def per_tick(system: System, share: float, tick_s: float) -> float:
    """Requests a tick of a share of the system's clients, at peak."""
    return system.demand.peak_per_s * share * tick_s
