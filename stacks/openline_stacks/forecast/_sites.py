"""One system in one region as its clients meet it, in every trial: a bounded queue, its limits."""

from __future__ import annotations

from typing import Final

import numpy as np

from openline_stacks.forecast._broken import NOTHING, Effect
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Each, Floats, through
from openline_stacks.recovery import exp, ln
from openline_stacks.topology import System

# Balancers and tables keep room for twice what they have seen.
_ROOM: Final = 2.0
_MINUTE_S: Final = 60.0
# Caches warm in steps of so long, short beside the minutes that it takes.
WARMING_S: Final = 10.0


class Growing:
    """What grows by itself while more is asked of it; `most_per_s` is what it takes now."""

    def __init__(self, least_per_s: Each, doubles_s: Each, seen_per_s: float, trials: int) -> None:
        self.most_per_s = np.full(trials, np.maximum(least_per_s, _ROOM * seen_per_s))
        self._a_minute = through(lambda each: exp(ln(2.0) * _MINUTE_S / each), doubles_s)

    def minute(self, rate_per_s: Floats) -> bool:
        """One more minute at this rate. Whether it has grown anywhere."""
        wanted = _ROOM * rate_per_s
        grows = wanted > self.most_per_s
        if not grows.any():
            return False
        grown = np.minimum(wanted, self.most_per_s * self._a_minute)
        self.most_per_s = np.where(grows, grown, self.most_per_s)
        return True


class Site:
    """Amounts are requests a tick. `accepted`: share of what arrived that was let in, `wait_s` how
    long that waits. `reach`, `passes`, `silent`, `turned`: shares of the calls that are not dropped
    on the way, come as far as the queue, are never answered, are refused on the way."""

    def __init__(self, scene: Scene, system: System, region: str, asked_per_s: float) -> None:
        figure, trials = scene.figure, scene.width
        fleet = system.fleet(region)
        self.region = region
        self.fleet = fleet
        homes = {population.region for population in system.populations}
        # who serves all alone at home is the one that is lost, and needs no more than it has
        survives = homes != {region} or scene.loses_a_zone(region)
        unlimited = scene.without("capacity")
        self._unlimited = unlimited if unlimited.any() and survives else None
        self._tick_s = scene.tick_s
        self._bound_s = figure("overload.bound_s")
        self._cost = figure("overload.refusal_cost_share")
        self._each_per_s = 0.0 if fleet is None else fleet.per_instance_per_s
        slots = None if fleet is None else fleet.slots
        self._slots = self._each_per_s * figure("capacity.slots_s") if slots is None else slots
        service_s = None if fleet is None else fleet.service_s
        self._service_s = figure("service.time_s") if service_s is None else service_s
        self._cold = figure("cache.cold_share")
        self._warms = _part(WARMING_S, figure("cache.warms_s"))
        self._cools = _part(_MINUTE_S, figure("cache.cools_s"))
        self._warm = np.full(trials, 1.0 if asked_per_s > 0.0 else 0.0)
        reserved_per_s = fleet.reserved_per_s if fleet is not None else None
        least_per_s = np.maximum(figure("balancer.start_per_s"), reserved_per_s or 0.0)
        self._balancer = Growing(least_per_s, figure("balancer.doubles_s"), asked_per_s, trials)
        self.instances = np.zeros(trials)
        self.queue = np.zeros(trials)
        self.accepted: Floats = np.ones(trials)
        self.wait_s: Floats = np.zeros(trials)
        self.passed: Floats = np.zeros(trials)
        self.summed = np.zeros(trials)  # requests that passed since the last minute
        self._held_s: Each = 0.0
        self.meet(NOTHING, 0.0)

    def meet(self, effect: Effect, stuck: Each) -> None:
        """What faults do to calls from now on. `stuck`: share of the instances that hang."""
        self.reach = 1.0 - effect.dropped
        self.turned = self.reach * effect.refused
        hung = 1.0 - (1.0 - effect.hung) * (1.0 - stuck) if effect.hung else stuck
        through = self.reach * (1.0 - effect.refused)
        self.passes: Each = through * (1.0 - hung)
        self.silent: Each = 1.0 - self.reach + through * hung
        self.errors = effect.errors
        self.delays = effect.delays
        self._registered = 1.0 - effect.disabled
        self._working: Each = 1.0 - stuck
        self._most = None if effect.limit_per_s is None else effect.limit_per_s * self._tick_s
        self._size()

    def hold(self, held_s: Each) -> None:
        """A request holds its slot for so much longer than it is worked on, on average."""
        self._held_s = held_s
        self._size()

    def start(self, instances: Floats) -> None:
        """Those who have been there for long are as warm as they can be."""
        self.instances = instances
        self._size()

    def sized(self, instances: Floats) -> None:
        """New instances come cold; where some went the others are as warm as they were."""
        warm = self._warm * self.instances / np.maximum(instances, 1.0)
        self._warm = np.where(instances > self.instances, warm, self._warm)
        self.start(instances)

    def _size(self) -> None:
        slots_per_s = self._slots / (self._service_s + self._held_s)
        each = np.minimum(self._each_per_s, slots_per_s)
        warmth = self._cold + (1.0 - self._cold) * self._warm
        self._per_s = self.instances * (each * self._registered * self._working * warmth)
        self.alive = (self.instances > 0.0) & (self._registered > 0.0)
        if self._unlimited is not None:
            self.alive = self.alive | self._unlimited

    @property
    def capacity_per_s(self) -> Floats:
        return self._per_s

    @property
    def warming(self) -> bool:
        return bool(((self.passed > 0.0) & (self._warm < 1.0)).any())

    def warm(self) -> None:
        """So much longer have customers come."""
        warmer = np.minimum(1.0, self._warm + self._warms)
        self._warm = np.where(self.passed > 0.0, warmer, self._warm)
        self._size()

    def minute(self) -> bool:
        """Caches cool while nobody comes, balancers grow. Whether anybody meets anything else."""
        rate_per_s = self.summed / _MINUTE_S
        before = self._warm
        # in millionths, as the metric that balancers publish: less is nobody
        cooler = np.maximum(0.0, before - self._cools)
        self._warm = np.where(self.summed < 1e-6, cooler, before)
        if (self._warm != before).any():
            self._size()
        return self._balancer.minute(rate_per_s)

    def arrive(self, amount: Floats) -> bool:
        """One tick. Whether every queue is as it was before."""
        done = self._per_s * self._tick_s
        most = self._balancer.most_per_s * self._tick_s
        self.passed = np.minimum(amount, most)
        asked = self.passed if self._most is None else np.minimum(self.passed, self._most)
        before = self.queue
        room = self._bound_s * self._per_s + done - before
        fits = asked <= room
        if fits.all():
            let_in = asked
        else:
            crowded = np.maximum(0.0, (room - self._cost * asked) / (1.0 - self._cost))
            let_in = np.where(fits, asked, crowded)
            let_in = np.where(self._per_s > 0.0, let_in, 0.0)
            done = np.where(fits, done, done - np.minimum(done, self._cost * (asked - let_in)))
        working = self._per_s > 0.0
        whole = working & (let_in == amount)
        if whole.all():
            self.accepted = np.ones(len(whole))
        else:
            share = let_in / np.where(amount > 0.0, amount, 1.0)
            self.accepted = np.where(whole, 1.0, share)
        self.queue = np.where(working, np.maximum(0.0, before + let_in - done), 0.0)
        self.wait_s = self.queue / np.where(working, self._per_s, 1.0)
        if self._unlimited is not None:
            self.passed = np.where(self._unlimited, amount, self.passed)
            self.accepted = np.where(self._unlimited, 1.0, self.accepted)
            self.wait_s = np.where(self._unlimited, 0.0, self.wait_s)
            self.queue = np.where(self._unlimited, 0.0, self.queue)
        return bool((self.queue == before).all())


def _part(step_s: float, whole_s: Each) -> Each:
    """How far a step gets; all the way where it takes no time."""
    return through(lambda whole: step_s / whole if whole > 0.0 else 1.0, whole_s)
