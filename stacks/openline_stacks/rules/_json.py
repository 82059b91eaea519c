"""What the rules found, as JSON: exactly these models. A changed key is a new `SCHEMA_VERSION`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_stacks.rules._model import Finding, Rule, Severity

SCHEMA_VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceModel(_Model):
    """The line of the user's program that made the resource."""

    file: str
    line: int


class SuppressedModel(_Model):
    """By the declaration: it does not decide the exit code until the day is over."""

    reason: str
    until: str


class FindingModel(_Model):
    rule: Annotated[str, Field(pattern=r"^OL\d{3}$", description="Its anchor in rules.md.")]
    severity: Annotated[
        Severity,
        Field(
            description="error: AWS refuses it. warning: AWS takes it. note: it decides nothing."
        ),
    ]
    urn: str
    type: str
    name: str
    property: Annotated[str, Field(description="Path into the inputs; empty: the whole resource.")]
    what: str
    why: str
    source: Annotated[str, Field(description="Who says so.")]
    mend: str
    at: PlaceModel | None
    about: Annotated[str, Field(description="A system or a store; empty: the resource alone.")]
    suppressed: SuppressedModel | None


class CheckResult(_Model):
    """`openline check --format json`."""

    schema_version: Literal[1]
    stack: str
    resources: Annotated[int, Field(description="Resources of the stack, components included.")]
    rules: Annotated[int, Field(description="Rules that were checked.")]
    findings: list[FindingModel]


def to_json(
    findings: Sequence[Finding], rules: Sequence[Rule], stack: str, resources: int
) -> dict[str, Any]:
    """The documented JSON of a check."""
    result = CheckResult(
        schema_version=SCHEMA_VERSION,
        stack=stack,
        resources=resources,
        rules=len(rules),
        findings=[FindingModel.model_validate(asdict(one)) for one in findings],
    )
    return result.model_dump(mode="json")


def check_schema() -> dict[str, Any]:
    """The JSON schema of `CheckResult`."""
    return CheckResult.model_json_schema()
