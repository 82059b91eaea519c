"""Two regions that both serve: half of the clients each, and either may be lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.drills.world.conftest import EAST, WEST, Stack

from openline_drills.observations import Run
from openline_drills.world import simulate
from openline_stacks.recovery import region_dark
from openline_stacks.topology import (
    AfterFailover,
    Check,
    Population,
    Region,
    Switch,
    System,
    Target,
    Topology,
)

OTHER = {EAST: WEST, WEST: EAST}
S = 1_000_000


def both(stack: type[Stack], *, automatic: bool = False, **changed: object) -> Topology:
    """`orders` with room for everybody in either region."""
    checks = {
        region: Check(f"urn:check:{region}", "endpoint", None, region, "/ready", 10.0, 3)
        for region in OTHER
    }
    flips = {
        region: Check(
            f"urn:switch:{region}",
            "metric",
            region=OTHER[region],
            alarm=f"urn:alarm:{region}",
            insufficient_data="LastKnownStatus",
        )
        for region in OTHER
    }
    pairs = {
        region: Check(
            f"urn:both:{region}",
            "calculated",
            children=(checks[region].urn, flips[region].urn),
            child_threshold=2,
        )
        for region in OTHER
    }
    deciding = pairs if automatic else flips
    usual = replace(stack.system(populations=halves()), **changed)  # type: ignore[arg-type]
    assert usual.entry is not None
    entry = replace(
        usual.entry,
        policy="weighted",
        targets=tuple(
            Target(region, "WEIGHTED", f"service:{region}", deciding[region].urn, False)
            for region in OTHER
        ),
    )
    system = replace(
        usual,
        entry=entry,
        checks=(*checks.values(), *flips.values(), *(pairs.values() if automatic else ())),
        switches=tuple(switch(region, automatic) for region in OTHER),
        fleets=tuple(replace(fleet, role="active") for fleet in usual.fleets),
    )
    topology = stack.topology(system)
    return replace(
        topology, regions=tuple(Region(region, "active", ("a", "b", "c")) for region in OTHER)
    )


def halves() -> tuple[Population, ...]:
    return tuple(
        Population(name, share / 2, hold_s, region)
        for region in OTHER
        for name, share, hold_s in (("resolvers", 0.95, None), ("sticky", 0.05, 300.0))
    )


def switch(leaves: str, automatic: bool) -> Switch:
    return Switch(
        system="orders",
        leaves=leaves,
        region=OTHER[leaves],
        kind="automatic" if automatic else "manual",
        check=f"urn:switch:{leaves}",
        alarm=f"urn:alarm:{leaves}",
        alarm_name=None,
        namespace="Openline/Failover",
        metric="SwitchedOver",
        dimensions={"System": "orders"},
    )


def lose(stack: type[Stack], topology: Topology, region: str) -> Run:
    return simulate(topology, stack.parameters(topology), 1, [region_dark(region, 0.0, 3600.0)])


def share(run: Run, home: str, at_s: float) -> float:
    """Answered well of what the clients of a home offered at one instant after the fault."""
    tick = (run.fault_us + round(at_s * S)) // run.tick_us
    own = [series for series in run.series if series.key.region == home]
    return sum(s.well[tick] for s in own) / sum(s.offered[tick] for s in own)


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("lost", [EAST, WEST])
def test_the_half_of_the_lost_region_moves_and_the_other_half_notices_nothing(
    stack: type[Stack], lost: str, automatic: bool
) -> None:
    run = lose(stack, both(stack, automatic=automatic), lost)
    assert run.healthy_before
    assert share(run, lost, 10.0) == 0.0
    assert share(run, lost, 1500.0) == 1.0
    assert min(share(run, OTHER[lost], at_s) for at_s in range(0, 3600, 60)) == 1.0
    timeline = run.timelines["orders"]
    assert timeline.detected_us is not None
    assert timeline.switched_us is not None
    waited_us = timeline.switched_us - timeline.detected_us
    assert waited_us == 0 if automatic else waited_us >= 360 * S  # the decision and the switch


def test_half_of_the_clients_need_less_of_the_dns_tail(stack: type[Stack]) -> None:
    """99 % of all are there once 98 % of those who moved are: 180 s after the switch, not 240 s,
    and in a leading window of 10 s half a window earlier."""
    run = lose(stack, both(stack, automatic=True), EAST)
    timeline = run.timelines["orders"]
    assert timeline.switched_us is not None
    after_s = (run.fault_us - timeline.switched_us) / S + (stack.rto_s(run) or 0.0)
    assert after_s == pytest.approx(175.0, abs=1.0)


@pytest.mark.parametrize("automatic", [True, False])
def test_failback_brings_each_half_home(stack: type[Stack], automatic: bool) -> None:
    run = lose(stack, both(stack, automatic=automatic), WEST)
    timeline = run.timelines["orders"]
    assert timeline.failed_back_us is not None
    assert timeline.failed_back_us > run.lift_us
    (load,) = run.loads
    assert load.region == EAST


def test_only_those_who_moved_sign_in_again(stack: type[Stack]) -> None:
    operation = stack.operation(after_failover=AfterFailover(3.0, 600.0))
    run = lose(stack, both(stack, automatic=True, operations=(operation,)), EAST)
    switched_us = run.timelines["orders"].switched_us
    assert switched_us is not None
    tick = switched_us // run.tick_us + 40
    offered = dict.fromkeys(OTHER, 0.0)
    for series in run.series:
        offered[series.key.region] += series.offered[tick] * S / run.tick_us
    assert offered == pytest.approx({EAST: 150.0, WEST: 50.0})


def test_the_survivor_takes_writes_all_the_time_so_it_takes_over_at_once(
    stack: type[Stack],
) -> None:
    """Missing is what the lost region wrote, half of all, and had not copied at the fault."""
    topology = both(stack, automatic=True, operations=(stack.writing(),), stores=(stack.store(),))
    run = lose(stack, topology, EAST)
    (store,) = run.stores
    assert store.survivor == WEST
    assert store.cut_over_us is not None
    assert store.cut_over_us - run.fault_us < S
    assert store.declared_per_s == pytest.approx(50.0)


def fleets(system: System) -> dict[str, int]:
    return {fleet.region: fleet.min for fleet in system.fleets}


def test_a_region_that_is_too_small_for_all_is_overloaded_by_the_other_half(
    stack: type[Stack],
) -> None:
    """Sized for its half alone (and nothing scales): the survivor drowns in the other half."""
    topology = both(
        stack,
        automatic=True,
        fleets=tuple(stack.fleet(region, 6, max=6, scale_at=None) for region in OTHER),
    )
    assert fleets(topology.system("orders")) == {EAST: 6, WEST: 6}
    run = lose(stack, topology, EAST)
    assert stack.rto_s(run) is None


@pytest.mark.parametrize("copied", [False, True])
def test_who_comes_home_signs_in_again_unless_sessions_were_copied(
    stack: type[Stack], copied: bool
) -> None:
    """Without a store of theirs they are in the instances' memory."""
    operation = stack.writing("sessions", after_failover=AfterFailover(3.0, 300.0))
    operation = operation if copied else replace(operation, writes=None)
    stores = (stack.store("sessions"),) if copied else ()
    topology = both(stack, automatic=True, operations=(operation,), stores=stores)
    run = lose(stack, topology, EAST)
    failed_back_us = run.timelines["orders"].failed_back_us
    assert failed_back_us is not None
    for seconds, times in ((-10, 1.0), (10, 1.0 if copied else 3.0), (310, 1.0)):
        tick = (failed_back_us + seconds * S) // run.tick_us
        offered = {series.key.region: 0.0 for series in run.series}
        for series in run.series:
            offered[series.key.region] += series.offered[tick] * S / run.tick_us
        assert offered == pytest.approx({EAST: 50.0 * times, WEST: 50.0})
