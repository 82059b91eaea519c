"""One system in every trial: its sites, fleets, stores, names and requests, tick by tick."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from openline_stacks.forecast._broken import Broken, Delays, in_turn, later_than, mean_s
from openline_stacks.forecast._edges import Passage
from openline_stacks.forecast._fleets import Fleet, Launches
from openline_stacks.forecast._meeting import FINE, Meeting, at_party, critically, waited_for
from openline_stacks.forecast._names import Whereabouts
from openline_stacks.forecast._offers import Offers, Way, way_of
from openline_stacks.forecast._routes import answers, asked
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._stores import Ledger
from openline_stacks.forecast._vector import Each, Flags, Floats
from openline_stacks.forecast._watch import Watch
from openline_stacks.topology import Dependency, Operation, System


class Member:
    """`wake` must be called before anything that a tick reads is changed from outside."""

    def __init__(
        self,
        scene: Scene,
        system: System,
        launches: Mapping[str, Launches],
        others: Mapping[str, Member],
    ) -> None:
        self.system = system
        self.regions = scene.regions_of(system)
        self._scene = scene
        self._others = others
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
        # by home and operation: until when its clients begin anew
        self._surges_end: dict[tuple[str, str], Floats] = {}
        self._surging: Flags | None = None
        self._demand = 1.0
        self._factors: list[list[Meeting]] = []
        self._stale = True
        self._calm, self._idle, self._number = 0, 0, 0
        self._calm_after = max(offers.calm_after for offers in self.offers)
        self.settled = False
        self._told: list[tuple[Floats, Floats]] = []
        self._late_metrics: dict[str, list[tuple[float, Floats, Flags]]] = {}

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
        return Whereabouts(self._scene.width, self._usual(home), holds)

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
        self._surge(home, changed, back, at_s)

    def _since(self, now_s: float) -> Floats:
        latest_s = self.watch.latest_s(now_s)
        return np.where(latest_s > now_s - 1.5 * self._scene.tick_s, latest_s, now_s)

    def _keep_alive_s(self) -> float:
        if self._behind_edge:
            return self._scene.parameters.value("edge.keep_alive_s")
        return self._scene.topology.clients.keep_alive_s

    # -- what is offered

    def _surge(self, home: str, changed: Flags, back: Flags, at_s: Floats) -> None:
        """Clients who are led elsewhere begin anew; those who go back find what they wrote, where
        its store has a replica at home."""
        for offers in self.offers:
            after = offers.operation.after_failover
            if after is None or after.for_s <= 0.0:
                continue
            store = self.system.store(offers.operation.writes or "")
            copied = store is not None and home in store.replicas
            begins = changed & ~back if copied else changed
            key = (home, offers.operation.name)
            until_s = self._surges_end.get(key, np.zeros(len(changed)))
            self._surges_end[key] = np.where(begins, at_s + after.for_s, until_s)

    def demand(self, times: float, now_s: float) -> None:
        if times != self._demand:
            self._demand = times
            self.wake()
            self._take_surges(now_s)

    def _take_surges(self, now_s: float) -> None:
        for offers in self.offers:
            times = np.full((len(self.system.populations), self._scene.width), self._demand)
            after = offers.operation.after_failover
            for row, population in enumerate(self.system.populations):
                until_s = self._surges_end.get((population.region, offers.operation.name))
                if after is not None and until_s is not None:
                    times[row] = times[row] * np.where(now_s < until_s, after.times, 1.0)
            offers.surge(times)

    def _surges_change(self, now_s: float) -> bool:
        """Whether a surge has begun or ended in any trial since the tick before."""
        if not self._surges_end:
            return False
        active = np.stack([now_s < until for until in self._surges_end.values()])
        before, self._surging = self._surging, active
        return before is None or before.shape != active.shape or bool((before != active).any())

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
        self.demand(broken.demand(name), now_s)
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

    def grow(self, from_s: float, now_s: float, broken: Broken) -> None:
        """Instances that come into service, and stores that are back."""
        for index, region in enumerate(self.regions):
            fleet = self.fleets.get(region)
            if fleet is not None and fleet.next_s <= now_s and fleet.arrive(now_s, broken):
                self.wake()
                self._meet(index, broken)
                self._in_service(index, fleet)
        for ledger in self.ledgers:
            back = (ledger.restored_s <= now_s) & (ledger.restored_s > from_s - self._scene.tick_s)
            if back.any():
                self.wake()
                self.watch.again()
        if self._surges_change(now_s):
            self.wake()
            self._take_surges(now_s)

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
            rate, known = self._metric(site, now_s, broken)
            if fleet.minute(rate, known, now_s, broken):
                self._in_service(index, fleet)
        if changed:
            self.wake()

    def _metric(self, site: Site, now_s: float, broken: Broken) -> tuple[Floats, Flags]:
        """The newest datapoint of requests a second that an alarm knows of, a new one having been
        sent, and where it knows of one."""
        sent, site.summed = site.summed / 60.0, np.zeros_like(site.summed)
        effect = broken.effect("alarms", site.region, None)
        came = np.ones(len(sent), dtype=bool)
        if effect.lost > 0.0:
            came &= self._luck(site.region, now_s) >= effect.lost
        if effect == Broken(()).effect("alarms", site.region, None) and not self._late_metrics:
            return sent, came
        late_s = max((float(s) for _, s in effect.delays), default=0.0)
        waiting = [*self._late_metrics.get(site.region, []), (now_s + late_s, sent, came)]
        rate, known = np.zeros_like(sent), np.zeros_like(came)
        for due_s, amount, arrives in waiting:
            if due_s <= now_s:
                rate, known = np.where(arrives, amount, rate), known | arrives
        self._late_metrics[site.region] = [entry for entry in waiting if entry[0] > now_s]
        return rate, known

    def _luck(self, region: str, now_s: float) -> Floats:
        purpose = f"metric/{region}/{round(now_s)}"
        return self._scene.luck(self.system.name, purpose)[:, 0]

    # -- one tick

    @property
    def next_s(self) -> float:
        """When something happens by itself, as far as it is known."""
        coming = [fleet.next_s for fleet in self.fleets.values()]
        coming += [passage.steady_until_s for passage in self.passages.values()]
        coming += [float(ledger.restored_s.min()) for ledger in self.ledgers]
        now_s = self._number * self._scene.tick_s
        coming += [_after(until_s, now_s) for until_s in self._surges_end.values()]
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
            self._work_out_factors(broken, now_s)
        same = True
        for offers in self.offers:
            same &= offers.collect(number)
        weights = self.weights()
        even = self._arrive(weights)
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

    def _arrive(self, weights: list[Floats]) -> bool:
        even = True
        for index, site in enumerate(self.sites):
            arriving: Each = 0.0
            for offers in self.offers:
                passage = self.passages.get(offers.operation.name)
                if passage is not None:
                    total = offers.total[0]
                    for row in offers.total[1:]:
                        total = total + row
                    arriving = arriving + total * passage.arriving[index]
                else:
                    there = offers.total * weights[index]
                    for row in there:
                        arriving = arriving + row
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
                way_of(site, self._factors[place][index], self._own_s, limits)
                for index, site in enumerate(self.sites)
            ]
            if passage is None:
                offers.answer(number, list(zip(weights, ways, strict=True)))
                self._acknowledge(operation, offers.total, weights, ways)
            else:
                tries = offers.total[0]
                for row in offers.total[1:]:
                    tries = tries + row
                per_s = tries / self._scene.tick_s
                found = passage.work_out(now_s, per_s, self.sites, ways, looked_up)
                offers.answer(number, found)
        return True

    def _acknowledge(
        self, operation: Operation, total: Floats, weights: list[Floats], ways: list[Way]
    ) -> None:
        for ledger in self.ledgers:
            if ledger.store.name == operation.writes:
                for index, way in enumerate(ways):
                    for row in total * weights[index]:
                        ledger.now[index] = ledger.now[index] + row * way.good

    # -- what stands behind an operation, and what callers meet

    def _work_out_factors(self, broken: Broken, now_s: float) -> None:
        self._stale = False
        held: list[Each] = [0.0 for _ in self.sites]
        shares = 0.0
        self._factors = []
        for operation in self.system.operations:
            shares += operation.share
            row = []
            for index in range(len(self.sites)):
                behind = self._behind(operation, index, broken, now_s)
                held[index] = held[index] + operation.share * behind.held_s
                row.append(behind)
            self._factors.append(row)
        for index, site in enumerate(self.sites):
            site.hold(held[index] / shares if shares else 0.0)

    def _behind(self, operation: Operation, index: int, broken: Broken, now_s: float) -> Meeting:
        """Its stores, what it needs, what faults do to its answers."""
        site = self.sites[index]
        met = self._stores_met(operation, index, broken, now_s)
        served: Each = 1.0 - site.errors
        delays: Delays = site.delays
        held_s = mean_s(site.delays, self._scene.topology.clients.per_try_s)
        for need in self.system.needs:
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
        region, found = self.regions[index], []
        name, figure = self.system.name, self._scene.parameters.value
        for ledger in self.ledgers:
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
        if region not in self.regions:
            return Meeting(0.0)
        index = self.regions.index(region)
        site = self.sites[index]
        answer_s = site.wait_s + self._own_s
        delays = critically(self.system, [row[index] for row in self._factors])
        served = self._served(index)
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

    def _served(self, index: int) -> Floats:
        site = self.sites[index]
        through: Each = 0.0
        shares = 0.0
        for operation, row in zip(self.system.operations, self._factors, strict=True):
            if operation.critical:
                through = through + operation.share * row[index].served
                shares += operation.share
        factor = np.where(np.equal(through, shares), 1.0, through / shares) if shares else 1.0
        return np.where(site.alive, site.passes * site.accepted * factor, 0.0)

    def _pass_on(self) -> None:
        """Callers and checkers look again where what they meet is no longer what it was."""
        told = [(self._served(index), site.wait_s) for index, site in enumerate(self.sites)]
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


def _after(until_s: Floats, now_s: float) -> float:
    return float(np.where(until_s > now_s, until_s, np.inf).min())
