"""Seclusion: what a runbook may not do in a rehearsal, refused where it tries.

A botocore client cannot leave this process anyway (`openline_stacks.cloud`). A socket, a program or
a thread of the runbook's own could, and virtual time would know nothing of it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final, NoReturn
from unittest.mock import patch

_NETWORK: Final = "it opens a socket; in a rehearsal only calls through boto3 are acted out"
_PROGRAM: Final = "it starts a program; in a rehearsal only calls through boto3 are acted out"
_EXIT: Final = "it ends the process and with it the rehearsal; write `sys.exit` or return"
_ASYNCIO: Final = "it runs asyncio, whose sleeps are real; write it as a plain function"
_THREAD: Final = "it starts a thread; virtual time has one: take the steps one after another"
# Audit events of CPython ("Audit events table" of the library reference).
_REFUSED: Final = {
    "socket.__new__": _NETWORK,
    "subprocess.Popen": _PROGRAM,
    "os.exec": _PROGRAM,
    "os.fork": _PROGRAM,
    "os.posix_spawn": _PROGRAM,
    "os.spawn": _PROGRAM,
    "os.system": _PROGRAM,
    "pty.spawn": _PROGRAM,
}

Refuse = Callable[[str, FrameType], None]
_refuse: Refuse | None = None
_hooked = False


class NotActedOutError(RuntimeError):
    """Something that a rehearsal cannot act out."""


@contextmanager
def secluded(refused: Refuse) -> Iterator[None]:
    """`refused` is told what was tried and from where, whether or not the runbook goes on."""
    global _refuse, _hooked
    if not _hooked:  # a hook cannot be taken out again
        sys.addaudithook(_audit)
        _hooked = True
    with (
        patch.object(threading.Thread, "start", _refusing(_THREAD, refused)),
        patch.object(asyncio.events, "new_event_loop", _refusing(_ASYNCIO, refused)),
        patch.object(os, "_exit", _refusing(_EXIT, refused)),
    ):
        _refuse = refused
        try:
            yield
        finally:
            _refuse = None


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if _refuse is None or event not in _REFUSED:
        return
    _refuse(_REFUSED[event], sys._getframe(1))
    raise NotActedOutError(_REFUSED[event])


def _refusing(what: str, refused: Refuse) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        refused(what, sys._getframe(1))
        raise NotActedOutError(what)

    return refuse
