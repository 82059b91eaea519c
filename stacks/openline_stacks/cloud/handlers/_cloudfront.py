"""What distributions and policies of CloudFront have in common: its lists, which are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._shapes import camel

_WORDS: Final = {
    "Id": "originId",
    "HeaderName": "name",
    "HeaderValue": "value",
    "LambdaFunctionARN": "lambdaArn",
}


def as_words(value: Any, *, of_policy: bool = False) -> Any:
    """In the words of the program: the lists plain, AWS's names turned back. In policies a list
    stands under `items`."""

    def told(inside: Any) -> Any:
        return as_words(inside, of_policy=of_policy)

    if isinstance(value, Mapping):
        if "Quantity" in value and set(value) <= {"Enabled", "Quantity", "Items"}:
            items = [told(one) for one in value.get("Items") or ()]
            return {"items": items} if of_policy else items
        words = {} if of_policy else _WORDS
        both = ((words.get(key, camel(key)), told(one)) for key, one in value.items())
        return {key: one for key, one in both if one not in (None, "", [], {})}
    return [told(one) for one in value] if isinstance(value, list | tuple) else value
