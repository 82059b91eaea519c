"""A seed shown as it went: the clock, who is answered, and what happened by then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_drills.observations import MICROSECONDS, Event
from openline_drills.report import Frame, Playing

if TYPE_CHECKING:
    from tests.drills.report.conftest import Make

    from openline_drills.rehearsal import Outcome


@pytest.fixture
def outcome(make: Make) -> Outcome:
    """Dark from the fault on, half back after five seconds; nobody asks the second operation."""
    curve = (1.0,) * 60 + (0.0,) * 5 + (0.5,) * 5
    nobody = (None,) * 70
    shares = {
        ("order-management", "place-order"): curve,
        ("order-management", "browse-freely"): nobody,
        ("agent-chat", "use"): (1.0,) * 60 + (0.999,) * 10,
    }
    events = (
        Event(0, None, "fault"),
        Event(5 * MICROSECONDS, "order-management", "detected"),
        Event(9 * MICROSECONDS, "order-management", "switched"),
    )
    return replace(make(), shares=shares, shares_from_s=-60, events=events)


def shown(frame: Frame, width: int = 80) -> list[str]:
    return [line.plain for line in frame.lines(width)]


def test_it_starts_shortly_before_the_fault_and_ends_with_the_seed(outcome: Outcome) -> None:
    playing = Playing(outcome)
    assert (playing.from_s, playing.to_s) == (-30.0, 10.0)


def test_a_frame_has_the_shares_of_its_second(outcome: Outcome) -> None:
    playing = Playing(outcome)
    shares = [playing.frame(at_s).shares["order-management"] for at_s in (-0.1, 0.0, 4.9, 5.0)]
    assert shares == [1.0, 0.0, 0.0, 0.5]


def test_a_system_is_its_operations_by_their_share_of_its_demand(outcome: Outcome) -> None:
    system = outcome.prepared.topology.systems[0]
    half, both = (1.0,) * 70, (0.0,) * 70
    first, second = (
        replace(operation, share=share)
        for operation, share in zip(system.operations, (0.75, 0.25), strict=True)
    )
    topology = replace(
        outcome.prepared.topology, systems=(replace(system, operations=(first, second)),)
    )
    shares = {(system.name, first.name): half, (system.name, second.name): both}
    mixed = replace(outcome, prepared=replace(outcome.prepared, topology=topology), shares=shares)
    assert Playing(mixed).frame(0).shares == {system.name: 0.75}


def test_nobody_asking_is_not_nobody_answered(outcome: Outcome) -> None:
    silent = replace(outcome, shares={})
    frame = Playing(silent).frame(0)
    assert frame.shares == {"order-management": None, "agent-chat": None}
    assert all("%" not in line for line in shown(frame))


def test_only_what_has_happened_by_then_is_told(outcome: Outcome) -> None:
    happened = Playing(outcome).frame(5.0).happened
    assert [line.split()[-1] for line in happened] == ["fault", "detected"]


def test_a_bar_is_full_only_where_everybody_is_answered(outcome: Outcome) -> None:
    chat = shown(Playing(outcome).frame(0))[2]
    assert "99.9 %" in chat
    assert "░" in chat
    assert "░" not in shown(Playing(outcome).frame(-1))[2]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_figure_cut_off(
    outcome: Outcome, width: int
) -> None:
    lines = shown(Playing(outcome).frame(7.0), width)
    assert max(map(len, lines)) <= width
    assert "50.0 %" in lines[1]
    assert "+0:07" in lines[0]
