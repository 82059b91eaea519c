"""Figures as people read them."""

from __future__ import annotations


def duration(seconds: float | None, *, absent: str = "-") -> str:
    """Seconds as `2.9 s`, `40 s`, `11m 05s` or `1h 04m`; whole minutes as `15 min`, hours `1 h`."""
    if seconds is None:
        return absent
    if seconds < 0:
        return f"-{duration(-seconds)}"
    if seconds < 20 and seconds != int(seconds):
        return f"{seconds:.1f} s"
    rounded = int(seconds + 0.5)
    if rounded < 60:
        return f"{rounded} s"
    if rounded < 3600:
        minutes, rest = divmod(rounded, 60)
        return f"{minutes} min" if seconds == minutes * 60 else f"{minutes}m {rest:02d}s"
    hours, rest = divmod(rounded, 3600)
    return f"{hours} h" if seconds == hours * 3600 else f"{hours}h {rest // 60:02d}m"


def whole(number: float | None, *, absent: str = "-") -> str:
    """A count with thousands separated."""
    return absent if number is None else f"{number:,.0f}"


def share(value: float | None) -> str:
    return "-" if value is None else f"{value * 100:.1f} %"


def clock(microseconds: int) -> str:
    """An instant of the timeline relative to the fault, `+11:05` or `-0:30`."""
    sign = "-" if microseconds < 0 else "+"
    minutes, seconds = divmod(round(abs(microseconds) / 1_000_000), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{sign}{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{sign}{minutes}:{seconds:02d}"
    )
