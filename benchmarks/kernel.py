"""`kernel`: events a second of our kernel beside SimPy's, on the same model."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, Final

import simpy

from benchmarks.measuring import Line, in_turns, seconds, took_s
from openline_drills.kernel import VirtualClock

_PERIODS_US: Final = (10_000, 25_000, 100_000, 250_000)  # checks, retries, ticks


def lines(tiny: bool) -> Iterator[Line]:
    sleepers, until_us = (10, 1_000_000) if tiny else (1000, 10_000_000)
    wanted = sum(until_us // _PERIODS_US[n % len(_PERIODS_US)] for n in range(sleepers))
    times = in_turns(
        lambda: took_s(lambda: _ours(sleepers, until_us)),
        lambda: took_s(lambda: _simpy(sleepers, until_us)),
        1 if tiny else 7,
    )
    ours_per_s, theirs_per_s = (wanted / max(min(t), 1e-9) for t in (times.ours_s, times.theirs_s))
    yield Line(
        f"{sleepers:,} periodic actors, {wanted:,} events",
        f"{ours_per_s:,.0f} events/s, {seconds(times.ours_s)}",
        f"SimPy {simpy.__version__}: {theirs_per_s:,.0f} events/s, {seconds(times.theirs_s)}",
        f"{ours_per_s / theirs_per_s:.2f} times SimPy's rate",
    )


def _ours(sleepers: int, until_us: int) -> None:
    clock = VirtualClock()

    async def periodic(every_us: int) -> None:
        at_us = every_us
        while True:
            await clock.sleep_until(at_us)
            at_us += every_us

    for number in range(sleepers):
        clock.spawn(f"actor {number:04}", periodic(_PERIODS_US[number % len(_PERIODS_US)]))
    clock.run_until(until_us)


def _simpy(sleepers: int, until_us: int) -> None:
    environment = simpy.Environment()

    def periodic(every_us: int) -> Generator[Any, Any, None]:
        while True:
            yield environment.timeout(every_us)

    for number in range(sleepers):
        environment.process(periodic(_PERIODS_US[number % len(_PERIODS_US)]))
    environment.run(until_us + 1)
