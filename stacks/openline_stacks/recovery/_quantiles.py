"""Distributions turned into draws and tails, the same bits on every machine."""

from __future__ import annotations

from openline_stacks.recovery._arithmetic import exp, ln, normal_quantile, normal_upper_tail
from openline_stacks.recovery._model import Constant, Distribution, Lognormal, Uniform


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
