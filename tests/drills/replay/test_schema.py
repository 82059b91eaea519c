"""The documented schema of a replay is that of the models."""

from __future__ import annotations

from openline_drills.replay import SCHEMA_VERSION, replay_schema


def test_the_version_stands_in_the_schema() -> None:
    assert replay_schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION
