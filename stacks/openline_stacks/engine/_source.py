"""The user's line: which frame of a stack is theirs."""

from __future__ import annotations

import sysconfig
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from pulumi.runtime.proto import source_pb2

import openline
from openline_stacks.engine import _packages
from openline_stacks.engine._program import Program
from openline_stacks.states import SourcePosition

_LIBRARY = str(Path(openline.__file__).parent) + "/"
ENGINE = str(Path(__file__).parent) + "/"
_IMPORTING = _packages.__file__  # by it a program imports: it lies between the program's frames
_INSTALLED = ("site-packages", "dist-packages")
_STANDARD = sysconfig.get_paths()["stdlib"] + "/"


class Lines:
    """Says of a frame whether it is the user's, and names files relative to the project."""

    def __init__(self, program: Program) -> None:
        self._folder = str(program.folder) + "/"
        self._root = program.root

    def of_stack(self, trace: source_pb2.StackTrace) -> SourcePosition | None:
        """The innermost frame in the program's folder, else outside any library. Newest first."""
        frames = [(_path(frame.pc.uri), frame.pc.line) for frame in trace.frames]
        return self._first(frames)

    def of_traceback(self, trace: TracebackType | None) -> SourcePosition | None:
        frames: list[tuple[str, int]] = []
        while trace is not None:
            frames.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
            trace = trace.tb_next
        return self._first(frames[::-1])

    def position(self, file: str, line: int) -> SourcePosition:
        path = Path(file)
        if path.is_relative_to(self._root):
            return SourcePosition(path.relative_to(self._root).as_posix(), line)
        return SourcePosition(file, line)

    def _first(self, frames: Sequence[tuple[str, int]]) -> SourcePosition | None:
        """Beyond the engine's own frames are those of whoever runs it."""
        seen = (frame for frame in frames if frame[0] != _IMPORTING)
        theirs = list(takewhile(lambda frame: not frame[0].startswith(ENGINE), seen))
        for mine in (self._in_program, _in_no_library):
            for file, line in theirs:
                if mine(file):
                    return self.position(file, line)
        return None

    def _in_program(self, file: str) -> bool:
        """A stack installed as a package lies in site-packages itself; a venv may lie below it."""
        inside = file.removeprefix(self._folder)
        return inside != file and not file.startswith(_LIBRARY) and _own(inside)


def _in_no_library(file: str) -> bool:
    return file.startswith("/") and not file.startswith((_LIBRARY, _STANDARD)) and _own(file)


def _own(path: str) -> bool:
    return not any(part in path for part in _INSTALLED)


@lru_cache(maxsize=4096)
def _path(uri: str) -> str:
    return unquote(urlsplit(uri).path)
