"""The page of a drill at every width: nothing is cut off, and nothing is said by colour alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from openline_drills.report import findings_lines, headline, page, timeline_lines
from openline_stacks.recovery import Fault, Selector

if TYPE_CHECKING:
    from tests.drills.report.conftest import Make

Rendered = Callable[..., str]
WIDTHS = (80, 100, 104, 118, 120, 200, 240)
# the longest that a DNS name has room for, and names that are not ASCII
NAMES = [
    ("order-management", "agent-chat"),
    ("customer-authentication-" + "x" * 39, "y" * 63),
    ("bestellungen-und-rückgaben", "客服聊天"),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("names", NAMES, ids=["usual", "longest", "unicode"])
def test_no_cell_is_cut_off_and_no_line_is_wider_than_the_terminal(
    make: Make, rendered: Rendered, names: tuple[str, ...], width: int
) -> None:
    outcome = make(names)
    text = rendered(page(outcome, width), width)
    assert "…" not in text
    for figure in ("21m 05s", "26,190,412", "lift only", "✗ would miss", "✓ would meet"):
        assert figure in text
    together = re.sub(r"\s", "", text)
    for name in (*names, "place-order", "browse-freely", "use"):
        if len(name) <= 22:  # longer ones go on in the next line of their column
            assert name in together


@pytest.mark.parametrize("width", WIDTHS)
def test_every_operation_has_its_figures_and_its_verdict_on_its_own_line(
    make: Make, rendered: Rendered, width: int
) -> None:
    text = rendered(page(make(), width), width)
    (place,) = [line for line in text.splitlines() if "place-order" in line]
    assert re.findall(r"\d+m \d+s|15 min|[✗✓?] \w+ \w+", place)[:4] == [
        "15 min", "21m 05s", "21m 05s", "✗ would miss",
    ]  # fmt: skip
    (use,) = [line for line in text.splitlines() if re.search(r"\buse\b", line)]
    assert "✓ would meet" in use


@pytest.mark.parametrize("width", [30, 40, 50, 60, 70])
@pytest.mark.parametrize("names", NAMES, ids=["usual", "longest", "unicode"])
def test_a_narrow_window_shows_every_figure_whole(
    make: Make, rendered: Rendered, names: tuple[str, ...], width: int
) -> None:
    text = rendered(page(make(names), width), width)
    assert "…" not in text
    assert max(map(cell_len, text.splitlines())) <= width
    together = " ".join(text.split())
    for figure in ("21m 05s", "26,190,412", "lift only", "15 min", "2.9 s", "verdict: would miss"):
        assert figure in together
    assert together.count("✗ would miss") == 1
    assert together.count("✓ would meet") == 2


@pytest.mark.parametrize(("width", "table"), [(80, True), (40, False)])
def test_a_long_name_is_folded_before_the_table_is_given_up(
    make: Make, rendered: Rendered, width: int, table: bool
) -> None:
    assert ("─" in rendered(page(make(NAMES[1]), width), width)) is table


@pytest.mark.parametrize("width", [80, 200])
def test_recovery_points_are_shown_in_either_layout(
    make: Make, rendered: Rendered, width: int
) -> None:
    text = rendered(page(make(), width), width)
    assert re.search(r"15 s +2\.9 s +2\.9 s", text)


def test_what_has_no_target_has_no_verdict(make: Make, rendered: Rendered) -> None:
    text = rendered(page(make(), 200), 200)
    (line,) = [line for line in text.splitlines() if "browse-freely" in line]
    assert "no target" in line
    assert "would" not in line


def test_the_page_says_the_cause_the_parts_the_evidence_and_the_verdict(
    make: Make, rendered: Rendered
) -> None:
    text = rendered(page(make(), 200), 200)
    assert re.search(r"order-management: \w+: .*decision", text)
    assert "what it is made of (order-management): people 5 min" in text
    assert "evidence: emulated control plane, modelled world · parameters: " in text
    assert text.rstrip().endswith("verdict: would miss")


def test_a_verdict_is_said_in_words_and_by_a_mark_when_there_is_colour_too(
    make: Make, rendered: Rendered
) -> None:
    coloured = rendered(page(make(), 120), 120, colours=True)
    assert "\x1b[" in coloured
    plain = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert plain == rendered(page(make(), 120), 120)


def test_a_name_in_brackets_is_a_name_and_no_markup(make: Make, rendered: Rendered) -> None:
    text = rendered(page(make(("[red]orders", "[/]")), 240), 240)
    assert "[red]orders" in text
    assert "[/] · use" in text


def test_the_headline_says_what_is_lost_where_and_for_how_long(make: Make) -> None:
    stack, experiment = headline(make().prepared)
    assert stack == (
        "stack retail · 2 systems · us-east-1 primary, us-west-2 standby · 10 resources: "
        "10 emulated"
    )
    assert experiment == (
        "region-outage · us-east-1 drops everything for 1 h, at peak · rehearsal, 4 seeds"
    )


def in_zone(zone: str, from_s: float) -> Fault:
    return Fault(Selector("us-east-1", zone), "drop", from_s, from_s + 600.0, from_s + 600.0)


def test_the_headline_says_each_fault_and_when_it_comes(make: Make) -> None:
    stall = Fault(
        Selector("us-east-1"),
        "stall",
        0.0,
        1200.0,
        1200.0,
        peer="us-west-2",
        services=("dynamodb",),
    )
    prepared = replace(make().prepared, faults=(stall, in_zone("a", 300.0)))
    _, experiment = headline(prepared)
    assert experiment == (
        "region-outage · us-east-1 stalls dynamodb to and from us-west-2 for 20 min; zone "
        "us-east-1a drops everything for 10 min after 5 min, at peak · rehearsal, 4 seeds"
    )


def test_the_headline_of_a_long_outage_stays_a_line(make: Make) -> None:
    zones = tuple(in_zone(zone, 0.0) for zone in "abcd")
    _, experiment = headline(replace(make().prepared, faults=zones))
    assert "zone us-east-1b drops everything for 10 min; 2 more, at peak" in experiment


def test_the_headline_of_an_experiment_without_a_fault_says_so(make: Make) -> None:
    _, experiment = headline(replace(make().prepared, faults=()))
    assert experiment.startswith("region-outage · nothing is taken away, at peak")


def test_findings_and_events_are_a_line_each(make: Make) -> None:
    outcome = make()
    assert findings_lines(outcome.prepared.findings) == [
        "finding: objectives.region.rto: 15 min is less than people take to decide (30 min)"
    ]
    assert timeline_lines(outcome.events) == [
        "   +0:00  stack             fault",
        "  +11:05  order-management  recovered",
    ]
