"""How long a stack's program may run, said once for everything that a command does.

In: seconds, or none for as long as it takes. Out: the limit that the engine keeps where its caller
names none. It is kept by a signal: in the main thread, and not on Windows. For a process of one's
own, as a command's is: a program that catches every interruption ends with its process.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

__all__ = ["limit_s", "limiting"]

_LIMIT_S: Final[ContextVar[float | None]] = ContextVar("limit_s", default=None)


@contextmanager
def limiting(seconds: float | None) -> Iterator[None]:
    """Every program that is run in here is stopped after so many seconds."""
    before = _LIMIT_S.set(seconds)
    try:
        yield
    finally:
        _LIMIT_S.reset(before)


def limit_s() -> float | None:
    """None where nobody limits it, or where no signal could."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        return None
    return _LIMIT_S.get()
