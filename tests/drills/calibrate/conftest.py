"""Drills as AWS would leave them: what a rehearsal with hidden figures saw, labelled injected."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.drills.world.conftest import EAST, WEST, Stack

from openline_drills.calibrate import Drilled
from openline_drills.measure import shares
from openline_drills.observations import MICROSECONDS, Run
from openline_drills.result import (
    ArrivalsModel,
    CopiesModel,
    DecisionModel,
    DetectionModel,
    EvidenceModel,
    LaunchModel,
    Observations,
    SwitchModel,
)
from openline_drills.world import simulate
from openline_stacks.recovery import Parameters, Stream, parameters, region_dark
from openline_stacks.topology import Demand, Fleet, Population, Topology

INJECTED = EvidenceModel(control_plane="injected", world="injected")
# What the catalogue does not say: only the drills know it.
HIDDEN = {
    "checker.publication_s": "7s",
    "launch.jitter_s": "uniform(20s, 95s)",
    "replication.lag_s": "lognormal(1.4s, 0.45)",
    "switch.delay_s": "uniform(85s, 210s)",
}
DECISION_S, TAIL_SHARE, TAIL_HOLD_S = 437.0, 0.08, 240.0


def topology_of_drills() -> Topology:
    tail = (
        Population("resolvers", 1.0 - TAIL_SHARE, None, EAST),
        Population("sticky", TAIL_SHARE, TAIL_HOLD_S, EAST),
    )
    systems = [
        Stack.system(
            name,
            populations=tail,
            operations=(Stack.writing(f"{name}-store"),),
            stores=(Stack.store(f"{name}-store"),),
            demand=Demand(50.0, 100.0),
        )
        for name in ("chat", "orders", "portal")
    ]
    together = [replace(each, group="stack") for each in systems]
    return Stack.topology(*together, decision_s=DECISION_S)


def figures_of_drills(topology: Topology) -> Parameters:
    return parameters(topology, HIDDEN)


Drills = Callable[[int], tuple[Drilled, ...]]


@pytest.fixture(scope="session")
def drills() -> tuple[Drilled, ...]:
    """Three drills of a region-outage, each with its own luck."""
    topology = topology_of_drills()
    figures = figures_of_drills(topology)
    fault = region_dark(EAST, 0.0, 1800.0)
    runs = [simulate(topology, figures, seed, (fault,)) for seed in (11, 12, 13)]
    return tuple(
        Drilled(f"game-day-{number}", observed(run, topology, figures, day=number))
        for number, run in enumerate(runs, 1)
    )


def observed(run: Run, topology: Topology, figures: Parameters, day: int) -> Observations:
    """What whoever drills writes down of each step."""

    def s(us: int | None) -> float:
        assert us is not None
        return round((us - run.fault_us) / MICROSECONDS, 3)

    lines = sorted(run.timelines.items())
    return Observations(
        schema_version=1,
        stack=topology.stack,
        declaration_digest="d" * 64,
        experiment="region-outage",
        date=datetime.date(2026, 10, day),
        evidence=INJECTED,
        detections=tuple(
            DetectionModel(
                system=name, every_s=10.0, fails=3, probes="dropped", detected_s=s(line.detected_us)
            )
            for name, line in lines
        ),
        decisions=(
            DecisionModel(
                group="stack",
                detected_s=min(s(line.detected_us) for _, line in lines),
                decided_s=s(lines[0][1].decided_us),
            ),
        ),
        switches=tuple(
            SwitchModel(system=name, flipped_s=s(line.decided_us), answered_s=s(line.switched_us))
            for name, line in lines
        ),
        arrivals=tuple(
            ArrivalsModel(system=name, ttl_s=60.0, shares=_arrived(run, name, line.switched_us))
            for name, line in lines
        ),
        launches=tuple(_launches(figures, run.seed)),
        copies=tuple(_copies(run)),
    )


def _arrived(run: Run, system: str, switched_us: int | None) -> tuple[float, ...]:
    """Who arrives at the survivor is answered there: it has room for all of them."""
    assert switched_us is not None
    first = -(-(switched_us - run.fault_us) // MICROSECONDS)
    curve = dict(shares(run, system, "place"))
    told = (curve[second] for second in range(first, first + 400))
    return tuple(min(1.0, max(0.0, share or 0.0)) for share in told)


def _launches(figures: Parameters, seed: int) -> Iterator[LaunchModel]:
    """As the world draws them: nothing that it leaves behind tells of single launches."""
    fleet: Fleet = Stack.fleet(WEST)
    stream = Stream(seed, "orders", "launch")
    for _ in fleet.zones:
        takes_s = fleet.starts_s + figures.draw("launch.jitter_s", stream) + 10.0
        yield LaunchModel(
            system="orders",
            region=WEST,
            declared_s=fleet.starts_s,
            launched_s=530.0,
            in_service_s=round(530.0 + takes_s, 3),
        )


def _copies(run: Run) -> Iterator[CopiesModel]:
    """From well before the fault: what was under way when it came arrives an outage later."""
    for store in run.stores:
        followed = [
            (write.acknowledged_us, write.seen_us[WEST])
            for write in run.writes
            if write.store == store.store
            and write.acknowledged_us is not None
            and write.acknowledged_us < run.fault_us - 60 * MICROSECONDS
            and WEST in write.seen_us
        ]
        yield CopiesModel(
            system=store.system,
            store=store.store,
            written_s=tuple((us - run.fault_us) / MICROSECONDS for us, _ in followed),
            seen_s=tuple((us - run.fault_us) / MICROSECONDS for _, us in followed),
        )
