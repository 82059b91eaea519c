"""One system in one region as its clients meet it: a bounded first-in first-out queue."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

from openline_drills.world._effects import NONE, Effect, together

# Requests are added up in millionths, as whole numbers: a sum then does not depend on how the ticks
# that went into it were grouped.
MILLIONTHS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """What an instance takes. `slots`: requests that it holds at once; each is held for
    `service_s` and for as long as what it waits for takes."""

    per_instance_per_s: float
    slots: float
    service_s: float


class Site:
    """Amounts are requests a tick. Read after `arrive`:

    accepted   share of what arrived that was let in; the rest was refused
    wait_s     how long what was let in waits; dead work (a client gone) is still done
    queue      requests waiting

    `refusal_cost`: what refusing costs of the work that serving would be. `reach`, `passes`,
    `silent`, `turned`: shares of the calls that are not dropped on the way, that come as far as
    the queue, that nothing ever comes back from, that are refused on the way.
    """

    def __init__(
        self, region: str, size: Size, bound_s: float, tick_s: float, refusal_cost: float = 0.0
    ) -> None:
        self.region = region
        self.unlimited = False  # knock-out of capacity
        self.instances = 0
        self.balancer = inf  # what the load balancer takes a tick; the rest it refuses at once
        self.accepted = 1.0
        self.wait_s = 0.0
        self.queue = 0.0
        self.arrived = 0.0
        self.passed = 0.0
        self.summed = 0
        self._size = size
        self._per_instance_per_s = size.per_instance_per_s
        self._bound_s = bound_s
        self._tick_s = tick_s
        self._refusal_cost = refusal_cost
        self._held_s = 0.0
        self._warmth = 1.0
        self.meet(NONE)

    def meet(self, effect: Effect, stuck: float = 0.0) -> None:
        """What faults do to calls from now on. `stuck`: share of the instances that hang."""
        self.reach = 1.0 - effect.dropped
        self.turned = self.reach * effect.refused
        hung = together((effect.hung, stuck))
        self._working = 1.0 - stuck
        self.passes = self.reach * (1.0 - effect.refused) * (1.0 - hung)
        self.silent = 1.0 - self.reach + self.reach * (1.0 - effect.refused) * hung
        self.errors = effect.errors
        self.delays = effect.delays
        self._registered = 1.0 - effect.disabled
        limit_per_s = effect.limit_per_s
        self._most = None if limit_per_s is None else limit_per_s * self._tick_s
        self.hold(self._held_s)

    def hold(self, held_s: float) -> None:
        """A request holds its slot for so much longer than it is worked on, on average."""
        self._held_s = held_s
        size, most_per_s = self._size, self._size.per_instance_per_s
        if most_per_s * (size.service_s + held_s) > size.slots:
            most_per_s = size.slots / (size.service_s + held_s)
        self._per_instance_per_s = most_per_s * self._registered * self._working * self._warmth

    def warm(self, share: float) -> None:
        """What an instance answers with its caches as they are, as a share of what it can."""
        self._warmth = share
        self.hold(self._held_s)

    @property
    def alive(self) -> bool:
        return self.unlimited or (self.instances > 0 and self._registered > 0.0)

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
        self.passed = min(amount, self.balancer)
        asked = self.passed if self._most is None else min(self.passed, self._most)
        if asked <= room:
            let_in = asked
        else:
            let_in = self._let_in(asked, room)
            done -= min(done, self._refusal_cost * (asked - let_in))
        self.accepted = 1.0 if let_in == amount else let_in / amount
        left = before + let_in - done
        self.queue = left if left > 0.0 else 0.0
        self.wait_s = self.queue / capacity_per_s
        return self.queue == before

    def _let_in(self, asked: float, room: float) -> float:
        """Where not all find room, refusing the others takes work from what is let in."""
        let_in = (room - self._refusal_cost * asked) / (1.0 - self._refusal_cost)
        return let_in if let_in > 0.0 else 0.0

    def metric(self) -> int:
        """Millionths of requests that passed the balancer since it was last asked."""
        summed, self.summed = self.summed, 0
        return summed
