"""On the page of the faults: what in the world each service's failures touch, call by call."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from benchmarks.reference._markdown import between, code, table
from openline_stacks.recovery import TOUCHES, Touch

_ASPECTS = {
    "traffic": "requests of clients and checkers",
    "store": "writes",
    "reads": "reads",
    "copies": "copies to other regions",
    "launches": "new instances",
    "scaling": "what decides that a fleet grows",
    "alarms": "metric data and the alarms on them",
    "checks": "health checks",
}


def text(shown: str) -> str:
    head = ("touches", "services", "plane", "the call", "modes")
    return between(shown, "touches", "\n".join(table(head, _rows())).rstrip())


def _rows() -> Iterator[tuple[str, ...]]:
    for aspect, touches in groupby(TOUCHES, lambda touch: touch.aspect):
        yield from (_row(_ASPECTS[aspect], touch) for touch in touches)


def _row(what: str, touch: Touch) -> tuple[str, ...]:
    services = ", ".join(map(code, touch.services))
    return what, services, touch.plane, code(touch.operation or ""), ", ".join(touch.kinds)
