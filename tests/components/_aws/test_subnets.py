"""The address plan: what stays where it is, and what never overlaps."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from openline._aws.subnets import ZONES, plan, problems
from openline.declaration._names import ZoneLetter

ZONE_LISTS = st.lists(st.sampled_from(ZONES), min_size=1, unique=True)
CIDRS = st.integers(16, 23).map(lambda prefix: f"10.64.0.0/{prefix}")


@given(CIDRS, ZONE_LISTS)
def test_no_two_subnets_overlap_and_all_are_inside(cidr: str, zones: list[str]) -> None:
    ranges = [IPv4Network(text) for one in plan(cidr, zones) for text in (one.public, one.private)]
    assert not any(a.overlaps(b) for a, b in combinations(ranges, 2))
    assert all(one.subnet_of(IPv4Network(cidr)) for one in ranges)


@given(CIDRS, ZONE_LISTS)
def test_a_zones_ranges_depend_on_its_letter_alone(cidr: str, zones: list[str]) -> None:
    alone = {zone: plan(cidr, [zone])[0] for zone in zones}
    assert {one.zone: one for one in plan(cidr, zones)} == alone


def test_every_zone_that_can_be_declared_has_its_ranges() -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz":
        try:
            TypeAdapter(ZoneLetter).validate_python(letter)
        except ValidationError:
            assert letter not in ZONES
        else:
            assert letter in ZONES


@given(CIDRS)
def test_a_balancer_has_its_27(cidr: str) -> None:
    assert IPv4Network(plan(cidr, ["a"])[0].public).prefixlen <= 27


@pytest.mark.parametrize(
    ("cidr", "zones", "word"),
    [
        ("10.20.0.0/16", ["a"], "two zones"),
        ("10.20.0.0/24", ["a", "b"], "/24"),
        ("10.0.0.0/8", ["a", "b"], "/8"),
        ("10.20.0.1/16", ["a", "b"], "host bits"),
        ("ten", ["a", "b"], "10.20.0.0/16"),
        ("10.20.0.0/16", ["a", "a"], "twice"),
        ("10.20.0.0/16", ["a", "us-east-1b"], "zone letter"),
        ("10.20.0.0/16", ["a", "z"], "zone letter"),
        ("10.20.0.0/16", ["a", ""], "zone letter"),
    ],
)
def test_what_cannot_be_planned_is_said(cidr: str, zones: list[str], word: str) -> None:
    assert any(word in problem for problem in problems(cidr, zones))


def test_what_can_be_planned_has_no_problems() -> None:
    assert list(problems("10.20.0.0/16", ["a", "b", "c"])) == []
