"""The documented schema of a replay is that of the models."""

from __future__ import annotations

import json
from pathlib import Path

from openline_drills.replay import SCHEMA_VERSION, replay_schema

DOCUMENTED = Path(__file__).parents[3] / "docs" / "reference" / "replay.schema.json"


def test_the_documented_schema_is_up_to_date() -> None:
    text = json.dumps(replay_schema(), ensure_ascii=False, indent=2) + "\n"
    hint = "write json.dumps(replay_schema(), ensure_ascii=False, indent=2) to it"
    assert DOCUMENTED.read_text(encoding="utf-8") == text, hint


def test_the_version_stands_in_the_schema() -> None:
    assert replay_schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION
