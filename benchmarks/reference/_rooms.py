"""The page of the rooms: what each package says of itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.reference._markdown import page, paragraphs

_ROOT: Final = Path(__file__).resolve().parents[2]
_PACKAGES: Final = ("components/openline", "stacks/openline_stacks", "drills/openline_drills")
_HEAD: Final = """\
# Rooms

What each package does, what comes in and what goes out, as its `__init__` says.
[The architecture](../explanation/architecture.md) is how they fit together. Imports go one way:
`openline_drills`, `openline_stacks`, `openline`.
"""


def text() -> str:
    return page(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for package in map(_ROOT.joinpath, _PACKAGES):
        yield f"## {package.name}\n\n`{package.relative_to(_ROOT)}`: {_says(package)}\n"
        for door in sorted(package.rglob("__init__.py")):
            inner = door.parent.relative_to(package)
            # a folder that begins with _ belongs to the room that it is in
            if inner.parts and not any(part.startswith("_") for part in inner.parts):
                yield f"### {package.name}.{'.'.join(inner.parts)}\n\n{_says(door.parent)}\n"


def _says(package: Path) -> str:
    door = (package / "__init__.py").read_text(encoding="utf-8")
    return paragraphs(ast.get_docstring(ast.parse(door)))
