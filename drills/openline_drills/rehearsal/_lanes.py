"""Lanes: processes that do jobs side by side, and what becomes of a job whose process dies.

A forked lane is a nursery: it inherits what stands in memory and forks a child a job, so every job
starts from the same state and none sees another's. Where there is no fork a lane is a fresh
interpreter that prepares for itself. Both speak length-prefixed pickles over pipes.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import select
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NoReturn, Protocol

from openline_stacks.signals import ENDING, answer_signals, signals_held

_LENGTH: Final = struct.Struct(">Q")
_NULL: Final = os.devnull
# Jobs that a lane is sent before it has answered: less than a pipe holds, so that who gives them
# never waits for a lane that waits for somebody to read its answers.
_AHEAD: Final = 16
# How often a lane is told to end.
_AGAIN_S: Final = 0.005

Perform = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that has no answer, and why."""

    reason: str


def send(file: BinaryIO, value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    file.write(_LENGTH.pack(len(data)))
    file.write(data)
    file.flush()


def receive(file: BinaryIO) -> Any:
    """The next value. Raises `EOFError` where the other end is gone, in the middle of one too."""
    (length,) = _LENGTH.unpack(_exactly(file, _LENGTH.size))
    return pickle.loads(_exactly(file, length))


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise EOFError
    return data


def attempt(perform: Perform, job: Any) -> Any:
    """A job's answer, or the `Failure` that says what it raised."""
    try:
        return perform(job)
    except Exception as error:
        return Failure(traceback.format_exception_only(error)[-1].strip())


class Lane(Protocol):
    """One process. `jobs` and `answers` carry pickles; an answer is (job, value)."""

    jobs: BinaryIO
    answers: BinaryIO

    def end(self) -> str:
        """Wait for the process, ending it if need be; how it ended."""
        ...


class Lanes:
    """Jobs go round the lanes as they come; answers are read whenever somebody asks for them."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._lanes = lanes
        self._given: list[list[Any]] = [[] for _ in lanes]
        self._next = 0
        self._readers: list[threading.Thread] = []

    def put(self, job: Any) -> None:
        """Give a job to the next lane."""
        at = self._next % len(self._lanes)
        self._next += 1
        self._given[at].append(job)
        if len(self._given[at]) <= _AHEAD:
            _hand(self._lanes[at], job)

    def answers(self) -> Iterator[tuple[Any, Any]]:
        """Every job given so far with its answer, as they come. Never waits for a dead process."""
        arrived: queue.SimpleQueue[tuple[Any, Any]] = queue.SimpleQueue()
        given = sum(len(jobs) for jobs in self._given)
        self._readers = [
            threading.Thread(target=self._read, args=(at, arrived), daemon=True)
            for at in range(len(self._lanes))
        ]
        for reader in self._readers:
            reader.start()
        for _ in range(given):
            yield arrived.get()
        self._leave()

    def _leave(self) -> None:
        for reader in self._readers:
            reader.join()
        self._readers = []

    def _read(self, at: int, arrived: queue.SimpleQueue[tuple[Any, Any]]) -> None:
        jobs, lane = self._given[at], self._lanes[at]
        while jobs:
            try:
                job, answer = receive(lane.answers)
            except (EOFError, OSError):
                failure = Failure(f"its process ended early ({lane.end()})")
                while jobs:
                    arrived.put((jobs.pop(0), failure))
                return
            jobs.remove(job)
            if len(jobs) >= _AHEAD:
                _hand(lane, jobs[_AHEAD - 1])
            arrived.put((job, answer))

    def close(self) -> None:
        """End every lane, whatever it is doing. Harmless when called again."""
        for lane in self._lanes:
            with suppress(OSError):
                lane.jobs.close()
        for lane in self._lanes:
            lane.end()
        self._leave()
        for lane in self._lanes:
            lane.answers.close()
        self._lanes, self._given = (), []
        gc.unfreeze()


def forked(count: int, perform: Perform) -> Lanes:
    """Nurseries forked from this process, which must have no other thread yet."""
    lanes: list[_Nursery] = []
    # What stands is shared by all: a collector that walks through it would copy every page of it.
    # Nothing is collected first: to look for the little that could be takes as long as a seed.
    gc.freeze()
    for _ in range(count):
        lanes.append(_Nursery(perform, lanes))
    return Lanes(lanes)


def spawned(count: int, module: str, brief: object) -> Lanes:
    """Fresh interpreters that run `module`, each told `brief` before its first job."""
    return Lanes([_Spawned(module, brief) for _ in range(count)])


def serve(perform: Callable[[object], Perform]) -> None:
    """A spawned lane's own side: read the brief, then do jobs until there are none."""
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a job prints must not end up between the answers
    do = perform(receive(jobs))
    with suppress(EOFError):
        while True:
            job = receive(jobs)
            send(answers, (job, attempt(do, job)))


class _Nursery:
    def __init__(self, perform: Perform, earlier: Sequence[_Nursery]) -> None:
        jobs_read, jobs_write = os.pipe()
        answers_read, answers_write = os.pipe()
        self._status: int | None = None
        self._burying = threading.Lock()
        with signals_held():
            self._pid = os.fork()
            if not self._pid:
                not_mine = (jobs_write, answers_read, *(fd for lane in earlier for fd in lane.fds))
                _nurse(perform, jobs_read, answers_write, not_mine)
        os.close(jobs_read)
        os.close(answers_write)
        self.jobs: BinaryIO = os.fdopen(jobs_write, "wb")
        self.answers: BinaryIO = os.fdopen(answers_read, "rb")

    @property
    def fds(self) -> tuple[int, int]:
        return self.jobs.fileno(), self.answers.fileno()

    def end(self) -> str:
        with self._burying:  # who reads its answers notices its end, and who closes it asks for it
            while self._status is None:
                # again: one that comes just before it begins to wait for something wakes nobody
                with suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGTERM)
                gone, status = os.waitpid(self._pid, os.WNOHANG)
                if gone:
                    self._status = os.waitstatus_to_exitcode(status)
                else:
                    select.select((), (), (), _AGAIN_S)  # in a rehearsal `time.sleep` is virtual
            return _ended(self._status)


def _nurse(
    perform: Perform, jobs_read: int, answers_write: int, not_mine: Sequence[int]
) -> NoReturn:
    """The nursery's life: a clean child a job, never out of here by any other way."""
    try:
        for fd in not_mine:
            os.close(fd)
        _quiet()
        child = _Child()
        answer_signals(dict.fromkeys(ENDING, lambda *_: child.end_with_me()))
        with os.fdopen(jobs_read, "rb") as jobs, os.fdopen(answers_write, "wb") as answers:
            while True:
                job = receive(jobs)
                send(answers, (job, child.do(perform, job)))
    finally:
        os._exit(0)


class _Child:
    """The one child that a nursery has at a time."""

    def __init__(self) -> None:
        self._pid = 0

    def do(self, perform: Perform, job: Any) -> Any:
        read, write = os.pipe()
        with signals_held():
            self._pid = os.fork()
            if not self._pid:
                os.close(read)
                _act(perform, job, write)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            try:
                value = receive(answer)
            except EOFError:
                value = None
        status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        self._pid = 0
        return value if status == 0 else Failure(f"its process ended early ({_ended(status)})")

    def end_with_me(self) -> NoReturn:
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        os._exit(0)


def _act(perform: Perform, job: Any, write: int) -> NoReturn:
    answer_signals(dict.fromkeys(ENDING, signal.SIG_DFL))
    status = 1
    try:
        with os.fdopen(write, "wb") as answer:
            send(answer, attempt(perform, job))
        status = 0
    finally:
        os._exit(status)


class _Spawned:
    def __init__(self, module: str, brief: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.jobs: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self.answers: BinaryIO = self._process.stdout  # type: ignore[assignment]
        _hand(self, brief)

    def end(self) -> str:
        if self._process.poll() is None:
            self._process.terminate()
        return _ended(self._process.wait())


def _hand(lane: Lane, job: Any) -> None:
    """One that is gone, or is closed meanwhile, is noticed when its answers are read."""
    with suppress(BrokenPipeError, ValueError):
        send(lane.jobs, job)


def _ended(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit code {status}"


def _quiet() -> None:
    """Only the visible run speaks; the other seeds do the same things without a word."""
    null = os.open(_NULL, os.O_WRONLY)
    for fd in (1, 2):
        os.dup2(null, fd)
    os.close(null)
