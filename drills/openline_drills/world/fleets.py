"""Instances: how many are in service, how many are on their way, and who asked for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from openline_drills.kernel import Clock
from openline_drills.world._effects import Effect
from openline_drills.world._time import MINUTE_US, RANK_FLEET, us
from openline_drills.world.launches import Launches
from openline_drills.world.queues import MILLIONTHS
from openline_stacks.recovery import Parameters, Stream
from openline_stacks.topology import Fleet as Declared

# A share of an instance that is only rounding asks for no further instance.
_ROUNDING: Final = 1e-9


class Fleet:
    """One autoscaling group. `changed` is called after every change of what is in service.

    `meets`: what faults do to launches now; `scales`: whether autoscaling acts on its metric.
    Instances launch zone by zone: what goes into one zone comes into service together, so the work
    does not grow with size.
    """

    def __init__(
        self,
        clock: Clock,
        name: str,
        declared: Declared,
        parameters: Parameters,
        jitter: Stream,
        changed: Callable[[], None],
        meets: Callable[[], Effect],
        scales: Callable[[], bool],
        launches: Launches,
    ) -> None:
        self._clock = clock
        self._name = name
        self._declared = declared
        self._parameters = parameters
        self._jitter = jitter
        self._changed = changed
        self._meets = meets
        self._scales = scales
        self._launches = launches
        self._zones = dict.fromkeys(declared.zones or (declared.region,), 0)
        self._lost: tuple[str, ...] = ()
        self._stalled: list[tuple[str, int]] = []  # launched, and pending until the stall is over
        self._above = 0  # one-minute datapoints above the target, one after the other
        self._below = 0  # and well below it
        self.min, self.max = declared.min, declared.max
        self.pending = 0
        self.desired = 0

    @property
    def in_service(self) -> int:
        return sum(self._zones.values())

    def settle(self, offered_per_s: float) -> None:
        """Begin in equilibrium with what is offered: autoscaling has already done its work."""
        size = self._declared.in_service
        if size is None:
            size = max(self.min, self._wanted(offered_per_s))
        self.desired = size
        self._launches.run(size)
        for zone, count in self._spread(size):
            self._zones[zone] += count

    def sizes(self, least: int, most: int) -> None:
        """What the group's owner set. A minimum above what there is launches at once."""
        self.min, self.max = least, most
        self.desired = max(self.desired, least)
        self.launch_missing()

    def share_in(self, zones: Sequence[str]) -> float:
        """Of the instances in service: those in these zones."""
        there = sum(self._zones.get(zone, 0) for zone in zones)
        return there / self.in_service if there else 0.0

    def is_within(self, zones: Sequence[str]) -> bool:
        """Whether it has no zone but these."""
        return all(zone in zones for zone in self._zones)

    def minute(self, millionths: int | None) -> None:
        """One datapoint: requests that arrived in a minute (autoscaling's metric); None: it did
        not come."""
        if millionths is None or not self._scales():
            self._above = self._below = 0  # nothing is known to be above the target, or below
            self.launch_missing()
            return
        rate_per_s = millionths / MILLIONTHS / 60.0
        self._above = self._above + 1 if self._is_above(rate_per_s) else 0
        if self._above * MINUTE_US >= us(self._parameters.value("autoscaling.alarm_s")):
            self.desired = max(self.desired, self._wanted(rate_per_s))
        self._below = self._below + 1 if self._is_below(rate_per_s) else 0
        if self._below * MINUTE_US >= us(self._parameters.value("autoscaling.scale_in_s")):
            self._scale_in(max(self.min, self._wanted(rate_per_s)))
        self.launch_missing()

    def launch_missing(self) -> None:
        effect = self._meets()
        if effect.hung < 1.0:
            self._release()
        missing = self._allowed(self.desired - self.in_service - self.pending, effect.failing)
        if missing <= 0:
            return
        for zone, count in self._spread(missing):
            self._launch(zone, count)

    def _allowed(self, missing: int, failing: float) -> int:
        """How many of the launches succeed; what is left over of a whole one is drawn."""
        if failing == 0.0 or missing <= 0:
            return missing
        exact = missing * (1.0 - failing)
        whole = int(exact)
        return whole + (failing < 1.0 and self._jitter.uniform() < exact - whole)

    def _release(self) -> None:
        stalled, self._stalled = self._stalled, []
        for zone, count in stalled:
            self._arrive(zone, count)

    def lose(self, zones: Sequence[str]) -> None:
        """Instances of these zones are gone for good; others are launched in the other zones."""
        self._lost = tuple(zones)
        gone = [zone for zone in self._lost if self._zones.get(zone)]
        for zone in gone:
            self._launches.gone(self._zones[zone])
            self._zones[zone] = 0
        if gone:
            self._changed()

    def _scale_in(self, size: int) -> None:
        """Instances that nobody needs are taken out of the fullest zones."""
        over = min(self.in_service, self.desired - size)
        if over <= 0:
            return
        self.desired = size
        self._launches.gone(over)
        for _ in range(over):
            fullest = max(self._zones, key=lambda zone: (self._zones[zone], zone))
            self._zones[fullest] -= 1
        self._changed()

    def _is_below(self, rate_per_s: float) -> bool:
        # EC2 Auto Scaling user guide, target tracking: with insufficient data it does not scale in,
        # and a balancer that nobody asks publishes no request count
        target = self._declared.scale_at
        if target is None or not self.in_service or rate_per_s == 0.0:
            return False
        low = target * self._parameters.value("autoscaling.scale_in_share")
        return rate_per_s / self.in_service < low * self._declared.per_instance_per_s

    def _is_above(self, rate_per_s: float) -> bool:
        target = self._declared.scale_at
        if target is None or not self.in_service:
            return False  # no tracking, or no instance that reports a metric
        return rate_per_s / self.in_service > target * self._declared.per_instance_per_s

    def _wanted(self, rate_per_s: float) -> int:
        """`ceil(n x utilisation / target)`, where a request count does not saturate."""
        if self._declared.scale_at is None:
            return self.min
        exact = rate_per_s / (self._declared.per_instance_per_s * self._declared.scale_at)
        whole = int(exact)
        return min(self.max, whole + (exact - whole > _ROUNDING))

    def _spread(self, count: int) -> list[tuple[str, int]]:
        """Instances by zone, always into the emptiest; the zones' order breaks ties."""
        open_zones = [zone for zone in self._zones if zone not in self._lost]
        added = dict.fromkeys(open_zones, 0)
        each, over = divmod(count + sum(self._zones[z] for z in open_zones), max(1, len(added)))
        for index, zone in enumerate(open_zones):
            added[zone] = min(count, max(0, each + (index < over) - self._zones[zone]))
            count -= added[zone]
        if count and open_zones:
            added[open_zones[0]] += count
        return [(zone, number) for zone, number in added.items() if number]

    def _launch(self, zone: str, count: int) -> None:
        for part, wait_us in self._launches.ask(count):
            self._launch_part(zone, part, wait_us)

    def _launch_part(self, zone: str, count: int, wait_us: int) -> None:
        self.pending += count
        parameters = self._parameters
        takes_s = (
            self._declared.starts_s
            + parameters.draw("launch.jitter_s", self._jitter)
            + parameters.value("autoscaling.first_check_s")
            + max((late_s for _, late_s in self._meets().delays), default=0.0)
        )
        self._clock.call_at(
            self._clock.now + wait_us + us(takes_s),
            lambda: self._arrive(zone, count),
            name=f"{self._name}/{zone}",
            rank=RANK_FLEET,
        )

    def _arrive(self, zone: str, count: int) -> None:
        if self._meets().hung >= 1.0:
            self._stalled.append((zone, count))
            return
        self.pending -= count
        if zone in self._lost:
            self._launches.gone(count)
            return
        self._zones[zone] += count
        self._changed()
