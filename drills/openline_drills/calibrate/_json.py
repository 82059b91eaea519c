"""A calibration as documented JSON."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_drills.calibrate._estimators import Estimate
from openline_drills.calibrate._file import date_of, set_of, source_of, value_of
from openline_drills.calibrate._model import Calibration, Fitted
from openline_stacks.recovery import Grade, distribution_in_words
from openline_stacks.schemas import schema_of

_SCHEMA_VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EstimateModel(_Model):
    """`low` to `high` holds the true figure with `confidence`; 0: one sample has no interval."""

    value: float
    low: float
    high: float
    confidence: float


class BeforeModel(_Model):
    """What the catalogue says, without you."""

    value: str
    grade: Grade


class FittedModel(_Model):
    name: str
    value: str = Field(description="As `--parameter` or the declaration reads it.")
    parts: dict[str, EstimateModel] = Field(description="Of its distribution, by name.")
    samples: int
    drills: tuple[str, ...] = Field(description="Which measured it.")
    date: str = Field(description="Of the newest of them.")
    source: str
    grade: Literal["yours"]
    evidence: Literal["injected"]
    before: BeforeModel
    set: str | None = Field(description="`PATH=VALUE` of the declaration; null: a parameter.")
    remarks: tuple[str, ...]


class CalibrationModel(_Model):
    """What `openline calibrate RUN --format json` prints."""

    schema_version: Literal[1]
    stack: str
    declaration_digest: str
    drills: tuple[str, ...]
    figures: tuple[FittedModel, ...]
    not_fitted: tuple[str, ...] = Field(description="A line for each that has too few samples.")


def to_json(found: Calibration) -> dict[str, Any]:
    return CalibrationModel(
        schema_version=_SCHEMA_VERSION,
        stack=found.stack,
        declaration_digest=found.declaration_digest,
        drills=tuple(each.name for each in found.drills),
        figures=tuple(_fitted(one) for one in found.fitted),
        not_fitted=found.left,
    ).model_dump(mode="json")


def calibration_schema() -> dict[str, Any]:
    """JSON Schema (2020-12); `docs/reference/calibration.schema.json` is its copy."""
    return schema_of(CalibrationModel)


def _fitted(one: Fitted) -> FittedModel:
    before = one.before
    return FittedModel(
        name=one.name,
        value=value_of(one),
        parts={part: _estimate(told) for part, told in one.parts.items()},
        samples=one.samples,
        drills=tuple(each.name for each in one.by),
        date=date_of(one),
        source=source_of(one),
        grade="yours",
        evidence="injected",
        before=BeforeModel(value=distribution_in_words(before.distribution), grade=before.grade),
        set=None if one.declared is None else set_of(one),
        remarks=one.remarks,
    )


def _estimate(told: Estimate) -> EstimateModel:
    return EstimateModel(value=told.value, low=told.low, high=told.high, confidence=told.confidence)
