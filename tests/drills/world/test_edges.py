"""Behind an edge: what is kept, what asks the next origin, what waits, and what only DNS moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.measure import measure_run
from openline_stacks.recovery import Fault, Mode, Selector, region_dark

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_drills.observations import Run
    from openline_stacks.topology import Topology

S = 1_000_000


def share(run: Run, stack: type[Stack], from_s: float, to_s: float, operation: str) -> float:
    """Answered well, from and to so many seconds after the fault."""
    offered, well = stack.totals(run, "orders", operation)
    span = slice(
        (run.fault_us + int(from_s * S)) // run.tick_us,
        (run.fault_us + int(to_s * S)) // run.tick_us,
    )
    return sum(well[span]) / sum(offered[span])


def rto_s(run: Run, stack: type[Stack], operation: str) -> float | None:
    series = tuple(s for s in run.series if s.key.operation == operation)
    return stack.rto_s(replace(run, series=series))


def test_reads_of_a_group_fail_over_by_request_before_anything_is_switched(
    stack: type[Stack],
) -> None:
    uncached = stack.operation("look", share=0.5)
    run = stack.run(stack.topology(stack.edged(stack.writing(share=0.5), uncached)))
    assert rto_s(run, stack, "look") == 0.0
    switched_us = run.timelines["orders"].switched_us
    assert switched_us is not None
    writes_s = rto_s(run, stack, "place")
    assert writes_s is not None
    assert writes_s > (switched_us - run.fault_us) / S


def test_three_attempts_of_ten_seconds_miss_what_must_be_answered_in_two(
    stack: type[Stack],
) -> None:
    uncached = stack.operation("look")
    slow = stack.edged(uncached, attempts=3, connect_s=10.0, automatic=True)
    run = stack.run(stack.topology(slow))
    assert share(run, stack, 10.0, 3000.0, "look") == 0.0
    waiting = replace(uncached, good=replace(uncached.good, within_s=31.0))
    patient = stack.topology(
        stack.edged(waiting, attempts=3, connect_s=10.0),
        clients=replace(stack.clients, per_try_s=40.0),
    )
    assert rto_s(stack.run(patient), stack, "look") == 0.0


def test_two_seconds_of_time_out_leave_no_time_to_answer_within_two(stack: type[Stack]) -> None:
    """The answer itself takes its time, too."""
    topology = stack.topology(stack.edged(stack.operation("look"), connect_s=2.0))
    assert share(stack.run(topology), stack, 10.0, 3000.0, "look") == 0.0
    topology = stack.topology(stack.edged(stack.operation("look"), connect_s=1.8))
    assert rto_s(stack.run(topology), stack, "look") == 0.0


def test_what_is_fresh_is_answered_until_it_is_not(stack: type[Stack]) -> None:
    """No second origin: 60 s of fresh answers, of which the fewer are left the longer it takes."""
    topology = stack.topology(stack.edged(stack.kept(), one_region=True))
    run = stack.run(topology)
    first, later = share(run, stack, 0.0, 20.0, "look"), share(run, stack, 30.0, 50.0, "look")
    assert 0.3 < first < 0.9
    assert 0.05 < later < first
    assert share(run, stack, 61.0, 3000.0, "look") == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("attempts", "connect_s", "answered"), [(1, 1.0, True), (3, 10.0, False)])
def test_a_stale_answer_waits_for_the_origin(
    stack: type[Stack], attempts: int, connect_s: float, answered: bool
) -> None:
    kept = stack.kept(stale_s=7200.0)
    system = stack.edged(kept, attempts=attempts, connect_s=connect_s, one_region=True)
    well = share(stack.run(stack.topology(system)), stack, 100.0, 3000.0, "look")
    assert (well > 0.9) is answered
    if not answered:
        assert well == pytest.approx(0.0, abs=1e-6)


def test_a_stale_answer_waits_for_every_origin_of_the_group(stack: type[Stack]) -> None:
    """Both regions dark: 2 x 0.9 s is in time, 2 x 1.2 s is not."""
    dark = [region_dark(region, 0.0, 1200.0) for region in (stack.east, stack.west)]
    shares = [
        share(
            stack.run(
                stack.topology(stack.edged(stack.kept(stale_s=7200.0), connect_s=connect_s)),
                faults=dark,
            ),
            stack,
            100.0,
            1000.0,
            "look",
        )
        for connect_s in (0.9, 1.2)
    ]
    assert shares[0] > 0.9
    assert shares[1] == pytest.approx(0.0, abs=1e-6)


def test_the_survivor_gets_misses_only_and_at_once(stack: type[Stack]) -> None:
    topology = stack.topology(stack.edged(stack.kept(300.0)))
    run = stack.run(topology)
    west = next(load for load in run.loads if load.region == stack.west)
    assert 0.0 < west.peak_arrival_per_s < 40.0
    assert run.timelines["orders"].switched_us is not None


def test_an_edge_that_is_cold_sends_the_survivor_several_times_the_load(
    stack: type[Stack],
) -> None:
    """model.md, 1: origin load is (1 - H) times the demand. The second region comes back after
    everything is gone."""
    faults = [region_dark(stack.east, 0.0, 1800.0), region_dark(stack.west, 0.0, 900.0)]
    topology = stack.topology(stack.edged(stack.kept(300.0, objects=50)))
    usual, cold = (
        next(
            load.peak_arrival_per_s
            for load in stack.run(topology, faults=chosen).loads
            if load.region == stack.west
        )
        for chosen in (faults[:1], faults)
    )
    assert cold > 5.0 * usual


def test_writes_wait_for_the_name_of_the_origin_and_no_client_is_sticky(
    stack: type[Stack],
) -> None:
    """The edge looks up for everybody, so those that hold answers for 300 s hold nobody up."""
    plain = stack.system(operations=(stack.writing(),), populations=stack.sticky, automatic=True)
    edged = stack.edged(stack.writing(), populations=stack.sticky, automatic=True)
    plain_s, edged_s = (stack.rto_s(stack.run(stack.topology(one))) for one in (plain, edged))
    assert plain_s is not None
    assert edged_s is not None
    switched_us = stack.run(stack.topology(edged)).timelines["orders"].switched_us
    assert switched_us is not None
    assert edged_s <= 60.0 + (switched_us - 300 * S) / S
    assert plain_s - edged_s > 150.0


def test_instant_dns_is_the_edges_own_look_up(stack: type[Stack]) -> None:
    topology = stack.topology(stack.edged(stack.writing(), automatic=True))
    held_s = stack.rto_s(stack.run(topology))
    at_once_s = stack.rto_s(stack.run(topology, knock_out="dns"))
    assert held_s is not None
    assert at_once_s is not None
    assert 50.0 < held_s - at_once_s <= 60.0


def test_an_edge_keeps_its_connections_to_an_origin_that_still_answers(
    stack: type[Stack],
) -> None:
    """A failback: the standby answers on, so nothing moves for as long as connections live."""
    topology = stack.topology(stack.edged(stack.writing(), automatic=True))

    def back_at_home(keep_alive_s: str) -> float:
        run = stack.run(topology, for_s=1200.0, edge__keep_alive_s=keep_alive_s)
        failed_back_us = run.timelines["orders"].failed_back_us
        assert failed_back_us is not None
        # the primary is dark again a minute after the failback; who is there by then fails
        again = region_dark(stack.east, (failed_back_us - run.fault_us) / S + 60.0, 1800.0)
        second = stack.run(
            topology,
            faults=[region_dark(stack.east, 0.0, 1200.0), again],
            edge__keep_alive_s=keep_alive_s,
        )
        start_s = (failed_back_us - run.fault_us) / S + 61.0
        return 1.0 - share(second, stack, start_s, start_s + 5.0, "place")

    assert back_at_home("0s") > 0.9
    assert back_at_home("600s") == pytest.approx(0.0, abs=1e-9)


def test_errors_are_kept_and_make_others_fail(stack: type[Stack]) -> None:
    """A region that drops a fifth fails a fifth of what asks it; kept errors fail more than that.

    An edge in front of one region, answers fresh for a second: they are asked for all the time.
    """
    few = stack.kept(1.0, objects=20)
    gray = [Fault(Selector(region=stack.east), "drop", 0.0, 900.0, 900.0, share=0.2)]
    forgotten, kept = (
        share(
            stack.run(
                stack.topology(stack.edged(few, one_region=True, errors_s=errors_s)), faults=gray
            ),
            stack,
            100.0,
            800.0,
            "look",
        )
        for errors_s in (0.0, 10.0)
    )
    assert kept < forgotten - 0.2


@pytest.mark.parametrize("stale_s", [0.0, 900.0])
def test_one_region_never_recovers_but_for_what_the_edge_answers(
    stack: type[Stack], stale_s: float
) -> None:
    """model.md, 4: while the fault holds, edge answers excluded and the affected share above
    1 - target."""
    operations = (
        stack.kept(stale_s=stale_s, share=0.5),
        stack.operation("ask", share=0.2),
        stack.writing(share=0.3),
    )
    run = stack.run(stack.topology(stack.edged(*operations, one_region=True)))
    for operation in ("ask", "place"):
        assert rto_s(run, stack, operation) is None
        assert share(run, stack, 0.0, 3500.0, operation) == 0.0
    # and its own answers end as they must
    assert share(run, stack, stale_s + 61.0, 3500.0, "look") == pytest.approx(0.0, abs=1e-6)


def test_the_service_level_is_the_sum_of_its_populations(stack: type[Stack]) -> None:
    topology = stack.topology(stack.edged(stack.kept(), populations=stack.sticky))
    run = stack.run(topology)
    offered, well = stack.totals(run, "orders", "look")
    for tick in range(run.fault_us // run.tick_us, run.lift_us // run.tick_us):
        assert well[tick] <= offered[tick] * (1.0 + 1e-9)
    one, other = (s for s in run.series if s.key.operation == "look")
    for a, b in zip(one.well, other.well, strict=True):
        assert a * 0.05 == pytest.approx(b * 0.95)


def slow(region: str, delay_s: float) -> Fault:
    return Fault(Selector(region=region), "slow", 0.0, 900.0, 900.0, delay_s=delay_s)


def test_a_slow_origin_is_waited_for_as_long_as_the_edge_waits(stack: type[Stack]) -> None:
    """3 s late is late for whoever wants it within two; given up after 1 s, the other region
    answers in time."""
    shares = [
        share(
            stack.run(
                stack.topology(stack.edged(stack.operation("look"), answer_s=answer_s)),
                faults=[slow(stack.east, 3.0)],
            ),
            stack,
            100.0,
            800.0,
            "look",
        )
        for answer_s in (30.0, 1.0)
    ]
    assert shares == [0.0, pytest.approx(1.0)]


@pytest.mark.parametrize("mode", ["refuse", "error"])
def test_an_error_is_no_reason_to_wait_before_the_next_origin_is_asked(
    stack: type[Stack], mode: Mode
) -> None:
    fault = Fault(Selector(region=stack.east), mode, 0.0, 900.0, 900.0)
    system = stack.edged(stack.operation("look"), attempts=3, connect_s=10.0)
    run = stack.run(stack.topology(system), faults=[fault])
    assert share(run, stack, 0.0, 800.0, "look") == pytest.approx(1.0)


def everything(stack: type[Stack], connect_s: float = 1.0, standby: int = 30) -> Topology:
    operations = (
        stack.kept(40.0, 100.0, share=0.4),
        stack.operation("ask", share=0.3),
        stack.operation("own", fresh_s=20.0, share=0.1),
        stack.writing(share=0.2),
    )
    system = stack.edged(
        *operations, stores=(stack.store(),), automatic=True, connect_s=connect_s, standby=standby
    )
    assert system.entry is not None
    assert system.entry.edge is not None
    grouped = replace(system.entry.edge, grouped=("look", "ask"))  # `own` goes by the name
    system = replace(system, entry=replace(system.entry, edge=grouped))
    return stack.topology(system)


@pytest.mark.parametrize("connect_s", [0.5, 4.0])
@pytest.mark.parametrize("both", [False, True])
def test_skipping_what_repeats_changes_no_bit(
    stack: type[Stack], connect_s: float, both: bool
) -> None:
    topology = everything(stack, connect_s=connect_s)
    faults = [region_dark(stack.east, 10.0, 500.0)]
    if both:
        faults.append(region_dark(stack.west, 60.0, 260.0))
    skipped, stepped = (
        stack.run(topology, faults=faults, after_lift_s=700.0, warm_s=100.0, skipping=skipping)
        for skipping in (True, False)
    )
    assert skipped == stepped


@settings(max_examples=6, deadline=None)
@given(
    share=st.sampled_from([0.2, 0.7, 1.0]),
    connect_s=st.sampled_from([0.3, 3.0, 10.0]),
    standby=st.integers(0, 12),
)
def test_nothing_is_answered_that_was_not_offered(
    stack: type[Stack], share: float, connect_s: float, standby: int
) -> None:
    topology = everything(stack, connect_s=connect_s, standby=standby)
    faults = [replace(region_dark(stack.east, 0.0, 300.0), share=share)]
    run = stack.run(topology, faults=faults, after_lift_s=60.0)
    for series in run.series:
        for offered, well in zip(series.offered, series.well, strict=True):
            assert -1e-9 <= well <= offered * (1.0 + 1e-9)


def test_the_same_seed_gives_the_same_run(stack: type[Stack]) -> None:
    topology = everything(stack)
    assert stack.run(topology, for_s=300.0) == stack.run(topology, for_s=300.0)


def test_a_read_that_the_edge_carries_is_recovered_by_the_edge(stack: type[Stack]) -> None:
    operations = (stack.operation("look", share=0.5), stack.writing(share=0.5))
    topology = stack.topology(stack.edged(*operations))
    run = stack.run(topology)
    found = measure_run(run, topology, stack.parameters(topology))
    assert found.operation("orders", "look").recovered_by == "edge"
    assert found.operation("orders", "place").recovered_by == "failover"
    assert "edge asks the next origin" in [event.what for event in run.events]
    elsewhere = stack.run(topology, faults=[region_dark(stack.west, 0.0, 3600.0)])
    found = measure_run(elsewhere, topology, stack.parameters(topology))
    assert found.operation("orders", "look").recovered_by == "unaffected"
