"""Compares two kept runs: what was asked of the second that was not asked of the first, and what
came out of it.

In: two runs, read. Out: a frozen `Comparison`, which is its own documented JSON. Nothing is judged:
seeds are drawn alike, so where the questions are alike the answers can be held together.
"""

from openline_drills.compare._compare import compare
from openline_drills.compare._model import (
    COMPARISON_VERSION,
    Change,
    Comparison,
    Figures,
    OperationPair,
    Side,
    StorePair,
    comparison_schema,
)

__all__ = [
    "COMPARISON_VERSION",
    "Change",
    "Comparison",
    "Figures",
    "OperationPair",
    "Side",
    "StorePair",
    "compare",
    "comparison_schema",
]
