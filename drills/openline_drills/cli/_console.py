"""Where a command's result goes: a terminal as wide as it is, or a pipe, which has no width."""

from __future__ import annotations

import os

from rich.console import Console

_PIPED_WIDTH = 240  # nothing is folded for a pipe


def result_console() -> Console:
    """A pipe is as wide as `COLUMNS` says: shells do not export it, so somebody meant it."""
    out = Console(highlight=False)
    if out.is_terminal or os.environ.get("COLUMNS", "").isdecimal():
        return out
    return Console(highlight=False, width=_PIPED_WIDTH)
