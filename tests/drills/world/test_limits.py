"""Survivors whose load balancer or table is too small for who arrives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_stacks.topology import AfterFailover, Demand

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import System


def busy(stack: type[Stack], reserved_per_s: float | None = None) -> System:
    """6,000/s, and fleets with room for twice that in both regions."""
    fleets = tuple(
        stack.fleet(region, 1200, max=2400, reserved_per_s=reserved_per_s)
        for region in (stack.east, stack.west)
    )
    return stack.system(automatic=True, fleets=fleets, demand=Demand(6000.0, 6000.0))


def test_load_balancers_scale_in_minutes(stack: type[Stack]) -> None:
    small = stack.rto_s(stack.run(stack.topology(busy(stack))))
    reserved = stack.rto_s(stack.run(stack.topology(busy(stack, 13_000.0))))
    assert small is not None
    assert reserved is not None
    # 2,500/s has to double once, and then to reach what retries add
    assert reserved + 240 < small < reserved + 1200


def test_a_balancer_that_has_served_the_peak_does_not_hold_up_the_primary(
    stack: type[Stack],
) -> None:
    run = stack.run(stack.topology(busy(stack)), for_s=60.0)
    assert run.healthy_before


def written(stack: type[Stack], *, times: float, warm_per_s: float | None = None) -> System:
    """2,000 writes/s in both regions' tables, `times` as many after a failover."""
    surge = AfterFailover(times, 600.0)
    fleets = tuple(
        stack.fleet(region, 2000, max=4000, reserved_per_s=50_000.0)
        for region in (stack.east, stack.west)
    )
    return replace(
        stack.system(automatic=True, fleets=fleets, demand=Demand(2000.0, 2000.0)),
        operations=(stack.writing(after_failover=surge),),
        stores=(stack.store(warm_writes_per_s=warm_per_s),),
    )


def test_a_table_throttles_past_twice_its_earlier_peak(stack: type[Stack]) -> None:
    calm = stack.rto_s(stack.run(stack.topology(written(stack, times=1.5))))
    cold = stack.rto_s(stack.run(stack.topology(written(stack, times=6.0))))
    warm = stack.rto_s(stack.run(stack.topology(written(stack, times=6.0, warm_per_s=15_000.0))))
    assert calm is not None
    assert warm == pytest.approx(calm, abs=10.0)
    assert cold is None or cold > calm + 300  # until the surge is over


def test_throttled_writes_are_not_acknowledged(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(written(stack, times=6.0)))
    offered, well = stack.totals(run, "orders", "place")
    tick = run.tick_us / 1_000_000
    at = (run.fault_us + 400_000_000) // run.tick_us
    # first offers at 12,000/s; twice the peak, 4,000/s, is what the table takes
    assert offered[at] == pytest.approx(12_000 * tick)
    assert well[at] < 4000 * 1.2 * tick
