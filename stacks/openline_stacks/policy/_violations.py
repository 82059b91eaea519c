"""Findings of the rules to messages of a policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openline_stacks.rules import Finding, check, suppressing, suppressions_of
from openline_stacks.states import States


@dataclass(frozen=True, slots=True)
class Violation:
    rule: str
    urn: str
    message: str


def violations(states: States, today: date) -> tuple[Violation, ...]:
    """In the order of the resources. On its last day a suppression still holds."""
    found = suppressing(check(states), suppressions_of(states), today)
    return tuple(
        Violation(finding.rule, finding.urn, _message(finding))
        for finding in found
        if finding.suppressed is None
    )


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
