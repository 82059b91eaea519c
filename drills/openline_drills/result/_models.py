"""The result's models: exactly its JSON. A changed key is a change of `SCHEMA_VERSION`.

One rule for every figure: what stands under `rto` or `rpo` or carries a quantile in its name is
over all seeds; everything else is what the median seed saw. Seconds count from the fault.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_drills.measure import Disruption, RecoveredBy
from openline_drills.verdict import ReasonCode, Verdict
from openline_stacks.forecast import RestsOnModel
from openline_stacks.schemas import schema_of

SCHEMA_VERSION: Final = 1

Seconds = Annotated[float | None, Field(description="Seconds, three decimals; null: not measured.")]
Count = Annotated[int | None, Field(description="Sampled writes; null: no cut-over.")]
Evidence = Literal["modelled", "emulated", "injected"]
# Where it was acted out: here on a virtual clock, or for real.
On = Literal["rehearsal", "aws"]


class Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class ReasonModel(Model):
    code: ReasonCode
    text: str = Field(description="One sentence with the figures that decide.")


class EvidenceModel(Model):
    """How the figures came about: `world` is traffic, names, checks, fleets and replication."""

    control_plane: Evidence
    world: Evidence

    @property
    def injected(self) -> bool:
        """Nothing of it is computed: a fault was injected, and what happened was seen."""
        return self.control_plane == self.world == "injected"


class Rto(Model):
    """Null: censored; so many seeds did not recover that the quantile lands on one of them."""

    p50_s: Seconds
    p95_s: Seconds
    at_90_s: Seconds = Field(description="Median at a level of 90 %.")
    at_95_s: Seconds = Field(description="Median at a level of 95 %.")
    at_99_s: Seconds = Field(description="Median at a level of 99 %.")


class DipModel(Model):
    """A time below the level; `lowest` is the smallest share of a window in it."""

    from_s: float
    to_s: float
    lowest: float


class PopulationModel(Model):
    """Clients that hold DNS answers alike and are served in `region` when all is well."""

    name: str
    region: str
    rto_p50_s: Seconds


class TimelineModel(Model):
    """Null: it did not happen. `recovered_s` is the operation's, by whatever means."""

    detected_s: Seconds
    decided_s: Seconds
    switched_s: Seconds
    routed_s: Seconds
    recovered_s: Seconds
    lifted_s: Seconds
    failed_back_s: Seconds


class KnockOutModel(Model):
    """The median seed with this step made instant. Knock-outs do not add up."""

    step: str
    rto_p50_s: Seconds


class OperationModel(Model):
    """One thing that customers do, judged by itself."""

    name: str
    critical: bool
    target_s: Seconds = Field(description="The declared RTO; null: nothing is promised.")
    rto: Rto
    seeds_not_recovered: int
    censored_at_s: Seconds = Field(
        description="Seeds that did not recover took longer than this; null: all recovered."
    )
    recovered_by: RecoveredBy | None = Field(description="Null: nothing was offered.")
    lost_requests: int | None
    below_level_s: Seconds
    dips: tuple[DipModel, ...]
    populations: tuple[PopulationModel, ...]
    timeline: TimelineModel
    knock_outs: tuple[KnockOutModel, ...]
    evidence: EvidenceModel
    verdict: Verdict | None
    reason: ReasonModel | None = Field(description="Null where the target would be met.")


class Rpo(Model):
    """Counted from sampled writes, and at the declared write rate, which is what is judged."""

    p50_s: Seconds
    p95_s: Seconds
    at_declared_rate_p95_s: Seconds


class Writes(Model):
    """`missing` in the survivor at cut-over = returned + overwritten + gone + pending."""

    acknowledged: Count
    missing: Count
    returned: Count
    overwritten: Count
    gone: Count
    pending: Count
    indeterminate: Count
    duplicated: Count


class StoreModel(Model):
    name: str
    target_s: Seconds = Field(description="The declared RPO; null: nothing is promised.")
    rpo: Rpo
    writes: Writes
    evidence: EvidenceModel
    verdict: Verdict | None
    reason: ReasonModel | None


class SystemModel(Model):
    """The verdict is the worst of its critical operations and its stores."""

    name: str
    verdict: Verdict | None
    reason: ReasonModel | None
    operations: tuple[OperationModel, ...]
    stores: tuple[StoreModel, ...]


class ParametersModel(Model):
    by_grade: dict[str, int] = Field(description="How many figures of the model have each grade.")
    overridden: tuple[str, ...]


class FaultModel(Model):
    """One thing that was taken away. Seconds count from the first one."""

    what: str = Field(description="In words, e.g. `us-east-1 drops everything`.")
    from_s: float
    to_s: float


class ResourcesModel(Model):
    """How many resources: created and read back, without a handler, not understood."""

    emulated: int
    recorded_only: int
    not_understood: int


class Result(Model):
    """What an experiment found about a stack."""

    schema_version: Literal[1]
    stack: str
    declaration_digest: str
    experiment: str
    on: On
    faults: tuple[FaultModel, ...] = Field(description="As injected; none: nothing was taken away.")
    runbook: str | None = Field(description="What acted for the operators; null: the experiment.")
    disruption: Disruption = Field(description="Whose targets it is judged by.")
    seeds: tuple[int, ...]
    until_sure: str | None = Field(
        description="Why no more seeds were acted out, in a sentence; null: their number was given."
    )
    systems: tuple[SystemModel, ...]
    parameters: ParametersModel
    resources: ResourcesModel
    findings: tuple[str, ...]
    rests_on: tuple[RestsOnModel, ...] | None = Field(
        default=None, description="Verdicts that are forecast so, too. Null: left out."
    )
    verdict: Verdict

    @property
    def injected(self) -> bool:
        """Whether all of it was seen in a drill. A rehearsal's never is, whatever its figures say
        of themselves."""
        told = [o.evidence for system in self.systems for o in system.operations]
        told += [store.evidence for system in self.systems for store in system.stores]
        return self.on != "rehearsal" and all(each.injected for each in told)

    def to_json(self) -> str:
        """The documented bytes: UTF-8, keys in the order of the schema, a line break at the end."""
        value = self.model_dump(mode="json")
        return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def result_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the result; `docs/reference/result.schema.json` is its copy."""
    return schema_of(Result)
