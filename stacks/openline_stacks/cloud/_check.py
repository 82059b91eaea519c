"""Check: automatic names, and every rule of AWS's own shapes, before anything is created."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud import _declared
from openline_stacks.cloud._handler import AutoName, Declared, Handler, Irregular
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import LACKING, camel, faults_of, without_nulls
from openline_stacks.engine._provider import CheckFailure
from openline_stacks.states import UNKNOWN

SUFFIX = 7  # hex digits, as Pulumi's own automatic names


def automatic_name(rule: AutoName, type_: str, name: str, region: str) -> str:
    """The same for the same resource in every process: a new name is a replaced resource."""
    own = rule.spelled(name)
    if rule.bare:
        return own
    digest = hashlib.sha256(f"{type_}\n{name}\n{region}".encode()).hexdigest()
    return f"{rule.prefix}{own}-{digest[:SUFFIX]}"


def named(handler: Handler, request: Request) -> tuple[dict[str, Any], list[CheckFailure]]:
    """The inputs with an automatic name filled in, where the type has one and none was given."""
    inputs = {**handler.defaults, **without_nulls(request.inputs)}
    rule = handler.name
    if rule is None or inputs.get(rule.property) is not None or inputs.get("namePrefix"):
        return inputs, []
    given = automatic_name(rule, request.type, request.name, request.region)
    if len(given) > rule.limit:
        reason = (
            f"the automatic name {given!r} is {len(given)} characters long, AWS takes "
            f"{rule.limit}; give the resource a name of at most "
            f"{rule.limit - SUFFIX - 1 - len(rule.prefix)} characters or set {rule.property}"
        )
        return inputs | {rule.property: UNKNOWN}, [CheckFailure(rule.property, reason)]
    return inputs | {rule.property: given}, []


def failures(handler: Handler, request: Request) -> list[CheckFailure]:
    """Everything that botocore's shapes know to be wrong with the inputs.

    What a structure lacks is not told where an input of it has no member here: the one may stand
    for the other, as a function's `s3Bucket` does for its `code`.
    """
    if isinstance(handler, Declared):
        operation = handler.create.operation
        params, unread = _declared.parameters(handler, request)
        names = {**_templated(handler.create.params), **_swapped(handler.renames)}
        inside = "@"
    else:
        operation, params = handler.operation, handler.params(request)
        names, inside = _swapped(handler.members), handler.inside
        unread = [*others(handler, request.inputs)]
    shape = request.shape(handler.service, operation)
    unread_in = {_within(path) for path in unread}
    found = (
        (_input_path(path.removeprefix(f"{inside}."), names), path, wrong)
        for path, wrong in faults_of(shape, params)
    )
    return [
        CheckFailure(property_, f"{path} {wrong}")
        for property_, path, wrong in found
        if wrong != LACKING or _within(property_) not in unread_in
    ]


def others(handler: Irregular, inputs: Mapping[str, Any]) -> set[str]:
    """The inputs that the handler's code has nothing for."""
    known = handler.inputs | handler.local | _declared.ALWAYS_TAKEN | set(handler.deaf)
    return {one for one, value in inputs.items() if one not in known and value is not None}


def _within(path: str) -> str:
    """The input whose structure a path leads into; "" for an input itself."""
    return path.partition(".")[0].partition("[")[0] if "." in path else ""


def _swapped(names: Mapping[str, str]) -> dict[str, str]:
    return {member: input_ for input_, member in names.items()}


def _templated(params: Mapping[str, Any]) -> dict[str, str]:
    return {
        member: value[1:]
        for member, value in params.items()
        if isinstance(value, str) and value.startswith("$")
    }


def _input_path(path: str, names: Mapping[str, str]) -> str:
    """`Listeners[0].Port` as the program wrote it: `listeners[0].port`."""
    return ".".join(_input_step(step, names) for step in path.split("."))


def _input_step(step: str, names: Mapping[str, str]) -> str:
    member, bracket, index = step.partition("[")
    return names.get(member, camel(member)) + bracket + index
