"""Laws of recovery that sound true and are not: each with its counter-example in this world.

Whoever finds one of these figures odd has found the reason why targets are rehearsed and not
derived. Under which conditions such laws do hold stands in `test_true_laws.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from openline_drills.measure import OperationMeasure, measure_run
from openline_drills.measure._windows import recovered_at, window_shares
from openline_drills.rpo import measure_stores
from openline_stacks.recovery import Fault, Selector, region_dark
from openline_stacks.topology import AfterFailover, Clients, Population

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import System

S = 1_000_000


@dataclass(frozen=True)
class Case:
    """One system at 100/s that fails over by itself; no tail, so that one thing decides at a time.

    `standby` instances of `each_per_s`; they grow where the fleet is not `fixed`.
    """

    standby: int = 30
    ttl_s: float = 60.0
    every_s: float = 10.0
    tries: int = 3
    per_try_s: float = 5.0
    each_per_s: float = 10.0
    starts_s: float = 180.0
    fixed: bool = False
    checked: bool = False
    surge: AfterFailover | None = None
    for_s: float = 1800.0

    def system(self, stack: type[Stack], **changed: Any) -> System:
        growing = None if self.fixed else 0.7
        standby = stack.fleet(
            stack.west,
            self.standby,
            per_instance_per_s=self.each_per_s,
            starts_s=self.starts_s,
            scale_at=growing,
        )
        return stack.system(
            automatic=True,
            ttl_s=self.ttl_s,
            every_s=self.every_s,
            checked_standby=self.checked,
            operations=(stack.operation(after_failover=self.surge),),
            fleets=(stack.fleet(stack.east, scale_at=growing), standby),
            **changed,
        )

    def measured(self, stack: type[Stack], **over: Any) -> OperationMeasure:
        clients = Clients(self.per_try_s, self.tries, 1.0, 8.0, 60.0)
        topology = stack.topology(self.system(stack), clients=clients)
        run = stack.run(topology, for_s=self.for_s, after_lift_s=900.0, **over)
        (found,) = measure_run(run, topology, stack.parameters(topology)).operations
        return found

    def rto_s(self, stack: type[Stack], **over: Any) -> float:
        rto_us = self.measured(stack, **over).rto_us
        return inf if rto_us is None else rto_us / S


# -- "a shorter TTL never hurts"


# a quarter more than the demand, three seconds of patience, three retries
HERD = Case(standby=10, each_per_s=12.5, tries=4, per_try_s=3.0, fixed=True)


def test_a_ttl_of_one_second_never_recovers_where_thirty_do(stack: type[Stack]) -> None:
    """Metastable overload: all arrive at once, wait for longer than they are patient, and their
    retries keep the queue full for ever. Slower DNS spreads them."""
    warm: dict[str, Any] = {"cache__cold_share": 1.0}
    assert replace(HERD, ttl_s=1.0).rto_s(stack, **warm) == inf
    assert replace(HERD, ttl_s=10.0).rto_s(stack, **warm) == inf
    # 41 s until it is known, and then the last few who hold the old answer
    assert replace(HERD, ttl_s=30.0).rto_s(stack, **warm) == pytest.approx(71.0, abs=3.0)


def test_a_queue_shorter_than_their_patience_lets_the_herd_in(stack: type[Stack]) -> None:
    """It is the dead work that makes it last: who is refused at once leaves none behind."""
    found = replace(HERD, ttl_s=1.0).rto_s(stack, cache__cold_share=1.0, overload__bound_s=1.0)
    assert found < inf


def test_without_retries_a_shorter_ttl_can_still_be_worse(stack: type[Stack]) -> None:
    """A tenth more than the demand with warm caches, and less with cold ones: who arrives slowly
    warms them first."""
    eleven = Case(standby=11, tries=1)
    quick, usual, slow = (replace(eleven, ttl_s=ttl_s).rto_s(stack) for ttl_s in (5, 60, 180))
    assert quick > usual > slow
    warm = [
        replace(eleven, ttl_s=ttl_s).rto_s(stack, cache__cold_share=1.0) for ttl_s in (5, 60, 180)
    ]
    assert warm == sorted(warm)


# -- "a quicker check never hurts"


def test_a_lifted_fault_favours_the_slower_check(stack: type[Stack]) -> None:
    """A minute of darkness: who notices it moves everybody to a standby that has yet to grow, and
    back; who does not notice waits it out."""
    blink = Case(standby=4, tries=3, checked=True, for_s=60.0)
    quick, slow = (replace(blink, every_s=every_s).measured(stack) for every_s in (10.0, 30.0))
    assert slow.recovered_us == 60 * S
    assert quick.recovered_us is not None
    assert quick.recovered_us > 180 * S
    assert quick.lost_requests > 2 * slow.lost_requests


def test_a_lifted_fault_favours_the_longer_ttl(stack: type[Stack]) -> None:
    blink = Case(standby=4, checked=True, for_s=60.0)
    quick, slow = (replace(blink, ttl_s=ttl_s).measured(stack) for ttl_s in (5.0, 300.0))
    assert slow.recovered_us == 60 * S
    assert quick.recovered_us is not None
    assert quick.recovered_us > 120 * S
    assert quick.lost_requests > 2 * slow.lost_requests


def test_a_survivor_that_is_checked_too_can_favour_the_slower_check(stack: type[Stack]) -> None:
    """The quick one sees the survivor's overload as well, sends everybody back into the dark, and
    it does not grow while nobody asks it."""
    overloaded = Case(standby=8, tries=1, checked=True)
    quick, slow = (replace(overloaded, every_s=every_s).rto_s(stack) for every_s in (10.0, 30.0))
    assert slow < quick < inf
    unchecked = replace(overloaded, checked=False)
    quick, slow = (replace(unchecked, every_s=every_s).rto_s(stack) for every_s in (10.0, 30.0))
    assert quick < slow


# -- "a larger standby never hurts"


def test_where_the_fleet_grows_a_smaller_standby_can_recover_sooner(stack: type[Stack]) -> None:
    """In the minute that they come in, the few who have come yet are above the target of four
    instances and below that of twelve: twelve are told to grow a whole minute later."""
    smaller, larger = (Case(standby=size, ttl_s=5.0, tries=3).rto_s(stack) for size in (4, 12))
    assert smaller < larger < inf
    fixed = [
        Case(standby=size, ttl_s=5.0, tries=3, fixed=True).rto_s(stack) for size in (4, 12, 40)
    ]
    assert fixed == sorted(fixed, reverse=True)


# -- "a shorter warm-up never hurts"


def test_after_a_failover_s_surge_a_longer_warm_up_can_be_better(stack: type[Stack]) -> None:
    """Everybody signs in again, the survivor's check trips and sends them back into the dark, round
    after round. With slower instances one round is lost a little sooner, so that the next, which
    succeeds, begins sooner."""
    surge = AfterFailover(3.0, 300.0)
    herd = Case(standby=12, surge=surge, checked=True)
    shorter, longer = (replace(herd, starts_s=starts_s).rto_s(stack) for starts_s in (180.0, 240.0))
    assert longer < shorter < inf
    calm = replace(herd, surge=None, standby=10, checked=False)
    shorter, longer = (replace(calm, starts_s=starts_s).rto_s(stack) for starts_s in (180.0, 240.0))
    assert shorter < longer


# -- "a stall never lowers the RPO"


def test_a_stall_that_a_deep_check_sees_lowers_the_rpo(stack: type[Stack]) -> None:
    """Ten minutes of stalled copies, then the region is lost: everything of those minutes is
    missing. Had the store failed its own region, too, customers would have been elsewhere."""

    def sick(mode: Any, share: float = 1.0) -> Fault:
        where = Selector(region=stack.east)
        return Fault(where, mode, 0.0, 4200.0, 4200.0, None, ("dynamodb",), (), "data", share)

    operations = (stack.writing(share=0.3), stack.operation("look", share=0.7))
    system = stack.system(automatic=True, operations=operations, stores=(stack.store(),))
    shallow_fleets = tuple(replace(fleet, alive_path="/ready") for fleet in system.fleets)

    def rpo_s(system: System, *faults: Fault) -> float:
        topology = stack.topology(system)
        lost = region_dark(stack.east, 600.0, 4200.0)
        run = stack.run(topology, faults=[*faults, lost])
        (found,) = measure_stores(run, topology, stack.parameters(topology))
        assert found.rpo_us is not None
        return found.rpo_us / S

    stalled, failing = sick("stall"), sick("refuse", 0.9)
    assert rpo_s(system) < 10.0
    assert rpo_s(system, stalled) == pytest.approx(602.0, abs=5.0)
    assert rpo_s(system, stalled, failing) < 150.0
    # it is the check: one that never asks the store leaves customers where they are
    assert rpo_s(replace(system, fleets=shallow_fleets), stalled, failing) > 590.0


# -- "a cached system answers at least as much"


def test_behind_an_origin_group_less_is_answered_than_without_an_edge(
    stack: type[Stack],
) -> None:
    """Every miss tries the primary first, three times for ten seconds; customers wait for two.
    Without the edge they have followed the name to the survivor after two minutes."""
    uncached = stack.operation("look", fresh_s=1.0)
    plain = stack.system(automatic=True, operations=(uncached,))
    cached = stack.edged(uncached, attempts=3, connect_s=10.0, automatic=True)

    def answered(system: System) -> float:
        run = stack.run(stack.topology(system), after_lift_s=60.0)
        offered, well = stack.totals(run, "orders", "look")
        during = slice(run.fault_us // run.tick_us, run.lift_us // run.tick_us)
        return sum(well[during]) / sum(offered[during])

    assert answered(plain) > 0.95
    assert answered(cached) < 0.6


# -- "what was answered meanwhile tells the better stack"


def test_a_longer_outage_can_have_the_better_share(stack: type[Stack]) -> None:
    """Requests lost over a fixed horizon do order them: nobody is better off for a longer one."""

    def outage(for_s: float) -> tuple[float, float]:
        topology = stack.topology(stack.system(automatic=True))
        run = stack.run(topology, for_s=for_s, after_lift_s=4500.0 - for_s)
        offered, well = stack.totals(run, "orders", "use")
        first, last = run.fault_us // run.tick_us, run.lift_us // run.tick_us
        during = slice(first, last)
        lost = sum(offered[first:]) - sum(well[first:])
        return sum(well[during]) / sum(offered[during]), lost

    (short, short_lost), (long, long_lost) = outage(300.0), outage(3600.0)
    assert short < 0.8
    assert long > 0.97
    assert long_lost >= short_lost * 0.999


# -- "more clients change nothing"


def test_more_requests_move_the_estimate_that_counts_them(stack: type[Stack]) -> None:
    """A tail of 5 % that decays over five minutes is at 99 % after 235 s. Whoever takes the first
    instant from which every window's counted share is at the level is late by chance: the fewer
    requests, the later. Exact shares know it, and so does an interval."""
    shares = [1.0 - 0.05 * max(0.0, 1.0 - (t + 0.5) / 300.0) for t in range(600)]
    rng = np.random.default_rng(3)

    def estimated_s(well: list[float], per_s: float) -> float:
        windows = window_shares([per_s] * 600, well, 10, 0.99)
        found = recovered_at(windows, 0.99, 0, len(windows) - 1)
        assert found is not None
        return float(found)

    def median_s(per_s: int) -> float:
        counted = rng.binomial(per_s, shares, (150, 600)).astype(float).tolist()
        return float(np.median([estimated_s(well, per_s) for well in counted]))

    assert estimated_s(shares, 1.0) == 235.0
    medians = [median_s(per_s) for per_s in (100, 200, 500, 20_000)]
    assert medians == sorted(medians, reverse=True)
    assert medians[:3] == pytest.approx([247.0, 243.0, 239.0], abs=2.5)
    assert medians[3] == pytest.approx(235.0, abs=1.5)


def test_more_writers_raise_the_rpo_of_the_same_replication(stack: type[Stack]) -> None:
    """The more writes, the longer the longest of their lags."""

    def rpo_s(per_s: float) -> float:
        operations = (stack.writing(),)
        fleets = tuple(
            stack.fleet(region, 30, per_instance_per_s=per_s) for region in (stack.east, stack.west)
        )
        system = stack.system(
            automatic=True,
            operations=operations,
            stores=(stack.store(),),
            fleets=fleets,
            populations=(Population("all", 1.0, None, stack.east),),
        )
        demand = replace(system.demand, peak_per_s=per_s)
        topology = stack.topology(replace(system, demand=demand))
        figures = stack.parameters(topology)
        found = []
        for seed in range(9):
            run = stack.run(topology, seed=seed, for_s=200.0, after_lift_s=10.0)
            (store,) = measure_stores(run, topology, figures)
            assert store.rpo_declared_us is not None
            found.append(store.rpo_declared_us / S)
        return sorted(found)[4]

    rising = [rpo_s(per_s) for per_s in (20.0, 500.0, 5000.0)]
    assert rising == sorted(rising)
    assert rising[2] > 2.0 * rising[0]
