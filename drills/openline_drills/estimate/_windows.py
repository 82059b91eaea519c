"""An RTO from counted requests: never a point, always an interval.

A rehearsal knows exact shares and needs none of this. Whoever counts real requests knows each
window's share only within bounds, and a recovery is as sure as the least sure of its windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from openline_stacks.estimate import at_least, at_most
from openline_stacks.recovery import ln


@dataclass(frozen=True, slots=True)
class RtoInterval:
    """The RTO lies in it with the stated confidence. `at_most_us` None: that it recovered before
    the fault lifted was not shown, and all that can be said is "more than `at_least_us`"."""

    at_least_us: int
    at_most_us: int | None

    def judged(self, target_us: int) -> Literal["met", "missed", "inconclusive"]:
        if self.at_most_us is not None and self.at_most_us <= target_us:
            return "met"
        return "missed" if self.at_least_us > target_us else "inconclusive"


def rto_interval(
    offered: Sequence[int],
    well: Sequence[int],
    *,
    tick_us: int,
    window_us: int,
    level: float,
    confidence: float = 0.95,
) -> RtoInterval:
    """Requests first offered in each tick from the fault to its lift, and those of them that were
    answered well. Leading windows, one from each tick on, all right at once with `confidence`.

    A window counts against the level where Clopper and Pearson's upper bound lies below it, for it
    where the lower bound reaches it. An empty one does neither: it is unknown, not bad.
    """
    width = window_us // tick_us
    asked, answered = _windows(offered, width), _windows(well, width)
    if not asked:
        return RtoInterval(0, None)
    error = (1.0 - confidence) / len(asked)
    told = [_told(k, n, level, error) for k, n in zip(answered, asked, strict=True)]
    lowest = next((at + 1 for at in reversed(range(len(told))) if told[at] is False), 0)
    highest = next((at + 1 for at in reversed(range(len(told))) if told[at] is not True), 0)
    return RtoInterval(
        at_least_us=lowest * tick_us,
        at_most_us=highest * tick_us if highest < len(told) else None,
    )


def requests_needed(level: float, windows: int, confidence: float = 0.95) -> int:
    """How many requests a window must hold to show the level at all, none of them failing: where
    the load offers fewer, a drill of so many windows can only be inconclusive."""
    error = (1.0 - confidence) / windows
    needed = ln(error) / ln(level)
    return int(needed) + (int(needed) < needed)


def _windows(amounts: Sequence[int], width: int) -> list[int]:
    sums = list(accumulate(amounts, initial=0))
    return [after - before for before, after in zip(sums, sums[width:], strict=False)]


@lru_cache(maxsize=65_536)  # most windows of a drill are alike
def _told(well: int, offered: int, level: float, error: float) -> bool | None:
    """Whether the share is at the level. A bound lies beyond the level just where counts as far
    from it as these would come about at the level with a chance of at most `error`; no request at
    all comes about for certain."""
    if at_least(well, offered, level) <= error:
        return True
    return False if at_most(well, offered, level) <= error else None
