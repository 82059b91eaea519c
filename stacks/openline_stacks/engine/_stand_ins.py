"""A preview in which a text that only the cloud can tell has another in its place.

A genuine preview does not run what a program makes of an unknown: of a policy with an ARN in it
nothing is seen. Here the ARN is a text that names where it will come from, the policy is built, and
two of them can be held together. What comes of it is no state: nothing is checked or kept of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from openline_stacks.engine._book import Record
from openline_stacks.engine._cloud import Planned
from openline_stacks.engine._engine import References, carry_out
from openline_stacks.engine._program import Program
from openline_stacks.states import UNKNOWN, States, Value

# Programs take ARNs apart at their colons.
_ARN: Final = "arn:aws:known-after:::"
_SHOWN: Final = re.compile(r"(?:arn:aws:known-after:::)?(\$\{[^}]*\})")

Texts = Callable[[str], Iterable[str]]


def stood_in(
    program: Program, texts: Texts, references: References | None = None
) -> tuple[Mapping[str, Mapping[str, Value]], States]:
    """URN -> inputs, and the states that they are of. `texts`: a type's outputs that are a text.

    Raises `EngineError` where the program does not take them for what they stand for.
    """
    book = carry_out(program, StoodIn(texts), None, "dev", references=references)
    states = book.states()
    return {state.urn: state.inputs for state in states.resources}, states


class StoodIn(Planned):
    def __init__(self, texts: Texts) -> None:
        super().__init__(None)
        self._texts = texts

    def create(self, record: Record) -> None:
        super().create(record)
        record.id = stand_in(record.name, "id")
        for name in self._texts(record.type):
            if record.outputs.get(name, UNKNOWN) in (UNKNOWN, None):
                record.outputs[name] = stand_in(record.name, name)


def stand_in(name: str, property_: str) -> str:
    """Of a resource's output: `${orders-key.arn}`, in the form of an ARN where it is one."""
    shown = f"${{{name}.{property_}}}"
    return f"{_ARN}{shown}" if property_.lower().endswith("arn") else shown


def shown(value: Value, names: Mapping[str, str] | None = None) -> Value:
    """Without what only makes it look like an ARN. `names`: what resources are called instead."""
    if isinstance(value, Mapping):
        return {key: shown(one, names) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [shown(one, names) for one in value]
    if not isinstance(value, str):
        return value
    found = _SHOWN.sub(r"\1", value)
    for old, new in (names or {}).items():
        found = found.replace(f"${{{old}.", f"${{{new}.")
    return found
