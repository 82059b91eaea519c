"""What distributions and policies of CloudFront have in common: its lists, which are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud._shapes import camel


def as_words(value: Any) -> Any:
    """In the words of the program: the lists plain, AWS's names turned back."""
    words = {"Id": "originId", "HeaderName": "name", "HeaderValue": "value"}
    if isinstance(value, Mapping):
        if "Quantity" in value and set(value) <= {"Quantity", "Items"}:
            return [as_words(one) for one in value.get("Items") or ()]
        both = ((words.get(key, camel(key)), as_words(one)) for key, one in value.items())
        return {key: one for key, one in both if one not in (None, "", [], {})}
    return [as_words(one) for one in value] if isinstance(value, list | tuple) else value
