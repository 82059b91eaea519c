"""Where two trees of inputs differ, by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openline_stacks.engine._paths import step


def what_differs(old: Any, new: Any) -> tuple[str, ...]:
    """The deepest paths whose values are not the same."""
    return tuple(_below(old, new, ""))


def _below(old: Any, new: Any, path: str) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            yield from _below(old.get(key), new.get(key), step(path, key))
    else:
        yield path
