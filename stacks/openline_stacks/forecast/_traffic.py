"""One system's requests, tick by tick: where they arrive, and what becomes of them there."""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._behind import Behind
from openline_stacks.forecast._clients import Clients
from openline_stacks.forecast._edges import Passage
from openline_stacks.forecast._offers import Moves, Offers, Way, way_of
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._stores import Ledger
from openline_stacks.forecast._vector import Each, Floats
from openline_stacks.topology import Operation, System

# An edge is one place, and all who ask it are there.
_EDGE = np.ones((1, 1, 1))


class Traffic:
    """`passages`: by operation, the ways through an edge. `at_start_per_s`: what comes to each site
    when all is well, an edge's contents being there already."""

    def __init__(self, scene: Scene, system: System, regions: list[str], clients: Clients) -> None:
        self.offers = [Offers(scene, system, operation) for operation in system.operations]
        self.passages = _passages(scene, system, regions)
        self._scene = scene
        self._system = system
        self._clients = clients
        self._own_s = scene.each(lambda one: one.own_s(system))
        self._moves: dict[int, Moves] = {}
        self.at_start_per_s = self._start()

    def _start(self) -> list[float]:
        """All trials are alike before the fault."""
        peak = self._system.demand.peak_per_s
        looked_up = [_first(share) for share in self._clients.looked_up()]
        left = list(looked_up)
        for operation in self._system.operations:
            passage = self.passages.get(operation.name)
            if passage is not None:
                passage.start(peak * operation.share, looked_up)
                for site, share in enumerate(looked_up):
                    left[site] -= operation.share * (share - float(passage.arriving[site]))
        return [peak * share for share in left]

    @property
    def steady_until_s(self) -> float:
        """Until when what an edge has is what it had a tick ago."""
        return min((p.steady_until_s for p in self.passages.values()), default=np.inf)

    def tick(
        self,
        number: int,
        now_s: float,
        sites: list[Site],
        ledgers: list[Ledger],
        behind: Behind,
    ) -> bool:
        """Whether every queue is as it was before."""
        self._collect(number, now_s)
        even = self._arrive(sites)
        for ledger in ledgers:
            ledger.begin()
        looked_up: list[Each] = self._clients.looked_up() if self.passages else []
        for place, offers in enumerate(self.offers):
            passage = self.passages.get(offers.operation.name)
            ways = self._ways(offers.operation, passage, sites, behind, place)
            if passage is None:
                offers.answer(number, ways)
                _acknowledge(ledgers, offers.operation, offers.there, ways)
            else:
                found = self._through(passage, offers, now_s, sites, ways, looked_up)
                offers.answer(number, [found])
        return even

    @property
    def same(self) -> bool:
        """Whether this tick's tries are those of the tick before."""
        return all(offers.same for offers in self.offers)

    def _collect(self, number: int, now_s: float) -> None:
        weights = self._clients.weights()
        self._moves = {}
        for offers in self.offers:
            places = _EDGE if offers.operation.name in self.passages else weights
            offers.collect(number, places, lambda delay: self._moved(now_s, delay))

    def _moved(self, now_s: float, delay: int) -> Moves:
        """By population: where those are now who failed so many ticks ago."""
        if delay not in self._moves:
            self._moves[delay] = self._clients.moved(now_s, delay * self._scene.tick_s)
        return self._moves[delay]

    def _arrive(self, sites: list[Site]) -> bool:
        even = True
        for index, site in enumerate(sites):
            arriving: Each = 0.0
            for offers in self.offers:
                passage = self.passages.get(offers.operation.name)
                share = 1.0 if passage is None else passage.arriving[index]
                for row in offers.there[index if passage is None else 0]:
                    arriving = arriving + row * share
            even &= site.arrive(np.asarray(arriving * site.passes))
            site.summed = site.summed + site.passed
        return even

    def _ways(
        self,
        operation: Operation,
        passage: Passage | None,
        sites: list[Site],
        behind: Behind,
        place: int,
    ) -> list[Way]:
        clients = self._scene.topology.clients
        waits_s = clients.per_try_s if passage is None else passage.answer_s
        limits = (operation.good.within_s, waits_s)
        return [
            way_of(site, behind.factors[place][index], self._own_s, limits)
            for index, site in enumerate(sites)
        ]

    def _through(
        self,
        passage: Passage,
        offers: Offers,
        now_s: float,
        sites: list[Site],
        ways: list[Way],
        looked_up: list[Each],
    ) -> Way:
        tries = offers.there[0][0]
        for row in offers.there[0][1:]:
            tries = tries + row
        per_s = tries / self._scene.tick_s
        return passage.work_out(now_s, per_s, sites, ways, looked_up)


def _passages(scene: Scene, system: System, regions: list[str]) -> dict[str, Passage]:
    edge = system.entry.edge if system.entry is not None else None
    if edge is None:
        return {}
    return {
        one.name: Passage(scene, edge, one, regions)
        for one in system.operations
        if one.kind == "read" and (one.fresh_s is not None or one.name in edge.grouped)
    }


def _acknowledge(
    ledgers: list[Ledger], operation: Operation, there: Floats, ways: list[Way]
) -> None:
    for ledger in ledgers:
        if ledger.store.name == operation.writes:
            for index, way in enumerate(ways):
                for row in there[index]:
                    ledger.now[index] = ledger.now[index] + row * way.good


def _first(share: Each) -> float:
    return float(share[0]) if isinstance(share, np.ndarray) else float(share)
