"""Quantile, survival and its integral belong to the same distribution."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_stacks.recovery import (
    Constant,
    Distribution,
    Lognormal,
    Uniform,
    exponential_quantile,
    integrated_survival,
    quantile,
    sampler,
    survival,
)

_UNITS = st.floats(0.0, 1.0, exclude_max=True)
_DISTRIBUTIONS = st.one_of(
    st.builds(Constant, st.floats(0.0, 1e3)),
    st.builds(lambda low, width: Uniform(low, low + width), st.floats(0, 1e3), st.floats(0, 1e3)),
    st.builds(Lognormal, st.floats(1e-3, 1e3), st.floats(0.0, 2.0)),
)


@given(_UNITS)
def test_the_exponential_quantile_inverts_its_distribution(u: float) -> None:
    assert 1.0 - math.exp(-exponential_quantile(u)) == pytest.approx(u, abs=1e-12)


@given(_DISTRIBUTIONS, _UNITS, _UNITS)
def test_quantiles_never_fall(distribution: Distribution, one: float, other: float) -> None:
    low, high = sorted((one, other))
    # one part in 1e12 for the last bits of the pieces that a quantile is put together from
    assert quantile(distribution, low) <= quantile(distribution, high) * (1 + 1e-12)


@given(_DISTRIBUTIONS, st.floats(0.001, 0.999))
def test_the_share_beyond_a_quantile_is_what_is_left(distribution: Distribution, u: float) -> None:
    a = quantile(distribution, u)
    assert survival(distribution, a * (1 + 1e-9) + 1e-12) <= 1.0 - u + 1e-3
    assert survival(distribution, a * (1 - 1e-9) - 1e-12) >= 1.0 - u - 1e-3


def test_a_lognormal_has_the_survival_of_the_reference() -> None:
    for a in (0.1, 0.8, 3.0, 12.0):
        reference = 0.5 * math.erfc(math.log(a / 0.8) / 0.6 / math.sqrt(2.0))
        assert survival(Lognormal(0.8, 0.6), a) == pytest.approx(reference, rel=1e-9)


@given(_DISTRIBUTIONS, st.floats(0.0, 2e3))
def test_the_integral_falls_by_the_survival(distribution: Distribution, a: float) -> None:
    step = 1e-3
    fall = integrated_survival(distribution, a) - integrated_survival(distribution, a + step)
    bounds = survival(distribution, a + step) * step, survival(distribution, a) * step
    assert bounds[0] - 1e-9 <= fall <= bounds[1] + 1e-9


def test_the_integral_over_everything_is_the_mean() -> None:
    assert integrated_survival(Constant(3.0), 0.0) == 3.0
    assert integrated_survival(Uniform(60.0, 120.0), 0.0) == 90.0
    mean = 0.8 * math.exp(0.5 * 0.6**2)
    assert integrated_survival(Lognormal(0.8, 0.6), 0.0) == pytest.approx(mean, rel=1e-12)
    assert integrated_survival(Lognormal(0.8, 0.6), -2.0) == pytest.approx(mean + 2.0, rel=1e-12)


@pytest.mark.parametrize(
    ("per_s", "p50", "p95"), [(20, 2.1, 4.2), (50, 2.8, 5.1), (500, 4.8, 7.7), (5000, 7.3, 10.9)]
)
def test_the_rpo_law_gives_the_published_figures(per_s: float, p50: float, p95: float) -> None:
    """facts: lag lognormal(0.8 s, 0.6); P(RPO <= a) = exp(-rate x integral)."""

    def share_within(a: float) -> float:
        return math.exp(-per_s * integrated_survival(Lognormal(0.8, 0.6), a))

    assert share_within(p50 - 0.15) < 0.5 < share_within(p50 + 0.15)
    assert share_within(p95 - 0.25) < 0.95 < share_within(p95 + 0.25)


@pytest.mark.parametrize("a", [5e-324, 1e-300, 1e300, 1.7e308])
def test_extreme_figures_break_nothing(a: float) -> None:
    for distribution in (Lognormal(2.0, 1.0), Lognormal(1e-3, 0.1), Uniform(1.0, 2.0)):
        assert survival(distribution, a) == float(a < 1.0)
        mean = integrated_survival(distribution, 0.0)
        assert integrated_survival(distribution, a) == pytest.approx(mean if a < 1.0 else 0.0)


@pytest.mark.parametrize("distribution", [Lognormal(0.8, 0.6), Uniform(60.0, 120.0)])
def test_the_far_tail_never_goes_below_zero(distribution: Distribution) -> None:
    assert all(0.0 <= integrated_survival(distribution, a * 7.0) < 60.0 for a in range(10, 500))


@given(
    st.floats(min_value=0.0, max_value=1.0, exclude_max=True),
    st.sampled_from([0.1, 0.6, 1.5]),
)
def test_a_sampler_draws_what_the_quantile_says(u: float, sigma: float) -> None:
    lag = Lognormal(0.8, sigma)
    assert sampler(lag)(u) == pytest.approx(quantile(lag, u), rel=1e-4)


def test_a_sampler_of_anything_else_is_the_quantile() -> None:
    assert sampler(Uniform(60.0, 120.0))(0.25) == 75.0
    assert sampler(Constant(4.0))(0.99) == 4.0
