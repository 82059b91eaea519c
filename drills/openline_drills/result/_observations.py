"""What a drill saw of each step, raw: `observations.json` beside its result.

A rehearsal leaves none: it computes what a drill would have seen. Whoever measured a failover by
other means writes this file by hand. Seconds count from the fault.
"""

from __future__ import annotations

import datetime
import json
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from openline_drills.result._models import EvidenceModel
from openline_drills.result._models import Model as _Model
from openline_stacks.schemas import schema_of

OBSERVATIONS_VERSION: Final = 1
OBSERVATIONS: Final = "observations.json"
# Of a store: what an hour has at nearly 300 a second.
_MOST_COPIES: Final = 1_000_000

Step = TypeVar("Step", bound=BaseModel)

# None of a drill's instants lies further from its fault than ten days.
Instant = Annotated[float, Field(ge=-864_000.0, le=864_000.0)]
Lasting = Annotated[float, Field(ge=0.0, le=864_000.0)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Model(_Model):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DetectionModel(Model):
    """A health check of an endpoint whose region was lost at once, and when it was published as
    unhealthy. `probes`: what became of the checkers'."""

    system: Name
    every_s: Annotated[float, Field(gt=0.0, le=3600.0)]
    fails: Annotated[int, Field(ge=1, le=100)]
    probes: Literal["dropped", "refused"]
    detected_s: Lasting


class DecisionModel(Model):
    """People of a group that is failed over by hand: from the page to what they did."""

    group: Name
    detected_s: Instant
    decided_s: Instant

    @model_validator(mode="after")
    def _in_order(self) -> DecisionModel:
        return _ordered(self, "detected_s", "decided_s")


class SwitchModel(Model):
    """From the switch's datapoint to the first DNS answer that followed it."""

    system: Name
    flipped_s: Instant
    answered_s: Instant

    @model_validator(mode="after")
    def _in_order(self) -> SwitchModel:
        return _ordered(self, "flipped_s", "answered_s")


class ArrivalsModel(Model):
    """The share of a system's clients that arrive at the survivor, in each second from the new DNS
    answer on, whose TTL was `ttl_s`."""

    system: Name
    ttl_s: Annotated[float, Field(ge=0.0, le=86_400.0)]
    shares: Annotated[
        tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...], Field(min_length=1, max_length=86_400)
    ]


class LaunchModel(Model):
    """An instance (one of several that came together) from its launch into service. `declared_s`:
    the start that the declaration says, `capacity.starts_in`."""

    system: Name
    region: Name
    declared_s: Lasting
    launched_s: Instant
    in_service_s: Instant

    @model_validator(mode="after")
    def _in_order(self) -> LaunchModel:
        return _ordered(self, "launched_s", "in_service_s")


class CopiesModel(Model):
    """Every write that was followed, in the order of acknowledgement, from a time at which copies
    flowed: when its region acknowledged it and when the other one held it."""

    system: Name
    store: Name
    written_s: Annotated[tuple[Instant, ...], Field(max_length=_MOST_COPIES)]
    seen_s: Annotated[tuple[Instant, ...], Field(max_length=_MOST_COPIES)]

    @model_validator(mode="after")
    def _alike(self) -> CopiesModel:
        if len(self.written_s) != len(self.seen_s):
            raise ValueError("written_s and seen_s are of another number of writes")
        pairs = zip(self.written_s, self.seen_s, strict=True)
        if any(seen_s < written_s for written_s, seen_s in pairs):
            raise ValueError("seen_s: a write was seen before it was acknowledged")
        if any(after < before for before, after in pairwise(self.written_s)):
            raise ValueError("written_s: is not in the order of time")
        return self


class Observations(Model):
    """What a drill saw of each step: `observations.json`. What was not looked at is left out."""

    schema_version: Literal[1]
    stack: Name
    declaration_digest: Name = Field(description="Of the declaration that was deployed, sha256.")
    experiment: Name
    date: datetime.date = Field(description="On which the drill was.")
    evidence: EvidenceModel = Field(description="Both `injected`, or nothing is calibrated by it.")
    detections: tuple[DetectionModel, ...] = ()
    decisions: tuple[DecisionModel, ...] = ()
    switches: tuple[SwitchModel, ...] = ()
    arrivals: tuple[ArrivalsModel, ...] = ()
    launches: tuple[LaunchModel, ...] = ()
    copies: tuple[CopiesModel, ...] = ()

    def to_json(self) -> str:
        value = self.model_dump(mode="json")
        return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True) + "\n"


def observations_schema() -> dict[str, Any]:
    """JSON Schema (2020-12); `docs/reference/observations.schema.json` is its copy."""
    return schema_of(Observations, "validation")


def _ordered(step: Step, first: str, then: str) -> Step:
    if getattr(step, then) < getattr(step, first):
        raise ValueError(f"{then} lies before {first}")
    return step
