"""The statistics against exact values."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.verdict import binomial_tail, mostly_misses, nearest_rank

FIVE_PERCENT = Fraction(1, 20)


@pytest.mark.parametrize(
    ("successes", "trials", "tail"),
    [
        (0, 20, Fraction(1)),
        (1, 20, 1 - Fraction(19, 20) ** 20),
        (2, 2, Fraction(1, 400)),
        (20, 20, Fraction(1, 20**20)),
        (21, 20, Fraction(0)),
        (-1, 3, Fraction(1)),
    ],
)
def test_binomial_tail_is_exact(successes: int, trials: int, tail: Fraction) -> None:
    assert binomial_tail(successes, trials, FIVE_PERCENT) == tail


def test_binomial_tail_of_three_and_four_of_twenty() -> None:
    # R: pbinom(2, 20, 0.05, lower.tail = FALSE), pbinom(3, ...)
    assert float(binomial_tail(3, 20, FIVE_PERCENT)) == pytest.approx(0.07548367, abs=1e-8)
    assert float(binomial_tail(4, 20, FIVE_PERCENT)) == pytest.approx(0.01590153, abs=1e-8)


@pytest.mark.parametrize(
    ("seeds", "enough"), [(1, 1), (2, 2), (7, 2), (8, 3), (20, 4), (59, 7), (100, 10)]
)
def test_so_many_misses_speak_against_it(seeds: int, enough: int) -> None:
    told = [missed for missed in range(seeds + 1) if mostly_misses(missed, seeds)]
    assert told == list(range(enough, seeds + 1))


def test_no_seed_proves_no_miss() -> None:
    assert not mostly_misses(0, 0)


@pytest.mark.parametrize(
    ("percent", "value"), [(1, 15), (5, 15), (30, 20), (40, 20), (50, 35), (95, 50), (100, 50)]
)
def test_nearest_rank_is_a_value_that_was_measured(percent: int, value: int) -> None:
    assert nearest_rank([50, 15, 40, 20, 35], percent) == value


def test_nearest_rank_of_twenty() -> None:
    assert nearest_rank(range(1, 21), 50) == 10
    assert nearest_rank(range(1, 21), 95) == 19


def test_seeds_that_did_not_recover_count_as_longer_than_everything() -> None:
    assert nearest_rank([None, 3, 1, 2], 50) == 2
    assert nearest_rank([None, 3, 1, 2], 75) == 3
    assert nearest_rank([None, 3, 1, 2], 76) is None
    assert nearest_rank([None], 1) is None
    assert nearest_rank([], 50) is None


@given(st.lists(st.none() | st.integers(-5, 5), min_size=1), st.integers(1, 100))
def test_nearest_rank_is_the_smallest_that_enough_do_not_exceed(
    values: list[int | None], percent: int
) -> None:
    longer = [math.inf if value is None else value for value in values]
    enough = [v for v in longer if 100 * sum(w <= v for w in longer) >= percent * len(longer)]
    found = nearest_rank(values, percent)
    assert (math.inf if found is None else found) == min(enough)
