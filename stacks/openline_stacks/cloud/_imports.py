"""A resource taken in by its id alone: what AWS tells of it, in a program's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud import _declared, _life
from openline_stacks.cloud._annotations import in_words, input_properties
from openline_stacks.cloud._drift import tell
from openline_stacks.cloud._handler import Declared, Handler, Outputs
from openline_stacks.cloud._looking import known_by, look, met, outputs_now
from openline_stacks.cloud._readback import loosely
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import plain_name
from openline_stacks.cloud._surroundings import Surroundings, guarded
from openline_stacks.cloud._tagging import told
from openline_stacks.engine._provider import Found


def imported(handler: Handler, around: Surroundings, urn: str, id_: str) -> Found | None:
    """What is known of a resource by its id alone: its inputs without those at their defaults.

    `ID@region` names the region, as the genuine provider takes it.
    """
    bare, _, region = id_.rpartition("@")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", region):
        bare, region = id_, ""
    given: dict[str, Any] = dict(_life.parts_of(handler, bare))
    if handler.life.parts and not given:
        form = re.sub(r"\(\?P<(\w+)>.*?\)+", r"<\1>", handler.life.parts)
        request = around.request(handler, urn, given)
        raise request.error(f"{id_} is no id to import; it has the form {form}")
    known = input_properties(handler.type)
    given = {k: v if k == "id" else in_words(handler.type, k, v, {}) for k, v in given.items()}
    if "region" in known:
        given["region"] = region or around.region
    told_id = given.pop("id", None)
    request = around.request(handler, urn, given)
    if told_id is None and handler.life.parts:  # it is made of inputs alone
        told_id = met(handler, request) if handler.life.find else known_by(handler, request)
    bare = str(told_id or bare)
    found = look(handler, request, bare)
    if found is None:
        return None
    inputs = {**given, **_inputs(handler, request, bare, found, known)}
    request.inputs = inputs
    again = guarded(request, lambda: _life.look(handler, request, bare)) or found
    return Found(bare, inputs, outputs_now(handler, request, bare, again))


def _inputs(
    handler: Handler, request: Request, id_: str, found: Outputs, known: frozenset[str]
) -> dict[str, Any]:
    """Every input that AWS tells, by name, but for empty values."""
    answer: Mapping[str, Any] = found.get("@", {})
    held: Mapping[str, Any] = found.get("@held", answer)
    renames = handler.renames if isinstance(handler, Declared) else handler.members
    by_name = {plain_name(key): value for key, value in {**answer, **held}.items()}
    inputs: dict[str, Any] = {}
    tagged = {"tags"} if handler.life.tags is not None else set()
    for input_ in sorted(known - _declared.ALWAYS_TAKEN - tagged):
        back = handler.life.back.get(input_)
        if input_ in handler.life.tells:
            value = tell(handler, input_, request, id_)
        elif input_ in found:
            value = found[input_]
        else:
            value = by_name.get(plain_name(renames.get(input_, input_)))
            value = back(value) if back is not None and value is not None else value
        usual = handler.life.usual.get(input_)
        off = value is False and back is None and usual is not True
        if value in (None, "", [], {}, "false") or off:
            continue
        value = in_words(handler.type, input_, value, handler.life.usual)
        if value not in ([], {}) and (usual in (None, ...) or loosely(value) != loosely(usual)):
            inputs[input_] = value
    rule = handler.name
    if rule is not None and rule.property not in {*inputs, *request.inputs}:
        kind = handler.type.rsplit(":", 1)[-1]
        inputs[rule.property] = by_name.get(plain_name(f"{kind}Name"), id_)
    if handler.life.tags is not None:
        tagging = handler.life.tags
        tags = guarded(request, lambda: told(handler.service, tagging, request, id_))
        if tags:
            inputs["tags"] = tags
    if isinstance(inputs.get("tags"), Mapping):
        inputs["tagsAll"] = inputs["tags"]
    return inputs
