"""Lambda: functions, what may call them and what does. moto stores them; their code never runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._assets import SOURCES, code_of
from openline_stacks.states import UNKNOWN

_MEMBERS: Final = {
    "architectures": "Architectures",
    "deadLetterConfig": "DeadLetterConfig",
    "description": "Description",
    "environment": "Environment",
    "ephemeralStorage": "EphemeralStorage",
    "handler": "Handler",
    "imageConfig": "ImageConfig",
    "kmsKeyArn": "KMSKeyArn",
    "layers": "Layers",
    "memorySize": "MemorySize",
    "name": "FunctionName",
    "packageType": "PackageType",
    "publish": "Publish",
    "role": "Role",
    "runtime": "Runtime",
    "tags": "Tags",
    "timeout": "Timeout",
    "tracingConfig": "TracingConfig",
    "vpcConfig": "VpcConfig",
}
_RESERVED: Final = "reservedConcurrentExecutions"


def _parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("lambda", "create_function")
    plain = request.given(_MEMBERS)
    if isinstance(plain.get("Layers"), list | tuple):
        plain["Layers"] = [one for one in plain["Layers"] if not _foreign(request, one)]
    params = fit(shape, plain).values
    if any(request.get(input_) is not None for input_ in SOURCES):
        params["Code"] = UNKNOWN  # packed when it is sent; rules have nothing to say on bytes
    return params


def _foreign(request: Request, layer: Any) -> bool:
    """A layer that others publish: AWS has it, and here nobody has published it."""
    foreign = isinstance(layer, str) and f":{request.account}:" not in layer
    if foreign and request.urn:
        request.say("layers", f"{layer} is another account's; the function does without it here")
    return foreign


def _create(request: Request) -> str:
    parameters = _parameters(request) | {"Code": code_of(request)}
    request.call("lambda", "create_function", **parameters)
    _reserve(request, str(parameters["FunctionName"]))
    return str(parameters["FunctionName"])


def _reserve(request: Request, id_: str) -> None:
    reserved = request.get(_RESERVED)
    if isinstance(reserved, int | float) and reserved >= 0:
        request.call(
            "lambda",
            "put_function_concurrency",
            FunctionName=id_,
            ReservedConcurrentExecutions=int(reserved),
        )


# What API Gateway calls a function by (its developer guide, "Lambda proxy integrations").
_INVOCATION: Final = "arn:aws:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations"


def _read(request: Request, id_: str) -> Outputs:
    held = request.call("lambda", "get_function", FunctionName=id_)["Configuration"]
    told = ("CodeSize", "LastModified")
    version = _latest(request, id_) or held["Version"]
    qualified = f"{held['FunctionArn']}:{version}"
    return {
        "@": {key: held[key] for key in told},
        "@held": held,
        "arn": held["FunctionArn"],
        "invokeArn": _INVOCATION.format(request.region, held["FunctionArn"]),
        "qualifiedArn": qualified,
        "qualifiedInvokeArn": _INVOCATION.format(request.region, qualified),
        "sourceCodeSize": held["CodeSize"],
        "sourceCodeHash": held["CodeSha256"],
        "codeSha256": held["CodeSha256"],
        "version": version,
    }


def _latest(request: Request, id_: str) -> str:
    """The last version that was published; empty where none was."""
    answer = request.call("lambda", "list_versions_by_function", FunctionName=id_)
    published = [one["Version"] for one in answer["Versions"] if one["Version"].isdigit()]
    return max(published, key=int, default="")


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    """Code by one call, the rest by another; what is published is published anew after both."""
    if changed & (SOURCES | {"architectures"}):
        shape = request.shape("lambda", "update_function_code")
        own = {m: request.get(i) for i, m in _MEMBERS.items() if m in shape.members}
        sent = {k: v for k, v in own.items() if v is not None and k not in _APART}
        request.call("lambda", "update_function_code", FunctionName=id_, **code_of(request), **sent)
    names = {_MEMBERS[input_] for input_ in changed & set(_MEMBERS)}
    shape = request.shape("lambda", "update_function_configuration")
    sent = {k: v for k, v in _parameters(request).items() if k in names and k in shape.members}
    if sent:
        request.call("lambda", "update_function_configuration", FunctionName=id_, **sent)
    if _RESERVED in changed:
        request.call("lambda", "delete_function_concurrency", FunctionName=id_)
        _reserve(request, id_)
    if request.get("publish"):
        request.call("lambda", "publish_version", FunctionName=id_)


_APART: Final = frozenset({"FunctionName", "Publish"})
_FUNCTION: Final = Irregular(
    type="aws:lambda/function:Function",
    service="lambda",
    operation="create_function",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset(_MEMBERS) | SOURCES | {_RESERVED},
    # AWS works the hash of what it is sent out by itself
    local=frozenset({"replaceSecurityGroupsOnDestroy", "replacementSecurityGroupIds",
                     "skipDestroy", "sourceCodeHash"}),
    held=Call("get_function", {"FunctionName": "$id"}, "Configuration"),
    members=_MEMBERS,
    name=AutoName(limit=64),
    life=Life(
        replace=frozenset({"name", "packageType"}),
        delete=(Call("delete_function", {"FunctionName": "$id"}),),
        tags=Tagging({"Resource": Text("{arn}")}, told="list_tags"),
        keep=SOURCES | {"publish", _RESERVED},
        tells={
            "layers": Call(
                "get_function", {"FunctionName": "$id"}, "Configuration.Layers[].Arn"
            ),
            _RESERVED: Call(
                "get_function_concurrency",
                {"FunctionName": "$id"},
                _RESERVED[:1].upper() + _RESERVED[1:],
            ),
        },
        usual={
            "architectures": ...,
            "memorySize": 128,
            "timeout": 3,
            "sourceCodeHash": ...,
            "codeSha256": ...,
            "ephemeralStorage": ...,
            "packageType": "Zip",
            "snapStart": ...,
            "tracingConfig": ...,
        },
        revise=_revise,
        revises=frozenset(_MEMBERS) - {"name", "packageType", "tags"} | SOURCES | {_RESERVED},
    ),
)  # fmt: skip


def _statement(request: Request, id_: str) -> Any:
    answer = request.call("lambda", "get_policy", FunctionName=request.get("function"))
    for one in json.loads(answer["Policy"])["Statement"]:
        if one.get("Sid") == id_:
            return one
    raise request.missing("get_policy", id_)


def _told_principal(request: Request, id_: str) -> str:
    principal = _statement(request, id_)["Principal"]
    return str(next(iter(principal.values())) if isinstance(principal, dict) else principal)


def _told_condition(test: str, key: str) -> Callable[[Request, str], Any]:
    def told(request: Request, id_: str) -> Any:
        return _statement(request, id_).get("Condition", {}).get(test, {}).get(key)

    return told


_PERMISSION: Final = Declared(
    type="aws:lambda/permission:Permission",
    service="lambda",
    create=Call("add_permission", {"FunctionName": "$function", "StatementId": "$statementId"}),
    id=Text("{statementId}"),
    read=Call("get_policy", {"FunctionName": "$function"}),
    name=AutoName(property="statementId", limit=100),
    life=Life(
        unique="ResourceConflictException: The statement id ({statementId}) already exists.",
        delete=(Call("remove_permission", {"FunctionName": "$function", "StatementId": "$id"}),),
        tells={
            "action": lambda request, id_: _statement(request, id_)["Action"],
            "principal": _told_principal,
            "sourceAccount": _told_condition("StringEquals", "AWS:SourceAccount"),
            "sourceArn": _told_condition("ArnLike", "AWS:SourceArn"),
            "statementId": lambda request, id_: _statement(request, id_)["Sid"],
        },
        find=lambda request: str(_statement(request, str(request.get("statementId")))["Sid"]),
        keep=frozenset({"action", "principal", "sourceAccount", "sourceArn"}),
        parts=r"(?P<function>[^/]+)/(?P<id>(?P<statementId>.+))",
    ),
)

_MAPPING: Final = Declared(
    type="aws:lambda/eventSourceMapping:EventSourceMapping",
    service="lambda",
    create=Call("create_event_source_mapping", {"FunctionName": "$functionName"}),
    id="UUID",
    read=Call("get_event_source_mapping", {"UUID": "$id"}),
    out={
        "arn": Text("arn:aws:lambda:{region}:{account}:event-source-mapping:{id}"),
        "functionArn": "FunctionArn",
        "uuid": "UUID",
    },
    life=Life(
        unique="ResourceConflictException: The event source and function have a mapping already",
        update=(
            Call("update_event_source_mapping", {"UUID": "$id", "FunctionName": "$functionName"}),
        ),
        replace=frozenset({"eventSourceArn", "startingPosition"}),
        delete=(Call("delete_event_source_mapping", {"UUID": "$id"}),),
        keep=frozenset({"enabled", "functionName", "startingPosition"}),
        tells={
            "functionName": Call("get_event_source_mapping", {"UUID": "$id"}, "FunctionArn"),
        },
        back={"functionName": lambda arn: arn.rpartition(":")[2]},
        gone="State=='Deleting'",
        find=Call(
            "list_event_source_mappings",
            {"EventSourceArn": "$eventSourceArn", "FunctionName": "$functionName"},
            "EventSourceMappings[0].UUID",
        ),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_FUNCTION, _MAPPING, _PERMISSION)
