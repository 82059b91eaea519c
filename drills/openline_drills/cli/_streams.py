"""What goes out where the console has fewer letters than we use: a plainer one, never an error."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import unicodedata
from typing import Final

_HANDLER: Final = "openline.plainer"
# One column each, so that a table stays a table.
_PLAINER: Final = str.maketrans(
    {
        "·": "-",
        "→": ">",
        "←": "<",
        "✓": "+",
        "✗": "x",
        "×": "x",
        "…": "~",
        "–": "-",
        "—": "-",
        "≤": "<",
        "≥": ">",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "•": "*",
        "─": "-",
        "━": "-",
        "╸": "-",
        "╺": "-",
        "│": "|",
        "█": "#",
        "░": ".",
    }
)


def hold_streams() -> None:
    """A stream that the caller closed goes nowhere. Without this the next file that is opened, a
    journal say, would take its number, and what a program prints would be written into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def speak_plainly() -> None:
    """Both streams of this process say in ASCII what their encoding has no letter for.

    A Windows console speaks cp437 or cp1252, a machine without a locale ASCII, and a name out of a
    file name may be no text at all: none of these may cost anybody a verdict.
    """
    codecs.register_error(_HANDLER, _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def put(data: bytes) -> None:
    """A document for programs: the same bytes on every console, JSON is UTF-8."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def put_json(document: object) -> None:
    put(f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode())


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_plain(letter) for letter in missing), error.end


def _plain(letter: str) -> str:
    known = letter.translate(_PLAINER)
    if known.isascii():
        return known
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"
