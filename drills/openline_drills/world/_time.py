"""Units of time in the world. Everything that is counted is counted in these."""

from __future__ import annotations

from typing import Final

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US

# Order of what is due at one instant: what is done to the world first, then what is noticed, then
# who acts, then what is launched, last the rates, which see all of it.
RANK_FAULT: Final = 0
RANK_HEALTH: Final = 1
RANK_OPERATOR: Final = 2
RANK_FLEET: Final = 3
RANK_RATES: Final = 9


def us(seconds: float) -> int:
    """Whole microseconds, half up."""
    return int(seconds * SECOND_US + 0.5) if seconds >= 0 else -int(-seconds * SECOND_US + 0.5)


def ticks(seconds: float, tick_us: int) -> int:
    """How many ticks a delay takes: at least one, rounded up."""
    return max(1, -(-us(seconds) // tick_us))
