"""The instants of a run as ticks of its series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openline_drills.observations import MICROSECONDS, Run

# Lost requests are counted until 15 minutes after the lift, dips until the end; what comes back
# only because the fault lifted has to hold through the last 5 minutes (design, "What is measured").
LOST_AFTER_LIFT_US: Final = 15 * 60 * MICROSECONDS
HELD_AT_END_US: Final = 5 * 60 * MICROSECONDS


@dataclass(frozen=True, slots=True)
class Span:
    """Windows are `width` ticks long; those that start in [first, last] decide the RTO."""

    tick_us: int
    fault_us: int
    width: int
    first: int
    last: int
    end: int

    def after_fault_us(self, tick: int) -> int:
        return tick * self.tick_us - self.fault_us

    @property
    def censored_us(self) -> int:
        return max(0, self.after_fault_us(self.last))

    @property
    def held_from(self) -> int:
        """The first window of the horizon's last five minutes."""
        return max(self.first, self.end - -(-HELD_AT_END_US // self.tick_us))


def span(run: Run, window_s: float) -> Span:
    """The windows of a run: the first starts at the fault, the last ends before the lift."""
    window_us = round(window_s * MICROSECONDS)
    return Span(
        tick_us=run.tick_us,
        fault_us=run.fault_us,
        width=max(1, -(-window_us // run.tick_us)),
        first=-(-run.fault_us // run.tick_us),
        last=(min(run.lift_us, run.end_us) - window_us) // run.tick_us,
        end=run.end_us // run.tick_us,
    )


def lost_ticks(run: Run) -> slice:
    """The ticks whose first offers count as lost when they are not answered well."""
    until_us = min(run.lift_us + LOST_AFTER_LIFT_US, run.end_us)
    return slice(run.fault_us // run.tick_us, -(-until_us // run.tick_us))
