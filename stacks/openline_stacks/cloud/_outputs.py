"""A resource's outputs: its inputs, what AWS answered, and what a handler told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud._annotations import declared_properties, in_shape
from openline_stacks.cloud._request import TOKEN, Request
from openline_stacks.cloud._shapes import plain, plain_name


def outputs_of(
    request: Request, id_: str, answer: Mapping[str, Any], told: Mapping[str, Any]
) -> dict[str, Any]:
    """`told` wins, then the program's inputs, then AWS's answer by name."""
    by_name = {plain_name(member): value for member, value in answer.items()}
    outputs: dict[str, Any] = {"id": id_}
    for property_ in declared_properties(request.type):
        value = by_name.get(plain_name(property_))
        if value is not None and not property_.startswith("tags"):
            shaped = in_shape(request.type, property_, plain(value))
            if shaped is not None:
                outputs[property_] = shaped
    outputs.update({key: value for key, value in request.inputs.items() if value is not None})
    outputs.update({key: plain(value) for key, value in told.items() if value is not None})
    tags = outputs.get("tags") or _tags(by_name.get("tag"))
    if tags:
        outputs["tags"] = tags
        outputs["tagsAll"] = request.inputs.get("tagsAll") or tags
    return outputs


def _tags(held: Any) -> dict[str, Any]:
    """A mapping, whatever form the service keeps its tags in."""
    if isinstance(held, Mapping):
        return {key: value for key, value in held.items() if key != TOKEN}
    pairs = (list(pair.values()) for pair in held or ())
    return {key: value for key, value in sorted(pairs) if key != TOKEN}
