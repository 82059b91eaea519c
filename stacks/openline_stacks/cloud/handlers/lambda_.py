"""Lambda: functions whose code stands in the program. moto stores them; their code never runs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
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
from openline_stacks.states import UNKNOWN

_MEMBERS: Final = {
    "architectures": "Architectures",
    "description": "Description",
    "handler": "Handler",
    "kmsKeyArn": "KMSKeyArn",
    "memorySize": "MemorySize",
    "name": "FunctionName",
    "role": "Role",
    "runtime": "Runtime",
    "tags": "Tags",
    "timeout": "Timeout",
}


def _parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("lambda", "create_function")
    plain = request.given(_MEMBERS)
    params = fit(shape, plain).values
    if request.get("code") is not None:
        params["Code"] = UNKNOWN  # zipped when it is sent; rules have nothing to say on bytes
    return params


def _zipped(request: Request) -> bytes:
    """The archive of the program's texts, the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in sorted(_texts(request).items()):
            archive.writestr(zipfile.ZipInfo(path), text)
    return packed.getvalue()


def _texts(request: Request) -> dict[str, str]:
    assets = request.block("code").get("assets")
    texts = {
        str(path): asset["text"]
        for path, asset in (assets.items() if isinstance(assets, Mapping) else ())
        if isinstance(asset, Mapping) and isinstance(asset.get("text"), str)
    }
    if not texts:
        raise request.error("create_function: only code in an archive of texts is emulated")
    return texts


def _create(request: Request) -> str:
    parameters = _parameters(request) | {"Code": {"ZipFile": _zipped(request)}}
    request.call("lambda", "create_function", **parameters)
    return str(parameters["FunctionName"])


# What API Gateway calls a function by (its developer guide, "Lambda proxy integrations").
_INVOCATION: Final = "arn:aws:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations"


def _read(request: Request, id_: str) -> Outputs:
    held = request.call("lambda", "get_function", FunctionName=id_)["Configuration"]
    told = ("CodeSize", "LastModified", "Version")
    return {
        "@": {key: held[key] for key in told},
        "@held": held,
        "arn": held["FunctionArn"],
        "invokeArn": _INVOCATION.format(request.region, held["FunctionArn"]),
        "qualifiedArn": f"{held['FunctionArn']}:{held['Version']}",
        "qualifiedInvokeArn": _INVOCATION.format(
            request.region, f"{held['FunctionArn']}:{held['Version']}"
        ),
        "sourceCodeSize": held["CodeSize"],
        "sourceCodeHash": held["CodeSha256"],
        "codeSha256": held["CodeSha256"],
    }


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    """Code by one call, the rest by another."""
    if changed & {"architectures", "code"}:
        shape = request.shape("lambda", "update_function_code")
        own = {m: request.get(i) for i, m in _MEMBERS.items() if m in shape.members}
        sent = {k: v for k, v in own.items() if v is not None and k != "FunctionName"}
        request.call(
            "lambda", "update_function_code", FunctionName=id_, ZipFile=_zipped(request), **sent
        )
    names = {_MEMBERS[input_] for input_ in changed & set(_MEMBERS)}
    shape = request.shape("lambda", "update_function_configuration")
    sent = {k: v for k, v in _parameters(request).items() if k in names and k in shape.members}
    if sent:
        request.call("lambda", "update_function_configuration", FunctionName=id_, **sent)


_FUNCTION: Final = Irregular(
    type="aws:lambda/function:Function",
    service="lambda",
    operation="create_function",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset(_MEMBERS) | {"code"},
    held=Call("get_function", {"FunctionName": "$id"}, "Configuration"),
    members=_MEMBERS,
    name=AutoName(limit=64),
    life=Life(
        replace=frozenset({"name", "packageType"}),
        delete=(Call("delete_function", {"FunctionName": "$id"}),),
        tags=Tagging({"Resource": Text("{arn}")}, told="list_tags"),
        keep=frozenset({"code"}),
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
        revises=frozenset(_MEMBERS) - {"name", "tags"} | {"code"},
    ),
)


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
