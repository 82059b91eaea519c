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
        ({"to_s": float("nan")}, "later than from_s"),
        ({"expires_s": 10.0}, "no earlier than to_s"),
        ({"share": 0.0}, "more than 0"),
        ({"share": 1.5}, "at most 1"),
        ({"selector": Selector(zone="a")}, "without its region"),
        ({"operations": ("PutItem",)}, "without their services"),
    ],
)
def test_an_impossible_fault_says_why(change: dict[str, object], why: str) -> None:
    problems = fault_problems(replace(_DARK, **change))  # type: ignore[arg-type]
    assert len(problems) == 1
    assert why in problems[0]
