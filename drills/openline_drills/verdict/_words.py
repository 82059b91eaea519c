"""Figures as a person says them."""

from __future__ import annotations

from collections.abc import Sequence

_TENTH_US = 100_000


def spoken(us: int) -> str:
    """`36 min 5 s`, `1 h 2 min`, `4.2 s`: two units, tenths below a minute."""
    tenths = (us + _TENTH_US // 2) // _TENTH_US
    if tenths < 600:
        whole, tenth = divmod(tenths, 10)
        return f"{whole}.{tenth} s" if tenth else f"{whole} s"
    seconds = (tenths + 5) // 10
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    units = [(hours, "h"), (minutes, "min"), (seconds if not hours else 0, "s")]
    return " ".join(f"{amount} {unit}" for amount, unit in units if amount)


def listed(names: Sequence[str], most: int = 3) -> str:
    """A few names and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def resource(urn: str) -> str:
    """The part of a URN that people know: the resource's name. What no resource has is declared."""
    return urn.rsplit("::", 1)[-1] or "the declaration"
