"""The documented schema is that of the models."""

from __future__ import annotations

import json
from pathlib import Path

from openline_drills.result import SCHEMA_VERSION, result_schema

DOCUMENTED = Path(__file__).parents[3] / "docs" / "reference" / "result.schema.json"


def test_the_documented_schema_is_up_to_date() -> None:
    text = json.dumps(result_schema(), ensure_ascii=False, indent=2) + "\n"
    hint = "write json.dumps(result_schema(), ensure_ascii=False, indent=2) to it"
    assert DOCUMENTED.read_text(encoding="utf-8") == text, hint


def test_every_key_is_required_and_no_other_allowed() -> None:
    schema = result_schema()
    for model in (schema, *schema["$defs"].values()):
        assert set(model["required"]) == set(model["properties"])
        assert model["additionalProperties"] is False


def test_the_version_stands_in_the_schema() -> None:
    assert result_schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION
