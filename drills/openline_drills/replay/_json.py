"""A replay as a documented JSON value (docs/reference/replay.schema.json)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_drills.replay._model import Below, Blind, Help, Replay, Sight
from openline_stacks.schemas import schema_of

SCHEMA_VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class OutageModel(_Model):
    name: str
    title: str
    region: str = Field(description="Where it was.")
    began: datetime
    sources: tuple[str, ...]
    assumptions: tuple[str, ...] = Field(description="What its owner did not say.")
    not_replayed: tuple[str, ...]


class Document(_Model):
    """One outage on one stack. Seconds count from the outage's begin."""

    schema_version: Literal[1]
    outage: OutageModel
    region: str = Field(description="Where it was replayed.")
    operations: tuple[Below, ...] = Field(description="Times below the level, in the median seed.")
    first: tuple[str, ...] = Field(description="What was below its level first: system.operation.")
    sights: tuple[Sight, ...] = Field(description="What the health checks saw.")
    blind: tuple[Blind, ...] = Field(description="What could not see or could not act.")
    helps: tuple[Help, ...] = Field(description="Steps made instant, and edits of the declaration.")
    result: dict[str, Any] = Field(description="The drill's own; see result.schema.json.")


def to_json(replay: Replay) -> dict[str, Any]:
    """Plain values, in the order of the schema."""
    outage = replay.outage
    return Document(
        schema_version=SCHEMA_VERSION,
        outage=OutageModel(
            name=outage.name,
            title=outage.title,
            region=outage.region,
            began=outage.began,
            sources=outage.sources,
            assumptions=outage.assumptions,
            not_replayed=outage.not_replayed,
        ),
        region=replay.region,
        operations=replay.below,
        first=tuple(f"{one.system}.{one.operation}" for one in replay.first),
        sights=replay.sights,
        blind=replay.blind,
        helps=replay.helps,
        result=dict(replay.outcome.result),
    ).model_dump(mode="json")


def replay_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a replay; `docs/reference/replay.schema.json` is its copy."""
    return schema_of(Document)
