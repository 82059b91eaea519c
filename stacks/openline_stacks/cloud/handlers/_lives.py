"""What the lives of types have in common: tags by service, what is found by our mark."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import Call, Tagging
from openline_stacks.cloud._request import TOKEN, Text

BY_ARN: Final = Tagging({"ResourceArn": Text("{arn}")})
EC2_TAGS: Final = Tagging(
    {"Resources": ["$id"]}, add="create_tags", remove="delete_tags", told="describe_tags"
)


def by_mark(operation: str, answer: str, member: str = "Filters") -> Call:
    """EC2's describe operations find by tag; two of them call the member `Filter`."""
    return Call(operation, {member: [{"Name": f"tag:{TOKEN}", "Values": ["$token"]}]}, answer)
