"""Quantiles by nearest rank, where some values are longer than can be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_Number = TypeVar("_Number", int, float)


def nearest_rank(values: Iterable[_Number | None], percent: int) -> _Number | None:
    """The smallest value that at least `percent` per cent of all do not exceed.

    None counts as longer than everything, so the answer is None where the rank lands on one; also
    for no values at all. `percent` in 1..100.
    """
    ranked = list(values)
    known = sorted(value for value in ranked if value is not None)
    rank = -(-len(ranked) * percent // 100)
    return known[rank - 1] if 0 < rank <= len(known) else None
