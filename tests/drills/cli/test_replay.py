"""`openline replay`: a real outage on a stack, and what is no outage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_drills.replay import find_outage

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run
    from tests.drills.conftest import WriteShop

# reads what only the primary's table can answer while it is there, asked for by a shallow check
DESK = """
  desk:
    demand: {steady: 10/s, peak: 30/s}
    operations: {look: {reads: cases}}
    stores: {cases: {}}
"""


def test_the_outages_are_listed_with_where_they_were(openline: Run) -> None:
    ran = openline("replay", "--list")
    assert ran.exit_code == 0
    assert "2025-10-20  us-east-1  DynamoDB, then launches" in ran.out.splitlines()


@pytest.mark.parametrize(
    ("argument", "line"),
    [
        ("2025-10-2", "no outage is called 2025-10-2; did you mean 2025-10-20?"),
        ("region-outage.yaml", "no outage is called region-outage.yaml; there are: 2011-04-21,"),
    ],
)
def test_what_is_no_outage_is_refused(refused: Refused, argument: str, line: str) -> None:
    (said,) = refused("replay", argument)
    assert said.startswith(line)


def test_without_a_day_the_command_says_how_to_find_one(refused: Refused) -> None:
    assert refused("replay") == ["which outage? name its day; `openline replay --list` lists them"]


def short_day(path: Path) -> str:
    """20 October 2025 with an hour of sick tables and nothing after it: a user's own outage."""
    text = find_outage("2025-10-20").path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "RunInstances" not in line]
    path.write_text("\n".join(kept).replace("to_s: 10320", "to_s: 3600"), encoding="utf-8")
    return path.name


def test_a_day_is_replayed_with_what_would_have_helped(
    openline: Run, folder: Path, write_shop: WriteShop
) -> None:
    stack = write_shop(folder / "desk", DESK)
    short = short_day(folder / "short-day.yaml")
    ran = openline("replay", short, "--stack", str(stack), "--seeds", "1", "--format=json")
    assert ran.exit_code in (0, 10, 11), ran.err
    told = json.loads(ran.out)
    assert told["first"] == ["desk.look"]
    (look,) = told["operations"]
    # the table is sick at once, and found by the deep check; people and DNS take their minutes
    assert look["spans"][0]["from_s"] == 0.0
    assert 300.0 < look["below_s"] < 1800.0
    # at first 60 % of the calls fail: the checkers do not agree as soon as when nothing answers
    assert 40.0 < told["sights"][0]["seen_s"] < 700.0
    assert told["outage"]["assumptions"]
    helps = {one["title"]: one for one in told["helps"]}
    faster = helps["failing over without asking anybody"]
    assert faster["gains"][0]["after_s"] < faster["gains"][0]["before_s"] - 200.0
    assert "the same day again: failing over without asking anybody" in ran.err


def test_a_stack_elsewhere_lives_it_through_in_its_own_primary(
    openline: Run, folder: Path, write_shop: WriteShop
) -> None:
    stack = write_shop(folder / "desk", DESK)
    path = stack / "openline.yaml"
    path.write_text(path.read_text().replace("us-east-1", "us-east-2"))
    short = short_day(folder / "short-day.yaml")
    ran = openline("replay", short, "--stack", str(stack), "--seeds", "1", "--no-edits")
    assert ran.exit_code in (0, 10, 11), ran.err
    said = "it was in us-east-1, where this stack is not: replayed in us-east-2"
    assert said in ran.err.splitlines()
    assert "what is assumed" in ran.out
    assert "AWS post-event summary 101925" in ran.out
