"""Programs that ask a cloud while they run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack


@rule(
    "OL200",
    "A program that asks the cloud what to make",
    why="What it would make is not known without credentials: a preview without an account, here, "
    "takes the answer as unknown, and whatever depends on it is not compared, not checked and not "
    "forecast. In an outage the call itself may fail, and nothing can be deployed.",
    source="Pulumi's documentation, 'Provider functions'; AWS whitepaper 'Fault isolation "
    "boundaries': recovery must not rest on control planes",
    mend="Declare what it asks for: zones, account, ids and images in the stack's configuration; "
    "an image by `resolve:ssm:/...` in its launch template.",
    severity="warning",
)
def lookups(stack: Stack) -> Iterator[Broken]:
    for state in stack.states:
        for token in state.lookups:
            yield Broken(state, "", f"its program calls {token}")


RULES: Final = (lookups,)
