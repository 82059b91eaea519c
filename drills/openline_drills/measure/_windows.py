"""Leading windows over a series of ticks: their shares, when they recover, where they dip.

Sums are differences of prefix sums. `sum` is not used on floats: from Python 3.12 on it rounds
differently than before, and the result has to be the same bytes anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from operator import sub, truediv
from typing import Final

# A window in which nothing was offered is unknown, not bad: above every level.
UNKNOWN: Final = inf

# Shares that ought to equal a level exactly (95 % arrived, 5 % hold the old answer) come out of
# some thousand additions with an error of about 1e-12. Far above that, far below a lost request.
DUST: Final = 1e-9

_BLOCK: Final = 256


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ticks [start, stop) below a level, with the smallest share of a window starting there."""

    start: int
    stop: int
    lowest: float


def prefix_sums(amounts: Sequence[float]) -> list[float]:
    """One more entry than amounts: `p[j] - p[i]` is what ticks [i, j) hold."""
    return list(accumulate(amounts, initial=0.0))


def window_shares(
    offered: Sequence[float], well: Sequence[float], width: int, level: float
) -> list[float]:
    """Entry i is the share answered well in ticks [i, i + width); `UNKNOWN` if none was offered.

    Windows in which no tick is below the level are at it without being worked out: they are 1.0.
    They are most of a run, and so it costs a third.
    """
    count = len(offered) - width + 1
    try:
        ticks = list(map(truediv, well, offered))
    except ZeroDivisionError:
        return _worked_out(offered, well, width)
    shares = [1.0] * count
    for start, stop in _holding(_entries_below(ticks, level - DUST, 0), width, count):
        part = slice(start, stop + width - 1)
        shares[start:stop] = _worked_out(offered[part], well[part], width)
    return shares


def _holding(ticks: list[int], width: int, count: int) -> list[tuple[int, int]]:
    """The first `count` windows that hold one of these ticks, as disjoint spans."""
    spans: list[tuple[int, int]] = []
    for first, end in _contiguous(ticks):
        start, stop = max(0, first - width + 1), min(end, count)
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], stop)
        elif start < stop:
            spans.append((start, stop))
    return spans


def _worked_out(offered: Sequence[float], well: Sequence[float], width: int) -> list[float]:
    asked, answered = window_sums(offered, width), window_sums(well, width)
    return [a / o if o > 0.0 else UNKNOWN for a, o in zip(answered, asked, strict=True)]


def window_sums(amounts: Sequence[float], width: int) -> list[float]:
    """Entry i is what ticks [i, i + width) hold."""
    sums = prefix_sums(amounts)
    return list(map(sub, sums[width:], sums))


def recovered_at(shares: Sequence[float], level: float, first: int, last: int) -> int | None:
    """The first window in [first, last] from which on none of them is below the level.

    `first` if none ever is. None if the last that is known is below, or none is known at all: a
    recovery has to be seen, so the answer is never an unknown window that follows a bad one.
    """
    stop = min(last + 1, len(shares))
    bad = last_below(shares, level, first, stop)
    start = first if bad is None else bad + 1
    known = next((i for i in range(start, stop) if shares[i] != UNKNOWN), None)
    return known if bad is not None or known is None else first


def last_below(shares: Sequence[float], level: float, first: int, stop: int) -> int | None:
    """The last entry of [first, stop) that is below the level."""
    floor = level - DUST
    while stop > first:
        # `min` over a block is ten times as fast as looking at each entry, and most are fine
        start = max(first, stop - _BLOCK)
        if min(shares[start:stop]) < floor:
            return next(i for i in range(stop - 1, start - 1, -1) if shares[i] < floor)
        stop = start
    return None


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
    stretches = []
    for start, stop in _contiguous(_entries_below(shares, floor, first)):
        bad_ticks = (tick for tick in range(start, stop) if well[tick] < floor * offered[tick])
        end = len(offered) if stop == len(shares) else stop
        stretches.append(Stretch(next(bad_ticks, stop - 1), end, min(shares[start:stop])))
    return stretches


def _entries_below(shares: Sequence[float], floor: float, first: int) -> list[int]:
    found: list[int] = []
    for start in range(first, len(shares), _BLOCK):
        block = shares[start : start + _BLOCK]
        if min(block) < floor:
            found += [start + i for i, share in enumerate(block) if share < floor]
    return found


def _contiguous(numbers: list[int]) -> list[tuple[int, int]]:
    """Rising numbers as runs [start, stop)."""
    if not numbers:
        return []
    gaps = map(sub, numbers[1:], numbers)
    breaks = [index for index, gap in enumerate(gaps, 1) if gap != 1]
    firsts, lasts = [0, *breaks], [*breaks, len(numbers)]
    return [(numbers[i], numbers[j - 1] + 1) for i, j in zip(firsts, lasts, strict=True)]
