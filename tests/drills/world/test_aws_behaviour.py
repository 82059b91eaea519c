"""How AWS behaves in a failover, claim by claim, in the world as a whole.

The first test of a heading says where the heading's other claims are tested.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_drills.kernel import VirtualClock
from openline_drills.world import PlainControl, World
from openline_drills.world.checkers import Condition, EndpointCheck
from openline_stacks.cloud.planes import placement
from openline_stacks.recovery import Fault, Mode, Selector, Stream, parameters, region_dark
from openline_stacks.topology import AfterFailover

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

S = 1_000_000
EAST, WEST = "us-east-1", "us-west-2"


# -- planes (every row: tests/stacks/cloud/test_planes.py)


@pytest.mark.parametrize("service", ["route53", "iam", "organizations", "cloudfront"])
def test_control_planes_of_global_services_are_in_us_east_1(service: str) -> None:
    found = placement(service, "UpdateAnything", WEST)
    assert (found.plane, found.homes) == ("control", (EAST,))


@pytest.mark.parametrize("service", ["route53-recovery-control-config", "networkmanager"])
def test_routing_controls_and_network_manager_are_configured_in_us_west_2(service: str) -> None:
    assert placement(service, "CreateAnything", EAST).homes == (WEST,)


@pytest.mark.parametrize("operation", ["PutBucketPolicy", "PutBucketReplication"])
def test_configuring_a_bucket_anywhere_needs_us_east_1(operation: str) -> None:
    assert placement("s3", operation, "eu-west-1").homes == ("eu-west-1", EAST)
    assert placement("s3", "PutObject", "eu-west-1").homes == ("eu-west-1",)


def test_answers_and_health_checks_go_on_while_route_53_cannot_be_changed(
    stack: type[Stack],
) -> None:
    """The whole of us-east-1 is dark, and Route 53 still notices and answers the standby."""
    assert placement("route53", "UpdateHealthCheck", WEST).homes == (EAST,)
    run = stack.run(
        stack.topology(stack.system(automatic=True)), faults=[region_dark(EAST, 0.0, 3600.0)]
    )
    assert run.timelines["orders"].switched_us is not None
    assert stack.rto_s(run) is not None


def test_a_routing_control_and_an_object_in_the_standby_need_the_data_plane_alone() -> None:
    routing = placement("route53-recovery-cluster", "UpdateRoutingControlState", WEST)
    kept = placement("s3", "PutObject", WEST)
    assert {(found.plane, found.homes) for found in (routing, kept)} == {("data", (WEST,))}


# -- Route 53 (choice of records: test_names.py; statuses: test_health.py)


def test_an_alias_is_held_for_sixty_seconds_whatever_a_record_could_be(stack: type[Stack]) -> None:
    """No TTL declared: 99 % have moved 0.99 of 60 s after the answer."""
    run = stack.run(stack.topology(stack.system(automatic=True)))
    switched_us, rto_s = run.timelines["orders"].switched_us, stack.rto_s(run)
    assert switched_us is not None
    assert rto_s is not None
    moved_s = (switched_us - run.fault_us) / S + 0.99 * 60.0
    assert moved_s - 10.0 <= rto_s <= moved_s + 0.5


@pytest.mark.parametrize(("checked", "answered"), [(True, EAST), (False, WEST)])
def test_a_pilot_light_at_zero_serves_nobody_by_health_alone(
    stack: type[Stack], checked: bool, answered: str
) -> None:
    """Checked: all unhealthy is all healthy, the dead primary. Unchecked: an empty group."""
    topology = stack.topology(stack.system(standby=0, automatic=True, checked_standby=checked))
    clock, control = VirtualClock(), PlainControl(topology)
    world = World(topology, stack.parameters(topology), 1, clock, control)
    world.start()
    clock.run_until(60 * S)
    world.inject([region_dark(EAST, 0.0, 3600.0)])
    clock.run_until(1800 * S)
    assert world.answer("orders") == answered
    assert world.share_now("orders") == 0.0


@pytest.mark.parametrize(("healthy", "agreed"), [(2, False), (3, True)])
def test_an_endpoint_is_healthy_while_more_than_18_percent_of_checkers_say_so(
    healthy: int, agreed: bool
) -> None:
    """Of sixteen, 18 % is 2.88: three keep it healthy and two do not."""
    figures = parameters()
    assert (healthy > 16 * figures.value("checker.healthy_share")) is agreed
    assert (16 - healthy < figures.value("checker.agree_down")) is agreed
    assert figures.value("checker.count") == 16


def test_a_probe_that_is_dropped_costs_its_four_seconds_on_top_of_the_interval() -> None:
    """Refused at once, or waited for: the interval counts from the response."""

    def detected_s(condition: Condition) -> float:
        clock, heard, now = VirtualClock(), [], [Condition(1.0)]
        check = EndpointCheck(
            clock,
            "checker/x",
            10.0,
            3,
            parameters(),
            (Stream(1, "x", "phases"), Stream(1, "x", "probes")),
            lambda: now[0],
            lambda _: heard.append(clock.now / S),
        )
        check.start()
        clock.run_until(300 * S)
        now[0] = condition
        check.changed()
        clock.run_until(900 * S)
        return float(heard[0])

    waited_s = detected_s(Condition(0.0, dropped=1.0)) - detected_s(Condition(0.0))
    assert waited_s == pytest.approx(3 * 4.0, abs=0.01)


def test_failback_is_automatic_unless_it_is_latched(stack: type[Stack]) -> None:
    systems = (stack.system("latched"), stack.system("free", automatic=True))
    run = stack.run(stack.topology(*systems), for_s=1800.0)
    free, latched = (run.timelines[name].failed_back_us for name in ("free", "latched"))
    assert free is not None
    assert latched is not None
    assert free - run.lift_us < 60 * S
    assert latched - run.lift_us > 300 * S  # a person brings it back


def every_zone_of(region: str, for_s: float = 1800.0) -> list[Fault]:
    return [Fault(Selector(region, zone), "drop", 0.0, for_s, for_s) for zone in "abc"]


def test_a_load_balancer_whose_targets_all_fail_sends_to_all_of_them(stack: type[Stack]) -> None:
    """It takes out what fails in a zone of three, and where all three fail nothing: who is sent to
    them waits in vain, and is answered from the tick on in which they answer again."""

    def answered(zones: int) -> tuple[float, float]:
        fleets = (stack.fleet(EAST, 30, scale_at=None),)
        system = stack.system(one_region=True, fleets=fleets)
        run = stack.run(stack.topology(system), faults=every_zone_of(EAST)[:zones])
        offered, well = stack.totals(run, "orders", "use")
        tick = (run.fault_us + 300 * S) // run.tick_us
        back = (run.lift_us + 2 * S) // run.tick_us
        return well[tick] / offered[tick], well[back] / offered[back]

    assert answered(1) == (1.0, 1.0)
    assert answered(3) == (0.0, 1.0)


@pytest.mark.parametrize("mode", ["drop", "stall", "error"])
def test_a_record_that_evaluates_targets_which_all_fail_is_unhealthy(
    stack: type[Stack], mode: Mode
) -> None:
    """That its balancer sends to all of them does not make it healthy: clients are led away."""
    system = stack.system(checks=(), switches=())
    assert system.entry is not None
    targets = tuple(
        replace(target, check=None, evaluate_target_health=True) for target in system.entry.targets
    )
    topology = stack.topology(replace(system, entry=replace(system.entry, targets=targets)))
    zones = every_zone_of(EAST)
    whole = [Fault(Selector(EAST), mode, 0.0, 1800.0, 1800.0, services=("ec2",))]
    assert stack.rto_s(stack.run(topology, faults=zones if mode == "drop" else whole)) is not None


# -- CloudFront and Global Accelerator (test_edges.py, test_accelerators.py)


def test_an_edge_spares_the_tail_of_clients_that_hold_answers(stack: type[Stack]) -> None:
    """60 s TTL and 5 % holding up to 300 s: only DNS to the client waits for them."""
    direct, edged = (
        stack.rto_s(stack.run(stack.topology(system)))
        for system in (
            stack.system(automatic=True, populations=stack.sticky),
            stack.edged(stack.writing(), automatic=True, populations=stack.sticky),
        )
    )
    assert direct is not None
    assert edged is not None
    assert 240.0 < direct < 300.0
    assert direct - edged > 120.0


def test_of_an_origin_group_reads_fail_over_and_writes_wait_for_route_53(
    stack: type[Stack],
) -> None:
    system = stack.edged(
        stack.writing(share=0.5), stack.operation("look", share=0.5), automatic=True
    )
    run = stack.run(stack.topology(system))
    read, written = (
        stack.rto_s(replace(run, series=tuple(s for s in run.series if s.key.operation == name)))
        for name in ("look", "place")
    )
    assert read == 0.0
    assert written is not None
    assert written > 30.0


# -- DynamoDB global tables (test_stores.py, test_limits.py)


def test_an_eventual_table_loses_what_was_not_copied_and_a_strong_one_nothing(
    stack: type[Stack],
) -> None:
    def lost(consistency: str, witness: str | None) -> int:
        store = stack.store(consistency=consistency, witness=witness)
        system = stack.system(automatic=True, operations=(stack.writing(),), stores=(store,))
        run = stack.run(stack.topology(system))
        cut_over_us = run.stores[0].cut_over_us
        assert cut_over_us is not None
        return sum(
            record.seen_us.get(WEST, cut_over_us + 1) > cut_over_us
            for record in run.writes
            if record.region == EAST
            and record.acknowledged_us is not None
            and record.acknowledged_us < cut_over_us
        )

    assert lost("eventual", None) > 0
    assert lost("strong", "us-east-2") == 0


# -- capacity (test_fleets.py, test_launches.py, test_caches.py)


def test_growing_needs_the_survivors_control_plane_and_being_there_does_not(
    stack: type[Stack],
) -> None:
    dark = [
        region_dark(EAST, 0.0, 3600.0),
        Fault(Selector(region=WEST), "drop", 0.0, 3600.0, 3600.0, plane="control"),
    ]
    pilot = stack.topology(stack.system(standby=0, checked_standby=False))
    static = stack.topology(stack.system(standby=30, automatic=True))
    assert stack.rto_s(stack.run(pilot, faults=dark)) is None
    assert stack.rto_s(stack.run(static, faults=dark)) is not None


def test_everybody_signs_in_again_and_a_standby_without_room_for_it_is_late(
    stack: type[Stack],
) -> None:
    surge = stack.operation(after_failover=AfterFailover(2.0, 300.0))

    def rto_s(size: int) -> float | None:
        fleets = (stack.fleet(EAST), stack.fleet(WEST, size, scale_at=None))
        system = stack.system(automatic=True, operations=(surge,), fleets=fleets)
        return stack.rto_s(stack.run(stack.topology(system)))

    room, none = rto_s(60), rto_s(12)
    assert room is not None
    assert none is None or none > room + 200.0


def test_decision_time_stands_inside_the_rto(stack: type[Stack]) -> None:
    quick, slow = (
        stack.rto_s(stack.run(stack.topology(stack.system(), decision_s=decision_s)))
        for decision_s in (60.0, 360.0)
    )
    assert quick is not None
    assert slow is not None
    # what is published in between comes by the minute
    assert slow - quick == pytest.approx(300.0, abs=61.0)
