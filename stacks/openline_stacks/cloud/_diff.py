"""What differs between two states of a resource's inputs, by path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from openline_stacks.engine._paths import step
from openline_stacks.states import UNKNOWN

Kind: TypeAlias = Literal["add", "delete", "update"]


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Kind]]:
    """Paths in Pulumi's spelling (`rules[0].name`, `tags["a.b"]`) and what became of each."""
    if same(old, new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            below = step(path, key)
            yield from _one(old.get(key), new.get(key), below)
    elif _is_list(old) and _is_list(new):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            yield from _one(before, after, f"{path}[{index}]")
    else:
        yield path, "update"


def _one(old: Any, new: Any, path: str) -> Iterator[tuple[str, Kind]]:
    if old is None and new is not None:
        yield path, "add"
    elif new is None and old is not None:
        yield path, "delete"
    else:
        yield from differences(old, new, path)


def same(old: Any, new: Any) -> bool:
    """Equal, or the same JSON document in other words. Nothing is the same as an unknown."""
    if old is UNKNOWN or new is UNKNOWN:
        return False
    if isinstance(old, bool) is not isinstance(new, bool):
        return False
    if old == new and not _holds_unknown(new):
        return True
    return isinstance(old, str) and isinstance(new, str) and _same_document(old, new)


def same_in_any_order(old: Any, new: Any) -> bool:
    """The same but for the order of a list of plain values."""
    if not (_is_list(old) and _is_list(new)):
        return same(old, new)
    plain = all(isinstance(one, str | int | float) for one in (*old, *new))
    return plain and sorted(map(str, old)) == sorted(map(str, new))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _holds_unknown(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_unknown, value.values()))
    return any(map(_holds_unknown, value)) if _is_list(value) else value is UNKNOWN


def _same_document(old: str, new: str) -> bool:
    if old[:1] not in ("{", "[") or new[:1] not in ("{", "["):
        return False
    try:
        return bool(json.loads(old) == json.loads(new))
    except ValueError:
        return False
