"""Does moto hold what it was sent? Inputs that it silently drops are found by reading back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openline_stacks.cloud import _declared
from openline_stacks.cloud._errors import NotEmulated
from openline_stacks.cloud._handler import Call, Declared, Handler
from openline_stacks.cloud._request import Request, find
from openline_stacks.cloud._shapes import Shape, plain_name


@dataclass(frozen=True, slots=True)
class Compared:
    """One input as it was sent and as it is held, both in AWS's form. `told`: AWS's answer can
    have it. `nested`: it is below the first level of what was sent."""

    input: str
    sent: Any
    got: Any
    told: bool
    nested: bool = False


def dropped(handler: Handler, request: Request, held: Mapping[str, Any]) -> Iterator[NotEmulated]:
    """The inputs that AWS's answer would have and moto's has not, or has otherwise."""
    for one in compared(handler, request, held):
        if one.nested or not one.told or one.input in {*handler.deaf, *handler.life.keep}:
            continue
        if not holds(one.got, one.sent):
            yield NotEmulated(request.urn, one.input, f"moto answers {_short(one.got)}")


def compared(handler: Handler, request: Request, held: Mapping[str, Any]) -> Iterator[Compared]:
    """What was sent of the request's inputs beside what `held` says."""
    look: Call | None
    if isinstance(handler, Declared):
        sent, _ = _declared.parameters(handler, request)
        look, names = handler.read, handler.renames
    else:
        sent = find(handler.inside, handler.params(request)) or {}
        look, names = handler.held, handler.members
    if look is None:
        return
    told = _members(handler.service, look, request)
    if told is None:
        sent = sent.get("Attributes", {})
    inputs = {plain_name(member): input_ for input_, member in names.items()}
    inputs = {plain_name(input_): input_ for input_ in request.inputs} | inputs
    kept = {plain_name(member): value for member, value in held.items()}
    for member, value in sent.items():
        input_ = inputs.get(plain_name(member))
        if input_ is not None:
            known = told is None or plain_name(member) in told
            yield Compared(input_, value, kept.get(plain_name(member)), known)
    if isinstance(handler, Declared) and told is not None:
        for input_, member, value in _nested(handler.create.params, sent):
            known = plain_name(member) in told
            yield Compared(input_, value, kept.get(plain_name(member)), known, nested=True)


def _nested(template: Any, sent: Any, depth: int = 0) -> Iterator[tuple[str, str, Any]]:
    """Inputs that a template puts below the first level: input, member, the value sent."""
    if not isinstance(template, Mapping) or not isinstance(sent, Mapping):
        return
    for member, below in template.items():
        leaf = below[0] if isinstance(below, list) and len(below) == 1 else below
        if isinstance(leaf, str) and leaf.startswith("$"):
            if depth and member in sent:
                yield leaf[1:], member, sent[member]
        else:
            yield from _nested(below, sent.get(member), depth + 1)


def _members(service: str, look: Call, request: Request) -> set[str] | None:
    """The members that AWS's answer can have; None where it is a map of attributes."""
    client = request.client(service, request.region)
    api_name = client.meta.method_to_api_mapping[look.operation]
    shape: Shape | None = client.meta.service_model.operation_model(api_name).output_shape
    path = look.answer.split(" | ")[0].replace("[", ".[").replace("@", "")
    for step in filter(None, path.split(".")):
        if shape is None:
            return set()
        if step.startswith("["):
            shape = shape.member
        else:
            shape = shape.value if shape.type_name == "map" else shape.members.get(step)
    if shape is None or shape.type_name == "map":
        return None if shape is not None else set()
    return {plain_name(member) for member in shape.members}


def holds(got: Any, sent: Any) -> bool:
    """Whether `got` says at least what was sent. Order in lists means nothing to AWS here."""
    if isinstance(sent, Mapping):
        return isinstance(got, Mapping) and all(
            holds(got.get(key), value) for key, value in sent.items()
        )
    if isinstance(sent, list):
        return (isinstance(got, list) and all(any(holds(g, s) for g in got) for s in sent)) or (
            not sent and not got
        )
    if isinstance(got, list):  # what is one thing here may be one of several there
        return any(holds(one, sent) for one in got)
    if isinstance(sent, bool | int | float) or isinstance(got, bool | int | float):
        return loosely(got) == loosely(sent)
    return bool(got == sent) or same_json(got, sent)


def loosely(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def same_json(one: Any, other: Any) -> bool:
    try:
        first = json.loads(one) if isinstance(one, str) else one
        second = json.loads(other) if isinstance(other, str) else other
    except ValueError:
        return False
    return bool(first == second) and not isinstance(first, str)


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, default=str)
    return text if len(text) <= 80 else f"{text[:77]}..."
