"""Text of anybody's as a terminal and a log may have it: names come from files, tags, exceptions.

An escape sequence in one would move the cursor, a mark for the writing direction reverse what
stands beside it, and a line feed begin a line of its own.
"""

from __future__ import annotations

from typing import Final

_MOST: Final = 2000  # of one line; what is wrong is at its ends
_CUT: Final = " ... "


def printable(text: str) -> str:
    """One line: what cannot be printed is written out, as `\\x1b`; a line feed or a tab is a space,
    and of a very long line the middle is left out."""
    text = _cut(text)
    if text.isprintable():
        return text
    return _cut("".join(one if one.isprintable() else _written_out(one) for one in text))


def _cut(text: str) -> str:
    if len(text) <= _MOST:
        return text
    half = (_MOST - len(_CUT)) // 2
    return text[:half] + _CUT + text[-half:]


def _written_out(one: str) -> str:
    return " " if one.isspace() else one.encode("unicode_escape").decode("ascii")
