"""How often what is declared is offered: surges of demand, and clients who begin anew elsewhere."""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._offers import Offers
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Flags, Floats
from openline_stacks.topology import System


class Surges:
    """Of one system's operations. `demand`: what a fault makes of all that is declared."""

    def __init__(self, scene: Scene, system: System, offers: list[Offers]) -> None:
        self.demand = 1.0
        self._scene = scene
        self._system = system
        self._offers = offers
        # by home and operation: until when its clients begin anew
        self._until_s: dict[tuple[str, str], Floats] = {}
        self._active: Flags | None = None

    def begin(self, home: str, changed: Flags, back: Flags, at_s: Floats) -> None:
        """Clients who are led elsewhere begin anew; those who go back find what they wrote, where
        its store has a replica at home."""
        for offers in self._offers:
            after = offers.operation.after_failover
            if after is None or after.for_s <= 0.0:
                continue
            store = self._system.store(offers.operation.writes or "")
            copied = store is not None and home in store.replicas
            begins = changed & ~back if copied else changed
            key = (home, offers.operation.name)
            until_s = self._until_s.get(key, np.zeros(len(changed)))
            self._until_s[key] = np.where(begins, at_s + after.for_s, until_s)

    def take(self, now_s: float) -> None:
        """Offer as much as there is now."""
        for offers in self._offers:
            times = np.full((len(self._system.populations), self._scene.width), self.demand)
            after = offers.operation.after_failover
            for row, population in enumerate(self._system.populations):
                until_s = self._until_s.get((population.region, offers.operation.name))
                if after is not None and until_s is not None:
                    times[row] = times[row] * np.where(now_s < until_s, after.times, 1.0)
            offers.surge(times)

    def changed(self, now_s: float) -> bool:
        """Whether one has begun or ended in any trial since this was last asked."""
        if not self._until_s:
            return False
        active = np.stack([now_s < until_s for until_s in self._until_s.values()])
        before, self._active = self._active, active
        return before is None or before.shape != active.shape or bool((before != active).any())

    def next_s(self, now_s: float) -> float:
        """When the next one ends."""
        ends = (np.where(u > now_s, u, np.inf).min() for u in self._until_s.values())
        return min((float(at_s) for at_s in ends), default=np.inf)
