"""Where a value of a declaration came from: which file, which line, or which override."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openline.declaration._errors import Mistake, Path, Problem, path_text
from openline.declaration._resolve import INHERITED, Note, Tree

OVERRIDE_FILE: Final = "--set"
_FROM_DEFAULTS: Final = (*INHERITED, "entry")
_FROM_SYSTEM: Final = ("good", "objectives")


@dataclass(frozen=True, eq=False, slots=True)
class Origin:
    """Two declarations that say the same are equal wherever they came from, so origins are."""

    file: str = ""
    raw: Tree = field(default_factory=dict)
    lines: Mapping[Path, int] = field(default_factory=dict)
    overridden: tuple[Path, ...] = ()
    notes: tuple[Note, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin)

    def __hash__(self) -> int:
        return 0

    def locate(self, path: Path) -> tuple[Path, int | None]:
        """The path where a person wrote what stands at `path`, and its line."""
        candidates = [self._by_index(candidate) for candidate in _candidates(path)]
        written = next((way for way in candidates if _holds(self.raw, way)), candidates[0])
        return written, None if self._is_overridden(written) else self._line(written)

    def problem(self, mistake: Mistake) -> Problem:
        written, line = self.locate(mistake.path)
        file = OVERRIDE_FILE if self._is_overridden(written) else self.file
        return Problem(file, line, path_text(written), mistake.wrong, mistake.right)

    def _is_overridden(self, path: Path) -> bool:
        """Whether an override put it there: at or below one, or above where nothing was."""
        only_above = path not in self.lines
        return any(
            path[: len(over)] == over or (only_above and over[: len(path)] == path)
            for over in self.overridden
        )

    def _line(self, path: Path) -> int | None:
        ways = (path[:length] for length in range(len(path), -1, -1))
        return next((self.lines[way] for way in ways if way in self.lines), None)

    def _by_index(self, path: Path) -> Path:
        """`needs` is a list in the file; rules name its items by what is needed."""
        if len(path) < 4 or path[0] != "systems" or path[2] != "needs":
            return path
        items = _at(self.raw, path[:3])
        named = [item.get("on") if isinstance(item, dict) else item for item in items or ()]
        if path[3] not in named:
            return path
        # The last one, so that a need said twice is reported where it is said again.
        index = len(named) - 1 - named[::-1].index(path[3])
        return (*path[:3], index, *path[4:])


def _candidates(path: Path) -> Iterator[Path]:
    """From the nearest place to the farthest that a value is inherited from."""
    yield path
    if len(path) < 3 or path[0] != "systems":
        return
    section, rest = path[2], path[2:]
    if section == "operations" and len(path) > 4 and path[4] in _FROM_SYSTEM:
        yield (*path[:2], *path[4:])
        section, rest = path[4], path[4:]
    if section in _FROM_DEFAULTS:
        yield ("defaults", *rest)
    if section == "failover":
        yield rest


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        try:
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _holds(tree: Any, path: Path) -> bool:
    parent = _at(tree, path[:-1])
    last = path[-1] if path else ""
    if isinstance(parent, list):
        return isinstance(last, int) and last < len(parent)
    return isinstance(parent, dict) and last in parent
