"""Launches share one limit a region, whoever asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openline_drills.kernel import VirtualClock
from openline_drills.world.launches import Launches
from openline_stacks.recovery import parameters

S = 1_000_000


def launches(clock: VirtualClock, **over: str) -> Launches:
    return Launches(clock, parameters(None, {f"launch.{name}": v for name, v in over.items()}))


def test_the_bucket_starts_full_and_is_shared() -> None:
    ec2 = launches(VirtualClock(), bucket_count="10", refill_per_s="2")
    assert ec2.ask(8) == [(8, 0)]
    assert ec2.ask(8) == [(2, 0), (6, 3 * S)]
    assert ec2.ask(2) == [(2, 4 * S)]


def test_the_bucket_fills_again_up_to_what_it_holds() -> None:
    clock = VirtualClock()
    ec2 = launches(clock, bucket_count="10", refill_per_s="2")
    ec2.ask(10)
    clock.run_until(3 * S)
    assert ec2.ask(7) == [(6, 0), (1, S // 2)]
    clock.run_until(3600 * S)
    assert ec2.ask(11) == [(10, 0), (1, S // 2)]


def test_the_quota_holds_over_all_fleets_of_the_region() -> None:
    ec2 = launches(VirtualClock(), quota_count="12")
    ec2.run(10)
    assert ec2.ask(5) == [(2, 0)]
    assert ec2.ask(5) == []
    ec2.gone(3)
    assert ec2.ask(5) == [(3, 0)]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 100)), max_size=20))
def test_no_more_are_launched_by_any_time_than_bucket_and_refill_allow(
    asked: list[tuple[int, int]],
) -> None:
    clock = VirtualClock()
    ec2 = launches(clock, bucket_count="20", refill_per_s="0.5")
    at: list[tuple[int, int]] = []
    for count, after_s in asked:
        clock.run_until(clock.now + after_s * S)
        at += [(clock.now + wait_us, part) for part, wait_us in ec2.ask(count)]
    assert sum(part for _, part in at) == sum(count for count, _ in asked)
    for until, _ in at:
        launched = sum(part for when, part in at if when <= until)
        assert launched <= 20 + 0.5 * until / S + 1e-3
