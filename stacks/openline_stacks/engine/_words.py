"""What a resource is called in two clouds, and texts with one put for the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from openline_stacks.states import ResourceState, Value

Words: TypeAlias = dict[str, str]

# Shorter names may be part of a word that has nothing to do with them.
_LEAST_WITHIN: Final = 8


def identity(state: ResourceState, id_: Value, outputs: Mapping[str, Value]) -> Words:
    """Old -> new, of the id and of every text among the outputs that has another value now."""
    found = dict(_pairs({**state.outputs, "id": state.id}, {**outputs, "id": id_}))
    return {old: new for old, new in found.items() if old and old != new}


def renamed(value: Value, words: Mapping[str, str]) -> Value:
    """The value with every old word in it replaced, whole or within a longer text."""
    if not words:
        return value
    if isinstance(value, str):
        return words[value] if value in words else _within(value, words)
    if isinstance(value, Mapping):
        return {key: renamed(item, words) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [renamed(item, words) for item in value]
    return value


def _pairs(old: Value, new: Value) -> Iterator[tuple[str, str]]:
    if isinstance(old, str) and isinstance(new, str):
        yield old, new
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key, value in old.items():
            yield from _pairs(value, new.get(key))
    elif _list(old) and _list(new) and len(old) == len(new):  # type: ignore[arg-type]
        for one, other in zip(old, new, strict=True):  # type: ignore[arg-type]
            yield from _pairs(one, other)


def _list(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _within(text: str, words: Mapping[str, str]) -> str:
    """Longest first: an ARN holds the id of its resource."""
    for old in sorted(words, key=len, reverse=True):
        if len(old) >= _LEAST_WITHIN and old in text:
            text = text.replace(old, words[old])
    return text
