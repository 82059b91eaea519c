"""What faults do to calls of one kind, as shares, and how several of them add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

# (share of the calls, seconds that they take longer); empty where none takes any longer. The
# shares of one that is not empty make one.
Delays: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """Each share is of the calls that come so far: some are `dropped` on the way, of what is left
    some are `refused`, some `hung` (never answered), and of what is served some ends in `errors`.
    `limit_per_s`: what passes in all; `disabled`: share of what would serve that is switched off.
    """

    dropped: float = 0.0
    refused: float = 0.0
    hung: float = 0.0
    errors: float = 0.0
    disabled: float = 0.0
    delays: Delays = ()
    limit_per_s: float | None = None

    @property
    def lost(self) -> float:
        """Of all calls: those that no good answer comes to, however long they wait."""
        return together((self.dropped, self.refused, self.hung, self.errors, self.disabled))

    @property
    def failing(self) -> float:
        """Of all calls: those that fail, rather than wait for the fault to be over."""
        return together((self.dropped, self.refused, self.errors, self.disabled))

    @property
    def silent(self) -> float:
        """Of all calls: those that nothing comes back from."""
        return self.dropped + (1.0 - self.dropped) * (1.0 - self.refused) * self.hung


NONE: Final = Effect()


def together(shares: Iterable[float]) -> float:
    """Independent faults: what one lets through the next may still take."""
    through = 1.0
    for share in shares:
        through *= 1.0 - share
    return 1.0 - through


def one_after_the_other(first: Delays, second: Delays) -> Delays:
    """Both delays in turn."""
    if not first or not second:
        return first or second
    return merged(
        (share * other, late_s + more_s) for share, late_s in first for other, more_s in second
    )


def merged(parts: Iterable[tuple[float, float]]) -> Delays:
    """Parts that are equally late are one; the soonest first."""
    by_delay: dict[float, float] = {}
    for share, late_s in parts:
        by_delay[late_s] = by_delay.get(late_s, 0.0) + share
    found = tuple((by_delay[late_s], late_s) for late_s in sorted(by_delay))
    return () if all(late_s == 0.0 for _, late_s in found) else found


def slowed(share: float, delay_s: float) -> Delays:
    """So many of the calls take so much longer."""
    return merged(((share, delay_s), (1.0 - share, 0.0)) if share < 1.0 else ((1.0, delay_s),))


def later_than(delays: Delays, most_s: float) -> float:
    """The share that takes more than so much longer."""
    late = 0.0
    for share, late_s in delays:
        if late_s > most_s:
            late += share
    return late if delays else float(most_s < 0.0)


def mean_s(delays: Delays, most_s: float) -> float:
    """How much longer on average for callers that give up after `most_s`."""
    total_s = 0.0
    for share, late_s in delays:
        total_s += share * min(late_s, most_s)
    return total_s
