"""The few statistics that a verdict needs, exact."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import comb
from typing import Final

# Design, "What is measured": so many misses that under a 5 % miss rate they would come about at
# most 5 % of the time.
TOLERATED_MISS_RATE: Final = Fraction(1, 20)
SIGNIFICANCE: Final = Fraction(1, 20)


def binomial_tail(successes: int, trials: int, chance: Fraction) -> Fraction:
    """P(at least `successes` of `trials`), each with the given chance."""
    return sum(
        (
            comb(trials, k) * chance**k * (1 - chance) ** (trials - k)
            for k in range(max(0, successes), trials + 1)
        ),
        Fraction(0),
    )


def mostly_misses(missed: int, seeds: int) -> bool:
    """Whether so many misses speak against a tolerable miss rate: 4 of 20, 1 of 1."""
    return binomial_tail(missed, seeds, TOLERATED_MISS_RATE) <= SIGNIFICANCE


def nearest_rank(values: Iterable[int | None], percent: int) -> int | None:
    """The smallest value that at least `percent` per cent of all do not exceed.

    None counts as longer than everything, so the answer is None where the rank lands on one; also
    for no values at all. `percent` in 1..100.
    """
    ranked = list(values)
    known = sorted(value for value in ranked if value is not None)
    rank = -(-len(ranked) * percent // 100)
    return known[rank - 1] if 0 < rank <= len(known) else None
