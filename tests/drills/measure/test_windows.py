"""Leading windows: closed forms by hand, and laws on hostile input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.measure._windows import (
    UNKNOWN,
    last_below,
    recovered_at,
    stretches_below,
    window_shares,
)

# eighths are exact in binary, so the naive sums below are exact as well
amounts = st.integers(0, 8).map(lambda n: n / 8)


def pairs(least: int) -> st.SearchStrategy[tuple[list[float], list[float]]]:
    """Offered and well, `least` eighths of a request a tick or more."""
    ticks = st.tuples(st.integers(least, 8), st.integers(0, 8) | st.just(8))
    return st.lists(ticks, min_size=1, max_size=60).map(
        lambda drawn: ([o / 8 for o, _ in drawn], [o * s / 64 for o, s in drawn])
    )


curves = pairs(0) | pairs(1)
levels = st.sampled_from([0.5, 0.9, 0.99])


def test_a_window_leads_from_its_start() -> None:
    assert window_shares([1, 1, 1, 1], [0, 1, 1, 1], 2, 0.99) == [0.5, 1.0, 1.0]


def test_a_window_in_which_nothing_was_offered_is_unknown() -> None:
    assert window_shares([1, 0, 0, 1], [1, 0, 0, 0], 2, 0.99) == [1.0, UNKNOWN, 0.0]


def test_a_series_shorter_than_the_window_has_no_window() -> None:
    assert window_shares([1, 1], [1, 1], 3, 0.99) == []
    assert recovered_at([], 0.99, 0, 5) is None
    assert stretches_below([1, 1], [0, 0], [], 0.99, 0) == []


def test_never_below_is_recovered_at_the_first_window() -> None:
    assert recovered_at([1.0, 0.99, 1.0], 0.99, 0, 2) == 0


def test_recovery_is_after_the_last_window_below() -> None:
    assert recovered_at([0.5, 1.0, 0.5, 1.0, 1.0], 0.99, 0, 4) == 3


def test_what_is_below_at_the_last_window_has_not_recovered() -> None:
    assert recovered_at([1.0, 1.0, 0.5], 0.99, 0, 2) is None


def test_a_recovery_has_to_be_seen() -> None:
    assert recovered_at([0.5, UNKNOWN, UNKNOWN], 0.99, 0, 2) is None
    assert recovered_at([0.5, UNKNOWN, 1.0], 0.99, 0, 2) == 2
    assert recovered_at([UNKNOWN, UNKNOWN], 0.99, 0, 1) is None


def test_unknown_windows_before_a_good_one_do_not_count_as_an_outage() -> None:
    assert recovered_at([UNKNOWN, UNKNOWN, 1.0], 0.99, 0, 2) == 0


def test_windows_outside_the_asked_ones_do_not_matter() -> None:
    assert recovered_at([0.0, 1.0, 1.0, 0.0], 0.99, 1, 2) == 1


def test_a_stretch_starts_with_the_first_bad_tick_not_a_window_before() -> None:
    offered, well = [1.0] * 12, [1.0] * 6 + [0.0] + [1.0] * 5
    shares = window_shares(offered, well, 4, 0.99)
    (stretch,) = stretches_below(offered, well, shares, 0.99, 0)
    assert (stretch.start, stretch.stop, stretch.lowest) == (6, 7, 0.75)


def test_a_stretch_that_is_never_over_lasts_until_the_last_tick() -> None:
    offered, well = [1.0] * 8, [1.0] * 3 + [0.0] * 5
    (stretch,) = stretches_below(offered, well, window_shares(offered, well, 3, 0.99), 0.99, 0)
    assert (stretch.start, stretch.stop) == (3, 8)


def test_shares_that_only_float_dust_keeps_from_a_level_are_at_it() -> None:
    offered = [0.3] * 400
    dust, request = [o * (0.95 - 1e-12) for o in offered], [o * (0.95 - 1e-6) for o in offered]
    assert recovered_at(window_shares(offered, dust, 40, 0.95), 0.95, 0, 300) == 0
    assert recovered_at(window_shares(offered, request, 40, 0.95), 0.95, 0, 300) is None


@given(curves, st.integers(1, 6), levels)
def test_windows_below_the_level_are_what_adding_up_gives(
    curve: tuple[list[float], list[float]], width: int, level: float
) -> None:
    offered, well = curve
    shares = window_shares(offered, well, width, level)
    assert len(shares) == max(0, len(offered) - width + 1)
    for i, share in enumerate(shares):
        asked, answered = sum(offered[i : i + width]), sum(well[i : i + width])
        exact = answered / asked if asked else UNKNOWN
        assert share == exact or (share >= level and exact >= level)
        assert (share == UNKNOWN) == (exact == UNKNOWN)


@given(
    st.lists(st.sampled_from([0.0, 0.5, 0.989, 0.99, 1.0, UNKNOWN]), max_size=40),
    st.integers(0, 5),
    st.integers(0, 45),
)
def test_recovery_is_the_first_instant_from_which_it_holds(
    shares: list[float], first: int, last: int
) -> None:
    level = 0.99
    inside = range(first, min(last, len(shares) - 1) + 1)
    holds = [t for t in inside if all(shares[s] >= level for s in inside if s >= t)]
    known = [t for t in holds if shares[t] != UNKNOWN]
    expected = None if not known else first if holds[0] == first else known[0]
    assert recovered_at(shares, level, first, last) == expected


@given(st.lists(st.sampled_from([0.0, 1.0]), max_size=700), st.integers(0, 10))
def test_blocks_find_the_same_last_one_as_looking_at_each(shares: list[float], first: int) -> None:
    bad = [i for i in range(first, len(shares)) if shares[i] < 0.5]
    assert last_below(shares, 0.5, first, len(shares)) == (bad[-1] if bad else None)


@given(curves, st.integers(1, 6), levels)
def test_stretches_are_disjoint_and_in_order(
    curve: tuple[list[float], list[float]], width: int, level: float
) -> None:
    offered, well = curve
    shares = window_shares(offered, well, width, level)
    stretches = stretches_below(offered, well, shares, level, 0)
    ends = [0, *(end for s in stretches for end in (s.start, s.stop))]
    assert ends == sorted(ends)
    assert all(s.start < s.stop <= len(offered) and s.lowest < level for s in stretches)


@given(curves, st.integers(1, 6), st.integers(0, 60))
def test_recovery_is_where_the_last_stretch_before_the_lift_ends(
    curve: tuple[list[float], list[float]], width: int, last: int
) -> None:
    offered, well = [o or 0.125 for o in curve[0]], curve[1]
    shares = window_shares(offered, well, width, 0.9)
    last = min(last, len(shares) - 1)
    at = recovered_at(shares, 0.9, 0, last)
    if at is not None and at > 0:
        stretches = stretches_below(offered, well, shares, 0.9, 0)
        assert at in [stretch.stop for stretch in stretches]


@pytest.mark.parametrize("level", [0.5, 0.9])
@given(curve=curves, width=st.integers(1, 6), extra=st.lists(amounts, min_size=60, max_size=60))
def test_perfectly_served_requests_beside_them_never_lengthen_it(
    level: float, curve: tuple[list[float], list[float]], width: int, extra: list[float]
) -> None:
    offered, well = curve
    more = [o + e for o, e in zip(offered, extra, strict=False)]
    better = [w + e for w, e in zip(well, extra, strict=False)]
    last = len(offered)
    alone = recovered_at(window_shares(offered, well, width, level), level, 0, last)
    beside = recovered_at(window_shares(more, better, width, level), level, 0, last)
    assert alone is None or (beside is not None and beside <= alone)
