"""Names that AWS takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline._aws.names import BALANCER, BUCKET, ORDINARY, ROLE, fit

ANY = st.text(min_size=1, max_size=200)
LABELS = st.from_regex(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)
LIMITS = st.sampled_from([BALANCER, BUCKET, ORDINARY, ROLE])
SUFFIXES = st.sampled_from(["alb", "tg", "role", "logs", "balancer-in-443"])


@given(ANY, SUFFIXES, LIMITS)
def test_any_name_is_made_to_fit(name: str, suffix: str, limit: int) -> None:
    assert len(fit(name, suffix, limit)) <= limit


@given(ANY, SUFFIXES, LIMITS)
def test_every_name_is_letters_digits_and_single_edges(name: str, suffix: str, limit: int) -> None:
    made = fit(name, suffix, limit)
    assert re.fullmatch(r"(?!.*--)[a-z0-9-]*[a-z0-9]", made)
    assert made.endswith(suffix)
    assert not made.startswith(("internal-", "sg-", "xn--", "sthree-", "amzn-s3-demo-"))


@given(LABELS, LABELS, SUFFIXES, LIMITS)
def test_different_names_stay_different(one: str, other: str, suffix: str, limit: int) -> None:
    if one != other:
        assert fit(one, suffix, limit) != fit(other, suffix, limit)


def test_a_name_that_fits_is_left_alone() -> None:
    assert fit("shop-orders-us-east-1", "role", ROLE) == "shop-orders-us-east-1-role"


def test_two_long_names_with_one_beginning_are_told_apart() -> None:
    long = "x" * 100
    assert fit(f"{long}1", "alb", BALANCER) != fit(f"{long}2", "alb", BALANCER)


def test_two_hyphens_in_a_row_become_one_and_other_names_stay_different() -> None:
    made = fit("a--b", "tg", BALANCER)
    assert re.fullmatch(r"a-b-[a-z2-7]{6}-tg", made)
    assert made != fit("a-b", "tg", BALANCER)


@pytest.mark.parametrize("name", ["internal-desk", "sg-desk", "sthree-desk"])
def test_a_start_that_aws_refuses_is_covered(name: str) -> None:
    assert fit(name, "alb", ORDINARY).startswith(f"ol-{name}")


def test_dots_stay_only_where_they_may() -> None:
    assert fit("a.b", "table", ORDINARY, dots=True) == "a.b-table"
    assert "." not in fit("a.b", "alb", ORDINARY)


def test_the_words_that_are_kept_can_be_chosen() -> None:
    made = fit("a-long-stack-orders-us-east-1", "alb", BALANCER, readable="orders")
    assert made.startswith("orders-")
    assert made.endswith("-alb")
