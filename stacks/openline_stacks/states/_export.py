"""`pulumi stack export`, and the state file of a file back end, to `States`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.states._errors import StatesError
from openline_stacks.states._model import ResourceState, States
from openline_stacks.states._regions import with_regions
from openline_stacks.states._resource import ROOT_TYPE, read_resource

_VERSIONS: Final = (3, 4)


def is_export(document: Any) -> bool:
    return isinstance(document, Mapping) and bool({"deployment", "checkpoint"} & set(document))


def read_export(document: Mapping[str, Any], name: str) -> States:
    """`name`: what errors call the file. Raises `StatesError`."""
    deployment, where = _deployment(document, name)
    raw = deployment.get("resources")
    if not isinstance(raw, list) or not raw:
        raise StatesError(f"{name}: {where}.resources is empty: nothing of this stack is deployed")
    read = [
        (one, read_resource(one, f"{name}: {where}.resources[{at}]", "exported"))
        for at, one in enumerate(raw)
    ]
    states = [state for one, state in read if not one.get("delete")]
    _refuse_doubles(states, name)
    root = next((state for state in states if state.type == ROOT_TYPE), None)
    return States(
        with_regions(states, {}),
        root.outputs if root else {},
        tuple(_notes(deployment, len(read) - len(states), name)),
    )


def _deployment(document: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], str]:
    version = document.get("version")
    if version not in _VERSIONS:
        known = " or ".join(map(str, _VERSIONS))
        raise StatesError(
            f"{name}: version: {version!r} is not read here, {known} is; export it again with a "
            "current pulumi"
        )
    found, where = document.get("deployment"), "deployment"
    if found is None and isinstance(document.get("checkpoint"), Mapping):
        found, where = document["checkpoint"].get("latest"), "checkpoint.latest"
    if not isinstance(found, Mapping):
        raise StatesError(f"{name}: {where} is empty: nothing of this stack is deployed")
    return found, where


def _refuse_doubles(states: list[ResourceState], name: str) -> None:
    seen: set[str] = set()
    for state in states:
        if state.urn in seen:
            raise StatesError(f"{name}: {state.urn} stands in it twice; an export has it once")
        seen.add(state.urn)


def _notes(deployment: Mapping[str, Any], going: int, name: str) -> list[str]:
    notes = []
    if going:
        notes.append(f"{name}: {going} resources wait to be deleted and are left out")
    pending = deployment.get("pending_operations")
    if isinstance(pending, list) and pending:
        notes.append(f"{name}: {len(pending)} operations were under way when it was written")
    return notes
