"""Our exp, ln and normal agree with the C library's to 1e-9 and better."""

import ast
import inspect
import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_stacks.recovery import _arithmetic, exp, ln, normal_quantile, normal_upper_tail


def test_only_correctly_rounded_functions_of_math_are_used() -> None:
    used = {
        alias.name
        for node in ast.walk(ast.parse(inspect.getsource(_arithmetic)))
        if isinstance(node, ast.ImportFrom) and node.module == "math"
        for alias in node.names
    }
    assert used == {"frexp", "inf", "ldexp", "sqrt"}


@given(st.floats(-700, 700))
def test_exp_is_that_of_the_c_library(x: float) -> None:
    assert exp(x) == pytest.approx(math.exp(x), rel=1e-13, abs=0)


@given(st.floats(1e-300, 1e300))
def test_ln_is_that_of_the_c_library(x: float) -> None:
    assert ln(x) == pytest.approx(math.log(x), rel=1e-13, abs=1e-15)


def test_exp_ends_in_zero_and_infinity() -> None:
    assert (exp(-1e9), exp(1e9), exp(0.0)) == (0.0, math.inf, 1.0)


@pytest.mark.parametrize("x", [0.0, -1.0, math.nan])
def test_only_positive_numbers_have_a_logarithm(x: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        ln(x)


@given(st.floats(-8, 30))
def test_the_normal_tail_is_that_of_erfc(x: float) -> None:
    reference = 0.5 * math.erfc(x / math.sqrt(2.0))
    assert normal_upper_tail(x) == pytest.approx(reference, rel=1e-12, abs=0)


@given(st.floats(1e-15, 1.0, exclude_max=True))
def test_the_normal_quantile_is_that_of_the_standard_library(u: float) -> None:
    reference = statistics.NormalDist().inv_cdf(u)
    assert normal_quantile(u) == pytest.approx(reference, rel=1e-12, abs=1e-13)


def test_the_smallest_uniform_has_a_finite_quantile() -> None:
    assert -8.5 < normal_quantile(0.0) < -8.0


@pytest.mark.parametrize("u", [-0.1, 1.0, math.nan])
def test_a_quantile_outside_its_range_is_refused(u: float) -> None:
    with pytest.raises(ValueError, match=r"\[0, 1\)"):
        normal_quantile(u)
