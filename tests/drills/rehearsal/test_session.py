"""One seed on the stage: real clients, virtual time, a region that goes dark and comes back."""

from __future__ import annotations

import copy
import threading
import time
from contextlib import closing
from dataclasses import replace
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from chaoslib.exceptions import ActivityFailed

from openline_drills.chaos import actions, probes, set_stage, tolerances
from openline_drills.observations import MICROSECONDS
from openline_drills.rehearsal import BadInput, load_experiment
from openline_drills.rehearsal._faults import goes_as_usual, planned_faults
from openline_drills.rehearsal._interrupts import Interrupts
from openline_drills.rehearsal._session import Session
from openline_drills.rehearsal._stand import Stand
from openline_stacks.recovery import Fault, Selector

EAST, WEST = "us-east-1", "us-west-2"
ALL = Selector()
HOUR_US = 3600 * MICROSECONDS


def test_the_world_is_warm_and_at_its_levels(stage: Session) -> None:
    assert stage.now_us == 300 * MICROSECONDS
    assert tolerances.all_at_level(probes.operations_at_level())
    assert probes.serving_region("orders") == EAST
    assert not probes.fault_confirmed()


def test_a_region_that_is_dark_hangs_callers_and_is_confirmed(stage: Session) -> None:
    told = actions.black_out_region()
    assert told["confirmed_by"] == ["call", "probe"]
    assert probes.fault_confirmed()
    before_us = stage.now_us
    with pytest.raises(ConnectTimeoutError):
        stage.client("dynamodb", EAST).list_tables()
    assert stage.now_us - before_us >= 60 * MICROSECONDS  # boto3's own patience
    assert stage.client("dynamodb", WEST).list_tables()["TableNames"]


def test_a_fault_that_nobody_lifts_ends_by_itself(stage: Session) -> None:
    actions.black_out_region()
    fault_us = stage.fault_us
    assert fault_us is not None
    stage.advance_to(fault_us + HOUR_US + MICROSECONDS)
    assert stage.lifted_us == fault_us + HOUR_US
    assert stage.client("dynamodb", EAST).list_tables()["TableNames"]
    assert actions.lift_fault() == {"lifted_s": 3600.0}


def test_a_fault_that_ended_by_itself_is_not_there_in_the_next_run(stand: Stand) -> None:
    with closing(stand.session(1, Interrupts())) as session:
        session.start()
        set_stage(session)
        actions.black_out_region()
        time.sleep(3601)
        set_stage(None)
    assert stand._aws.faults == ()
    assert stand.session(1, Interrupts()).client("dynamodb", EAST).list_tables()["TableNames"]


def test_people_decide_and_the_switch_moves_clients(stage: Session) -> None:
    actions.black_out_region()
    (decided_s,) = actions.wait_for_decision().values()
    assert 330 < decided_s < 360  # 40 s of checkers, 300 s of people
    (moved,) = actions.switch_over()
    assert moved["flipped"] == ("orders",)
    stage.advance_to(stage.now_us + 121 * MICROSECONDS)
    assert probes.serving_region("orders") == WEST
    assert probes.detected()


def test_groups_that_decide_by_themselves_are_left_alone(stage: Session) -> None:
    actions.black_out_region()
    actions.switch_over()
    flips = [event.system for event in stage._notes if "flips" in event.what]
    assert flips == ["orders"]


def test_what_is_never_detected_is_never_decided(stage: Session) -> None:
    assert actions.wait_for_decision() == {}
    (skipped,) = actions.switch_over()
    assert skipped["skipped"] == ["it was not decided for before the lift"]


def test_a_fault_that_begins_later_is_confirmed_then(stage: Session) -> None:
    fault = {"selector": {"region": EAST}, "mode": "drop", "from_s": 60, "to_s": 3660}
    actions.inject_fault(fault)
    assert stage.fault_us is not None
    assert stage.now_us >= stage.fault_us + 60 * MICROSECONDS


def test_several_faults_each_have_their_own_times(stage: Session) -> None:
    dark = {"selector": {"region": EAST}, "mode": "drop", "to_s": 3600}
    zone = {"selector": {"region": WEST, "zone": "a"}, "mode": "drop", "from_s": 600, "to_s": 900}
    told = actions.inject_faults([dark, zone])
    assert told["confirmed_by"] == ["call", "probe"]
    assert stage.region == EAST  # what is lost is the region, not a zone of the other one
    assert len(stage.world._around.disruption.active) == 1
    stage.advance_to(stage.now_us + 700 * MICROSECONDS)
    assert len(stage.world._around.disruption.active) == 2


def test_a_fault_that_follows_another_counts_from_the_first(stand: Stand) -> None:
    with closing(stand.session(1, Interrupts())) as session:
        session.start()
        set_stage(session)
        fault = {"selector": {"region": EAST}, "mode": "drop", "to_s": 3600}
        actions.inject_fault(fault)
        time.sleep(600)
        actions.inject_fault(fault | {"plane": "control"})
        set_stage(None)
        first, second = session.finish(()).faults
    assert (first.from_s, first.to_s) == (0.0, 3600.0)
    assert 600 <= second.from_s < 700
    assert second.to_s - second.from_s == 3600.0


@pytest.mark.parametrize(
    "fault",
    [
        {"selector": {"region": EAST, "zone": "a"}},
        {"selector": {"region": EAST}, "plane": "data"},
        {"selector": {"region": EAST}, "services": ["elasticloadbalancing"], "plane": "data"},
        {"selector": {"region": EAST}, "services": ["ebs"], "mode": "stall"},
        {"selector": {"region": EAST}, "services": ["dynamodb"], "mode": "stall"},
        {"selector": {"region": EAST}, "peer": WEST},
        {"mode": "surge", "times": 2.0},
    ],
)
def test_a_fault_that_leaves_the_apis_alone_is_confirmed_by_its_probe(
    stage: Session, fault: dict[str, Any]
) -> None:
    everywhere: dict[str, Any] = {"selector": {}, "mode": "drop", "to_s": 3600}
    told = actions.inject_fault(everywhere | fault)
    assert told["confirmed_by"] == ["probe"]
    assert probes.fault_confirmed()
    assert stage.client("dynamodb", EAST).list_tables()["TableNames"]


@pytest.mark.parametrize(
    "fault",
    [
        {"share": 0.2},
        {"mode": "refuse"},
        {"mode": "error", "share": 0.5},
        {"mode": "slow", "delay_s": 2.5},
        {"mode": "throttle"},
        {"mode": "throttle", "services": ["sqs"], "limit_per_s": 5},
        {"mode": "error", "services": ["ec2"]},
        {"mode": "error", "services": ["route53"]},
        {"mode": "error", "services": ["sts"]},
        {"mode": "error", "services": ["monitoring"]},
        {"mode": "error", "services": ["kinesis"], "plane": "control"},
        {"services": ["route53"], "operations": ["ChangeResourceRecordSets"]},
        {"mode": "error", "services": ["ebs"], "plane": "control"},
    ],
)
def test_what_calls_meet_is_confirmed_by_a_call(stage: Session, fault: dict[str, Any]) -> None:
    usual = {"selector": {"region": EAST}, "mode": "drop", "to_s": 3600}
    assert actions.inject_fault(usual | fault)["confirmed_by"] == ["call", "probe"]
    assert probes.fault_confirmed()


def test_a_fault_that_touches_nothing_of_the_stack_is_not_confirmed(stage: Session) -> None:
    """`disable` of a key is felt by stores, and there is no system of that name."""
    nobody = {"system": "nobody", "region": EAST}
    with pytest.raises(ActivityFailed, match="the fault does not show: probe met nothing of it"):
        actions.inject_fault(
            {"selector": nobody, "mode": "disable", "services": ["kms"], "to_s": 3600}
        )
    assert not stage.finish([]).fault_confirmed


def test_a_second_fault_that_is_not_felt_spoils_the_first(stage: Session) -> None:
    actions.black_out_region()
    with pytest.raises(ActivityFailed):
        actions.inject_fault({"selector": {"system": "nobody"}, "mode": "drop", "to_s": 3600})
    assert not stage.finish([]).fault_confirmed


def test_more_demand_is_offered_while_a_surge_lasts(stage: Session) -> None:
    actions.surge_demand("orders", 1.5, "30m")
    stage.advance_to(stage.now_us + HOUR_US)
    run = stage.finish([])
    assert (run.fault_confirmed, run.lost_region) == (True, None)
    for name, times in (("orders", 1.5), ("portal", 1.0)):
        lanes = [each for each in run.series if each.key.system == name]
        offered = [sum(ticks) for ticks in zip(*(lane.offered for lane in lanes), strict=True)]
        first = run.fault_us // run.tick_us
        assert offered[first + 1] == pytest.approx(times * offered[first - 1])
        assert offered[run.lift_us // run.tick_us + 1] == pytest.approx(offered[first - 1])


def test_sleeping_passes_virtual_time_only(stage: Session) -> None:
    before_us = stage.now_us
    time.sleep(1800)
    assert stage.now_us - before_us == 1800 * MICROSECONDS
    assert boto3.client is not None


def test_only_the_main_thread_lets_time_pass(stage: Session) -> None:
    said: list[str] = []

    def wait() -> None:
        try:
            stage.advance_to(stage.now_us + 1)
        except ActivityFailed as error:
            said.append(str(error))

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join()
    assert "only the main thread" in said[0]


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda: actions.switch_over(groups="nobody"), "no group is called nobody"),
        (lambda: actions.black_out_region(mode="explode"), "mode: "),
        (lambda: actions.black_out_region(mode="slow"), "delay_s is 0"),
        (lambda: actions.surge_demand(times=1.0), "another number than 1"),
        (lambda: actions.surge_demand(times=cast("Any", "2x")), "times: '2x' is no number"),
        (lambda: actions.black_out_region(duration="soon"), "duration: "),
        (lambda: actions.inject_fault({"to_s": 60, "mood": "bad"}), "fault: unknown mood"),
        (lambda: actions.inject_fault({"mode": "drop"}), "fault."),
        (lambda: actions.inject_faults([]), r"faults: \[\] is no list"),
        (lambda: actions.inject_faults([{"mood": 1}]), r"faults\[0\]: fault: unknown mood"),
        (lambda: probes.share_answered("nobody", "place"), "no system is called nobody"),
        (lambda: probes.share_answered("orders", "fly"), "orders has no operation fly"),
        (lambda: probes.detected("nobody"), "no group is called nobody"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(stage: Session, call: Any, why: str) -> None:
    with pytest.raises(ActivityFailed, match=why):
        call()
    assert stage.fault_us is None


def test_no_operation_at_all_is_not_at_its_level() -> None:
    assert not tolerances.all_at_level({})
    assert tolerances.share_at_least(0.995, 0.99)
    assert not tolerances.share_at_least(0.98, 0.99)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"region": "eu-west-1"}, "shop is not in eu-west-1; it is in us-east-1 and us-west-2"),
        ({"mode": "disable"}, "fault: mode disable needs its services"),
        ({"mode": "slow"}, "fault: delay_s is 0; slow answers come more than 0 s late"),
        ({"duration": "soon"}, "duration: "),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_when_loaded(
    stand: Stand, arguments: dict[str, str], why: str
) -> None:
    experiment = copy.deepcopy(load_experiment("region-outage"))
    experiment["method"][0]["provider"]["arguments"] = arguments
    with pytest.raises(BadInput) as told:
        planned_faults(experiment, {}, stand.topology, EAST)
    (line,) = told.value.lines
    assert line.startswith("method: the region goes dark: ")
    assert why in line


def planned(stand: Stand, func: str, arguments: dict[str, Any]) -> tuple[Fault, ...]:
    experiment = copy.deepcopy(load_experiment("region-outage"))
    experiment["method"][0]["provider"] |= {"func": func, "arguments": arguments}
    return planned_faults(experiment, {}, stand.topology, EAST)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"services": ["dynamo"]}, "services[0]: AWS has no dynamo; did you mean dynamodb?"),
        ({"services": ["ec2"], "operations": ["RunInstance"]}, "did you mean RunInstances?"),
        ({"selector": {"region": EAST, "zone": "z"}}, "no zone of us-east-1 is called z"),
        ({"selector": {"system": "card"}}, "selector.system: nothing is called card"),
        ({"peer": "eu-west-1"}, "peer: shop is not in eu-west-1"),
        ({"mode": "slow", "delay_s": "late"}, "fault.delay_s: "),
        ({"mode": "throttle", "limit_per_s": 5}, "fault: limit_per_s is acted out for"),
        ({"mode": "disable", "services": ["ec2"]}, "fault: services[0]: ec2 has no disable here"),
        ({"to_s": 1200}, "must last 1800 s or longer"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_by_its_field(
    stand: Stand, fault: dict[str, Any], why: str
) -> None:
    usual = {"selector": {"region": EAST}, "mode": "drop", "to_s": 3600}
    with pytest.raises(BadInput) as told:
        planned(stand, "inject_fault", {"fault": usual | fault})
    (line,) = told.value.lines
    assert line.startswith("method: ")
    assert why in line


def test_a_surge_is_a_fault_that_is_known_before_it_runs(stand: Stand) -> None:
    (fault,) = planned(stand, "surge_demand", {"times": 3, "duration": "40m"})
    assert (fault.mode, fault.times, fault.to_s, fault.selector) == ("surge", 3.0, 2400.0, ALL)


def test_control_planes_of_a_region_that_the_stack_is_not_in_are_its_own(stand: Stand) -> None:
    fault = {"selector": {"region": "us-west-2"}, "mode": "drop", "to_s": 3600, "plane": "control"}
    elsewhere = replace(stand.topology, regions=stand.topology.regions[:1])
    experiment = copy.deepcopy(load_experiment("region-outage"))
    experiment["method"][0]["provider"] |= {"func": "inject_fault", "arguments": {"fault": fault}}
    assert planned_faults(experiment, {}, elsewhere, EAST)  # Global Accelerator's, for one


def test_the_bundled_fault_is_the_whole_region_for_an_hour(stand: Stand) -> None:
    experiment = load_experiment("region-outage")
    configuration = {"region": "", "duration": "1h"}
    (fault,) = planned_faults(experiment, configuration, stand.topology, EAST)
    assert (fault.selector.region, fault.from_s, fault.to_s) == (EAST, 0.0, 3600.0)
    assert (fault.services, fault.plane, fault.mode) == ((), None, "drop")


def test_only_what_the_world_does_by_itself_is_knocked_out_in_the_world_alone() -> None:
    usual = {"region-outage", "retry-storm", "gray-failure", "surge-during-failover"}
    other = {"zone-outage", "partition", "demand-surge"}
    assert all(goes_as_usual(load_experiment(name)) for name in usual)
    assert not any(goes_as_usual(load_experiment(name)) for name in other)
    outage = load_experiment("region-outage")
    assert not goes_as_usual({"method": [*outage["method"], outage["method"][0]]})
