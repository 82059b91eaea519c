"""One system in one region: instances that come and warm up, one queue in front of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import TYPE_CHECKING, Final, Literal

from tests.second_opinion.figures import Figures, Steps

if TYPE_CHECKING:
    import simpy
    from tests.second_opinion.weather import Weather

    from openline_stacks.topology import Fleet, Operation, Store, System

Fate = Literal["well", "error", "refused", "silent"]
# Often enough that no instance is much warmer than it is taken for.
_WARMING_EVERY_S: Final = 10.0


@dataclass
class Batch:
    """Instances that one call launched: in one zone, equally warm."""

    zone: str
    count: int
    warm: float


class Place:
    """`ask` is what a client's try meets, and when the answer comes; nobody asks it in vain: what
    is refused costs work, too. `reach`: this region's place of another system, by its name."""

    def __init__(
        self,
        env: simpy.Environment,
        system: System,
        fleet: Fleet,
        figures: Figures,
        weather: Weather,
        random: Random,
        reach: Callable[[str], Place],
    ) -> None:
        self.region, self.system = fleet.region, system
        self._env, self._fleet, self._figures, self._weather = env, fleet, figures, weather
        self._random, self._reach = random, reach
        self._batches: list[Batch] = []
        self.size, self.capacity_per_s = 0, 0.0
        self._lost_zones: set[str] = set()
        self._queue, self._worked_until_s = 0.0, env.now
        self._asked_this_minute = 0
        self._somebody_came = False
        self._pending = 0
        self._least = fleet.min
        self._desired = 0
        self._minutes_above = 0
        self.written: list[float] = []  # when a write was acknowledged
        self.own_s = figures["service.time_s"] + figures["service.regional_rtt_s"]

    def begin(self, served_per_s: float) -> None:
        """It has stood like this for long."""
        size = self._fleet.in_service
        if size is None:
            size = max(self._least, self._wanted(served_per_s))
        self._desired = size
        warm = 1.0 if served_per_s else 0.0
        self._change(*(Batch(zone, count, warm) for zone, count in self._by_zone(size)))
        for going_on in (self._warming, self._autoscaling, self._zones):
            self._env.process(going_on())

    # -- what clients meet

    def ask(self, operation: Operation) -> tuple[Fate, float]:
        fate = self._on_the_way()
        if fate is not None:
            return fate, 0.0
        self._asked_this_minute += 1
        self._somebody_came = True
        wait_s = self._let_in()
        if wait_s is None:
            return "refused", 0.0
        answer_s = wait_s + self.own_s
        if self._weather.errors(self.region, self._env.now, self._random):
            return "error", answer_s
        fate, later_s = self._behind(operation)
        answer_s += later_s
        heard_s = self._env.now + answer_s
        in_time = fate == "well" and answer_s <= self._figures.per_try_s
        if operation.writes and in_time and not self._weather.store_is_lost(self.region, heard_s):
            self.written.append(heard_s - self._figures["service.regional_rtt_s"] / 2.0)
        return fate, answer_s

    def _on_the_way(self) -> Fate | None:
        lost = self._weather.traffic(self.region, self._env.now, self._random)
        if lost is not None:
            return lost
        return "silent" if self._hits_a_lost_zone() else None

    def _hits_a_lost_zone(self) -> bool:
        """Until the balancer has noticed, it sends to every instance alike."""
        lost = self._weather.zones(self.region, self._env.now)
        stuck = sum(batch.count for batch in self._batches if batch.zone in lost)
        return bool(stuck) and self._random.random() * self.size < stuck

    def _let_in(self) -> float | None:
        """How long it waits; None: the queue is full."""
        if self._is_full():
            self._queue += self._figures["overload.refusal_cost_share"]
            return None
        wait_s = self._queue / self.capacity_per_s
        self._queue += 1.0
        return wait_s

    def _is_full(self) -> bool:
        self._work()
        return self._queue >= self._figures["overload.bound_s"] * self.capacity_per_s

    def _work(self) -> None:
        """What the instances have got done since anybody last looked."""
        passed_s, self._worked_until_s = self._env.now - self._worked_until_s, self._env.now
        self._queue = max(0.0, self._queue - passed_s * self.capacity_per_s)

    def _behind(self, operation: Operation) -> tuple[Fate, float]:
        """Its store and what it needs, in this region."""
        later_s = 0.0
        store = self.system.store(operation.writes or "")
        if store is not None:
            if not self._takes_writes(store):
                return "error", self._figures["store.timeout_s"]
            later_s += self._figures["strong.write_s"] if store.consistency == "strong" else 0.0
        for need in self.system.needs:
            if need.kind != "hard" or (need.operations and operation.name not in need.operations):
                continue
            fate, waited_s = self._reach(need.on).answer_a_call(need.timeout_s)
            later_s += waited_s
            if fate != "well":
                return "error", later_s
        return "well", later_s

    def answer_a_call(self, timeout_s: float) -> tuple[Fate, float]:
        """Of another system. Calls are part of what is offered anyway, so they add no load. Their
        usual time is part of the caller's own."""
        fate = self._on_the_way()
        if fate is not None:
            return "error", timeout_s if fate == "silent" else 0.0
        if self._is_full():
            return "error", 0.0
        wait_s = self._queue / self.capacity_per_s
        if wait_s + self.own_s > timeout_s:
            return "error", timeout_s
        critical = [operation for operation in self.system.operations if operation.critical]
        shares = [operation.share for operation in critical]
        fate, later_s = self._behind(self._random.choices(critical, shares)[0])
        return fate, wait_s + later_s

    def _takes_writes(self, store: Store) -> bool:
        now = self._env.now
        if self._weather.store_is_lost(self.region, now):
            return False
        if store.consistency == "eventual":
            return self.region in store.replicas
        members = [*store.replicas, *([store.witness] if store.witness else [])]
        up = [member for member in members if not self._weather.store_is_lost(member, now)]
        return 2 * len(up) > len(members)

    # -- what checkers meet

    def probe(self) -> tuple[bool, float]:
        """Whether the path that Route 53 asks answers well, and how long it takes if not."""
        lost = self._weather.traffic(self.region, self._env.now, self._random)
        if lost == "silent":
            return False, self._figures["checker.connect_timeout_s"]
        if self._hits_a_lost_zone():
            return False, self._figures["checker.response_timeout_s"]
        if lost is not None or self._is_full():
            return False, 0.0
        if self._queue > self._figures["checker.response_timeout_s"] * self.capacity_per_s:
            return False, self._figures["checker.response_timeout_s"]
        stores = all(self._takes_writes(store) for store in self.system.stores)
        errors = self._weather.errors(self.region, self._env.now, self._random)
        return stores and not errors, 0.0

    @property
    def answers(self) -> bool:
        """Whether a connection that stands is of any use."""
        return self.size > 0 and not self._weather.is_dark(self.region, self._env.now)

    # -- instances

    def _change(self, *batches: Batch) -> None:
        """From now on there are these, as warm as they are by now."""
        self._work()
        self._batches = list(batches)
        self.size = sum(batch.count for batch in batches)
        self.capacity_per_s = self._capacity_per_s()

    def _capacity_per_s(self) -> float:
        """Of those that can do anything; a cold one does less."""
        lost = self._weather.zones(self.region, self._env.now)
        cold = self._figures["cache.cold_share"]
        full = sum(
            batch.count * (cold + (1.0 - cold) * batch.warm)
            for batch in self._batches
            if batch.zone not in lost
        )
        return full * self._fleet.per_instance_per_s

    def raise_to(self, size: int) -> None:
        """What an operator does where nothing stands by."""
        self._least = max(self._least, size)
        self._desired = max(self._desired, self._least)
        self._launch_missing()

    def _wanted(self, rate_per_s: float) -> int:
        if self._fleet.scale_at is None:
            return self._least
        exact = rate_per_s / (self._fleet.per_instance_per_s * self._fleet.scale_at)
        return min(self._fleet.max, ceil(exact - 1e-9))

    def _by_zone(self, count: int) -> list[tuple[str, int]]:
        """One after the other into the zone with the fewest."""
        there = {zone: 0 for zone in self._fleet.zones if zone not in self._lost_zones}
        for batch in self._batches:
            if batch.zone in there:
                there[batch.zone] += batch.count
        added = dict.fromkeys(there, 0)
        for _ in range(count):
            zone = min(there, key=lambda name: (there[name], name))
            there[zone] += 1
            added[zone] += 1
        return [(zone, number) for zone, number in added.items() if number]

    def _launch_missing(self) -> None:
        for zone, count in self._by_zone(self._desired - self.size - self._pending):
            self._pending += count
            self._env.process(self._launch(zone, count))

    def _launch(self, zone: str, count: int) -> Steps:
        """One call, so that its instances come together."""
        yield self._env.timeout(
            self._fleet.starts_s
            + self._figures.draw("launch.jitter_s", self._random)
            + self._figures["autoscaling.first_check_s"]
        )
        self._pending -= count
        self._change(*self._batches, Batch(zone, count, 0.0))

    def _autoscaling(self) -> Steps:
        while True:
            yield self._env.timeout(60.0)
            per_s, self._asked_this_minute = self._asked_this_minute / 60.0, 0
            target = self._fleet.scale_at
            above = target is not None and per_s > (
                target * self._fleet.per_instance_per_s * self.size
            )
            self._minutes_above = self._minutes_above + 1 if above and self.size else 0
            if self._minutes_above * 60.0 >= self._figures["autoscaling.alarm_s"]:
                self._desired = max(self._desired, self._wanted(per_s))
            self._launch_missing()

    def _warming(self) -> Steps:
        step = _WARMING_EVERY_S / self._figures["cache.warms_s"]
        while True:
            yield self._env.timeout(_WARMING_EVERY_S)
            if self._somebody_came:
                for batch in self._batches:
                    batch.warm = min(1.0, batch.warm + step)
                self._change(*self._batches)
            self._somebody_came = False

    def _zones(self) -> Steps:
        """The balancer takes out what a lost zone holds, and others are launched elsewhere. Where
        there is no other zone it sends to all as before."""
        for begins_s, ends_s, zone in self._weather.zone_losses(self.region):
            yield self._env.timeout(begins_s - self._env.now)
            self._change(*self._batches)
            takes_out_s = self._figures["balancer.takes_out_s"]
            yield self._env.timeout(min(takes_out_s, ends_s - begins_s))
            if self._env.now < ends_s and {*self._fleet.zones} - {*self._lost_zones, zone}:
                self._lost_zones.add(zone)
                self._change(*(batch for batch in self._batches if batch.zone != zone))
                self._launch_missing()
                yield self._env.timeout(ends_s - self._env.now)
            self._lost_zones.discard(zone)
            self._change(*self._batches)
