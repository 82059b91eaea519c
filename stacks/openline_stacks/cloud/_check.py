"""Check: automatic names, and every rule of AWS's own shapes, before anything is created."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud import _declared
from openline_stacks.cloud._handler import AutoName, Declared, Handler
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import camel, faults_of
from openline_stacks.engine._provider import CheckFailure

_SUFFIX = 7  # hex digits, as Pulumi's own automatic names


def automatic_name(rule: AutoName, type_: str, name: str, region: str) -> str:
    """The same for the same resource in every process: a new name is a replaced resource."""
    digest = hashlib.sha256(f"{type_}\n{name}\n{region}".encode()).hexdigest()
    return f"{rule.prefix}{name}-{digest[:_SUFFIX]}"


def named(handler: Handler, request: Request) -> tuple[dict[str, Any], list[CheckFailure]]:
    """The inputs with an automatic name filled in, where the type has one and none was given."""
    inputs = {**handler.defaults, **request.inputs}
    rule = handler.name
    if rule is None or inputs.get(rule.property) is not None or inputs.get("namePrefix"):
        return inputs, []
    given = automatic_name(rule, request.type, request.name, request.region)
    if len(given) > rule.limit:
        reason = (
            f"the automatic name {given!r} is {len(given)} characters long, AWS takes "
            f"{rule.limit}; give the resource a name of at most "
            f"{rule.limit - _SUFFIX - 1 - len(rule.prefix)} characters or set {rule.property}"
        )
        return inputs, [CheckFailure(rule.property, reason)]
    return inputs | {rule.property: given}, []


def failures(handler: Handler, request: Request) -> list[CheckFailure]:
    """Everything that botocore's shapes know to be wrong with the inputs."""
    if isinstance(handler, Declared):
        operation = handler.create.operation
        params, _ = _declared.parameters(handler, request)
        renames: Mapping[str, str] = handler.renames
    else:
        operation, params, renames = handler.operation, handler.params(request), {}
    shape = request.shape(handler.service, operation)
    by_member = {member: input_ for input_, member in renames.items()}
    return [
        CheckFailure(_input_path(path, by_member), f"{path} {wrong}")
        for path, wrong in faults_of(shape, params)
    ]


def _input_path(path: str, by_member: Mapping[str, str]) -> str:
    """`Listeners[0].Port` as the program wrote it: `listeners[0].port`."""
    head, *rest = path.split(".")
    first = by_member.get(head) or camel(head.split("[")[0]) + head[len(head.split("[")[0]) :]
    return ".".join(
        [first, *(camel(part.split("[")[0]) + part[len(part.split("[")[0]) :] for part in rest)]
    )
