"""What the provider's own schema refuses: inputs together, missing, or of other values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._provider_pairs import EXCLUSIVE
from openline_stacks.rules._provider_values import (
    FIGURES,
    JSON,
    LENGTHS,
    LOOSE,
    PATTERNS,
    VALUES,
)
from openline_stacks.rules._provider_wanted import WANTED, OneOf
from openline_stacks.rules._stack import Stack, at_path
from openline_stacks.states import UNKNOWN, ResourceState, Value
from openline_stacks.topology._values import dig, number


@rule(
    "OL104",
    "Two inputs that exclude each other",
    why="The provider or the service refuses both at once: one would overrule the other.",
    source="the provider's schema of the resource: ConflictsWith, ExactlyOneOf",
    mend="Keep one of the two.",
)
def exclusive(stack: Stack) -> Iterator[Broken]:
    for type_, pairs in sorted(EXCLUSIVE.items()):
        for state in stack.of_type(type_):
            for one, other in pairs:
                if all(_given(dig(state.inputs, *key.split("."))) for key in (one, other)):
                    yield Broken(state, other, f"{one} and {other} are both given")


def _given(value: Value) -> bool:
    return bool(value) and value is not UNKNOWN


@rule(
    "OL209",
    "A value that the provider does not take",
    why="The provider checks enumerations, figures, lengths and JSON of its own, most of them "
    "before it asks AWS; the service refuses the others when the resource is made.",
    source="the provider's schema of the resource; the service's API reference",
    mend="Take one of the values named.",
)
def values(stack: Stack) -> Iterator[Broken]:
    for state in stack.aws:
        for path, taken in VALUES.get(state.type, {}).items():
            yield from _other_than(state, path, taken)
        for path, taken in LOOSE.get(state.type, {}).items():
            yield from _other_than(state, path, taken, loosely=True)
        for path, (least, most) in FIGURES.get(state.type, {}).items():
            for at, value in at_path(state.inputs, path):
                figure = number(value)
                if figure is not None and not least <= figure <= most:
                    yield Broken(state, at, f"{figure:.12g}; it takes {least:.12g} to {most:.12g}")
        for path, longest in LENGTHS.get(state.type, {}).items():
            for at, value in at_path(state.inputs, path):
                if isinstance(value, str) and len(value) > longest:
                    yield Broken(state, at, f"{len(value)} characters; at most {longest}")
        for path, (pattern, said) in PATTERNS.get(state.type, {}).items():
            for at, value in at_path(state.inputs, path):
                if isinstance(value, str) and not re.fullmatch(pattern, value):
                    yield Broken(state, at, f"{value[:40]!r}; {said}")
        for path in JSON.get(state.type, ()):
            for at, value in at_path(state.inputs, path):
                if isinstance(value, str) and value and not _is_json(value):
                    yield Broken(state, at, "it is no JSON")


def _other_than(
    state: ResourceState, path: str, taken: tuple[str, ...], *, loosely: bool = False
) -> Iterator[Broken]:
    known = {one.lower() for one in taken} if loosely else {*taken}
    for at, value in at_path(state.inputs, path):
        if isinstance(value, str) and (value.lower() if loosely else value) not in known:
            yield Broken(state, at, f"{value!r}; it takes {', '.join(taken)}")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@rule(
    "OL210",
    "An input that has to be there",
    why="The provider or the service refuses the resource without one of these inputs, though each "
    "by itself may be left out.",
    source="the provider's schema of the resource: ExactlyOneOf, AtLeastOneOf, RequiredWith, and "
    "what it checks of a plan; the service's API reference",
    mend="Give one of the inputs named.",
)
def wanted(stack: Stack) -> Iterator[Broken]:
    for state in stack.aws:
        for group in WANTED.get(state.type, ()):
            yield from _lacking(state, group)


def _lacking(state: ResourceState, group: OneOf) -> Iterator[Broken]:
    blocks = at_path(state.inputs, group.of) if group.of else iter([("", state.inputs)])
    for at, block in blocks:
        if block is None or block is UNKNOWN or not group.when(block):
            continue
        if all(dig(block, *key.split(".")) is None for key in group.inputs):
            where = f"{at}.{group.inputs[0]}" if at else group.inputs[0]
            said = " or ".join(group.inputs)
            yield Broken(state, where, f"no {said}, {group.said}" if group.said else f"no {said}")


RULES: Final = (exclusive, values, wanted)
