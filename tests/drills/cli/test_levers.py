"""`openline levers`: what is wrong with what is asked; what comes out is tried in its room."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run


def test_a_stack_that_meets_its_targets_needs_no_change(openline: Run, shop: Path) -> None:
    ran = openline("levers", str(shop), "--disruption", "region", "--trials", "80")
    assert (ran.exit_code, ran.out) == (
        0,
        "stack shop · 80 trials: every target would be met\n",
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["retial"], "stack retial: there is no such folder; did you mean retail?"),
        (["retail", "--disruption", "nonsens"], "no experiment is called nonsens"),
        (["retail", "--set", "failover"], "--set failover: no PATH=VALUE"),
    ],
)
def test_bad_input_is_told_in_a_line(refused: Refused, arguments: list[str], line: str) -> None:
    (told,) = refused("levers", *arguments)
    assert told.startswith(line)


def test_more_trials_than_a_forecast_takes_are_refused(refused: Refused) -> None:
    assert "1000000" in "\n".join(refused("levers", "starter", "--trials", "1000001"))
