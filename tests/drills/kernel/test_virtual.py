"""What only the virtual clock promises: one order, and no way round it."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.kernel import ActorCrashed, Cancelled, KernelError, VirtualClock


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 2), st.sampled_from("abc")),
        max_size=30,
    )
)
def test_ties_go_by_time_rank_name_and_then_who_asked_first(
    due: list[tuple[int, int, str]],
) -> None:
    clock = VirtualClock()
    seen: list[tuple[int, int, str, int]] = []
    for count, (at_us, rank, name) in enumerate(due):
        item = (at_us, rank, name, count)
        clock.call_at(at_us, lambda item=item: seen.append(item), name=name, rank=rank)  # type: ignore[misc]
    clock.run_until(10)
    assert seen == sorted(seen)
    assert len(seen) == len(due)


def test_the_order_of_spawning_does_not_matter() -> None:
    def run(order: list[str]) -> list[tuple[int, str]]:
        clock = VirtualClock()
        seen: list[tuple[int, str]] = []

        async def actor(name: str) -> None:
            for number in range(5):
                await clock.sleep_until(number * 10)
                seen.append((clock.now, name))

        for name in order:
            clock.spawn(name, actor(name))
        clock.run_until(100)
        return seen

    names = [f"actor-{number}" for number in range(8)]
    shuffled = random.Random(3).sample(names, len(names))
    assert run(names) == run(shuffled)


def test_a_year_passes_at_once() -> None:
    clock = VirtualClock()
    clock.run_until(365 * 86_400_000_000)
    assert clock.now == 365 * 86_400_000_000
    assert clock.events == 0


def test_the_driver_steps_time_on_in_between() -> None:
    clock = VirtualClock()
    seen: list[int] = []

    async def actor() -> None:
        while True:
            await clock.sleep_until(clock.now + 10)
            seen.append(clock.now)

    clock.spawn("ticker", actor())
    for _ in range(3):
        clock.run_until(clock.now + 15)
    assert seen == [10, 20, 30, 40]
    assert clock.now == 45


def test_asyncio_sleep_inside_an_actor_fails_loudly() -> None:
    clock = VirtualClock()

    async def actor() -> None:
        await asyncio.sleep(1)

    clock.spawn("stranger", actor())
    with pytest.raises(ActorCrashed, match="stranger crashed: RuntimeError: no running event loop"):
        clock.run_until(1)


def test_a_foreign_wait_is_refused_with_what_to_do_instead() -> None:
    clock = VirtualClock()

    async def actor() -> None:
        await asyncio.sleep(0)

    clock.spawn("stranger", actor())
    with pytest.raises(KernelError, match=r"stranger .* await clock\.sleep_until"):
        clock.run_until(1)


def test_an_actor_that_swallows_the_kernels_error_still_ends_the_run() -> None:
    clock = VirtualClock()

    async def actor() -> None:
        try:
            clock.run_until(100)
        except KernelError:
            await clock.sleep_until(50)

    clock.spawn("greedy", actor())
    with pytest.raises(KernelError, match="from inside greedy"):
        clock.run_until(10)
    with pytest.raises(KernelError, match="from inside greedy"):
        clock.run_until(20)


def test_an_actor_that_swallows_its_cancellation_ends_the_run() -> None:
    clock = VirtualClock()

    async def actor() -> None:
        while True:
            try:
                await clock.sleep_until(clock.now + 10)
            except Cancelled:
                continue

    task = clock.spawn("undead", actor())
    clock.run_until(5)
    task.cancel()
    with pytest.raises(KernelError, match="undead waited again after it had been cancelled"):
        clock.run_until(10)


def test_an_interrupt_goes_to_the_driver_as_it_is() -> None:
    clock = VirtualClock()

    def interrupt() -> None:
        raise KeyboardInterrupt

    clock.call_at(5, interrupt, name="user")
    with pytest.raises(KeyboardInterrupt):
        clock.run_until(10)
    clock.run_until(20)
    assert clock.now == 20


def test_time_does_not_go_back() -> None:
    clock = VirtualClock()
    clock.run_until(10)
    with pytest.raises(KernelError, match="time cannot go back"):
        clock.run_until(9)


def test_every_step_is_counted() -> None:
    clock = VirtualClock()

    async def actor() -> None:
        await clock.sleep_until(5)

    clock.spawn("one", actor())
    clock.call_at(7, lambda: None, name="two")
    clock.run_until(10)
    assert clock.events == 3
