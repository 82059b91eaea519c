"""What the lives of types have in common: tags by service, what is found by our mark."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import Call, Tagging
from openline_stacks.cloud._request import TOKEN, Text

BY_ARN: Final = Tagging({"ResourceArn": Text("{arn}")})
BY_RESOURCE_NAME: Final = Tagging(
    {"ResourceName": Text("{arn}")},
    "add_tags_to_resource",
    "remove_tags_from_resource",
    answer="TagList",
)
EC2_TAGS: Final = Tagging(
    {"Resources": ["$id"]}, add="create_tags", remove="delete_tags", told="describe_tags"
)


def by_mark(operation: str, each: str, id_: str, *, filters: bool = True) -> Call:
    """The id of the one of `each` that bears our mark. moto passes over a filter that an operation
    of its does not know, so that what comes back is looked at; `filters`: there is one."""
    own = {"Filters": [{"Name": f"tag:{TOKEN}", "Values": ["$token"]}]} if filters else {}
    marked = f"[?Tags[?Key=='{TOKEN}' && Value=='{{token}}']]"
    return Call(operation, own, Text(f"{each} | {marked} | [0].{id_}"))
