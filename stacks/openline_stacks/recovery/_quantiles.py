"""Distributions turned into draws and tails, the same bits on every machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from openline_stacks.recovery._arithmetic import exp, ln, normal_quantile, normal_upper_tail
from openline_stacks.recovery._model import Constant, Distribution, Lognormal, Uniform

_CELLS = 4096
_TAIL = _CELLS // 64  # cells at either end that bend too much for a straight line


def exponential_quantile(u: float) -> float:
    """Inverse of 1 - exp(-x), the waiting time in units of its mean; u in [0, 1)."""
    return -ln(1.0 - u)


def quantile(distribution: Distribution, u: float) -> float:
    """The value that a share u of all draws lies below; u in [0, 1)."""
    match distribution:
        case Constant(value):
            return value
        case Uniform(low, high):
            return low + (high - low) * u
        case Lognormal(median, sigma):
            return median * exp(sigma * normal_quantile(u))


@lru_cache(maxsize=32)
def sampler(distribution: Distribution) -> Callable[[float], float]:
    """`quantile` for many draws: a straight line between 4,096 exact points, exact in the tails.

    Within 1e-4 of `quantile`, relative, for a lognormal of sigma up to 1.5. Kept, since it takes
    4,096 exact ones to make.
    """
    if not isinstance(distribution, Lognormal):
        return lambda u: quantile(distribution, u)
    points = [quantile(distribution, cell / _CELLS) for cell in range(_TAIL, _CELLS - _TAIL + 1)]
    low, high = _TAIL / _CELLS, 1.0 - _TAIL / _CELLS

    def draw(u: float) -> float:
        if not low <= u < high:
            return quantile(distribution, u)
        place = u * _CELLS - _TAIL
        cell = int(place)
        left = points[cell]
        return left + (points[cell + 1] - left) * (place - cell)

    return draw


def survival(distribution: Distribution, a: float) -> float:
    """P(X > a)."""
    match distribution:
        case Constant(value):
            return 1.0 if value > a else 0.0
        case Uniform(low, high):
            return _clamped((high - a) / (high - low)) if high > low else float(low > a)
        case Lognormal(median, sigma):
            if a <= 0.0:
                return 1.0
            return normal_upper_tail(_deviations(median, sigma, a)) if sigma else float(median > a)


def integrated_survival(distribution: Distribution, a: float) -> float:
    """Integral of P(X > x) from a to infinity, which is the mean of what X exceeds a by.

    With writes at rate r and X the replication lag, P(RPO <= a) = exp(-r times this).
    """
    match distribution:
        case Constant(value):
            return max(0.0, value - a)
        case Uniform(low, high):
            if a <= low or high <= low:
                return max(0.0, 0.5 * (low + high) - a)
            return 0.5 * (high - a) * _clamped((high - a) / (high - low)) if a < high else 0.0
        case Lognormal(median, sigma):
            return _lognormal_excess(median, sigma, a)


def _lognormal_excess(median: float, sigma: float, a: float) -> float:
    mean = median * exp(0.5 * sigma * sigma)
    if a <= 0.0 or not sigma:
        return max(0.0, mean - a)
    z = _deviations(median, sigma, a)
    # far out the two terms cancel to the last bit, which may be below zero
    return max(0.0, mean * normal_upper_tail(z - sigma) - a * normal_upper_tail(z))


def _deviations(median: float, sigma: float, a: float) -> float:
    # two logarithms, because a quotient of extreme figures is 0 or infinite
    return (ln(a) - ln(median)) / sigma


def _clamped(share: float) -> float:
    return min(1.0, max(0.0, share))
