"""Where a command's result goes: a terminal as wide as it is, or a pipe, which has no width.

Nothing that comes out of a file, a tag or an exception reaches a terminal as a command to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_PIPED_WIDTH: Final = 240  # nothing is folded for a pipe
# A name may hold brackets and colons, which rich takes for styles and emoji.
_PLAIN: Final[Mapping[str, Any]] = {"highlight": False, "markup": False, "emoji": False}
# Control characters but the line feed, and what turns the direction of writing round.
_COMMANDS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def result_console() -> Console:
    """A pipe is as wide as `COLUMNS` says: shells do not export it, so somebody meant it."""
    out = _Harmless(**_PLAIN)
    if out.is_terminal or os.environ.get("COLUMNS", "").isdecimal():
        return out
    return _Harmless(**_PLAIN, width=_PIPED_WIDTH)


def progress_console() -> Console:
    """For what is no result."""
    return _Harmless(**_PLAIN, stderr=True)


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Lines as they are, whole."""
    for line in lines:
        typer.echo(harmless(line), err=err)


def harmless(text: str) -> str:
    """One question mark for one command: a table stays a table."""
    return _COMMANDS.sub("?", text)


class _Harmless(Console):
    """Colours and the cursor are ours to move: they are no text of a segment."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control is None and _COMMANDS.search(segment.text):
                yield Segment(harmless(segment.text), segment.style)
            else:
                yield segment
