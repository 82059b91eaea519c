"""The rates of one system, tick by tick: offered, routed, queued, answered, tried again.

A tick whose inputs, queues and retries are those of the tick before, for as long as the longest
retry is under way, is followed by the same tick until an input changes. From then on ticks are only
counted, and written down as repetitions when somebody looks. The figures are the same bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Final

from openline_drills.observations import SeriesKey
from openline_drills.world.behind import Behind
from openline_drills.world.callers import Callers
from openline_drills.world.clients import stages
from openline_drills.world.demand import per_tick
from openline_drills.world.edges import Passage
from openline_drills.world.faults import Disruption
from openline_drills.world.lanes import Lane, Moves
from openline_drills.world.names import Place, Whereabouts
from openline_drills.world.outcomes import Outcomes, Pace
from openline_drills.world.queues import Site
from openline_drills.world.stores import Acknowledged
from openline_stacks.topology import Clients, System

# An edge is one place, and all who ask it are there.
_EDGE: Final = (1.0,)


class Flow:
    """`others`: what is met at the systems that this one may need, by name. `wake` must be called
    before anything that a tick reads is changed: sites, whereabouts, surges, faults."""

    def __init__(
        self,
        system: System,
        sites: Sequence[Site],
        whereabouts: Whereabouts,
        clients: Clients,
        pace: Pace,
        tick_us: int,
        disruption: Disruption,
        others: Mapping[str, Callers],
        skipping: bool = True,
    ) -> None:
        self.system = system
        self.sites = tuple(sites)
        self.whereabouts = whereabouts
        self.outcomes = [
            Outcomes(operation, len(sites), system.store(operation.writes or ""))
            for operation in system.operations
        ]
        regions = tuple(site.region for site in sites)
        self.stores = {store.name: Acknowledged(store, regions) for store in system.stores}
        self.lanes = self._lanes(clients, tick_us)
        self.passages: dict[str, Passage] = {}
        self.waking: list[Flow] = []  # the systems that need this one
        self.on_tick: Callable[[Flow], None] | None = None  # while a fault is watched
        self.on_probe: list[Callable[[], None]] = [lambda: None for _ in sites]
        self._pace = pace
        self._tick_us = tick_us
        self._disruption = disruption
        self.callers = Callers(self.sites, self.outcomes, pace)
        self._behind = Behind(system, self.stores, pace, disruption, others)
        self._calm_enough = max((lane.longest for lane in self.lanes), default=0) + 1
        self._skipping = skipping
        self._calm = 0
        self._idle = 0
        self._stale = True  # factors are to be worked out again
        self._settled = False
        self._wakes_us: float = inf  # what an edge keeps begins to change by itself
        self._passed_on: list[tuple[float, float]] = []
        self._probed = [1.0] * len(self.sites)
        self._times = 1.0

    def lead(self, passages: Mapping[str, Passage]) -> None:
        """By operation: those that an edge is in front of."""
        self.passages = dict(passages)
        for lane in self.lanes:
            lane.passage = passages.get(lane.key.operation)

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
        self._offer(now_us, tick)
        even = self._arrive()
        for outcomes in self.outcomes:
            passage = self.passages.get(outcomes.operation.name)
            outcomes.work_out(self.sites, self._pace if passage is None else passage.pace)
        if self.passages:
            moving |= self._pass(now_us)
        self._answer(tick)
        self._pass_on()
        if self.on_tick is not None:
            self.on_tick(self)
        self._settle(even and not moving)

    def _offer(self, now_us: int, tick: int) -> None:
        """Who tries, and where: for the first time, or again."""
        moves = [self._moves(now_us, each) for each in range(len(self.system.populations))]
        for lane in self.lanes:
            weights = _EDGE if lane.passage else self.whereabouts.weights[lane.population]
            lane.offer(tick, weights, moves[lane.population])

    def _moves(self, now_us: int, population: int) -> Moves:
        """Of one tick; several lanes ask for the same."""
        known: dict[int, Sequence[Place] | None] = {}

        def moved(delay: int) -> Sequence[Place] | None:
            if delay not in known:
                ago_us = delay * self._tick_us
                known[delay] = self.whereabouts.moved(now_us, population, ago_us)
            return known[delay]

        return moved

    def _arrive(self) -> bool:
        """Send the tries to where their clients are. Whether every queue stays as it is."""
        going = [_going(lane) for lane in self.lanes]
        even = True
        for index, site in enumerate(self.sites):
            arriving = 0.0
            for there in going:
                arriving += there[index]
            even &= site.arrive(arriving * site.passes)
            site.summed += site.millionths
        return even

    def first_offers(self, index: int) -> float:
        """Those of a tick that are made for the first time, at a site."""
        offered = 0.0
        for lane in self.lanes:
            shares = lane.weights if lane.passage is None else lane.passage.arriving
            offered += lane.first * shares[index]
        return offered

    def _pass(self, now_us: int) -> bool:
        """Lead what is behind an edge through it. Whether the next tick may be another one."""
        weights = self.looked_up()
        for passage in self.passages.values():
            tries = 0.0
            for lane in self.lanes:
                if lane.passage is passage:
                    tries += lane.there[0]
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

    def _answer(self, tick: int) -> None:
        for store in self.stores.values():
            store.now = dict.fromkeys(store.now, 0.0)
        for lane in self.lanes:
            lane.answer(tick, lane.outcomes if lane.passage is None else lane.passage.seen)
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
        served = self.callers.served
        passed_on = [(served(index), site.wait_s) for index, site in enumerate(self.sites)]
        if passed_on != self._passed_on:
            self._passed_on = passed_on
            for flow in self.waking:
                flow.wake()
        for index, site in enumerate(self.sites):
            probed = (site.accepted if site.wait_s == 0.0 else -site.wait_s) * self.stores_take(
                site
            )
            if probed != self._probed[index]:
                self._probed[index] = probed
                self.on_probe[index]()

    def stores_take(self, site: Site) -> float:
        """The least share of writes that a table's rate lets pass in a region."""
        least = 1.0
        for store in self.stores.values():
            least = min(least, store.passes[site.region])
        return least

    def _work_out_factors(self) -> None:
        """What stands behind each operation at each site, and how long that holds its slots."""
        self._stale = self.callers.delayed = False
        held_s, shares = [0.0] * len(self.sites), 0.0
        for outcomes in self.outcomes:
            share = outcomes.operation.share
            shares += share
            delays = []
            for index, site in enumerate(self.sites):
                behind = self._behind.of(outcomes.operation, site)
                outcomes.factor[index] = behind.served
                held_s[index] += share * behind.held_s
                delays.append(behind.delays)
            if outcomes.delayed or any(delays):
                outcomes.delay(delays)
                self.callers.delayed |= outcomes.delayed
        for index, site in enumerate(self.sites):
            site.hold(held_s[index] / shares if shares else 0.0)
        self._find_limits()

    def _find_limits(self) -> None:
        """Rates at which stores take writes, where a fault says so."""
        for store in self.stores.values():
            for region in store.limit:
                limit_per_s = self._disruption.store(region, self.system.name).limit_per_s
                most = inf if limit_per_s is None else limit_per_s * self._tick_us / 1_000_000
                store.limit[region] = most

    def demand(self, times: float, now_us: int) -> None:
        """Clients of every population offer so many times what is declared."""
        if times != self._times:
            self._times = times
            self.surge(now_us)

    def surge(self, now_us: int) -> None:
        """Take each operation's surge as it is now."""
        self.wake()
        for lane in self.lanes:
            times = lane.outcomes.surge.times(now_us, lane.key.region)
            lane.surge(times * self._times)


def _going(lane: Lane) -> Sequence[float]:
    """A lane's tries at each site."""
    if lane.passage is None:
        return lane.there
    return [lane.there[0] * share for share in lane.passage.arriving]
