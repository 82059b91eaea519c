"""The RPO at the declared rate against its own distribution, and against sampled writes."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.rpo import lag_part_s
from openline_drills.rpo._declared import declared_s
from openline_stacks.recovery import Constant, Lognormal, Uniform, integrated_survival

LAG = Lognormal(0.8, 0.6)


def quantile(share: float, rate_per_s: float, lag: Lognormal = LAG) -> float:
    """The age that a share of all seeds stays below: exp(-rate I(a)) = share."""
    return lag_part_s(lag, -math.log(share) / rate_per_s)


@pytest.mark.parametrize(
    ("rate_per_s", "p50_s", "p95_s"),
    # model.md, section 3: simulated with the same lag
    [(20, 2.1, 4.2), (50, 2.8, 5.1), (500, 4.8, 7.7), (5000, 7.3, 10.9)],
)
def test_quantiles_are_those_that_were_simulated(
    rate_per_s: int, p50_s: float, p95_s: float
) -> None:
    assert quantile(0.50, rate_per_s) == pytest.approx(p50_s, abs=0.06)
    assert quantile(0.95, rate_per_s) == pytest.approx(p95_s, abs=0.06)


def test_draws_follow_the_distribution() -> None:
    draws = sorted(declared_s(seed, "orders", "orders", LAG, 50.0) for seed in range(500))
    # a share of 500 draws below its quantile has a standard deviation of 0.022 at most
    for share in (0.1, 0.5, 0.9, 0.95):
        below = sum(draw <= quantile(share, 50.0) for draw in draws) / len(draws)
        assert below == pytest.approx(share, abs=0.06)


def test_draws_agree_with_following_every_write() -> None:
    rng = random.Random(7)

    def brute() -> float:
        """Writes at 50/s before an instant; the age of the oldest whose lag exceeds its age."""
        ages = [rng.uniform(0, 30) for _ in range(1500)]
        return max((a for a in ages if rng.lognormvariate(math.log(0.8), 0.6) > a), default=0.0)

    simulated = sorted(brute() for _ in range(400))
    drawn = sorted(declared_s(seed, "a", "b", LAG, 50.0) for seed in range(400))
    for at in (100, 200, 300):
        assert drawn[at] == pytest.approx(simulated[at], rel=0.15)


def test_a_seed_draws_the_same_again_and_each_store_its_own() -> None:
    first = declared_s(3, "orders", "orders", LAG, 50.0)
    assert declared_s(3, "orders", "orders", LAG, 50.0) == first
    assert declared_s(3, "orders", "carts", LAG, 50.0) != first
    assert declared_s(4, "orders", "orders", LAG, 50.0) != first


def test_the_bits_of_a_draw_do_not_move() -> None:
    assert declared_s(1, "orders", "orders", LAG, 50.0).hex() == "0x1.110a940000000p+1"


def test_a_write_seldom_enough_is_never_missing() -> None:
    assert declared_s(1, "orders", "orders", LAG, 1e-9) == 0.0


def test_a_constant_lag_is_the_most_that_can_be_missing() -> None:
    assert lag_part_s(Constant(2.0), 0.5) == pytest.approx(1.5)
    assert lag_part_s(Constant(2.0), 0.0) == pytest.approx(2.0)
    assert lag_part_s(Constant(2.0), 2.0) == 0.0


@given(
    st.one_of(
        st.builds(Lognormal, st.floats(0.01, 100), st.floats(0, 2)),
        st.builds(Constant, st.floats(0, 1000)),
        st.builds(Uniform, st.floats(0, 10), st.floats(10, 1000)),
    ),
    st.floats(0, 1000),
    st.floats(0, 1000),
)
def test_more_writes_never_make_it_younger(
    lag: Lognormal | Constant | Uniform, excess_s: float, more_s: float
) -> None:
    age = lag_part_s(lag, excess_s)
    assert lag_part_s(lag, excess_s + more_s) <= age
    assert integrated_survival(lag, age) <= excess_s
