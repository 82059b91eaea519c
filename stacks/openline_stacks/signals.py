"""What ends a process: held while another one starts, alone where it is ignored, never lost."""

from __future__ import annotations

import signal
import sys
import threading
from _thread import interrupt_main
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

Handler = Callable[[int, FrameType | None], Any] | signal.Handlers

# Windows has no SIGHUP
ENDING: Final = frozenset(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)

# A destructor is over by then, and nobody has noticed.
_AGAIN_S: Final = 0.05


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


@contextmanager
def none_lost() -> Iterator[None]:
    """A signal whose handler raised in a destructor or in a weak reference's callback comes again:
    Python prints what is raised there, and goes on as if nothing had been asked of it."""
    before = sys.unraisablehook

    def told(unraisable: UnraisableHookArgs) -> None:
        number = _asked_by(unraisable.exc_value)
        if number is None:
            before(unraisable)
            return
        again = threading.Timer(_AGAIN_S, _come_again, (number,))
        again.daemon = True
        again.start()

    sys.unraisablehook = told
    try:
        yield
    finally:
        sys.unraisablehook = before


def _asked_by(error: BaseException | None) -> int | None:
    if type(error) is KeyboardInterrupt:  # a time limit is one, too, and comes again by itself
        return signal.SIGINT
    if isinstance(error, SystemExit):  # as a shell says of a command that a signal ended
        return next((each for each in ENDING if error.code == 128 + each), None)
    return None


def _come_again(number: int) -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, number)  # which also ends what it waits for
    else:
        interrupt_main(signal.Signals(number))
