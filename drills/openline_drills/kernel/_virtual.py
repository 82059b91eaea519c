"""A clock whose time passes only by running what is due: one heap, plain coroutines."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial
from heapq import heappop, heappush
from types import TracebackType, coroutine
from typing import Any, Final, NoReturn, TypeAlias

from openline_drills.kernel._clock import ActorCode, Cancelled
from openline_drills.kernel._errors import ActorCrashed, KernelError

_FOREIGN: Final = (
    "actor {name} awaited something that is not of this clock, such as asyncio.sleep; "
    "await clock.sleep_until(...) instead"
)
_NESTED: Final = "run_until was called from inside {name}; only the driver may let time pass"


_SWALLOWED: Final = (
    "actor {name} waited again after it had been cancelled; let Cancelled end the actor"
)
_OVER: Final = -1


class VirtualClock:
    """Deterministic: ties are ordered by (time, rank, name, count), see `Clock`.

    `events` counts steps of actors and callbacks.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, str, int, _Item]] = []
        self._count = 0
        self._now = 0
        self._running: str | None = None
        self._current: _Actor | None = None
        self._failure: KernelError | None = None
        self.events = 0

    @property
    def now(self) -> int:
        return self._now

    @coroutine
    def sleep_until(self, at_us: int) -> Generator[int, None, None]:
        yield at_us

    def call_at(
        self, at_us: int, callback: Callable[[], None], *, name: str, rank: int = 0
    ) -> _Callback:
        timer = _Callback(self, name, callback)
        self._push(at_us, rank, name, timer)
        return timer

    def spawn(self, name: str, actor: ActorCode, *, rank: int = 0) -> _Actor:
        started = _Actor(self, name, rank, actor)
        started.due = self._push(self._now, rank, name, started)
        return started

    def timeout(self, at_us: int) -> AbstractAsyncContextManager[object]:
        return _Timeout(self, at_us)

    def run_until(self, at_us: int) -> None:
        """See `Clock.run_until`. Raises `KernelError` where `at_us` is over, too."""
        if self._running is not None:
            self._fail(KernelError(_NESTED.format(name=self._running)))
        if self._failure is not None:
            raise self._failure
        if at_us < self._now:
            raise KernelError(f"run_until({at_us}): it is {self._now} already; time cannot go back")
        self._running = "the clock"
        try:
            self._run(at_us)
        finally:
            self._running = None
        self._now = at_us

    def _run(self, at_us: int) -> None:
        heap = self._heap
        steps = 0
        try:
            while heap and heap[0][0] <= at_us:
                self._now, _, self._running, count, item = heappop(heap)
                steps += 1
                item.step(count)
                if self._failure is not None:
                    raise self._failure
        finally:
            self.events += steps

    def _push(self, at_us: int, rank: int, name: str, item: _Item) -> int:
        self._count += 1
        heappush(self._heap, (max(at_us, self._now), rank, name, self._count, item))
        return self._count

    def _fail(self, error: KernelError, cause: BaseException | None = None) -> NoReturn:
        """Remember the first failure: an actor that swallows it does not keep the run alive."""
        if self._failure is None:
            error.__cause__ = cause
            self._failure = error
        raise self._failure


class _Callback:
    __slots__ = ("_callback", "_clock", "_name")

    def __init__(self, clock: VirtualClock, name: str, callback: Callable[[], None]) -> None:
        self._clock = clock
        self._name = name
        self._callback: Callable[[], None] | None = callback

    def step(self, _count: int) -> None:
        callback, self._callback = self._callback, None
        if callback is None:
            return
        try:
            callback()
        except Exception as error:
            self._clock._fail(ActorCrashed(self._name, error), error)

    def cancel(self) -> None:
        self._callback = None


class _Actor:
    """One coroutine. `due` is the count of the wait that it is in: an entry of the heap with
    another count is a wait that was cut short."""

    __slots__ = ("_cancelled", "_clock", "_code", "_name", "_rank", "_send", "due")

    def __init__(self, clock: VirtualClock, name: str, rank: int, code: ActorCode) -> None:
        self._clock = clock
        self._name = name
        self._rank = rank
        self._code = code
        self._send: Callable[[None], Any] = code.send
        self._cancelled = False
        self.due = 0

    def step(self, count: int) -> None:
        if count != self.due:
            return
        clock = self._clock
        clock._current = self
        try:
            wanted = self._send(None)
        except StopIteration:
            self.due = _OVER
        except BaseException as error:
            self._end(error)
        else:
            if type(wanted) is not int or self._cancelled:
                self._refuse(wanted)
            clock._count = self.due = clock._count + 1
            at = wanted if wanted > clock._now else clock._now
            heappush(clock._heap, (at, self._rank, self._name, self.due, self))

    def throw(self, error: BaseException) -> None:
        """Raise `error` where the actor waits, as the next step of this instant."""
        if self.due != _OVER:
            self._send = partial(self._raise, error)
            self.due = self._clock._push(self._clock._now, self._rank, self._name, self)

    def cancel(self) -> None:
        if self.due != _OVER:
            self._cancelled = True
            self.throw(Cancelled())

    def _raise(self, error: BaseException, _: None) -> Any:
        self._send = self._code.send
        return self._code.throw(error)

    def _end(self, error: BaseException) -> None:
        self.due = _OVER
        if self._cancelled and isinstance(error, Cancelled):
            return
        if not isinstance(error, Exception | Cancelled):
            raise error  # KeyboardInterrupt and its like belong to the driver
        self._clock._fail(ActorCrashed(self._name, error), error)

    def _refuse(self, wanted: object) -> NoReturn:
        self.due = _OVER
        text = _SWALLOWED if self._cancelled else _FOREIGN
        with suppress(RuntimeError):  # it may ignore that, too
            self._code.close()
        self._clock._fail(KernelError(text.format(name=self._name)))


class _Timeout:
    """Raises into the actor that entered it; on the way out that becomes a `TimeoutError`."""

    __slots__ = ("_at_us", "_clock", "_reached", "_timer")

    def __init__(self, clock: VirtualClock, at_us: int) -> None:
        self._clock = clock
        self._at_us = at_us
        self._reached = _Reached()
        self._timer: _Callback | None = None

    async def __aenter__(self) -> None:
        actor = self._clock._current
        assert actor is not None, "a timeout is entered by an actor"
        self._timer = self._clock.call_at(
            self._at_us, lambda: actor.throw(self._reached), name=f"{actor._name}/timeout"
        )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        assert self._timer is not None
        self._timer.cancel()
        if error is self._reached:
            raise TimeoutError(f"not done at {self._at_us} us") from None
        return None


class _Reached(BaseException):
    """Below `Exception`, so that an actor's `except Exception` does not take it for its own."""


_Item: TypeAlias = _Callback | _Actor
