"""Writes: acknowledged where, copied when, missing at cut-over, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.kernel import VirtualClock
from openline_drills.rpo import measure_stores
from openline_drills.world import PlainControl, World
from openline_drills.world.faults import Disruption
from openline_drills.world.stores import writable
from openline_stacks.recovery import Fault, Selector, region_dark
from openline_stacks.topology import Good

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_drills.observations import Run, WriteRecord
    from openline_stacks.topology import Store, Topology

S = 1_000_000


def writing(stack: type[Stack], peak_share: float = 1.0, store: Store | None = None) -> Topology:
    operations = (
        stack.writing(share=peak_share),
        *((stack.operation("look", share=1.0 - peak_share),) if peak_share < 1.0 else ()),
    )
    return stack.topology(
        stack.system(automatic=True, operations=operations, stores=(store or stack.store(),))
    )


def missing(run: Run) -> list[WriteRecord]:
    """Acknowledged by the lost region before cut-over, absent in the survivor then."""
    (store,) = run.stores
    cut_over_us = store.cut_over_us
    assert cut_over_us is not None
    assert store.survivor is not None
    return [
        record
        for record in run.writes
        if record.region == store.lost_region
        and record.acknowledged_us is not None
        and record.acknowledged_us < cut_over_us
        and record.seen_us.get(store.survivor, cut_over_us + 1) > cut_over_us
    ]


def rpo_s(run: Run) -> float:
    (store,) = run.stores
    assert store.last_acknowledged_us is not None
    ages = [store.last_acknowledged_us - (r.acknowledged_us or 0) for r in missing(run)]
    return max(ages, default=0) / S


def test_writes_are_lost_for_a_few_seconds_of_lag(stack: type[Stack]) -> None:
    found = sorted(rpo_s(stack.run(writing(stack), seed=seed, for_s=400.0)) for seed in range(7))
    # model.md, section 3: p50 2.8 s and p95 5.1 s at 50 writes/s, 4.8 and 7.7 s at 500
    assert 2.0 < found[3] < 6.0


def test_a_stall_before_the_fault_is_lost_on_top_of_the_lag(stack: type[Stack]) -> None:
    run = stack.run(writing(stack), replication__stall_s=60.0)
    (store,) = run.stores
    assert store.stall_s == 60.0
    assert 60.0 <= rpo_s(run) < 70.0
    assert len(missing(run)) == pytest.approx(rpo_s(run) * store.sampled_per_s, rel=0.02)


def test_a_long_stall_is_followed_with_fewer_writes_not_for_a_shorter_time(
    stack: type[Stack],
) -> None:
    run = stack.run(writing(stack), for_s=400.0, replication__stall_s=3600.0)
    assert 3600.0 <= rpo_s(run) < 3610.0
    assert len(run.writes) < 42_000
    assert run.stores[0].sampled_per_s < run.stores[0].declared_per_s


def test_instant_replication_loses_nothing(stack: type[Stack]) -> None:
    run = stack.run(writing(stack), knock_out="replication", replication__stall_s=60.0)
    assert missing(run) == []


def test_a_strong_store_loses_no_write_that_was_acknowledged(stack: type[Stack]) -> None:
    strong = stack.store(consistency="strong", witness="us-east-2")
    topology = writing(stack, store=strong)
    run = stack.run(topology, replication__stall_s=60.0)
    assert missing(run) == []
    assert run.stores[0].cut_over_us is not None


def test_a_strong_store_without_a_quorum_takes_no_write(stack: type[Stack]) -> None:
    store = stack.store(consistency="strong", witness="us-east-2")
    disruption = Disruption()
    disruption.begin(region_dark(stack.east, 0, 60))
    assert writable(store, stack.west, "orders", disruption) == 1.0
    disruption.begin(region_dark("us-east-2", 0, 60))
    assert writable(store, stack.west, "orders", disruption) == 0.0


THIRD = "us-east-2"


@settings(max_examples=6)
@given(
    third=st.sampled_from(["witness", "replica"]),
    stall_s=st.integers(0, 600),
    seed=st.integers(1, 99),
    third_lost_after_s=st.one_of(st.none(), st.integers(400, 590)),
)
def test_strong_misses_no_write_that_a_client_got_acknowledged_while_a_quorum_survives(
    stack: type[Stack], third: str, stall_s: int, seed: int, third_lost_after_s: int | None
) -> None:
    """Also not where the quorum is lost later: what was acknowledged by then is held by two."""
    store = sited(stack, third)
    faults = [region_dark(stack.east, 0.0, 600.0)]
    if third_lost_after_s is not None:
        faults.append(region_dark(THIRD, float(third_lost_after_s), 600.0))
    topology = writing(stack, store=store)
    run = stack.run(topology, seed=seed, faults=faults, replication__stall_s=float(stall_s))
    (measure,) = measure_stores(run, topology, stack.parameters(topology))
    assert measure.rpo_declared_us in (0, None)
    assert missing(run) == []


def sited(stack: type[Stack], third: str) -> Store:
    """Two regions that serve, and a third site that is a witness or a copy."""
    if third == "witness":
        return stack.store(consistency="strong", witness=THIRD)
    return stack.store(consistency="strong", replicas=(stack.east, THIRD, stack.west))


@pytest.mark.parametrize("third", ["witness", "replica"])
def test_with_two_of_three_sites_dark_no_write_is_taken(stack: type[Stack], third: str) -> None:
    topology = writing(stack, store=sited(stack, third))
    dark = [region_dark(region, 0.0, 900.0) for region in (stack.east, THIRD)]
    run = stack.run(topology, faults=dark)
    cut_over_us = run.stores[0].cut_over_us
    assert cut_over_us is None or cut_over_us >= run.lift_us
    _, well = stack.totals(run, "orders", "place")
    first, last = run.fault_us // run.tick_us, run.lift_us // run.tick_us
    assert max(well[first:last]) == 0.0


@pytest.mark.parametrize("third", ["witness", "replica"])
def test_the_loss_of_the_third_site_is_felt_and_hurts_nobody(
    stack: type[Stack], third: str
) -> None:
    topology = writing(stack, store=sited(stack, third))
    run = stack.run(topology, faults=[region_dark(THIRD, 0.0, 600.0)])
    assert run.fault_confirmed
    offered, well = stack.totals(run, "orders", "place")
    assert well[run.fault_us // run.tick_us :] == offered[run.fault_us // run.tick_us :]


def test_a_region_that_reaches_no_other_site_has_no_quorum(stack: type[Stack]) -> None:
    store = sited(stack, "replica")
    disruption = Disruption()
    for peer in (stack.west, THIRD):
        disruption.begin(Fault(Selector(region=stack.east), "drop", 0.0, 60.0, 60.0, peer=peer))
    assert writable(store, stack.east, "orders", disruption) == 0.0
    assert writable(store, stack.west, "orders", disruption) == 1.0


def test_a_strong_write_takes_longer_by_the_way_to_a_second_region(stack: type[Stack]) -> None:
    """Answered in time where the bound leaves room for it, and late where it does not."""

    def first_offers_well(consistency: str, within_s: float) -> bool:
        store = stack.store(consistency=consistency, witness=THIRD)
        good = Good(level=0.99, within_s=within_s, window_s=10.0)
        operation = stack.writing(good=good)
        topology = stack.topology(stack.system(stores=(store,), operations=(operation,)))
        run = stack.run(topology, for_s=60.0, strong__write_s=0.5)
        offered, well = stack.totals(run, "orders", "place")
        before = run.fault_us // run.tick_us - 40
        return well[before] == offered[before]

    # 60 ms of its own, 80 ms to the client, and half a second to another region
    assert first_offers_well("eventual", 0.3)
    assert not first_offers_well("strong", 0.3)
    assert first_offers_well("strong", 0.7)


def test_missing_writes_return_or_were_overwritten_after_the_lift(stack: type[Stack]) -> None:
    run = stack.run(writing(stack))
    (store,) = run.stores
    for record in missing(run):
        seen_us = record.seen_us[store.survivor or ""]
        assert seen_us > run.lift_us
        assert record.overwritten_us in (None, seen_us)
    overwritten = [record for record in missing(run) if record.overwritten_us is not None]
    assert 0 < len(overwritten) < len(missing(run))


def test_the_fewer_records_the_more_late_copies_lose(stack: type[Stack]) -> None:
    def lost(records: str) -> int:
        run = stack.run(writing(stack), for_s=900.0, writes__records_count=records)
        return sum(record.overwritten_us is not None for record in missing(run))

    assert lost("1000000000") == 0 < lost("100000") < lost("100")


def test_writes_of_a_region_that_is_still_dark_stay_away(stack: type[Stack]) -> None:
    topology = writing(stack)
    clock, control = VirtualClock(), PlainControl(topology)
    world = World(topology, stack.parameters(topology), 1, clock, control)
    world.start()
    clock.run_until(300 * S)
    world.inject([region_dark(stack.east, 0.0, 3600.0)])
    clock.run_until(900 * S)
    run = world.finish()
    assert run.lift_us == run.end_us
    assert missing(run)
    assert all(list(record.seen_us) == [stack.east] for record in missing(run))


def test_copies_arrive_in_the_order_of_their_writes(stack: type[Stack]) -> None:
    run = stack.run(writing(stack), replication__stall_s=20.0)
    (store,) = run.stores
    seen = [record.seen_us.get(store.survivor or "") for record in run.writes]
    of_lost = [
        at_us
        for record, at_us in zip(run.writes, seen, strict=True)
        if record.region == store.lost_region and at_us is not None
    ]
    assert of_lost == sorted(of_lost)


def test_a_backlog_comes_over_no_faster_than_the_link_carries(stack: type[Stack]) -> None:
    run = stack.run(writing(stack), replication__stall_s=100.0, replication__rate_per_s="200/s")
    returned = sorted(record.seen_us[stack.west] for record in missing(run))
    took_s = (returned[-1] - returned[0]) / S
    # ten thousand declared writes at 200/s
    assert took_s == pytest.approx(100.0 * 100.0 / 200.0, rel=0.05)


def test_answers_on_their_way_at_the_fault_leave_writes_indeterminate(stack: type[Stack]) -> None:
    run = stack.run(writing(stack))
    lost = [record for record in run.writes if record.acknowledged_us is None]
    assert lost
    for record in lost:
        applied_us = record.seen_us[stack.east]
        assert run.fault_us - 40_000 <= applied_us < run.fault_us
        assert record.attempts == 3
    assert run.stores[0].last_acknowledged_us == run.fault_us - 40_000


def test_the_lost_region_acknowledges_nothing_while_it_is_dark(stack: type[Stack]) -> None:
    run = stack.run(writing(stack))
    for record in run.writes:
        at_us = record.acknowledged_us
        if record.region == stack.east and at_us is not None:
            assert not run.fault_us <= at_us < run.lift_us


def test_cut_over_is_the_survivors_first_whole_write(stack: type[Stack]) -> None:
    run = stack.run(writing(stack))
    switched_us = run.timelines["orders"].switched_us
    (store,) = run.stores
    assert switched_us is not None
    assert store.cut_over_us is not None
    # 100 writes/s, of which a sixtieth more arrives every second: one after about 1.1 s
    assert 0.3 * S < store.cut_over_us - switched_us < 2.0 * S
    after = [record for record in run.writes if record.region == stack.west]
    assert after
    assert min(record.acknowledged_us or 0 for record in after) >= store.cut_over_us


def test_a_store_that_nobody_took_over_has_no_cut_over(stack: type[Stack]) -> None:
    system = stack.system(
        one_region=True,
        operations=(stack.writing(),),
        stores=(stack.store(replicas=(stack.east,)),),
    )
    run = stack.run(stack.topology(system))
    (store,) = run.stores
    assert (store.survivor, store.cut_over_us) == (None, None)
    assert run.writes


def test_a_region_that_no_client_writes_to_takes_no_write_with_it(stack: type[Stack]) -> None:
    topology = writing(stack)
    run = stack.run(topology, faults=[region_dark(stack.west, 0.0, 3600.0)])
    (store,) = run.stores
    assert (store.lost_region, store.survivor) == (stack.west, stack.east)
    assert store.cut_over_us is not None
    assert store.declared_per_s == 0.0
    (measured,) = measure_stores(run, topology, stack.parameters(topology))
    assert (measured.rpo_us, measured.rpo_declared_us, measured.writes.missing) == (0, 0, 0)


def test_a_sick_store_is_noticed_by_the_deep_path_and_reads_go_on(stack: type[Stack]) -> None:
    outage = [Fault(Selector(region=stack.east), "drop", 0.0, 3600.0, 3600.0, None, ("dynamodb",))]
    run = stack.run(writing(stack, 0.2), faults=outage)
    assert run.timelines["orders"].detected_us is not None
    assert stack.rto_s(run) is not None
    look = stack.totals(run, "orders", "look")
    assert look[1] == pytest.approx(look[0])


def test_a_sick_region_that_goes_on_acknowledging_raises_the_rpo_until_cut_over(
    stack: type[Stack],
) -> None:
    topology = writing(stack, 0.2)
    where = Selector(region=stack.east)
    stall = Fault(where, "stall", 0.0, 3600.0, 3600.0, None, ("dynamodb",), (), "data")
    sick = Fault(where, "refuse", 0.0, 3600.0, 3600.0, None, ("dynamodb",), (), "data", 0.9)
    run = stack.run(topology, faults=[sick, stall])
    (store,) = run.stores
    assert store.cut_over_us is not None
    assert store.uncopied_s == pytest.approx((store.cut_over_us - run.fault_us) / 1e6, abs=1.0)
    (found,) = measure_stores(run, topology, stack.parameters(topology))
    assert found.rpo_us == pytest.approx(store.uncopied_s * 1e6, abs=5e6)
    assert (found.rpo_declared_us or 0) >= store.uncopied_s * 1e6


def test_reads_that_need_a_sick_store_fail_with_it(stack: type[Stack]) -> None:
    outage = [Fault(Selector(region=stack.east), "drop", 0.0, 3600.0, 3600.0, None, ("dynamodb",))]
    system = stack.system(operations=(stack.operation(reads="orders"),), stores=(stack.store(),))
    run = stack.run(stack.topology(system), faults=outage)
    offered, well = stack.totals(run, "orders", "use")
    at = run.fault_us // run.tick_us
    assert well[at - 1] == pytest.approx(offered[at - 1])
    assert well[at] == 0.0
    assert stack.rto_s(run) is not None  # the survivor's copy answers


def test_the_number_of_sampled_writes_does_not_grow_with_demand(stack: type[Stack]) -> None:
    counts = []
    for times in (10, 1000):
        room_per_s = 1000.0 * times  # what balancer and table take, so that neither decides
        fleets = tuple(
            stack.fleet(region, 30 * times, max=60 * times, reserved_per_s=room_per_s)
            for region in (stack.east, stack.west)
        )
        system = stack.system(
            automatic=True,
            operations=(stack.writing(),),
            stores=(stack.store(warm_writes_per_s=room_per_s),),
            fleets=fleets,
        )
        demand = type(system.demand)(50.0 * times, 100.0 * times)
        run = stack.run(stack.topology(replace(system, demand=demand)))
        counts.append((len(run.writes), run.kernel_events))
    assert counts[0][0] == pytest.approx(counts[1][0], rel=0.02)
    assert counts[0][1] == counts[1][1]
