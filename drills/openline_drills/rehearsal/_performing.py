"""Performs a user's own runbook in virtual time: plain boto3 code with sleeps and deadlines."""

from __future__ import annotations

import inspect
import io
import logging
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from types import FrameType
from typing import Any, Final, Protocol
from unittest.mock import patch

import boto3
from botocore.client import BaseClient
from chaoslib.exceptions import ActivityFailed

from openline_drills.chaos import Stopped
from openline_drills.masked import masked
from openline_drills.observations import MICROSECONDS
from openline_drills.rehearsal._runbooks import Runbook, imported
from openline_drills.rehearsal._seclusion import secluded

_MOST_WRITTEN: Final = 1_000_000  # letters


class Ended(BaseException):
    """Its time is up. Below `Exception`, so that no retry loop of a runbook swallows it."""


class Host(Protocol):
    """The session that a runbook is performed in."""

    @property
    def now_us(self) -> int: ...

    @property
    def received(self) -> BaseException | None:
        """What a signal asked for."""
        ...

    def acting(self) -> bool:
        """Whether it is the runbook's turn, not the world's."""
        ...

    def sleep(self, seconds: float) -> None: ...


class Written(io.TextIOBase):
    """What a runbook prints and logs, each line with its virtual time, up to a megabyte of it."""

    def __init__(self, clock: Callable[[], str]) -> None:
        self._clock = clock
        self._begun = ""
        self._left = _MOST_WRITTEN
        self.lines: list[str] = []

    def write(self, text: str) -> int:
        if self._left > 0:
            self._left -= len(text)
            *whole, self._begun = (self._begun + text[:_MOST_WRITTEN]).split("\n")
            self.lines += [self._line(line) for line in whole]
            if self._left <= 0:
                self.lines.append(self._line("(it said more, which is not kept)"))
        return len(text)

    def _line(self, text: str) -> str:
        said = masked(text).encode(errors="backslashreplace").decode()  # half a pair is no letter
        return f"{self._clock()}  {said}".rstrip()

    def writable(self) -> bool:
        return True


def perform(
    runbook: Runbook, told: Mapping[str, Any], host: Host, call_s: float, written: Written
) -> None:
    """Import and call it. Raises `ActivityFailed` with the line of the runbook's that failed;
    `Stopped` where its time was up. A call of its takes `call_s` where it is answered at once."""
    refused: list[str] = []

    def refuse(what: str, frame: FrameType) -> None:
        refused.append(f"{_place(runbook, traceback.walk_stack(frame), outermost=False)}: {what}")

    try:
        with _surroundings(host, call_s, written), secluded(refuse), imported(runbook) as function:
            function(**_wanted(function, told))
    except Ended as ended:
        raise Stopped(f"{runbook.text}: {ended}") from None
    except SystemExit as error:
        if error is host.received:
            raise
        if error.code:
            raise ActivityFailed(f"{runbook.text}: it ended with exit({error.code!r})") from error
    except (KeyboardInterrupt, Stopped):
        raise
    except BaseException as error:  # it may raise what nobody expects
        if error is host.received:
            raise
        written.write(_traced(runbook, error))
        where = _place(runbook, traceback.walk_tb(error.__traceback__), outermost=True)
        raise ActivityFailed(f"{where}: {_said(error)}") from error
    if host.received is not None:
        raise host.received
    if refused:
        raise ActivityFailed(refused[0])


@contextmanager
def _surroundings(host: Host, call_s: float, written: Written) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(patch.object(BaseClient, "_make_api_call", _costly(host, call_s)))
        stack.enter_context(patch.object(boto3.Session, "__init__", _without_profile(written)))
        # `time.monotonic` and the wall clock are virtual in a whole rehearsal, this one is not
        stack.enter_context(patch.object(time, "perf_counter", lambda: host.now_us / MICROSECONDS))
        stack.enter_context(patch.object(time, "perf_counter_ns", lambda: host.now_us * 1000))
        stack.enter_context(redirect_stdout(written))
        stack.enter_context(redirect_stderr(written))
        stack.enter_context(_logged(written))
        yield


def _costly(host: Host, call_s: float) -> Callable[..., Any]:
    """An answer takes its time: a loop that asks again and again without a pause comes to an end,
    and so do a hundred calls one after another."""
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def make_api_call(client: Any, operation: str, params: Mapping[str, Any]) -> Any:
        if host.acting():
            host.sleep(call_s)
        return original(client, operation, params)

    return make_api_call


def _without_profile(written: Written) -> Callable[..., None]:
    """A rehearsal has one account, and no file with profiles is read."""
    original = boto3.Session.__init__

    def init(session: boto3.Session, *args: Any, profile_name: Any = None, **more: Any) -> None:
        if profile_name is not None:
            written.write(f"(profile {profile_name} left out: a rehearsal has one account)\n")
        original(session, *args, **more)

    return init


@contextmanager
def _logged(written: Written) -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])


def _wanted(function: Callable[..., Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """As much as it asks for."""
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return dict(told)
    return {each.name: told[each.name] for each in parameters if each.name in told}


def _place(runbook: Runbook, frames: Iterator[tuple[FrameType, int]], *, outermost: bool) -> str:
    """The line of the runbook's own that was reached last. `outermost`: frames come from there."""
    places = [
        f"{shown}:{line}"
        for frame, line in frames
        if (shown := runbook.shown(frame.f_code.co_filename)) is not None
    ]
    if not places:
        return runbook.text
    return places[-1] if outermost else places[0]


def _traced(runbook: Runbook, error: BaseException) -> str:
    """The traceback without the frames that are ours or a library's."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if runbook.shown(frame.filename) is not None]
    head = ["Traceback (the runbook's own lines):\n"] if own else []
    last = traceback.format_exception_only(error)
    return "".join([*head, *traceback.format_list(own), *last])


def _said(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:  # of a class of the runbook's own
        text = "its message cannot be made"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
