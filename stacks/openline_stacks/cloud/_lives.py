"""A resource made, changed, looked at, imported and deleted, whatever an earlier try left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud import _declared, _life
from openline_stacks.cloud._diff import differences
from openline_stacks.cloud._drift import UNHELD, actual, as_input, differing, tell
from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import Declared, Handler, Outputs
from openline_stacks.cloud._outputs import outputs_of
from openline_stacks.cloud._plans import input_properties
from openline_stacks.cloud._readback import dropped
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import plain_name
from openline_stacks.cloud._surroundings import Replaced, Surroundings, guarded
from openline_stacks.cloud._tagging import told
from openline_stacks.engine._paths import top
from openline_stacks.engine._provider import Found, Made

# How the services say that something bears the name already.
_TAKEN: Final = re.compile(r"Exist|Duplicate|InUse|AlreadyOwned|Conflict|Resource.*Taken")
# moto keeps a bucket's policy without its conditions, so that it may lock its owner out.
_DENIED: Final = frozenset({"403", "AccessDenied"})


def created(
    handler: Handler,
    around: Surroundings,
    urn: str,
    inputs: Mapping[str, Any],
    salt: str,
    replaced: Replaced,
) -> Made:
    """Create and read back. What an earlier try made and nobody wrote down is taken over."""
    request = around.request(handler, urn, inputs, salt=salt)
    if around.lasting and (request.token or not salt):
        left = guarded(request, lambda: _life.left_behind(handler, request))
        if left is not None and replaced.free(urn, f"{handler.type} {left}"):
            replaced.made(urn, f"{handler.type} {left}")
            return _taken_over(handler, around, request, left)
    try:
        id_ = guarded(request, lambda: _begun(handler, request))
    except HandlerError as error:
        return _half_made(handler, around, request, replaced, error)
    replaced.made(urn, f"{handler.type} {id_}")
    reasons: tuple[str, ...] = ()
    if isinstance(handler, Declared):
        try:
            guarded(request, lambda: _declared.finish(handler, request, id_))
        except HandlerError as error:
            reasons = (error.reason,)
    _say_what_is_not_acted_out(handler, request)
    return _made(handler, request, id_, reasons)


def _begun(handler: Handler, request: Request) -> str:
    if isinstance(handler, Declared):
        return _declared.begin(handler, request)
    return handler.create(request)


def _half_made(
    handler: Handler,
    around: Surroundings,
    request: Request,
    replaced: Replaced,
    error: HandlerError,
) -> Made:
    """After an error of create: it may exist, from this call or from an earlier try."""
    before = bool(_TAKEN.search(error.code)) or "already exists" in error.reason
    if before and not around.lasting:
        raise error
    name = handler.name.property if handler.name else ""
    if before and name and replaced.stands(request.urn, request.inputs, name):
        raise error
    id_ = _supposed_id(handler, request)
    if id_ is None or not replaced.free(request.urn, f"{handler.type} {id_}"):
        raise error
    if guarded(request, lambda: _life.look(handler, request, id_)) is None:
        raise error
    if not before:
        return _made(handler, request, id_, (error.reason,))
    return _taken_over(handler, around, request, id_)


def _supposed_id(handler: Handler, request: Request) -> str | None:
    """The id that it would have, told by its inputs."""
    left = guarded(request, lambda: _life.left_behind(handler, request))
    if left is not None:
        return left
    if isinstance(handler, Declared) and isinstance(handler.id, Text):
        return handler.id.format_map(request.words())
    name = request.get(handler.name.property) if handler.name else None
    return name if isinstance(name, str) else None


def _taken_over(handler: Handler, around: Surroundings, request: Request, id_: str) -> Made:
    """It exists and nobody wrote it down: make it what is wanted, and say so."""
    made = updated(handler, around, request.urn, id_, {}, {}, request.inputs)
    said = f"{id_} was there already, from a run that was cut off; it is taken over"
    return Made(made.id, made.outputs, made.origin, made.reasons, (*made.said, said))


def updated(
    handler: Handler,
    around: Surroundings,
    urn: str,
    id_: str,
    olds: Mapping[str, Any],
    outputs: Mapping[str, Any],
    news: Mapping[str, Any],
) -> Made:
    """Send what the state has otherwise, and what AWS has. Safe to call again."""
    request = around.request(handler, urn, news, {**olds, **outputs})
    found = _look(handler, request, id_)
    if found is None:
        raise request.error(f"{id_} is not there any more; refresh the stack, then deploy again")
    old = {key: value for key, value in olds.items() if not key.startswith("__")}
    changed = {top(path) for path, _ in differences(old, request.inputs)} if olds else set()
    changed |= set(guarded(request, lambda: differing(handler, request, id_, found)))
    reasons: tuple[str, ...] = ()
    try:
        guarded(request, lambda: _life.change(handler, request, id_, frozenset(changed)))
    except HandlerError as error:
        reasons = (error.reason,)
    return _made(handler, request, id_, reasons)


def _made(handler: Handler, request: Request, id_: str, reasons: tuple[str, ...]) -> Made:
    """Read back what was made. What moto has otherwise than it was told is remembered."""
    request.outputs = {}
    found = _look(handler, request, id_)
    if found is None:
        raise request.error(f"{id_} was made and cannot be read back")
    if reasons:
        unheld: dict[str, str] = {}
    else:
        _, unheld = guarded(request, lambda: actual(handler, request, id_, found))
    outputs = _outputs(handler, request, id_, found)
    if unheld:
        outputs[UNHELD] = unheld
    said = dict.fromkeys(f"{one.property}: {one.why}" for one in request.said)
    return Made(id_, outputs, "emulated", reasons, tuple(said))


def _look(handler: Handler, request: Request, id_: str) -> Outputs | None:
    """What AWS holds; the request's outputs are then what it computes, as in a state."""
    found = guarded(request, lambda: _life.look(handler, request, id_))
    if found is not None:
        own = {key: value for key, value in found.items() if not key.startswith("@")}
        computed = outputs_of(request, id_, found.get("@", {}), own)
        request.outputs = {**computed, **request.outputs}
    return found


def _outputs(handler: Handler, request: Request, id_: str, found: Outputs) -> dict[str, Any]:
    answer: Mapping[str, Any] = found.get("@", {})
    request.said.extend(dropped(handler, request, found.get("@held", answer)))
    own = {key: value for key, value in found.items() if not key.startswith("@")}
    return outputs_of(request, id_, answer, own)


def _say_what_is_not_acted_out(handler: Handler, request: Request) -> None:
    if isinstance(handler, Declared):
        _, strays = _declared.parameters(handler, request)
        for path in strays:
            request.say(path, f"{handler.create.operation} has no such member here")
    else:
        known = handler.inputs | handler.local | _declared.ALWAYS_TAKEN | set(handler.deaf)
        for input_ in sorted(request.inputs.keys() - known):
            request.say(input_, "the local AWS has no handling for it")
    for input_, why in handler.deaf.items():
        if request.get(input_) is not None:
            request.say(input_, why)


def refreshed(
    handler: Handler,
    around: Surroundings,
    urn: str,
    id_: str,
    inputs: Mapping[str, Any],
    outputs: Mapping[str, Any],
) -> Found | None:
    """As AWS has it now, in the keys of `inputs`."""
    request = around.request(handler, urn, inputs, outputs)
    try:
        found = _look(handler, request, id_)
    except HandlerError as error:
        if error.code in _DENIED:  # what nobody may look at is what it was
            return Found(id_, inputs, outputs)
        raise
    if found is None:
        return None
    now, _ = guarded(request, lambda: actual(handler, request, id_, found))
    request.inputs = now
    told_now = _outputs(handler, request, id_, found)
    for key, value in now.items():
        told_now.setdefault(key, value)
    kept = {key: value for key, value in outputs.items() if key.startswith("__")}
    hidden = {key: value for key, value in inputs.items() if key.startswith("__")}
    return Found(id_, {**now, **hidden}, {**told_now, **kept})


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
    bare = given.pop("id", bare)
    known = input_properties(handler.type)
    if "region" in known:
        given["region"] = region or around.region
    request = around.request(handler, urn, given)
    found = _look(handler, request, bare)
    if found is None:
        return None
    inputs = {**_inputs(handler, request, bare, found, known), **given}
    request.inputs = inputs
    again = guarded(request, lambda: _life.look(handler, request, bare)) or found
    return Found(bare, inputs, _outputs(handler, request, bare, again))


def _inputs(
    handler: Handler, request: Request, id_: str, found: Outputs, known: frozenset[str]
) -> dict[str, Any]:
    """Every input that AWS tells, by name, but for empty values."""
    answer: Mapping[str, Any] = found.get("@", {})
    held: Mapping[str, Any] = found.get("@held", answer)
    renames = handler.renames if isinstance(handler, Declared) else handler.members
    by_name = {plain_name(key): value for key, value in {**answer, **held}.items()}
    inputs: dict[str, Any] = {}
    for input_ in sorted(known - _declared.ALWAYS_TAKEN - {"tags"}):
        if input_ in handler.life.tells:
            value = tell(handler, input_, request, id_)
        elif input_ in found:
            value = found[input_]
        else:
            value = by_name.get(plain_name(renames.get(input_, input_)))
            back = handler.life.back.get(input_)
            if back is not None and value is not None:
                inputs[input_] = back(value)
                continue
        usual = handler.life.usual.get(input_)
        if value in (None, "", [], {}, False, "false") or usual is ... or value == usual:
            continue
        told_in_words = input_ in handler.life.tells and input_ in handler.life.back
        inputs[input_] = value if told_in_words else as_input(value, None)
    rule = handler.name
    if rule is not None and rule.property not in inputs:
        kind = handler.type.rsplit(":", 1)[-1]
        inputs[rule.property] = by_name.get(plain_name(f"{kind}Name"), id_)
    if handler.life.tags is not None:
        tagging = handler.life.tags
        tags = guarded(request, lambda: told(handler.service, tagging, request, id_))
        if tags:
            inputs["tags"] = inputs["tagsAll"] = tags
    return inputs


def deleted(
    handler: Handler,
    around: Surroundings,
    urn: str,
    id_: str,
    inputs: Mapping[str, Any],
    outputs: Mapping[str, Any],
) -> None:
    """Delete; what is not there any more is deleted."""
    request = around.request(handler, urn, inputs, outputs)
    guarded(request, lambda: _life.delete(handler, request, id_))
