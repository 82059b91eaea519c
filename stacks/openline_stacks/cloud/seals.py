"""Seals: nothing in this process is left to chance or to the wall clock while they hold.

Three pieces, each a context manager that gives everything back, and `Seals`, all of them:
`sealed_chance` while resources are created (their ids come from it), `SealedWall` whenever a
timestamp is kept, `virtual_waits` only while a virtual clock runs, for it stops asyncio's.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import time
import types
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, Protocol
from unittest.mock import patch

import time_machine
from moto.moto_api._internal import mock_random

# Any Monday morning does; this one is fixed so that timestamps in answers never move.
EPOCH: Final = dt.datetime(2025, 1, 6, 8, 0, 0, tzinfo=dt.UTC)
_MICROSECONDS: Final = 1_000_000


class _Traveller(Protocol):
    def move_to(self, destination: float) -> None: ...


@contextmanager
def sealed_chance(seed: int | str) -> Iterator[None]:
    """Every id that moto or botocore draws follows from `seed`."""
    chance, moto_chance = random.getstate(), mock_random.getstate()
    bits = random.Random(f"{seed}/urandom")
    names = {**vars(os), "urandom": lambda size: bits.randbytes(size)}
    sealed_os: Any = types.SimpleNamespace(**names)
    random.seed(f"{seed}/random")
    mock_random.seed(f"{seed}/moto")
    try:
        with patch.object(uuid, "os", sealed_os):
            yield
    finally:
        random.setstate(chance)
        mock_random.setstate(moto_chance)


class SealedWall:
    """The wall clock stands at `epoch` plus what it was last moved to. Microseconds."""

    def __init__(self, epoch: dt.datetime = EPOCH) -> None:
        self._epoch_s = epoch.timestamp()
        self._open = ExitStack()
        self._traveller: _Traveller | None = None

    def __enter__(self) -> SealedWall:
        travel = time_machine.travel(self._epoch_s, tick=False)
        self._traveller = self._open.enter_context(travel)
        return self

    def __exit__(self, *exc: object) -> None:
        self._traveller = None
        self._open.close()

    def move_to(self, us: int) -> None:
        """Put the clock to `us` microseconds after the epoch."""
        if self._traveller is not None:
            self._traveller.move_to(self._epoch_s + us / _MICROSECONDS)


@contextmanager
def virtual_waits(now: Callable[[], int], sleep: Callable[[float], None]) -> Iterator[None]:
    """`time.sleep` passes virtual seconds and `time.monotonic` tells them. Code that runs in here
    must look both up in `time`, so import a runbook afterwards."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(time, "sleep", sleep))
        stack.enter_context(patch.object(time, "monotonic", lambda: now() / _MICROSECONDS))
        stack.enter_context(patch.object(time, "monotonic_ns", lambda: now() * 1000))
        yield


class Seals:
    """All three for one run. `now` answers integer microseconds since its start, `sleep` takes
    seconds and returns when they have passed; the kernel calls `move_to` at every event."""

    def __init__(
        self,
        seed: int | str,
        now: Callable[[], int],
        sleep: Callable[[float], None],
        epoch: dt.datetime = EPOCH,
    ) -> None:
        self._seed = seed
        self._now = now
        self._sleep = sleep
        self._wall = SealedWall(epoch)
        self._open = ExitStack()

    def __enter__(self) -> Seals:
        with ExitStack() as stack:
            stack.enter_context(sealed_chance(self._seed))
            stack.enter_context(self._wall)
            stack.enter_context(virtual_waits(self._now, self._pass))
            self._wall.move_to(self._now())
            self._open = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    def move_to(self, us: int) -> None:
        """Timestamps are taken at `us` microseconds of the run from now on."""
        self._wall.move_to(us)

    def _pass(self, seconds: float) -> None:
        self._sleep(seconds)
        self._wall.move_to(self._now())
