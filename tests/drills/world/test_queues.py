"""One site's queue: what instances that hang take away from it."""

from __future__ import annotations

import pytest

from openline_drills.world._effects import NONE, Effect
from openline_drills.world.queues import Site, Size

TICK_S = 0.25


def site(instances: int = 12, bound_s: float = 5.0, refusal_cost: float = 0.0) -> Site:
    found = Site("us-east-1", Size(10.0, 50.0, 0.06), bound_s, TICK_S, refusal_cost)
    found.instances = instances
    return found


def test_instances_that_hang_answer_nothing_and_the_others_no_more_than_they_can() -> None:
    one = site()
    one.meet(NONE, stuck=1 / 3)
    assert one.passes == pytest.approx(2 / 3)
    assert one.capacity_per_s == pytest.approx(80.0)
    one.arrive(100.0 * TICK_S)
    assert one.queue == pytest.approx(20.0 * TICK_S)


def test_the_queue_holds_the_bound_and_refuses_the_rest() -> None:
    one = site(bound_s=1.0)
    for _ in range(40):
        one.arrive(200.0 * TICK_S)
    assert one.queue == pytest.approx(120.0)
    assert one.wait_s == pytest.approx(1.0)
    assert one.accepted == pytest.approx(120.0 / 200.0)


def test_what_refusing_costs_is_work_that_is_not_done() -> None:
    """min(a, (c - k a) / (1 - k)) of a."""
    one = site(bound_s=1.0, refusal_cost=0.2)
    for _ in range(80):
        one.arrive(200.0 * TICK_S)
    assert one.accepted * 200.0 == pytest.approx((120.0 - 0.2 * 200.0) / 0.8)


def test_a_limit_is_of_what_passes_and_a_balancer_s_of_what_comes() -> None:
    one = site()
    one.balancer = 60.0 * TICK_S
    one.arrive(100.0 * TICK_S)
    assert one.passed == pytest.approx(60.0 * TICK_S)
    assert one.accepted == pytest.approx(0.6)
    assert one.millionths == 15_000_000
    one.summed += one.millionths
    assert (one.metric(), one.metric()) == (15_000_000, 0)


def test_an_empty_site_lets_nobody_in_and_forgets_its_queue() -> None:
    one = site(bound_s=1.0)
    one.arrive(400.0 * TICK_S)
    one.instances = 0
    assert not one.alive
    one.arrive(10.0)
    assert (one.accepted, one.queue, one.wait_s) == (0.0, 0.0, 0.0)


def test_a_queue_that_stays_as_it_is_says_so() -> None:
    one = site()
    assert one.arrive(100.0 * TICK_S)
    assert not one.arrive(200.0 * TICK_S)


def test_held_slots_are_what_an_instance_has_no_more_of() -> None:
    """50 slots, each held for 0.06 + 4.94 s."""
    one = site()
    one.hold(4.94)
    assert one.capacity_per_s == pytest.approx(12 * 50.0 / 5.0)
    one.hold(9.94)
    assert one.capacity_per_s == pytest.approx(12 * 50.0 / 10.0)
    one.hold(0.0)
    assert one.capacity_per_s == pytest.approx(120.0)


def test_what_faults_take_is_what_does_not_pass() -> None:
    """Half is dropped, half of the rest refused, half of what is left hangs."""
    one = site()
    one.meet(Effect(dropped=0.5, refused=0.5, hung=0.5))
    assert (one.reach, one.turned, one.passes, one.silent) == (0.5, 0.25, 0.125, 0.625)
    assert one.passes + one.turned + one.silent == 1.0


def test_less_than_one_request_waits_as_well() -> None:
    one = site(instances=1)
    one.arrive(12.0 * TICK_S)
    assert one.queue == pytest.approx(0.5)
