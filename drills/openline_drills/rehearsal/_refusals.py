"""What AWS would refuse stops a stack before the local AWS has made any of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from openline_drills.rehearsal._errors import BadInput
from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import Program, preview
from openline_stacks.rules import Finding, check

# Draws of its own: the ids of what is made afterwards stay what they were.
_CHANCE: Final = "rules"


def refuse_what_aws_would(program: Program, aws: LocalAws) -> None:
    """Preview the program and raise `BadInput` with every refusal, a line each.

    A preview of its own, as `pulumi up` has one: whether two resources go together is known only
    once all of them are. For the reference stack it adds a second to the five that making it takes.
    """
    with sealed_chance(_CHANCE), SealedWall():
        states = preview(program, provider=aws)
    lines = _lines(check(states))
    if lines:
        raise BadInput(lines)


def _lines(findings: Iterable[Finding]) -> list[str]:
    """A line for each resource that AWS would refuse, as a program's other mistakes are told."""
    return [
        f"{_where(one)}{one.type} {one.name}: {one.property and f'{one.property}: '}{one.what} "
        f"({one.rule}: {one.mend[0].lower()}{one.mend[1:].rstrip('.')})"
        for one in findings
        if one.severity == "error"
    ]


def _where(finding: Finding) -> str:
    return f"{finding.at.file}:{finding.at.line}: " if finding.at else ""
