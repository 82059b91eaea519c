"""A resource made, changed, looked at, imported and deleted, whatever an earlier try left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud import _declared, _life
from openline_stacks.cloud._diff import differences
from openline_stacks.cloud._drift import UNHELD, actual, differing
from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import Declared, Handler
from openline_stacks.cloud._looking import known_by, look, met, outputs_now
from openline_stacks.cloud._names import named_for
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._surroundings import Replaced, Surroundings, guarded
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
    """Create and read back. What a killed run of this very resource made is taken over; what is
    there of anybody else's is refused, in AWS's words."""
    request = around.request(handler, urn, inputs, salt=salt)
    book = around.under_way
    if book is None:
        return _new(handler, request)

    def ours() -> Made:
        return _ours(handler, around, request, salt, replaced)

    if request.token or named_for(handler.name, urn, salt, inputs):
        return ours()
    thing = known_by(handler, request) or ""
    begun = book.begin(request.region, urn, thing)
    try:
        made = ours() if begun else _new(handler, request)
    except HandlerError as error:
        if error.code and not begun:
            book.refused(request.region, urn, thing)
        raise
    book.made(request.region, urn, thing)
    return made


def _new(handler: Handler, request: Request) -> Made:
    """What was not there. An error after a call that AWS carried out leaves half of it."""
    if handler.life.unique and _standing(handler, request) is not None:
        raise _refusal(handler, request)
    try:
        id_ = guarded(request, lambda: _begun(handler, request))
    except HandlerError as error:
        half = _standing(handler, request) if request.changed else None
        if half is None:
            raise
        return _made(handler, request, half, (error.reason,))
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


def _ours(
    handler: Handler, around: Surroundings, request: Request, salt: str, replaced: Replaced
) -> Made:
    """Whatever is met by this mark, name or entry was made by a run that was cut off."""
    if request.token or not salt:
        left = met(handler, request)
        if left is not None:
            return _taken_over(handler, around, request, left)
    try:
        return _new(handler, request)
    except HandlerError as error:
        name = handler.name.property if handler.name else ""
        if not is_taken(error) or (name and replaced.stands(request.urn, request.inputs, name)):
            raise
        there = _standing(handler, request)
        if there is None:
            raise
        return _taken_over(handler, around, request, there)


def _refusal(handler: Handler, request: Request) -> HandlerError:
    operation = handler.create.operation if isinstance(handler, Declared) else handler.operation
    said = Text(handler.life.unique).format_map(request.words())
    return request.error(f"{operation}: {said}", said.partition(":")[0])


def is_taken(error: HandlerError) -> bool:
    """Whether AWS said that there is one already."""
    return bool(_TAKEN.search(error.code)) or "already exists" in error.reason


def _standing(handler: Handler, request: Request) -> str | None:
    """The id of what is there and would be this resource."""
    id_ = known_by(handler, request) if handler.life.find is None else met(handler, request)
    if id_ is None or guarded(request, lambda: _life.look(handler, request, id_)) is None:
        return None
    return id_


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
    found = look(handler, request, id_)
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
    found = look(handler, request, id_)
    if found is None:
        raise request.error(f"{id_} was made and cannot be read back")
    if reasons:
        unheld: dict[str, str] = {}
    else:
        _, unheld = guarded(request, lambda: actual(handler, request, id_, found))
    outputs = outputs_now(handler, request, id_, found)
    if unheld:
        outputs[UNHELD] = unheld
    said = dict.fromkeys(f"{one.property}: {one.why}" for one in request.said)
    return Made(id_, outputs, "emulated", reasons, tuple(said))


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
        found = look(handler, request, id_)
    except HandlerError as error:
        if error.code in _DENIED:  # what nobody may look at is what it was
            return Found(id_, inputs, outputs)
        raise
    if found is None:
        return None
    now, _ = guarded(request, lambda: actual(handler, request, id_, found))
    request.inputs = now
    told_now = outputs_now(handler, request, id_, found)
    for key, value in now.items():
        told_now.setdefault(key, value)
    kept = {key: value for key, value in outputs.items() if key.startswith("__")}
    hidden = {key: value for key, value in inputs.items() if key.startswith("__")}
    return Found(id_, {**now, **hidden}, {**told_now, **kept})


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
