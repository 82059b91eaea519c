"""Looking into a property tree that may hold anything, or nothing known yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openline_stacks.states import UNKNOWN, Unknown, Value


def dig(tree: Value, *steps: str | int) -> Value:
    """The value at a path; None where there is none, `UNKNOWN` where something on it is unknown."""
    for step in steps:
        if tree is UNKNOWN:
            return UNKNOWN
        if isinstance(step, str):
            tree = tree.get(step) if isinstance(tree, Mapping) else None
        else:
            tree = tree[step] if is_list(tree) and step < len(tree) else None  # type: ignore[arg-type,index]
    return tree


def is_list(tree: Value) -> bool:
    return isinstance(tree, Sequence) and not isinstance(tree, str)


def items(tree: Value) -> tuple[Value, ...]:
    """The members of a list; nothing where there is no list."""
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return tuple(tree)
    return ()


def text(tree: Value) -> str | None:
    return tree if isinstance(tree, str) else None


def number(tree: Value) -> float | None:
    """A number; also one written as text, as some of the provider's properties are."""
    if isinstance(tree, bool):
        return None
    if isinstance(tree, int | float):
        return float(tree)
    try:
        return float(tree) if isinstance(tree, str) else None
    except ValueError:
        return None


def texts(tree: Value) -> Iterator[str]:
    """Every known text anywhere inside."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from texts(value)
    elif not isinstance(tree, Unknown | bool | int | float | None):
        for value in tree:
            yield from texts(value)
