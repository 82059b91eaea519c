"""One system in every trial: its sites, fleets, stores, names and requests, tick by tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from openline_stacks.forecast._behind import Behind
from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._edges import Passage
from openline_stacks.forecast._fleets import Fleet, Launches
from openline_stacks.forecast._metrics import Metric
from openline_stacks.forecast._names import Whereabouts
from openline_stacks.forecast._offers import Moves, Offers, Way, way_of
from openline_stacks.forecast._routes import answers, asked
from openline_stacks.forecast._scene import Scene, backoffs_s
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._stores import Ledger
from openline_stacks.forecast._surges import Surges
from openline_stacks.forecast._vector import Each, Flags, Floats
from openline_stacks.forecast._watch import Watch
from openline_stacks.topology import Operation, System

# An edge is one place, and all who ask it are there.
_EDGE: Final = (1.0,)


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
        self._own_s = scene.own_s(system)
        self.homes = list(dict.fromkeys(p.region for p in system.populations))
        self._tables = self._answers()
        self.names = {home: self._names(home) for home in self.homes}
        self.offers = [Offers(scene, system, operation) for operation in system.operations]
        self.passages = self._passages()
        asked_per_s = self._start_edge()
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
        self.switched_s = np.full(scene.width, np.inf)
        self.surges = Surges(scene, system, self.offers)
        self.behind = others[system.name] = Behind(scene, system, self.sites, self.ledgers, others)
        self._stale = True
        self._calm, self._idle, self._number = 0, 0, 0
        self._calm_after = max(offers.calm_after for offers in self.offers)
        self.settled = False
        self._told: list[tuple[Floats, Floats]] = []
        self._metrics = {site.region: Metric(scene, system.name, site) for site in self.sites}

    # -- how it is made

    def _answers(self) -> dict[str, Floats]:
        entry = self.system.entry
        if entry is None:
            return {}
        return {home: answers(entry, self.regions, home) for home in self.homes}

    def _usual(self, home: str) -> Floats:
        entry = self.system.entry
        usual = np.zeros(len(self.regions))
        if entry is not None and entry.accelerator is not None:
            return self._tables[home][:, -1]
        usual[self.regions.index(home)] = 1.0
        return usual

    def _names(self, home: str) -> Whereabouts:
        at_once = self._scene.without("dns")
        holds = [
            np.where(at_once, 0.0, self._scene.hold_s(self.system, population.hold_s))
            for population in self.system.populations
            if population.region == home
        ]
        return Whereabouts(self._scene.width, self._usual(home), holds, self._longest_retry_s())

    def _longest_retry_s(self) -> float:
        clients = self._scene.topology.clients
        return clients.per_try_s + max(backoffs_s(self._scene), default=0.0)

    @property
    def _behind_edge(self) -> bool:
        return self.system.entry is not None and self.system.entry.edge is not None

    def _passages(self) -> dict[str, Passage]:
        edge = self.system.entry.edge if self.system.entry is not None else None
        if edge is None:
            return {}
        return {
            one.name: Passage(self._scene, edge, one, self.regions)
            for one in self.system.operations
            if one.kind == "read" and (one.fresh_s is not None or one.name in edge.grouped)
        }

    def _start_edge(self) -> list[float]:
        """What an edge keeps is there already. The rates that are left for each region."""
        peak = self.system.demand.peak_per_s
        looked_up = [float(share) for share in self._looked_up_at_start()]
        left = list(looked_up)
        for operation in self.system.operations:
            passage = self.passages.get(operation.name)
            if passage is not None:
                passage.start(peak * operation.share, looked_up)
                for site, share in enumerate(looked_up):
                    left[site] -= operation.share * (share - float(passage.arriving[site]))
        return [peak * share for share in left]

    def _looked_up_at_start(self) -> list[Each]:
        return [
            _first(share) for share in self.looked_up()
        ]  # all trials are alike before the fault

    # -- where its clients are

    def weights(self) -> list[Floats]:
        """By site: the shares of each population that are there."""
        rows: list[Floats] = []
        taken = dict.fromkeys(self.homes, 0)
        for population in self.system.populations:
            home = population.region
            rows.append(self.names[home].weights[taken[home]])
            taken[home] += 1
        whole = np.stack(rows)  # population, site, trial
        return [whole[:, site] for site in range(len(self.regions))]

    def looked_up(self) -> list[Each]:
        """Where an edge's own look-ups lead, for whomever it asks."""
        weights = self.weights()
        shares: list[Each] = []
        for site in range(len(self.regions)):
            total: Each = 0.0
            for population, share in zip(self.system.populations, weights[site], strict=True):
                total = total + population.share * share
            shares.append(total)
        return shares

    def route(self, now_s: float, broken: Broken) -> None:
        """Answer as Route 53 would now, or lead as an accelerator would."""
        entry = self.system.entry
        if entry is None or not self._tables or not self.watch.moved:
            return
        self.watch.moved = False
        disabled = broken.checks_disabled(self.system.name)
        code = np.zeros(self._scene.width, dtype=np.int64)
        by_region = {target.region: target for target in entry.targets}
        for bit, region in enumerate(asked(entry, self.regions)):
            target = by_region.get(region)
            check = None if target is None else target.check
            evaluates = target is not None and target.evaluate_target_health
            code |= self.watch.health(region, check, evaluates, disabled).astype(np.int64) << bit
        for home in self.homes:
            self._lead(home, self._tables[home][:, code], now_s)

    def _lead(self, home: str, place: Floats, now_s: float) -> None:
        names = self.names[home]
        known = place.any(axis=0)
        changed: Flags = known & (place != names.led).any(axis=0)
        if not changed.any():
            return
        self.wake()
        answered: Flags = np.zeros(self._scene.width, dtype=bool)
        for index, site in enumerate(self.sites):
            left = changed & (place[index] < names.led[index])
            answered |= left & np.greater(site.passes, 0.0) & site.alive
        at_s = self._since(now_s)
        answered &= ~self._scene.without("dns")
        stays_s = self._keep_alive_s()
        back = changed & (place == self._usual(home)[:, None]).all(axis=0)
        names.answer(changed, at_s + np.where(answered, stays_s, 0.0), place)
        self.switched_s = np.where(changed, np.minimum(self.switched_s, at_s), self.switched_s)
        self.surges.begin(home, changed, back, at_s)

    def _since(self, now_s: float) -> Floats:
        latest_s = self.watch.latest_s(now_s)
        return np.where(latest_s > now_s - 1.5 * self._scene.tick_s, latest_s, now_s)

    def _keep_alive_s(self) -> float:
        if self._behind_edge:
            return self._scene.parameters.value("edge.keep_alive_s")
        return self._scene.topology.clients.keep_alive_s

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
        for names in self.names.values():
            names.leave_now(now_s, gone)
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
        coming += [passage.steady_until_s for passage in self.passages.values()]
        coming += [ledger.next_s(now_s) for ledger in self.ledgers]
        coming.append(self.surges.next_s(now_s))
        return min([self.watch.next_s, *(at for at in coming if at > now_s)])

    def tick(self, number: int, now_s: float, broken: Broken) -> None:
        steady_s = min((p.steady_until_s for p in self.passages.values()), default=np.inf)
        if self.settled and now_s < steady_s:
            self._idle += 1
            return
        if self.settled:
            self.wake()
        self._write_down()
        self._number = number + 1
        moving = False
        for names in self.names.values():
            moving |= names.weigh(now_s)
        if self._stale:
            self._stale = False
            self.behind.work_out(broken, now_s)
        same, weights = True, self.weights()
        moves: dict[int, Moves] = {}
        for offers in self.offers:
            places = _EDGE if offers.operation.name in self.passages else weights
            same &= offers.collect(number, places, lambda delay: self._moved(now_s, delay, moves))
        even = self._arrive()
        even &= self._answer(number, now_s, weights)
        for ledger in self.ledgers:
            if not ledger.close(number):
                even, self._stale = False, True
        self._pass_on()
        edge_moves = any(p.steady_until_s <= now_s for p in self.passages.values())
        calm = even and same and not moving and not edge_moves
        self._calm = self._calm + 1 if calm else 0
        self.settled = self._calm > self._calm_after

    @property
    def still(self) -> bool:
        return all(names.still for names in self.names.values())

    def skip(self, ticks: int) -> None:
        """So many ticks more are as the last one."""
        self._idle += ticks

    def _moved(self, now_s: float, delay: int, known: dict[int, Moves]) -> Moves:
        """By population: where those are now who failed so many ticks ago."""
        if delay not in known:
            taken = dict.fromkeys(self.homes, 0)
            found = []
            for population in self.system.populations:
                home = population.region
                ago_s = delay * self._scene.tick_s
                found.append(self.names[home].moved(now_s, taken[home], ago_s))
                taken[home] += 1
            known[delay] = found
        return known[delay]

    def _arrive(self) -> bool:
        even = True
        for index, site in enumerate(self.sites):
            arriving: Each = 0.0
            for offers in self.offers:
                passage = self.passages.get(offers.operation.name)
                share = 1.0 if passage is None else passage.arriving[index]
                for row in offers.there[index if passage is None else 0]:
                    arriving = arriving + row * share
            even &= site.arrive(np.asarray(arriving * site.passes))
            site.summed = site.summed + site.passed
        return even

    def _answer(self, number: int, now_s: float, weights: list[Floats]) -> bool:
        for ledger in self.ledgers:
            ledger.begin()
        looked_up: list[Each] = self.looked_up() if self.passages else []
        clients = self._scene.topology.clients
        for place, offers in enumerate(self.offers):
            operation = offers.operation
            passage = self.passages.get(operation.name)
            waits_s = clients.per_try_s if passage is None else passage.answer_s
            limits = (operation.good.within_s, waits_s)
            ways = [
                way_of(site, self.behind.factors[place][index], self._own_s, limits)
                for index, site in enumerate(self.sites)
            ]
            if passage is None:
                offers.answer(number, weights, ways)
                self._acknowledge(operation, offers.there, ways)
            else:
                tries = offers.there[0][0]
                for row in offers.there[0][1:]:
                    tries = tries + row
                per_s = tries / self._scene.tick_s
                found = passage.work_out(now_s, per_s, self.sites, ways, looked_up)
                offers.answer(number, _EDGE, [found])
        return True

    def _acknowledge(self, operation: Operation, there: Floats, ways: list[Way]) -> None:
        for ledger in self.ledgers:
            if ledger.store.name == operation.writes:
                for index, way in enumerate(ways):
                    for row in there[index]:
                        ledger.now[index] = ledger.now[index] + row * way.good

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


def _first(share: Each) -> float:
    return float(share[0]) if isinstance(share, np.ndarray) else float(share)
