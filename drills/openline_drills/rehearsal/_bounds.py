"""What of a parsed experiment could not be walked to its end, or not be written down again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Final

from openline_drills.rehearsal._errors import BadInput

# No experiment is this long. A few lines of aliases of aliases are, and would be walked for hours.
_MOST_VALUES: Final = 100_000
DEEPEST: Final = 40

# Where a value stands, and the value.
_Step = tuple[str, object]


def require_bounds(path: object, content: Mapping[str, Any]) -> None:
    """Raises `BadInput`."""
    left: list[Iterator[_Step]] = [iter([("", content)])]
    seen = 0
    while left:
        if seen >= _MOST_VALUES:
            right = "write what they repeat once"
            wrong = f"its aliases stand for over {_MOST_VALUES:,} values; {right}"
            raise BadInput([f"{path}: {wrong}"])
        if len(left) > DEEPEST:
            raise BadInput([f"{path}: nested too deeply; nest at most {DEEPEST} levels"])
        where, value = next(left[-1], (None, None))
        if where is None:
            left.pop()
            continue
        seen += 1
        problem = _problem(value)
        if problem is not None:
            raise BadInput([f"{path}: {where}: {problem}" if where else f"{path}: {problem}"])
        if isinstance(value, dict | list):
            left.append(_steps(where, value))


def empty_what_is_unbounded(experiment: MutableMapping[str, Any]) -> None:
    """Chaos Toolkit writes an experiment into its journal, whatever we have said of it."""
    for key, value in experiment.items():
        try:
            require_bounds("", {"": value})
        except BadInput:
            experiment[key] = type(value)()


def _steps(where: str, value: object) -> Iterator[_Step]:
    if isinstance(value, Mapping):
        return ((f"{where}.{key}".lstrip("."), each) for key, each in value.items())
    assert isinstance(value, list)
    return ((f"{where}[{index}]", each) for index, each in enumerate(value))


def _problem(value: object) -> str | None:
    """Keys that are no text have no order, and half a surrogate pair is in no file."""
    if isinstance(value, Mapping):
        odd = [key for key in value if not isinstance(key, str)]
        return f"the key {odd[0]!r} is no text; put it in quotes" if odd else None
    if isinstance(value, str) and not _is_text(value):
        return "half a character (a lone surrogate); take it out"
    return None


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
