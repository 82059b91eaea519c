"""A forecast as a documented JSON value (docs/reference/forecast.schema.json)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_stacks.forecast._model import (
    DisruptionForecast,
    Forecast,
    KnockOut,
    Milestones,
    OperationForecast,
    Probability,
    Quantiles,
    RecoveredBy,
    Step,
    StoreForecast,
    Verdict,
)
from openline_stacks.forecast._resting import RestsOn
from openline_stacks.recovery import Grade, Parameters, distribution_in_words, in_words
from openline_stacks.schemas import schema_of
from openline_stacks.topology import Source

SCHEMA_VERSION: Final = 1
# Where a verdict turns is known to a sixteenth of the way: more digits would say what nobody knows.
_DIGITS: Final = 2


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class QuantilesModel(_Model):
    """By nearest rank; null: longer than the fault lasted, or it never came to it."""

    p50: float | None
    p95: float | None
    p99: float | None


class ProbabilityModel(_Model):
    """The share of the trials that meet the target; its interval is right in 95 of 100."""

    share: float
    low: float
    high: float


class SourceModel(_Model):
    urn: str
    property: str


class KnockOutModel(_Model):
    """The RTO with one step made instant, all luck the same. They do not add up."""

    step: Step
    p95_s: float | None
    gain_s: float | None = Field(description="Below zero: all clients at once are too many.")
    source: SourceModel | None


class FaultModel(_Model):
    what: str
    from_s: float
    to_s: float


class OperationModel(_Model):
    system: str
    name: str
    critical: bool
    target_s: float | None
    rto_s: QuantilesModel
    censored_s: float = Field(description="What is null in rto_s took longer than this.")
    meets: ProbabilityModel | None
    lost_requests: QuantilesModel
    recovered_by: dict[RecoveredBy, float] = Field(
        description="Share of the trials by each way. Empty: nobody understood who answers, and "
        "there are no figures."
    )
    knock_outs: tuple[KnockOutModel, ...]
    verdict: Verdict | None
    doubts: tuple[str, ...] = Field(description="What it rests on that is not understood.")


class StoreModel(_Model):
    system: str
    name: str
    target_s: float | None
    rpo_s: QuantilesModel
    meets: ProbabilityModel | None
    source: SourceModel | None
    verdict: Verdict | None
    doubts: tuple[str, ...]


class MilestonesModel(_Model):
    system: str
    detected_s: QuantilesModel
    decided_s: QuantilesModel
    switched_s: QuantilesModel


class DisruptionModel(_Model):
    name: str
    kind: Literal["region", "zone"]
    faults: tuple[FaultModel, ...]
    operations: tuple[OperationModel, ...]
    stores: tuple[StoreModel, ...]
    milestones: tuple[MilestonesModel, ...]


class NotUnderstoodModel(_Model):
    urn: str
    property: str
    why: str


class RestsOnModel(_Model):
    """A verdict that would be another were one figure of the model, within its range, at another
    value. Values are in words, in the unit of the figure's name."""

    disruption: str
    system: str
    name: str
    measure: Literal["RTO", "RPO"]
    verdict: Verdict
    becomes: Verdict
    parameter: str
    grade: Grade
    now: str
    flips_at: str = Field(
        description="Rounded to two digits: it is looked for to a sixteenth of the way to the "
        "range's end."
    )
    to: str = Field(description="The end of the range.")
    range_why: str


class Document(_Model):
    """One stack under every disruption. Seconds count from the fault."""

    schema_version: Literal[1]
    stack: str
    declaration_digest: str
    seed: int
    trials: int
    parameters: dict[str, int] = Field(description="How many figures have each grade.")
    overridden: tuple[str, ...] = Field(description="Figures of the model that were replaced.")
    disruptions: tuple[DisruptionModel, ...]
    not_understood: tuple[NotUnderstoodModel, ...]
    rests_on: tuple[RestsOnModel, ...] | None = Field(
        description="Null: not looked at (`--sensitivity` does), and each verdict may rest on any "
        "figure that is assumed."
    )
    verdict: Verdict | None


def to_json(
    forecast: Forecast, figures: Parameters, resting: Sequence[RestsOn] | None = None
) -> dict[str, Any]:
    """Plain values, in the order of the schema. `resting` None: nobody asked."""
    return Document(
        schema_version=SCHEMA_VERSION,
        stack=forecast.stack,
        declaration_digest=forecast.declaration_digest,
        seed=forecast.seed,
        trials=forecast.trials,
        parameters=figures.by_grade(),
        overridden=figures.overridden,
        disruptions=tuple(map(_disruption, forecast.disruptions)),
        not_understood=tuple(
            NotUnderstoodModel(urn=each.urn, property=each.property, why=each.why)
            for each in forecast.not_understood
        ),
        rests_on=None if resting is None else resting_models(resting),
        verdict=forecast.verdict,
    ).model_dump(mode="json")


def resting_models(resting: Sequence[RestsOn]) -> tuple[RestsOnModel, ...]:
    """As every document has them that tells what its verdicts rest on."""
    return tuple(map(_resting, resting))


def forecast_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a forecast; `docs/reference/forecast.schema.json` is its copy."""
    return schema_of(Document)


def _disruption(under: DisruptionForecast) -> DisruptionModel:
    disruption = under.disruption
    return DisruptionModel(
        name=disruption.name,
        kind=disruption.kind,
        faults=tuple(
            FaultModel(what=in_words(fault), from_s=fault.from_s, to_s=fault.to_s)
            for fault in disruption.faults
        ),
        operations=tuple(map(_operation, under.operations)),
        stores=tuple(map(_store, under.stores)),
        milestones=tuple(map(_milestones, under.milestones)),
    )


def _operation(found: OperationForecast) -> OperationModel:
    return OperationModel(
        system=found.system,
        name=found.name,
        critical=found.critical,
        target_s=found.target_s,
        rto_s=_quantiles(found.rto_s),
        censored_s=_rounded(found.censored_s),
        meets=_probability(found.meets),
        lost_requests=_quantiles(found.lost_requests, 0),
        recovered_by={way: round(share, 6) for way, share in found.recovered_by.items()},
        knock_outs=tuple(map(_knock_out, found.knock_outs)),
        verdict=found.verdict,
        doubts=found.doubts,
    )


def _store(found: StoreForecast) -> StoreModel:
    return StoreModel(
        system=found.system,
        name=found.name,
        target_s=found.target_s,
        rpo_s=_quantiles(found.rpo_s),
        meets=_probability(found.meets),
        source=_source(found.source),
        verdict=found.verdict,
        doubts=found.doubts,
    )


def _milestones(found: Milestones) -> MilestonesModel:
    return MilestonesModel(
        system=found.system,
        detected_s=_quantiles(found.detected_s),
        decided_s=_quantiles(found.decided_s),
        switched_s=_quantiles(found.switched_s),
    )


def _knock_out(found: KnockOut) -> KnockOutModel:
    return KnockOutModel(
        step=found.step,
        p95_s=_known(found.p95_s),
        gain_s=_known(found.gain_s),
        source=_source(found.source),
    )


def _resting(one: RestsOn) -> RestsOnModel:
    return RestsOnModel(
        disruption=one.disruption,
        system=one.system,
        name=one.name,
        measure=one.measure,
        verdict=one.verdict,
        becomes=one.becomes,
        parameter=one.parameter.name,
        grade=one.parameter.grade,
        now=distribution_in_words(one.now),
        flips_at=distribution_in_words(one.flips_at, _DIGITS),
        to=distribution_in_words(one.to),
        range_why=one.range_why,
    )


def _quantiles(found: Quantiles, digits: int = 3) -> QuantilesModel:
    return QuantilesModel(
        p50=_known(found.p50, digits), p95=_known(found.p95, digits), p99=_known(found.p99, digits)
    )


def _probability(found: Probability | None) -> ProbabilityModel | None:
    if found is None:
        return None
    return ProbabilityModel(
        share=round(found.share, 6), low=round(found.low, 6), high=round(found.high, 6)
    )


def _source(source: Source | None) -> SourceModel | None:
    return None if source is None else SourceModel(urn=source.urn, property=source.property)


def _known(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else _rounded(value, digits)


def _rounded(value: float, digits: int = 3) -> float:
    return round(value, digits) + 0.0  # no minus zero
