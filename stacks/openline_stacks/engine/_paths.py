"""Property paths as Pulumi writes them: `rules[0].name`, `tags["a.b"]`, `rules[*].name`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

_PLAIN: Final = re.compile(r"^[A-Za-z_][\w-]*$")
_NOTHING: Final = object()


def step(path: str, key: str) -> str:
    """The path of a key below another."""
    if not _PLAIN.match(key):
        return f"{path}[{json.dumps(key)}]"
    return f"{path}.{key}" if path else key


def steps(path: str) -> list[str]:
    """`a.b[0]["c.d"]` is a, b, 0, c.d."""
    found = re.findall(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.\[\]]+)', path)
    return [quoted or index or plain for quoted, index, plain in found]


def top(path: str) -> str:
    """The property that a path begins with."""
    return next(iter(steps(path)), "")


def at(value: Any, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    for one in steps(path):
        if isinstance(value, Mapping):
            value = value.get(one)
        elif isinstance(value, Sequence) and not isinstance(value, str) and one.isdigit():
            value = value[int(one)] if int(one) < len(value) else None
        else:
            return None
    return value


def covered(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns names the path or something above it."""
    return any(_begins(steps(path), steps(pattern)) for pattern in patterns)


def _begins(path: Sequence[str], pattern: Sequence[str]) -> bool:
    found = path[: len(pattern)]
    return len(found) == len(pattern) and all(
        one in ("*", other) for one, other in zip(pattern, found, strict=True)
    )


def restored(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> dict[str, Any]:
    """`new` with what `old` has at `path`: what `ignoreChanges` asks for."""
    result: dict[str, Any] = _restored(old, new, steps(path))
    return result


def _restored(old: Any, new: Any, path: Sequence[str]) -> Any:
    if not path:
        return old
    first, *rest = path
    if first == "*":
        for key in _keys(old):
            new = _restored(old, new, [key, *rest])
        return new
    if isinstance(new, list):
        return _restored_entry(old, new, first, rest)
    if new is not None and not isinstance(new, Mapping):
        return new
    before = old.get(first, _NOTHING) if isinstance(old, Mapping) else _NOTHING
    after = dict(new or {})
    if before is not _NOTHING:
        after[first] = _restored(before, after.get(first), rest)
    elif not rest:
        after.pop(first, None)
    return after


def _restored_entry(old: Any, new: list[Any], index: str, rest: Sequence[str]) -> list[Any]:
    if not (index.isdigit() and isinstance(old, list) and int(index) < min(len(old), len(new))):
        return new
    place = int(index)
    return [*new[:place], _restored(old[place], new[place], rest), *new[place + 1 :]]


def _keys(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return list(value)
    return [str(index) for index in range(len(value))] if isinstance(value, list) else []
