"""Every mode of a fault, felt by whoever meets it in the world."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.world._effects import Effect
from openline_drills.world.queues import Site, Size
from openline_stacks.recovery import Fault, Mode, Selector, region_dark, surge
from openline_stacks.topology import Dependency, Good

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_drills.observations import Run
    from openline_stacks.topology import System, Topology

FEW = settings(max_examples=6)
EAST, WEST = "us-east-1", "us-west-2"
S = 1_000_000


def fault(mode: Mode, selector: Selector | None = None, **more: Any) -> Fault:
    to_s = more.pop("to_s", 1800.0)
    return Fault(selector or Selector(EAST), mode, more.pop("from_s", 0.0), to_s, to_s, **more)


def well(stack: type[Stack], run: Run, operation: str = "use", system: str = "orders") -> float:
    """The share answered well while the fault lasts, its first and last minute left out."""
    offered, answered = stack.totals(run, system, operation)
    during = slice(run.fault_us // run.tick_us + 240, run.lift_us // run.tick_us - 240)
    return sum(answered[during]) / sum(offered[during])


def one_try(topology: Topology) -> Topology:
    return replace(topology, clients=replace(topology.clients, tries=1))


def alone(stack: type[Stack], **changed: Any) -> Topology:
    """One region, one try: what a fault does is seen as it is."""
    return one_try(stack.topology(stack.system(one_region=True, **changed)))


# -- requests


@pytest.mark.parametrize("mode", ["drop", "refuse", "error", "throttle"])
def test_a_share_of_requests_is_not_answered_well(stack: type[Stack], mode: Mode) -> None:
    run = stack.run(alone(stack), faults=[fault(mode, share=0.25)])
    assert run.fault_confirmed
    assert well(stack, run) == pytest.approx(0.75)


def test_who_is_refused_tries_again_sooner_than_who_waits(stack: type[Stack]) -> None:
    """After a time-out of 5 s it is too late to be answered within 2 s, after an error not."""
    refused, dropped = (
        well(stack, stack.run(stack.topology(stack.system(one_region=True)), faults=[one]))
        for one in (fault("refuse", share=0.5), fault("drop", share=0.5))
    )
    assert dropped == pytest.approx(0.5)
    assert refused == pytest.approx(0.75)


def test_an_error_costs_the_work_and_a_refusal_does_not(stack: type[Stack]) -> None:
    """Twelve instances carry 120/s: errors of half bring the retries on top, refusals do not."""
    fleets = (stack.fleet(EAST, 12, scale_at=None),)
    topology = stack.topology(stack.system(one_region=True, fleets=fleets))
    errors, refused = (
        well(stack, stack.run(topology, faults=[fault(mode, share=0.5)]))
        for mode in ("error", "refuse")
    )
    assert errors < refused


def test_slow_answers_miss_what_must_be_answered_in_two_seconds(stack: type[Stack]) -> None:
    slow = [fault("slow", delay_s=1.0)], [fault("slow", delay_s=2.5)]
    in_time, late = (well(stack, stack.run(alone(stack), faults=faults)) for faults in slow)
    assert (in_time, late) == (1.0, 0.0)


def test_of_slow_answers_only_the_slow_ones_are_late(stack: type[Stack]) -> None:
    run = stack.run(alone(stack), faults=[fault("slow", delay_s=2.5, share=0.3)])
    assert well(stack, run) == pytest.approx(0.7)


def test_delays_add_up(stack: type[Stack]) -> None:
    half = fault("slow", delay_s=1.0, share=0.5)
    assert well(stack, stack.run(alone(stack), faults=[half])) == 1.0
    assert well(stack, stack.run(alone(stack), faults=[half, half])) == pytest.approx(0.75)


def test_an_answer_later_than_a_client_waits_is_a_time_out(stack: type[Stack]) -> None:
    good = Good(level=0.99, within_s=60.0, window_s=10.0)
    operations = (stack.operation(good=good),)
    waits, gone = (
        well(stack, stack.run(alone(stack, operations=operations), faults=[one]))
        for one in (fault("slow", delay_s=4.5), fault("slow", delay_s=5.5))
    )
    assert (waits, gone) == (1.0, 0.0)


def test_a_rate_of_requests_passes_and_the_rest_is_refused(stack: type[Stack]) -> None:
    limit = fault("throttle", services=("elbv2",), limit_per_s=30.0)
    assert well(stack, stack.run(alone(stack), faults=[limit])) == pytest.approx(0.3)


def test_targets_that_are_not_registered_take_their_capacity_with_them(
    stack: type[Stack],
) -> None:
    """Load balancers whose health checks flap: capacity is taken out of service (2025-10-20)."""
    fleets = (stack.fleet(EAST, 12, scale_at=None),)
    flap = fault("disable", services=("elasticloadbalancing",), share=0.5)
    topology = alone(stack, fleets=fleets)
    assert well(stack, stack.run(topology, faults=[replace(flap, share=0.1)])) == 1.0
    assert well(stack, stack.run(topology, faults=[flap])) < 0.7


def test_a_fault_of_errors_is_over_when_it_is(stack: type[Stack]) -> None:
    run = stack.run(alone(stack), faults=[fault("error")])
    offered, answered = stack.totals(run, "orders", "use")
    after = slice(run.lift_us // run.tick_us + 1, None)
    assert answered[after] == offered[after]


@FEW
@given(
    mode=st.sampled_from(["drop", "refuse", "error", "throttle", "slow", "stall"]),
    share=st.floats(0.05, 1.0),
    more=st.floats(0.0, 0.5),
    tries=st.integers(1, 3),
)
def test_a_larger_share_never_answers_more_where_there_is_room(
    stack: type[Stack], mode: Mode, share: float, more: float, tries: int
) -> None:
    extra: dict[str, Any] = {"delay_s": 3.0} if mode == "slow" else {}
    topology = stack.topology(stack.system(one_region=True))
    topology = replace(topology, clients=replace(topology.clients, tries=tries))
    services = ("ec2",)  # of copies nothing can stall in part

    def answered(share: float) -> float:
        one = fault(mode, share=share, services=services, plane="data", to_s=600.0, **extra)
        return well(stack, stack.run(topology, faults=[one], after_lift_s=30.0))

    assert answered(min(1.0, share + more)) <= answered(share) + 1e-9


@FEW
@given(
    mode=st.sampled_from(["refuse", "error", "throttle", "slow", "stall"]),
    share=st.sampled_from([0.2, 0.7, 1.0]),
    standby=st.integers(0, 40),
)
def test_nothing_is_answered_that_was_not_offered_whatever_breaks(
    stack: type[Stack], mode: Mode, share: float, standby: int
) -> None:
    extra: dict[str, Any] = {"delay_s": 1.5} if mode == "slow" else {}
    orders = stack.system(
        standby=standby,
        operations=(stack.writing(share=0.3), stack.operation("look", share=0.7)),
        stores=(stack.store(),),
        needs=(Dependency("auth", "hard", ("place",), 3.0), Dependency("cards", "external", (), 1)),
    )
    topology = stack.topology(orders, stack.system("auth", standby=standby), decision_s=60.0)
    faults = [
        fault(mode, share=share, services=("ec2",), plane="data", to_s=300.0, **extra),
        fault("slow", Selector(system="cards"), delay_s=0.7, share=0.5, to_s=200.0),
    ]
    run = stack.run(topology, faults=faults, after_lift_s=60.0)
    for series in run.series:
        for offered, answered in zip(series.offered, series.well, strict=True):
            assert -1e-12 <= answered <= offered * (1.0 + 1e-9)


@pytest.mark.parametrize(
    "faults",
    [
        [fault("slow", delay_s=1.2, share=0.4, to_s=300.0)],
        [fault("error", share=0.3, to_s=300.0), fault("stall", share=0.5, services=("ebs",))],
        [fault("throttle", services=("dynamodb",), limit_per_s=12.0, to_s=300.0)],
        [surge(2.5, 20.0, 300.0), fault("disable", services=("elbv2",), share=0.7, to_s=200.0)],
        [fault("slow", Selector(system="cards"), delay_s=2.0, share=0.5, to_s=300.0)],
        [fault("drop", Selector(EAST, "a"), to_s=300.0)],
    ],
)
def test_skipping_what_repeats_changes_no_bit_whatever_breaks(
    stack: type[Stack], faults: list[Fault]
) -> None:
    orders = stack.system(
        operations=(stack.writing(share=0.3), stack.operation("look", share=0.7)),
        stores=(stack.store(),),
        needs=(Dependency("cards", "external", ("place",), 3.0),),
    )
    caller = stack.system("chat", needs=(Dependency("orders", "hard", (), 3.0),))
    topology = stack.topology(orders, caller, decision_s=60.0)
    skipped, stepped = (
        stack.run(topology, faults=faults, after_lift_s=120.0, warm_s=120.0, skipping=skipping)
        for skipping in (True, False)
    )
    assert skipped == stepped


# -- checks


def test_gray_failure_never_trips_a_check_and_half_of_errors_often_does(
    stack: type[Stack],
) -> None:
    """20 % errors: never in 200 two-hour runs; 50 %: in 60 % of them."""

    def tripped(share: float, seeds: int) -> int:
        gray = [fault("error", share=share, to_s=7200.0)]
        runs = (
            stack.run(stack.topology(stack.system(automatic=True)), seed=seed, faults=gray)
            for seed in range(seeds)
        )
        return sum(run.timelines["orders"].detected_us is not None for run in runs)

    assert tripped(0.2, 3) == 0
    assert 1 <= tripped(0.5, 6) <= 5


def test_slow_answers_beyond_the_checkers_patience_are_noticed(stack: type[Stack]) -> None:
    """A checker waits two seconds for the status (Route 53 developer guide)."""
    seen, unseen = (
        stack.run(stack.topology(), faults=[fault("slow", delay_s=delay_s)])
        for delay_s in (2.5, 1.5)
    )
    assert seen.timelines["orders"].detected_us is not None
    assert unseen.timelines["orders"].detected_us is None


def test_a_region_that_refuses_is_noticed_sooner_than_one_that_is_dark(
    stack: type[Stack],
) -> None:
    def detected_s(mode: Mode) -> float:
        run = stack.run(stack.topology(), faults=[fault(mode)])
        at_us = run.timelines["orders"].detected_us
        assert at_us is not None
        return (at_us - run.fault_us) / S

    assert detected_s("refuse") < detected_s("drop") - 5.0


def test_checks_that_are_disabled_see_nothing_and_nobody_is_moved(stack: type[Stack]) -> None:
    off = fault("disable", Selector(system="orders"), services=("route53",), to_s=3700.0)
    run = stack.run(
        stack.topology(stack.system(automatic=True)), faults=[off, region_dark(EAST, 60.0, 3600.0)]
    )
    line = run.timelines["orders"]
    assert (line.detected_us, line.decided_us, line.switched_us) == (None, None, None)
    assert (stack.rto_s(run) or 0.0) >= 3540.0  # not before the region is back


def test_checks_that_are_enabled_again_say_what_they_see(stack: type[Stack]) -> None:
    off = fault("disable", Selector(system="orders"), services=("route53",), to_s=600.0)
    run = stack.run(
        stack.topology(stack.system(automatic=True)), faults=[off, region_dark(EAST, 0.0, 3600.0)]
    )
    line = run.timelines["orders"]
    assert line.detected_us == line.switched_us == run.fault_us + 600 * S


# -- stores


def shop(stack: type[Stack], **changed: Any) -> System:
    operations = (stack.writing(share=0.3), stack.operation("look", share=0.7))
    return stack.system(operations=operations, stores=(stack.store(),), **changed)


@pytest.mark.parametrize("mode", ["drop", "refuse", "error"])
def test_a_store_that_is_gone_fails_what_writes_to_it_and_its_deep_check(
    stack: type[Stack], mode: Mode
) -> None:
    gone = [fault(mode, services=("dynamodb",), to_s=3600.0)]
    run = stack.run(stack.topology(shop(stack)), faults=gone)
    assert run.timelines["orders"].switched_us is not None
    assert stack.rto_s(run) is not None
    offered, answered = stack.totals(run, "orders", "look")
    assert answered == offered


def test_a_shallow_check_never_sees_a_store_outage(stack: type[Stack]) -> None:
    """A real eleven-minute incident: the path that was asked did not need the database."""
    gone = [fault("error", services=("dynamodb",), to_s=3600.0)]
    fleets = (stack.fleet(EAST, alive_path="/ready"), stack.fleet(WEST, alive_path="/ready"))
    run = stack.run(stack.topology(shop(stack, fleets=fleets)), faults=gone)
    assert run.timelines["orders"].detected_us is None
    assert stack.rto_s(run) is None


def test_a_disabled_key_takes_its_stores_and_new_instances_with_it(stack: type[Stack]) -> None:
    key = [fault("disable", services=("kms",), to_s=3600.0)]
    run = stack.run(stack.topology(shop(stack, one_region=True)), faults=key)
    assert well(stack, run, "place") == 0.0
    assert well(stack, run, "look") == 1.0


def test_a_stores_rate_is_shared_by_what_writes_to_it(stack: type[Stack]) -> None:
    slow = [fault("throttle", services=("dynamodb",), limit_per_s=15.0)]
    topology = one_try(stack.topology(shop(stack, one_region=True)))
    run = stack.run(topology, faults=slow)
    assert well(stack, run, "place") == pytest.approx(0.5, abs=0.01)  # of 30/s
    assert well(stack, run, "look") == 1.0


def test_a_slow_store_makes_its_answers_late(stack: type[Stack]) -> None:
    slow = fault("slow", services=("dynamodb",), delay_s=1.95)
    topology = one_try(stack.topology(shop(stack, one_region=True)))
    assert well(stack, stack.run(topology, faults=[slow]), "place") == 0.0
    assert well(stack, stack.run(topology, faults=[replace(slow, delay_s=1.0)]), "place") == 1.0


def test_what_was_written_during_a_stall_is_missing_when_the_region_is_lost(
    stack: type[Stack],
) -> None:
    """Replication stalled, then a region outage: RPO is the age of the stall."""
    stalled = fault("stall", services=("dynamodb",), to_s=600.0)
    run = stack.run(stack.topology(shop(stack)), faults=[stalled, region_dark(EAST, 600.0, 4200.0)])
    assert run.fault_us == (300 + 600) * S
    missing = [
        write
        for write in run.writes
        if write.regions == (EAST,)
        and (run.stores[0].cut_over_us or 0) < write.seen_us.get(WEST, 10**18)
        and write.acknowledged_us is not None
    ]
    oldest_us = min(write.acknowledged_us or 0 for write in missing)
    last_us = run.stores[0].last_acknowledged_us
    assert last_us is not None
    assert last_us - oldest_us == pytest.approx(600 * S, abs=5 * S)


def test_a_cut_between_the_regions_leaves_both_serving(stack: type[Stack]) -> None:
    cut = [fault("drop", peer=WEST)]
    run = stack.run(stack.topology(shop(stack)), faults=cut)
    assert run.fault_confirmed
    assert run.lost_region is None
    for series in run.series:
        assert series.well == series.offered


# -- slots that are held


def test_a_three_second_time_out_at_half_the_requests_leaves_four_per_cent() -> None:
    """c = N / (s + phi x wait): phi 0.5, s 60 ms."""
    site = Site(EAST, Size(100.0, slots=100.0 * 0.06, service_s=0.06), 5.0, 0.25)
    site.instances = 1
    assert site.capacity_per_s == pytest.approx(100.0)
    site.hold(0.5 * 3.0)
    assert site.capacity_per_s == pytest.approx(4.0, abs=0.2)
    site.hold(0.0)
    assert site.capacity_per_s == pytest.approx(100.0)


def needing_cards(stack: type[Stack], kind: str, slots: float | None) -> Topology:
    operations = (stack.operation("pay", share=0.5), stack.operation("look", share=0.5))
    fleets = (stack.fleet(EAST, 30, scale_at=None, slots=slots, service_s=0.06),)
    need = Dependency("cards", kind, ("pay",), 3.0)  # type: ignore[arg-type]
    return alone(stack, operations=operations, needs=(need,), fleets=fleets)


@pytest.mark.parametrize("kind", ["external", "soft"])
def test_a_party_outside_that_is_silent_holds_slots_of_what_does_not_need_it(
    stack: type[Stack], kind: str
) -> None:
    silent = [fault("drop", Selector(system="cards"))]
    tight = stack.run(needing_cards(stack, kind, slots=1.0), faults=silent)
    roomy = stack.run(needing_cards(stack, kind, slots=None), faults=silent)
    if kind == "external":
        assert well(stack, tight, "look") < 0.5
    assert well(stack, roomy, "look") == 1.0


def test_a_party_outside_that_refuses_holds_none(stack: type[Stack]) -> None:
    refuses = [fault("refuse", Selector(system="cards"))]
    run = stack.run(needing_cards(stack, "external", slots=1.0), faults=refuses)
    assert (well(stack, run, "pay"), well(stack, run, "look")) == (0.0, 1.0)


def test_a_slow_party_outside_makes_its_callers_late(stack: type[Stack]) -> None:
    slow = fault("slow", Selector(system="cards"), delay_s=2.5)
    run = stack.run(needing_cards(stack, "external", slots=None), faults=[slow])
    assert (well(stack, run, "pay"), well(stack, run, "look")) == (0.0, 1.0)
    quicker = replace(slow, delay_s=1.0)
    run = stack.run(needing_cards(stack, "external", slots=None), faults=[quicker])
    assert well(stack, run, "pay") == 1.0


def test_a_slow_system_makes_its_callers_callers_late(stack: type[Stack]) -> None:
    """A delay comes through: shop needs orders, orders needs cards."""
    orders = stack.system("orders", needs=(Dependency("cards", "external", (), 3.0),))
    front = stack.system("shop", needs=(Dependency("orders", "hard", (), 4.0),))
    topology = one_try(stack.topology(front, orders))
    slow = fault("slow", Selector(system="cards"), delay_s=2.5, share=0.4)
    run = stack.run(topology, faults=[slow])
    assert well(stack, run, system="orders") == pytest.approx(0.6)
    assert well(stack, run, system="shop") == pytest.approx(0.6)


def test_a_survivor_that_is_now_enough_and_now_not_says_so_once_a_minute(
    stack: type[Stack],
) -> None:
    system = stack.system(standby=8, automatic=True)
    run = stack.run(stack.topology(system), faults=[region_dark(EAST, 0, 3600), surge(3, 0, 3600)])
    said = [event.at_us for event in run.events if event.what == "overloaded"]
    assert all(after - before >= 60 * S for before, after in pairwise(said))


# -- shedding that costs


def served(cost: float, capacity: float, offered: float) -> float:
    site = Site(EAST, Size(capacity, capacity * 5.0, 0.06), 5.0, 0.25, refusal_cost=cost)
    site.instances = 1
    amount = offered * 0.25
    for _ in range(400):
        site.arrive(amount)
    return site.accepted * offered


@pytest.mark.parametrize("cost", [0.0, 0.05, 0.2, 0.5])
@pytest.mark.parametrize("offered", [50.0, 100.0, 150.0, 190.0])
def test_refusing_costs_what_it_costs(cost: float, offered: float) -> None:
    """served = min(a, (c - k a) / (1 - k))."""
    expected = min(offered, max(0.0, (100.0 - cost * offered) / (1.0 - cost)))
    assert served(cost, 100.0, offered) == pytest.approx(expected, rel=1e-6)


def test_a_site_that_only_refuses_serves_nobody() -> None:
    assert served(0.2, 100.0, 1000.0) == 0.0


# -- demand


def test_a_surge_beyond_capacity_is_felt_and_over_when_it_is(stack: type[Stack]) -> None:
    fleets = (stack.fleet(EAST, 15, scale_at=None),)
    topology = alone(stack, fleets=fleets)
    run = stack.run(topology, faults=[surge(2.0, 0.0, 1800.0)])
    assert run.fault_confirmed
    assert well(stack, run) < 0.8
    offered, answered = stack.totals(run, "orders", "use")
    assert offered[run.fault_us // run.tick_us + 1] == pytest.approx(50.0)
    after = slice(run.lift_us // run.tick_us + 240, None)
    assert answered[after] == offered[after]


def test_a_surge_of_one_system_leaves_the_others(stack: type[Stack]) -> None:
    topology = stack.topology(stack.system(), stack.system("chat"))
    run = stack.run(topology, faults=[surge(3.0, 0.0, 1800.0, "chat")])
    during = run.fault_us // run.tick_us + 100
    assert stack.totals(run, "orders", "use")[0][during] == pytest.approx(25.0)
    assert stack.totals(run, "chat", "use")[0][during] == pytest.approx(75.0)


def test_recovery_is_counted_from_the_loss_of_the_region_not_from_the_surge(
    stack: type[Stack],
) -> None:
    run = stack.run(
        stack.topology(), faults=[surge(1.5, 0.0, 4000.0), region_dark(EAST, 300.0, 3900.0)]
    )
    plain = stack.run(stack.topology())
    assert run.fault_us - plain.fault_us == 300 * S
    assert run.lost_region == EAST
    line = run.timelines["orders"]
    assert line.detected_us is not None
    assert 20 * S < line.detected_us - run.fault_us < 60 * S


# -- zones


@pytest.mark.parametrize(
    ("mode", "services"), [("drop", ()), ("stall", ("ebs",)), ("drop", ("ec2",))]
)
def test_volumes_or_instances_of_a_zone_hang_until_the_balancer_takes_them_out(
    stack: type[Stack], mode: Mode, services: tuple[str, ...]
) -> None:
    """One zone's volumes, as in 2011."""
    zone = fault(mode, Selector(EAST, "a"), services=services)
    fleets = (stack.fleet(EAST, 30, scale_at=None),)
    run = stack.run(alone(stack, fleets=fleets), faults=[zone])
    offered, answered = stack.totals(run, "orders", "use")
    first = run.fault_us // run.tick_us
    assert answered[first + 40] == pytest.approx(offered[first + 40] * 2 / 3)
    assert answered[first + 130] == offered[first + 130]


# -- launches and metrics


def pilot(stack: type[Stack]) -> Topology:
    return stack.topology(stack.system(standby=0, checked_standby=False))


def test_launches_that_fail_in_the_survivor_are_made_when_they_succeed(
    stack: type[Stack],
) -> None:
    """2025-10-20: every new launch fails, then more and more of them succeed."""
    launches = fault(
        "error", Selector(WEST), services=("ec2",), operations=("RunInstances",), to_s=1500.0
    )
    at_once = stack.rto_s(stack.run(pilot(stack)))
    later = stack.rto_s(stack.run(pilot(stack), faults=[region_dark(EAST, 0, 3600), launches]))
    assert at_once is not None
    assert later is not None
    assert at_once < 1000.0 < 1500.0 + 180.0 < later


def test_launches_that_are_pending_arrive_with_the_end_of_the_stall(stack: type[Stack]) -> None:
    stall = fault("stall", Selector(WEST), services=("ec2",), plane="control", to_s=1500.0)
    dark = region_dark(EAST, 0.0, 3600.0)
    pending = stack.rto_s(stack.run(pilot(stack), faults=[dark, stall]))
    failing = stack.rto_s(stack.run(pilot(stack), faults=[dark, replace(stall, mode="error")]))
    assert pending is not None
    assert failing is not None
    assert 1480.0 < pending < failing - 100.0  # they need not start from nothing


def test_launches_that_succeed_in_part_are_asked_for_again(stack: type[Stack]) -> None:
    half = fault("error", Selector(WEST), services=("ec2",), plane="control", share=0.5, to_s=3600)
    dark = region_dark(EAST, 0.0, 3600.0)
    whole, part = (
        stack.rto_s(stack.run(pilot(stack), faults=faults)) for faults in ([dark], [dark, half])
    )
    assert whole is not None
    assert part is not None
    assert part > whole


@pytest.mark.parametrize("service", ["kms", "sts"])
def test_a_new_instance_needs_its_key_and_its_credentials(stack: type[Stack], service: str) -> None:
    gone = fault("error", Selector(WEST), services=(service,), to_s=3600.0)
    run = stack.run(pilot(stack), faults=[region_dark(EAST, 0.0, 3600.0), gone])
    assert stack.rto_s(run) is None


@pytest.mark.parametrize(
    ("mode", "more"), [("drop", {}), ("stall", {}), ("slow", {"delay_s": 900.0})]
)
def test_autoscaling_is_late_because_metrics_are(
    stack: type[Stack], mode: Mode, more: dict[str, Any]
) -> None:
    """2020-11-25 and 2021-12-07: monitoring data late or gone."""
    fleets = (stack.fleet(EAST, 15),)
    topology = stack.topology(stack.system(one_region=True, fleets=fleets))
    double = surge(2.0, 0.0, 3600.0)
    blind = fault(mode, services=("cloudwatch",), to_s=1800.0, **more)

    def grown_s(faults: list[Fault]) -> float:
        run = stack.run(topology, faults=faults)
        found = stack.rto_s(run)
        assert found is not None
        return found

    assert grown_s([double, blind]) > grown_s([double]) + 600.0


def test_a_switch_whose_data_is_late_moves_late(stack: type[Stack]) -> None:
    dark = region_dark(EAST, 0.0, 3600.0)
    late = fault("slow", Selector(WEST), services=("monitoring",), delay_s=300.0, to_s=3600.0)
    plain, waiting = (
        stack.run(stack.topology(), faults=faults).timelines["orders"].switched_us
        for faults in ([dark], [dark, late])
    )
    assert plain is not None
    assert waiting is not None
    assert waiting - plain == 300 * S


def test_a_switch_whose_data_is_lost_keeps_its_last_known_status(stack: type[Stack]) -> None:
    blind = fault("error", Selector(WEST), services=("cloudwatch",), to_s=3600.0)
    run = stack.run(stack.topology(), faults=[region_dark(EAST, 0.0, 3600.0), blind])
    line = run.timelines["orders"]
    assert line.decided_us is not None
    assert line.switched_us is None or line.switched_us >= run.lift_us


def test_an_effect_that_is_none_changes_no_bit() -> None:
    plain, met = (Site(EAST, Size(10.0, 50.0, 0.06), 5.0, 0.25, 0.05) for _ in range(2))
    met.meet(Effect())
    for site in (plain, met):
        site.instances = 3
    for amount in (1.0, 9.0, 50.0, 0.0, 7.3):
        plain.arrive(amount)
        met.arrive(amount)
        assert (plain.accepted, plain.wait_s) == (met.accepted, met.wait_s)
