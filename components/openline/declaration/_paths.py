"""Which keys the format has, and where: read off the models, so that there is one list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from openline.declaration._errors import Path


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping whose keys the format fixes."""

    of: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping whose keys a person chooses."""

    each: Node


@dataclass(frozen=True, slots=True)
class Listed:
    each: Node


# None: a plain value, with no keys below.
Node = Fields | Named | Listed | None


@cache
def tree(model: type[BaseModel]) -> Fields:
    """The keys of a model, by the words of the file."""
    fields = model.model_fields.items()
    return Fields({field.alias or name: _node(field.annotation) for name, field in fields})


def below(node: Node, key: str | int) -> Node:
    """What stands at `key` of `node`; None as well where nothing can."""
    if isinstance(node, Fields):
        return node.of.get(str(key))
    return node.each if isinstance(node, Named | Listed) else None


def known_keys(root: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The keys that the format has at `path`, sorted; none where a person chooses them."""
    node: Node = tree(root)
    for key in path:
        node = below(node, key)
    return tuple(sorted(node.of)) if isinstance(node, Fields) else ()


def paths(node: Node, names: Any = None) -> Iterator[tuple[str, ...]]:
    """Every path of a format. `names`: a raw mapping whose own keys stand in for chosen ones;
    without it they stand as `<name>`."""
    if isinstance(node, Fields):
        for key, child in sorted(node.of.items()):
            yield (key,)
            yield from ((key, *rest) for rest in paths(child, _within(names, key)))
    elif isinstance(node, Named):
        for key in ["<name>"] if names is None else sorted(map(str, names)):
            yield (key,)
            yield from ((key, *rest) for rest in paths(node.each, _within(names, key)))


def _within(names: Any, key: str) -> Any:
    if names is None:
        return None
    inner = names.get(key) if isinstance(names, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _node(annotation: Any) -> Node:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _node(arguments[0])
    if origin in (Union, UnionType):
        return next((node for node in map(_node, arguments) if node is not None), None)
    if origin is tuple:
        return Listed(_node(arguments[0]))
    if origin is dict:
        return _mapping(arguments[0], _node(arguments[1]))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return tree(annotation)
    return None


def _mapping(key: Any, each: Node) -> Node:
    if get_origin(key) is Literal:
        return Fields(dict.fromkeys(get_args(key), each))
    return Named(each)
