"""Does moto hold what it was sent? Inputs that it silently drops are found by reading back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import Shape

from openline_stacks.cloud import _declared
from openline_stacks.cloud._errors import NotEmulated
from openline_stacks.cloud._handler import Declared
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import plain_name


def dropped(
    declared: Declared, request: Request, answer: Mapping[str, Any]
) -> Iterator[NotEmulated]:
    """The inputs that AWS's answer would have and moto's has not, or has otherwise."""
    members = _members(declared, request)
    sent, _ = _declared.parameters(declared, request)
    held = {plain_name(member): value for member, value in answer.items()}
    for input_ in request.inputs:
        member = declared.renames.get(input_) or _named_like(input_, sent)
        if member is None or member not in sent or input_ in declared.deaf:
            continue
        if plain_name(member) not in members:
            continue  # AWS does not tell it either
        got = held.get(plain_name(member))
        if not _holds(got, sent[member]):
            yield NotEmulated(request.urn, input_, f"moto answers {_short(got)}")


def _named_like(input_: str, sent: Mapping[str, Any]) -> str | None:
    return next((member for member in sent if plain_name(member) == plain_name(input_)), None)


def _members(declared: Declared, request: Request) -> set[str]:
    """The members that AWS's answer to the read can have."""
    client = request.client(declared.service, request.region)
    api_name = client.meta.method_to_api_mapping[declared.read.operation]
    shape: Shape | None = client.meta.service_model.operation_model(api_name).output_shape
    for step in declared.read.answer.replace("[0]", ".0").split("."):
        if shape is None:
            return set()
        if step == "0":
            shape = shape.member
        elif step != "@":
            shape = shape.members.get(step) if shape.type_name == "structure" else None
    return {plain_name(member) for member in shape.members} if shape is not None else set()


def _holds(got: Any, sent: Any) -> bool:
    """Whether `got` says at least what was sent. Order in lists means nothing to AWS here."""
    if isinstance(sent, Mapping):
        return isinstance(got, Mapping) and all(
            _holds(got.get(key), value) for key, value in sent.items()
        )
    if isinstance(sent, list):
        return (isinstance(got, list) and all(any(_holds(g, s) for g in got) for s in sent)) or (
            not sent and not got
        )
    if isinstance(sent, bool | int | float) or isinstance(got, bool | int | float):
        return _loosely(got) == _loosely(sent)
    return bool(got == sent) or _same_json(got, sent)


def _loosely(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _same_json(one: Any, other: Any) -> bool:
    try:
        first = json.loads(one) if isinstance(one, str) else one
        second = json.loads(other) if isinstance(other, str) else other
    except ValueError:
        return False
    return bool(first == second) and not isinstance(first, str)


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, default=str)
    return text if len(text) <= 80 else f"{text[:77]}..."
