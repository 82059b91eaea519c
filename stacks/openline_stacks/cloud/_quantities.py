"""CloudFront's shapes: lists are `{Quantity, Items}` there, and so are lists inside of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from openline_stacks.cloud._shapes import Shape, coerce, plain_name, sent
from openline_stacks.states import UNKNOWN

_COUNTED: Final = {"Quantity", "Items"}


def counted(
    shape: Shape, value: Any, renames: Mapping[str, str], path: str = ""
) -> tuple[Any, list[str]]:
    """A value of Pulumi's in the form `shape` asks for, and the input paths that it has no member
    for. `renames`: dotted input path -> member, where the names differ."""
    if value is UNKNOWN or value is None:
        return value, []
    if shape.type_name == "structure":
        return _structure(shape, value, renames, path)
    if shape.type_name == "list":
        both = [counted(shape.member, one, renames, path) for one in value]
        return [one for one, _ in both], [stray for _, strays in both for stray in strays]
    return coerce(shape, value).values["value"], []


def _structure(
    shape: Shape, value: Any, renames: Mapping[str, str], path: str
) -> tuple[Any, list[str]]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        if set(shape.members) >= _COUNTED:
            items, lost = counted(shape.members["Items"], value, renames, path)
            on = {"Enabled": True} if "Enabled" in shape.members else {}  # those trusted to sign
            return {**on, "Quantity": len(items), "Items": items}, lost
        if not value:
            return {}, []
        value = value[0]  # Pulumi writes some single structures as a list of one
    if not isinstance(value, Mapping):
        return value, []
    if set(shape.members) == _COUNTED and "items" in value:  # as policies write a list
        return counted(shape, value["items"], renames, path)
    members = {plain_name(member): member for member in shape.members}
    filled = sent(shape)
    strays: list[str] = []
    for key, one in value.items():
        where = f"{path}.{key}" if path else key
        member = renames.get(where) or members.get(plain_name(key))
        if member is None:
            strays.append(where)
        elif one is not None:
            filled[member], more = counted(shape.members[member], one, renames, where)
            strays.extend(more)
    return filled, strays
