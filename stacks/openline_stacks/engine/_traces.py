"""Where a resource comes from, without the SDK's walk through the whole stack.

The SDK reads every frame up to the interpreter's first, with its line of source, and makes a URI of
each, for every resource. The engine looks at the program's own frames alone: those come first.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Final

import pulumi.runtime.resource as sdk
from pulumi.runtime.proto import source_pb2

from openline_stacks.engine._source import ENGINE

# Resource, CustomResource or ComponentResource, then the resource's own: as the SDK counts.
_CONSTRUCTORS: Final = 3


@contextlib.contextmanager
def short_traces() -> Iterator[None]:
    """For as long as a program runs here. An SDK that has no such function keeps its own way."""
    theirs = getattr(sdk, "_get_stack_trace", None)
    if theirs is None:
        yield
        return
    sdk._get_stack_trace = _trace
    try:
        yield
    finally:
        sdk._get_stack_trace = theirs


def _trace() -> source_pb2.StackTrace:
    """From the frame that called the resource's class, newest first, to the engine's."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(_CONSTRUCTORS):
        while frame is not None and frame.f_code.co_name != "__init__":
            frame = frame.f_back
        frame = frame and frame.f_back
    found = []
    while frame is not None and not frame.f_code.co_filename.startswith(ENGINE):
        found.append(_position(frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return source_pb2.StackTrace(frames=found)


@lru_cache(maxsize=4096)
def _position(file: str, line: int) -> source_pb2.StackFrame:
    path = Path(file)
    if not path.is_absolute():  # of code that lies in no file
        return source_pb2.StackFrame()
    return source_pb2.StackFrame(pc=source_pb2.SourcePosition(uri=path.as_uri(), line=line))
