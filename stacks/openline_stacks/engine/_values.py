"""Property values between the wire and the model: unknowns, secrets, assets.

A *tree* is what a property holds inside the engine: JSON, `UNKNOWN`, `Secret` or `Asset`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from google.protobuf import struct_pb2

from openline_stacks.states import UNKNOWN, Unknown, Value, secret_by_name
from openline_stacks.states._marks import (
    OUTPUT,
    REDACTED,
    RESOURCE,
    SECRET,
    SIGNATURE,
    UNKNOWN_TEXT,
    number,
)


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must not leave the engine."""

    value: Tree


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset or archive: its wire signature, and `path`, `text`, `uri` or `assets`."""

    signature: str
    fields: Mapping[str, Tree]


Tree: TypeAlias = "Any"


def decode(struct: struct_pb2.Struct) -> dict[str, Tree]:
    """A wire mapping, keys sorted (the wire has no order)."""
    return {key: _decode(struct.fields[key]) for key in sorted(struct.fields)}


def _decode(value: struct_pb2.Value) -> Tree:
    match value.WhichOneof("kind"):
        case "string_value":
            return decode_text(value.string_value)
        case "number_value":
            return number(value.number_value)
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "struct_value":
            return _mapping(decode(value.struct_value))
    return None


def decode_text(text: str) -> str | Unknown:
    return UNKNOWN if text == UNKNOWN_TEXT else text


def _mapping(fields: dict[str, Tree]) -> Tree:
    signature = fields.pop(SIGNATURE, None)
    if signature is None:
        return fields
    if signature == SECRET:
        return _secret(fields.get("value"))
    if signature == OUTPUT:
        value = fields.get("value", UNKNOWN)
        return _secret(value) if fields.get("secret") else value
    if signature == RESOURCE:
        # what a provider that takes no references is sent: the id, of a component the URN
        return fields["urn"] if "id" not in fields else fields["id"] or UNKNOWN
    return Asset(signature, fields)


def _secret(value: Tree) -> Secret:
    return Secret(plain(value))


def encode(tree: Mapping[str, Tree]) -> struct_pb2.Struct:
    """The wire form, secrets and assets marked again."""
    struct = struct_pb2.Struct()
    struct.update(_wire(tree))
    return struct


def _wire(tree: Tree) -> Any:
    if tree is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(tree, Secret):
        return {SIGNATURE: SECRET, "value": _wire(tree.value)}
    if isinstance(tree, Asset):
        return {SIGNATURE: tree.signature, **_wire(tree.fields)}
    if isinstance(tree, Mapping):
        return {key: _wire(value) for key, value in tree.items()}
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return [_wire(item) for item in tree]
    return tree


def plain(tree: Tree) -> Any:
    """The tree as a provider is sent it: no marks."""
    if isinstance(tree, Secret):
        return plain(tree.value)
    if isinstance(tree, Asset):
        return plain(tree.fields)
    if isinstance(tree, Mapping):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return [plain(item) for item in tree]
    return tree


def marked(value: Value, like: Tree) -> Tree:
    """A provider's answer with the secrets and assets of `like` marked at the same paths."""
    if isinstance(like, Secret):
        return Secret(value)
    if isinstance(like, Asset):
        return like if value == plain(like) else value
    if isinstance(like, Mapping) and isinstance(value, Mapping):
        return {key: marked(item, like.get(key)) for key, item in value.items()}
    if isinstance(like, list) and isinstance(value, Sequence) and not isinstance(value, str):
        marks = like + [None] * (len(value) - len(like))
        return [marked(item, mark) for item, mark in zip(value, marks, strict=False)]
    return value


def redacted(tree: Tree) -> Value:
    """What leaves the engine: secrets replaced, keys sorted."""
    if isinstance(tree, Secret):
        return UNKNOWN if tree.value is UNKNOWN else REDACTED
    if isinstance(tree, Asset):
        return redacted(tree.fields)
    if isinstance(tree, Mapping):
        return {key: redacted(tree[key]) for key in sorted(tree)}
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return [redacted(item) for item in tree]
    value: Value = tree
    return value


def named(tree: Mapping[str, Tree], of: str = "") -> dict[str, Tree]:
    """With what is secret by its name marked as such: inside of a block the SDK marks nothing.
    `of`: what the mapping is called."""
    return {key: _named(key, tree, of) for key in tree}


def _named(key: str, beside: Mapping[str, Tree], of: str) -> Tree:
    tree = beside[key]
    if isinstance(tree, str | list) and tree and secret_by_name(key, beside, of):
        return Secret(tree)
    if isinstance(tree, Mapping):
        return named(tree, key)
    if isinstance(tree, list):
        return [named(one, key) if isinstance(one, Mapping) else one for one in tree]
    return tree


def secret_paths(tree: Tree, path: str = "") -> Iterator[str]:
    """Where the secrets are: `password`, `settings[0].value`."""
    if isinstance(tree, Secret):
        yield path
    elif isinstance(tree, Asset):
        yield from secret_paths(tree.fields, path)
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from secret_paths(value, f"{path}.{key}" if path else key)
    elif isinstance(tree, Sequence) and not isinstance(tree, str):
        for index, item in enumerate(tree):
            yield from secret_paths(item, f"{path}[{index}]")


def unknown_paths(tree: Tree, path: str = "") -> Iterator[str]:
    """Where values are not known yet."""
    if tree is UNKNOWN:
        yield path
    elif isinstance(tree, Secret):
        yield from unknown_paths(tree.value, path)
    elif isinstance(tree, Asset):
        yield from unknown_paths(tree.fields, path)
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from unknown_paths(value, f"{path}.{key}" if path else key)
    elif isinstance(tree, Sequence) and not isinstance(tree, str):
        for index, item in enumerate(tree):
            yield from unknown_paths(item, f"{path}[{index}]")
