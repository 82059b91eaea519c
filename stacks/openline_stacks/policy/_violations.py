"""Findings of the rules to messages of a policy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from openline.contract import TYPE_STACK
from openline.declaration import Suppression
from openline_stacks.rules import Finding, check
from openline_stacks.states import States

_SUPPRESSIONS: Final = TypeAdapter(tuple[Suppression, ...])


@dataclass(frozen=True, slots=True)
class Violation:
    rule: str
    urn: str
    message: str


def violations(states: States, today: date) -> tuple[Violation, ...]:
    """In the order of the resources. On its last day a suppression still holds."""
    kept_quiet = [one for one in _suppressions(states) if one.until >= today]
    return tuple(
        Violation(finding.rule, finding.urn, _message(finding))
        for finding in check(states)
        if not any(_meant(one, finding) for one in kept_quiet)
    )


def _suppressions(states: States) -> Sequence[Suppression]:
    """Of all the declarations of the stack; of none where one cannot be read: then all is told."""
    found: list[Suppression] = []
    for state in states.of_type(TYPE_STACK):
        declared = state.inputs.get("declaration")
        try:
            read: Any = json.loads(declared) if isinstance(declared, str) else {}
            listed = read.get("suppress", []) if isinstance(read, Mapping) else []
            found += _SUPPRESSIONS.validate_python(listed)
        except (ValueError, ValidationError):
            continue
    return found


def _meant(one: Suppression, finding: Finding) -> bool:
    return one.rule == finding.rule and one.resource in (None, finding.name, finding.urn)


def _message(finding: Finding) -> str:
    where = f"{finding.name}.{finding.property}" if finding.property else finding.name
    return "\n".join(
        (
            f"{finding.rule} · {where}: {finding.what}",
            finding.why,
            f"Mend: {finding.mend}",
            f"Source: {finding.source}",
            f"More: docs/reference/rules.md#{finding.rule.lower()}",
        )
    )
