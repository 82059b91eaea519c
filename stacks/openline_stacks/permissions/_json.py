"""Permissions as JSON: exactly these models. A changed key is a new `SCHEMA_VERSION`."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_stacks.permissions._permissions import Permissions, Purpose

SCHEMA_VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PermissionsResult(_Model):
    """`openline permissions --format json`."""

    schema_version: Literal[1]
    stack: str
    purpose: Purpose
    regions: Annotated[
        list[str], Field(description="Where calls are allowed; empty: no region is excluded.")
    ]
    documents: Annotated[
        list[dict[str, Any]],
        Field(description="IAM policy documents, each within the size of a managed policy."),
    ]
    unknown_types: Annotated[
        list[str], Field(description="Types of the stack that the documents allow nothing for.")
    ]


def to_json(found: Permissions, stack: str) -> dict[str, Any]:
    """The documented JSON of permissions."""
    result = PermissionsResult(
        schema_version=SCHEMA_VERSION,
        stack=stack,
        purpose=found.purpose,
        regions=list(found.regions),
        documents=list(found.documents),
        unknown_types=list(found.unknown),
    )
    return result.model_dump(mode="json")


def permissions_schema() -> dict[str, Any]:
    """The JSON schema of `PermissionsResult`."""
    return PermissionsResult.model_json_schema()
