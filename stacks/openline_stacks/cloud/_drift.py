"""What a resource's inputs are by now: what AWS holds, in the words that the program used.

Read's inputs have exactly the keys of Check's. moto does not keep all that it is sent; what it
answered otherwise right after the last change is remembered under `UNHELD` in the outputs and is
no drift for as long as it stays the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from openline_stacks.cloud import _declared, _tagging
from openline_stacks.cloud._declared import ALWAYS_TAKEN
from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import Call, Handler, Outputs
from openline_stacks.cloud._life import is_missing
from openline_stacks.cloud._readback import compared, loosely, same_json
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import plain, plain_name

UNHELD: Final = "__unheld"


def actual(
    handler: Handler, request: Request, id_: str, found: Outputs
) -> tuple[dict[str, Any], dict[str, str]]:
    """The inputs as AWS holds them, and what moto has otherwise than it was told.

    `request.inputs` are those of the state, `request.outputs` its outputs.
    """
    inputs = {key: value for key, value in request.inputs.items() if value is not None}
    known = request.outputs.get(UNHELD) or {}
    unheld: dict[str, str] = {}
    for path, got, held in _seen(handler, request, id_, found):
        if held:
            continue
        unheld[path] = _digest(got)
        if known.get(path) != unheld[path]:
            _put(inputs, path, got, handler)
    _tags(handler, request, id_, inputs)
    return inputs, unheld


def differing(handler: Handler, request: Request, id_: str, found: Outputs) -> Iterator[str]:
    """The inputs that AWS holds otherwise than the request says."""
    known = request.outputs.get(UNHELD) or {}
    for path, got, held in _seen(handler, request, id_, found):
        if not held and known.get(path) != _digest(got):
            yield path.partition(".")[0]
    if handler.life.tags is not None:
        held_tags = _tagging.told(handler.service, handler.life.tags, request, id_)
        if held_tags is not None and held_tags != _tagging.wanted(request):
            yield "tags"


def _seen(
    handler: Handler, request: Request, id_: str, found: Outputs
) -> Iterator[tuple[str, Any, bool]]:
    """Input path, what AWS answers, and whether that is what the program said."""
    life = handler.life
    quiet = ALWAYS_TAKEN | handler.local | life.keep | set(handler.deaf)
    if life.tags is not None:
        quiet = quiet | {"tags"}
    answer: Mapping[str, Any] = found.get("@", {})
    held: Mapping[str, Any] = found.get("@held", answer)
    seen = set()
    for input_ in life.tells:
        if request.get(input_) is not None and input_ not in life.keep:
            seen.add(input_)
            got = tell(handler, input_, request, id_)
            yield input_, got, matches(got, request.get(input_))
    for one in compared(handler, request, held):
        top = one.input.partition(".")[0]
        if one.told and top not in quiet | seen and request.get(top) is not None:
            seen.add(one.input)
            yield one.input, one.got, equal(one.got, one.sent)
    by_name = {plain_name(member): value for member, value in held.items()} if held else {}
    tops = {path.partition(".")[0] for path in seen}
    for input_ in sorted(request.inputs.keys() - quiet - tops):
        got = found[input_] if input_ in found else by_name.get(plain_name(input_))
        if got is not None and request.get(input_) is not None:
            yield input_, got, matches(got, request.get(input_))


def tell(handler: Handler, input_: str, request: Request, id_: str) -> Any:
    """An input that has a call of its own; None where AWS has none."""
    call = handler.life.tells[input_]
    try:
        if isinstance(call, Call):
            got = _declared.run(handler.service, call, request, id_)
        else:
            got = call(request, id_)
    except HandlerError as error:
        if is_missing(error):
            return None
        raise
    back = handler.life.back.get(input_)
    return got if back is None or got is None else back(got)


def _tags(handler: Handler, request: Request, id_: str, inputs: dict[str, Any]) -> None:
    if handler.life.tags is None:
        return
    held = _tagging.told(handler.service, handler.life.tags, request, id_)
    if held is None or held == _tagging.wanted(request):
        return
    ours = request.block("tags")
    default = {k: v for k, v in request.block("tagsAll").items() if k not in ours}
    tags = {k: v for k, v in held.items() if default.get(k) != v}
    for key, value in (("tags", tags), ("tagsAll", held)):
        if value or key in inputs:
            inputs[key] = value


def _put(inputs: dict[str, Any], path: str, got: Any, handler: Handler) -> None:
    """Set the input at a dotted path to what AWS holds."""
    top, *below = path.split(".")
    back = handler.life.back.get(top) if top not in handler.life.tells else None
    if back is not None:
        inputs[top] = back(got)
    elif not below:
        value = as_input(got, inputs.get(top))
        if value is None:
            inputs.pop(top, None)
        else:
            inputs[top] = value
    else:
        inputs[top] = _with(inputs.get(top), below, got)


def _with(block: Any, path: Sequence[str], got: Any) -> Any:
    if isinstance(block, list | tuple):
        return [_with(block[0] if block else {}, path, got)]
    first, *rest = path
    old = dict(block) if isinstance(block, Mapping) else {}
    value = _with(old.get(first), rest, got) if rest else as_input(got, old.get(first))
    if value is None:
        old.pop(first, None)
        return old
    return {**old, first: value}


def as_input(got: Any, like: Any) -> Any:
    """AWS's value in the form of an input: `like` is what the program said."""
    if got is None:
        return None
    if isinstance(like, Mapping):
        return _as_mapping(got, like)
    if isinstance(like, list | tuple):
        return _as_list(got, like)
    if isinstance(got, Mapping | list | tuple) or like is None:
        return plain(got)
    return _as_scalar(got, like)


def _as_mapping(got: Any, like: Mapping[str, Any]) -> Any:
    if isinstance(got, list | tuple):
        if all(isinstance(one, Mapping) and len(one) == 2 for one in got) and got:
            return dict(list(one.values()) for one in got)
        got = got[0] if got else {}
    if not isinstance(got, Mapping):
        return plain(got)
    by_name = {plain_name(key): value for key, value in got.items()}
    both = ((key, as_input(by_name.get(plain_name(key)), like[key])) for key in like)
    return {key: value for key, value in both if value is not None}


def _as_list(got: Any, like: Sequence[Any]) -> list[Any]:
    """In the program's order what is still there, then what has been added."""
    if isinstance(got, Mapping):
        got = got.get("Items", [got])
    left = list(got) if isinstance(got, list | tuple) else [got]
    kept = []
    for one in like:
        place = next((i for i, other in enumerate(left) if matches(other, one)), None)
        if place is not None:
            kept.append(one)
            left.pop(place)
    model = like[0] if like else None
    return [*kept, *(as_input(one, model) for one in left)]


def _as_scalar(got: Any, like: Any) -> Any:
    if isinstance(like, bool):
        return str(got).lower() == "true"
    if isinstance(like, int | float) and isinstance(got, str):
        try:
            return float(got) if "." in got else int(got)
        except ValueError:
            return got
    if isinstance(like, str) and not isinstance(got, str):
        return loosely(got)
    return got


def equal(got: Any, sent: Any) -> bool:
    """Whether AWS's answer is what was sent, lists in any order; members that were not sent are
    AWS's own."""
    if isinstance(sent, Mapping):
        return isinstance(got, Mapping) and all(
            equal(got.get(key), value) for key, value in sent.items() if value not in (None, {}, [])
        )
    if isinstance(sent, list):
        items = got if isinstance(got, list) else [] if got is None else [got]
        return _paired(items, sent, equal)
    if isinstance(got, list) and len(got) == 1:
        return equal(got[0], sent)
    return _same_scalar(got, sent)


def matches(got: Any, like: Any) -> bool:
    """The same of an input in Pulumi's words: names compared by their letters."""
    if isinstance(like, Mapping):
        if isinstance(got, list) and like and got and all(len(one) == 2 for one in got):
            got = dict(list(one.values()) for one in got)
        if isinstance(got, list) and len(got) == 1:
            got = got[0]
        if not isinstance(got, Mapping):
            return not like and not got
        by_name = {plain_name(key): value for key, value in got.items()}
        return all(
            matches(by_name.get(plain_name(key)), value)
            for key, value in like.items()
            if value not in (None, {}, [])
        )
    if isinstance(like, list | tuple):
        if isinstance(got, Mapping):
            got = got.get("Items", [got])
        items = list(got) if isinstance(got, list | tuple) else [] if got is None else [got]
        return _paired(items, like, matches)
    return _same_scalar(got, like)


def _paired(got: Sequence[Any], sent: Sequence[Any], agree: Any) -> bool:
    left = list(got)
    for one in sent:
        place = next((i for i, other in enumerate(left) if agree(other, one)), None)
        if place is None:
            return False
        left.pop(place)
    return not left


def _same_scalar(got: Any, sent: Any) -> bool:
    if got is None:
        return sent in (None, "", False, 0)
    if isinstance(sent, bool | int | float) or isinstance(got, bool | int | float):
        return loosely(got) == loosely(sent)
    if isinstance(sent, bytes) or isinstance(got, bytes):
        return bool(got == sent)
    return bool(got == sent) or same_json(got, sent)


def _digest(got: Any) -> str:
    text = json.dumps(plain(got), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
