"""What this world comes to against what comes out by hand, with nothing of its code."""

from __future__ import annotations

from dataclasses import replace
from math import erfc, exp, inf, log, sqrt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.kernel import VirtualClock
from openline_drills.measure import OperationMeasure, measure_run
from openline_drills.rpo import measure_stores
from openline_drills.rpo._declared import declared_s
from openline_drills.world.checkers import Condition, EndpointCheck
from openline_stacks.recovery import Fault, Lognormal, Selector, Stream, parameters, region_dark
from openline_stacks.recovery import surge as surging
from openline_stacks.topology import Clients, Demand, Good, Population

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_drills.observations import Run
    from openline_stacks.topology import System, Topology

S = 1_000_000
TICK_S = 0.25
PUBLICATION_S = 2.0
CONNECT_S = 4.0
ONE_TRY = Clients(5.0, 1, 1.0, 8.0, 60.0)


def measured(
    stack: type[Stack], topology: Topology, run: Run, name: str = "use"
) -> OperationMeasure:
    return measure_run(run, topology, stack.parameters(topology)).operation("orders", name)


# -- detection


def phases(seed: int) -> list[float]:
    stream = Stream(seed, "x", "phases")
    return sorted(stream.uniform() for _ in range(16))


def detected_s(seed: int, interval_s: float, fails: int, dropped: bool) -> float:
    clock, heard = VirtualClock(), []
    condition = [Condition(1.0)]
    check = EndpointCheck(
        clock,
        "checker/x",
        interval_s,
        fails,
        parameters(),
        (Stream(seed, "x", "phases"), Stream(seed, "x", "probes")),
        lambda: condition[0],
        lambda healthy: heard.append(clock.now),
    )
    check.start()
    condition[0] = Condition(0.0, dropped=1.0 if dropped else 0.0)
    check.changed()
    clock.run_until(2000 * S)
    return heard[0] / S


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    interval_s=st.sampled_from([10.0, 30.0]),
    fails=st.integers(1, 10),
    dropped=st.booleans(),
)
def test_detection_is_the_fourteenth_checkers_phase_and_its_further_probes(
    seed: int, interval_s: float, fails: int, dropped: bool
) -> None:
    """A probe that is dropped takes four seconds, and the interval counts from its end."""
    took_s = CONNECT_S if dropped else 0.0
    by_hand = phases(seed)[13] * interval_s + (fails - 1) * (interval_s + took_s) + took_s
    assert detected_s(seed, interval_s, fails, dropped) == pytest.approx(
        by_hand + PUBLICATION_S, abs=1e-4
    )


@pytest.mark.parametrize(
    ("interval_s", "dropped", "about_s"),
    [(10.0, False, 29.0), (10.0, True, 40.0), (30.0, False, 85.0), (30.0, True, 97.0)],
)
def test_detection_is_by_mean_fourteen_seventeenths_of_an_interval_and_two_more(
    interval_s: float, dropped: bool, about_s: float
) -> None:
    """The fourteenth of sixteen even draws lies at 14/17 by mean."""
    by_hand = (14 / 17 + 2) * interval_s + (3 * CONNECT_S if dropped else 0.0)
    assert by_hand == pytest.approx(about_s, abs=1.0)
    found = [detected_s(seed, interval_s, 3, dropped) - PUBLICATION_S for seed in range(400)]
    # a draw's standard deviation is 9 % of the interval
    assert sum(found) / 400 == pytest.approx(by_hand, abs=0.02 * interval_s)


# -- clients


def missed(
    populations: tuple[Population, ...], ttl_s: float, after_s: float, window_s: float
) -> float:
    """Window-seconds in which clients still hold the old answer, from `after_s` after the new one
    on: of a hold h, (h - t) / h of them at t."""
    total = 0.0
    for one in populations:
        hold_s = ttl_s if one.hold_s is None else one.hold_s
        left, later = max(0.0, hold_s - after_s), max(0.0, hold_s - after_s - window_s)
        total += one.share * (left * left - later * later) / (2.0 * hold_s)
    return total


def arrived_after_s(
    populations: tuple[Population, ...], ttl_s: float, level: float, window_s: float = 10.0
) -> float:
    """The first leading window that misses no more than 1 - level of itself."""
    low, high = 0.0, 2000.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if missed(populations, ttl_s, middle, window_s) > (1.0 - level) * window_s:
            low = middle
        else:
            high = middle
    return high


def two(share: float, hold_s: float) -> tuple[Population, ...]:
    return (
        Population("resolvers", 1.0 - share, None, "us-east-1"),
        Population("sticky", share, hold_s, "us-east-1"),
    )


def test_the_hand_s_own_figures() -> None:
    """5 % for 300 s are at 99 % when four fifths of them have come: 240 s, and the window that
    leads is there five seconds earlier. Without a tail: the last parabola of the TTL."""
    assert arrived_after_s(two(0.05, 300.0), 60.0, 0.99) == pytest.approx(235.0)
    assert arrived_after_s(two(0.02, 600.0), 60.0, 0.99) == pytest.approx(295.0)
    assert arrived_after_s(two(0.0, 300.0), 60.0, 0.99) == pytest.approx(60.0 - sqrt(12.0))


@settings(max_examples=15)
@given(
    seed=st.integers(0, 1000),
    ttl_s=st.sampled_from([20.0, 60.0, 150.0]),
    tail=st.sampled_from([0.0, 0.03, 0.05, 0.4]),
    hold_s=st.integers(30, 600),
    level=st.sampled_from([0.9, 0.95, 0.99]),
    window_s=st.sampled_from([5.0, 10.0, 30.0]),
    automatic=st.booleans(),
)
def test_with_room_the_rto_is_the_switch_and_who_still_holds_the_old_answer(
    stack: type[Stack],
    seed: int,
    ttl_s: float,
    tail: float,
    hold_s: int,
    level: float,
    window_s: float,
    automatic: bool,
) -> None:
    populations = two(tail, float(hold_s))
    good = Good(level=level, within_s=2.0, window_s=window_s)
    system = stack.system(
        standby=60,
        automatic=automatic,
        ttl_s=ttl_s,
        populations=populations,
        operations=(stack.operation(good=good),),
    )
    topology = stack.topology(system)
    run = stack.run(topology, seed=seed, for_s=2400.0, after_lift_s=60.0)
    switched_us = run.timelines["orders"].switched_us
    assert switched_us is not None
    switched_s = (switched_us - run.fault_us) / S
    rto_us = measured(stack, topology, run).rto_us
    assert rto_us is not None
    by_hand = switched_s + arrived_after_s(populations, ttl_s, level, window_s)
    assert rto_us / S == pytest.approx(by_hand, abs=2 * TICK_S)


def test_what_is_lost_is_the_demand_until_the_switch_and_half_of_each_hold(
    stack: type[Stack],
) -> None:
    system = stack.system(standby=60, automatic=True, populations=stack.sticky)
    topology = stack.topology(system)
    run = stack.run(topology)
    switched_us = run.timelines["orders"].switched_us
    assert switched_us is not None
    after_fault_s = (switched_us - run.fault_us) / S + 0.95 * 60.0 / 2 + 0.05 * 300.0 / 2
    # who comes home after the lift finds it answering, and loses nothing
    lost = measured(stack, topology, run).lost_requests
    assert lost == pytest.approx(100.0 * after_fault_s, abs=100.0 * TICK_S)


def test_rto_is_the_later_of_routing_and_capacity_not_their_sum(stack: type[Stack]) -> None:
    """A pilot light: instances are in service a start and a check after they were asked for, and
    nobody waits for an empty region."""
    for starts_s in (60.0, 200.0, 500.0):
        fleets = (stack.fleet(stack.east), stack.fleet(stack.west, 0, starts_s=starts_s))
        topology = stack.topology(
            stack.system(fleets=fleets, checked_standby=False), clients=ONE_TRY
        )
        run = stack.run(topology, launch__jitter_s="0s", cache__cold_share=1.0)
        line = run.timelines["orders"]
        assert line.decided_us is not None
        assert line.switched_us is not None
        populations = topology.systems[0].populations
        routed_s = (line.switched_us - run.fault_us) / S + arrived_after_s(populations, 60.0, 0.99)
        in_service_s = (line.decided_us - run.fault_us) / S + starts_s + 10.0
        rto_us = measured(stack, topology, run).rto_us
        assert rto_us is not None
        assert rto_us / S == pytest.approx(max(routed_s, in_service_s), abs=2 * TICK_S)


# -- overload


def one_region(stack: type[Stack], size: int, **changed: Any) -> System:
    fleets = (stack.fleet(stack.east, size, scale_at=None),)
    return stack.system(one_region=True, fleets=fleets, **changed)


@pytest.mark.parametrize("cost", [0.0, 0.05, 0.2])
@pytest.mark.parametrize("size", [9, 8, 5])
def test_what_refusing_leaves_is_served(stack: type[Stack], cost: float, size: int) -> None:
    """min(a, (c - k a) / (1 - k)) of a = 100/s, each try alone, the queue short enough to wait."""
    topology = stack.topology(one_region(stack, size), clients=ONE_TRY)
    run = stack.run(
        topology,
        faults=[Fault(Selector(region=stack.west), "drop", 0.0, 600.0, 600.0)],
        overload__bound_s=1.0,
        overload__refusal_cost_share=cost,
    )
    offered, well = stack.totals(run, "orders", "use")
    capacity = 10.0 * size
    served = min(100.0, (capacity - cost * 100.0) / (1.0 - cost))
    settled = slice(len(offered) // 2, None)
    assert sum(well[settled]) / sum(offered[settled]) == pytest.approx(served / 100.0, abs=1e-6)


@pytest.mark.parametrize(("times", "size"), [(1.2, 10), (1.5, 10), (2.0, 16)])
def test_a_queue_fills_by_the_difference_until_nobody_is_in_time(
    stack: type[Stack], times: float, size: int
) -> None:
    """Q grows by a - c; it waits Q / c; with service and the way, two seconds are the end."""
    topology = stack.topology(one_region(stack, size), clients=ONE_TRY)
    run = stack.run(topology, faults=[surging(times, 0.0, 600.0)])
    offered, well = stack.totals(run, "orders", "use")
    first = run.fault_us // run.tick_us
    ticks = next(
        n for n, (o, w) in enumerate(zip(offered[first:], well[first:], strict=True)) if w < o
    )
    capacity, arrives = 10.0 * size, 100.0 * times
    patience_s = 2.0 - 0.06 - 0.08
    assert ticks * TICK_S == pytest.approx(
        patience_s * capacity / (arrives - capacity), abs=2 * TICK_S
    )


# -- stores


@pytest.mark.parametrize(
    ("rate_per_s", "stall_s", "later_s"),
    [
        (100.0, 60.0, 20.0),
        (100.0, 60.0, 80.0),
        (75.0, 120.0, 60.0),
        (60.0, 100.0, 0.0),
        (4000.0, 300.0, 2.0),
        (40_000.0, 300.0, 0.4),  # the first copies are still under way
    ],
)
def test_after_a_stall_the_rpo_is_the_lag_and_what_has_not_been_made_up_for(
    stack: type[Stack], rate_per_s: float, stall_s: float, later_s: float
) -> None:
    """lag + max(0, S - (r / w - 1) x) of w = 50 writes/s; and as copies set out when the stall is
    over, they have a lag less than x to catch up in."""
    operations = (stack.writing(share=0.5), stack.operation("look", share=0.5))
    system = stack.system(automatic=True, operations=operations, stores=(stack.store(),))
    stalled = Fault(Selector(region=stack.east), "stall", 0.0, stall_s, 9000.0, None, ("dynamodb",))
    lost_s = stall_s + later_s
    topology = stack.topology(system)
    lag_s = 0.5
    run = stack.run(
        topology,
        faults=[stalled, region_dark(stack.east, lost_s, lost_s + 1800.0)],
        replication__lag_s=f"{lag_s}s",
        replication__rate_per_s=rate_per_s,
    )
    figures = stack.parameters(topology, replication__lag_s=f"{lag_s}s")
    (found,) = measure_stores(run, topology, figures)
    caught_up_s = rate_per_s / 50.0 * max(0.0, later_s - lag_s)
    by_hand = lag_s + max(0.0, stall_s + later_s - caught_up_s)
    assert found.rpo_us is not None
    assert found.rpo_us / S == pytest.approx(by_hand, abs=0.2)
    declared_us = found.rpo_declared_us
    assert declared_us is not None
    # until the last acknowledgement, which is half a round trip older than the loss
    catching_up_s = max(0.0, later_s - 0.04)
    behind_s = max(0.0, stall_s - (rate_per_s / 50.0 - 1.0) * catching_up_s)
    assert behind_s <= declared_us / S <= behind_s + lag_s + 0.1


def chance_below(age_s: float, rate_per_s: float, median_s: float, sigma: float) -> float:
    """exp(-w E[(lag - a)+]), for a lognormal lag as Black and Scholes price a call."""

    def below(x: float) -> float:
        return 0.5 * erfc(-x / sqrt(2.0))

    if age_s <= 0.0:
        excess = median_s * exp(sigma * sigma / 2.0)
    else:
        far = (log(median_s / age_s)) / sigma
        excess = median_s * exp(sigma**2 / 2.0) * below(far + sigma) - age_s * below(far)
    return exp(-rate_per_s * excess)


@pytest.mark.parametrize("rate_per_s", [5.0, 50.0, 5000.0])
def test_the_rpo_at_the_declared_rate_is_distributed_as_by_hand(rate_per_s: float) -> None:
    seeds = 2000
    draws = sorted(
        declared_s(n, "orders", "orders", Lognormal(0.8, 0.6), rate_per_s) for n in range(seeds)
    )
    farthest = max(
        abs((rank + 1) / seeds - chance_below(draw, rate_per_s, 0.8, 0.6))
        for rank, draw in enumerate(draws)
        if draw > 0.0
    )
    assert farthest < 1.63 / sqrt(seeds)  # Kolmogorov's distance, at 1 %


def test_counted_at_the_declared_rate_it_is_the_same(stack: type[Stack]) -> None:
    """At 50 writes/s every one is followed, and the two figures are two draws of one thing."""
    operations = (stack.writing(share=0.5), stack.operation("look", share=0.5))
    system = stack.system(automatic=True, operations=operations, stores=(stack.store(),))
    topology = stack.topology(replace(system, demand=Demand(50.0, 100.0)))
    figures = stack.parameters(topology)
    counted = []
    for seed in range(60):
        run = stack.run(topology, seed=seed, for_s=120.0, after_lift_s=10.0)
        (found,) = measure_stores(run, topology, figures)
        assert found.rpo_us is not None
        counted.append(chance_below(found.rpo_us / S, 50.0, 0.8, 0.6))
    # a probability's own distribution is even: its mean 1/2, its deviation 0.289 / sqrt(60)
    assert sum(counted) / 60 == pytest.approx(0.5, abs=3 * 0.037)
    assert inf not in counted
