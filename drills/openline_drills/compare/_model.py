"""The comparison's models: exactly its JSON. A changed key is a change of `COMPARISON_VERSION`."""

from __future__ import annotations

import json
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_drills.result import Seconds
from openline_drills.verdict import Verdict
from openline_stacks.schemas import schema_of

COMPARISON_VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class Side(_Model):
    """One of the two runs."""

    run: str = Field(description="The name of its folder.")
    stack: str
    experiment: str
    declaration_digest: str
    seeds: int
    verdict: Verdict
    started_at: str | None
    commit: str | None


class Change(_Model):
    """What differs, as text; null: it is not there."""

    path: str
    before: str | None
    after: str | None


class Figures(_Model):
    """What one run found of an operation or a store. `lost_requests` null: a store, or not known.
    `not_before_lift`: a quantile that is null lies behind the end of the fault."""

    target_s: Seconds
    p50_s: Seconds
    p95_s: Seconds
    lost_requests: int | None
    not_before_lift: bool
    verdict: Verdict | None


class OperationPair(_Model):
    """Null: that run's stack does not have it. Figures of the RTO."""

    system: str
    name: str
    before: Figures | None
    after: Figures | None


class StorePair(_Model):
    """Figures of the RPO; the 95th percentile at the declared write rate, which is judged."""

    system: str
    name: str
    before: Figures | None
    after: Figures | None


class Comparison(_Model):
    """`before` against `after`, all of which differs."""

    schema_version: Literal[1]
    before: Side
    after: Side
    asked: tuple[Change, ...] = Field(description="The experiment: faults, seeds, runbook.")
    declaration: tuple[Change, ...] = Field(description="By path, with the defaults filled in.")
    declaration_known: bool = Field(description="False where a run did not keep it.")
    parameters: tuple[Change, ...] = Field(description="Figures of the model.")
    operations: tuple[OperationPair, ...]
    stores: tuple[StorePair, ...]

    def to_json(self) -> str:
        value = self.model_dump(mode="json")
        return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def comparison_schema() -> dict[str, Any]:
    """JSON Schema (2020-12); `docs/reference/compare.schema.json` is its copy."""
    return schema_of(Comparison)
