"""Small stacks of before and after, by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from openline_stacks.preview import ResourceChange, ResourceDiff, compare
from openline_stacks.states import ResourceState, States

Make = Callable[..., ResourceState]
Diff = Callable[..., ResourceDiff]
TABLE = "aws:dynamodb/table:Table"


def state(
    type_: str = TABLE,
    name: str = "orders",
    inputs: Mapping[str, Any] | None = None,
    *,
    stack: str = "dev",
    project: str = "shop",
    under: str = "",
    **fields: Any,
) -> ResourceState:
    fields.setdefault("custom", True)
    return ResourceState(
        stack=stack,
        urn=f"urn:pulumi:{stack}::{project}::{under}{type_}::{name}",
        type=type_,
        name=name,
        id=None,
        inputs=inputs or {},
        outputs={},
        **fields,
    )


@pytest.fixture(scope="package")
def make() -> Make:
    return state


@pytest.fixture(scope="package")
def diff() -> Diff:
    """Of lists of states."""

    def made(before: list[ResourceState], after: list[ResourceState], **told: Any) -> ResourceDiff:
        return compare(States(tuple(before)), States(tuple(after)), **told)

    return made


@pytest.fixture
def change(diff: Diff) -> Callable[..., ResourceChange | None]:
    """What becomes of one resource whose inputs change."""

    def made(
        before: Mapping[str, Any], after: Mapping[str, Any], type_: str = TABLE, **fields: Any
    ) -> ResourceChange | None:
        now, was = fields.pop("now", {}), fields.pop("was", {})
        found = diff(
            [state(type_, inputs=before, **fields, **was)],
            [state(type_, inputs=after, **fields, **now)],
        )
        assert len(found.changes) <= 1
        return found.changes[0] if found.changes else None

    return made
