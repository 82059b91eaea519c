"""Figures that only the drills know come out of them, within the intervals that are stated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_drills.calibrate import (
    Calibration,
    Drilled,
    Estimate,
    calibrate,
    parameters_file,
    to_json,
)
from openline_drills.result import UnreadableRun
from openline_stacks.recovery import Constant, load_parameters, parameters

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def found(drills: tuple[Drilled, ...]) -> Calibration:
    return calibrate(drills)


@pytest.mark.parametrize(
    ("name", "part", "true"),
    [
        ("checker.publication_s", "value", 7.0),
        ("dns.tail_hold_s", "value", 240.0),
        ("dns.tail_share", "value", 0.08),
        ("failover.decision_s", "value", 437.0),
        ("launch.jitter_s", "low", 20.0),
        ("launch.jitter_s", "high", 95.0),
        ("replication.lag_s", "median", 1.4),
        ("replication.lag_s", "sigma", 0.45),
        ("switch.delay_s", "low", 85.0),
        ("switch.delay_s", "high", 210.0),
    ],
)
def test_what_was_hidden_lies_in_the_interval(
    found: Calibration, name: str, part: str, true: float
) -> None:
    told = part_of(found, name, part)
    assert told.low <= true <= told.high
    assert told.low <= told.value <= told.high
    # and the interval says something: not everything up to twice as much lies in it
    assert told.high < 2.0 * true


def part_of(found: Calibration, name: str, part: str) -> Estimate:
    return next(one for one in found.fitted if one.name == name).parts[part]


def test_more_drills_tell_more(drills: tuple[Drilled, ...], found: Calibration) -> None:
    one = calibrate(drills[:1])

    def width(of: Calibration, name: str, part: str) -> float:
        told = part_of(of, name, part)
        return told.high - told.low

    assert width(found, "replication.lag_s", "median") < width(one, "replication.lag_s", "median")
    assert width(found, "switch.delay_s", "high") < width(one, "switch.delay_s", "high")


def test_one_sample_has_no_interval(drills: tuple[Drilled, ...]) -> None:
    (fitted,) = (one for one in calibrate(drills[:1]).fitted if one.name == "failover.decision_s")
    assert fitted.parts["value"].confidence == 0.0
    assert fitted.remarks == ("one sample has no interval",)
    assert "no interval" in parameters_file(calibrate(drills[:1]))


def test_the_file_is_read_and_says_where_it_comes_from(found: Calibration, tmp_path: Path) -> None:
    path = tmp_path / "calibrated.yaml"
    path.write_text(parameters_file(found))
    figures = parameters(overrides=load_parameters(path))
    fitted = {one.name: one for one in found.fitted if one.declared is None}
    assert set(figures.overridden) == set(fitted)
    for name, one in fitted.items():
        figure = figures.get(name)
        assert figure.grade == "yours"
        assert figure.distribution == one.distribution
        assert figure.date == "2026-10-03"
        assert "3 injected drills (game-day-1, game-day-2, game-day-3), n " in figure.source


def test_what_is_declared_goes_to_the_declaration(found: Calibration) -> None:
    declared = {one.name: one.declared for one in found.fitted if one.declared is not None}
    assert declared == {
        "dns.tail_hold_s": "clients.dns_tail.hold",
        "dns.tail_share": "clients.dns_tail.share",
        "failover.decision_s": "failover.decision",
    }
    text = parameters_file(found)
    assert "#   --set failover.decision=437s  # 3 injected drills" in text


def test_the_order_of_drills_changes_no_value(
    drills: tuple[Drilled, ...], found: Calibration
) -> None:
    turned = calibrate(drills[::-1])
    assert [one["value"] for one in to_json(turned)["figures"]] == [
        one["value"] for one in to_json(found)["figures"]
    ]


def test_another_declaration_is_refused(drills: tuple[Drilled, ...]) -> None:
    first, second, _ = drills
    other = replace(second, seen=second.seen.model_copy(update={"declaration_digest": "e" * 64}))
    with pytest.raises(UnreadableRun) as said:
        calibrate((first, other))
    (line,) = said.value.lines
    assert line.startswith("game-day-2: is of another declaration (shop, eeeeeeeeeeee)")


def test_the_same_drill_counts_once(drills: tuple[Drilled, ...]) -> None:
    with pytest.raises(UnreadableRun, match="game-day-1: is the same drill as game-day-1"):
        calibrate((drills[0], drills[0]))


def test_nothing_observed_is_said(drills: tuple[Drilled, ...]) -> None:
    empty = dict.fromkeys(
        ("detections", "decisions", "switches", "arrivals", "launches", "copies"), ()
    )
    nothing = replace(drills[0], seen=drills[0].seen.model_copy(update=empty))
    with pytest.raises(UnreadableRun, match="game-day-1: no step was observed"):
        calibrate((nothing,))


def test_too_few_of_something_leave_it_out_and_say_so(drills: tuple[Drilled, ...]) -> None:
    seen = drills[0].seen
    copies = seen.copies[0].model_copy(update={"written_s": (-60.0,), "seen_s": (-59.0,)})
    few = {"copies": (copies,), "switches": seen.switches[:1]}
    found = calibrate((replace(drills[0], seen=seen.model_copy(update=few)),))
    assert found.left == (
        "replication.lag_s: the lag is known of 1 of 1 copies; 10 are needed: follow writes for "
        "longer",
        "switch.delay_s: 1 sample; the ends of its range need 2 at least",
    )


def test_a_start_that_is_shorter_than_declared_is_said(drills: tuple[Drilled, ...]) -> None:
    seen = drills[0].seen
    fast = [
        each.model_copy(update={"in_service_s": each.launched_s + 100.0 + number})
        for number, each in enumerate(seen.launches)
    ]
    found = calibrate((replace(drills[0], seen=seen.model_copy(update={"launches": fast})),))
    fitted = next(one for one in found.fitted if one.name == "launch.jitter_s")
    assert fitted.remarks == (
        "took on average 89 s less than declared: taken as 0; declare a shorter start",
    )


def test_nobody_who_holds_an_answer_is_a_share_of_0(drills: tuple[Drilled, ...]) -> None:
    seen = drills[0].seen
    prompt = [
        each.model_copy(update={"shares": (0.5,) * 60 + (1.0,) * 60}) for each in seen.arrivals
    ]
    found = calibrate((replace(drills[0], seen=seen.model_copy(update={"arrivals": prompt})),))
    fitted = {one.name: one.distribution for one in found.fitted}
    assert fitted["dns.tail_share"] == Constant(0.0)
    assert "dns.tail_hold_s" not in fitted


def test_no_name_makes_a_file_that_is_not_read(drills: tuple[Drilled, ...], tmp_path: Path) -> None:
    """A line break in a name would be a line of YAML, and a long path a source that is refused."""
    evil = {"stack": "shop\nchecker.count: 1", "declaration_digest": "d\x1b[31m\nwarm_s: 1s"}
    named = [
        Drilled(f"{'folder/' * 60}from {number} on 2026-01-01", each.seen.model_copy(update=evil))
        for number, each in enumerate(drills)
    ]
    path = tmp_path / "calibrated.yaml"
    path.write_text(parameters_file(calibrate(named)))
    assert set(load_parameters(path)) == {
        "checker.publication_s", "launch.jitter_s", "replication.lag_s", "switch.delay_s",
    }  # fmt: skip
    figures = parameters(overrides=load_parameters(path))
    assert figures.get("switch.delay_s").date == "2026-10-03"
