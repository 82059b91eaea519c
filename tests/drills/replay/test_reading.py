"""What a result says of a day: who was below when, what failed first, who saw it, what helps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openline_drills.replay._reading import (
    below,
    blind,
    failed_first,
    knock_outs,
    sights,
)
from openline_stacks.recovery import Fault, Selector
from openline_stacks.topology import Accelerator, Check

if TYPE_CHECKING:
    from tests.drills.conftest import Build

DIP = {"from_s": 30.0, "to_s": 630.0, "lowest": 0.05}


def operation(name: str, dips: list[dict[str, float]], **changed: Any) -> dict[str, Any]:
    return {
        "name": name,
        "critical": True,
        "dips": dips,
        "below_level_s": sum(dip["to_s"] - dip["from_s"] for dip in dips),
        "lost_requests": 12,
        "recovered_by": "failover" if dips else "unaffected",
        "verdict": "would meet",
        "timeline": {"detected_s": 41.0, "decided_s": 341.0, "recovered_s": 630.0},
        "knock_outs": [
            {"step": "detection", "rto_p50_s": 590.0},
            {"step": "dns", "rto_p50_s": 630.2},
        ],
    } | changed


def result(*operations: dict[str, Any], name: str = "orders") -> dict[str, Any]:
    return {"systems": [{"name": name, "operations": list(operations)}]}


def test_every_operation_is_told_with_its_times_below_the_level() -> None:
    late = {"from_s": 4000.0, "to_s": 4010.0, "lowest": 0.9}
    placed, browsed = below(result(operation("place", [DIP, late]), operation("browse", [])))
    assert (placed.below_s, browsed.below_s) == (610.0, 0.0)
    assert [span.lowest for span in placed.spans] == [0.05, 0.9]


def test_what_was_never_moved_came_back_by_itself() -> None:
    moved = {"detected_s": 41.0, "switched_s": 400.0, "recovered_s": 630.0}
    told = below(result(operation("a", [DIP]), operation("b", [DIP], timeline=moved)))
    assert [one.recovered_by for one in told] == ["itself", "failover"]


def test_what_began_earliest_failed_first_whatever_lasted_longest() -> None:
    early = {"from_s": 2.0, "to_s": 3.0, "lowest": 0.5}
    told = below(result(operation("a", [DIP]), operation("b", [early]), operation("c", [early])))
    assert [one.operation for one in failed_first(told)] == ["b", "c"]
    assert failed_first(below(result(operation("a", [])))) == ()


def checked(build: type[Build], seen_s: float | None) -> tuple[Any, ...]:
    check = Check("urn:check", "endpoint", region=build.east, path="/ready", interval_s=10.0)
    other = Check("urn:other", "endpoint", region=build.west, path="/ready", interval_s=10.0)
    topology = build.topology(build.system("orders", checks=(check, other)))
    timeline = {"detected_s": seen_s, "decided_s": None, "recovered_s": None}
    told = result(operation("place", [DIP], timeline=timeline))
    return topology, told, sights(topology, build.east, told)


def test_only_the_checks_of_the_region_saw_anything(build: type[Build]) -> None:
    _, _, (sight,) = checked(build, 41.0)
    assert (sight.system, sight.path, sight.every_s, sight.seen_s) == ("orders", "/ready", 10.0, 41)


def test_a_check_that_never_agreed_while_customers_were_turned_away_was_blind(
    build: type[Build],
) -> None:
    topology, told, _ = checked(build, None)
    (one,) = blind(topology, build.east, (), told)
    assert one.what == "the check of orders (/ready): it never agreed that it was down"
    assert (one.from_s, one.to_s) == (30.0, 630.0)
    topology, told, _ = checked(build, 41.0)
    assert blind(topology, build.east, (), told) == ()
    assert blind(topology, build.east, (), result(operation("place", []))) == ()


def test_an_accelerator_that_moved_nobody_was_blind(build: type[Build]) -> None:
    accelerator = Accelerator("urn:a", {build.east: 1.0, build.west: 1.0}, 10.0, 3)
    system = build.system("orders", checks=())
    assert system.entry is not None
    system = replace(system, entry=replace(system.entry, accelerator=accelerator))
    topology = build.topology(system)
    stayed = result(operation("chat", [DIP], timeline={"detected_s": None, "recovered_s": None}))
    (one,) = blind(topology, build.east, (), stayed)
    assert one.what == "the accelerator of orders: enough instances were alive all the time"
    moved = result(operation("chat", [DIP], timeline={"switched_s": 75.0, "recovered_s": 80.0}))
    assert blind(topology, build.east, (), moved) == ()


def test_alarms_whose_data_does_not_arrive_are_blind_and_launches_that_fail_are_told(
    build: type[Build],
) -> None:
    topology, told, _ = checked(build, 41.0)
    where = Selector(region=build.east)
    faults = (
        Fault(where, "error", 60.0, 90.0, 90.0, None, ("ec2",), ("RunInstances",), "control", 0.5),
        Fault(where, "stall", 5.0, 95.0, 95.0, None, ("cloudwatch",), (), "data"),
        Fault(where, "error", 0.0, 95.0, 95.0, None, ("cloudwatch",), (), "control"),
        Fault(where, "refuse", 0.0, 95.0, 95.0, None, ("dynamodb",), (), "data"),
    )
    found = blind(topology, build.east, faults, told)
    assert [(one.from_s, one.what) for one in found] == [
        (5.0, "alarms and target tracking in us-east-1: their metric data did not arrive"),
        (60.0, "autoscaling in us-east-1: of its launches 50 % succeeded"),
    ]


def test_a_step_made_instant_helps_only_where_it_changes_something() -> None:
    told = result(operation("place", [DIP]), operation("browse", []))
    detection, dns = knock_outs(told, below(told))
    assert [(g.operation, g.before_s, g.after_s) for g in detection.gains] == [
        ("place", 630.0, 590.0)
    ]
    assert dns.gains == ()
