"""One seed's events as lines."""

from __future__ import annotations

from collections.abc import Iterable

from openline_drills.observations import Event
from openline_drills.report._figures import clock


def timeline_lines(events: Iterable[Event]) -> list[str]:
    """`+5:40  order-management  decided`, in the order of time."""
    rows = [(clock(event.at_us), event.system or "stack", event.what) for event in events]
    widest = max((len(system) for _, system, _ in rows), default=0)
    return [f"{at:>8}  {system:<{widest}}  {what}" for at, system, what in rows]
