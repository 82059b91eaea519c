"""The same seam on asyncio and the wall clock: only how a step waits is different."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from openline_drills.kernel._clock import ActorCode, Timer
from openline_drills.kernel._errors import ActorCrashed, KernelError

_MICROSECONDS = 1_000_000


class RealClock:
    """Ranks and names do not order anything here: real things are due when they are due."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._zero = self._loop.time()
        self._failure: KernelError | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.events = 0

    @property
    def now(self) -> int:
        return int((self._loop.time() - self._zero) * _MICROSECONDS)

    async def sleep_until(self, at_us: int) -> None:
        await asyncio.sleep(max(0.0, self._when(at_us) - self._loop.time()))
        self.events += 1

    def call_at(
        self, at_us: int, callback: Callable[[], None], *, name: str, rank: int = 0
    ) -> Timer:
        def call() -> None:
            self.events += 1
            try:
                callback()
            except Exception as error:
                self._fail(name, error)

        return self._loop.call_at(self._when(at_us), call)

    def spawn(self, name: str, actor: ActorCode, *, rank: int = 0) -> Timer:
        task = self._loop.create_task(actor, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._over)
        return task

    def timeout(self, at_us: int) -> AbstractAsyncContextManager[object]:
        return asyncio.timeout_at(self._when(at_us))

    def run_until(self, at_us: int) -> None:
        """See `Clock.run_until`. An instant that is over returns after what is due now."""
        if self._failure is not None:
            raise self._failure
        self._loop.call_at(self._when(at_us), self._loop.stop)
        self._loop.run_forever()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Cancel what still runs and give the loop back."""
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _when(self, at_us: int) -> float:
        return self._zero + at_us / _MICROSECONDS

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(task.get_name(), error)

    def _fail(self, name: str, error: BaseException) -> None:
        if self._failure is None:
            self._failure = ActorCrashed(name, error)
            self._failure.__cause__ = error
        self._loop.stop()
