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
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Final, Protocol
from unittest.mock import patch

import time_machine
from moto.moto_api._internal import mock_random

# Any Monday morning does; this one is fixed so that timestamps in answers never move.
EPOCH: Final = dt.datetime(2025, 1, 6, 8, 0, 0, tzinfo=dt.UTC)
_MICROSECONDS: Final = 1_000_000


class _Traveller(Protocol):
    def move_to(self, destination: float) -> None: ...


class sealed_chance:  # noqa: N801 (it is used as a function)
    """Every id that moto or botocore draws follows from `seed`.

    No generator: one that somebody forgot would end when it is collected, in the middle of
    another's seal perhaps, and change the ids that are drawn there.
    """

    def __init__(self, seed: int | str) -> None:
        self._seed = seed
        self._open = ExitStack()

    def __enter__(self) -> None:
        bits = random.Random(f"{self._seed}/urandom")
        names = {**vars(os), "urandom": lambda size: bits.randbytes(size)}
        sealed_os: Any = types.SimpleNamespace(**names)
        with ExitStack() as stack:
            stack.callback(random.setstate, random.getstate())
            stack.callback(mock_random.setstate, mock_random.getstate())
            random.seed(f"{self._seed}/random")
            mock_random.seed(f"{self._seed}/moto")
            stack.enter_context(patch.object(uuid, "os", sealed_os))
            self._open = stack.pop_all()

    def __exit__(self, *exc: object) -> None:
        self._open.close()


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


def virtual_waits(
    now: Callable[[], int], sleep: Callable[[float], None]
) -> AbstractContextManager[object]:
    """`time.sleep` passes virtual seconds and `time.monotonic` tells them. Code that runs in here
    must look both up in `time`, so import a runbook afterwards."""
    return patch.multiple(
        time,
        sleep=sleep,
        monotonic=lambda: now() / _MICROSECONDS,
        monotonic_ns=lambda: now() * 1000,
    )


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
