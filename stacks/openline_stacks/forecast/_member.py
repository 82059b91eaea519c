"""One system in every trial: its sites, fleets and stores, and what is done to them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from openline_stacks.forecast._behind import Behind
from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._clients import Clients
from openline_stacks.forecast._fleets import Fleet, Launches
from openline_stacks.forecast._metrics import Metric
from openline_stacks.forecast._routing import Routing
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._stores import Ledger
from openline_stacks.forecast._surges import Surges
from openline_stacks.forecast._traffic import Traffic
from openline_stacks.forecast._vector import Flags, Floats
from openline_stacks.forecast._watch import Watch
from openline_stacks.topology import System


class Member:
    """`wake` must be called before anything that a tick reads is changed from outside."""

    def __init__(
        self,
        scene: Scene,
        system: System,
        launches: Mapping[str, Launches],
        others: dict[str, Behind],
    ) -> None:
        self.system = system
        self.regions = scene.regions_of(system)
        self._scene = scene
        self.clients = Clients(scene, system, self.regions)
        self._traffic = Traffic(scene, system, self.regions, self.clients)
        self.offers = self._traffic.offers
        asked_per_s = self._traffic.at_start_per_s
        self.sites = [
            Site(scene, system, region, per_s)
            for region, per_s in zip(self.regions, asked_per_s, strict=True)
        ]
        self.ledgers = [Ledger(scene, system, store, self.regions) for store in system.stores]
        self.fleets = {
            fleet.region: Fleet(scene, system.name, fleet, launches[fleet.region])
            for fleet in system.fleets
        }
        for index, region in enumerate(self.regions):
            if region in self.fleets:
                self.fleets[region].settle(asked_per_s[index])
                self.sites[index].start(self.fleets[region].in_service)
        self.watch = Watch(scene, system, self.sites, self.ledgers)
        self.watch.start(Broken(()))
        self.callers: list[Member] = []
        self.surges = Surges(scene, system, self.offers)
        self.routing = Routing(
            scene, system, self.sites, self.clients, self.watch, self.surges, self.wake
        )
        self.behind = others[system.name] = Behind(scene, system, self.sites, self.ledgers, others)
        self._stale = True
        self._calm, self._idle, self._number = 0, 0, 0
        self._calm_after = max(offers.calm_after for offers in self.offers)
        self.settled = False
        self._told: list[tuple[Floats, Floats]] = []
        self._metrics = {site.region: Metric(scene, system.name, site) for site in self.sites}

    # -- what others do to it

    def wake(self) -> None:
        """An input is about to change."""
        self._write_down()
        self.settled = False
        self._stale = True
        self._calm = 0

    def _write_down(self) -> None:
        times, self._idle = self._idle, 0
        if not times:
            return
        for offers in self.offers:
            offers.repeat(self._number, times)
        for ledger in self.ledgers:
            ledger.repeat(self._number, times)
        for site in self.sites:
            site.summed = site.summed + times * site.passed
        self._number += times

    def finish(self) -> None:
        self._write_down()

    def disrupted(self, now_s: float, broken: Broken) -> None:
        """Faults began or ended."""
        self.wake()
        name = self.system.name
        for index, region in enumerate(self.regions):
            fleet = self.fleets.get(region)
            if fleet is not None and fleet.disrupted(now_s, broken):
                self._in_service(index, fleet)
            self._meet(index, broken)
        for ledger in self.ledgers:
            for index, region in enumerate(self.regions):
                limit = broken.effect("store", region, name).limit_per_s
                ledger.limits_per_s[index] = np.inf if limit is None else limit
        self.surges.demand = broken.demand(name)
        self.surges.take(now_s)
        gone = [
            index
            for index, site in enumerate(self.sites)
            if not (np.greater(site.passes, 0.0) & site.alive).all()
        ]
        self.clients.leave_now(now_s, gone)
        self.watch.again()

    def _meet(self, index: int, broken: Broken) -> None:
        region = self.regions[index]
        fleet = self.fleets.get(region)
        effect = broken.effect("traffic", region, self.system.name)
        self.sites[index].meet(effect, 0.0 if fleet is None else fleet.stuck)

    def _in_service(self, index: int, fleet: Fleet) -> None:
        self.wake()
        self.sites[index].sized(fleet.in_service)
        self.watch.again()

    def raise_standby(self, which: Flags, now_s: float, broken: Broken) -> None:
        """An operator raises groups that stand at zero where clients are going."""
        for fleet in self.fleets.values():
            full = fleet.declared.full
            if fleet.declared.role == "standby" and full is not None and fleet.declared.min == 0:
                fleet.raise_to(which, float(full), now_s, broken)

    def restore(self, which: Flags, at_s: Floats) -> None:
        """Bring back from backups what was in the lost region alone; what nobody knows the size or
        the rate of is never done."""
        for ledger in self.ledgers:
            restore = ledger.store.restore
            if restore is None or ledger.store.primary != self._scene.lost:
                continue
            if restore.size_gb is None or restore.gb_per_h is None:
                continue
            took_s = restore.size_gb / restore.gb_per_h * 3600.0
            takes_s = np.where(self._scene.without("restore"), 0.0, took_s)
            begins = which & np.isinf(ledger.restored_s)
            ledger.restored_s = np.where(begins, at_s + takes_s, ledger.restored_s)

    # -- what happens by itself

    def grow(self, now_s: float, broken: Broken) -> None:
        """Instances that come into service, and stores that are back."""
        for index, region in enumerate(self.regions):
            fleet = self.fleets.get(region)
            if fleet is not None and fleet.next_s <= now_s and fleet.arrive(now_s, broken):
                self.wake()
                self._meet(index, broken)
                self._in_service(index, fleet)
        for ledger in self.ledgers:
            if ledger.came_back(now_s):
                self.wake()
                self.watch.again()
        if self.surges.changed(now_s):
            self.wake()
            self.surges.take(now_s)

    @property
    def warming(self) -> bool:
        return any(site.warming for site in self.sites)

    def warm(self) -> None:
        """Another step of its caches' warming."""
        if self.warming:
            self.wake()
            for site in self.sites:
                site.warm()

    def minute(self, now_s: float, broken: Broken) -> None:
        self._write_down()
        changed = False
        for ledger in self.ledgers:
            changed |= ledger.minute()
        for index, region in enumerate(self.regions):
            site = self.sites[index]
            changed |= site.minute()
            fleet = self.fleets.get(region)
            if fleet is None:
                site.summed = np.zeros_like(site.summed)
                continue
            rate, known = self._metrics[region].deliver(now_s, broken)
            if fleet.minute(rate, known, now_s, broken):
                self._in_service(index, fleet)
        if changed:
            self.wake()

    # -- one tick

    def next_s(self, now_s: float) -> float:
        """When something happens by itself, as far as it is known."""
        coming = [fleet.next_s for fleet in self.fleets.values()]
        coming += [ledger.next_s(now_s) for ledger in self.ledgers]
        coming.append(self.surges.next_s(now_s))
        # an edge's that is over by now is what the next tick begins with
        soon = self.watch.next_s, self._traffic.steady_until_s
        return min([*soon, *(at for at in coming if at > now_s)])

    def tick(self, number: int, now_s: float, broken: Broken) -> None:
        if self.settled and now_s < self._traffic.steady_until_s:
            self._idle += 1
            return
        if self.settled:
            self.wake()
        self._write_down()
        self._number = number + 1
        moving = self.clients.weigh(now_s)
        if self._stale:
            self._stale = False
            self.behind.work_out(broken, now_s)
        even = self._traffic.tick(number, now_s, self.sites, self.ledgers, self.behind)
        for ledger in self.ledgers:
            if not ledger.close(number):
                even, self._stale = False, True
        self._pass_on()
        still = even and not moving and now_s < self._traffic.steady_until_s
        calm = still and self._traffic.same
        self._calm = self._calm + 1 if calm else 0
        self.settled = self._calm > self._calm_after

    @property
    def still(self) -> bool:
        return self.clients.still

    def skip(self, ticks: int) -> None:
        """So many ticks more are as the last one."""
        self._idle += ticks

    def _pass_on(self) -> None:
        """Callers and checkers look again where what they meet is no longer what it was."""
        told = [(self.behind.served(index), site.wait_s) for index, site in enumerate(self.sites)]
        same = len(told) == len(self._told) and all(
            np.array_equal(a, c) and np.array_equal(b, d)
            for (a, b), (c, d) in zip(told, self._told, strict=True)
        )
        self._told = told
        if not same:
            for caller in self.callers:
                caller.wake()
            self.watch.again()
