"""Chances and bounds of a binomial share, by plain arithmetic.

The usual ways (incomplete beta function, logarithms of factorials) need `exp` and `log`, whose last
bit differs between machines. Terms relative to the largest one need neither: each follows from its
neighbour by a ratio, and some ten standard deviations of them are all that matter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

# Terms this far below the largest one change no digit of a sum.
_NEGLIGIBLE: Final = 1e-18
# Halvings of [0, 1] until only the last bits are left.
_HALVINGS: Final = 52


def at_least(successes: int, trials: int, chance: float) -> float:
    """P(X >= successes) for X binomial; right to about 1e-14, absolute."""
    return _upper(successes, trials, chance)


def at_most(successes: int, trials: int, chance: float) -> float:
    """P(X <= successes); by counting failures, so that a small chance keeps its digits."""
    return _upper(trials - successes, trials, 1.0 - chance)


@lru_cache(maxsize=4096)  # of thousands of figures most meet their targets always or never
def bounds(successes: int, trials: int, error: float) -> tuple[float, float]:
    """Clopper and Pearson (1934): the share's lower and upper bound, each wrong with a chance of at
    most `error`. Without trials nothing is known: (0, 1)."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials are not possible")
    return (
        _lower_bound(successes, trials, error),
        1.0 - _lower_bound(trials - successes, trials, error),
    )


def _lower_bound(successes: int, trials: int, error: float) -> float:
    """The share at which so many successes or more have just the chance `error`."""
    if successes == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _upper(successes, trials, middle) > error:
            high = middle
        else:
            low = middle
    return low


def _upper(successes: int, trials: int, chance: float) -> float:
    if successes <= 0:
        return 1.0
    if successes > trials or chance <= 0.0:
        return 0.0
    if chance >= 1.0:
        return 1.0
    mode = min(trials, int((trials + 1) * chance))
    odds = chance / (1.0 - chance)
    below, above = _either_side(mode, trials, odds, successes)
    return above / (below + above)


def _either_side(mode: int, trials: int, odds: float, successes: int) -> tuple[float, float]:
    """Sums of the terms below `successes` and from it on, in units of the largest."""
    below = above = 0.0
    term, count = 1.0, mode
    while count <= trials and term > _NEGLIGIBLE:
        if count < successes:
            below += term
        else:
            above += term
        term *= odds * (trials - count) / (count + 1)
        count += 1
    term, count = 1.0, mode
    while count > 0:
        term *= count / (odds * (trials - count + 1))
        count -= 1
        if term <= _NEGLIGIBLE:
            break
        if count < successes:
            below += term
        else:
            above += term
    return below, above
