"""One system in one region as its clients meet it: a bounded first-in first-out queue."""

from __future__ import annotations

from math import inf
from typing import Final

# Requests are added up in millionths, as whole numbers: a sum then does not depend on how the ticks
# that went into it were grouped.
MILLIONTHS: Final = 1_000_000


class Site:
    """Amounts are requests a tick. Read after `arrive`:

    accepted   share of what arrived that was let in; the rest was refused at once, free of cost
    wait_s     how long what was let in waits; dead work (a client gone) is still done
    queue      requests waiting
    """

    def __init__(self, region: str, per_instance_per_s: float, bound_s: float, tick_s: float):
        self.region = region
        self.reach = 1.0  # share of calls that are not dropped on the way
        self.unlimited = False  # knock-out of capacity
        self.instances = 0
        self.balancer = inf  # what the load balancer takes a tick; the rest it refuses at once
        self.accepted = 1.0
        self.wait_s = 0.0
        self.queue = 0.0
        self.arrived = 0.0
        self.passed = 0.0
        self.summed = 0
        self._per_instance_per_s = per_instance_per_s
        self._bound_s = bound_s
        self._tick_s = tick_s

    @property
    def alive(self) -> bool:
        return self.unlimited or self.instances > 0

    @property
    def capacity_per_s(self) -> float:
        return self.instances * self._per_instance_per_s

    @property
    def millionths(self) -> int:
        """What passed the balancer in this tick, for the metric that autoscaling follows."""
        return int(self.passed * MILLIONTHS)

    def arrive(self, amount: float) -> bool:
        """One tick. Whether the queue is as it was before, so that the next tick is like this."""
        self.arrived = self.passed = amount
        if self.unlimited:
            self.accepted, self.wait_s = 1.0, 0.0
            return True
        capacity_per_s = self.instances * self._per_instance_per_s
        if capacity_per_s <= 0.0:
            self.queue, self.wait_s, self.accepted = 0.0, 0.0, 0.0
            return True
        before = self.queue
        done = capacity_per_s * self._tick_s
        room = self._bound_s * capacity_per_s + done - before
        if amount > self.balancer:
            self.passed = self.balancer
        if amount <= room and amount <= self.balancer:
            self.accepted, let_in = 1.0, amount
        else:
            let_in = min(self.passed, room) if room > 0.0 else 0.0
            self.accepted = let_in / amount
        left = before + let_in - done
        self.queue = left if left > 0.0 else 0.0
        self.wait_s = self.queue / capacity_per_s
        return self.queue == before

    def metric(self) -> int:
        """Millionths of requests that passed the balancer since it was last asked."""
        summed, self.summed = self.summed, 0
        return summed
