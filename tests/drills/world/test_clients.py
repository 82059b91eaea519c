"""Retries: when a failed request is offered again, and whether it can still be in time."""

from __future__ import annotations

from openline_drills.world.clients import Hop, backoffs, stages
from openline_stacks.topology import Clients

TICK_US = 250_000


def clients(
    per_try_s: float = 5.0, tries: int = 3, first: float = 1.0, most: float = 8.0
) -> Clients:
    return Clients(per_try_s, tries, first, most, 60.0)


def test_backoff_doubles_up_to_the_most() -> None:
    assert backoffs(clients(tries=6, first=1.0, most=8.0)) == (1.0, 2.0, 4.0, 8.0, 8.0)


def test_a_client_of_one_try_never_tries_again() -> None:
    (only,) = stages(clients(tries=1), 2.0, TICK_US)
    assert only.fast is None
    assert only.slow is None


def test_a_refused_request_may_still_be_in_time_and_a_timed_out_one_is_not() -> None:
    plan = stages(clients(), 2.0, TICK_US)
    fast, slow = plan[0].fast, plan[0].slow
    assert fast is not None
    assert slow is not None
    assert (plan[fast.stage].elapsed_s, plan[fast.stage].ago, fast.delay) == (1.0, 4, 4)
    assert plan[slow.stage].elapsed_s is None
    assert slow.delay == 24  # 5 s of waiting and 1 s of backoff


def test_what_is_too_late_is_one_stage_a_try() -> None:
    late = [stage for stage in stages(clients(tries=6), 2.0, TICK_US) if stage.elapsed_s is None]
    assert sorted(stage.attempt for stage in late) == [2, 3, 4, 5, 6]


def test_every_path_ends_with_the_last_try() -> None:
    plan = stages(clients(tries=4), 30.0, TICK_US)
    for stage in plan:
        for hop in (stage.fast, stage.slow):
            assert (hop is None) == (stage.attempt == 4)
            if isinstance(hop, Hop):
                assert plan[hop.stage].attempt == stage.attempt + 1
