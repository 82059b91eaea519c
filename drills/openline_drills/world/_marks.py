"""What a run says about itself while it runs: events, timelines, the survivor's load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from openline_drills.kernel import Clock
from openline_drills.observations import Event, Load, Timeline
from openline_drills.world._time import MINUTE_US
from openline_drills.world.flow import Flow
from openline_drills.world.queues import Site
from openline_stacks.topology import System

# Shares that only rounding keeps from their level count as at it.
_ROUNDING: Final = 1e-12


class Log:
    """Events in the order in which they happened; `on_event` sees each one as it does."""

    def __init__(self, clock: Clock, on_event: Callable[[Event], None] | None) -> None:
        self._clock = clock
        self._on_event = on_event
        self.events: list[Event] = []

    def write(self, what: str, system: str | None = None) -> None:
        event = Event(self._clock.now, system, what)
        self.events.append(event)
        if self._on_event is not None:
            self._on_event(event)


class Marks:
    """One system's instants. Each is kept as it first was, but for two: what is overloaded again
    had not enough capacity, and what is switched over again had not failed back."""

    def __init__(self, log: Log, clock: Clock, system: System, tick_s: float, own_s: float) -> None:
        self._log = log
        self._clock = clock
        self._system = system
        self._tick_s = tick_s
        self._own_s = own_s
        critical = [operation.good for operation in system.operations if operation.critical]
        self._level = max((good.level for good in critical), default=1.0)
        self._within_s = min((good.within_s for good in critical), default=0.0)
        self._lost: str | None = None
        self._by_request = False
        self._peaks: dict[str, tuple[float, float]] = {}
        self._capacity_per_s: dict[str, float] = {}
        self._told_us: dict[str, int] = {}
        self.timeline = Timeline()

    def detected(self) -> None:
        self._mark("detected_us", "detected")

    def decided(self) -> None:
        self._mark("decided_us", "decided")

    def switched(self) -> None:
        again = self.timeline.switched_us is not None
        self._mark("switched_us", "switched")
        if again:
            self._log.write("switched again", self._system.name)
            self.timeline = replace(self.timeline, failed_back_us=None)

    def lifted(self) -> None:
        """Not an event of a system: the whole stack's is written once."""
        self.timeline = replace(self.timeline, lifted_us=self._clock.now)

    def failed_back(self) -> None:
        self.timeline = replace(self.timeline, failed_back_us=self._clock.now)
        self._log.write("failed back", self._system.name)

    def _mark(self, field: str, what: str) -> None:
        if getattr(self.timeline, field) is None:
            self.timeline = replace(self.timeline, **{field: self._clock.now})
            self._log.write(what, self._system.name)

    def fault_begins(self, flow: Flow, lost: str | None) -> None:
        """From now on the survivors are watched, every tick that is worked out."""
        self._lost = lost
        self._by_request = False
        self.timeline = Timeline()
        survivors = [site for site in flow.sites if site.region != lost]
        self._peaks = {site.region: (0.0, 0.0) for site in survivors}
        self._capacity_per_s = {site.region: site.capacity_per_s for site in survivors}

    def watch(self, flow: Flow) -> None:
        weights = flow.whereabouts.weights
        arrived = 0.0
        for index, site in enumerate(flow.sites):
            if site.region == self._lost:
                continue
            first = flow.first_offers(index) / self._tick_s
            before = self._peaks[site.region]
            self._peaks[site.region] = (
                max(before[0], site.arrived / self._tick_s),
                max(before[1], first),
            )
            for population, weight in zip(flow.system.populations, weights, strict=True):
                arrived += population.share * weight[index]
            if self.timeline.switched_us is not None and first:
                self._capacity(site)
        if self.timeline.switched_us is not None and arrived >= self._level - _ROUNDING:
            self._mark("routed_us", "routed")

        if not self._by_request and any(p.by_request for p in flow.passages.values()):
            self._by_request = True
            self._log.write("edge asks the next origin", self._system.name)

    def _capacity(self, site: Site) -> None:
        enough = site.alive and site.accepted == 1.0 and site.wait_s + self._own_s <= self._within_s
        if enough:
            self._turned("capacity", self._clock.now)
        elif self.timeline.capacity_us is not None:
            self._turned("overloaded", None)

    def _turned(self, what: str, capacity_us: int | None) -> None:
        """What goes to and fro is told once a minute."""
        if capacity_us is not None and self.timeline.capacity_us is not None:
            return
        self.timeline = replace(self.timeline, capacity_us=capacity_us)
        now_us = self._clock.now
        if now_us - self._told_us.get(what, -MINUTE_US) >= MINUTE_US:
            self._told_us[what] = now_us
            self._log.write(what, self._system.name)

    def loads(self) -> list[Load]:
        return [
            Load(self._system.name, region, arrival, first, self._capacity_per_s[region])
            for region, (arrival, first) in self._peaks.items()
        ]
