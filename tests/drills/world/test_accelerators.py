"""Behind Global Accelerator: its own times, no DNS, dials, open connections, failing back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.kernel import VirtualClock
from openline_drills.world.accelerators import Endpoints, dialled
from openline_stacks.recovery import Fault, Selector, region_dark
from openline_stacks.topology import Accelerator, AfterFailover, Hop, Population

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_drills.observations import Run
    from openline_stacks.topology import System

S = 1_000_000


def accelerated(
    stack: type[Stack], east: float = 1.0, west: float = 0.0, **changed: object
) -> System:
    system = stack.system(automatic=True, **{"populations": stack.sticky, **changed})  # type: ignore[arg-type]
    assert system.entry is not None
    accelerator = Accelerator("urn:accelerator", {stack.east: east, stack.west: west}, 10.0, 3)
    hop = Hop("accelerator", system.entry.public_name, 0.0, "aws", "client")
    entry = replace(system.entry, kind="accelerator", path=(hop,), accelerator=accelerator)
    return replace(system, entry=entry, checks=(), switches=())


def moved_s(run: Run) -> float:
    switched_us = run.timelines["orders"].switched_us
    assert switched_us is not None
    return (switched_us - run.fault_us) / S


def test_it_moves_half_a_minute_after_its_checks_agree(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(accelerated(stack)))
    detected_us = run.timelines["orders"].detected_us
    assert detected_us is not None
    assert run.timelines["orders"].switched_us == detected_us + 30 * S
    assert 55.0 < moved_s(run) < 80.0


def test_no_client_holds_an_old_answer(stack: type[Stack]) -> None:
    """A tail that holds DNS answers for 300 s is not there."""
    run = stack.run(stack.topology(accelerated(stack)))
    rto_s = stack.rto_s(run)
    assert rto_s is not None
    # clients whose try was on its way when it moved wait for their own time-out
    assert moved_s(run) - 10.0 <= rto_s <= moved_s(run) + 1.0


def test_instant_routing_is_an_accelerator_that_acts_at_once(stack: type[Stack]) -> None:
    topology = stack.topology(accelerated(stack))
    knocked = stack.run(topology, knock_out="dns")
    assert moved_s(stack.run(topology)) - moved_s(knocked) == pytest.approx(30.0)


def test_its_own_time_is_a_parameter(stack: type[Stack]) -> None:
    topology = stack.topology(accelerated(stack))
    late = stack.run(topology, accelerator__moves_s="90s")
    assert moved_s(late) - moved_s(stack.run(topology)) == pytest.approx(60.0)


def test_it_fails_back_by_itself(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(accelerated(stack)), for_s=900.0)
    failed_back_us = run.timelines["orders"].failed_back_us
    assert failed_back_us is not None
    assert 30.0 < (failed_back_us - run.lift_us) / S < 120.0


def test_open_connections_stay_where_they_are_while_the_old_side_answers(
    stack: type[Stack],
) -> None:
    """At failback the standby still answers: it serves until connections end, so a standby that
    goes dark half a minute after the failback takes everybody with it."""
    topology = stack.topology(accelerated(stack))
    first = stack.run(topology, for_s=900.0)
    failed_back_us = first.timelines["orders"].failed_back_us
    assert failed_back_us is not None
    dark_from_s = (failed_back_us - first.fault_us) / S + 30.0
    faults = [
        region_dark(stack.east, 0.0, 900.0),
        region_dark(stack.west, dark_from_s, dark_from_s + 60.0),
    ]
    run = stack.run(topology, faults=faults)
    offered, well = stack.totals(run, "orders", "use")
    before = (run.fault_us + int((dark_from_s - 1.0) * S)) // run.tick_us
    assert well[before] == pytest.approx(offered[before])
    # what drops ends a connection: everybody is led to the primary at once
    after = before + 20
    assert sum(well[after : after + 40]) == pytest.approx(sum(offered[after : after + 40]))


def test_everybody_signs_in_again_from_its_own_move_on(stack: type[Stack]) -> None:
    surging = stack.operation(after_failover=AfterFailover(3.0, 120.0))
    run = stack.run(stack.topology(accelerated(stack, operations=(surging,))), for_s=900.0)
    offered, _ = stack.totals(run, "orders", "use")
    usual, moved = offered[0], int(moved_s(run) * S) + run.fault_us
    assert offered[moved // run.tick_us + 10] == pytest.approx(3.0 * usual)
    assert offered[moved // run.tick_us + 130 * 4] == pytest.approx(usual)


def test_two_active_regions_share_by_nearness_and_the_lost_one_s_clients_move(
    stack: type[Stack],
) -> None:
    both = (Population("east", 0.6, None, stack.east), Population("west", 0.4, None, stack.west))
    run = stack.run(stack.topology(accelerated(stack, 1.0, 1.0, populations=both)))
    dark = slice(run.fault_us // run.tick_us + 40, run.fault_us // run.tick_us + 80)
    well = {s.key.population: sum(s.well[dark]) / sum(s.offered[dark]) for s in run.series}
    assert well == {"east": 0.0, "west": pytest.approx(1.0)}
    assert stack.rto_s(run) is not None


def test_a_gray_endpoint_is_not_left(stack: type[Stack]) -> None:
    gray = [Fault(Selector(region=stack.east), "drop", 0.0, 900.0, 900.0, share=0.2)]
    run = stack.run(stack.topology(accelerated(stack)), faults=gray)
    assert run.timelines["orders"].switched_us is None


@pytest.mark.parametrize(
    ("dials", "down", "nearest", "led"),
    [
        ({"a": 1.0, "b": 0.0}, "", "a", {"a": 1.0}),
        ({"a": 1.0, "b": 0.0}, "a", "a", {"b": 1.0}),  # a dial of 0 does not count in a failover
        ({"a": 1.0, "b": 0.0}, "ab", "a", {"a": 1.0}),  # fails open
        ({"a": 0.3, "b": 1.0}, "", "a", {"a": 0.3, "b": 0.7}),
        ({"a": 0.0, "b": 1.0}, "", "a", {"b": 1.0}),
        ({"a": 1.0, "b": 1.0}, "", "b", {"b": 1.0}),
        ({"a": 0.5, "b": 0.5}, "", "a", {"a": 0.75, "b": 0.25}),
        ({"a": 1.0, "b": 1.0}, "", "elsewhere", {"a": 1.0}),
    ],
)
def test_traffic_goes_by_dial_and_health(
    dials: dict[str, float], down: str, nearest: str, led: dict[str, float]
) -> None:
    assert dialled(dials, lambda region: region not in down, nearest) == pytest.approx(led)


@given(
    dials=st.dictionaries(st.sampled_from("abc"), st.floats(0.0, 1.0), min_size=1),
    down=st.sets(st.sampled_from("abc")),
    nearest=st.sampled_from("abcd"),
)
def test_everybody_is_led_somewhere(dials: dict[str, float], down: set[str], nearest: str) -> None:
    led = dialled(dials, lambda region: region not in down, nearest)
    assert sum(led.values()) == pytest.approx(1.0)
    assert all(share > 0.0 for share in led.values())
    assert not down & set(led) or set(dials) <= down


def test_a_change_that_is_taken_back_in_time_moves_nobody() -> None:
    clock, seen = VirtualClock(), list[bool]()
    endpoints = Endpoints(clock, "chat", 30 * S, lambda: seen.append(endpoints.healthy("a")))
    endpoints.heard("a", False)
    clock.run_until(20 * S)
    endpoints.heard("a", True)
    clock.run_until(60 * S)
    assert seen == []
    endpoints.heard("a", False)
    clock.run_until(100 * S)
    assert seen == [False]
