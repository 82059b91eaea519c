"""A dark region is every service and both planes; an impossible fault says why."""

from dataclasses import replace

import pytest

from openline_stacks.recovery import Selector, fault_problems, region_dark

_DARK = region_dark("us-east-1", 0.0, 3600.0)


def test_a_dark_region_drops_everything_on_both_planes() -> None:
    assert _DARK.selector == Selector(region="us-east-1")
    assert (_DARK.mode, _DARK.plane, _DARK.services, _DARK.share) == ("drop", None, (), 1.0)
    assert _DARK.expires_s == 3600.0
    assert fault_problems(_DARK) == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"from_s": -1.0}, "starts at 0"),
        ({"to_s": 0.0}, "later than from_s"),
        ({"to_s": float("nan")}, "numbers of seconds"),
        ({"to_s": float("inf"), "expires_s": float("inf")}, "numbers of seconds"),
        ({"expires_s": 10.0}, "no earlier than to_s"),
        ({"share": 0.0}, "more than 0"),
        ({"share": 1.5}, "at most 1"),
        ({"selector": Selector(zone="a")}, "without its region"),
        ({"operations": ("PutItem",)}, "without their services"),
        ({"selector": Selector(), "peer": "us-west-2"}, "select the region, too"),
        ({"peer": "us-east-1"}, "the selected region itself"),
        ({"mode": "slow"}, "slow answers come more than 0 s late"),
        ({"mode": "slow", "delay_s": float("inf")}, "slow answers come more than 0 s late"),
        ({"delay_s": 1.0}, "delay_s is given, but mode is drop"),
        ({"limit_per_s": 5.0}, "limit_per_s is given, but mode is drop"),
        ({"mode": "throttle", "limit_per_s": 0.0}, "limit_per_s is 0; it must be more than 0"),
        ({"mode": "throttle", "limit_per_s": 5.0, "share": 0.5}, "a rate or a share"),
        ({"times": 2.0}, "times is given, but mode is drop"),
        ({"mode": "surge", "selector": Selector()}, "another number than 1"),
        ({"mode": "surge", "times": 2.0}, "nothing but selector.system"),
    ],
)
def test_an_impossible_fault_says_why(change: dict[str, object], why: str) -> None:
    problems = fault_problems(replace(_DARK, **change))  # type: ignore[arg-type]
    assert len(problems) == 1
    assert why in problems[0]
