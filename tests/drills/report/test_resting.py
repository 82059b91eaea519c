"""What a verdict rests on stands beside it, wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from openline_drills.pages import report_html
from openline_drills.report import (
    markdown_page,
    page,
    preview_junit,
    preview_markdown,
    preview_page,
)
from openline_stacks.forecast import RestsOn, RestsOnModel, resting_models
from openline_stacks.preview import Preview, RecoveryChange, ResourceDiff, preview_schema, to_json
from openline_stacks.recovery import PARAMETERS, Constant

if TYPE_CHECKING:
    from tests.drills.conftest import Keep
    from tests.drills.report.conftest import Make

    from openline_drills.rehearsal import Outcome

NOT_ASKED: Final = (
    "47 figures of the model are assumed: on which of them a verdict rests was not looked at; "
    "--sensitivity does, and takes longer"
)
LEFT_OUT: Final = "which guesses the verdicts rest on: left out: --no-sensitivity"
FOUND: Final = tuple(
    RestsOn(
        disruption="region-outage",
        system=system,
        name=name,
        measure="RTO",
        verdict="would meet",
        becomes="would miss",
        parameter=PARAMETERS["failover.decision_s"],
        now=Constant(300.0),
        flips_at=Constant(537.5),
        to=Constant(600.0),
        range_why="a guess: half of it to twice as much",
    )
    for system, name in (("agent-chat", "use"), ("orders", "place"), ("orders", "track"))
)
ROW: Final = RecoveryChange(
    "region us-east-1", "orders", "place", "RTO", 900.0, 900.0, 660.0, 660.0, 3600.0, "same"
)
TOLD: Final = (
    "would meet rests on failover.decision_s (assumed: 300); from about 540 on:",
    "   agent-chat · use RTO (region-outage) would miss",
    "   orders · place, track RTO (region-outage) would miss",
)
Rendered = Callable[..., str]


def resting(outcome: Outcome, found: tuple[RestsOn, ...] | None) -> Outcome:
    rows = None if found is None else [one.model_dump() for one in resting_models(found)]
    return replace(outcome, result={**outcome.result, "rests_on": rows})


def changed(found: tuple[RestsOn, ...] | None, **to: Any) -> Preview:
    return Preview(
        name="shop",
        against="main",
        resources=ResourceDiff((), (), 3),
        fields=(),
        findings=(),
        resting=found,
        grades={"documented": 9, "assumed": 47},
        **{"recovery": (), **to},
    )


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        (None, (LEFT_OUT,)),
        ((), ("no verdict rests on one figure alone: none turns within any figure's range",)),
        (FOUND, TOLD),
    ],
)
def test_a_drill_says_it_below_its_table(
    make: Make, rendered: Rendered, found: tuple[RestsOn, ...] | None, lines: tuple[str, ...]
) -> None:
    outcome = resting(make(), found)
    shown = rendered(page(outcome, 120), 120).splitlines()
    at = shown.index(lines[0])
    assert tuple(line.rstrip() for line in shown[at : at + len(lines)]) == lines
    assert shown[at + len(lines)].startswith("evidence: ")
    comment = markdown_page(outcome)
    assert all(line.replace("'", "&#x27;") in comment or line in comment for line in lines)


def test_a_preview_says_it_on_its_page_and_in_its_comment(rendered: Rendered) -> None:
    shown = rendered(preview_page(changed(FOUND)), 120)
    assert all(line in shown for line in TOLD)
    comment = preview_markdown(changed(FOUND))
    unfolded, _, folded = comment.partition("<details><summary>What the verdicts rest on")
    assert "Verdicts rest on failover.decision&#95;s &#40;assumed&#41;" in unfolded
    assert "orders · place, track RTO" in folded
    assert "no verdict rests on one figure alone" in preview_markdown(changed(()))


def test_a_preview_that_was_not_asked_never_looks_as_if_nothing_were_assumed(
    rendered: Rendered,
) -> None:
    stays = changed(None, recovery=(ROW,))
    assert NOT_ASKED in rendered(preview_page(stays), 200)
    assert "parameters: 9 documented, 47 assumed" in rendered(preview_page(stays), 200)
    unfolded, _, _ = preview_markdown(stays).partition("<details>")
    assert "47 figures of the model are assumed" in unfolded
    assert "was not looked at" in unfolded
    assert "all 1 figures stay" in unfolded
    assert to_json(stays)["parameters"] == {"documented": 9, "assumed": 47}
    assert NOT_ASKED in preview_junit(stays)
    # nothing was forecast: there is no verdict to rest on anything
    assert "assumed" not in rendered(preview_page(changed(None)), 200)
    assert "assumed" not in preview_markdown(changed(None))


def test_a_case_of_a_previews_junit_says_what_its_verdict_rests_on() -> None:
    row = replace(ROW, disruption="region-outage", system="agent-chat", name="use")
    assert "would meet rests on failover.decision_s (assumed)" in preview_junit(
        changed(FOUND, recovery=(row,))
    )
    assert "rests on" not in preview_junit(changed(FOUND, recovery=(replace(row, measure="RPO"),)))


def test_what_figures_are_worth_has_room_in_every_comment() -> None:
    page = preview_markdown(changed(None, recovery=(replace(ROW, turn="slower"),) * 2000))
    assert len(page) < 60_000
    assert "47 figures of the model are assumed" in page
    assert "**Resources**: 3 stay as they are" in page


def test_a_preview_has_it_in_its_documented_json() -> None:
    assert to_json(changed(None))["rests_on"] is None
    rows = to_json(changed(FOUND))["rests_on"]
    assert rows == [one.model_dump() for one in resting_models(FOUND)]
    assert "rests_on" in preview_schema()["required"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "was left out (<code>--no-sensitivity</code>)"),
        ((), "No verdict rests on one figure alone"),
        (FOUND, "agent-chat · use RTO would meet"),
    ],
)
def test_the_report_says_it_where_the_figures_stand(
    keep: Keep, found: tuple[RestsOn, ...] | None, said: str
) -> None:
    kept = keep()
    rows: tuple[RestsOnModel, ...] | None = None if found is None else resting_models(found)
    result = kept.result.model_copy(update={"rests_on": rows})
    _, _, figures = report_html(replace(kept, result=result)).partition('id="figures"')
    assert said in figures
