"""The documented schema is that of the models."""

from __future__ import annotations

from openline_drills.result import SCHEMA_VERSION, result_schema


def test_every_key_is_required_and_no_other_allowed() -> None:
    schema = result_schema()
    for model in (schema, *schema["$defs"].values()):
        assert set(model["required"]) == set(model["properties"])
        assert model["additionalProperties"] is False


def test_the_version_stands_in_the_schema() -> None:
    assert result_schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION
