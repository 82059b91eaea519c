"""Which resource of now is which of before: by URN, else by an alias that says what it was.

A stack's or a project's own name is a part of every URN. Where both sides have one stack each these
are the same stack, whatever it is called: a preview under another name is no other stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from openline_stacks.states import ResourceState, States

_ROOT: Final = "pulumi:pulumi:Stack::"


@dataclass(frozen=True)
class Pairs:
    """`both`: now's URN -> before's state; `gone`: what is before alone."""

    both: dict[str, ResourceState]
    gone: tuple[ResourceState, ...]

    def now(self, urn: str) -> str:
        """What a URN of before is called now; itself where it is gone."""
        return self._renamed.get(urn, urn)

    @cached_property
    def _renamed(self) -> dict[str, str]:
        return {old.urn: new for new, old in self.both.items()}


def paired(before: States, after: States) -> Pairs:
    own, theirs = _names(after), _names(before)
    translate = dict(zip(theirs, own, strict=True)) if len(own) == len(theirs) == 1 else {}
    olds = {_as(state.urn, translate): state for state in before.resources}
    both: dict[str, ResourceState] = {}
    for state in after.resources:
        for urn in (state.urn, *state.aliases):
            if _as(urn, translate) in olds:
                both[state.urn] = olds.pop(_as(urn, translate))
                break
    return Pairs(both, tuple(olds.values()))


def _names(states: States) -> list[tuple[str, str]]:
    """(stack, project), each once."""
    return list(dict.fromkeys(_name(state.urn) for state in states.resources))


def _name(urn: str) -> tuple[str, str]:
    stack, project = urn.removeprefix("urn:pulumi:").split("::", 2)[:2]
    return stack, project


def _as(urn: str, translate: dict[tuple[str, str], tuple[str, str]]) -> str:
    name = _name(urn)
    stack, project = translate.get(name, name)
    rest = urn.split("::", 2)[2]
    if translate and rest.startswith(_ROOT):
        rest = _ROOT  # its own name is the stack's and the project's
    return f"urn:pulumi:{stack}::{project}::{rest}"
