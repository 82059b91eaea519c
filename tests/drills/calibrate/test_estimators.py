"""Laws of the estimators: what they hold, what they scale with, how often they are right."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.calibrate import Estimate, ends, line, lognormal, median
from openline_stacks.recovery import Lognormal, Stream, Uniform, exp, ln, quantile

values = st.lists(
    st.floats(min_value=0.001, max_value=1e6, allow_nan=False), min_size=1, max_size=60
)
several = st.lists(
    st.floats(min_value=0.001, max_value=1e6, allow_nan=False), min_size=2, max_size=60
)


def holds(told: Estimate, true: float) -> bool:
    return told.low <= true <= told.high


@given(values)
def test_a_median_lies_between_values_of_its_sample(sample: list[float]) -> None:
    told = median(sample)
    assert told.low in sample
    assert told.high in sample
    assert told.low <= told.value <= told.high
    assert told.confidence >= 0.95 or told.low == min(sample) <= max(sample) == told.high


@given(several)
def test_neither_order_nor_unit_changes_what_is_found(sample: list[float]) -> None:
    """Times a power of two is exact."""
    for estimator in (lambda s: (median(s),), ends):
        told, turned = estimator(sample), estimator(sample[::-1])
        assert told == turned
        doubled = estimator([2.0 * each for each in sample])
        assert [each.value for each in doubled] == [2.0 * each.value for each in told]
        assert [each.low for each in doubled] == [2.0 * each.low for each in told]


@given(several)
def test_the_ends_lie_beyond_all_that_was_seen(sample: list[float]) -> None:
    low, high = ends(sample)
    assert low.low <= low.value <= low.high == min(sample)
    assert high.high >= high.value >= high.low == max(sample)


@given(several)
def test_one_more_value_inside_never_widens_the_ends(sample: list[float]) -> None:
    more = [*sample, sorted(sample)[len(sample) // 2]]
    assert ends(more)[0].low >= ends(sample)[0].low
    assert ends(more)[1].high <= ends(sample)[1].high


@pytest.mark.parametrize("count", [2, 3, 5, 8, 20])
def test_the_stated_confidence_is_kept(count: int) -> None:
    """600 samples of a known distribution: 95 % hold it, within four standard errors."""
    uniform = Uniform(60.0, 120.0)
    stream = Stream(7, "uniform", str(count))
    tried = 600
    both = covered = 0
    confidence = 0.0
    for _ in range(tried):
        sample = [quantile(uniform, stream.uniform()) for _ in range(count)]
        low, high = ends(sample)
        both += holds(low, 60.0) and holds(high, 120.0)
        told = median(sample)
        confidence = told.confidence
        covered += holds(told, 90.0)
    assert abs(covered / tried - confidence) <= 4.0 * (confidence * (1 - confidence) / tried) ** 0.5
    # both ends at once: between 95 % and what they would be if they had nothing to do with another
    assert both / tried >= 0.95 - 4.0 * (0.95 * 0.05 / tried) ** 0.5


@given(several.filter(lambda sample: max(sample) > 1.001 * min(sample)))
def test_of_known_draws_it_is_mean_and_spread_of_their_logarithms(sample: list[float]) -> None:
    told = lognormal(sample, [])
    assert told is not None
    logs = [ln(each) for each in sample]
    mean = sum(logs) / len(logs)
    spread = (sum((each - mean) ** 2 for each in logs) / len(logs)) ** 0.5
    assert isclose(told[0].value, exp(mean), rel_tol=1e-4)
    assert isclose(told[1].value, spread, rel_tol=1e-4)


@given(several, st.floats(min_value=0.01, max_value=1e4))
def test_what_cannot_be_decided_is_none_and_nothing_breaks(
    sample: list[float], ceiling: float
) -> None:
    told = lognormal(sample, [ceiling] * 7)
    assert told is None or all(each.low <= each.value <= each.high for each in told)
    assert lognormal([sample[0]] * 5, [ceiling]) is None


def test_copies_that_wait_for_one_another_do_not_lengthen_the_lag() -> None:
    """At 200 writes a second hardly a copy in a hundred arrives by its own lag; the others say only
    that theirs was no longer. 40 drills of 20 s: nearly all hold both figures."""
    lag = Lognormal(0.8, 0.6)
    stream = Stream(5, "lag", "order")
    right = [0, 0]
    apparent = []
    for _ in range(40):
        known, at_most, newest_s = [], [], -1.0
        for number in range(4000):
            at_s = number / 200.0
            arrives_s = at_s + quantile(lag, stream.uniform())
            if arrives_s > newest_s + 0.01:
                known.append(arrives_s - at_s)
            else:
                at_most.append(newest_s + 0.01 - at_s)
            newest_s = max(newest_s, arrives_s)
            apparent.append(newest_s - at_s)
        told = lognormal(known, at_most)
        assert told is not None
        right[0] += holds(told[0], 0.8)
        right[1] += holds(told[1], 0.6)
    assert min(right) >= 33  # 95 % of 40, less three standard errors
    assert median(apparent).value > 3.0  # what a naive median would have said


@given(
    st.floats(min_value=-100, max_value=100),
    st.floats(min_value=-10, max_value=10),
    st.lists(st.integers(0, 1000), min_size=2, max_size=40, unique=True),
)
def test_points_on_a_line_give_the_line(at_0: float, slope: float, places: list[int]) -> None:
    told = line([(float(x), at_0 + slope * x) for x in places])
    assert isclose(told.slope, slope, abs_tol=1e-6)
    assert isclose(told.at_0, at_0, abs_tol=1e-3)


def test_nothing_gives_nothing() -> None:
    with pytest.raises(ValueError, match="at least one"):
        median([])
    with pytest.raises(ValueError, match="two values"):
        ends([1.0])
    with pytest.raises(ValueError, match="two points"):
        line([(1.0, 1.0)])
    with pytest.raises(ValueError, match="two places"):
        line([(1.0, 1.0), (1.0, 2.0)])
