"""Autoscaling groups: equilibrium, alarms, launches, zones, and a control plane that is dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.kernel import VirtualClock
from openline_drills.world._effects import Effect
from openline_drills.world.fleets import Fleet
from openline_drills.world.launches import Launches
from openline_drills.world.queues import MILLIONTHS, Site, Size
from openline_stacks.recovery import Stream, parameters
from openline_stacks.topology import Fleet as Declared

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

S = 1_000_000


class Group:
    """A fleet of 10/s instances, followed at 70 %, in a region that a test can block."""

    def __init__(self, declared: Declared, **over: str) -> None:
        self.clock = VirtualClock()
        figures = parameters(None, {k.replace("__", "."): v for k, v in over.items()})
        self.launches = Launches(self.clock, figures)
        self.blocked = False
        self.effect = Effect()
        self.fleet = Fleet(
            self.clock,
            "fleet/x",
            declared,
            figures,
            Stream(1, "x", "launch"),
            lambda: None,
            lambda: self.launching,
            lambda: not self.blocked,
            self.launches,
        )

    @property
    def launching(self) -> Effect:
        return Effect(dropped=1.0) if self.blocked else self.effect

    def minutes(self, *rates_per_s: float) -> None:
        for rate_per_s in rates_per_s:
            self.clock.run_until(self.clock.now + 60 * S)
            self.fleet.minute(int(rate_per_s * 60 * MILLIONTHS))


@pytest.fixture
def group(stack: type[Stack]) -> Group:
    return Group(stack.fleet(stack.west, 10))


def test_a_fleet_begins_in_equilibrium_with_its_demand(group: Group) -> None:
    group.fleet.settle(100.0)
    assert group.fleet.in_service == 15  # 100 / (10 x 70 %), rounded up


def test_three_minutes_above_the_target_launch_what_is_missing(group: Group) -> None:
    group.fleet.settle(0.0)
    group.minutes(200.0, 200.0)
    assert group.fleet.pending == 0
    group.minutes(200.0)
    assert group.fleet.pending == 19  # 200 / 7 rounded up, less the ten there are
    group.clock.run_until(group.clock.now + 189 * S)
    assert group.fleet.in_service == 10
    group.clock.run_until(group.clock.now + 60 * S)
    assert group.fleet.in_service == 29


def test_one_minute_below_the_target_starts_the_count_again(group: Group) -> None:
    group.fleet.settle(0.0)
    group.minutes(200.0, 200.0, 10.0, 200.0, 200.0)
    assert group.fleet.pending == 0


def test_a_fleet_never_grows_past_its_maximum(group: Group) -> None:
    group.fleet.settle(0.0)
    group.minutes(*[5000.0] * 5)
    assert group.fleet.pending + group.fleet.in_service == 60


def test_an_empty_fleet_has_no_metric_and_never_grows_by_itself(stack: type[Stack]) -> None:
    group = Group(stack.fleet(stack.west, 0))
    group.fleet.settle(0.0)
    group.minutes(*[500.0] * 10)
    assert group.fleet.pending == group.fleet.in_service == 0


def test_a_raised_minimum_launches_at_once(group: Group) -> None:
    group.fleet.settle(0.0)
    group.fleet.sizes(25, 60)
    assert group.fleet.pending == 15


def test_a_dark_control_plane_launches_nothing_until_it_is_back(group: Group) -> None:
    group.fleet.settle(0.0)
    group.blocked = True
    group.fleet.sizes(25, 60)
    group.minutes(*[500.0] * 5)
    assert group.fleet.pending == 0
    group.blocked = False
    group.fleet.launch_missing()
    assert group.fleet.pending == 15


def test_a_lost_zone_is_made_up_for_in_the_others(group: Group) -> None:
    group.fleet.settle(0.0)
    group.fleet.lose(["a"])
    assert group.fleet.in_service == 6  # ten over three zones: 4, 3, 3
    group.minutes(0.0)
    group.clock.run_until(group.clock.now + 300 * S)
    assert group.fleet.in_service == 10
    group.fleet.lose(["b", "c"])
    assert group.fleet.in_service == 0


@given(size=st.integers(0, 60), more=st.integers(0, 60))
def test_every_launch_is_counted_once(size: int, more: int) -> None:
    declared = Declared(
        "us-west-2", "standby", size, 200, None, None, 10.0, 60.0, 0.7, ("a", "b", "c"), None, ""
    )
    group = Group(declared)
    group.fleet.settle(0.0)
    group.fleet.sizes(size + more, 200)
    assert group.fleet.pending == more
    group.clock.run_until(200 * S)
    assert (group.fleet.pending, group.fleet.in_service) == (0, size + more)


@given(
    instances=st.integers(1, 50),
    amounts=st.lists(st.floats(0.0, 500.0), min_size=1, max_size=40),
)
def test_what_arrives_is_done_waiting_or_refused(instances: int, amounts: list[float]) -> None:
    site = Site("us-west-2", Size(10.0, 50.0, 0.06), 5.0, 0.25)
    site.instances = instances
    done_at_most = instances * 10.0 * 0.25
    for amount in amounts:
        before = site.queue
        site.arrive(amount)
        let_in = amount * site.accepted
        assert 0.0 <= site.accepted <= 1.0
        assert site.wait_s <= 5.0 + 1e-9
        assert site.queue == pytest.approx(max(0.0, before + let_in - done_at_most), abs=1e-6)


def test_a_site_without_instances_refuses_everything() -> None:
    site = Site("us-west-2", Size(10.0, 50.0, 0.06), 5.0, 0.25)
    site.arrive(5.0)
    assert site.accepted == 0.0


def test_minutes_that_nobody_could_read_do_not_count_towards_the_alarm(group: Group) -> None:
    group.fleet.settle(0.0)
    group.minutes(200.0, 200.0)
    group.blocked = True
    group.minutes(200.0)
    group.blocked = False
    group.minutes(200.0)
    assert group.fleet.pending == 0


def test_fifteen_quiet_minutes_take_capacity_away_down_to_the_minimum(group: Group) -> None:
    group.fleet.settle(100.0)
    group.minutes(*[10.0] * 14)
    assert group.fleet.in_service == 15
    group.minutes(10.0)
    assert group.fleet.in_service == group.fleet.desired == 10


def test_a_fleet_just_below_its_target_keeps_its_size(group: Group) -> None:
    group.fleet.settle(100.0)
    group.minutes(*[15 * 7 * 0.95] * 30)
    assert group.fleet.in_service == 15


def test_a_scaled_in_fleet_gives_its_quota_back(stack: type[Stack]) -> None:
    group = Group(stack.fleet(stack.west, 3), launch__quota_count="20")
    group.fleet.settle(105.0)
    group.minutes(*[1.0] * 15)
    assert group.fleet.in_service == 3
    group.fleet.sizes(17, 60)
    assert group.fleet.pending == 14


def test_what_the_bucket_does_not_hold_is_launched_as_it_fills_again(stack: type[Stack]) -> None:
    group = Group(stack.fleet(stack.west, 0), launch__bucket_count="4", launch__refill_per_s="0.1")
    group.fleet.settle(0.0)
    group.fleet.sizes(10, 60)
    assert group.fleet.pending == 10
    group.clock.run_until(180 * S + 41 * S)  # declared start, most jitter, one check
    assert group.fleet.in_service == 4
    group.clock.run_until(180 * S + 41 * S + 60 * S)
    assert group.fleet.in_service == 10


def test_instances_that_a_lost_zone_was_to_get_count_no_more(stack: type[Stack]) -> None:
    group = Group(stack.fleet(stack.west, 0), launch__quota_count="6")
    group.fleet.settle(0.0)
    group.fleet.sizes(6, 60)
    group.fleet.lose(["a"])
    group.clock.run_until(300 * S)
    assert group.fleet.in_service == 4
    group.minutes(0.0)
    group.clock.run_until(group.clock.now + 300 * S)
    assert group.fleet.in_service == 6


def test_a_fleet_that_nobody_asks_has_no_datapoints_and_keeps_its_size(group: Group) -> None:
    group.fleet.settle(100.0)
    group.minutes(*[0.0] * 60)
    assert group.fleet.in_service == 15
    group.minutes(*[10.0] * 14, 0.0, *[10.0] * 14)
    assert group.fleet.in_service == 15
