"""Other processes to work things out in, which end when this one does."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

from openline_stacks.signals import ENDING, Handler, answer_signals, signals_held

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_PR_SET_PDEATHSIG: Final = 1  # prctl(2)

Job = TypeVar("Job")
Answer = TypeVar("Answer")
Given = ParamSpec("Given")


@contextmanager
def processes(workers: int | None = None, *, forked: bool = False) -> Iterator[Executor]:
    """`workers` None: one a core. `forked`: with everything that is loaded here, where the system
    can; only before this process has run a program itself."""
    from multiprocessing import active_children, get_context

    # spawned: this process has threads of the engine's, which a fork would leave behind locked
    how = _how() if forked else "spawn"
    _track(how)
    pool = _Pool(workers, mp_context=get_context(how), initializer=_in_child)
    others = active_children()
    try:
        yield pool
    finally:
        # nobody waits any more for what they are about, or for a thread that a program left behind
        pool.hear_no_more()
        _end(others)
        pool.shutdown(cancel_futures=True)


class _Pool(ProcessPoolExecutor):
    """It starts its processes when it is given something to do."""

    def submit(
        self, fn: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Answer]:
        with signals_held():
            return super().submit(fn, *args, **kwargs)

    def hear_no_more(self) -> None:
        """Of half an answer, of a process that is killed as it writes it, the rest would be waited
        for: this process has that end of the pipe as well."""
        answers: Any = vars(self).get("_result_queue")
        if answers is not None:
            answers._writer.close()


def one_each(
    work: Callable[[Job], Answer], jobs: Iterable[Job], workers: int | None = None
) -> Generator[Answer | None]:
    """Every job in a process of its own, as a program may leave anything behind in the one that it
    runs in; in the jobs' order, None for a job whose process ended without an answer.

    Forked with everything that is loaded here, where the system can, and from no thread but the
    caller's. `workers`: so many at once, None: one a core. What a job raises is raised here. Once
    closed, it ends those that are left.
    """
    from multiprocessing.connection import wait

    width = workers or os.cpu_count() or 1
    left = iter(enumerate(jobs))
    running: dict[Connection[Any, Any], tuple[int, BaseProcess]] = {}
    answered: dict[int, Answer | None] = {}
    asked = told = 0
    try:
        while True:
            while len(running) < width and (job := next(left, None)) is not None:
                asked, (reader, process) = asked + 1, _started(work, job[1])
                running[reader] = job[0], process
            if told == asked:
                return
            for ready in wait(list(running)):
                reader = cast("Connection[Any, Any]", ready)
                number, process = running.pop(reader)
                try:
                    answered[number] = _answer(reader)
                finally:
                    _put_away(reader, process)
            while told in answered:
                yield answered.pop(told)
                told += 1
    finally:
        for reader, (_, process) in running.items():
            _put_away(reader, process)


def _started(work: Callable[[Job], Answer], job: Job) -> tuple[Connection[Any, Any], BaseProcess]:
    from multiprocessing import get_context

    how = _how()
    _track(how)
    context: Any = get_context(how)
    reader, writer = context.Pipe(duplex=False)
    process: BaseProcess = context.Process(target=_do, args=(work, job, writer))
    with signals_held():
        process.start()
    writer.close()  # or nobody would notice that the other end is gone
    return reader, process


def _do(work: Callable[[Job], Answer], job: Job, writer: Connection[Any, Any]) -> None:
    _in_child()
    if sys.platform != "win32":
        # a fork that a program leaves behind would hold the pipe, and the one who asks with it
        os.register_at_fork(after_in_child=writer.close)
    try:
        answer: tuple[Answer | None, BaseException | None] = work(job), None
    except Exception as error:
        answer = None, error
    if writer.closed:  # in such a fork, which came back from what it was made for
        os._exit(0)
    writer.send(answer)


def _answer(reader: Connection[Any, Any]) -> Any:
    try:
        answer, error = reader.recv()
    except (EOFError, OSError):
        return None
    if error is not None:
        raise error
    return answer


def _put_away(reader: Connection[Any, Any], process: BaseProcess) -> None:
    """A thread that a program left behind would keep it."""
    process.kill()
    process.join()
    reader.close()


def _track(how: str) -> None:
    """Python has a process that keeps count of what spawned ones share; it ends with this one, and
    takes none of the signals for itself, SIGHUP neither. To start it lets them through again."""
    if how == "spawn" and os.name == "posix":
        from multiprocessing import resource_tracker

        with signals_held():
            resource_tracker.ensure_running()


def _how() -> str:
    return "fork" if sys.platform == "linux" else "spawn"


def _end(others: list[BaseProcess]) -> None:
    """Killed: a fork has whatever this process does when it is asked to end, and may live on."""
    from multiprocessing import active_children

    for child in active_children():
        if child not in others:
            child.kill()


def _in_child() -> None:
    """Ctrl-C is for whoever waits; they end this. Killed, they cannot: then it ends by itself."""
    from multiprocessing import parent_process

    # not ignored, as what a program starts itself, a build, would have inherited
    handlers: dict[int, Handler] = dict.fromkeys(ENDING, signal.SIG_DFL)
    answer_signals({**handlers, signal.SIGINT: lambda number, frame: None})
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        parent = parent_process()
        if parent is not None and os.getppid() != parent.pid:  # it ended before this was asked for
            os._exit(1)
    else:  # a fork keeps no thread, and a program may look whether there are others
        from threading import Thread

        Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
