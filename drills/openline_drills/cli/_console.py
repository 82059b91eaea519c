"""Where a command's result goes: a terminal as wide as it is, or a pipe, which has no width."""

from __future__ import annotations

from rich.console import Console

_PIPED_WIDTH = 240  # nothing is folded for a pipe


def result_console() -> Console:
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=_PIPED_WIDTH)
