"""Create and read for types that are told by data."""

from __future__ import annotations

from typing import Any

from openline_stacks.cloud._handler import Call, Declared, Outputs
from openline_stacks.cloud._request import Request, Text, fill_template, find, names_in
from openline_stacks.cloud._shapes import coerce, fit
from openline_stacks.states import UNKNOWN

# `region` is where the client goes; `tagsAll` is what the real provider's Check adds to inputs.
ALWAYS_TAKEN = frozenset({"region", "tagsAll"})


def parameters(declared: Declared, request: Request) -> tuple[dict[str, Any], list[str]]:
    """The create operation's parameters and the input paths that it has no member for."""
    shape = request.shape(declared.service, declared.create.operation)
    written = fill_template(declared.create.params, request.words())
    params = {
        member: coerce(shape.members[member], value).values["value"]
        for member, value in written.items()
    }
    by_name = fit(shape, _left_to_names(declared, request), declared.renames)
    if declared.tagged:
        params.update(_tag_specifications(declared, request))
    return {**by_name.values, **params}, by_name.strays


def create(declared: Declared, request: Request) -> str:
    """Create the resource and make the calls that its `sets` ask for. Answers the id."""
    id_ = begin(declared, request)
    finish(declared, request, id_)
    return id_


def begin(declared: Declared, request: Request) -> str:
    """The one call that creates it. Answers the id."""
    params, strays = parameters(declared, request)
    for path in strays:
        request.say(path, f"{declared.create.operation} has no such member here")
    for input_, why in declared.deaf.items():
        if request.get(input_) is not None:
            request.say(input_, why)
    answer = request.call(declared.service, declared.create.operation, **params)
    found = find(declared.create.answer, answer)
    id_ = _told(declared.id, found, request.words())
    if not isinstance(id_, str):
        raise request.error(f"{declared.create.operation} answered no {declared.id}")
    return id_


def finish(declared: Declared, request: Request, id_: str) -> None:
    """The calls that make it what was asked for."""
    _make_sets(declared, request, id_)
    for call in declared.then:
        run(declared.service, call, request, id_)
    given = frozenset(k for k in declared.life.inline if request.get(k) is not None)
    if given and declared.life.revise is not None:
        declared.life.revise(request, id_, given)


def read(declared: Declared, request: Request, id_: str) -> Outputs:
    """What AWS holds. Raises `HandlerError` where there is no such resource."""
    answer = run(declared.service, declared.read, request, id_)
    if not answer:
        raise request.missing(declared.read.operation, id_)
    outputs: Outputs = {"@": answer}
    for output, source in declared.out.items():
        outputs[output] = _told(source, answer, request.words(id=id_))
    for output, call in declared.reads.items():
        outputs[output] = run(declared.service, call, request, id_)
    return outputs


def run(service: str, call: Call, request: Request, id_: str, **more: Any) -> Any:
    """Make a written call for the resource `id_` and take the answer it names."""
    shape = request.shape(service, call.operation)
    words = {**request.words(id=id_), **more}
    written = fill_template(call.params, words)
    params = {
        member: coerce(shape.members[member], value).values["value"]
        for member, value in written.items()
    }
    answer = request.call(service, call.operation, **params)
    return find(fill_template(call.answer, words), answer)


def _left_to_names(declared: Declared, request: Request) -> dict[str, Any]:
    """The inputs that no template, side call or tag style has taken."""
    taken = names_in(declared.create.params) | set(declared.sets) | set(declared.deaf)
    for calls in declared.sets.values():
        for call in calls:
            taken |= names_in(call.params)
    if declared.tagged:
        taken.add("tags")
    taken |= ALWAYS_TAKEN | declared.local | declared.life.inline
    inputs = dict(request.inputs)
    if declared.life.tags is not None and (request.token or request.get("tagsAll")):
        unknown = UNKNOWN in (request.get("tags"), request.get("tagsAll"))
        inputs["tags"] = UNKNOWN if unknown else request.all_tags()
    return {k: v for k, v in inputs.items() if v is not None and k not in taken}


def _tag_specifications(declared: Declared, request: Request) -> dict[str, Any]:
    tags = request.tags()
    return {"TagSpecifications": [{"ResourceType": declared.tagged, "Tags": tags}]} if tags else {}


def _make_sets(declared: Declared, request: Request, id_: str) -> None:
    for input_, calls in declared.sets.items():
        value = request.get(input_)
        if value is None:
            continue
        for call in calls:
            if call.only is None or call.only == value:
                run(declared.service, call, request, id_)


class _Words(dict[str, Any]):
    """Of what is imported by its id not every input is known at the first look."""

    def __missing__(self, key: str) -> str:
        return ""


def _told(source: str, answer: Any, words: dict[str, Any]) -> Any:
    if isinstance(source, Text):
        return source.format_map(_Words(words))
    return find(source, answer)
