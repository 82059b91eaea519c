"""Leading windows over a series of ticks: their shares, when they recover, where they dip.

Sums are differences of prefix sums. `sum` is not used on floats: from Python 3.12 on it rounds
differently than before, and the result has to be the same bytes anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Final

# A window in which nothing was offered is unknown, not bad: above every level.
UNKNOWN: Final = inf

# Shares that ought to equal a level exactly (95 % arrived, 5 % hold the old answer) come out of
# some thousand additions with an error of about 1e-12. Far above that, far below a lost request.
DUST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ticks [start, stop) below a level, with the smallest share of a window starting there."""

    start: int
    stop: int
    lowest: float


def prefix_sums(amounts: Sequence[float]) -> list[float]:
    """One more entry than amounts: `p[j] - p[i]` is what ticks [i, j) hold."""
    return list(accumulate(amounts, initial=0.0))


def window_shares(offered: Sequence[float], well: Sequence[float], width: int) -> list[float]:
    """Entry i is the share answered well in ticks [i, i + width); `UNKNOWN` if none was offered."""
    offers, goods = prefix_sums(offered), prefix_sums(well)
    windows = zip(offers, offers[width:], goods, goods[width:], strict=False)
    return [(g1 - g0) / (o1 - o0) if o1 > o0 else UNKNOWN for o0, o1, g0, g1 in windows]


def recovered_at(shares: Sequence[float], level: float, first: int, last: int) -> int | None:
    """The first window in [first, last] from which on none of them is below the level.

    `first` if none ever is. None if the last that is known is below, or none is known at all: a
    recovery has to be seen, so the answer is never an unknown window that follows a bad one.
    """
    floor = level - DUST
    found: int | None = None
    for start in range(min(last, len(shares) - 1), first - 1, -1):
        share = shares[start]
        if share < floor:
            return found
        if share != UNKNOWN:
            found = start
    return None if found is None else first


def stretches_below(
    offered: Sequence[float],
    well: Sequence[float],
    shares: Sequence[float],
    level: float,
    first: int,
) -> list[Stretch]:
    """Every stretch below the level from window `first` on: disjoint and in order.

    A leading window sees a dip one window before it happens, so each stretch starts with its first
    tick below the level. One that is still below in the last window lasts until the last tick.
    """
    floor = level - DUST
    below = [start for start in range(first, len(shares)) if shares[start] < floor]
    stretches = []
    for start, stop in _contiguous(below):
        bad_ticks = (tick for tick in range(start, stop) if well[tick] < floor * offered[tick])
        end = len(offered) if stop == len(shares) else stop
        stretches.append(Stretch(next(bad_ticks, stop - 1), end, min(shares[start:stop])))
    return stretches


def _contiguous(starts: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for start in starts:
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], start + 1)
        else:
            runs.append((start, start + 1))
    return runs
