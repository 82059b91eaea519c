"""Why a target is missed: what no speed would mend first, then the largest knock-out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_drills.measure import Measurement, Milestones
from openline_drills.observations import MICROSECONDS, Load
from openline_drills.verdict import STEPS, KnockOut, Reason, judge_operation
from openline_stacks.topology import Dependency, Restore, Store, System, Topology

if TYPE_CHECKING:
    from tests.drills.conftest import Build

S = MICROSECONDS


def missed(
    build: type[Build],
    median: Measurement,
    knocked: Mapping[str, float | None] | None = None,
    topology: Topology | None = None,
) -> Reason:
    knock_outs = [
        KnockOut(step, build.measurement([build.measured(rto_s)]))
        for step, rto_s in (knocked or {}).items()
    ]
    found = judge_operation(
        topology or build.topology(),
        "orders",
        build.operation(),
        900 * S,
        [median],
        median,
        knock_outs,
    )
    assert found.verdict == "would miss"
    assert found.reason is not None
    return found.reason


def late(
    build: type[Build], rto_s: float | None = 2165.0, loads: tuple[Load, ...] = ()
) -> Measurement:
    slow = Milestones(40 * S, 1840 * S, 1930 * S, 2000 * S, 2100 * S, 3600 * S, None)
    measured = build.measured(rto_s)
    return build.measurement([measured], milestones={"orders": slow}, loads=loads)


@pytest.mark.parametrize("step", STEPS)
def test_the_largest_knock_out_decides(build: type[Build], step: str) -> None:
    knocked = dict.fromkeys(STEPS, 2100.0) | {step: 1000.0}
    assert missed(build, late(build), knocked).code == step


def test_the_text_says_it_with_figures(build: type[Build]) -> None:
    reason = missed(build, late(build), {"decision": 365.0, "dns": 2000.0})
    assert reason.text == (
        "people decide for 30 min of the 36 min 5 s; with an instant decision it would be 6 min 5 s"
    )


def test_of_equal_gains_the_earlier_step_decides(build: type[Build]) -> None:
    assert missed(build, late(build), {"dns": 500.0, "decision": 500.0}).code == "decision"


def test_what_never_recovers_is_decided_by_what_would_let_it(build: type[Build]) -> None:
    knocked = {"decision": None, "dns": None, "capacity": 800.0}
    assert missed(build, late(build, None), knocked).code == "capacity"


def test_without_a_gain_the_longest_step_decides(build: type[Build]) -> None:
    assert missed(build, late(build)).code == "decision"
    told = missed(build, late(build), {"dns": 2165.0, "capacity": 3000.0})
    assert told.code == "decision"


def test_the_longest_step_is_not_told_as_the_cause(build: type[Build]) -> None:
    part = "people decide for 30 min of the 36 min 5 s"
    assert missed(build, late(build)).text == f"the longest part: {part}"
    tried = missed(build, late(build), {"decision": 2165.0, "capacity": 3000.0}).text
    assert tried == f"no step made instant would make it shorter; the longest part: {part}"


def test_a_survivor_is_not_called_too_small_where_more_of_it_gains_nothing(
    build: type[Build],
) -> None:
    seen = Milestones(40 * S, None, None, None, None, None, None)
    median = build.measurement([build.measured(2165.0)], milestones={"orders": seen})
    told = missed(build, median, {"capacity": 2165.0}).text
    assert told.endswith("the longest part: below its level for the last 35 min 25 s of 36 min 5 s")
    assert "too small" not in told


def crowd(build: type[Build], system: str = "orders", times: float = 1.2) -> tuple[Load, ...]:
    return (
        Load(system, build.west, 500.0 * times, 500.0, 130.0),
        Load(system, build.east, 5000.0, 500.0, 600.0),
    )


def test_retries_that_raise_the_load_by_a_fifth_make_it_overload(build: type[Build]) -> None:
    knocked: dict[str, float | None] = {"capacity": 430.0, "dns": 2000.0}
    crowded = late(build, loads=crowd(build))
    reason = missed(build, crowded, knocked)
    assert reason.code == "overload"
    assert "from 500 to 600 requests/s, for 130/s of capacity at the fault" in reason.text
    assert missed(build, late(build, loads=crowd(build, times=1.19)), knocked).code == "capacity"


def test_of_two_crowds_the_one_that_retries_raise_most_is_told(build: type[Build]) -> None:
    """A tenth of the demand, but four times of it: that is what does not fit."""
    small = (Load("auth", build.west, 200.0, 50.0, 60.0),)
    topology = build.topology(
        build.system(needs=(Dependency("auth", "hard", (), 3.0),)), build.system("auth")
    )
    crowded = late(build, loads=(*crowd(build), *small))
    reason = missed(build, crowded, {"capacity": 430.0}, topology)
    assert reason.code == "overload"
    assert "retries raise auth's load in us-west-2 from 50 to 200 requests/s" in reason.text


def test_what_restores_longest_is_told_with_its_time(build: type[Build]) -> None:
    """By the hours, not by the size: the smaller of these two is read more slowly."""

    def kept(name: str, size_gb: float, gb_per_h: float) -> Store:
        restore = Restore(build.west, 86400.0, size_gb, gb_per_h, "urn::plan")
        return build.store(name, replicas=(build.east,), restore=restore)

    stores = (kept("tickets", 100.0, 90.0), kept("orders", 75.0, 50.0))
    topology = build.topology(build.system(stores=stores))
    reason = missed(build, late(build, 6000.0), {"restore": 600.0}, topology)
    assert reason.code == "restore"
    assert "restoring orders takes 1 h 30 min of the 1 h 40 min" in reason.text


def test_overload_is_no_excuse_for_a_slow_decision(build: type[Build]) -> None:
    crowded = late(build, loads=crowd(build))
    assert missed(build, crowded, {"capacity": 2000.0, "decision": 400.0}).code == "decision"


def one_region(build: type[Build], name: str = "orders") -> System:
    return build.system(name, fleets=(build.fleet(build.east),))


def test_one_region_has_no_survivor_whatever_the_knock_outs(build: type[Build]) -> None:
    topology = build.topology(one_region(build))
    reason = missed(build, late(build, None), {"decision": 100.0}, topology)
    assert reason == Reason(
        "no_survivor", "orders runs in us-east-1 only; no other region has a fleet"
    )


def test_a_hard_need_without_a_survivor_is_named(build: type[Build]) -> None:
    need = Dependency("auth", "hard", (), 3.0)
    topology = build.topology(build.system(needs=(need,)), one_region(build, "auth"))
    reason = missed(build, late(build, None), topology=topology)
    assert reason.code == "no_survivor"
    assert reason.text.startswith("auth runs in us-east-1 only")


def pilot_light(build: type[Build], group: str) -> Topology:
    fleets = (build.fleet(build.east), build.fleet(build.west, 0))
    return build.topology(build.system(fleets=fleets, group=group))


def test_an_empty_standby_that_nothing_raises_is_no_standby(build: type[Build]) -> None:
    assert (
        missed(build, late(build, None), topology=pilot_light(build, "alone")).code == "no_standby"
    )


def test_an_empty_standby_that_the_switch_raised_is_a_matter_of_speed(build: type[Build]) -> None:
    topology = pilot_light(build, "stack")
    knocked: dict[str, float | None] = {"capacity": 600.0}
    assert missed(build, late(build, None), knocked, topology).code == "capacity"


def test_an_empty_standby_before_any_switch_is_no_standby(build: type[Build]) -> None:
    never = replace(late(build, None), milestones={"orders": Milestones(40 * S)})
    assert missed(build, never, topology=pilot_light(build, "stack")).code == "no_standby"


def test_a_name_that_leads_nowhere_else_is_no_standby(build: type[Build]) -> None:
    system = build.system()
    assert system.entry is not None
    simple = replace(system, entry=replace(system.entry, targets=system.entry.targets[:1]))
    reason = missed(build, late(build, None), topology=build.topology(simple))
    assert reason.code == "no_standby"


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (Milestones(), "detection"),
        (Milestones(40 * S), "decision"),
        (Milestones(40 * S, 340 * S), "switch"),
        (Milestones(40 * S, 340 * S, 430 * S), "lift_only"),
    ],
)
def test_where_no_knock_out_helps_the_step_that_never_came_decides(
    build: type[Build], reached: Milestones, expected: str
) -> None:
    never = replace(late(build, None), milestones={"orders": reached})
    reason = missed(build, never, {"dns": None})
    assert reason.code == expected
    assert "59 min 50 s" in reason.text


def test_overload_without_end_is_overload(build: type[Build]) -> None:
    assert missed(build, late(build, None, loads=crowd(build))).code == "overload"


def test_down_until_the_end_is_censored(build: type[Build]) -> None:
    down = build.measured(None, recovered_by="none")
    slow = Milestones(40 * S, 340 * S, 430 * S)
    never = build.measurement([down], milestones={"orders": slow})
    assert missed(build, never).code == "censored"


def test_misses_of_some_seeds_are_counted_in_the_text(build: type[Build]) -> None:
    measurements = [late(build)] * 4 + [build.measurement()] * 16
    found = judge_operation(
        build.topology(), "orders", build.operation(), 900 * S, measurements, measurements[0]
    )
    assert found.reason is not None
    assert found.reason.text.startswith(
        "4 of 20 seeds miss; the longest part: people decide for 30"
    )


def test_dns_that_would_bring_a_herd_counts_by_the_time_it_takes(build: type[Build]) -> None:
    """Knocked out it overloads the survivor, so that run says nothing of what it costs."""
    slow = Milestones(40 * S, 340 * S, 430 * S, 1030 * S, 440 * S, 3600 * S, None)
    median = build.measurement([build.measured(1030.0)], milestones={"orders": slow})
    herd = build.measurement([build.measured(800.0)], loads=crowd(build))
    decision = build.measurement([build.measured(730.0)])
    knock_outs = [KnockOut("decision", decision), KnockOut("dns", herd)]
    reason = judge_operation(
        build.topology(), "orders", build.operation(), 900 * S, [median], median, knock_outs
    ).reason
    assert reason is not None
    assert reason.code == "dns"
    assert "all of them at once would overload the survivor" in reason.text
    calm = [knock_outs[0], KnockOut("dns", build.measurement([build.measured(800.0)]))]
    reason = judge_operation(
        build.topology(), "orders", build.operation(), 900 * S, [median], median, calm
    ).reason
    assert reason is not None
    assert reason.code == "decision"


def test_a_herd_says_nothing_of_dns_where_nobody_was_ever_routed(build: type[Build]) -> None:
    """Behind an edge or an accelerator, or in a day on which customers came back by themselves."""
    never = Milestones(40 * S, 340 * S, None, None, None, 3600 * S, None)
    median = build.measurement([build.measured(1030.0)], milestones={"orders": never})
    herd = build.measurement([build.measured(1020.0)], loads=crowd(build))
    decision = build.measurement([build.measured(730.0)])
    knock_outs = [KnockOut("decision", decision), KnockOut("dns", herd)]
    reason = judge_operation(
        build.topology(), "orders", build.operation(), 900 * S, [median], median, knock_outs
    ).reason
    assert reason is not None
    assert reason.code == "decision"


def test_what_nothing_saw_is_not_laid_to_a_survivor_that_nobody_asked(build: type[Build]) -> None:
    blind = Milestones(None, None, None, None, None, 36_000 * S, None)
    median = build.measurement([build.measured(10_300.0)], milestones={"orders": blind})
    reason = judge_operation(
        build.topology(), "orders", build.operation(), 900 * S, [median], median, []
    ).reason
    assert reason is not None
    assert reason.code == "detection"
    assert reason.text == "nothing that could have moved it saw anything for 2 h 51 min"


def test_capacity_that_alone_would_meet_the_target_goes_before_declared_times(
    build: type[Build],
) -> None:
    crowded = late(build, 1000.0, loads=crowd(build))
    assert missed(build, crowded, {"capacity": 800.0, "decision": 700.0}).code == "overload"
    assert missed(build, crowded, {"capacity": 950.0, "decision": 700.0}).code == "decision"
