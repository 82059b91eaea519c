"""What AWS would refuse stops a stack before anything is done to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from openline_drills.rehearsal._errors import BadInput
from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import EngineError, Program, preview
from openline_stacks.rules import Finding, check
from openline_stacks.states import States

# Draws of its own, beside those of what was being made.
_CHANCE: Final = "rules"


@contextmanager
def rules_first(programs: Sequence[Program], aws: LocalAws) -> Iterator[None]:
    """While these are made: where the local AWS refuses a resource and a rule says why AWS would,
    the rule's lines are told. It has the mend, and tells of all resources at once."""
    try:
        yield
    except EngineError as error:
        for program in programs if error.failures else ():
            # a preview may fail where making did not come so far: then that is no news
            with suppress(EngineError), sealed_chance(_CHANCE), SealedWall():
                refuse_what_aws_would(preview(program, provider=aws))
        raise


def refuse_what_aws_would(states: States) -> None:
    """Raise `BadInput` with every refusal, a line each. Whether two resources go together is known
    only once all of them are."""
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
