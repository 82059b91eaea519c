"""Signals end a run in order: the activity first, then the fault, then the process.

Chaos Toolkit's own handler for SIGTERM raises an exception that its Python activities take for a
failure and go on; SIGHUP kills without a rollback. Ours raise what nothing catches on the way.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, NoReturn
from unittest.mock import patch

import chaoslib.exit

from openline_drills.chaos import Stopped
from openline_stacks.signals import none_lost, wanted

# An activity's time-out counts in virtual time. One that lets none pass, in an endless loop or in a
# wait for something real, is ended this many real seconds after its time-out.
_REAL_MARGIN_S: Final = 5.0
# A runbook may compute for so long, in real time, before it sleeps or calls.
_PATIENCE_S: Final = 30.0
# How often a signal comes again while the stack's program or a runbook runs.
_AGAIN_S: Final = 1.0
_HANGS: Final = "it let no virtual time pass and hangs"


def _ends_process(number: int) -> BaseException:
    return SystemExit(128 + number)


@contextmanager
def sigterm_ends() -> Iterator[None]:
    """Until our handlers are installed, and after, Chaos Toolkit's own must end the run as well: a
    control that could not be set up for it is one that it goes on without."""

    def ends(number: int, frame: object = None) -> NoReturn:
        raise _ends_process(number)

    with patch.object(chaoslib.exit, "_terminate_now", ends):
        yield


class Interrupts:
    """Handlers for SIGTERM, SIGHUP, SIGINT and for activities that hang, while a run lasts."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._installed = ExitStack()
        self._deferring = False
        self._pending: BaseException | None = None
        self._insisting = False
        self._hanging: type[BaseException] = Stopped
        self._patience_s: float | None = None
        self.received: BaseException | None = None

    def install(self) -> None:
        """In the main thread only, as Python demands."""
        self._installed.enter_context(none_lost())
        self._handle("SIGTERM", _ends_process)
        self._handle("SIGHUP", _ends_process)
        self._handle("SIGINT", lambda _: KeyboardInterrupt())
        self._handle("SIGALRM", lambda _: self.received or self._hanging(_HANGS))

    def restore(self) -> None:
        self.watch(None)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        self._installed.close()

    def watch(self, timeout_s: float | None) -> None:
        """From now on an activity may hang this long; None: as long as it likes."""
        if hasattr(signal, "setitimer"):
            real_s = 0.0 if timeout_s is None else timeout_s + _REAL_MARGIN_S
            signal.setitimer(signal.ITIMER_REAL, real_s, _AGAIN_S)

    @contextmanager
    def impatient(self, ends: type[BaseException]) -> Iterator[None]:
        """In here nobody may hang for long: `ends` is raised, again and again until it is out of
        here. Who lets time pass says so by `progressed`."""
        before, self._hanging = self._hanging, ends
        self._patience_s = _PATIENCE_S
        self.progressed()
        try:
            yield
        finally:
            self._hanging, self._patience_s = before, None
            self.watch(None)

    def progressed(self) -> None:
        if self._patience_s is not None and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, self._patience_s, _AGAIN_S)

    @contextmanager
    def insistent(self) -> Iterator[None]:
        """What comes in meanwhile comes again until it is out of here. In the stack's own program,
        or in a callback of the event loop that it runs in, the first may end nothing but that, and
        leave others to wait for ever for what it did not come to do."""
        self._insisting = True
        try:
            yield
        finally:
            self._insisting = False
            self.watch(None)
        if self.received is not None:
            raise self.received

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """What comes in here is raised at the end, so that it never lands inside an actor."""
        if threading.current_thread() is not threading.main_thread() or self._deferring:
            yield
            return
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False
        pending, self._pending = self._pending, None
        if pending is not None:
            raise pending

    def _insist(self) -> None:
        if self._insisting and hasattr(signal, "setitimer"):
            # more than once: CPython 3.11 may not notice one in a loop
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_S, _AGAIN_S)

    def _handle(self, name: str, error: Callable[[int], BaseException]) -> None:
        number = getattr(signal, name, None)
        if number is None or not wanted(number):  # Windows has no SIGHUP and no SIGALRM
            return

        def handler(number: int, frame: object) -> None:
            raised = error(number)
            if not isinstance(raised, self._hanging):
                self.received = raised
                self._insist()
            if self._deferring:
                self._pending = raised
                return
            raise raised

        self._before[number] = signal.signal(number, handler)
