"""Other processes to work things out in, which end when this one does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager


@contextmanager
def processes(workers: int | None = None) -> Iterator[Executor]:
    """`workers` None: one a core."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    # spawned: this process has threads of the engine's, which a fork would leave behind locked
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_deaf)
    try:
        yield pool
    except BaseException:
        for child in active_children():  # nobody waits any more for what they are about
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _deaf() -> None:
    """Ctrl-C is for whoever waits; they end this."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
