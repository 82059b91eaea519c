"""Statuses of health checks: the latch, its delays, calculated, disabled and inverted checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from openline_drills.kernel import VirtualClock
from openline_drills.world.faults import Disruption
from openline_drills.world.health import Health
from openline_stacks.cloud.control import AlarmView, CheckView, FleetView, RecordView
from openline_stacks.recovery import Fault, Selector

S = 1_000_000
WEST = "us-west-2"


class Control:
    """Three checks: an endpoint, a switch, and both of them together."""

    version = 1

    def __init__(self) -> None:
        self.alarm = AlarmView(
            "switch", WEST, 1.0, "GreaterThanOrEqualToThreshold", 60, 1, "ignore", None, None
        )
        self.views = {
            "endpoint": CheckView("endpoint", "endpoint", 10.0, 3, False, False),
            "switch": CheckView(
                "switch",
                "metric",
                None,
                None,
                False,
                False,
                alarm_name="switch",
                alarm_region=WEST,
                insufficient_data="LastKnownStatus",
            ),
            "both": CheckView(
                "both", "calculated", None, None, False, False, ("endpoint", "switch"), 2
            ),
        }

    def records(self, system: str) -> tuple[RecordView, ...]:
        return ()

    def checks(self) -> Mapping[str, CheckView]:
        return self.views

    def alarms(self) -> Mapping[tuple[str, str], AlarmView]:
        return {(WEST, "switch"): self.alarm}

    def fleet(self, system: str, region: str) -> FleetView | None:
        return None

    def dials(self, system: str) -> Mapping[str, float]:
        return {}


class Router:
    def __init__(self) -> None:
        self.clock, self.control, self.disruption = VirtualClock(), Control(), Disruption()
        self.delays = iter([70.0, 90.0, 110.0])
        self.drawn = 0
        self.health = Health(self.clock, self.control, self.disruption, self._delay_s, lambda: None)

    def _delay_s(self, check: str) -> float:
        self.drawn += 1
        return next(self.delays)

    def put(self, value: float | None) -> None:
        self.control.alarm = replace(self.control.alarm, latest_value=value)
        self.health.refresh()

    def at(self, seconds: float) -> None:
        self.clock.run_until(int(seconds * S))


@pytest.fixture
def router() -> Router:
    return Router()


def test_a_switch_without_a_datapoint_is_healthy(router: Router) -> None:
    router.health.refresh()
    router.at(600)
    assert router.health.healthy("switch")


def test_a_switch_acts_after_its_delay(router: Router) -> None:
    router.put(1.0)
    router.at(69)
    assert router.health.healthy("switch")
    router.at(70)
    assert not router.health.healthy("switch")


def test_the_delay_is_drawn_once_a_flip_whatever_else_changes(router: Router) -> None:
    router.put(1.0)
    for second in (10, 30, 60):
        router.at(second)
        router.health.refresh()
    router.at(70)
    assert router.drawn == 1
    assert not router.health.healthy("switch")


def test_a_flip_taken_back_in_time_never_happens(router: Router) -> None:
    router.put(1.0)
    router.at(30)
    router.put(0.0)
    router.at(300)
    assert router.health.healthy("switch")


def test_a_flip_stays_when_datapoints_stop(router: Router) -> None:
    router.put(1.0)
    router.at(100)
    router.put(None)
    router.at(7200)
    assert not router.health.healthy("switch")


def test_a_calculated_check_is_healthy_while_enough_children_are(router: Router) -> None:
    assert router.health.healthy("both")
    router.health.heard("endpoint", False)
    assert not router.health.healthy("both")
    both = router.control.views["both"]
    router.control.views["both"] = replace(both, child_threshold=1)
    assert router.health.healthy("both")


def test_a_disabled_check_is_healthy_and_an_inverted_one_the_opposite(router: Router) -> None:
    router.health.heard("endpoint", False)
    endpoint = router.control.views["endpoint"]
    router.control.views["endpoint"] = replace(endpoint, inverted=True)
    assert router.health.healthy("endpoint")
    router.control.views["endpoint"] = replace(endpoint, disabled=True)
    assert router.health.healthy("endpoint")


def test_a_check_that_was_deleted_is_healthy(router: Router) -> None:
    assert router.health.healthy("gone")


def test_an_alarm_in_a_dark_region_is_evaluated_after_the_lift(router: Router) -> None:
    dark = Fault(Selector(region=WEST), "drop", 0.0, 60.0, 60.0)
    router.disruption.begin(dark)
    router.put(1.0)
    router.at(600)
    assert router.health.healthy("switch")
    router.disruption.end(dark)
    router.health.refresh()
    router.at(700)
    assert not router.health.healthy("switch")
