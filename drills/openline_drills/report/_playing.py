"""A seed as it went, instant by instant: the clock, who is answered, what just happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from openline_drills.observations import MICROSECONDS
from openline_drills.report._figures import clock
from openline_drills.report._figures import share as percent
from openline_drills.report._timeline import timeline_lines

if TYPE_CHECKING:
    from openline_drills.rehearsal import Outcome

_LEAD_S: Final = 30.0  # of the quiet before the fault
_FULL, _EMPTY = "█", "░"
_PERCENT_WIDTH: Final = len("100.0 %")
_MOST_BAR, _LEAST_BAR = 30, 5
_SHOWN: Final = 6  # events: what just happened, not all that did


@dataclass(frozen=True, slots=True)
class Frame:
    """One instant, in seconds after the fault: `shares` by system, None where nobody asked;
    `happened`: the lines of the timeline since the start."""

    at_s: float
    shares: Mapping[str, float | None]
    happened: tuple[str, ...]

    def lines(self, width: int) -> list[Text]:
        """For a terminal of `width` columns; none is wider."""
        names = max(map(cell_len, self.shares), default=0)
        bar = max(_LEAST_BAR, min(_MOST_BAR, width - names - _PERCENT_WIDTH - 3))
        room = max(1, width - bar - _PERCENT_WIDTH - 3)
        found = [Text(f"clock {clock(round(self.at_s * MICROSECONDS))}", "bold")]
        for system, share in self.shares.items():
            name = set_cell_size(_fit(system, room), min(names, room))
            found.append(Text(f"{name} {_bar(share, bar)} {percent(share)}"))
        return [*found, *(Text(_fit(line, width)) for line in self.happened[-_SHOWN:])]


class Playing:
    """The median seed of an outcome, to be asked for any instant of it."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._lines = timeline_lines(outcome.events)
        longest = max((len(curve) for curve in outcome.shares.values()), default=0)
        self.from_s = max(float(outcome.shares_from_s), -_LEAD_S)
        self.to_s = max(self.from_s, float(outcome.shares_from_s + longest))

    def frame(self, at_s: float) -> Frame:
        return Frame(at_s, self._shares(at_s), tuple(self._until(at_s)))

    def _until(self, at_s: float) -> Iterator[str]:
        for event, line in zip(self._outcome.events, self._lines, strict=True):
            if event.at_us <= at_s * MICROSECONDS:
                yield line

    def _shares(self, at_s: float) -> dict[str, float | None]:
        second = int(at_s // 1) - self._outcome.shares_from_s
        found = {}
        for system in self._outcome.prepared.topology.systems:
            well = asked = 0.0
            for operation in system.operations:
                curve = self._outcome.shares.get((system.name, operation.name), ())
                share = curve[second] if 0 <= second < len(curve) else None
                if share is not None:
                    well += share * operation.share
                    asked += operation.share
            found[system.name] = well / asked if asked else None
        return found


def _bar(share: float | None, width: int) -> str:
    """Full only where everybody is answered: rounding must not close a gap."""
    filled = int(width * min(max(share or 0.0, 0.0), 1.0))
    return _FULL * filled + _EMPTY * (width - filled)


def _fit(text: str, width: int) -> str:
    """At most so many columns, of which a letter may take two."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)) + "…"
