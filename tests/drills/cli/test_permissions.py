"""`openline permissions`: the policies on stdout, in files, and what stands in their way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.drills.cli.conftest import Refused, Run


def test_the_documents_are_printed_and_written(openline: Run, tmp_path: Path) -> None:
    ran = openline(
        "permissions", "starter", "--output", str(tmp_path / "policies"), "--format", "json"
    )
    printed = json.loads(ran.out)
    files = sorted((tmp_path / "policies").iterdir())
    assert [json.loads(file.read_text()) for file in files] == printed["documents"]
    assert files[0].name == "deploy-1.json"
    assert printed["unknown_types"] == []


def test_what_cannot_be_written_is_told(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    (line,) = refused("permissions", "starter", "--output", str(tmp_path / "taken"))
    assert "no folder can be made here" in line
