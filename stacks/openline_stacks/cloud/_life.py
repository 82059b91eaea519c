"""What becomes of a resource after it was made: changed, deleted, found again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from openline_stacks.cloud import _declared, _tagging
from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import Call, Declared, Handler, Outputs
from openline_stacks.cloud._request import Request, fill_template, find, names_in
from openline_stacks.cloud._shapes import coerce, fit, plain_name

# How the services say that there is no such thing: NoSuchBucket, InvalidVpcID.NotFound,
# ResourceNotFoundException, AWS.SimpleQueueService.NonExistentQueue, 404 of a HEAD.
_MISSING: Final = re.compile(
    r"NotFound|NoSuch|NonExist|DoesNotExist|DoesntExist|Missing|Unknown(?!Err)|^404$|NotExist|InvalidTarget$",
    re.IGNORECASE,
)


def is_missing(error: HandlerError) -> bool:
    """Whether AWS said that there is no such thing; some services have no code for it."""
    if error.code in ("ValidationError", "ValidationException"):
        return "not found" in error.reason or "found for service namespace" in error.reason
    return bool(_MISSING.search(error.code))


def look(handler: Handler, request: Request, id_: str) -> Outputs | None:
    """What AWS holds, as the handler's `read` tells it; None where there is nothing."""
    try:
        if isinstance(handler, Declared):
            found = _declared.read(handler, request, id_)
        else:
            found = handler.read(request, id_)
    except HandlerError as error:
        if is_missing(error):
            return None
        raise
    gone = handler.life.gone
    held = found.get("@held", found.get("@"))
    return None if gone and find(gone, held) else found


def taken(handler: Handler, shape_of: Callable[[str, str], Any], inputs: set[str]) -> set[str]:
    """Those of `inputs` that can change without a replacement. `shape_of(service, operation)`."""
    life = handler.life
    covered = set(life.revises) | set(handler.local) | set(handler.deaf) | set(life.off)
    if life.tags is not None:
        covered.add("tags")
    for call in life.update:
        covered |= names_in(call.params)
        if call.named:
            members = set(_by_name(handler, shape_of(handler.service, call.operation), inputs))
            covered |= members
    if isinstance(handler, Declared):
        covered |= set(handler.sets)
    return (covered & inputs) - life.replace - {"tagsAll"} | ({"tagsAll"} & inputs)


def _by_name(handler: Handler, shape: Any, inputs: set[str]) -> dict[str, str]:
    """input -> member, for the inputs that the operation has a member for."""
    renames = handler.renames if isinstance(handler, Declared) else handler.members
    members = {plain_name(member): member for member in shape.members}
    found = {}
    for input_ in inputs - _declared.ALWAYS_TAKEN:
        member = renames.get(input_)
        if member is None or member not in shape.members:
            member = members.get(plain_name(input_))
        if member is not None:
            found[input_] = member
    if handler.life.tags is not None:
        found.pop("tags", None)
    return found


def change(handler: Handler, request: Request, id_: str, changed: frozenset[str]) -> None:
    """Make AWS hold the request's inputs; `changed` are those that it may hold otherwise."""
    life = handler.life
    for call in life.update:
        _update(handler, call, request, id_, changed)
    if isinstance(handler, Declared):
        for input_ in sorted(changed & set(handler.sets) - {"tags"}):
            _set(handler, request, id_, input_)
    if life.tags is not None and changed & {"tags", "tagsAll"}:
        _tagging.change(handler.service, life.tags, request, id_)
    own = changed & life.revises
    if own and life.revise is not None:
        life.revise(request, id_, own)


def _update(
    handler: Handler, call: Call, request: Request, id_: str, changed: frozenset[str]
) -> None:
    shape = request.shape(handler.service, call.operation)
    names = _by_name(handler, shape, set(request.inputs) | changed) if call.named else {}
    own = (names_in(call.params) | set(names)) & changed - handler.life.replace
    if isinstance(handler, Declared):
        own -= set(handler.sets)
    if not own:
        return
    words = {**request.words(id=id_), **_blanks(handler, request, changed)}
    written = fill_template(call.params, words)
    params = {
        member: coerce(shape.members[member], value).values["value"]
        for member, value in written.items()
    }
    needed = set(shape.required_members)
    sent = {
        input_: words.get(input_)
        for input_, member in names.items()
        if (call.whole or input_ in changed or member in needed) and member not in params
    }
    renames = handler.renames if isinstance(handler, Declared) else handler.members
    by_name = fit(shape, sent, renames).values
    request.call(handler.service, call.operation, **{**by_name, **params})


def _blanks(handler: Handler, request: Request, changed: frozenset[str]) -> dict[str, Any]:
    """What stands for inputs that the program has taken away: an empty value of the same kind."""
    blanks: dict[str, Any] = {}
    for input_ in changed:
        if request.inputs.get(input_) is not None:
            continue
        if input_ in handler.life.blank:
            blanks[input_] = handler.life.blank[input_]
        elif isinstance(request.outputs.get(input_), list | tuple):
            blanks[input_] = []
        elif isinstance(request.outputs.get(input_), bool):
            blanks[input_] = False
        elif isinstance(request.outputs.get(input_), str):
            blanks[input_] = ""
        elif request.outputs.get(input_) is not None:
            request.say(input_, "was taken away; AWS keeps the value that it has")
    return blanks


def _set(handler: Declared, request: Request, id_: str, input_: str) -> None:
    life = handler.life
    value = request.get(input_, life.blank.get(input_))
    had = request.outputs.get(input_)
    off = life.off.get(input_, ()) if had or value in (None, False) else ()
    words = {f"was_{key}": one for key, one in request.outputs.items()}
    for call in off:
        tolerated(handler.service, call, request, id_, **words)
    if value is None and not off:
        request.say(input_, "was taken away; AWS keeps the value that it has")
    if value is None or (off and value is False):
        return
    for call in handler.sets[input_]:
        if call.only is None or call.only == value:
            _declared.run(handler.service, call, request, id_, **{input_: value})


def delete(handler: Handler, request: Request, id_: str) -> None:
    """Delete the resource; what is not there any more is deleted."""
    if handler.life.remove is not None:
        try:
            handler.life.remove(request, id_)
        except HandlerError as error:
            if not is_missing(error):
                raise
        return
    for call in handler.life.delete:
        tolerated(handler.service, call, request, id_)


def tolerated(service: str, call: Call, request: Request, id_: str, **words: Any) -> None:
    """Make a call; that there is no such thing is no error."""
    try:
        _declared.run(service, call, request, id_, **words)
    except HandlerError as error:
        if not is_missing(error):
            raise


def left_behind(handler: Handler, request: Request) -> str | None:
    """The id of what an earlier try made and nobody wrote down."""
    find_it = handler.life.find
    if find_it is None:
        return None
    try:
        if not isinstance(find_it, Call):
            return find_it(request)
        found = _declared.run(handler.service, find_it, request, "")
    except HandlerError as error:
        if is_missing(error):
            return None
        raise
    return found if isinstance(found, str) else None


def parts_of(handler: Handler, id_: str) -> Mapping[str, str]:
    """The inputs that an id is made of, for what is imported by its id alone."""
    pattern = handler.life.parts
    if not pattern and isinstance(handler, Declared) and hasattr(handler.id, "format_map"):
        named = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(str(handler.id)))
        pattern = named if "(?P<" in named else ""
    found = re.fullmatch(pattern, id_) if pattern else None
    return {k: v for k, v in found.groupdict().items() if v is not None} if found else {}
