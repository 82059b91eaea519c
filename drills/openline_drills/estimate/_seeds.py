"""What seeds say: of a miss rate, and one after another. Exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Final, Literal

# Design, "What is measured": so many misses that under a 5 % miss rate they would come about at
# most 5 % of the time.
TOLERATED_MISS_RATE: Final = Fraction(1, 20)
SIGNIFICANCE: Final = Fraction(1, 20)

# Wald's sequential test ("Sequential Tests of Statistical Hypotheses", 1945): a stack that meets in
# 99 of 100 seeds against one that meets in 90, wrong about either one time in twenty.
_GOOD: Final = Fraction(99, 100)
_POOR: Final = Fraction(90, 100)
_ENOUGH: Final = (1 - SIGNIFICANCE) / SIGNIFICANCE
# 59 seeds without a miss show 95 %, with 95 % confidence; what is open then stays open.
MOST_SEEDS: Final = 59


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


@dataclass(frozen=True, slots=True)
class Sequential:
    """`found` None: more seeds could still tell. `seeds`: how many were looked at, `missed` of them
    missed; later ones make no difference once it is decided."""

    found: Literal["good", "poor", "unknown"] | None
    seeds: int
    missed: int


def sequential(outcomes: Iterable[bool | None]) -> Sequential:
    """Looks at seeds in their order until they decide. One whose outcome cannot be told (None)
    ends it as well: the test is about seeds that meet or miss."""
    odds, seeds, missed = Fraction(1), 0, 0
    for met in outcomes:
        seeds += 1
        if met is None:
            return Sequential("unknown", seeds, missed)
        missed += not met
        odds *= _GOOD / _POOR if met else (1 - _GOOD) / (1 - _POOR)
        if odds >= _ENOUGH:
            return Sequential("good", seeds, missed)
        if odds * _ENOUGH <= 1:
            return Sequential("poor", seeds, missed)
    return Sequential(None, seeds, missed)


def met_in_a_row(outcomes: Iterable[bool | None]) -> int:
    """How many more seeds, all met, would decide it; 0 where it is decided."""
    seen, more = list(outcomes), 0
    while sequential(seen).found is None:
        seen.append(True)
        more += 1
    return more
