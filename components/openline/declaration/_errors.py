"""What is wrong with a declaration, with file, line and path.

DeclarationError          everything wrong with one file, at once
  .problems: Problem      one line of it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from openline.declaration._quantities import shown

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` is None where there is none: an override, a file that is not there."""

    file: str
    line: int | None
    path: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        path = f"{self.path}: " if self.path else ""
        return f"{place}: {path}{self.wrong}; {self.right}"


class DeclarationError(Exception):
    """All mistakes of a declaration, sorted by line; `str()` gives a line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems), key=_order))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake before anybody knows its line. `rests_on`: the top-level key that it presumes."""

    path: Path
    wrong: str
    right: str
    rests_on: str = ""


def path_text(path: Path) -> str:
    """`systems.order-management.needs[0].on`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _key(word: object) -> str:
    """A key as it was written, or quoted and cut where it would break the line."""
    text = str(word)
    return text if text.isprintable() and len(text) <= 63 else shown(text)


def nearest(word: str, known: Iterable[str]) -> str:
    """What would be right where `word` stands: the nearest known one, or all of them."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known here: {', '.join(names)}" if names else "nothing can stand here"


def _order(problem: Problem) -> tuple[str, int, str, str]:
    # Overrides have no line and stand first: they are what the person has just typed.
    return (
        problem.file if problem.line is None else "",
        problem.line or 0,
        problem.path,
        str(problem),
    )
