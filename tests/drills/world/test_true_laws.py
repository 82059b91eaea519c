"""The laws of recovery that are true, each under exactly the conditions under which it is.

What lies beyond the conditions is in `test_false_laws.py`: there every law that sounds as true as
these is shown to be false.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, inf
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.measure import measure_run
from openline_stacks.recovery import Fault, Mode, Selector, region_dark
from openline_stacks.topology import AfterFailover, Clients, Demand, Good, Population

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_drills.observations import Run
    from openline_stacks.topology import System, Topology

SOME = settings(max_examples=12)
FEW = settings(max_examples=8)
EACH_PER_S = 10.0


@dataclass(frozen=True)
class Case:
    """One generated stack of a region and its survivor, and its clients."""

    seed: int
    peak_per_s: int
    tries: int
    per_try_s: float
    ttl_s: int
    tail_share: float
    tail_longer_s: int
    every_s: float
    fails: int
    automatic: bool
    decision_s: int
    surge: int
    level: float
    standby: int | None = None

    def room(self) -> int:
        """Instances that hold every try of everybody at once, caches cold."""
        load = self.surge * self.tries * self.peak_per_s
        return ceil(load / EACH_PER_S / 0.8) + 1

    def topology(self, stack: type[Stack]) -> Topology:
        system = self.system(stack)
        clients = Clients(self.per_try_s, self.tries, 1.0, 8.0, 60.0)
        return stack.topology(system, decision_s=float(self.decision_s), clients=clients)

    def system(self, stack: type[Stack]) -> System:
        surge = AfterFailover(float(self.surge), 300.0) if self.surge > 1 else None
        good = Good(self.level, 2.0, 10.0)
        size = self.room() if self.standby is None else self.standby
        enough = ceil(self.peak_per_s / EACH_PER_S) + 1
        return stack.system(
            automatic=self.automatic,
            ttl_s=float(self.ttl_s),
            every_s=self.every_s,
            fails=self.fails,
            demand=Demand(self.peak_per_s / 2.0, float(self.peak_per_s)),
            operations=(
                stack.operation("place", share=0.25, good=good, after_failover=surge),
                stack.operation("look", share=0.75, good=good),
            ),
            populations=(
                Population("resolvers", 1.0 - self.tail_share, None, stack.east),
                Population(
                    "sticky", self.tail_share, float(self.ttl_s + self.tail_longer_s), stack.east
                ),
            ),
            fleets=(
                stack.fleet(stack.east, enough, max=10_000, scale_at=None),
                stack.fleet(stack.west, size, max=10_000, scale_at=None),
            ),
        )

    def run(self, stack: type[Stack], for_s: float = 3000.0) -> Run:
        topology = self.topology(stack)
        return stack.run(topology, seed=self.seed, for_s=for_s, after_lift_s=60.0)

    def rto_s(self, stack: type[Stack]) -> float:
        found = stack.rto_s(self.run(stack), level=self.level)
        return inf if found is None else found


cases = st.builds(
    Case,
    seed=st.integers(0, 10_000),
    peak_per_s=st.integers(20, 200),
    tries=st.integers(1, 4),
    per_try_s=st.sampled_from([1.0, 3.0, 5.0]),
    ttl_s=st.integers(5, 240),
    tail_share=st.sampled_from([0.0, 0.02, 0.05, 0.3]),
    tail_longer_s=st.integers(0, 600),
    every_s=st.sampled_from([10.0, 30.0]),
    fails=st.integers(1, 6),
    automatic=st.booleans(),
    decision_s=st.integers(0, 600),
    surge=st.integers(1, 3),
    level=st.sampled_from([0.9, 0.99, 0.999]),
)


# -- what is slower is slower: a permanent fault, room for (retries + 1) x the total demand, a fixed
#    fleet, and a survivor whose check does not trip


@SOME
@given(case=cases, longer_s=st.integers(1, 300))
def test_with_room_a_longer_ttl_never_shortens_the_rto(
    stack: type[Stack], case: Case, longer_s: int
) -> None:
    slower = replace(
        case, ttl_s=case.ttl_s + longer_s, tail_longer_s=max(0, case.tail_longer_s - longer_s)
    )
    assert case.rto_s(stack) <= slower.rto_s(stack) < inf


@SOME
@given(case=cases, more=st.sampled_from([0.0, 0.01, 0.2]), longer_s=st.integers(0, 300))
def test_with_room_a_heavier_or_longer_tail_never_shortens_the_rto(
    stack: type[Stack], case: Case, more: float, longer_s: int
) -> None:
    slower = replace(
        case, tail_share=case.tail_share + more, tail_longer_s=case.tail_longer_s + longer_s
    )
    assert case.rto_s(stack) <= slower.rto_s(stack) < inf


@SOME
@given(case=cases, more=st.integers(0, 4))
def test_with_room_a_slower_check_never_shortens_the_rto(
    stack: type[Stack], case: Case, more: int
) -> None:
    quick = replace(case, every_s=10.0)
    slower = replace(case, every_s=30.0, fails=case.fails + more)
    assert quick.rto_s(stack) <= slower.rto_s(stack) < inf


@SOME
@given(
    case=cases,
    more=st.integers(0, 4),
    mode=st.sampled_from(["drop", "refuse", "error"]),
    small=st.integers(1, 30),
)
def test_a_longer_interval_or_threshold_never_detects_sooner_whatever_else_is_so(
    stack: type[Stack], case: Case, more: int, mode: Mode, small: int
) -> None:
    """Room or none: nothing that a survivor does makes the lost region answer."""

    def detected_us(case: Case) -> int:
        fault = Fault(Selector(region=stack.east), mode, 0.0, 1200.0, 1200.0)
        run = stack.run(case.topology(stack), seed=case.seed, faults=[fault], after_lift_s=10.0)
        found = run.timelines["orders"].detected_us
        assert found is not None
        return found

    quick = replace(case, standby=small, every_s=10.0)
    longer, stricter = replace(quick, every_s=30.0), replace(quick, fails=case.fails + more)
    assert detected_us(quick) <= detected_us(longer)
    assert detected_us(quick) <= detected_us(stricter)


# -- capacity that is there when the fault comes


@SOME
@given(case=cases, size=st.integers(1, 60), more=st.integers(1, 60))
def test_more_instances_of_a_fixed_fleet_never_hurt(
    stack: type[Stack], case: Case, size: int, more: int
) -> None:
    smaller, larger = replace(case, standby=size), replace(case, standby=size + more)
    assert larger.rto_s(stack) <= smaller.rto_s(stack)


@SOME
@given(case=cases, size=st.integers(1, 60), times=st.sampled_from([2, 3, 10]))
def test_demand_and_instances_times_a_number_leave_the_rto(
    stack: type[Stack], case: Case, size: int, times: int
) -> None:
    def run(times: int) -> float:
        system = replace(case, standby=size).system(stack)
        fleets = tuple(replace(fleet, min=fleet.min * times) for fleet in system.fleets)
        demand = Demand(system.demand.steady_per_s * times, system.demand.peak_per_s * times)
        more = replace(system, fleets=fleets, demand=demand)
        clients = Clients(case.per_try_s, case.tries, 1.0, 8.0, 60.0)
        topology = stack.topology(more, decision_s=float(case.decision_s), clients=clients)
        # a balancer that has served nothing takes 2,500 requests/s, however many there are
        found = stack.rto_s(
            stack.run(
                topology, seed=case.seed, for_s=1500.0, after_lift_s=10.0,
                balancer__start_per_s=10**9,
            ),
            level=case.level,
        )  # fmt: skip
        return inf if found is None else found

    assert run(times) == run(1)


# -- what a fault takes, nobody but another region gives back


@FEW
@given(case=cases, share=st.floats(0.02, 1.0), size=st.integers(1, 500))
def test_while_the_fault_holds_one_region_never_recovers(
    stack: type[Stack], case: Case, share: float, size: int
) -> None:
    """Without an edge, where more than 1 - target is affected. What is dropped is lost at once:
    a client that waits for longer than an answer counts is not helped by its next try."""
    clients = Clients(3.0, case.tries, 1.0, 8.0, 60.0)
    fleet = stack.fleet(stack.east, size + 25, scale_at=None)
    system = stack.system(one_region=True, fleets=(fleet,), populations=stack.sticky)
    dark = [replace(region_dark(stack.east, 0.0, 1500.0), share=share)]
    topology = stack.topology(system, clients=clients)
    run = stack.run(topology, seed=case.seed, faults=dark, after_lift_s=60.0)
    assert stack.rto_s(run) is None
    (measured,) = measure_run(run, topology, stack.parameters(topology)).operations
    assert measured.rto_us is None
    assert measured.recovered_by in ("lift", "none")


# -- what is measured


@SOME
@given(case=cases, size=st.integers(1, 60))
def test_a_stricter_level_is_never_reached_sooner(
    stack: type[Stack], case: Case, size: int
) -> None:
    """T90 <= T95 <= T99, recovered or not, overloaded or not."""
    topology = replace(case, standby=size).topology(stack)
    run = stack.run(topology, seed=case.seed, for_s=1500.0, after_lift_s=60.0)
    for operation in measure_run(run, topology, stack.parameters(topology)).operations:
        figures = (operation.at_90_us, operation.at_95_us, operation.at_99_us)
        reached = [inf if at_us is None else at_us for at_us in figures]
        assert reached == sorted(reached)


@FEW
@given(
    case=cases,
    size=st.integers(1, 60),
    holds_s=st.lists(st.integers(60, 1500), min_size=2, max_size=3, unique=True),
)
def test_a_longer_hold_never_shortens_the_rto(
    stack: type[Stack], case: Case, size: int, holds_s: list[int]
) -> None:
    """The level has to hold until the lift, and up to an earlier one the runs are the same."""
    topology = replace(case, standby=size).topology(stack)
    held = []
    for hold_s in sorted(holds_s):
        run = stack.run(topology, seed=case.seed, for_s=float(hold_s), after_lift_s=10.0)
        measured = measure_run(run, topology, stack.parameters(topology)).operations
        held.append([(one.rto_us, one.censored_us) for one in measured])
    for shorter, longer in pairwise(held):
        for (rto_us, censored_us), (later_us, _) in zip(shorter, longer, strict=True):
            if later_us is not None:
                assert later_us > censored_us if rto_us is None else later_us >= rto_us


@FEW
@given(
    case=cases,
    shares=st.lists(st.integers(1, 10), min_size=2, max_size=4),
    holds_s=st.lists(st.integers(5, 600), min_size=4, max_size=4),
)
def test_the_service_level_is_the_sum_of_the_populations(
    stack: type[Stack], case: Case, shares: list[int], holds_s: list[int]
) -> None:
    """Each population by itself, weighted by its share: with room they do not meet."""
    total = sum(shares)
    populations = tuple(
        Population(f"p{number}", share / total, float(hold_s), stack.east)
        for number, (share, hold_s) in enumerate(zip(shares, holds_s, strict=False))
    )

    def level(populations: tuple[Population, ...]) -> list[float]:
        system = replace(case.system(stack), populations=populations)
        clients = Clients(case.per_try_s, case.tries, 1.0, 8.0, 60.0)
        topology = stack.topology(system, decision_s=float(case.decision_s), clients=clients)
        run = stack.run(topology, seed=case.seed, for_s=1500.0, after_lift_s=10.0)
        offered, well = stack.totals(run, "orders", "look")
        return [good / asked for good, asked in zip(well, offered, strict=True)]

    together = level(populations)
    alone = [level((replace(one, share=1.0),)) for one in populations]
    for tick, found in enumerate(together):
        expected = sum(
            one.share * one_alone[tick] for one, one_alone in zip(populations, alone, strict=True)
        )
        assert found == pytest.approx(expected, abs=1e-9)
