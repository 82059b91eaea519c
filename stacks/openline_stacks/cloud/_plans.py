"""What will become of a resource, told before anything is done: checked inputs, differences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud import _check, _declared
from openline_stacks.cloud._annotations import declared_properties, input_properties
from openline_stacks.cloud._diff import Kind, differences, same_in_any_order
from openline_stacks.cloud._handler import Declared, Handler
from openline_stacks.cloud._life import taken
from openline_stacks.cloud._names import named
from openline_stacks.cloud._readback import loosely
from openline_stacks.cloud._request import Text
from openline_stacks.cloud._surroundings import Surroundings
from openline_stacks.engine._paths import at, top
from openline_stacks.engine._provider import (
    ChangeKind,
    Checked,
    CheckFailure,
    Difference,
    Made,
)
from openline_stacks.states import UNKNOWN, Value

_REPLACE: Final[dict[Kind, ChangeKind]] = {
    "add": "add-replace",
    "delete": "delete-replace",
    "update": "update-replace",
}


def checked(
    handler: Handler,
    around: Surroundings,
    urn: str,
    olds: Mapping[str, Any],
    news: Mapping[str, Any],
    *,
    autoname: str,
    salt: str,
) -> tuple[Checked, list[tuple[str, str]]]:
    """The inputs as they will be sent, what is wrong with them, and the paths that nothing acts
    out, with why."""
    inputs, failures = named(handler, urn, olds, {**handler.defaults, **news}, autoname, salt)
    known = input_properties(handler.type)
    if "region" not in known:
        inputs.pop("region", None)  # the embedded engine's, of a provider that has one
    elif inputs.get("region") is None:
        inputs["region"] = around.region
    elif "region" not in known and around.inside:
        inputs.pop("region", None)  # the embedded engine fills it in without knowing the type
    tags = inputs.get("tags")
    if "tags" in known and "tagsAll" in declared_properties(handler.type):
        if tags is UNKNOWN:
            inputs["tagsAll"] = UNKNOWN
        elif isinstance(tags, Mapping) or around.default_tags:
            inputs["tagsAll"] = {**around.default_tags, **(tags or {})}
    unknown = [
        CheckFailure(input_, f"is no input of {handler.type}")
        for input_ in sorted(inputs)
        if input_ not in known and not input_.startswith("__") and input_ != "tagsAll"
    ]
    request = around.request(handler, urn, inputs)
    wrong = _check.failures(handler, request)
    if olds:  # of what was imported AWS did not tell them
        untold = handler.life.keep - olds.keys() - news.keys()
        wrong = [one for one in wrong if one.property not in untold]
    failures = [*failures, *unknown, *wrong]
    return Checked(inputs, tuple(failures)), _not_acted_out(handler, around, urn, inputs)


def _not_acted_out(
    handler: Handler, around: Surroundings, urn: str, inputs: Mapping[str, Any]
) -> list[tuple[str, str]]:
    request = around.request(handler, urn, inputs)
    if isinstance(handler, Declared):
        _, strays = _declared.parameters(handler, request)
        operation = handler.create.operation
        found = [(path, f"{operation} has no such member here") for path in strays]
    else:
        handler.params(request)  # says those below the first level
        found = [(one.property, one.why) for one in request.said]
        others = sorted(_check.others(handler, request.inputs))
        found += [(one, "the local AWS has no handling for it") for one in others]
    return found + [(one, why) for one, why in handler.deaf.items() if inputs.get(one) is not None]


def difference(
    handler: Handler | None,
    around: Surroundings,
    urn: str,
    id_: str,
    olds: Mapping[str, Any],
    news: Mapping[str, Any],
) -> Difference:
    """Path by path. What no update call takes replaces the resource."""
    old = {key: value for key, value in olds.items() if not key.startswith("__")}
    new = {key: value for key, value in news.items() if not key.startswith("__")}
    found = dict(differences(old, new))
    if handler is None:
        return Difference(dict(found))
    request = around.request(handler, urn, new)
    inputs = old.keys() | new.keys()
    stay = taken(handler, request.shape, set(inputs))
    reordered = {one for one in inputs - stay if same_in_any_order(old.get(one), new.get(one))}
    detailed: dict[str, ChangeKind] = {}
    for path, kind in found.items():
        if top(path) not in reordered and not _as_usual(handler, path, kind, old, new):
            detailed[path] = kind if top(path) in stay else _REPLACE[kind]
    replaces = tuple(dict.fromkeys(top(p) for p, kind in detailed.items() if "replace" in kind))
    return Difference(detailed, replaces, bool(replaces) and _alone(handler, id_, olds, news))


def _as_usual(
    handler: Handler, path: str, kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]
) -> bool:
    """Whether a program merely says, or says no more, what AWS does by itself."""
    if kind == "update":
        return False
    value = at(old if kind == "delete" else new, path)
    usual = handler.life.usual.get(re.sub(r"\[\d+\]", "", path))
    if usual is ...:
        return kind == "delete"
    if usual is not None:
        return loosely(value) == loosely(usual)
    nothing = value is False or (value == 0 and not isinstance(value, str))
    return nothing and (kind == "delete" or path != top(path))


def _alone(handler: Handler, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Whether the new one would stand where the old one stands."""
    rule = handler.name
    if rule is not None and olds.get(rule.property) == news.get(rule.property):
        return rule.bare or rule.property not in (news.get("__defaults") or ())
    if isinstance(handler, Declared) and isinstance(handler.id, Text):
        try:
            return handler.id.format_map({**news, "region": news.get("region")}) == id_
        except KeyError:
            return False
    return handler.life.alone


def planned(type_: str, inputs: Mapping[str, Value]) -> Made:
    """What a preview tells of a resource to be created: what AWS computes is not known."""
    try:
        properties = declared_properties(type_)
    except (AttributeError, ImportError, ValueError):
        properties = ()
    outputs: dict[str, Value] = dict.fromkeys(properties, UNKNOWN)
    return Made(UNKNOWN, outputs | {**inputs}, "emulated")
