"""A file to a declaration, or to everything that is wrong with it, each with its line.

A value that is wrong is taken out (and stood in for where something has to stand), so that the
rules between values can still be checked on the rest: a person sees all mistakes at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path as File
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from openline.declaration._declaration import RESOLVED, Declaration
from openline.declaration._errors import DeclarationError, Mistake, Path, Problem
from openline.declaration._messages import mistakes_of
from openline.declaration._origin import Origin
from openline.declaration._overrides import overridden
from openline.declaration._resolve import Tree, longhand, resolve
from openline.declaration._rules import mistakes
from openline.declaration._text import text_of
from openline.declaration._yaml import Document, NotYamlError, read_yaml

# What stands in for a required value that is wrong, while the rest is checked.
_STAND_INS: Final[Tree] = {
    "openline": 1,
    "stack": "unnamed",
    "account": "0" * 12,
    "domain": "unnamed.invalid",
    "zone_id": "Z0",
    "regions": {"us-east-1": "primary"},
    "zones": {},
    "network": {},
    "systems": {},
}
_DEMAND: Final = {"steady": 1, "peak": 1}
# Taking one value out can leave its parent short of a required one, and so on up to the system.
_ROUNDS: Final = 8


def load(path: str | File) -> Declaration:
    """Reads a declaration from a file. Raises `DeclarationError` with every mistake in it."""
    name = str(path)
    return parse(text_of(File(path), name), file=name)


def parse(text: str, file: str = "openline.yaml") -> Declaration:
    """Reads a declaration from text; `file` is what errors call it. Raises `DeclarationError`."""
    try:
        document = read_yaml(text)
    except NotYamlError as error:
        problem = Problem(file, error.line, "", error.wrong, error.right)
        raise DeclarationError([problem]) from None
    if not isinstance(document.value, dict):
        right = "write keys and values, starting with `openline: 1`"
        problem = Problem(file, document.lines[()], "", "this is not a mapping", right)
        raise DeclarationError([problem])
    return _declaration(document, file)


def _declaration(document: Document, file: str) -> Declaration:
    origin = Origin(file, longhand(document.value), document.lines)
    written = [origin.problem(mistake) for mistake in document.mistakes]
    try:
        raw, overrides = overridden(document.value, Declaration)
    except DeclarationError as error:
        raise DeclarationError([*written, *error.problems]) from None
    resolved = resolve(raw)
    origin = Origin(file, raw, document.lines, overrides, resolved.notes)
    declaration, found = _checked(resolved.data)
    problems = [*written, *(origin.problem(mistake) for mistake in found)]
    if problems or declaration is None:
        raise DeclarationError(_first_of_each(problems))
    declaration._origin = origin
    return declaration


def _checked(data: Tree) -> tuple[Declaration | None, list[Mistake]]:
    """The declaration, and every mistake: those of single values, then those between values."""
    errors = _errors(data)
    found = mistakes_of(errors, Declaration)
    sound = _without(data, errors) if errors else data
    if sound is None:
        return None, found
    declaration = Declaration.model_validate(sound, context=RESOLVED)
    known = data.get("systems")
    names = frozenset(known if isinstance(known, dict) else ())
    wrong = [mistake.path for mistake in found]
    broken = mistakes(declaration, names)
    return declaration, [*found, *(one for one in broken if not _presumes(one, wrong))]


def _errors(data: Tree) -> list[ErrorDetails]:
    try:
        Declaration.model_validate(data, context=RESOLVED)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _without(data: Tree, errors: list[ErrorDetails]) -> Tree | None:
    """A copy without what is wrong, or None where that cannot be told apart."""
    sound = deepcopy(data)
    for _ in range(_ROUNDS):
        # From the back, so that taking an item out of a list moves none that follows.
        for error in sorted(errors, key=lambda one: _order(one["loc"]), reverse=True):
            missing = error["type"] == "missing"
            _take_out(sound, tuple(part for part in error["loc"] if part != "[key]"), missing)
        errors = _errors(sound)
        if not errors:
            return sound
    return None


def _order(loc: Path) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in loc)


def _take_out(data: Tree, path: Path, missing: bool) -> None:
    parent = _parent(data, path)
    key = path[-1] if path else ""
    if len(path) == 1 and key in _STAND_INS:
        data[str(key)] = deepcopy(_STAND_INS[str(key)])
    elif len(path) == 3 and path[0] == "systems" and key == "demand":
        _put(parent, key, dict(_DEMAND))
    elif missing:
        _take_out(data, path[:-1], missing=False)
    elif isinstance(parent, dict):
        parent.pop(key, None)
    elif isinstance(parent, list) and isinstance(key, int) and key < len(parent):
        del parent[key]


def _parent(data: Any, path: Path) -> Any:
    for key in path[:-1]:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _put(parent: Any, key: str | int, value: Any) -> None:
    if isinstance(parent, dict):
        parent[key] = value


def _presumes(broken: Mistake, wrong: Iterable[Path]) -> bool:
    """Whether a broken rule only follows from a value that is reported by itself."""
    return any(
        path[:1] == (broken.rests_on,)
        or path[: len(broken.path)] == broken.path
        or broken.path[: len(path)] == path
        for path in wrong
    )


def _first_of_each(problems: Iterable[Problem]) -> list[Problem]:
    """One problem a place: what five systems inherit is wrong once."""
    first: dict[tuple[str, int | None, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.file, problem.line, problem.path), problem)
    return list(first.values())
