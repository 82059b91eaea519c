"""What a verdict rests on stands beside it, wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from openline_drills.pages import report_html
from openline_drills.report import markdown_page, page, preview_markdown, preview_page
from openline_stacks.forecast import RestsOn, RestsOnModel, resting_models
from openline_stacks.preview import Preview, ResourceDiff, preview_schema, to_json
from openline_stacks.recovery import PARAMETERS, Constant

if TYPE_CHECKING:
    from tests.drills.conftest import Keep
    from tests.drills.report.conftest import Make

    from openline_drills.rehearsal import Outcome

NOT_ASKED: Final = "which guesses the verdicts rest on: not asked: --sensitivity"
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
TOLD: Final = (
    "would meet rests on failover.decision_s (assumed: 300); from about 537.5 on:",
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
        recovery=(),
        findings=(),
        resting=found,
        **to,
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
    assert "What the verdicts rest on" in preview_markdown(changed(FOUND))
    # nothing was forecast, nobody asked: there is no verdict to rest on anything
    assert NOT_ASKED not in rendered(preview_page(changed(None)), 120)


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
