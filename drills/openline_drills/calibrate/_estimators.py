"""Plain estimators with exact or asymptotic bounds. Pure; the same bits on every machine.

A median with an interval of order statistics, which holds whatever the distribution is; the ends of
a uniform one; a lognormal one of which some draws are only known to be at most something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, sqrt
from typing import Final

from openline_drills.estimate import binomial_tail
from openline_stacks.recovery import exp, ln, normal_quantile, normal_upper_tail

CONFIDENCE: Final = 0.95
_HALF: Final = Fraction(1, 2)
_MANY: Final = 200
# Ceilings are taken together when they differ by less than this, of their logarithm.
_FINE: Final = 0.01
_MOST_STEPS: Final = 100
_CLOSE: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and the interval that holds the true one with `confidence`. Where the sample is too
    small for `CONFIDENCE` it is what the sample can do: one value shows nothing, 0."""

    value: float
    low: float
    high: float
    confidence: float


def median(values: Sequence[float]) -> Estimate:
    """Between two order statistics, alike from either end: the widest that are needed for the
    confidence. Raises `ValueError` without values."""
    ranked = sorted(values)
    if not ranked:
        raise ValueError("no value has no median; at least one is needed")
    count = len(ranked)
    inner, confidence = _order_statistics(count)
    middle = 0.5 * (ranked[(count - 1) // 2] + ranked[count // 2])
    return Estimate(middle, ranked[inner], ranked[-1 - inner], confidence)


def _order_statistics(count: int) -> tuple[int, float]:
    """How many values may lie beyond either end of the interval, and how sure it is then. Exact by
    the binomial distribution; of many by the normal one, a value further out."""
    if count > _MANY:
        z = normal_quantile((1.0 + CONFIDENCE) / 2.0)
        return int(0.5 * (count - z * sqrt(count))) - 1, CONFIDENCE
    inner = 0
    while 2 * (inner + 2) <= count and _covers(inner + 1, count) >= CONFIDENCE:
        inner += 1
    return inner, _covers(inner, count)


def _covers(inner: int, count: int) -> float:
    """The chance that the median lies between the values that have `inner` others beyond them."""
    return float(1 - 2 * (1 - binomial_tail(inner + 1, count, _HALF)))


def ends(values: Sequence[float]) -> tuple[Estimate, Estimate]:
    """The least and the most of a uniform distribution, both right at once with the confidence.

    What lies beyond the outermost of n values is to their range as a draw to the sum of n - 1
    others (spacings of a uniform sample), so it exceeds x times the range with (1 + x)^-(n - 1).
    Raises `ValueError` for fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("the ends of a uniform distribution need two values")
    low, high = min(values), max(values)
    spread, others = high - low, len(values) - 1
    usual = spread / others
    far = spread * (exp(-ln((1.0 - CONFIDENCE) / 2.0) / others) - 1.0)
    return (
        Estimate(low - usual, low - far, low, CONFIDENCE),
        Estimate(high + usual, high, high + far, CONFIDENCE),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """`at_0` and `slope` of the least squares."""

    at_0: float
    slope: float


def line(points: Sequence[tuple[float, float]]) -> Line:
    """Raises `ValueError` for points that are not at two places."""
    count = len(points)
    if count < 2:
        raise ValueError("a line needs two points")
    x_mean = fsum(x for x, _ in points) / count
    y_mean = fsum(y for _, y in points) / count
    width = fsum((x - x_mean) ** 2 for x, _ in points)
    if not width:
        raise ValueError("a line needs points at two places")
    slope = fsum((x - x_mean) * (y - y_mean) for x, y in points) / width
    return Line(y_mean - slope * x_mean, slope)


def lognormal(exact: Sequence[float], at_most: Sequence[float]) -> tuple[Estimate, Estimate] | None:
    """Median and sigma of draws: some known, and some known to be at most something.

    By likelihood, in Olsen's parameters (theta = 1 / sigma, gamma = mean / sigma), in which it has
    one peak and no other (Econometrica 46, 1978); intervals from its curvature there. None where
    the draws do not decide it: they are alike, or few.
    """
    logs = [ln(each) for each in exact]
    if len(logs) < 2 or max(logs) - min(logs) < _CLOSE:
        return None
    peak = _peak(_Sample(len(logs), fsum(logs), fsum(z * z for z in logs), _together(at_most)))
    if peak is None:
        return None
    (theta, gamma), (of_theta, both, of_gamma) = peak
    mean = gamma / theta
    # the delta method: mean = gamma / theta, ln sigma = - ln theta
    variance = (mean * mean * of_theta - 2.0 * mean * both + of_gamma) / (theta * theta)
    z = normal_quantile((1.0 + CONFIDENCE) / 2.0)
    far, wide = z * sqrt(max(0.0, variance)), z * sqrt(max(0.0, of_theta)) / theta
    return (
        Estimate(exp(mean), exp(mean - far), exp(mean + far), CONFIDENCE),
        Estimate(1.0 / theta, exp(-wide) / theta, exp(wide) / theta, CONFIDENCE),
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    """Logarithms: how many are known, their sum and sum of squares; of the others the ceilings, and
    how many have each."""

    count: int
    total: float
    squares: float
    ceilings: tuple[tuple[float, int], ...]


def _together(at_most: Sequence[float]) -> tuple[tuple[float, int], ...]:
    cells: dict[int, int] = {}
    for each in at_most:
        cell = round(ln(each) / _FINE)
        cells[cell] = cells.get(cell, 0) + 1
    return tuple((cell * _FINE, count) for cell, count in sorted(cells.items()))


_Pair = tuple[float, float]
_Triple = tuple[float, float, float]


def _peak(sample: _Sample) -> tuple[_Pair, _Triple] | None:
    """Where the likelihood is highest, and the inverse of its curvature there. Newton's steps,
    halved until they rise: it is concave."""
    mean = sample.total / sample.count
    sigma = sqrt(max(_CLOSE, sample.squares / sample.count - mean * mean))
    at = (1.0 / sigma, mean / sigma)
    here = _likelihood(sample, at)
    for _ in range(_MOST_STEPS):
        (g_theta, g_gamma), (a, b, c) = _slopes(sample, at)
        determinant = a * c - b * b
        if not determinant > 0.0:
            return None
        step = (
            (c * g_theta - b * g_gamma) / determinant,
            (a * g_gamma - b * g_theta) / determinant,
        )
        moved = next(_shorter(sample, at, step, here), None)
        if moved is None or moved[1] - here < _CLOSE:
            return at, (c / determinant, -b / determinant, a / determinant)
        at, here = moved
    return None


def _shorter(sample: _Sample, at: _Pair, step: _Pair, here: float) -> Iterator[tuple[_Pair, float]]:
    """Where ever shorter steps lead, of those that lead uphill."""
    for halvings in range(40):
        share = 0.5**halvings
        there = (at[0] + share * step[0], at[1] + share * step[1])
        if there[0] > 0.0 and (found := _likelihood(sample, there)) > here:
            yield there, found


def _likelihood(sample: _Sample, at: _Pair) -> float:
    theta, gamma = at
    squares = theta * theta * sample.squares - 2.0 * theta * gamma * sample.total
    known = sample.count * (ln(theta) - 0.5 * gamma * gamma) - 0.5 * squares
    return known + fsum(
        count * _ln_below(theta * ceiling - gamma) for ceiling, count in sample.ceilings
    )


def _slopes(sample: _Sample, at: _Pair) -> tuple[_Pair, _Triple]:
    """Gradient, and the curvature with its sign turned."""
    theta, gamma = at
    n, total, squares = sample.count, sample.total, sample.squares
    g_theta = [n / theta - theta * squares + gamma * total]
    g_gamma = [theta * total - n * gamma]
    a, b, c = [n / (theta * theta) + squares], [-total], [float(n)]
    for ceiling, count in sample.ceilings:
        t = theta * ceiling - gamma
        pull = _pull(t)
        bend = count * pull * (t + pull)
        g_theta.append(count * ceiling * pull)
        g_gamma.append(-count * pull)
        a.append(bend * ceiling * ceiling)
        b.append(-bend * ceiling)
        c.append(bend)
    return (fsum(g_theta), fsum(g_gamma)), (fsum(a), fsum(b), fsum(c))


def _ln_below(t: float) -> float:
    """ln P(Z < t)."""
    below = normal_upper_tail(-t)
    # far below, Laplace's first term: phi(t) / -t
    return ln(below) if below > 0.0 else -0.5 * t * t - ln(-t) - _LN_SQRT_2PI


def _pull(t: float) -> float:
    """Density over P(Z < t): minus the mean of what lies below t."""
    below = normal_upper_tail(-t)
    return exp(-0.5 * t * t - _LN_SQRT_2PI) / below if below > 0.0 else -t


_LN_SQRT_2PI: Final = 0.9189385332046727
