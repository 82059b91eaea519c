"""`pulumi preview --json`, whole or an event a line, to what would be and what was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openline_stacks.states._errors import StatesError
from openline_stacks.states._model import ResourceState, States
from openline_stacks.states._regions import with_regions
from openline_stacks.states._resource import ROOT_TYPE, read_resource

# sdk/go/common/apitype/history.go: after these a resource is there, after those it is gone.
_STAY: Final = frozenset(
    {"same", "create", "update", "replace", "create-replacement", "read", "read-replacement"}
    | {"refresh", "import", "import-replacement"}
)
_REPLACE: Final = frozenset({"replace", "create-replacement"})
_GO: Final = frozenset(
    {"delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"}
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`after` what would be, `before` what is deployed now, both without what stays the same and
    was left out: `unseen` counts those. `replaces`: URN -> the properties that replace it."""

    after: States
    before: States
    unseen: int
    replaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    op: str
    old: Any
    new: Any
    where: str
    keys: tuple[str, str]
    replaces: tuple[str, ...]


def is_digest(document: Any) -> bool:
    return isinstance(document, Mapping) and bool({"steps", "changeSummary"} & set(document))


def is_events(document: Any) -> bool:
    """One event alone is read as a document, several as their list."""
    events = document if isinstance(document, list) else [document]
    first = events[0] if events else None
    return isinstance(first, Mapping) and "sequence" in first


def read_digest(document: Mapping[str, Any], name: str) -> Plan:
    """`name`: what errors call the file. Raises `StatesError`."""
    _refuse_failed(document.get("diagnostics"), name)
    raw = document.get("steps")
    if not isinstance(raw, list) or not raw:
        raise StatesError(f"{name}: steps is empty: this preview makes nothing")
    steps = []
    for at, step in enumerate(raw):
        if not isinstance(step, Mapping):
            raise StatesError(f"{name}: steps[{at}]: this is no step; write the preview again")
        steps.append(_step(step, f"{name}: steps[{at}]", ("oldState", "newState")))
    return _plan(steps, document.get("config"), document.get("changeSummary"), name)


def read_events(document: Any, name: str) -> Plan:
    """The same of events. They say nothing of which resource a property depends on."""
    events = document if isinstance(document, list) else [document]
    config: Any = None
    summary: Any = None
    steps = []
    for at, event in enumerate(events, start=1):
        if not isinstance(event, Mapping):
            raise StatesError(f"{name}:{at}: this is no event of Pulumi's")
        _refuse_failed([event.get("diagnosticEvent")], name)
        config = _part(event, "preludeEvent", "config") or config
        summary = _part(event, "summaryEvent", "resourceChanges") or summary
        step = _part(event, "resourcePreEvent", "metadata")
        if isinstance(step, Mapping):
            steps.append(_step(step, f"{name}:{at}", ("old", "new")))
    if summary is None:
        raise StatesError(f"{name}: its last event is missing: it ends in the middle")
    if not steps:
        raise StatesError(f"{name}: no event is about a resource: this preview makes nothing")
    return _plan(steps, config, summary, name)


def _step(raw: Mapping[str, Any], where: str, keys: tuple[str, str]) -> _Step:
    op = str(raw.get("op"))
    replaces = tuple(sorted(_replacing(raw))) if op in _REPLACE else ()
    return _Step(op, raw.get(keys[0]), raw.get(keys[1]), where, keys, replaces)


def _replacing(raw: Mapping[str, Any]) -> set[str]:
    """`replaceReasons` of a digest, `keys` of an event; and the paths of a detailed diff."""
    reasons = raw.get("replaceReasons") or raw.get("keys")
    found = set(map(str, reasons)) if isinstance(reasons, list) else set()
    detailed = raw.get("detailedDiff")
    for path, differs in detailed.items() if isinstance(detailed, Mapping) else ():
        kind = (
            differs.get("kind") or differs.get("diffKind") if isinstance(differs, Mapping) else ""
        )
        if str(kind).endswith("-replace"):
            found.add(str(path))
    return found


def _part(event: Mapping[str, Any], key: str, within: str) -> Any:
    found = event.get(key)
    return found.get(within) if isinstance(found, Mapping) else None


def _plan(steps: list[_Step], config: Any, summary: Any, name: str) -> Plan:
    for step in steps:
        if step.op not in _STAY | _GO:
            raise StatesError(f"{step.where}.op: {step.op!r} is no step that this version knows")
    settings = config if isinstance(config, Mapping) else {}
    news = [(s.new, f"{s.where}.{s.keys[1]}") for s in steps if s.op in _STAY]
    olds = [(s.old, f"{s.where}.{s.keys[0]}") for s in steps]
    after, before = _by_urn(news), _by_urn(olds)
    same = summary.get("same") if isinstance(summary, Mapping) else None
    told = sum(step.op == "same" for step in steps)
    root = next((state for state in after.values() if state.type == ROOT_TYPE), None)
    return Plan(
        States(with_regions(after.values(), settings), root.outputs if root else {}),
        States(with_regions(before.values(), settings)),
        max(0, same - told) if isinstance(same, int) else 0,
        {_urn(s.new): s.replaces for s in steps if s.op in _REPLACE and s.new is not None},
    )


def _urn(raw: Any) -> str:
    return str(raw.get("urn")) if isinstance(raw, Mapping) else ""


def _by_urn(found: list[tuple[Any, str]]) -> dict[str, ResourceState]:
    """A replaced resource has several steps: the last one stands."""
    states = (read_resource(raw, where, "previewed") for raw, where in found if raw is not None)
    return {state.urn: state for state in states}


def _refuse_failed(diagnostics: Any, name: str) -> None:
    """A preview that failed lists what it came to; whatever is missing of it is not gone."""
    for one in diagnostics if isinstance(diagnostics, list) else ():
        if isinstance(one, Mapping) and one.get("severity") == "error":
            lines = str(one.get("message") or "").split("\n")
            said = next((line.strip() for line in lines if line.strip()), "no message")
            raise StatesError(f"{name}: this preview failed ({said[:200]}); mend it, preview again")
