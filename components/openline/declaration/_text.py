"""The text of a file, or one line on why there is none. Never more of it than can be meant."""

from __future__ import annotations

import stat
from pathlib import Path as File

from openline.declaration._errors import DeclarationError, Problem
from openline.declaration._yaml import MOST_BYTES


def text_of(file: File, name: str) -> str:
    """At most a byte more than may be read. Raises `DeclarationError`; `name` is what it says."""
    try:
        data = _bytes(file)
    except FileNotFoundError:
        raise _unread(name, "there is no such file", "name one that exists") from None
    except IsADirectoryError:
        right = f"name the file in it, such as {name.rstrip('/')}/openline.yaml"
        raise _unread(name, "this is a directory", right) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _unread(name, f"it cannot be read ({reason})", "name a readable file") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unread(name, "this is not UTF-8 text", "save the file as UTF-8", line) from None


def _bytes(file: File) -> bytes:
    """Looked at before it is opened: a pipe would be waited for until somebody writes to it."""
    mode = file.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError("it is a pipe or a device")
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _unread(name: str, wrong: str, right: str, line: int | None = None) -> DeclarationError:
    return DeclarationError([Problem(name, line, "", wrong, right)])
