"""The rates of one system, tick by tick: offered, routed, queued, answered, tried again.

A tick whose inputs, queues and retries are those of the tick before, for as long as the longest
retry is under way, is followed by the same tick until an input changes. From then on ticks are only
counted, and written down as repetitions when somebody looks. The figures are the same bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf

from openline_drills.observations import SeriesKey
from openline_drills.world.clients import stages
from openline_drills.world.demand import per_tick
from openline_drills.world.dependencies import needed_by
from openline_drills.world.edges import Passage
from openline_drills.world.faults import Disruption
from openline_drills.world.lanes import Lane
from openline_drills.world.names import Whereabouts
from openline_drills.world.outcomes import Outcomes, Pace
from openline_drills.world.queues import Site
from openline_drills.world.stores import Acknowledged, readable, writable
from openline_stacks.topology import Clients, Dependency, System


class Flow:
    """`others`: the flows that this one may need, by name. `wake` must be called before anything
    that a tick reads is changed: sites, whereabouts, surges, faults."""

    def __init__(
        self,
        system: System,
        sites: Sequence[Site],
        whereabouts: Whereabouts,
        clients: Clients,
        pace: Pace,
        tick_us: int,
        disruption: Disruption,
        others: Mapping[str, Flow],
        skipping: bool = True,
    ) -> None:
        self.system = system
        self.sites = tuple(sites)
        self.whereabouts = whereabouts
        self.outcomes = [Outcomes(operation, len(sites)) for operation in system.operations]
        regions = tuple(site.region for site in sites)
        self.stores = {store.name: Acknowledged(store, regions) for store in system.stores}
        self.lanes = self._lanes(clients, tick_us)
        self.passages: dict[str, Passage] = {}  # by operation: those that an edge is in front of
        self.waking: list[Flow] = []  # the systems that need this one
        self.on_tick: Callable[[Flow], None] | None = None  # while a fault is watched
        self.on_probe: list[Callable[[], None]] = [lambda: None for _ in sites]
        self._pace = pace
        self._tick_us = tick_us
        self._disruption = disruption
        self._others = others
        self._calm_enough = max((lane.longest for lane in self.lanes), default=0) + 1
        self._skipping = skipping
        self._calm = 0
        self._idle = 0
        self._stale = True  # factors are to be worked out again
        self._settled = False
        self._wakes_us: float = inf  # what an edge keeps begins to change by itself
        self._passed_on: list[tuple[float, float]] = []
        self._probed = [1.0] * len(self.sites)

    def _lanes(self, clients: Clients, tick_us: int) -> list[Lane]:
        return [
            Lane(
                SeriesKey(
                    self.system.name, outcomes.operation.name, population.name, population.region
                ),
                outcomes,
                index,
                per_tick(
                    self.system, outcomes.operation.share * population.share, tick_us / 1_000_000
                ),
                stages(clients, outcomes.operation.good.within_s, tick_us),
                self.stores.get(outcomes.operation.writes or ""),
            )
            for outcomes in self.outcomes
            for index, population in enumerate(self.system.populations)
        ]

    def site(self, region: str) -> Site | None:
        return next((site for site in self.sites if site.region == region), None)

    def wake(self) -> None:
        """An input is about to change."""
        self.write_down()
        self._settled = False
        self._stale = True
        self._calm = 0

    def write_down(self) -> None:
        """Bring series and sums up to now."""
        times, self._idle = self._idle, 0
        if not times:
            return
        for lane in self.lanes:
            lane.repeat(times)
        for store in self.stores.values():
            store.repeat(times)
        for site in self.sites:
            site.summed += times * site.millionths

    def tick(self, now_us: int) -> None:
        if self._settled and now_us < self._wakes_us:
            self._idle += 1
            return
        if self._settled:
            self.wake()
        moving = self.whereabouts.weigh(now_us)
        if self._stale:
            self._work_out_factors()
        tick = now_us // self._tick_us
        totals = [lane.offer(tick) for lane in self.lanes]
        even = self._arrive(totals)
        for outcomes in self.outcomes:
            passage = self.passages.get(outcomes.operation.name)
            outcomes.work_out(self.sites, self._pace if passage is None else passage.pace)
        if self.passages:
            moving |= self._pass(now_us, totals)
        self._answer(tick, totals)
        self._pass_on()
        if self.on_tick is not None:
            self.on_tick(self)
        self._settle(even and not moving)

    def _arrive(self, totals: Sequence[float]) -> bool:
        """Send the tries to where their clients are. Whether every queue stays as it is."""
        going = [self.going(lane) for lane in self.lanes]
        even = True
        for index, site in enumerate(self.sites):
            arriving = 0.0
            for there, total in zip(going, totals, strict=True):
                arriving += total * there[index]
            even &= site.arrive(arriving * site.reach)
            site.summed += site.millionths
        return even

    def going(self, lane: Lane) -> Sequence[float]:
        """The share of a lane's tries that each site gets."""
        passage = self.passages.get(lane.key.operation)
        return self.whereabouts.weights[lane.population] if passage is None else passage.arriving

    def _pass(self, now_us: int, totals: Sequence[float]) -> bool:
        """Lead what is behind an edge through it. Whether the next tick may be another one."""
        weights = self.looked_up()
        for operation, passage in self.passages.items():
            tries = 0.0
            for lane, total in zip(self.lanes, totals, strict=True):
                if lane.key.operation == operation:
                    tries += total
            passage.work_out(now_us, tries * 1_000_000 / self._tick_us, self.sites, weights)
        self._wakes_us = min(passage.steady_until_us for passage in self.passages.values())
        return self._wakes_us <= now_us

    def looked_up(self) -> list[float]:
        """Where an edge's own look-ups lead, for whomever it asks."""
        shares = [0.0] * len(self.sites)
        for population, weights in zip(
            self.system.populations, self.whereabouts.weights, strict=True
        ):
            for site, weight in enumerate(weights):
                shares[site] += population.share * weight
        return shares

    def _answer(self, tick: int, totals: Sequence[float]) -> None:
        weights = self.whereabouts.weights
        for store in self.stores.values():
            store.now = dict.fromkeys(store.now, 0.0)
        for lane, total in zip(self.lanes, totals, strict=True):
            passage = self.passages.get(lane.key.operation)
            if passage is None:
                lane.answer(tick, weights[lane.population], total)
            else:
                lane.met = passage.seen
                lane.answer(tick, passage.seen.weights, total)
        for store in self.stores.values():
            if not store.close_tick():
                self._stale = True
                self._calm = 0

    def _settle(self, even: bool) -> None:
        steady = even and all(lane.steady for lane in self.lanes)
        self._calm = self._calm + 1 if steady else 0
        self._settled = self._skipping and self._calm > self._calm_enough

    def _pass_on(self) -> None:
        """Tell callers and checkers where what they meet is no longer what it was."""
        passed_on = [(self._served(index), site.wait_s) for index, site in enumerate(self.sites)]
        if passed_on != self._passed_on:
            self._passed_on = passed_on
            for flow in self.waking:
                flow.wake()
        for index, site in enumerate(self.sites):
            probed = site.accepted if site.wait_s == 0.0 else -site.wait_s
            if probed != self._probed[index]:
                self._probed[index] = probed
                self.on_probe[index]()

    def _served(self, index: int) -> float:
        """Of the calls of other systems in that region: 1 if idle and alive, 0 if dead."""
        site = self.sites[index]
        if not site.alive:
            return 0.0
        return site.reach * site.accepted * self._critical_factor(index)

    def _critical_factor(self, index: int) -> float:
        """What the critical operations' own needs let through, by their shares."""
        through = shares = 0.0
        for outcomes in self.outcomes:
            if outcomes.operation.critical:
                through += outcomes.operation.share * outcomes.factor[index]
                shares += outcomes.operation.share
        return through / shares if shares and through != shares else 1.0

    def availability(self, region: str, within_s: float) -> float:
        """What a caller in `region` that waits `within_s` gets of this system."""
        for index, site in enumerate(self.sites):
            if site.region == region:
                in_time = site.wait_s + self._pace.own_s <= within_s
                return self._served(index) if in_time else 0.0
        return 0.0

    def _work_out_factors(self) -> None:
        self._stale = False
        for outcomes in self.outcomes:
            needs = needed_by(self.system, outcomes.operation.name)
            for index, site in enumerate(self.sites):
                factor = self._store_factor(outcomes, site.region)
                factor *= self._read_factor(outcomes, site.region)
                for need in needs:
                    factor *= self._need_factor(need, site.region)
                outcomes.factor[index] = factor

    def _store_factor(self, outcomes: Outcomes, region: str) -> float:
        store = self.system.store(outcomes.operation.writes or "")
        if store is None:
            return 1.0
        passes = self.stores[store.name].passes[region]
        return passes * writable(store, region, self.system.name, self._disruption)

    def _read_factor(self, outcomes: Outcomes, region: str) -> float:
        store = self.system.store(outcomes.operation.reads or "")
        if store is None:
            return 1.0
        return readable(store, region, self.system.name, self._disruption)

    def _need_factor(self, need: Dependency, region: str) -> float:
        if need.kind == "external":
            return 1.0 - self._disruption.external(need.on)
        other = self._others.get(need.on)
        return other.availability(region, need.timeout_s) if other is not None else 1.0

    def surge(self, now_us: int) -> None:
        """Take each operation's surge as it is now."""
        self.wake()
        for lane in self.lanes:
            lane.surge(lane.outcomes.surge.times(now_us, lane.key.region))
