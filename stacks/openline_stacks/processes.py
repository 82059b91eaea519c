"""Other processes to work things out in, which end when this one does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


@contextmanager
def processes(workers: int | None = None, *, forked: bool = False) -> Iterator[Executor]:
    """`workers` None: one a core. `forked`: with everything that is loaded here, where the system
    can; only before this process has run a program itself."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    # spawned: this process has threads of the engine's, which a fork would leave behind locked
    how = "fork" if forked and sys.platform == "linux" else "spawn"
    pool = ProcessPoolExecutor(workers, mp_context=get_context(how), initializer=_deaf)
    others = active_children()
    try:
        yield pool
    except BaseException:
        _end(others)  # nobody waits any more for what they are about
        raise
    finally:
        if forked:
            _end(others)  # a thread that a program left behind would be waited for
        pool.shutdown(cancel_futures=True)


def _end(others: list[BaseProcess]) -> None:
    from multiprocessing import active_children

    for child in active_children():
        if child not in others:
            child.terminate()


def _deaf() -> None:
    """Ctrl-C is for whoever waits; they end this."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
