"""The world a second time: one request, one probe, one instance, one write after the other.

In: a topology, its parameters, a seed, faults. Out: what each customer met and each table took.
Written from the definitions (docs: how it is measured) with SimPy, and with nothing of the world
that rehearsals run in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

import simpy
from tests.second_opinion.customers import Customers, Names
from tests.second_opinion.figures import Figures, Steps
from tests.second_opinion.places import Place
from tests.second_opinion.watching import People, Watched
from tests.second_opinion.weather import Weather

from openline_stacks.recovery import Fault, Parameters
from openline_stacks.topology import System, Topology


@dataclass(frozen=True)
class Acted:
    fault_s: float
    lift_s: float
    end_s: float
    weather: Weather
    customers: dict[tuple[str, str], list[Customers]]  # by system and operation
    written: dict[tuple[str, str], list[float]]  # by system and region: when acknowledged


class _Line:
    """One system: where it is, who watches it, what DNS answers for it."""

    def __init__(self, stage: _Stage, system: System) -> None:
        self.system, self._stage = system, stage
        self.home = system.populations[0].region
        self.places: dict[str, Place] = {
            fleet.region: Place(
                stage.env,
                system,
                fleet,
                stage.figures,
                stage.weather,
                stage.random(system.name, fleet.region),
                partial(stage.place, fleet.region),
            )
            for fleet in system.fleets
        }
        self.names = Names(self.home)
        self.switched = False  # its metric says so
        self._flip: simpy.Process | None = None
        self._watched: dict[str, Watched] = {}
        self.customers: dict[str, list[Customers]] = {}

    def begin(self) -> None:
        stage, system = self._stage, self.system
        for region, place in self.places.items():
            place.begin(system.demand.peak_per_s if region == self.home else 0.0)
        for check in system.checks:
            if check.kind == "endpoint" and check.region in self.places:
                region = check.region
                self._watched[check.urn] = Watched(
                    stage.env,
                    check,
                    self.places[region],
                    stage.figures,
                    stage.random(system.name, region, "checkers"),
                    partial(self._hear, region),
                )
        entry = system.entry
        assert entry is not None
        ttl_s = entry.path[0].ttl_s if entry.kind == "cname" else stage.figures["dns.alias_ttl_s"]
        for operation in system.operations:
            for population in system.populations:
                customers = Customers(
                    stage.env,
                    operation,
                    ttl_s if population.hold_s is None else population.hold_s,
                    self.names,
                    self.places,
                    stage.figures,
                    stage.random(system.name, operation.name, population.name),
                )
                self.customers.setdefault(operation.name, []).append(customers)
                per_s = system.demand.peak_per_s * operation.share * population.share
                stage.env.process(customers.come(per_s))

    def _hear(self, region: str, healthy: bool) -> None:
        critical = any(operation.critical for operation in self.system.operations)
        if region == self.home and critical:
            self._stage.people[self.system.group].hear(self.system.name, healthy)
        self._route()

    # -- the switch

    def flip(self, away: bool) -> None:
        """The operator puts the datapoint; it takes effect some time later."""
        if self._flip is not None and self._flip.is_alive:
            self._flip.interrupt()
        if away != self.switched:
            self._flip = self._stage.env.process(self._take_effect(away))

    def _take_effect(self, away: bool) -> Steps:
        stage = self._stage
        random = stage.random(self.system.name, "switch", str(away))
        try:
            yield stage.env.timeout(stage.figures.draw("switch.delay_s", random))
        except simpy.Interrupt:
            return
        self.switched = away
        self._route()

    # -- what DNS answers

    def _route(self) -> None:
        region = self._chosen()
        if region == self.names.now:
            return
        env, old = self._stage.env, self.places[self.names.now]
        stays_s = self._stage.figures.keep_alive_s if old.answers else 0.0
        self.names.answer(region, env.now + stays_s)
        if region != self.home:
            self._surge()

    def _chosen(self) -> str:
        entry = self.system.entry
        assert entry is not None
        by_role = {target.role: target for target in entry.targets}
        primary, secondary = by_role["PRIMARY"], by_role["SECONDARY"]
        if not self._is_healthy(primary.check) and self._is_healthy(secondary.check):
            return secondary.region
        return primary.region

    def _is_healthy(self, urn: str | None) -> bool:
        check = next((check for check in self.system.checks if check.urn == urn), None)
        if check is None:
            return True
        if check.kind == "calculated":
            return sum(map(self._is_healthy, check.children)) >= (check.child_threshold or 0)
        return not self.switched if check.kind == "metric" else self._watched[check.urn].healthy

    def _surge(self) -> None:
        for operation in self.system.operations:
            after = operation.after_failover
            if after is None:
                continue
            until_s = self._stage.env.now + after.for_s
            for population, customers in zip(
                self.system.populations, self.customers[operation.name], strict=True
            ):
                usual_per_s = self.system.demand.peak_per_s * operation.share * population.share
                more_per_s = usual_per_s * (after.times - 1.0)
                self._stage.env.process(customers.come(more_per_s, until_s))


class _Stage:
    def __init__(
        self, topology: Topology, parameters: Parameters, seed: int, faults: Sequence[Fault]
    ) -> None:
        self.env = simpy.Environment()
        self._seed = seed
        self.figures = Figures(parameters, topology.clients)
        self.fault_s = self.figures["warm_s"]
        self.weather = Weather(faults, self.fault_s)
        self.lines = {system.name: _Line(self, system) for system in topology.systems}
        self.groups = {group.name: group for group in topology.groups}
        self.people = {
            name: People(self.env, group, partial(self._act, name))
            for name, group in self.groups.items()
        }

    def random(self, *purpose: str) -> Random:
        return Random(f"{self._seed}/{'/'.join(purpose)}")

    def place(self, region: str, system: str) -> Place:
        return self.lines[system].places[region]

    def _act(self, group: str) -> None:
        for name in self.groups[group].systems:
            line = self.lines[name]
            line.flip(True)
            for fleet in line.system.fleets:
                if fleet.role == "standby" and fleet.min == 0 and fleet.full is not None:
                    line.places[fleet.region].raise_to(fleet.full)

    def fail_back(self, at_s: float) -> Steps:
        yield self.env.timeout(at_s)
        for name, people in self.people.items():
            if people.decided:
                for system in self.groups[name].systems:
                    self.lines[system].flip(False)


def act(
    topology: Topology,
    parameters: Parameters,
    seed: int,
    faults: Sequence[Fault],
    failback_after_s: float,
) -> Acted:
    stage = _Stage(topology, parameters, seed, faults)
    lift_s = stage.fault_s + max(min(fault.to_s, fault.expires_s) for fault in faults)
    end_s = lift_s + stage.figures["after_lift_s"]
    for line in stage.lines.values():
        line.begin()
    stage.env.process(stage.fail_back(lift_s + failback_after_s))
    stage.env.run(until=end_s)
    lost = [fault.from_s for fault in faults if fault.mode != "stall"]
    return Acted(
        stage.fault_s + min(lost),
        lift_s,
        end_s,
        stage.weather,
        {
            (name, operation): customers
            for name, line in stage.lines.items()
            for operation, customers in line.customers.items()
        },
        {
            (name, region): sorted(place.written)
            for name, line in stage.lines.items()
            for region, place in line.places.items()
        },
    )
