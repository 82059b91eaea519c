"""Quantities read what people write, exactly, and write what reads back."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.declaration._quantities import (
    MOST_PER_S,
    MOST_SECONDS,
    Backoff,
    Surge,
    margin,
    on_off,
    rate,
    rate_text,
    seconds,
    seconds_text,
    share,
    share_text,
    whole,
)

ANYTHING = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.binary(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.from_regex(r"[0-9.]{1,6} ?(d|h|m|s|ms|%|/s|/min|x for 1m)", fullmatch=True),
)
DURATIONS = st.floats(min_value=0, max_value=MOST_SECONDS)


@pytest.mark.parametrize(
    ("written", "meant_s"),
    [
        ("5m", 300),
        ("1h30m", 5400),
        ("250ms", 0.25),
        ("0s", 0),
        ("1.5h", 5400),
        ("1d", 86400),
        ("1m0.5s", 60.5),
        (7, 7),
        (0.1, 0.1),
    ],
)
def test_durations_are_read_in_any_unit(written: object, meant_s: float) -> None:
    assert seconds(written) == meant_s


@pytest.mark.parametrize(
    "written", ["5", "", "m", "5 m", "30m1h", "-5m", "5M", "1e3s", True, None, -1, math.nan]
)
def test_what_is_no_duration_is_told_what_one_looks_like(written: object) -> None:
    with pytest.raises(ValueError, match="write a duration such as 5m, 1h30m, 250ms or 10s"):
        seconds(written)


def test_a_duration_of_a_thousand_years_is_a_slip() -> None:
    with pytest.raises(ValueError, match="366 days"):
        seconds("365000d")


@pytest.mark.parametrize(("written", "meant"), [("5%", 0.05), (0.05, 0.05), ("0.1%", 0.001)])
def test_shares_are_exact(written: object, meant: float) -> None:
    assert share(written) == meant


def test_a_share_without_its_sign_is_told_to_write_it() -> None:
    with pytest.raises(ValueError, match="5 is not between 0% and 100%; write 5%, with its sign"):
        share(5)


def test_a_margin_may_exceed_one_but_a_share_may_not() -> None:
    assert margin("150%") == 1.5
    with pytest.raises(ValueError, match="not between"):
        share("150%")


@pytest.mark.parametrize(
    ("written", "per_s"), [("120/s", 120), ("6000/min", 100), ("36/h", 0.01), (5, 5)]
)
def test_rates_are_per_second(written: object, per_s: float) -> None:
    assert rate(written) == per_s


@pytest.mark.parametrize("written", ["0/s", 0, -3, "120", "120 per s", "120/d", True])
def test_what_is_no_rate_is_told_what_one_looks_like(written: object) -> None:
    with pytest.raises(ValueError, match="write a rate such as 120/s or 6000/min"):
        rate(written)


def test_a_surge_multiplies_for_a_while() -> None:
    assert Surge.parse("3x for 10m") == Surge(times=3.0, for_s=600.0)
    assert str(Surge.parse("1.5x for 90s")) == "1.5x for 90s"


@pytest.mark.parametrize("written", ["0.5x for 10m", "3x", "3 for 10m", "3x for 0s", 3, None])
def test_what_is_no_surge_is_told_what_one_looks_like(written: object) -> None:
    with pytest.raises(ValueError, match="write a surge such as 3x for 10m"):
        Surge.parse(written)


@pytest.mark.parametrize("written", ["8s..1s", "1s", "1s..", "..8s", "1s-8s", 1, None])
def test_what_is_no_backoff_is_told_what_one_looks_like(written: object) -> None:
    with pytest.raises(ValueError, match="write a"):
        Backoff.parse(written)


def test_integral_floats_are_whole_and_booleans_are_not() -> None:
    assert whole(3.0) == 3
    for wrong in (True, 3.5, "3", None):
        with pytest.raises(ValueError, match="not a whole number"):
            whole(wrong)


@pytest.mark.parametrize(("word", "meant"), [("on", True), ("off", False), (True, True)])
def test_on_is_a_word(word: object, meant: bool) -> None:
    assert on_off(word) is meant
    with pytest.raises(ValueError, match="write on or off"):
        on_off("yes")


@given(DURATIONS)
def test_every_duration_reads_back_as_it_was_written(amount: float) -> None:
    assert seconds(seconds_text(amount)) == amount


@given(st.floats(min_value=0, max_value=1))
def test_every_share_reads_back_as_it_was_written(amount: float) -> None:
    assert share(share_text(amount)) == amount


@given(st.floats(min_value=0, max_value=MOST_PER_S, exclude_min=True))
def test_every_rate_reads_back_as_it_was_written(amount: float) -> None:
    assert rate(rate_text(amount)) == amount


@given(st.floats(min_value=1, max_value=1000), st.floats(min_value=1e-6, max_value=MOST_SECONDS))
def test_every_surge_reads_back_as_it_was_written(times: float, for_s: float) -> None:
    assert Surge.parse(str(Surge(times, for_s))) == Surge(times, for_s)


@given(DURATIONS, DURATIONS)
def test_every_backoff_reads_back_as_it_was_written(one: float, other: float) -> None:
    backoff = Backoff(min(one, other), max(one, other))
    assert Backoff.parse(str(backoff)) == backoff


def fault(read: Callable[[object], object], value: object) -> str:
    try:
        read(value)
    except ValueError as error:
        return str(error)
    return "none; fine"


@given(ANYTHING)
def test_anything_at_all_is_a_quantity_or_a_value_error(value: object) -> None:
    for read in (seconds, share, margin, rate, whole, on_off, Surge.parse, Backoff.parse):
        assert "; " in fault(read, value)
