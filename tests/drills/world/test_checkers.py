"""Sixteen health checkers: how long until they agree, and what flips them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.kernel import VirtualClock
from openline_drills.world.checkers import Condition, EndpointCheck
from openline_stacks.recovery import Stream, parameters

S = 1_000_000
GOOD, DARK, REFUSED = Condition(1.0), Condition(0.0, dropped=1.0), Condition(0.0)


class Endpoint:
    """An endpoint that a test breaks and mends; `heard`: published statuses with their instants."""

    def __init__(
        self,
        interval_s: float = 10.0,
        fails: int = 3,
        seed: int = 1,
        at_first: Condition = GOOD,
        **overridden: float,
    ) -> None:
        self.clock = VirtualClock()
        self.now = at_first
        self.heard: list[tuple[float, bool]] = []
        self.check = EndpointCheck(
            self.clock,
            "checker/x",
            interval_s,
            fails,
            parameters(overrides={f"checker.{name}": value for name, value in overridden.items()}),
            (Stream(seed, "x", "phases"), Stream(seed, "x", "probes")),
            lambda: self.now,
            lambda healthy: self.heard.append((self.clock.now / S, healthy)),
        )
        self.check.start()

    def become(self, at_s: float, condition: Condition) -> None:
        self.clock.run_until(int(at_s * S))
        self.now = condition
        self.check.changed()

    def detection_s(self, condition: Condition = DARK) -> float:
        self.become(300.0, condition)
        self.clock.run_until(900 * S)
        assert [healthy for _, healthy in self.heard] == [False]
        return self.heard[0][0] - 300.0


def median_detection_s(interval_s: float, condition: Condition) -> float:
    found = [Endpoint(interval_s, 3, seed).detection_s(condition) for seed in range(21)]
    return sorted(found)[10]


@pytest.mark.parametrize(
    ("interval_s", "condition", "expected_s"),
    [
        # model.md, section 1: 10 s x 3 about 29 s refused and 40 s dropped; 30 s x 3: 85 and 97 s
        (10.0, REFUSED, 29.0),
        (10.0, DARK, 40.0),
        (30.0, REFUSED, 85.0),
        (30.0, DARK, 97.0),
    ],
)
def test_detection_takes_what_was_measured(
    interval_s: float, condition: Condition, expected_s: float
) -> None:
    publication_s = 2.0
    found_s = median_detection_s(interval_s, condition) - publication_s
    assert found_s == pytest.approx(expected_s, abs=2.5)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    interval_s=st.integers(10, 30),
    longer_s=st.integers(0, 20),
    fails=st.integers(1, 10),
    more=st.integers(0, 5),
    condition=st.sampled_from([DARK, REFUSED]),
)
def test_a_longer_interval_or_threshold_never_detects_sooner(
    seed: int, interval_s: int, longer_s: int, fails: int, more: int, condition: Condition
) -> None:
    def detected_s(interval_s: int, fails: int) -> float:
        # broken at 0, where the phases of both are the same share of the interval
        endpoint = Endpoint(float(interval_s), fails, seed)
        endpoint.become(0.0, condition)
        endpoint.clock.run_until(2000 * S)
        return endpoint.heard[0][0]

    assert detected_s(interval_s, fails) <= detected_s(interval_s + longer_s, fails + more) + 1e-5


def test_a_region_that_is_back_is_seen_by_a_few_checkers_sooner_than_it_was_missed() -> None:
    endpoint = Endpoint()
    down_s = endpoint.detection_s()
    endpoint.become(900.0, GOOD)
    endpoint.clock.run_until(1000 * S)
    back_s, healthy = endpoint.heard[1]
    assert healthy
    assert back_s - 900.0 < down_s


@pytest.mark.parametrize("ever_good", [True, False])
def test_it_is_healthy_again_only_after_three_passes_in_a_row(ever_good: bool) -> None:
    endpoint = Endpoint(at_first=GOOD if ever_good else REFUSED, publication_s=0.0)
    endpoint.become(300.0, REFUSED)
    endpoint.become(900.0, GOOD)
    endpoint.clock.run_until(1000 * S)
    back_s, healthy = endpoint.heard[-1]
    assert healthy
    assert back_s - 900.0 > 2 * 10.0  # the first of them, and two intervals


def test_a_status_is_told_so_much_later_than_it_is_agreed_on() -> None:
    agreed, told = Endpoint(publication_s=0.0), Endpoint(publication_s=2.0)
    assert told.detection_s() - agreed.detection_s() == pytest.approx(2.0, abs=1e-6)


def test_what_drops_half_and_refuses_half_is_seen_between_the_two() -> None:
    half = median_detection_s(10.0, Condition(0.0, dropped=0.5))
    assert median_detection_s(10.0, REFUSED) + 2.0 < half < median_detection_s(10.0, DARK) - 2.0


def test_checkers_that_would_only_repeat_themselves_sleep() -> None:
    endpoint = Endpoint()
    endpoint.clock.run_until(3600 * S)
    assert endpoint.clock.events == 0
    endpoint.become(3600.0, DARK)
    endpoint.clock.run_until(3700 * S)
    asleep = endpoint.clock.events
    endpoint.clock.run_until(7200 * S)
    assert endpoint.clock.events == asleep


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("at_first", "hardly_other", "then"),
    [
        (GOOD, Condition(1.0 - 1e-12), DARK),
        # in the dark a probe's slot is the interval and the time-out after it
        (DARK, Condition(0.0, dropped=1.0 - 1e-12), GOOD),
        (REFUSED, Condition(1e-12), GOOD),
    ],
)
def test_a_sleeping_checker_goes_on_in_its_own_slots(
    at_first: Condition, hardly_other: Condition, then: Condition, seed: int
) -> None:
    """Changed at any instant, it tells what a checker that never slept would have told."""
    awake, asleep = Endpoint(seed=seed, at_first=at_first), Endpoint(seed=seed, at_first=at_first)
    awake.become(0.0, hardly_other)  # never certain, so nobody sleeps
    for one in (awake, asleep):
        one.become(777.7, then)
        one.clock.run_until(900 * S)
    assert len(asleep.heard) == 1
    assert awake.heard == asleep.heard


def test_a_fifth_of_errors_does_not_trip_a_check_in_an_hour() -> None:
    # model.md, section 1: 20 % never in 200 two-hour runs, 50 % in 60 % of them
    for seed in range(10):
        endpoint = Endpoint(seed=seed)
        endpoint.become(100.0, Condition(0.8))
        endpoint.clock.run_until(3600 * S)
        assert endpoint.heard == []


def test_a_half_of_errors_trips_it_in_some_runs_of_two_hours() -> None:
    # model.md, section 1: in 60 % of 200. Of 20, fewer than 6 or more than 17 come once in 1,000
    tripped = 0
    for seed in range(20):
        endpoint = Endpoint(seed=seed)
        endpoint.become(100.0, Condition(0.5))
        endpoint.clock.run_until(7300 * S)
        tripped += bool(endpoint.heard)
    assert 6 <= tripped <= 17


def test_a_blink_shorter_than_three_probes_trips_nothing() -> None:
    endpoint = Endpoint()
    endpoint.become(300.0, DARK)
    endpoint.become(315.0, GOOD)
    endpoint.clock.run_until(900 * S)
    assert endpoint.heard == []


def test_an_endpoint_that_never_answered_is_unhealthy_from_the_start() -> None:
    endpoint = Endpoint()
    endpoint.now = REFUSED
    endpoint.check.start()
    assert not endpoint.check.healthy
