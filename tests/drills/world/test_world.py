"""A region goes dark: claims about who comes back, when, and by what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_drills.kernel import VirtualClock
from openline_drills.world import CapabilityError, PlainControl, World
from openline_stacks.recovery import Fault, Selector, region_dark
from openline_stacks.topology import AfterFailover, Dependency

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import Topology

S = 1_000_000


def started(topology: Topology, stack: type[Stack]) -> tuple[World, VirtualClock, PlainControl]:
    clock, control = VirtualClock(), PlainControl(topology)
    world = World(topology, stack.parameters(topology), 1, clock, control)
    world.start()
    return world, clock, control


def test_a_manual_stack_is_back_in_about_eleven_minutes(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(stack.system(populations=stack.sticky)))
    rto_s = stack.rto_s(run)
    assert rto_s is not None
    assert 600.0 < rto_s < 720.0
    line = run.timelines["orders"]
    assert line.detected_us is not None
    assert line.decided_us == line.detected_us + 300 * S
    assert line.switched_us is not None
    assert 60 * S <= line.switched_us - line.decided_us <= 121 * S
    assert run.healthy_before
    assert run.fault_confirmed


def test_an_automatic_system_is_back_in_about_four_and_a_half(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(stack.system(automatic=True, populations=stack.sticky)))
    rto_s = stack.rto_s(run)
    assert rto_s is not None
    assert 240.0 < rto_s < 300.0
    assert run.timelines["orders"].switched_us == run.timelines["orders"].detected_us


def test_checks_every_thirty_seconds_cost_about_a_minute_more(stack: type[Stack]) -> None:
    fast, slow = (
        stack.rto_s(stack.run(stack.topology(stack.system(automatic=True, every_s=every_s))))
        for every_s in (10.0, 30.0)
    )
    assert fast is not None
    assert slow is not None
    assert 40.0 < slow - fast < 80.0


def test_an_automatic_failover_without_a_tail_is_detection_and_ttl(stack: type[Stack]) -> None:
    """Closed form: 99 % have moved 0.99 of a TTL after the answer, and good windows lead."""
    run = stack.run(stack.topology(stack.system(automatic=True, ttl_s=120.0)))
    switched_us = run.timelines["orders"].switched_us
    assert switched_us is not None
    moved_s = (switched_us - run.fault_us) / S + 0.99 * 120.0
    rto_s = stack.rto_s(run)
    assert rto_s is not None
    # a leading window averages over its ten seconds: it is good a little before its start is
    assert moved_s - 10.0 <= rto_s <= moved_s + 0.5


def test_one_region_is_only_saved_by_the_lift(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(stack.system(one_region=True)))
    assert stack.rto_s(run) is None
    offered, well = stack.totals(run, "orders", "use")
    dark = slice(run.fault_us // run.tick_us, run.lift_us // run.tick_us - 80)
    assert sum(well[dark]) == 0.0
    after = slice(run.lift_us // run.tick_us + 4 * 60, None)
    assert sum(well[after]) == pytest.approx(sum(offered[after]), rel=0.01)


def test_a_pilot_light_comes_back_when_a_person_raises_it(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(stack.system(standby=0, checked_standby=False)))
    rto_s = stack.rto_s(run)
    assert rto_s is not None
    line = run.timelines["orders"]
    assert line.decided_us is not None
    assert (line.decided_us - run.fault_us) / S + 180.0 < rto_s  # the launch is inside it


@pytest.mark.parametrize("checked", [True, False])
def test_a_pilot_light_never_comes_back_by_health_alone(stack: type[Stack], checked: bool) -> None:
    system = stack.system(standby=0, checked_standby=checked, automatic=True)
    run = stack.run(stack.topology(system))
    assert stack.rto_s(run) is None
    # all unhealthy: the dead primary is answered; unchecked: clients go to an empty group
    assert (run.timelines["orders"].switched_us is None) == checked


def test_a_small_standby_takes_clearly_longer(stack: type[Stack]) -> None:
    full, quarter = (
        stack.rto_s(stack.run(stack.topology(stack.system(standby=standby)))) for standby in (30, 8)
    )
    assert full is not None
    assert quarter is None or quarter > full + 120.0


def test_a_standby_with_a_fifth_of_room_collapses_under_retries_for_good(
    stack: type[Stack],
) -> None:
    """Metastable: slower DNS spreads the load and recovers, faster DNS never does (model.md, 4)."""

    def rto_s(ttl_s: float) -> float | None:
        fixed = stack.fleet(stack.west, 12, scale_at=None)
        system = stack.system(automatic=True, ttl_s=ttl_s, fleets=(stack.fleet(stack.east), fixed))
        return stack.rto_s(stack.run(stack.topology(system)))

    assert rto_s(1.0) is None
    assert rto_s(60.0) is not None


def test_a_dark_control_plane_in_the_survivor_stops_it_growing(stack: type[Stack]) -> None:
    topology = stack.topology(stack.system(standby=0, checked_standby=False))
    both = [
        region_dark(stack.east, 0.0, 3600.0),
        Fault(Selector(region=stack.west), "drop", 0.0, 3600.0, 3600.0, plane="control"),
    ]
    assert stack.rto_s(stack.run(topology)) is not None
    assert stack.rto_s(stack.run(topology, faults=both)) is None


def test_a_system_is_down_while_what_it_needs_is(stack: type[Stack]) -> None:
    needs = (Dependency("auth", "hard", (), 3.0),)
    hurt = stack.topology(stack.system(needs=needs), stack.system("auth"))
    only_auth = [Fault(Selector(region=stack.east, system="auth"), "drop", 0.0, 1800.0, 1800.0)]
    run = stack.run(hurt, faults=only_auth)
    assert stack.rto_s(run, "orders") is None  # its own check sees nothing wrong
    soft = stack.topology(
        stack.system(needs=(Dependency("auth", "soft", (), 3.0),)), stack.system("auth")
    )
    assert stack.rto_s(stack.run(soft, faults=only_auth), "orders") == 0.0


def test_an_outage_of_a_party_outside_hurts_only_who_needs_it(stack: type[Stack]) -> None:
    operations = (stack.operation("pay", share=0.5), stack.operation("look", share=0.5))
    needs = (Dependency("cards", "external", ("pay",), 3.0),)
    topology = stack.topology(stack.system(operations=operations, needs=needs))
    cards = [Fault(Selector(system="cards"), "drop", 0.0, 1200.0, 1200.0)]
    run = stack.run(topology, faults=cards)
    paid, looked = stack.totals(run, "orders", "pay"), stack.totals(run, "orders", "look")
    dark = slice(run.fault_us // run.tick_us, run.lift_us // run.tick_us - 80)
    assert sum(paid[1][dark]) == 0.0
    assert looked[1] == looked[0]
    assert run.lost_region is None


def test_a_lost_zone_is_not_a_lost_region(stack: type[Stack]) -> None:
    zone = [Fault(Selector(region=stack.east, zone="a"), "drop", 0.0, 1800.0, 1800.0)]
    run = stack.run(stack.topology(stack.system(stores=(stack.store(),))), faults=zone)
    rto_s = stack.rto_s(run)
    assert rto_s is not None
    # what stood there hangs until the balancer notices; the rest of thirty carries the peak
    assert 20.0 < rto_s <= 31.0
    assert run.timelines["orders"].switched_us is None
    assert run.stores == ()


def test_everybody_signs_in_again_after_a_failover(stack: type[Stack]) -> None:
    sign_in = stack.operation("sign-in", after_failover=AfterFailover(3.0, 600.0))
    run = stack.run(stack.topology(stack.system(operations=(sign_in,), standby=60)))
    offered, _ = stack.totals(run, "orders", "sign-in")
    switched_us = run.timelines["orders"].switched_us
    assert switched_us is not None
    first = switched_us // run.tick_us + 1
    assert offered[first - 2] == pytest.approx(25.0)
    assert offered[first] == pytest.approx(75.0)
    assert offered[first + 600 * 4 - 3] == pytest.approx(75.0)
    assert offered[first + 600 * 4] == pytest.approx(25.0)


def test_group_members_are_switched_by_one_decision(stack: type[Stack]) -> None:
    systems = [stack.system(name, group="shop") for name in ("orders", "chat", "portal")]
    run = stack.run(stack.topology(*systems))
    decided = {run.timelines[system.name].decided_us for system in systems}
    detected = [run.timelines[system.name].detected_us for system in systems]
    assert len(decided) == 1
    first = min(at_us for at_us in detected if at_us is not None)
    assert decided == {first + 300 * S}


def test_nobody_decides_what_was_never_detected(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(), faults=[region_dark(stack.east, 0.0, 15.0)])
    line = run.timelines["orders"]
    assert (line.detected_us, line.decided_us, line.switched_us) == (None, None, None)


def test_a_page_that_clears_before_the_decision_is_withdrawn(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(), faults=[region_dark(stack.east, 0.0, 120.0)])
    line = run.timelines["orders"]
    assert line.detected_us is not None
    assert (line.decided_us, line.switched_us) == (None, None)


def test_an_automatic_switch_fails_back_by_itself_and_a_manual_one_does_not(
    stack: type[Stack],
) -> None:
    systems = (stack.system(), stack.system("base", automatic=True))
    run = stack.run(stack.topology(*systems))
    by_itself, by_hand = (run.timelines[name].failed_back_us for name in ("base", "orders"))
    assert by_itself is not None
    assert by_hand is not None
    assert by_itself - run.lift_us < 60 * S
    assert by_hand - run.lift_us >= 600 * S


@pytest.mark.parametrize("step", ["detection", "decision", "switch"])
def test_a_knocked_out_step_is_instant_and_nothing_else_moves(
    stack: type[Stack], step: str
) -> None:
    topology = stack.topology(stack.system(populations=stack.sticky))
    as_it_is, without = stack.run(topology), stack.run(topology, knock_out=step)
    line, other = as_it_is.timelines["orders"], without.timelines["orders"]
    assert line.detected_us is not None
    assert line.decided_us is not None
    assert line.switched_us is not None
    detection_us = line.detected_us - as_it_is.fault_us
    decision_us, switch_us = line.decided_us - line.detected_us, line.switched_us - line.decided_us
    saved = {"detection": detection_us, "decision": decision_us, "switch": switch_us}[step]
    assert other.switched_us is not None
    # what an operator does is noticed with the next tick
    assert line.switched_us - other.switched_us == pytest.approx(saved, abs=as_it_is.tick_us)


def test_a_knock_out_that_does_not_exist_is_refused(stack: type[Stack]) -> None:
    with pytest.raises(ValueError, match="there is no step people"):
        stack.run(stack.topology(), knock_out="people")


def test_capacity_knocked_out_saves_a_pilot_light(stack: type[Stack]) -> None:
    topology = stack.topology(stack.system(standby=0, automatic=True))
    assert stack.rto_s(stack.run(topology)) is None
    assert stack.rto_s(stack.run(topology, knock_out="scale-out")) is not None


def test_capacity_knocked_out_is_that_of_whoever_loses_a_zone(stack: type[Stack]) -> None:
    """A third of a fleet is gone that is sized for what it serves: the rest waits for instances."""
    topology = stack.topology(stack.system(fleets=(stack.fleet(stack.east, 12),), one_region=True))
    zone = (Fault(Selector(region=stack.east, zone="a"), "drop", 0.0, 3600.0, 3600.0),)
    as_it_is = stack.rto_s(stack.run(topology, faults=zone))
    assert as_it_is is None or as_it_is > 180.0
    assert stack.rto_s(stack.run(topology, faults=zone, knock_out="capacity")) == pytest.approx(
        30.0, abs=1.0
    )


def test_a_driver_waits_for_the_decision_and_acts_on_it(stack: type[Stack]) -> None:
    topology = stack.topology(stack.system(populations=stack.sticky))
    world, clock, control = started(topology, stack)
    clock.run_until(300 * S)
    assert world.share_now("orders") >= 0.99
    world.inject([region_dark(stack.east, 0.0, 3600.0)])
    assert world.confirm()
    while (decision := world.next_decision()) is None:
        clock.run_until(clock.now + S)
    group, at_us = decision
    assert (group, world.decided(group)) == ("orders-group", None)
    clock.run_until(at_us)
    assert world.decided(group) == at_us
    assert world.next_decision(done={group}) is None
    assert world.share_now("orders") == 0.0
    control.switch("orders", stack.east)
    clock.run_until(at_us + 500 * S)
    assert world.answer("orders") == stack.west
    assert world.share_now("orders", "use") == pytest.approx(1.0)
    assert world.share_now("orders") >= 0.99


def test_lifting_early_ends_every_fault(stack: type[Stack]) -> None:
    world, clock, _ = started(stack.topology(), stack)
    clock.run_until(300 * S)
    later = Fault(Selector(region=stack.west), "drop", 600.0, 900.0, 900.0)
    world.inject([region_dark(stack.east, 0.0, 3600.0), later])
    clock.run_until(400 * S)
    world.lift()
    clock.run_until(2000 * S)
    run = world.finish()
    assert run.lift_us == 400 * S
    assert not world.confirm()
    assert world.share_now("orders") >= 0.99


def test_a_fault_that_nobody_lifts_expires(stack: type[Stack]) -> None:
    world, clock, _ = started(stack.topology(stack.system(one_region=True)), stack)
    clock.run_until(300 * S)
    world.inject([region_dark(stack.east, 0.0, 600.0, expires_s=600.0)])
    clock.run_until(1500 * S)
    assert world.finish().lift_us == 900 * S
    assert world.share_now("orders") >= 0.99


def test_what_cannot_be_acted_out_is_refused_before_anything_happens(stack: type[Stack]) -> None:
    world, clock, _ = started(stack.topology(), stack)
    clock.run_until(10 * S)
    with pytest.raises(CapabilityError):
        world.inject([replace(region_dark(stack.east, 0.0, 60.0), mode="disable")])
    assert world.events == []
    with pytest.raises(ValueError, match="no fault was injected"):
        world.finish()


def test_the_driver_hears_of_events_as_they_happen(stack: type[Stack]) -> None:
    heard: list[str] = []
    topology = stack.topology(stack.system(automatic=True))
    clock = VirtualClock()
    world = World(
        topology,
        stack.parameters(topology),
        1,
        clock,
        PlainControl(topology),
        on_event=lambda event: heard.append(event.what),
    )
    world.start()
    clock.run_until(60 * S)
    world.inject([region_dark(stack.east, 0.0, 600.0)])
    clock.run_until(800 * S)
    assert heard == [event.what for event in world.events]
    assert heard[0] == "fault: us-east-1 drops everything"
    assert [what for what in heard if what in ("detected", "switched", "lifted")] == [
        "detected",
        "switched",
        "lifted",
    ]


def test_survivors_load_is_told_with_retries_and_without(stack: type[Stack]) -> None:
    run = stack.run(stack.topology(stack.system(standby=0, checked_standby=False)))
    (load,) = run.loads
    assert load.region == stack.west
    assert load.peak_first_offers_per_s == pytest.approx(100.0)
    assert load.peak_arrival_per_s == pytest.approx(300.0, rel=0.15)  # three tries of everybody
    assert load.capacity_at_fault_per_s == 0.0


def test_a_caller_is_back_when_what_it_needs_has_grown(stack: type[Stack]) -> None:
    """The caller is long settled at the survivor when the instances it waits for come up."""
    needs = (Dependency("auth", "hard", (), 3.0),)
    caller = stack.system(needs=needs, group="shop", ttl_s=5.0, standby=60)
    auth = stack.system("auth", standby=0, group="shop", checked_standby=False)
    run = stack.run(stack.topology(caller, auth))
    rto_s, own_s = stack.rto_s(run, "orders"), run.timelines["orders"].capacity_us
    assert rto_s is not None
    assert own_s is not None
    assert rto_s > (own_s - run.fault_us) / S + 60.0


def test_open_connections_outlive_a_failback_where_the_survivor_still_answers(
    stack: type[Stack],
) -> None:
    topology = stack.topology(stack.system(ttl_s=1.0), decision_s=30.0)
    world, clock, control = started(topology, stack)
    clock.run_until(60 * S)
    world.inject([region_dark(stack.east, 0.0, 400.0)])
    clock.run_until(120 * S)
    control.switch("orders", stack.east)
    clock.run_until(900 * S)
    control.switch_back("orders", stack.east)
    while world.answer("orders") != stack.east:
        clock.run_until(clock.now + S)
    back_us = clock.now
    clock.run_until(back_us + 10 * S)
    world.inject([region_dark(stack.east, 0.0, 30.0)])  # nobody is there yet: a minute's grace
    clock.run_until(back_us + 50 * S)
    assert world.share_now("orders") >= 0.99
    clock.run_until(back_us + 200 * S)
    assert world.share_now("orders") >= 0.99
    run = world.finish()
    offered, well = stack.totals(run, "orders", "use")
    after = slice(back_us // run.tick_us, None)
    assert sum(well[after]) == pytest.approx(sum(offered[after]), rel=0.02)
