"""An event loop for one thread in which registrations come in an order that never varies.

The SDK hands every call to a thread pool; here the call is made on the spot, so that a run leaves
no thread behind and `os.fork()` stays safe. The SDK also walks over sets, so the tick at which a
registration is ready varies from run to run. What is ready *by the time the program can do nothing
more* does not vary: registrations wait at a `Gate` until then and pass in the order of their keys.
"""

from __future__ import annotations

import asyncio
import logging
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deferred:
    """A monitor's answer that is still to be awaited."""

    answer: Callable[[], Coroutine[Any, Any, Any]]


class Gate:
    """Holds callers back until the loop is idle, then lets them pass in the order of their keys."""

    def __init__(self) -> None:
        self._waiting: list[tuple[tuple[str, ...], int, asyncio.Future[None]]] = []
        self._count = 0
        self._quiet: asyncio.Future[None] | None = None

    async def pass_in_order(self, *key: str) -> None:
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        self._waiting.append((key, self._count, future))
        await future

    async def quiet(self) -> None:
        """Returns when the loop is idle and nobody waits at the gate."""
        self._quiet = asyncio.get_running_loop().create_future()
        await self._quiet

    def open(self) -> bool:
        """True if somebody was let through."""
        waiting, self._waiting = sorted(self._waiting, key=lambda item: item[:2]), []
        futures = [future for _, _, future in waiting]
        if not futures and self._quiet is not None:
            futures, self._quiet = [self._quiet], None
        for future in futures:
            if not future.done():
                future.set_result(None)
        return bool(futures)


class _IdleSelector(selectors.DefaultSelector):
    """Opens the gate when the loop is about to sleep: asyncio selects with 0 while it has work."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout != 0 and self._gate.open():
            timeout = 0
        return super().select(timeout)


class EngineLoop(asyncio.SelectorEventLoop):
    """Runs what would go to the default thread pool here and now, and keeps where errors began.

    An exception that several futures hand on loses its traceback on the way.
    """

    def __init__(self, gate: Gate) -> None:
        super().__init__(_IdleSelector(gate))
        self.set_exception_handler(_log_quietly)
        self._origins: dict[int, tuple[BaseException, TracebackType | None]] = {}

    def create_task(self, *args: Any, **options: Any) -> asyncio.Task[Any]:
        task = super().create_task(*args, **options)
        task.add_done_callback(self._note)
        return task

    def traces_of(self, error: BaseException) -> list[TracebackType | None]:
        """Its traceback as it arrived here, and as it was when it ended the first task."""
        return [error.__traceback__, self._origins.get(id(error), (error, None))[1]]

    def _note(self, task: asyncio.Task[Any]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._origins.setdefault(id(error), (error, error.__traceback__))

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        if executor is not None:
            return super().run_in_executor(executor, func, *args)
        return self.create_task(_answer(func, *args))


async def _answer(func: Callable[..., Any], *args: Any) -> Any:
    """The SDK returns the answer of a call bare, or beside the error of it."""
    result = func(*args)
    if isinstance(result, tuple):
        return tuple([await _settled(part) for part in result])
    return await _settled(result)


async def _settled(part: Any) -> Any:
    return await part.answer() if isinstance(part, Deferred) else part


def _log_quietly(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """After a failure tasks are left that nobody asks; the failure itself is reported once."""
    logger.debug("left over: %s", context.get("message"), exc_info=context.get("exception"))
