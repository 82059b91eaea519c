"""Schedules in the words of AWS Backup: when a backup is made that comes every so many days."""

from __future__ import annotations

from typing import Final

# UTC. Early in the morning of both coasts and of Europe: reading a table for a backup costs it no
# capacity, but whoever is woken by a failed one should have the day before them.
_HOUR: Final = 5
_WEEK, _MONTH = 7, 31


def every(days: int) -> str:
    """A backup is never older than `days`: where they do not divide a month it comes sooner.

    The day of the month counts from its first again each month (AWS Backup guide, cron
    expressions), and beyond a month there is one on the first.
    """
    if days == 1:
        return _cron("*", "?")
    if days == _WEEK:
        return _cron("?", "SUN")
    return _cron(f"1/{days}" if days < _MONTH else "1", "?")


def _cron(day: str, weekday: str) -> str:
    return f"cron(0 {_HOUR} {day} * {weekday} *)"
