"""What the declaration keeps quiet: which suppressions there are, and whom each means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from openline.contract import TYPES_DECLARED
from openline.declaration import Declaration, Suppression
from openline_stacks.rules._model import Finding, Suppressed
from openline_stacks.states import States

_SUPPRESSIONS: Final = TypeAdapter(tuple[Suppression, ...])


def suppressions_of(states: States, declared: Declaration | None = None) -> tuple[Suppression, ...]:
    """Those of the declarations that the stack was built from, and of the one beside it; none of a
    declaration that cannot be read: then all is told."""
    found: list[Suppression] = [*declared.suppress] if declared is not None else []
    for state in states.of_type(*TYPES_DECLARED):
        text = state.inputs.get("declaration")
        try:
            read: Any = json.loads(text) if isinstance(text, str) else {}
            listed = read.get("suppress", []) if isinstance(read, Mapping) else []
            found += _SUPPRESSIONS.validate_python(listed)
        except (ValueError, ValidationError):
            continue
    return tuple(found)


def means(one: Suppression, rules: Sequence[str | None], names: Sequence[str | None]) -> bool:
    """Whether a finding of these rules, about what has these names, is meant."""
    return one.rule in rules and (one.resource is None or one.resource in names)


def suppressing(
    findings: Iterable[Finding], suppressions: Iterable[Suppression], today: date
) -> tuple[Finding, ...]:
    """The findings, those kept quiet marked. On its last day a suppression still holds."""
    held = [one for one in suppressions if one.until >= today]
    return tuple(_marked(finding, held) for finding in findings)


def over(
    findings: Iterable[Finding], suppressions: Iterable[Suppression], today: date
) -> tuple[str, ...]:
    """Of suppressions whose last day has passed and whose findings are there still, a line each."""
    listed = list(findings)
    return tuple(
        f"{said(one)} was suppressed until {one.until} ({one.reason}): it counts again"
        for one in suppressions
        if one.until < today and any(_meant(one, finding) for finding in listed)
    )


def said(one: Suppression) -> str:
    return f"{one.rule} of {one.resource}" if one.resource else one.rule


def _meant(one: Suppression, finding: Finding) -> bool:
    return means(one, (finding.rule,), (finding.name, finding.urn, finding.about))


def _marked(finding: Finding, held: Iterable[Suppression]) -> Finding:
    by = next((one for one in held if _meant(one, finding)), None)
    if by is None:
        return finding
    return replace(finding, suppressed=Suppressed(by.reason, by.until.isoformat()))
