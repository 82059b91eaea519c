"""What stands behind an operation in each region, and what callers of its system meet there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from openline_stacks.forecast._broken import Broken, Delays, in_turn, later_than, mean_s
from openline_stacks.forecast._meeting import FINE, Meeting, at_party, critically, waited_for
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._stores import Ledger
from openline_stacks.forecast._vector import Each, Floats
from openline_stacks.topology import Dependency, Operation, System


class Behind:
    """Of one system. `factors`: by operation and site. `others`: of systems that it may need."""

    def __init__(
        self,
        scene: Scene,
        system: System,
        sites: list[Site],
        ledgers: list[Ledger],
        others: Mapping[str, Behind],
    ) -> None:
        self.factors: list[list[Meeting]] = []
        self._scene = scene
        self._system = system
        self._sites = sites
        self._ledgers = ledgers
        self._others = others
        self._regions = [site.region for site in sites]
        self._own_s = scene.each(lambda one: one.own_s(system))

    def work_out(self, broken: Broken, now_s: float) -> None:
        """Faults, or what is needed, may be another than before."""
        held: list[Each] = [0.0 for _ in self._sites]
        shares = 0.0
        self.factors = []
        for operation in self._system.operations:
            shares += operation.share
            row = []
            for index in range(len(self._sites)):
                behind = self._behind(operation, index, broken, now_s)
                held[index] = held[index] + operation.share * behind.held_s
                row.append(behind)
            self.factors.append(row)
        for index, site in enumerate(self._sites):
            site.hold(held[index] / shares if shares else 0.0)

    def _behind(self, operation: Operation, index: int, broken: Broken, now_s: float) -> Meeting:
        """Its stores, what it needs, what faults do to its answers."""
        site = self._sites[index]
        met = self._stores_met(operation, index, broken, now_s)
        served: Each = 1.0 - site.errors
        delays: Delays = site.delays
        held_s = mean_s(site.delays, self._scene.topology.clients.per_try_s)
        for need in self._system.needs:
            if need.operations and operation.name not in need.operations:
                continue
            found = self._need(need, site.region, broken)
            if need.kind == "soft":
                held_s = held_s + found.held_s  # the answer goes out without it
            else:
                met.append(found)
        for each in met:
            served = served * each.served
            held_s = held_s + each.held_s
            delays = in_turn(delays, each.delays)
        return Meeting(served, held_s, delays)

    def _stores_met(
        self, operation: Operation, index: int, broken: Broken, now_s: float
    ) -> list[Meeting]:
        region, found = self._regions[index], []
        name, figure = self._system.name, self._scene.figure
        for ledger in self._ledgers:
            if ledger.store.name == operation.writes:
                takes = ledger.takes(index, broken, now_s)
                effect = broken.effect("store", region, name)
                found.append(at_party(effect, figure("store.timeout_s"), takes))
                if ledger.store.consistency == "strong":
                    # a strong write waits until another region has it as well
                    agrees_s = figure("strong.write_s")
                    found.append(Meeting(1.0, agrees_s, ((1.0, agrees_s),)))
            if ledger.store.name == operation.reads:
                reads = ledger.readable(index, broken, now_s)
                effect = broken.effect("reads", region, name)
                found.append(at_party(effect, figure("store.timeout_s"), reads))
        return found

    def _need(self, need: Dependency, region: str, broken: Broken) -> Meeting:
        if need.kind == "external":
            effect = broken.outside(need.on)
            return at_party(effect, need.timeout_s, 1.0 - effect.lost)
        other = self._others.get(need.on)
        return FINE if other is None else other.meeting(region, need.timeout_s)

    def meeting(self, region: str, timeout_s: float) -> Meeting:
        """What a caller in a region that waits so long meets at this system."""
        if region not in self._regions:
            return Meeting(0.0)
        index = self._regions.index(region)
        site = self._sites[index]
        answer_s = site.wait_s + self._own_s
        delays = critically(self._system, [row[index] for row in self.factors])
        served = self.served(index)
        late = later_than(delays, timeout_s - answer_s) if delays else 0.0
        served = np.where(answer_s > timeout_s, 0.0, served * (1.0 - late))
        if site.wait_s.any():
            delays = in_turn(delays, ((1.0, site.wait_s),))
        let_in = np.where(site.alive, site.passes * site.accepted, 0.0)
        held_s: Each = site.silent * timeout_s
        if delays:
            held_s = held_s + let_in * mean_s(delays, timeout_s)
            delays = waited_for(delays, timeout_s)
        return Meeting(served, held_s, delays)

    def served(self, index: int) -> Floats:
        site = self._sites[index]
        through: Each = 0.0
        shares = 0.0
        for operation, row in zip(self._system.operations, self.factors, strict=True):
            if operation.critical:
                through = through + operation.share * row[index].served
                shares += operation.share
        factor = np.where(np.equal(through, shares), 1.0, through / shares) if shares else 1.0
        return np.where(site.alive, site.passes * site.accepted * factor, 0.0)
