"""The seam: what actors may ask of time."""

from __future__ import annotations

# The same exception on both clocks, so that an actor's clean-up code runs on either.
from asyncio import CancelledError as Cancelled
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeAlias

__all__ = ["ActorCode", "Cancelled", "Clock", "Timer"]

ActorCode: TypeAlias = Coroutine[Any, Any, None]


class Timer(Protocol):
    """A callback or an actor that can still be called off."""

    def cancel(self) -> object:
        """Call it off; an actor gets `Cancelled` raised where it waits. Harmless when over."""
        ...


class Clock(Protocol):
    """Time in integer microseconds since the clock was made.

    Names are stable and unique enough to order by: where two things are due at one instant, the
    lower `rank` goes first, then the name in alphabetical order, then who asked first.
    """

    @property
    def now(self) -> int: ...

    @property
    def events(self) -> int:
        """Steps of actors and callbacks so far."""
        ...

    def sleep_until(self, at_us: int) -> Awaitable[None]:
        """Wait for an absolute instant. An instant that is over comes next, not never."""
        ...

    def call_at(
        self, at_us: int, callback: Callable[[], None], *, name: str, rank: int = 0
    ) -> Timer: ...

    def spawn(self, name: str, actor: ActorCode, *, rank: int = 0) -> Timer:
        """Start an actor; its first step is due now."""
        ...

    def timeout(self, at_us: int) -> AbstractAsyncContextManager[object]:
        """`async with clock.timeout(at_us):` raises `TimeoutError` if its body is not done then."""
        ...

    def run_until(self, at_us: int) -> None:
        """Let everything happen that is due up to and at `at_us`; then it is `at_us`.

        For the synchronous driver, never for an actor. Raises `ActorCrashed` or `KernelError`.
        """
        ...
