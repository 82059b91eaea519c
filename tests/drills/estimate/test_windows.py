"""The interval that counted requests give an RTO, against a truth that is known exactly."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.estimate import RtoInterval, requests_needed, rto_interval
from openline_drills.measure._windows import recovered_at, window_shares

S = 1_000_000
LEVEL, WINDOW = 0.99, 10


def interval(offered: list[int], well: list[int], level: float = LEVEL) -> RtoInterval:
    return rto_interval(offered, well, tick_us=S, window_us=WINDOW * S, level=level)


def tail(for_s: int = 600, dead_s: int = 60, hold_s: int = 240) -> list[float]:
    """Nobody for a minute; then 95 of 100 at once and the rest as they forget the old answer."""
    return [
        0.0 if t < dead_s else min(1.0, 0.95 + 0.05 * (t + 0.5 - dead_s) / hold_s)
        for t in range(for_s)
    ]


def true_rto_s(shares: list[float], level: float = LEVEL) -> int | None:
    windows = window_shares([1.0] * len(shares), shares, WINDOW, level)
    return recovered_at(windows, level, 0, len(windows) - 1)


def counted(shares: list[float], per_s: int, seed: int) -> tuple[list[int], list[int]]:
    rng = np.random.default_rng(seed)
    offered = rng.poisson(per_s, len(shares))
    return offered.tolist(), rng.binomial(offered, shares).tolist()


@pytest.mark.parametrize(("level", "needed"), [(0.95, 139), (0.99, 706), (0.999, 7087)])
def test_so_many_requests_without_a_failure_show_a_level_in_sixty_windows(
    level: float, needed: int
) -> None:
    assert requests_needed(level, windows=60) == needed
    one = {"tick_us": S, "window_us": S, "level": level}
    enough, short = [needed] * 60, [needed - 1] * 60
    assert rto_interval(enough, enough, **one).at_most_us == 0  # type: ignore[arg-type]
    assert rto_interval(short, short, **one).at_most_us is None  # type: ignore[arg-type]


@pytest.mark.parametrize("per_s", [100, 500, 2000])
def test_the_truth_lies_in_the_interval_as_often_as_it_says(per_s: int) -> None:
    shares = tail()
    truth_s = true_rto_s(shares)
    assert truth_s is not None
    runs = 60
    outside = 0
    for seed in range(runs):
        found = interval(*counted(shares, per_s, seed))
        below = found.at_most_us is not None and found.at_most_us < truth_s * S
        outside += below or found.at_least_us > truth_s * S
    # windows share most of their requests, so it holds far more often than 95 % of the time
    assert outside <= 1


def test_more_requests_narrow_it() -> None:
    shares = tail()
    truth_s = true_rto_s(shares)
    few, more, most = (interval(*counted(shares, per_s, 1)) for per_s in (50, 1000, 20_000))
    assert few.at_most_us is None  # too few to show 99 % in any window
    assert more.at_most_us is not None
    assert most.at_most_us is not None
    assert truth_s is not None
    assert few.at_least_us <= more.at_least_us <= most.at_least_us <= truth_s * S
    assert truth_s * S <= most.at_most_us <= more.at_most_us


def test_what_never_recovers_is_never_said_to_have() -> None:
    """A plateau a little below the level looks fine in many a window."""
    shares = [0.0] * 60 + [0.985] * 540
    for seed in range(40):
        found = interval(*counted(shares, 1000, seed))
        assert found.at_most_us is None
        assert found.judged(900 * S) != "met"


def test_a_plateau_at_the_level_stays_undecided() -> None:
    shares = [0.0] * 60 + [0.9905] * 540
    found = [interval(*counted(shares, 500, seed)) for seed in range(20)]
    assert {one.judged(300 * S) for one in found} == {"inconclusive"}


def test_an_empty_window_is_unknown_not_bad() -> None:
    busy = [1000] * 100
    offered = busy + [0] * 30 + busy
    well = [0] * 50 + offered[50:]
    found = interval(offered, well)
    assert found.at_least_us <= 50 * S
    # the last that is empty begins at 120; the next holds 1,000 requests, and 834 would do
    assert found.at_most_us == 121 * S


def test_judged_by_both_ends() -> None:
    assert RtoInterval(50 * S, 60 * S).judged(60 * S) == "met"
    assert RtoInterval(50 * S, 60 * S).judged(59 * S) == "inconclusive"
    assert RtoInterval(50 * S, 60 * S).judged(50 * S) == "inconclusive"
    assert RtoInterval(50 * S, 60 * S).judged(49 * S) == "missed"
    assert RtoInterval(50 * S, None).judged(49 * S) == "missed"
    assert RtoInterval(50 * S, None).judged(10**9 * S) == "inconclusive"


def test_a_drill_shorter_than_a_window_shows_nothing() -> None:
    assert interval([1000] * 9, [1000] * 9) == RtoInterval(0, None)


@settings(max_examples=30)
@given(
    shares=st.lists(st.sampled_from([0.0, 0.9, 0.99, 1.0]), min_size=12, max_size=60),
    seed=st.integers(0, 1000),
)
def test_its_ends_are_in_order_and_a_stricter_level_moves_them_up(
    shares: list[float], seed: int
) -> None:
    offered, well = counted(shares, 300, seed)
    found = [interval(offered, well, level) for level in (0.90, 0.95, 0.99)]
    for one in found:
        assert one.at_most_us is None or one.at_least_us <= one.at_most_us
    for looser, stricter in pairwise(found):
        assert looser.at_least_us <= stricter.at_least_us
        if stricter.at_most_us is not None:
            assert looser.at_most_us is not None
            assert looser.at_most_us <= stricter.at_most_us
