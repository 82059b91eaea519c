"""`openline schema` prints what the reference has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


OF = ["declaration", "result", "check", "preview", "replay", "forecast", "compare"]


@pytest.mark.parametrize("of", OF)
def test_it_is_the_documented_one(openline: Run, of: str) -> None:
    assert openline("schema", of).out == (REFERENCE / f"{of}.schema.json").read_text("utf-8")


def test_without_a_name_it_is_that_of_the_file_one_writes(openline: Run) -> None:
    assert openline("schema").out == openline("schema", "declaration").out


def test_another_name_is_told_which_there_are(refused: Refused) -> None:
    said = "".join(refused("schema", "world"))
    assert "declaration" in said
    assert "replay" in said
