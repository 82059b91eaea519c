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
from typing import Any

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deferred:
    """A monitor's answer that is still to be awaited."""

    answer: Coroutine[Any, Any, Any]


class Gate:
    """Holds callers back until the loop is idle, then lets them pass in the order of their keys."""

    def __init__(self) -> None:
        self._waiting: list[tuple[tuple[str, ...], int, asyncio.Future[None]]] = []
        self._count = 0

    async def pass_in_order(self, *key: str) -> None:
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        self._waiting.append((key, self._count, future))
        await future

    def open(self) -> bool:
        """True if somebody was let through."""
        waiting, self._waiting = sorted(self._waiting, key=lambda item: item[:2]), []
        for _, _, future in waiting:
            if not future.done():
                future.set_result(None)
        return bool(waiting)


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
    """Runs what would go to the default thread pool here and now."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(_IdleSelector(gate))
        self.set_exception_handler(_log_quietly)

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        if executor is not None:
            return super().run_in_executor(executor, func, *args)
        return self.create_task(_answer(func, *args))


async def _answer(func: Callable[..., Any], *args: Any) -> Any:
    result = func(*args)
    return await result.answer if isinstance(result, Deferred) else result


def _log_quietly(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """After a failure tasks are left that nobody asks; the failure itself is reported once."""
    logger.debug("left over: %s", context.get("message"), exc_info=context.get("exception"))
