"""What actors may rely on, on every clock: the same suite runs on virtual and on real time."""

from __future__ import annotations

from collections.abc import Iterator, Sized

import pytest

from openline_drills.kernel import ActorCrashed, Cancelled, Clock, RealClock, VirtualClock

MS = 1_000


@pytest.fixture(params=["virtual", "real"])
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    if request.param == "virtual":
        yield VirtualClock()
        return
    real = RealClock()
    yield real
    real.close()


def run_until_seen(clock: Clock, at_us: int, seen: Sized, count: int) -> None:
    """A busy machine may be late on real time; what is due must happen all the same."""
    clock.run_until(at_us)
    for _ in range(500):
        if len(seen) >= count:
            return
        clock.run_until(clock.now + 10 * MS)


def test_an_actor_sleeps_until_an_instant_and_never_wakes_before_it(clock: Clock) -> None:
    woke: list[int] = []

    async def actor() -> None:
        for at_us in (3 * MS, 6 * MS, 9 * MS):
            await clock.sleep_until(at_us)
            woke.append(clock.now)

    clock.spawn("sleeper", actor())
    run_until_seen(clock, 40 * MS, woke, 3)
    assert len(woke) == 3
    assert all(at >= due for at, due in zip(woke, (3 * MS, 6 * MS, 9 * MS), strict=True))


def test_time_passes_only_as_far_as_the_driver_lets_it(clock: Clock) -> None:
    done: list[str] = []
    clock.call_at(5 * MS, lambda: done.append("early"), name="early")
    clock.call_at(30_000 * MS, lambda: done.append("late"), name="late")
    run_until_seen(clock, 60 * MS, done, 1)
    assert done == ["early"]
    assert clock.now >= 60 * MS


def test_what_is_over_comes_next_not_never(clock: Clock) -> None:
    done: list[str] = []
    clock.run_until(10 * MS)
    clock.call_at(2 * MS, lambda: done.append("overdue"), name="overdue")
    run_until_seen(clock, clock.now + 20 * MS, done, 1)
    assert done == ["overdue"]


def test_a_cancelled_callback_is_not_called(clock: Clock) -> None:
    done: list[str] = []
    clock.call_at(5 * MS, lambda: done.append("called"), name="x").cancel()
    clock.run_until(20 * MS)
    assert done == []


def test_a_cancelled_actor_cleans_up_and_is_over(clock: Clock) -> None:
    seen: list[str] = []

    async def actor() -> None:
        try:
            await clock.sleep_until(30_000 * MS)
        except Cancelled:
            seen.append("cancelled")
            raise
        finally:
            seen.append("cleaned up")

    task = clock.spawn("waiter", actor())
    clock.run_until(10 * MS)
    task.cancel()
    run_until_seen(clock, clock.now + 20 * MS, seen, 2)
    assert seen == ["cancelled", "cleaned up"]


def test_a_timeout_ends_a_wait_that_is_too_long(clock: Clock) -> None:
    seen: list[str] = []

    async def actor() -> None:
        try:
            async with clock.timeout(10 * MS):
                await clock.sleep_until(30_000 * MS)
        except TimeoutError:
            seen.append("too long")
        await clock.sleep_until(clock.now + MS)
        seen.append("went on")

    clock.spawn("impatient", actor())
    run_until_seen(clock, 80 * MS, seen, 2)
    assert seen == ["too long", "went on"]


def test_a_timeout_that_is_not_needed_does_nothing(clock: Clock) -> None:
    seen: list[str] = []

    async def actor() -> None:
        async with clock.timeout(20_000 * MS):
            await clock.sleep_until(5 * MS)
            seen.append("in time")
        await clock.sleep_until(90 * MS)
        seen.append("undisturbed")

    clock.spawn("quick", actor())
    run_until_seen(clock, 130 * MS, seen, 2)
    assert seen == ["in time", "undisturbed"]


@pytest.mark.parametrize("kind", ["actor", "callback"])
def test_a_crash_ends_the_run_and_names_who_crashed(clock: Clock, kind: str) -> None:
    def crash() -> None:
        raise RuntimeError("no such table")

    async def actor() -> None:
        await clock.sleep_until(5 * MS)
        crash()

    if kind == "actor":
        clock.spawn("replicator", actor())
    else:
        clock.call_at(5 * MS, crash, name="replicator")
    with pytest.raises(ActorCrashed, match=r"replicator crashed: RuntimeError: no such table"):
        run_until_seen(clock, 60 * MS, (), 1)
    with pytest.raises(ActorCrashed):
        clock.run_until(clock.now + 30 * MS)


def test_an_actor_starts_another(clock: Clock) -> None:
    seen: list[str] = []

    async def child() -> None:
        seen.append("child")

    async def parent() -> None:
        clock.spawn("child", child())
        await clock.sleep_until(clock.now + 5 * MS)
        seen.append("parent")

    clock.spawn("parent", parent())
    run_until_seen(clock, 50 * MS, seen, 2)
    assert seen == ["child", "parent"]


def test_steps_are_counted(clock: Clock) -> None:
    seen: list[int] = []

    async def actor() -> None:
        for number in range(1, 4):
            await clock.sleep_until(number * MS)
            seen.append(number)

    before = clock.events
    clock.spawn("ticker", actor())
    run_until_seen(clock, 40 * MS, seen, 3)
    assert clock.events - before >= 3
