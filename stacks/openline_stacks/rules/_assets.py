"""Files and folders that a program hands over: code, pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack
from openline_stacks.states import UNREAD, Value
from openline_stacks.topology._values import is_list, text


@rule(
    "OL217",
    "A file or folder that cannot be read",
    why="Pulumi reads what an asset or an archive names before it asks AWS anything, and stops. "
    "Until then nobody can tell whether what it holds changes.",
    source="Pulumi's documentation, 'Assets and archives'",
    mend="Build it first, or name what is there: a path counts from the folder of the program; an "
    "asset is of a file, an archive of a folder or a packed file.",
)
def unread(stack: Stack) -> Iterator[Broken]:
    for state in stack.states:
        for key, value in state.inputs.items():
            for path, named, why in _unread(value, key):
                yield Broken(state, path, f"{named}: {why}")


def _unread(value: Value, path: str) -> Iterator[tuple[str, str, str]]:
    if is_list(value):
        for at, one in enumerate(value):  # type: ignore[arg-type]
            yield from _unread(one, f"{path}[{at}]")
    elif isinstance(value, dict):
        named, why = text(value.get("path")), text(value.get(UNREAD))
        if named is not None and why is not None:
            yield path, named, why
            return
        for key, one in value.items():
            yield from _unread(one, f"{path}.{key}")


RULES: Final = (unread,)
