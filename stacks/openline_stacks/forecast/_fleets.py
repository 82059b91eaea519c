"""Instances in every trial: in service, on their way, and who asked for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Each, Flags, Floats
from openline_stacks.topology import Fleet as Declared

# A share of an instance that is only rounding asks for no further instance.
_ROUNDING: Final = 1e-9
_MINUTE_S: Final = 60.0


class Launches:
    """One region's EC2 as all fleets of a stack ask it together: a bucket, and a quota."""

    def __init__(self, scene: Scene) -> None:
        figure, trials = scene.parameters.value, scene.width
        self._most = figure("launch.bucket_count")
        self._refill_per_s = figure("launch.refill_per_s")
        self._left = np.full(trials, scene.figure("launch.quota_count"))
        self._tokens = np.full(trials, self._most)
        self._at_s = 0.0

    def run(self, count: Floats) -> None:
        """So many are running already, or no longer where negative."""
        self._left = self._left - count

    def ask(self, now_s: float, count: Floats) -> list[tuple[Floats, Floats]]:
        """How many are launched and when that begins: in parts, the first of them at once."""
        count = np.maximum(0.0, np.minimum(count, self._left))
        self._left = self._left - count
        refilled = self._tokens + (now_s - self._at_s) * self._refill_per_s
        self._tokens, self._at_s = np.minimum(self._most, refilled), now_s
        at_once = np.minimum(count, np.floor(np.maximum(0.0, self._tokens)))
        self._tokens = self._tokens - count
        wait_s = np.maximum(0.0, -self._tokens) / self._refill_per_s
        parts = [(at_once, np.zeros_like(wait_s)), (count - at_once, wait_s)]
        return [part for part in parts if part[0].any()]


@dataclass(slots=True)
class _Coming:
    zone: int
    count: Floats
    at_s: Floats


class Fleet:
    """One autoscaling group. `counts`: in service by zone and trial."""

    def __init__(self, scene: Scene, system: str, declared: Declared, launches: Launches) -> None:
        self.declared = declared
        self.zones = list(declared.zones or (declared.region,))
        self.counts = np.zeros((len(self.zones), scene.width))
        self.stuck: Floats | float = 0.0  # share of the instances that hang in a lost zone
        self._scene = scene
        self._system = system
        self._launches = launches
        self._min = np.full(scene.width, float(declared.min))
        self._max = np.full(scene.width, float(declared.max))
        self._desired = np.zeros(scene.width)
        self._pending = np.zeros(scene.width)
        self._coming: list[_Coming] = []
        self._held: list[_Coming] = []  # launched, and pending until a stall is over
        self._lost: tuple[str, ...] = ()
        self._taken_out_s = np.inf
        self._above = np.zeros(scene.width)  # one-minute datapoints in a row
        self._below = np.zeros(scene.width)
        self._asked = np.zeros(scene.width, dtype=np.int64)  # by trial: what was drawn for it
        self._drawn: dict[str, Floats] = {}

    @property
    def in_service(self) -> Floats:
        total: Floats = self.counts[0]
        for zone in self.counts[1:]:
            total = total + zone
        return total

    @property
    def next_s(self) -> float:
        arrivals = [float(np.where(c.count > 0.0, c.at_s, np.inf).min()) for c in self._coming]
        return min([self._taken_out_s, *arrivals])

    def settle(self, offered_per_s: float) -> None:
        """In equilibrium with what is offered: autoscaling has already done its work."""
        wanted = self._wanted(np.full(self._scene.width, offered_per_s))
        size = np.maximum(self._min, wanted)
        if self.declared.in_service is not None:
            size = np.full_like(size, float(self.declared.in_service))
        self._desired = size
        self._launches.run(size)
        self.counts = self.counts + self._spread(size)

    # -- what is done to it

    def raise_to(self, which: Flags, size: float, now_s: float, broken: Broken) -> None:
        """Its owner raises the minimum in these trials; the maximum gives way."""
        self._min = np.where(which, np.maximum(self._min, size), self._min)
        self._max = np.maximum(self._max, self._min)
        self._desired = np.maximum(self._desired, self._min)
        self.launch_missing(now_s, broken)

    def disrupted(self, now_s: float, broken: Broken) -> bool:
        """Faults began or ended. Whether what is in service is another now."""
        changed = self._lose(now_s, broken.zones(self.declared.region, self._system))
        self.launch_missing(now_s, broken)
        return changed

    def _lose(self, now_s: float, zones: tuple[str, ...]) -> bool:
        if zones == self._lost:
            return False
        new = [zone for zone in zones if zone not in self._lost]
        self._lost = zones
        total, there = self.in_service, np.zeros(self._scene.width)
        for index, zone in enumerate(self.zones):
            there = there + self.counts[index] * (zone in zones)
        self.stuck = np.where(there > 0.0, there / np.maximum(total, 1.0), 0.0)
        takes_out_s = self._scene.parameters.value("balancer.takes_out_s")
        self._taken_out_s = now_s + takes_out_s if new or there.any() else now_s
        return True

    def _take_out(self) -> None:
        """The balancer has noticed: instances there are gone for good. Where every zone is lost it
        fails open, and sends to all of them as before."""
        self._taken_out_s = np.inf
        if all(zone in self._lost for zone in self.zones):
            return
        self.stuck = 0.0
        for index, zone in enumerate(self.zones):
            if zone in self._lost:
                self._launches.run(-self.counts[index])
                self.counts[index] = 0.0

    # -- what happens by itself

    def arrive(self, now_s: float, broken: Broken) -> bool:
        """Bring it up to now. Whether what is in service is another."""
        changed = False
        if self._taken_out_s <= now_s:
            self._take_out()
            self.launch_missing(now_s, broken)
            changed = True
        effect = broken.effect("launches", self.declared.region, self._system)
        if effect.hung < 1.0 and self._held:
            for held in self._held:
                held.at_s = np.full_like(held.at_s, now_s)
            self._coming, self._held = self._coming + self._held, []
        for batch in self._coming:
            due = (batch.at_s <= now_s) & (batch.count > 0.0)
            if due.any():
                changed |= self._arrived(batch, due, effect.hung >= 1.0)
        self._coming = [batch for batch in self._coming if batch.count.any()]
        return changed

    def _arrived(self, batch: _Coming, due: Flags, hung: bool) -> bool:
        count = np.where(due, batch.count, 0.0)
        batch.count = batch.count - count
        if hung:
            self._held.append(_Coming(batch.zone, count, batch.at_s))
            return False
        self._pending = self._pending - count
        if self.zones[batch.zone] in self._lost:
            self._launches.run(-count)
            return False
        self.counts[batch.zone] += count
        return True

    def minute(self, rate_per_s: Floats, known: Flags, now_s: float, broken: Broken) -> bool:
        """One datapoint of requests that arrived in a minute, in the trials where it came."""
        region = self.declared.region
        if broken.effect("scaling", region, self._system).lost >= 1.0:
            known = np.zeros_like(known)
        in_service, changed = self.in_service, False
        target = self.declared.scale_at
        if target is not None:
            each = rate_per_s / np.maximum(in_service, 1.0)
            most = target * self.declared.per_instance_per_s
            above = known & (in_service > 0.0) & (each > most)
            low = target * self._figure("autoscaling.scale_in_share")
            below = known & (in_service > 0.0) & (rate_per_s > 0.0)
            below &= each < low * self.declared.per_instance_per_s
            self._above = np.where(above, self._above + 1.0, 0.0)
            self._below = np.where(below, self._below + 1.0, 0.0)
            grows = self._above * _MINUTE_S >= self._figure("autoscaling.alarm_s")
            if grows.any():
                wanted = np.maximum(self._desired, self._wanted(rate_per_s))
                self._desired = np.where(grows, wanted, self._desired)
            shrinks = self._below * _MINUTE_S >= self._figure("autoscaling.scale_in_s")
            if shrinks.any():
                changed = self._scale_in(shrinks, np.maximum(self._min, self._wanted(rate_per_s)))
        self.launch_missing(now_s, broken)
        return changed

    def _figure(self, name: str) -> Each:
        return self._scene.figure(name)

    def _scale_in(self, which: Flags, size: Floats) -> bool:
        """Instances that nobody needs are taken out of the fullest zones."""
        over = np.where(which, np.minimum(self.in_service, self._desired - size), 0.0)
        over = np.maximum(over, 0.0)
        if not over.any():
            return False
        self._desired = np.where(over > 0.0, size, self._desired)
        self._launches.run(-over)
        ranked = sorted(range(len(self.zones)), key=lambda index: self.zones[index], reverse=True)
        while over.any():
            fullest = self.counts[ranked[0]]
            for index in ranked[1:]:
                fullest = np.maximum(fullest, self.counts[index])
            left = over > 0.0
            for index in ranked:  # of equals the last by name
                takes = left & (self.counts[index] == fullest)
                self.counts[index] -= takes
                left &= ~takes
            over = np.maximum(0.0, over - 1.0)
        return True

    # -- launches

    def launch_missing(self, now_s: float, broken: Broken) -> None:
        missing = self._desired - self.in_service - self._pending
        if not (missing > 0.0).any():
            return
        effect = broken.effect("launches", self.declared.region, self._system)
        missing = self._allowed(np.maximum(0.0, missing), effect.failing)
        if not missing.any():
            return
        late_s = max((float(s) for _, s in effect.delays), default=0.0)
        for zone, count in enumerate(self._spread(missing)):
            if count.any():
                self._launch(now_s, zone, count, late_s)

    def _allowed(self, missing: Floats, failing: float) -> Floats:
        """How many of the launches succeed; what is left over of a whole one is drawn."""
        if failing == 0.0 or failing >= 1.0:
            return missing * (1.0 - failing)
        exact = missing * (1.0 - failing)
        whole = np.floor(exact)
        return whole + (self._luck("allowed", exact > 0.0) < exact - whole)

    def _luck(self, purpose: str, which: Flags) -> Floats:
        """In these trials one more uniform each, whatever happens in the others."""
        self._asked += which
        luck = np.zeros(len(which))
        for number in np.unique(self._asked[which]).tolist():
            these = which & (self._asked == number)
            luck[these] = self._uniforms(f"launch/{self.declared.region}/{number}/{purpose}")[these]
        return luck

    def _uniforms(self, name: str) -> Floats:
        if name not in self._drawn:
            self._drawn[name] = self._scene.luck(self._system, name)[:, 0]
        return self._drawn[name]

    def _launch(self, now_s: float, zone: int, count: Floats, late_s: float) -> None:
        for part, wait_s in self._launches.ask(now_s, count):
            self._pending = self._pending + part
            jitter = self._scene.drawn("launch.jitter_s", self._luck("jitter", part > 0.0))
            takes_s = self.declared.starts_s + late_s + self._figure("autoscaling.first_check_s")
            self._coming.append(_Coming(zone, part, now_s + wait_s + takes_s + jitter))

    def _wanted(self, rate_per_s: Floats) -> Floats:
        """`ceil(n x utilisation / target)`, where a request count does not saturate."""
        if self.declared.scale_at is None:
            return self._min
        exact = rate_per_s / (self.declared.per_instance_per_s * self.declared.scale_at)
        wanted: Floats = np.minimum(self._max, np.ceil(exact - _ROUNDING))
        return wanted

    def _spread(self, count: Floats) -> Floats:
        """Instances by zone, always into the emptiest; the zones' order breaks ties."""
        added: Floats = np.zeros_like(self.counts)
        places = [index for index, zone in enumerate(self.zones) if zone not in self._lost]
        if not places:
            return added
        total = count
        for index in places:
            total = total + self.counts[index]
        each = np.floor(total / len(places))
        over = total - each * len(places)
        for rank, index in enumerate(places):
            wanted = np.maximum(0.0, each + (rank < over) - self.counts[index])
            added[index] = np.minimum(count, wanted)
            count = count - added[index]
        added[places[0]] += count
        return added
