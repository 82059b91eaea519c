"""The gate, and the loop that runs calls on the spot."""

import asyncio
import threading
from functools import partial
from traceback import walk_tb

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline_stacks.engine._loop import Deferred, EngineLoop, Gate

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines


@patient
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=12))
def test_whoever_is_ready_passes_in_the_order_of_keys_whenever_they_came(
    arrivals: list[tuple[int, int]],
) -> None:
    gate, passed = Gate(), []

    async def arrive(key: int, ticks: int) -> None:
        for _ in range(ticks):
            await asyncio.sleep(0)
        await gate.pass_in_order(str(key))
        passed.append(key)

    async def main() -> None:
        await asyncio.gather(*(arrive(key, ticks) for key, ticks in arrivals))

    with asyncio.Runner(loop_factory=lambda: EngineLoop(gate)) as runner:
        runner.run(main())
    assert passed == sorted(key for key, _ in arrivals)


def test_calls_are_made_in_this_thread_and_deferred_answers_awaited() -> None:
    async def answer(value: int) -> int:
        await asyncio.sleep(0)
        return value + 1

    async def main() -> tuple[object, ...]:
        loop = asyncio.get_running_loop()
        here = await loop.run_in_executor(None, threading.current_thread)
        one = await loop.run_in_executor(None, lambda: Deferred(partial(answer, 1)))
        pair = await loop.run_in_executor(None, lambda: (Deferred(partial(answer, 2)), None))
        return here, one, pair

    with asyncio.Runner(loop_factory=lambda: EngineLoop(Gate())) as runner:
        assert runner.run(main()) == (threading.current_thread(), 2, (3, None))


def test_an_error_keeps_the_traceback_it_began_with() -> None:
    """A future hands its exception on with a traceback once, the next time with none."""
    loop = EngineLoop(Gate())

    async def begin() -> None:
        raise ValueError

    async def main() -> None:
        handed_on = asyncio.get_running_loop().create_future()
        try:
            await asyncio.get_running_loop().create_task(begin())
        except ValueError as error:
            handed_on.set_exception(error.with_traceback(None))
        await handed_on

    with asyncio.Runner(loop_factory=lambda: loop) as runner, pytest.raises(ValueError) as caught:  # noqa: PT011
        runner.run(main())
    names = [
        frame.f_code.co_name
        for trace in loop.traces_of(caught.value)
        for frame, _ in walk_tb(trace)
    ]
    assert "begin" in names
    assert "begin" not in [entry.name for entry in caught.traceback]
