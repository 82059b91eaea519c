"""Lambda: aliases, layers, and addresses of functions."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._assets import SOURCES, code_of
from openline_stacks.states import UNKNOWN

_ALIAS_PLACE: Final = {"FunctionName": "$functionName", "Name": "$name"}
_ALIAS: Final = Declared(
    type="aws:lambda/alias:Alias",
    service="lambda",
    create=Call("create_alias", _ALIAS_PLACE),
    id="AliasArn",
    read=Call("get_alias", _ALIAS_PLACE),
    out={"arn": "AliasArn", "name": "Name"},
    name=AutoName(limit=128),
    life=Life(
        update=(Call("update_alias", _ALIAS_PLACE),),
        replace=frozenset({"functionName", "name"}),
        delete=(Call("delete_alias", _ALIAS_PLACE),),
        find=Call("get_alias", _ALIAS_PLACE, "AliasArn"),
        unique="ResourceConflictException: Alias already exists: {functionName}:{name}",
        parts=r"(?P<functionName>[^/]+)/(?P<name>[^/]+)",
    ),
)

_URL_OF: Final = {"FunctionName": "$functionName", "Qualifier": "$qualifier"}
_URL_PUT: Final = {**_URL_OF, "AuthType": "$authorizationType"}
_URL: Final = Declared(
    type="aws:lambda/functionUrl:FunctionUrl",
    service="lambda",
    create=Call("create_function_url_config", _URL_PUT),
    id=Text("{functionName}"),
    read=Call("get_function_url_config", _URL_OF),
    renames={"authorizationType": "AuthType"},
    out={"functionUrl": "FunctionUrl", "functionArn": "FunctionArn"},
    life=Life(
        update=(Call("update_function_url_config", _URL_PUT),),
        replace=frozenset({"functionName", "qualifier"}),
        delete=(Call("delete_function_url_config", _URL_OF),),
        usual={"invokeMode": "BUFFERED"},
        back={"invokeMode": str.upper},
        unique="ResourceConflictException: Failed to create url config of {functionName}. "
        "Error message:  FunctionUrlConfig exists for this Lambda function",
        parts=r"(?P<functionName>[^/]+)",
    ),
)

_LAYER_MEMBERS: Final = {
    "compatibleArchitectures": "CompatibleArchitectures",
    "compatibleRuntimes": "CompatibleRuntimes",
    "description": "Description",
    "layerName": "LayerName",
    "licenseInfo": "LicenseInfo",
}


_LAYER_SOURCES: Final = SOURCES - {"imageUri"}


def _layer_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("lambda", "publish_layer_version")
    given = {m: request.get(i) for i, m in _LAYER_MEMBERS.items() if request.get(i) is not None}
    return fit(shape, given).values | {"Content": UNKNOWN}


def _create_layer(request: Request) -> str:
    sent = _layer_parameters(request) | {"Content": code_of(request)}
    return str(request.call("lambda", "publish_layer_version", **sent)["LayerVersionArn"])


def _place(id_: str) -> dict[str, Any]:
    name, version = id_.split(":")[-2:]
    return {"LayerName": name, "VersionNumber": int(version)}


def _read_layer(request: Request, id_: str) -> Outputs:
    held = request.call("lambda", "get_layer_version", **_place(id_))
    return {
        "@": {"CreatedDate": held["CreatedDate"]},
        "@held": held,
        "arn": id_,
        "layerArn": id_.rpartition(":")[0],
        "layerName": _place(id_)["LayerName"],
        "version": str(held["Version"]),
        "sourceCodeSize": held["Content"]["CodeSize"],
        "sourceCodeHash": held["Content"]["CodeSha256"],
        "codeSha256": held["Content"]["CodeSha256"],
    }


def _remove_layer(request: Request, id_: str) -> None:
    request.call("lambda", "delete_layer_version", **_place(id_))


_LAYER: Final = Irregular(
    type="aws:lambda/layerVersion:LayerVersion",
    service="lambda",
    operation="publish_layer_version",
    params=_layer_parameters,
    create=_create_layer,
    read=_read_layer,
    inputs=frozenset(_LAYER_MEMBERS) | _LAYER_SOURCES,
    held=Call("get_layer_version"),
    members=_LAYER_MEMBERS,
    local=frozenset({"skipDestroy", "sourceCodeHash"}),
    life=Life(
        replace=frozenset(_LAYER_MEMBERS) | _LAYER_SOURCES,
        keep=_LAYER_SOURCES,
        remove=_remove_layer,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ALIAS, _LAYER, _URL)
