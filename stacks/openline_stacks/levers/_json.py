"""What would meet the targets, as a documented JSON value (docs/reference/levers.schema.json)."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_stacks.levers._model import (
    Kind,
    Lever,
    Measure,
    Missed,
    Tried,
    WhatWouldMeet,
)
from openline_stacks.schemas import schema_of

SCHEMA_VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class MissedModel(_Model):
    """A target that would be missed; `p95_s` null: not before the fault lifts."""

    disruption: str
    kind: Kind
    system: str
    name: str
    measure: Measure
    target_s: float
    p95_s: float | None


class LeverModel(_Model):
    kind: str
    what: str
    set: dict[str, str] = Field(description="As `--set` takes them.")
    asks: str = Field(description="What it costs that no count shows.")


class CostModel(_Model):
    """What there is more of; below zero: less. There is no price in it."""

    replaced: int = Field(description="Resources that are deleted and made anew.")
    instances: int = Field(description="That run all the time.")
    fronts: int = Field(description="Distributions and accelerators.")
    copied_per_s: float = Field(description="Writes a second that go to another region, at peak.")
    checks: int
    resources: int


class ReplacedModel(_Model):
    urn: str
    type: str
    name: str
    property: str
    why: str


class TriedModel(_Model):
    levers: tuple[LeverModel, ...]
    meets: bool = Field(description="Every target would be met with it.")
    missed: tuple[MissedModel, ...] = Field(description="What is still missed.")
    newly: tuple[MissedModel, ...] = Field(description="What was met and would not be any more.")
    cost: CostModel
    replaces: tuple[ReplacedModel, ...]
    refused: str | None = Field(description="Why the stack cannot be so; nothing else counts then.")


class Document(_Model):
    """Changes that were tried, each by running the program again and forecasting."""

    schema_version: Literal[1]
    stack: str
    seed: int
    trials: int
    missed: tuple[MissedModel, ...]
    singles: tuple[TriedModel, ...] = Field(description="What meets first, then the cheapest.")
    pair: TriedModel | None = Field(description="The cheapest of two; null: none, or needless.")
    pairs_tried: int
    unsure: tuple[str, ...] = Field(description="What is not understood, and no lever mends.")


def to_json(found: WhatWouldMeet) -> dict[str, Any]:
    """Plain values, in the order of the schema."""
    return Document(
        schema_version=SCHEMA_VERSION,
        stack=found.stack,
        seed=found.seed,
        trials=found.trials,
        missed=tuple(map(_missed, found.missed)),
        singles=tuple(map(_tried, found.singles)),
        pair=None if found.pair is None else _tried(found.pair),
        pairs_tried=found.pairs_tried,
        unsure=found.unsure,
    ).model_dump(mode="json")


def levers_schema() -> dict[str, Any]:
    """JSON Schema (2020-12); `docs/reference/levers.schema.json` is its copy."""
    return schema_of(Document)


def _missed(one: Missed) -> MissedModel:
    p95_s = None if one.p95_s is None else round(one.p95_s, 3) + 0.0
    return MissedModel(
        disruption=one.disruption,
        kind=one.kind,
        system=one.system,
        name=one.name,
        measure=one.measure,
        target_s=one.target_s,
        p95_s=p95_s,
    )


def _lever(one: Lever) -> LeverModel:
    return LeverModel(kind=one.kind, what=one.what, set=dict(one.sets), asks=one.asks)


def _tried(one: Tried) -> TriedModel:
    cost = one.cost
    return TriedModel(
        levers=tuple(map(_lever, one.levers)),
        meets=one.meets,
        missed=tuple(map(_missed, one.missed)),
        newly=tuple(map(_missed, one.newly)),
        cost=CostModel(
            replaced=cost.replaced,
            instances=cost.instances,
            fronts=cost.fronts,
            copied_per_s=round(cost.copied_per_s, 3) + 0.0,
            checks=cost.checks,
            resources=cost.resources,
        ),
        replaces=tuple(
            ReplacedModel(
                urn=each.urn, type=each.type, name=each.name, property=each.property, why=each.why
            )
            for each in one.replaces
        ),
        refused=one.refused,
    )
