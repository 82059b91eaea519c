"""Gives a program the surroundings it has under the genuine CLI, and puts ours back after it.

Process-wide things change while a program runs: the working folder, `sys.argv`, the import path,
the modules of the program's own folder, standard output, the garbage collector, how the SDK finds
lines. So one program runs at a time.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Final, NoReturn, TextIO

from openline_stacks.engine._packages import bit_by_bit
from openline_stacks.engine._program import Program
from openline_stacks.engine._traces import short_traces

_STDOUT, _STDERR = 1, 2
# A program that catches whatever interrupts it would keep a pipeline for ever: from here on its
# process goes, and ours with it, with the exit code of the command for bad input.
_RINGS: Final = 5
_BAD_INPUT: Final = 2
_end = os._exit  # the genuine one


class TimeUp(KeyboardInterrupt):
    """The program ran longer than allowed. An interrupt, so that no `except Exception` eats it."""


class Left(SystemExit):
    """The program called `os._exit`, on this line."""

    def __init__(self, status: int, file: str, line: int) -> None:
        super().__init__(status)
        self.file = file
        self.line = line


@contextlib.contextmanager
def surroundings(program: Program, timeout_s: float | None) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        stack.enter_context(_collector_paused())
        stack.enter_context(short_traces())
        stack.enter_context(bit_by_bit())
        stack.enter_context(_output_diverted())
        stack.enter_context(_exits_told())
        stack.enter_context(_imports(program.folder))
        stack.enter_context(_arguments(program.file))
        stack.enter_context(_working_folder(program.folder))
        stack.enter_context(_interrupted_at_once())
        if timeout_s is not None:
            stack.enter_context(_time_limit(program.file, timeout_s))
        yield


@contextlib.contextmanager
def _working_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _arguments(file: Path) -> Iterator[None]:
    before = sys.argv
    sys.argv = [str(file)]
    try:
        yield
    finally:
        sys.argv = before


@contextlib.contextmanager
def _imports(folder: Path) -> Iterator[None]:
    """The program's folder comes first; its modules are its own and are forgotten after it."""
    path, modules = list(sys.path), set(sys.modules)
    hidden = _hide_namesakes(folder)
    sys.path.insert(0, str(folder))
    main = sys.modules.get("__main__")
    try:
        yield
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if _lies_below(name, folder):
                del sys.modules[name]
        sys.modules.update(hidden)
        if main is not None:
            sys.modules["__main__"] = main


def _hide_namesakes(folder: Path) -> dict[str, ModuleType]:
    """Takes away loaded modules that have the name of one of the program's: its own must win."""
    own = {entry.stem for entry in folder.glob("*.py")}
    own |= {entry.parent.name for entry in folder.glob("*/__init__.py")}
    own -= {"__main__", "__init__", *sys.stdlib_module_names}
    names = [
        name for name in sys.modules if name.split(".")[0] in own and not _lies_below(name, folder)
    ]
    return {name: sys.modules.pop(name) for name in names}


def _lies_below(name: str, folder: Path) -> bool:
    file = getattr(sys.modules[name], "__file__", None)
    if not file or not Path(file).is_relative_to(folder):
        return False
    return "site-packages" not in Path(file).relative_to(folder).parts


@contextlib.contextmanager
def _output_diverted() -> Iterator[None]:
    """What the program, or a command it starts, prints goes to standard error."""
    sys.stdout.flush()
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # a closed or missing descriptor needs no diversion
            saved = os.dup(_STDOUT)
            stack.callback(os.close, saved)
            os.dup2(_STDERR, _STDOUT)
            stack.callback(os.dup2, saved, _STDOUT)
        stack.callback(_flush)
        lent = _Lent(sys.stderr)
        stack.enter_context(contextlib.redirect_stdout(lent))
        stack.enter_context(contextlib.redirect_stderr(lent))
        yield


class _Lent:
    """Standard error as a program has it, which may close what it has: ours stays open."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def close(self) -> None:
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def _exits_told() -> Iterator[None]:
    """`os._exit(0)` would end us as well, and look as if all were well."""
    pid, original = os.getpid(), os._exit

    def leave(status: int) -> NoReturn:
        if os.getpid() != pid:  # the child of a fork ends that way
            original(status)
        caller = sys._getframe(1)
        raise Left(status, caller.f_code.co_filename, caller.f_lineno)

    os._exit = leave
    try:
        yield
    finally:
        os._exit = original


def _flush() -> None:
    for stream in (sys.__stdout__, sys.stderr):
        if stream is not None:
            with contextlib.suppress(ValueError, OSError):
                stream.flush()


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """The SDK makes very many small objects: a run takes half the time with the collector off."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextlib.contextmanager
def _interrupted_at_once() -> Iterator[None]:
    """asyncio puts off the first Ctrl-C until its loop has a turn, which a program that waits for
    something never gives it. It leaves a handler alone that is not Python's usual one."""
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, lambda *rung: signal.default_int_handler(*rung))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def _time_limit(file: Path, seconds: float) -> Iterator[None]:
    rung = 0

    def ring(signum: int, frame: FrameType | None) -> None:
        nonlocal rung
        rung += 1
        if rung > _RINGS:
            told = f"{file}: still running after {seconds:g} s, and it catches every interruption"
            os.write(_STDERR, f"{told}; its process is ended\n".encode())
            _end(_BAD_INPUT)
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # again, should the program eat the first
    try:
        yield
    finally:
        with contextlib.suppress(TimeUp):  # it ends as its time does
            signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
