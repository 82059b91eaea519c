"""Binomial chances and Clopper-Pearson bounds against exact values and against simulated truth."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.estimate import binomial_tail
from openline_stacks.estimate import at_least, at_most, bounds


@given(trials=st.integers(0, 60), successes=st.integers(-1, 61), percent=st.integers(0, 100))
def test_plain_arithmetic_gives_what_exact_fractions_give(
    trials: int, successes: int, percent: int
) -> None:
    exact = binomial_tail(successes, trials, Fraction(percent, 100))
    assert at_least(successes, trials, percent / 100) == pytest.approx(float(exact), abs=1e-14)


@given(trials=st.integers(1, 20_000), data=st.data(), chance=st.floats(0.001, 0.999))
def test_at_most_and_more_is_everything(trials: int, data: st.DataObject, chance: float) -> None:
    successes = data.draw(st.integers(0, trials))
    both = at_most(successes, trials, chance) + at_least(successes + 1, trials, chance)
    assert both == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("successes", "trials", "lower", "upper"),
    [
        # R: binom.test(x, n, conf.level = 0.95)$conf.int
        (0, 10, 0.0, 0.3084971),
        (7, 10, 0.3475471, 0.9332605),
        (10, 10, 0.6915029, 1.0),
        (95, 100, 0.8871651, 0.9835681),
        (0, 0, 0.0, 1.0),
    ],
)
def test_bounds_are_those_of_the_tables(
    successes: int, trials: int, lower: float, upper: float
) -> None:
    assert bounds(successes, trials, 0.025) == pytest.approx((lower, upper), abs=1e-7)


@given(trials=st.integers(1, 400), data=st.data(), error=st.sampled_from([0.05, 0.025, 1e-4]))
def test_a_bound_lies_where_the_counts_have_just_that_chance(
    trials: int, data: st.DataObject, error: float
) -> None:
    successes = data.draw(st.integers(0, trials))
    lower, upper = bounds(successes, trials, error)
    assert lower <= successes / trials <= upper
    if successes:
        assert at_least(successes, trials, lower) == pytest.approx(error, rel=1e-6)
    if successes < trials:
        assert at_most(successes, trials, upper) == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize("truth", [0.5, 0.9, 0.99, 0.999])
@pytest.mark.parametrize("trials", [20, 700])
def test_each_bound_is_wrong_no_more_often_than_it_says(truth: float, trials: int) -> None:
    drawn = np.random.default_rng(7).binomial(trials, truth, 4000)
    found = {k: bounds(k, trials, 0.05) for k in map(int, np.unique(drawn))}
    too_high = sum(found[int(k)][0] > truth for k in drawn)
    too_low = sum(found[int(k)][1] < truth for k in drawn)
    # at most 5 % of 4,000 in truth; 3.3 standard deviations above it
    assert max(too_high, too_low) <= 246


def test_counts_that_cannot_be_are_an_error() -> None:
    with pytest.raises(ValueError, match="11 successes of 10 trials"):
        bounds(11, 10, 0.05)
