"""One system wired up: its sites, fleets, checks, records and rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openline_drills.world._around import Surroundings
from openline_drills.world._control import check_id
from openline_drills.world._impact import Impact
from openline_drills.world._parts import pace_of, site_of
from openline_drills.world._places import homes_of, regions_of
from openline_drills.world._time import RANK_HEALTH, us
from openline_drills.world._watch import Watch
from openline_drills.world.accelerators import Endpoints, dialled
from openline_drills.world.caches import Caches
from openline_drills.world.callers import Callers
from openline_drills.world.edges import passages
from openline_drills.world.fleets import Fleet
from openline_drills.world.flow import Flow
from openline_drills.world.limits import Limits
from openline_drills.world.names import Place, Whereabouts, choose, left
from openline_drills.world.restoring import Restoring, put_back
from openline_stacks.cloud.control import RecordView
from openline_stacks.recovery import Stream
from openline_stacks.topology import Accelerator, Check, Population, Store, System


class Member:
    """`heard(check, healthy)` gets each published status; `rerouted(member, region)` each change
    of the region that DNS answers with."""

    def __init__(
        self,
        around: Surroundings,
        system: System,
        others: Mapping[str, Callers],
        heard: Callable[[Member, Check, bool], None],
        rerouted: Callable[[Member], None],
        healthy: Callable[[str], bool],
        restored: Callable[[Store], None],
    ) -> None:
        self.system = system
        self.homes = homes_of(system)
        self.check_ids = {check_id(check) for check in system.checks}
        self._around = around
        self._heard = heard
        self._rerouted = rerouted
        self._healthy = healthy
        self._regions = regions_of(system, around.topology)
        # by home: where the clients who are served there are led now, region -> share of them
        self.usual = {home: self._usually(home) for home in self.homes}
        self.led = dict(self.usual)
        self._records: tuple[RecordView, ...] = ()
        self.sites = [site_of(around, system, region, [*self.homes]) for region in self._regions]
        pace = pace_of(around, system)
        self.flow = Flow(
            system,
            self.sites,
            Whereabouts(len(self.sites), self._usual_places(), self._holds()),
            around.topology.clients,
            pace,
            around.tick_us,
            around.disruption,
            others,
            around.skipping,
        )
        self.flow.lead(
            passages(
                system,
                self.flow.outcomes,
                self._regions,
                around.parameters,
                pace,
                around.tick_us,
            )
        )
        moves_s = (
            0.0 if around.knock_out == "dns" else around.parameters.value("accelerator.moves_s")
        )
        self._endpoints = Endpoints(
            around.clock, f"accelerator/{system.name}", us(moves_s), self.route
        )
        self.fleets = {fleet.region: self._fleet(fleet.region) for fleet in system.fleets}
        self._watch = Watch(around, system, self.flow, self.sites)
        self._limits = Limits(system, self.flow, around.parameters, around.tick_us)
        self._caches = Caches(self.sites, around.parameters)
        self._impact = Impact(
            around,
            self.flow,
            self.fleets,
            self._watch.again,
            lambda check, up: self._heard(self, check, up),
        )
        self.restoring = Restoring(around.clock, system, around.knock_out == "restore", restored)

    def start(self) -> None:
        """Fleets in equilibrium at peak, everybody at home, checkers of one opinion."""
        self._records = self._around.control.records(self.system.name)
        asked = self._start_edge()
        for region, fleet in self.fleets.items():
            view = self._around.control.fleet(self.system.name, region)
            if view is not None:
                fleet.min, fleet.max = view.min, view.max
            fleet.settle(asked[region])
            self._in_service(region)
        self._limits.start(asked)
        self._caches.start([region for region, per_s in asked.items() if per_s > 0.0])
        self._watch.checks(self._impact.publish)
        self._watch.targets(self._records, self.route)
        if self._accelerator is not None:
            self._watch.endpoints(self._accelerator, self._dials(), self._endpoint)
        self._watch.start()

    def _start_edge(self) -> dict[str, float]:
        """What an edge keeps is there already. The rates that are left for each region."""
        peak_per_s = self.system.demand.peak_per_s
        looked_up = self.flow.looked_up()
        asked = list(looked_up)
        for operation in self.system.operations:
            passage = self.flow.passages.get(operation.name)
            if passage is not None:
                passage.start(peak_per_s * operation.share, looked_up)
                for site, share in enumerate(looked_up):
                    asked[site] -= operation.share * (share - passage.arriving[site])
        return {
            region: peak_per_s * share for region, share in zip(self._regions, asked, strict=True)
        }

    def check_id(self, check: Check) -> str:
        return check_id(check)

    @property
    def blocked(self) -> Mapping[tuple[str, str], list[list[int]]]:
        """By store and region: spans [from, to] in which nothing was copied out of the region."""
        return self._impact.blocked

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

    def disrupted(self) -> None:
        """Faults began or ended."""
        self._impact.changed()
        for index in sorted(self.flow.whereabouts.left(self._around.clock.now)):
            if not self._answers(index):
                self.flow.whereabouts.leave_now(self._around.clock.now, index)
        self._watch.again()

    def put_back(self, store: Store) -> None:
        """A store is back where it was not before."""
        put_back(self.flow, store)
        self._watch.again()

    def warm(self) -> None:
        """Another step of its caches' warming."""
        if self._caches.warming:
            self.flow.wake()
            self._caches.step()

    def minute(self) -> None:
        self.flow.write_down()
        self._limits.minute()
        if self._caches.minute():
            self.flow.wake()
        for region, fleet in self.fleets.items():
            fleet.minute(self._impact.deliver(self.sites[self._regions.index(region)]))

    def route(self) -> None:
        """Answer as Route 53 would now, or lead as an accelerator would."""
        moved = [home for home in self.homes if self._reroute(home)]
        if moved:
            self._surge(moved)
            self._rerouted(self)

    @property
    def places(self) -> list[str]:
        """Every region with a part of it, those that only hold or vote on a store included."""
        stores = self.system.stores
        held = {region for store in stores for region in store.replicas}
        votes = {store.witness for store in stores if store.witness is not None}
        return [*self._regions, *sorted((held | votes) - {*self._regions})]

    @property
    def all_at_home(self) -> bool:
        return self.led == self.usual

    def _reroute(self, home: str) -> bool:
        """Whether the clients of a home are led elsewhere than before."""
        led = self._lead(home)
        if led is None or led == self.led[home]:
            return False
        leaving = left(self._place(self.led[home]), self._place(led))
        self.led[home] = led
        now_us = self._around.clock.now
        self.flow.wake()
        # a connection lives on past the new answer only where the old side still answers
        stays_s = self._keep_alive_s() if any(map(self._answers, leaving)) else 0.0
        stays_s = 0.0 if self._around.knock_out == "dns" else stays_s
        self.flow.whereabouts.answer(now_us + us(stays_s), self._place(led), self.homes[home])
        return True

    def _lead(self, home: str) -> dict[str, float] | None:
        if self._accelerator is not None:
            return dialled(self._dials(), self._endpoints.healthy, home)
        record = choose(self._records, self._is_healthy, home)
        if record is None or record.region not in self._regions:
            return None
        return {record.region: 1.0}

    def _usually(self, home: str) -> dict[str, float]:
        if self._accelerator is None:
            return {home: 1.0}
        return dialled(self._dials(), lambda _: True, home)

    def _dials(self) -> dict[str, float]:
        """Of the endpoints that are a part of the system."""
        order = self._accelerator.dials if self._accelerator is not None else {}
        turned = self._around.control.dials(self.system.name)
        return {
            region: turned[region]
            for region in order
            if region in self._regions and region in turned
        }

    def _place(self, led: Mapping[str, float]) -> Place:
        return tuple(led.get(region, 0.0) for region in self._regions)

    # -- how it is made

    @property
    def _accelerator(self) -> Accelerator | None:
        return self.system.entry.accelerator if self.system.entry is not None else None

    @property
    def _behind_edge(self) -> bool:
        return self.system.entry is not None and self.system.entry.edge is not None

    def _keep_alive_s(self) -> float:
        if self._behind_edge:
            return self._around.parameters.value("edge.keep_alive_s")
        return self._around.topology.clients.keep_alive_s

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
            lambda: around.disruption.launches(region, name),
            lambda: around.disruption.scaling(region, name).lost < 1.0,
            around.launches[region],
        )

    def _usual_places(self) -> list[Place]:
        homes = (population.region for population in self.system.populations)
        return [self._place(self.usual[home]) for home in homes]

    def _holds(self) -> list[int]:
        """How long each population holds an answer, in microseconds."""
        return [self._hold_us(population) for population in self.system.populations]

    def _hold_us(self, population: Population) -> int:
        if self._around.knock_out == "dns" or self._accelerator is not None:
            return 0
        # viewers of an edge hold its address, which never changes: the edge does the looking up
        if population.hold_s is not None and not self._behind_edge:
            return us(population.hold_s)
        records = self._around.control.records(self.system.name)
        declared = [record.ttl_s for record in records if record.ttl_s is not None]
        # an alias has AWS's TTL, not one of its own
        return us(max(declared, default=self._around.parameters.value("dns.alias_ttl_s")))

    # -- what is so right now

    def _answers(self, index: int) -> bool:
        return self.sites[index].passes > 0.0 and self.sites[index].alive

    def _is_healthy(self, record: RecordView) -> bool:
        if record.evaluate_target_health and not self._watch.has_targets(record.region):
            return False
        if record.check_id is None or self._around.disruption.checks(self.system.name):
            return True
        return self._healthy(record.check_id)

    # -- what happens to it by itself

    def _endpoint(self, check: Check, healthy: bool) -> None:
        self._heard(self, check, healthy)
        self._endpoints.heard(check.region or "", healthy)

    def _in_service(self, region: str) -> None:
        self.flow.wake()
        site, after = self.sites[self._regions.index(region)], self.fleets[region].in_service
        self._caches.sized(region, site.instances, after)
        site.instances = after
        self._watch.sized(region)

    def _surge(self, homes: list[str]) -> None:
        clock = self._around.clock
        ends = [
            outcomes.surge.begin(clock.now, home, back=self.led[home] == self.usual[home])
            for outcomes in self.flow.outcomes
            for home in homes
        ]
        self.flow.surge(clock.now)
        for at_us in sorted({end for end in ends if end is not None}):
            clock.call_at(
                at_us,
                lambda: self.flow.surge(clock.now),
                name=f"surge/{self.system.name}",
                rank=RANK_HEALTH,
            )
