"""A change of a stack in this repository for each code: with it, it is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

_FILE: Final = Path(__file__).with_name("examples.yaml")


@dataclass(frozen=True, slots=True)
class Example:
    """`file`: below stacks/. `was` in it becomes `now`, after the edits of `first`, which both
    sides have. `trials` 0: it is found without a forecast."""

    file: str
    was: str
    now: str
    first: tuple[tuple[str, str], ...] = ()
    trials: int = 0

    @property
    def language(self) -> str:
        """Arguments of a call are no Python by themselves, and are shown as they stand."""
        if self.file.endswith(".yaml"):
            return "yaml"
        whole = not self.was.rstrip().endswith((",", "=")) and "\n\n" not in self.now
        return "python" if whole else "text"


@cache
def examples() -> Mapping[str, Example]:
    """Code -> its example, in the order of the codes."""
    read: Any = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
    return {
        code: Example(**{**one, "first": tuple((was, now) for was, now in one.get("first", ()))})
        for code, one in read.items()
    }
