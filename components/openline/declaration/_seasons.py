"""Seasons: when capacity is raised before one and lowered after it, and to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from openline.declaration._errors import Mistake
from openline.declaration._keeping import ANY_YEAR

if TYPE_CHECKING:
    from openline.declaration._keeping import Season
    from openline.declaration._models import System
    from openline.declaration._stack import Stack

_DAY: Final = timedelta(days=1)
_YEAR_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Days:
    """Of every year, as month and day: capacity is raised at the beginning of `raised`, a day
    before the season, so that people see it happen; and lowered at that of `lowered`, the day
    after."""

    raised: str
    lowered: str


def days(season: Season) -> Days:
    return Days(raised=_text(_date(season.starts) - _DAY), lowered=_text(_date(season.ends) + _DAY))


def keeping_mistakes(declaration: Stack) -> Iterator[Mistake]:
    """Seasons that cannot follow one another, and backups gone before the next one."""
    for name, system in sorted(declaration.systems.items()):
        yield from _peaks(name, system)
        yield from _apart(name, system)
    own = declaration.backups
    if own is None:
        return
    for field, kept in (("keep", own.keep_days), ("keep_copy", own.copy_days)):
        if kept < own.every_days:
            wrong = f"kept for {kept}d and made every {own.every_days}d: for the days between"
            right = f"write at least {own.every_days}d"
            yield Mistake(("backups", field), f"{wrong} there is none", right)


def _peaks(name: str, system: System) -> Iterator[Mistake]:
    for season, own in sorted(system.seasons.items()):
        if own.peak_per_s < system.demand.peak_per_s:
            path = ("systems", name, "seasons", season, "peak")
            wrong = f"{own.peak_per_s:g}/s is under the ordinary peak"
            right = f"write {system.demand.peak_per_s:g}/s or more, or take the season out"
            yield Mistake(path, f"{wrong} of {system.demand.peak_per_s:g}/s", right)


def _apart(name: str, system: System) -> Iterator[Mistake]:
    """Each day belongs to one season: the end of one would lower what the other has raised."""
    taken: dict[str, str] = {}
    for season, own in sorted(system.seasons.items()):
        path = ("systems", name, "seasons", season)
        its = list(_held(own))
        if len(its) > len(set(its)):
            wrong = "a season of the whole year ends on the day on which it is prepared"
            yield Mistake(path, wrong, "raise demand.peak instead")
        others = sorted({taken[day] for day in its if day in taken})
        for other in others:
            wrong = f"{season} is prepared, or comes, before {other} is over"
            yield Mistake(path, wrong, "leave two days between them, or make them one season")
        taken.update(dict.fromkeys(its, season))


def _held(season: Season) -> Iterator[str]:
    """From the day on which capacity is raised to the day on which it is lowered."""
    first = _date(season.starts) - _DAY
    count = (_date(season.ends) - _date(season.starts)).days % _YEAR_DAYS + 3
    for at in range(count):
        yield _text(first + at * _DAY)


def _date(day: str) -> date:
    month, number = day.split("-")
    return date(ANY_YEAR, int(month), int(number))


def _text(day: date) -> str:
    return day.strftime("%m-%d")
