"""The statistics against exact values."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.estimate import (
    MOST_SEEDS,
    Sequential,
    binomial_tail,
    met_in_a_row,
    mostly_misses,
    sequential,
)
from openline_stacks.estimate import bounds

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


# -- one seed after another


def decided(chance: float, seed: int) -> Sequential:
    rng = random.Random(seed)
    return sequential(rng.random() < chance for _ in range(MOST_SEEDS))


def test_31_seeds_without_a_miss_decide_and_one_miss_costs_26_more() -> None:
    assert sequential([True] * MOST_SEEDS) == Sequential("good", 31, 0)
    assert sequential([True] * 30).found is None
    for at in range(30):
        once = [True] * at + [False] + [True] * MOST_SEEDS
        assert sequential(once) == Sequential("good", 57, 1)


@pytest.mark.parametrize(("met_before", "found"), [(0, "poor"), (17, "poor"), (18, None)])
def test_two_misses_within_nineteen_seeds_decide(met_before: int, found: str | None) -> None:
    assert sequential([True] * met_before + [False] * 2).found == found


def test_two_misses_too_late_to_decide_leave_it_open_at_59() -> None:
    outcomes = [True] * 18 + [False] * 2 + [True] * 39
    assert len(outcomes) == MOST_SEEDS
    assert sequential(outcomes) == Sequential(None, 59, 2)


def test_four_misses_of_59_decide() -> None:
    outcomes = [True] * 18 + [False] * 2 + [True] * 24 + [False]
    assert sequential(outcomes).found is None
    assert sequential([*outcomes, False]).found == "poor"


def test_good_stacks_need_31_to_57_seeds_and_bad_ones_four_to_seven() -> None:
    """Simulated truth: how often it is right, and after how many seeds."""
    runs = 1000
    good = [decided(0.99, seed) for seed in range(runs)]
    assert {one.seeds for one in good if one.found == "good"} == {31, 57}
    # exactly: 90.9 % good, 2.1 % poor, 7.0 % open; a standard deviation is 0.9 at most
    assert sum(one.found == "poor" for one in good) <= 0.05 * runs
    assert sum(one.found == "good" for one in good) == pytest.approx(0.909 * runs, abs=30)
    assert sum(one.seeds for one in good) / runs == pytest.approx(37.3, abs=1.5)

    poor = [decided(0.90, seed) for seed in range(runs)]
    assert sum(one.found == "good" for one in poor) <= 0.07 * runs  # 4.7 %, three deviations
    assert sum(one.found == "poor" for one in poor) == pytest.approx(0.889 * runs, abs=32)

    for chance, needed in ((0.5, 4.0), (0.7, 6.7)):
        bad = [decided(chance, seed) for seed in range(runs)]
        assert all(one.found == "poor" for one in bad)
        assert sum(one.seeds for one in bad) / runs == pytest.approx(needed, abs=0.5)


@given(st.lists(st.booleans() | st.none(), max_size=80), st.lists(st.booleans(), max_size=10))
def test_what_is_decided_stays_whatever_comes_later(
    outcomes: list[bool | None], later: list[bool | None]
) -> None:
    found = sequential(outcomes)
    if found.found is not None:
        assert sequential(outcomes + later) == found
        assert sequential(outcomes[: found.seeds - 1]).found is None


def test_a_seed_that_cannot_be_told_ends_it() -> None:
    assert sequential([True, None, True]) == Sequential("unknown", 2, 0)
    assert sequential([False, False, None]).found == "poor"


@given(st.lists(st.booleans(), max_size=MOST_SEEDS))
def test_so_many_met_in_a_row_decide_and_one_fewer_does_not(outcomes: list[bool]) -> None:
    more = met_in_a_row(outcomes)
    if more == 0:
        assert sequential(outcomes).found is not None
    else:
        assert sequential(outcomes + [True] * more).found == "good"
        assert sequential(outcomes + [True] * (more - 1)).found is None


@pytest.mark.parametrize(("seeds", "at_least"), [(20, 0.86), (59, 0.95)])
def test_seeds_that_all_met_show_so_much(seeds: int, at_least: float) -> None:
    lower, upper = bounds(seeds, seeds, 0.05)
    assert (round(lower, 2), upper) == (at_least, 1.0)
    assert lower == pytest.approx(0.05 ** (1 / seeds))
