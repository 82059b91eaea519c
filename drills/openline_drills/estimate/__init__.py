"""Estimate: what counts say of shares, and what seeds say of a stack.

In: requests answered in windows, or seeds that met a target and seeds that missed it. Out: bounds
that hold with a stated confidence, never more than the counts can show. Pure functions; the same
bits on every machine.
"""

from openline_drills.estimate._seeds import (
    MOST_SEEDS,
    Sequential,
    binomial_tail,
    met_in_a_row,
    mostly_misses,
    sequential,
)
from openline_drills.estimate._windows import RtoInterval, requests_needed, rto_interval

__all__ = [
    "MOST_SEEDS",
    "RtoInterval",
    "Sequential",
    "binomial_tail",
    "met_in_a_row",
    "mostly_misses",
    "requests_needed",
    "rto_interval",
    "sequential",
]
