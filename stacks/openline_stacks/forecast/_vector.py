"""Arithmetic on all trials at once that gives the same bits on every machine.

Only + - * /, comparisons, sorting and `frexp` are used: numpy's own exp, log, power and sums differ
in the last bit from one processor to another (facts of the model, "Determinism").
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from openline_stacks.recovery import Constant, Distribution, Uniform, sampler

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = NDArray[np.int64]
# One figure for every trial, or the same one for all of them.
Each: TypeAlias = Floats | float

# ln 2 in two parts, as in `recovery`: a multiple of the first by a small integer is exact.
_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_SQRT_HALF: Final = sqrt(0.5)


def ln(x: Floats) -> Floats:
    """`recovery.ln`, bit by bit, of positive numbers."""
    mantissa, twos = np.frexp(x)
    low = mantissa < _SQRT_HALF
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    twos = (twos - low).astype(np.float64)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    total = np.zeros_like(s)
    for n in range(23, 0, -2):
        total = total * square + 1.0 / n
    return twos * _LN2_HIGH + (2.0 * s * total + twos * _LN2_LOW)


def drawn(distribution: Distribution, u: Floats) -> Floats:
    """The values that shares u of all draws lie below."""
    match distribution:
        case Constant(value):
            return np.full(u.shape, value)
        case Uniform(low, high):
            return low + (high - low) * u
    one = sampler(distribution)
    return np.array([one(each) for each in u.tolist()])


def through(function: Callable[[float], float], values: Each) -> Each:
    """What it makes of each; worked out once for those that are the same."""
    if not isinstance(values, np.ndarray):
        return function(values)
    distinct, place = np.unique(values, return_inverse=True)
    found: Floats = np.array([function(each) for each in distinct.tolist()])[place]
    return found


def interpolated(x: Floats, xs: Floats, ys: Floats) -> Floats:
    """A straight line between the points; rising `xs`, the ends beyond them. numpy's own may use
    one rounding where another machine uses two."""
    place = np.clip(np.searchsorted(xs, x, side="right") - 1, 0, len(xs) - 2)
    left, right = xs[place], xs[place + 1]
    part = (x - left) / (right - left)
    part = np.minimum(np.maximum(part, 0.0), 1.0)
    low = ys[place]
    rise = (ys[place + 1] - low) * part
    return low + rise


def added(terms: list[Floats]) -> Floats:
    """Their sum, from the first to the last."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
