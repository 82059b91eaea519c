"""An aftermath as JSON: exactly these models. A changed key is a new `SCHEMA_VERSION`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_stacks.aftermath._model import Aftermath

SCHEMA_VERSION: Final = 2


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LineModel(_Model):
    """The line of the user's program that made the resource."""

    file: str
    line: int


class MovedModel(_Model):
    system: str
    to: Annotated[str, Field(description="The region that serves it now.")]
    steps: Annotated[list[str], Field(description="What was done; none: nothing moves it.")]


class DifferenceModel(_Model):
    urn: str
    type: str
    name: str
    property: Annotated[str, Field(description="Path into the inputs; empty: the whole resource.")]
    there: Annotated[str | None, Field(description="As it is after the failover.")]
    declared: Annotated[str | None, Field(description="As an `up` would leave it.")]
    undone: Annotated[bool, Field(description="An `up` with a refresh would put it back.")]
    why: Annotated[str, Field(description="What prevents it, or how to prevent it.")]
    at: LineModel | None


class FailoverModel(_Model):
    lost: Annotated[str, Field(description="The region that customers were moved away from.")]
    moved: list[MovedModel]
    differences: list[DifferenceModel]


class AftermathResult(_Model):
    """`openline check --after-failover --format json`."""

    schema_version: Literal[2]
    stack: str
    resources: int
    failovers: Annotated[
        list[FailoverModel],
        Field(description="One from the primary; of active regions one from each."),
    ]


def to_json(aftermath: Aftermath, stack: str) -> dict[str, Any]:
    """The documented JSON of an aftermath."""
    result = AftermathResult(
        schema_version=SCHEMA_VERSION,
        stack=stack,
        resources=aftermath.resources,
        failovers=[FailoverModel.model_validate(asdict(one)) for one in aftermath.failovers],
    )
    return result.model_dump(mode="json")


def aftermath_schema() -> dict[str, Any]:
    """The JSON schema of `AftermathResult`."""
    return AftermathResult.model_json_schema()
