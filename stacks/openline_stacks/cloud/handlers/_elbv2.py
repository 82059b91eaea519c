"""What balancers, target groups and listeners have in common: attributes and tags."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Tagging
from openline_stacks.cloud._request import Request

TAGS: Final = Tagging(
    {"ResourceArns": ["$id"]},
    "add_tags",
    "remove_tags",
    "describe_tags",
    "TagDescriptions[0].Tags",
)


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) else str(value)


def attribute_list(request: Request, names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"Key": key, "Value": as_text(request.get(input_))}
        for input_, key in names.items()
        if request.get(input_) is not None
    ]


def tag_list(request: Request) -> dict[str, Any]:
    tags = request.tags()
    return {"Tags": tags} if tags else {}


def told_attribute(of: str, member: str, key: str) -> Call:
    return Call(
        f"describe_{of}_attributes", {member: "$id"}, f"Attributes[?Key=='{key}'] | [0].Value"
    )


def taken_away(
    request: Request, names: dict[str, str], usual: dict[str, str]
) -> list[dict[str, str]]:
    """Attributes that the program does not name any more are what they were at first."""
    gone = [input_ for input_ in names if request.get(input_) is None]
    return [{"Key": names[one], "Value": usual.get(one, "false")} for one in gone]
