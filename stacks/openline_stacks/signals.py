"""What ends a process: held while another one is started, and left alone where it is ignored."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

Handler = Callable[[int, FrameType | None], Any] | signal.Handlers

# Windows has no SIGHUP
ENDING: Final = frozenset(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


@contextmanager
def signals_held() -> Iterator[None]:
    """Signals that would end this process wait until it is out of here.

    To start another in. Until that has said what it does about them it would do what this one
    does, in the middle of coming to life, and print a traceback; so it is started with them held,
    and lets them through by `answer_signals`.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def answer_signals(handlers: Mapping[int, Handler]) -> None:
    """What a process that was started by `signals_held` does about each; from here on it does."""
    for number, handler in handlers.items():
        if wanted(number):
            signal.signal(number, handler)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def wanted(number: int) -> bool:
    """Not where nohup said that a terminal's end is none of ours."""
    return number != getattr(signal, "SIGHUP", None) or signal.getsignal(number) != signal.SIG_IGN
