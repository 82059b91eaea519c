"""The user's line of a resource in a file: the first frame outside any library, ours included.

The file may come from another machine: which frames are a library's is told by their paths alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import openline
from openline_stacks.states._model import SourcePosition

_OURS: Final = Path(openline.__file__).parent
_INSTALLED: Final = ("site-packages", "dist-packages")


def line_of(trace: Any, position: Any) -> SourcePosition | None:
    """`project:///a.py#12,5` in a file's `stackTrace`, else its `sourcePosition`."""
    frames = [*_frames(trace), *([position] if isinstance(position, str) else [])]
    found = [one for one in map(_parsed, frames) if one is not None and _own(one.file)]
    inside = (one for one in found if not one.file.startswith(("../", "/")))
    return next(inside, None) or next(iter(found), None)


def _frames(trace: Any) -> Iterator[str]:
    for frame in trace if isinstance(trace, list) else ():
        position = frame.get("sourcePosition") if isinstance(frame, Mapping) else frame
        if isinstance(position, str):
            yield position


def _parsed(uri: str) -> SourcePosition | None:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    line = parts.fragment.partition(",")[0]
    file = unquote(parts.path).removeprefix("/")
    if parts.scheme != "project" or not line.isascii() or not line.isdecimal() or not file:
        return None
    return SourcePosition(file, int(line[:9]))


@lru_cache(maxsize=4096)
def _own(file: str) -> bool:
    if any(part in _INSTALLED for part in file.split("/")):
        return False
    return "lib/python3" not in file and not _of_our_library(file)


def _of_our_library(file: str) -> bool:
    """Our library may lie anywhere, beside the program too: it is known by what is in it."""
    _, folder, within = f"/{file}".rpartition("/openline/")
    return bool(folder and within) and (_OURS / within).is_file()
