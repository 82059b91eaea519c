"""What AWS would refuse stops a stack before the local AWS has made any of it."""

from __future__ import annotations

from typing import Final

from openline_drills.rehearsal._errors import BadInput
from openline_drills.report import refusal_lines
from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import Program, preview
from openline_stacks.rules import check

# Draws of its own: the ids of what is made afterwards stay what they were.
_CHANCE: Final = "rules"


def refuse_what_aws_would(program: Program, aws: LocalAws) -> None:
    """Preview the program and raise `BadInput` with every refusal, a line each.

    A preview of its own, as `pulumi up` has one: whether two resources go together is known only
    once all of them are. For the reference stack it adds a second to the five that making it takes.
    """
    with sealed_chance(_CHANCE), SealedWall():
        states = preview(program, provider=aws)
    lines = refusal_lines(check(states))
    if lines:
        raise BadInput(lines)
