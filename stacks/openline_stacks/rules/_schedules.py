"""Schedules of EventBridge, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, at_path

_RULE: Final = "aws:cloudwatch/eventRule:EventRule"
_PLACES: Final = {
    _RULE: ("scheduleExpression", ("cron", "rate")),
    "aws:scheduler/schedule:Schedule": ("scheduleExpression", ("at", "cron", "rate")),
}
_FORM: Final = re.compile(r"(\w+)\((.*)\)")
_RATE: Final = re.compile(r"([1-9]\d*) (minute|hour|day)(s?)")
_AT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_FIELDS: Final = 6  # minutes, hours, day of the month, month, day of the week, year


@rule(
    "OL213",
    "A schedule that EventBridge cannot read",
    why="A schedule is cron(...) of six fields, of which one of the days is a question mark, or "
    "rate(...) of so many minutes, hours or days; of one, a rule wants the singular.",
    source="EventBridge user guide, 'Setting a schedule pattern for scheduled rules', and "
    "EventBridge Scheduler user guide, 'Schedule types'",
    mend="Write cron(0 5 * * ? *) for five in the morning, UTC, or rate(5 minutes).",
)
def read(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*_PLACES):
        path, kinds = _PLACES[state.type]
        for at, value in at_path(state.inputs, path):
            if isinstance(value, str):
                wrong = _misread(value, kinds, singular=state.type == _RULE)
                if wrong is not None:
                    yield Broken(state, at, f"{value!r}: {wrong}")


def _misread(schedule: str, kinds: tuple[str, ...], *, singular: bool) -> str | None:
    form = _FORM.fullmatch(schedule)
    if form is None or form[1] not in kinds:
        return f"no {', '.join(f'{kind}(...)' for kind in kinds)}"
    if form[1] == "rate":
        rate = _RATE.fullmatch(form[2])
        if rate is None:
            return "a rate is a number and minutes, hours or days"
        wrong = singular and (rate[1] == "1") is bool(rate[3])
        return "one is a minute, an hour, a day; more are minutes, hours, days" if wrong else None
    if form[1] == "at":
        return None if _AT.fullmatch(form[2]) else "a time is 2026-11-30T05:00:00"
    fields = form[2].split()
    if len(fields) != _FIELDS:
        return f"{len(fields)} fields; it has {_FIELDS}"
    both = (fields[2], fields[4])
    return None if both.count("?") == 1 else "one of the two days is a question mark"


RULES: Final = (read,)
