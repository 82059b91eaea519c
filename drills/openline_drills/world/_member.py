"""One system wired up: its sites, fleets, checks, records and rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openline_drills.world._around import Surroundings
from openline_drills.world._control import check_id
from openline_drills.world._time import RANK_HEALTH, us
from openline_drills.world.checkers import Condition, EndpointCheck
from openline_drills.world.edges import passages
from openline_drills.world.fleets import Fleet
from openline_drills.world.flow import Flow
from openline_drills.world.limits import Limits
from openline_drills.world.names import Whereabouts, choose
from openline_drills.world.queues import Site
from openline_drills.world.stores import writable
from openline_stacks.cloud.control import RecordView
from openline_stacks.recovery import Stream
from openline_stacks.topology import Check, Population, System, Topology


class Member:
    """`heard(check, healthy)` gets each published status; `rerouted(member, region)` each change
    of the region that DNS answers with."""

    def __init__(
        self,
        around: Surroundings,
        system: System,
        others: Mapping[str, Flow],
        heard: Callable[[Member, Check, bool], None],
        rerouted: Callable[[Member], None],
        healthy: Callable[[str], bool],
    ) -> None:
        self.system = system
        self.homes = _homes(system)
        # by home: the region that DNS answers with to the clients who are served there
        self.answers = {home: home for home in self.homes}
        self.check_ids = {check_id(check) for check in system.checks}
        # by store: spans [from, to] in which nothing was copied out of the lost region
        self.blocked: dict[str, list[list[int]]] = {}
        self._around = around
        self._heard = heard
        self._rerouted = rerouted
        self._healthy = healthy
        self._regions = _regions(system, around.topology)
        self._targets: dict[str, bool] = {}
        self._checks: dict[str, list[EndpointCheck]] = {region: [] for region in self._regions}
        self._records: tuple[RecordView, ...] = ()
        self.sites = [self._site(region) for region in self._regions]
        self.flow = Flow(
            system,
            self.sites,
            Whereabouts(len(self.sites), self._at_home(), self._holds()),
            around.topology.clients,
            around.pace,
            around.tick_us,
            around.disruption,
            others,
            around.skipping,
        )
        self.flow.passages = passages(
            system,
            self.flow.outcomes,
            self._regions,
            around.parameters,
            around.pace,
            around.tick_us,
        )
        self.fleets = {fleet.region: self._fleet(fleet.region) for fleet in system.fleets}
        self._limits = Limits(system, self.flow, around.parameters, around.tick_us)

    def start(self) -> None:
        """Fleets in equilibrium at peak, everybody at home, checkers of one opinion."""
        self._records = self._around.control.records(self.system.name)
        asked_per_s = self._start_edge()
        for region, fleet in self.fleets.items():
            view = self._around.control.fleet(self.system.name, region)
            if view is not None:
                fleet.min, fleet.max = view.min, view.max
            fleet.settle(asked_per_s * self.system.share_of(region))
            self._in_service(region)
        self._limits.start()
        for check in self.system.checks:
            if check.kind == "endpoint" and check.region in self._checks:
                self._add_check(check, check.region)
        for record in self._records:
            if record.evaluate_target_health and record.region in self._checks:
                self._add_target_check(record.region)
        for index, checks in enumerate(self._checks.values()):
            self.flow.on_probe[index] = _each_changed(checks)

    def _start_edge(self) -> float:
        """What an edge keeps is there already. The rate that is left for the origin."""
        peak_per_s, asked = self.system.demand.peak_per_s, 1.0
        for operation in self.system.operations:
            passage = self.flow.passages.get(operation.name)
            if passage is not None:
                passage.start(peak_per_s * operation.share, self.flow.whereabouts.weights[0])
                asked -= operation.share * (1.0 - passage.arriving[0])
        return peak_per_s * asked

    def check_id(self, check: Check) -> str:
        return check_id(check)

    # -- what others do to it

    def refresh(self) -> None:
        """The control plane may have changed."""
        self._records = self._around.control.records(self.system.name)
        for index, hold_us in enumerate(self._holds()):
            if hold_us != self.flow.whereabouts.holds_us[index]:
                self.flow.wake()
                self.flow.whereabouts.hold(index, hold_us)
        for region, fleet in self.fleets.items():
            view = self._around.control.fleet(self.system.name, region)
            if view is not None and (view.min, view.max) != (fleet.min, fleet.max):
                fleet.sizes(view.min, view.max)
        self.route()

    def disrupted(self, lost: str | None) -> None:
        """Faults began or ended."""
        disruption, name = self._around.disruption, self.system.name
        self.flow.wake()
        for site in self.sites:
            site.reach = 1.0 - disruption.traffic(site.region, name)
        for region, fleet in self.fleets.items():
            fleet.lose(disruption.zones(region, name))
            fleet.launch_missing()
        for left in self.flow.whereabouts.left(self._around.clock.now):
            if not self._answers(left):
                self.flow.whereabouts.leave_now(self._around.clock.now, left)
        for checks in self._checks.values():
            for check in checks:
                check.changed()
        if lost is not None:
            self._block_copies(lost)

    def minute(self) -> None:
        self.flow.write_down()
        self._limits.minute()
        for region, fleet in self.fleets.items():
            fleet.minute(self.sites[self._regions.index(region)].metric())

    def route(self) -> None:
        """Answer as Route 53 would now."""
        moved = [home for home in self.homes if self._reroute(home)]
        if moved:
            self._rerouted(self)

    @property
    def all_at_home(self) -> bool:
        return all(home == answer for home, answer in self.answers.items())

    def _reroute(self, home: str) -> bool:
        """Whether other regions than before are answered to the clients of a home."""
        record = choose(self._records, self._is_healthy, home)
        answer = self.answers[home]
        if record is None or record.region == answer or record.region not in self._regions:
            return False
        left, self.answers[home] = self._regions.index(answer), record.region
        now_us = self._around.clock.now
        self.flow.wake()
        # a connection lives on past the new answer only where the old side still answers
        stays_s = self._keep_alive_s() if self._answers(left) else 0.0
        stays_s = 0.0 if self._around.knock_out == "dns" else stays_s
        self.flow.whereabouts.answer(
            now_us + us(stays_s), self._regions.index(record.region), self.homes[home]
        )
        if record.region != home:
            self.flow.moved.add(home)
            self._surge()
        return True

    # -- how it is made

    @property
    def _behind_edge(self) -> bool:
        return self.system.entry is not None and self.system.entry.edge is not None

    def _keep_alive_s(self) -> float:
        if self._behind_edge:
            return self._around.parameters.value("edge.keep_alive_s")
        return self._around.topology.clients.keep_alive_s

    def _site(self, region: str) -> Site:
        fleet = self.system.fleet(region)
        site = Site(
            region,
            fleet.per_instance_per_s if fleet is not None else 0.0,
            self._around.parameters.value("overload.bound_s"),
            self._around.tick_us / 1_000_000,
        )
        # who serves all alone at home is the one that is lost, and needs no more than it has
        site.unlimited = self._around.knock_out == "capacity" and [*self.homes] != [region]
        return site

    def _fleet(self, region: str) -> Fleet:
        around, name = self._around, self.system.name
        declared = self.system.fleet(region)
        assert declared is not None
        return Fleet(
            around.clock,
            f"fleet/{name}/{region}",
            declared,
            around.parameters,
            Stream(around.seed, name, f"launch/{region}"),
            lambda: self._in_service(region),
            lambda: around.disruption.launches(region, name) >= 1.0,
            around.launches[region],
        )

    def _at_home(self) -> list[int]:
        return [self._regions.index(population.region) for population in self.system.populations]

    def _holds(self) -> list[int]:
        """How long each population holds an answer, in microseconds."""
        return [self._hold_us(population) for population in self.system.populations]

    def _hold_us(self, population: Population) -> int:
        if self._around.knock_out == "dns":
            return 0
        # viewers of an edge hold its address, which never changes: the edge does the looking up
        if population.hold_s is not None and not self._behind_edge:
            return us(population.hold_s)
        records = self._around.control.records(self.system.name)
        declared = [record.ttl_s for record in records if record.ttl_s is not None]
        # an alias has AWS's TTL, not one of its own
        return us(max(declared, default=self._around.parameters.value("dns.alias_ttl_s")))

    def _add_check(self, check: Check, region: str) -> None:
        view = self._around.control.checks().get(check_id(check))
        interval_s = (view.interval_s if view is not None else None) or check.interval_s or 30.0
        threshold = (view.threshold if view is not None else None) or check.threshold or 3
        index = self._regions.index(region)
        started = self._start_check(
            region,
            check_id(check),
            interval_s,
            threshold,
            lambda: self._serves(index),
            lambda healthy: self._heard(self, check, healthy),
        )
        if not started.healthy:
            self._heard(self, check, False)

    def _add_target_check(self, region: str) -> None:
        index = self._regions.index(region)
        name = f"target-health/{self.system.name}/{region}"
        parameters = self._around.parameters
        check = self._start_check(
            region,
            name,
            parameters.value("dns.target_every_s"),
            int(parameters.value("dns.target_fails_count")),
            lambda: self._has_targets(index),
            lambda healthy: self._target(region, healthy),
        )
        self._targets[region] = check.healthy

    def _start_check(
        self,
        region: str,
        name: str,
        interval_s: float,
        threshold: int,
        condition: Callable[[], Condition],
        publish: Callable[[bool], None],
    ) -> EndpointCheck:
        around = self._around
        purpose = f"{name.partition('/')[0]}/{region}" if "/" in name else f"check/{region}"
        streams = (
            Stream(around.seed, self.system.name, f"{purpose}/phases"),
            Stream(around.seed, self.system.name, f"{purpose}/probes"),
        )
        check = EndpointCheck(
            around.clock,
            f"checker/{self.system.name}/{region}/{purpose}",
            interval_s,
            threshold,
            around.parameters,
            streams,
            condition,
            publish,
            instant=around.knock_out == "detection",
        )
        self._checks[region].append(check)
        check.start()
        return check

    # -- what is so right now

    def _answers(self, index: int) -> bool:
        return self.sites[index].reach > 0.0 and self.sites[index].alive

    def _serves(self, index: int) -> Condition:
        """What a probe of the deep path meets: the region, an instance, its store beside it."""
        site = self.sites[index]
        served = site.reach if site.alive else 0.0
        for store in self.system.stores:
            served *= writable(store, site.region, self.system.name, self._around.disruption)
        dropped = 1.0 - site.reach
        if site.wait_s > self._around.parameters.value("checker.response_timeout_s"):
            return Condition(0.0, dropped, site.reach)
        return Condition(served * site.accepted, dropped)

    def _has_targets(self, index: int) -> Condition:
        site = self.sites[index]
        return Condition(site.reach if site.alive else 0.0, 1.0 - site.reach)

    def _is_healthy(self, record: RecordView) -> bool:
        if record.evaluate_target_health and not self._targets.get(record.region, True):
            return False
        return record.check_id is None or self._healthy(record.check_id)

    # -- what happens to it by itself

    def _block_copies(self, lost: str) -> None:
        """Note when a store's copies out of the lost region stop and go on."""
        now_us, name = self._around.clock.now, self.system.name
        for store in self.system.stores:
            spans = self.blocked.setdefault(store.name, [])
            targets = [region for region in store.replicas if region != lost]
            stopped = any(
                self._around.disruption.copies(lost, target, name) >= 1.0 for target in targets
            )
            is_open = bool(spans) and len(spans[-1]) == 1
            if stopped and not is_open:
                spans.append([now_us])
            elif is_open and not stopped:
                spans[-1].append(now_us)

    def _target(self, region: str, healthy: bool) -> None:
        self._targets[region] = healthy
        self.route()

    def _in_service(self, region: str) -> None:
        self.flow.wake()
        self.sites[self._regions.index(region)].instances = self.fleets[region].in_service
        for check in self._checks[region]:
            check.changed()

    def _surge(self) -> None:
        clock = self._around.clock
        ends = [outcomes.surge.begin(clock.now) for outcomes in self.flow.outcomes]
        self.flow.surge(clock.now)
        for at_us in sorted({end for end in ends if end is not None}):
            clock.call_at(
                at_us,
                lambda: self.flow.surge(clock.now),
                name=f"surge/{self.system.name}",
                rank=RANK_HEALTH,
            )


def _each_changed(checks: list[EndpointCheck]) -> Callable[[], None]:
    def changed() -> None:
        for check in checks:
            check.changed()

    return changed


def _homes(system: System) -> dict[str, list[int]]:
    """Where clients are served when all is well: region -> its populations, by their places."""
    homes: dict[str, list[int]] = {}
    for place, population in enumerate(system.populations):
        homes.setdefault(population.region, []).append(place)
    return homes


def _regions(system: System, topology: Topology) -> list[str]:
    """Every region that has a part of it, in the stack's order, homes first."""
    homes = list(_homes(system))
    targets = system.entry.targets if system.entry is not None else ()
    named = {fleet.region for fleet in system.fleets} | {target.region for target in targets}
    order = {region.name: place for place, region in enumerate(topology.regions)}
    others = named - {*homes}
    return [*homes, *sorted(others, key=lambda name: (order.get(name, len(order)), name))]
