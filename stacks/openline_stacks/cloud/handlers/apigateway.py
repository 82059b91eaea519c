"""API Gateway, REST APIs: their paths and methods, what these call, and where it is deployed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Request, Text, fill_template, find

_Revise = Callable[[Request, str, frozenset[str]], None]


def _patched(operation: str, place: Mapping[str, str], paths: Mapping[str, str]) -> _Revise:
    """An update in API Gateway's way: what changed, as operations on paths."""

    def revise(request: Request, id_: str, changed: frozenset[str]) -> None:
        words = request.words(id=id_)
        operations = [
            one
            for input_ in sorted(changed & paths.keys())
            for one in _operations(request, input_, paths[input_])
        ]
        if operations:
            named = {key: words[word] for key, word in place.items()}
            request.call("apigateway", operation, patchOperations=operations, **named)

    return revise


def _operations(request: Request, input_: str, path: str) -> list[dict[str, str]]:
    """Of a mapping one for each of its keys."""
    wanted, before = request.get(input_), request.outputs.get(input_)
    if not isinstance(wanted, Mapping) and not isinstance(before, Mapping):
        return [{"op": "replace", "path": path, "value": _text(request.get(input_, ""))}]
    put = [
        {"op": "replace", "path": f"{path}/{key}", "value": _text(value)}
        for key, value in sorted((wanted or {}).items())
    ]
    gone = sorted((before or {}).keys() - (wanted or {}).keys())
    return put + [{"op": "remove", "path": f"{path}/{key}"} for key in gone]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _remove_api(request: Request, id_: str) -> None:
    """moto falls over one that is not there, unless it is asked for it first."""
    request.call("apigateway", "get_rest_api", restApiId=id_)
    request.call("apigateway", "delete_rest_api", restApiId=id_)


_API_PATHS: Final = {
    "apiKeySource": "/apiKeySource",
    "description": "/description",
    "name": "/name",
    "policy": "/policy",
}
_METHODS: Final = frozenset({"any", "delete", "get", "head", "options", "patch", "post", "put"})
_ANY: Final = "x-amazon-apigateway-any-method"


def _document(request: Request) -> bytes:
    """The API's description as moto reads it, which knows version 3 alone: paths, and of each its
    methods. What OpenAPI 2 says of these is the same."""
    try:
        given = json.loads(str(request.get("body")))
    except ValueError as error:
        raise request.error(f"body: only JSON is emulated: {error}") from error
    paths = {
        path: {"any" if key == _ANY else key: one for key, one in methods.items()}
        for path, methods in given.get("paths", {}).items()
    }
    kept = {
        path: {key: one for key, one in methods.items() if key.lower() in _METHODS}
        for path, methods in paths.items()
    }
    version = {"openapi": given.get("openapi", "3.0.1"), "info": given.get("info", {})}
    return json.dumps({**version, "paths": kept}).encode()


def _revise_api(request: Request, id_: str, changed: frozenset[str]) -> None:
    _patched("update_rest_api", {"restApiId": "id"}, _API_PATHS)(request, id_, changed)
    if request.get("body") is not None and "body" in changed:
        request.call(
            "apigateway", "put_rest_api", restApiId=id_, mode="overwrite", body=_document(request)
        )


_API: Final = Declared(
    type="aws:apigateway/restApi:RestApi",
    service="apigateway",
    create=Call("create_rest_api"),
    id="id",
    read=Call("get_rest_api", {"restApiId": "$id"}),
    out={
        "arn": Text("arn:aws:apigateway:{region}::/restapis/{id}"),
        "executionArn": Text("arn:aws:execute-api:{region}:{account}:{id}"),
    },
    name=AutoName(limit=1024),
    local=frozenset({"failOnWarnings", "parameters", "putRestApiMode"}),
    deaf={"tags": "moto changes no tags of a REST API"},
    life=Life(
        replace=frozenset(
            {"binaryMediaTypes", "disableExecuteApiEndpoint", "endpointConfiguration",
             "minimumCompressionSize"}
        ),
        keep=frozenset({"body"}),
        usual={
            "apiKeySource": "HEADER",
            "endpointConfiguration": ...,
            "endpointConfiguration.ipAddressType": ...,
        },
        find=Call("get_rest_apis", {"limit": 500}, Text("items[?name=='{name}'] | [0].id")),
        remove=_remove_api,
        revise=_revise_api,
        revises=frozenset(_API_PATHS) | {"body"},
        inline=frozenset({"body"}),
    ),
)  # fmt: skip

_RESOURCE_PLACE: Final = {"restApiId": "$restApi", "resourceId": "$id"}


def _remove_resource(request: Request, id_: str) -> None:
    """moto falls over one that is not there."""
    api = request.get("restApi")
    held = request.call("apigateway", "get_resources", restApiId=api, limit=500)["items"]
    if any(one["id"] == id_ for one in held):
        request.call("apigateway", "delete_resource", restApiId=api, resourceId=id_)


_RESOURCE: Final = Declared(
    type="aws:apigateway/resource:Resource",
    service="apigateway",
    create=Call("create_resource", {"restApiId": "$restApi"}),
    id="id",
    read=Call("get_resource", _RESOURCE_PLACE),
    life=Life(
        # moto has no `update_resource`
        replace=frozenset({"parentId", "pathPart", "restApi"}),
        remove=_remove_resource,
        unique="ConflictException: Another resource with the same parent already has this name: "
        "{pathPart}",
        find=Call(
            "get_resources",
            {"restApiId": "$restApi", "limit": 500},
            Text("items[?parentId=='{parentId}' && pathPart=='{pathPart}'] | [0].id"),
        ),
        alone=True,
        parts=r"(?P<restApi>[^/]+)/(?P<id>[^/]+)",
    ),
)

_METHOD_PLACE: Final = {
    "restApiId": "$restApi",
    "resourceId": "$resourceId",
    "httpMethod": "$httpMethod",
}
_STATUS_PLACE: Final = {**_METHOD_PLACE, "statusCode": "$statusCode"}
_PLACES: Final = frozenset({"httpMethod", "resourceId", "restApi", "statusCode"})
_OF_METHOD: Final = r"(?P<restApi>[^/]+)/(?P<resourceId>[^/]+)/(?P<httpMethod>[^/]+)"
_OF_STATUS: Final = rf"{_OF_METHOD}/(?P<statusCode>\d+)"


def _put(
    kind: str, short: str, operation: str, place: Mapping[str, str], told: str, **life: Any
) -> Declared:
    """What has no id of its own in AWS and lies in a method, which tells it at the path `told`.
    moto has no updates of these; a `put` does one's work. What is not there it cannot get."""
    own = "-{statusCode}" if "statusCode" in place else ""
    create = life.pop("create", place)
    renames, anew = life.pop("renames", {}), life.pop("anew", ())

    def remove(request: Request, id_: str) -> None:
        words = request.words(id=id_)
        method = request.call("apigateway", "get_method", **fill_template(_METHOD_PLACE, words))
        if find(fill_template(told, words), method):
            request.call("apigateway", f"delete_{operation}", **fill_template(place, words))

    return Declared(
        type=f"aws:apigateway/{kind[0].lower()}{kind[1:]}:{kind}",
        service="apigateway",
        create=Call(f"put_{operation}", create),
        id=Text(f"{short}-{{restApi}}-{{resourceId}}-{{httpMethod}}{own}"),
        read=Call("get_method", _METHOD_PLACE, told),
        renames=renames,
        life=Life(
            update=(Call(f"put_{operation}", create, whole=True),),
            replace=(_PLACES if own else _PLACES - {"statusCode"}) | set(anew),
            remove=remove,
            parts=_OF_STATUS if own else _OF_METHOD,
            **life,
        ),
    )


_METHOD: Final = _put(
    "Method",
    "agm",
    "method",
    _METHOD_PLACE,
    "@",
    create={**_METHOD_PLACE, "authorizationType": "$authorization"},
    renames={"authorization": "authorizationType"},
    unique="ConflictException: Method already exists for this resource",
)
# An integration tells the method that it calls as `httpMethod`, which is its own place's name.
_INTEGRATION_TOLD: Final = (
    "methodIntegration.{type: type, uri: uri, integrationHttpMethod: httpMethod, "
    "passthroughBehavior: passthroughBehavior, requestTemplates: requestTemplates, "
    "requestParameters: requestParameters, connectionType: connectionType, "
    "connectionId: connectionId, credentials: credentials, contentHandling: contentHandling, "
    "timeoutMilliseconds: timeoutInMillis, cacheKeyParameters: cacheKeyParameters, "
    "tlsConfig: tlsConfig}"
)
_INTEGRATION: Final = _put(
    "Integration",
    "agi",
    "integration",
    _METHOD_PLACE,
    _INTEGRATION_TOLD,
    create={
        **_METHOD_PLACE,
        "integrationHttpMethod": "$integrationHttpMethod",
        "timeoutInMillis": "$timeoutMilliseconds",
    },
    anew=("credentials", "integrationHttpMethod", "passthroughBehavior", "type"),
    usual={"connectionType": "INTERNET", "passthroughBehavior": ..., "timeoutMilliseconds": ...},
)
_METHOD_RESPONSE: Final = _put(
    "MethodResponse",
    "agmr",
    "method_response",
    _STATUS_PLACE,
    Text('methodResponses."{statusCode}"'),
    unique="ConflictException: Response already exists for this resource",
)
_INTEGRATION_RESPONSE: Final = _put(
    "IntegrationResponse",
    "agir",
    "integration_response",
    _STATUS_PLACE,
    Text('methodIntegration.integrationResponses."{statusCode}"'),
    keep=frozenset({"responseTemplates"}),  # moto makes None of an empty template
)

_DEPLOYMENT_PLACE: Final = {"restApiId": "$restApi", "deploymentId": "$id"}
_DEPLOYMENT: Final = Declared(
    type="aws:apigateway/deployment:Deployment",
    service="apigateway",
    create=Call("create_deployment", {"restApiId": "$restApi"}),
    id="id",
    # moto falls over one that is not there
    read=Call("get_deployments", {"restApiId": "$restApi"}, Text("items[?id=='{id}'] | [0]")),
    life=Life(
        # moto has no `update_deployment`; `triggers` are the provider's own words for a new one
        replace=frozenset({"description", "restApi", "triggers", "variables"}),
        keep=frozenset({"triggers", "variables"}),
        delete=(Call("delete_deployment", _DEPLOYMENT_PLACE),),
        parts=r"(?P<restApi>[^/]+)/(?P<id>[^/]+)",
    ),
    local=frozenset({"triggers"}),
)

_STAGE_PLACE: Final = {"restApiId": "$restApi", "stageName": "$stageName"}
_STAGE_ARN: Final = Text("arn:aws:apigateway:{region}::/restapis/{restApi}/stages/{stageName}")
_STAGE_PATHS: Final = {
    "deployment": "/deploymentId",
    "description": "/description",
    "variables": "/variables",
}
_STAGE: Final = Declared(
    type="aws:apigateway/stage:Stage",
    service="apigateway",
    create=Call("create_stage", {**_STAGE_PLACE, "deploymentId": "$deployment"}),
    id=Text("ags-{restApi}-{stageName}"),
    read=Call("get_stage", _STAGE_PLACE),
    renames={"deployment": "deploymentId"},
    out={
        "arn": _STAGE_ARN,
        "executionArn": Text("arn:aws:execute-api:{region}:{account}:{restApi}/{stageName}"),
        "invokeUrl": Text("https://{restApi}.execute-api.{region}.amazonaws.com/{stageName}"),
    },
    life=Life(
        replace=frozenset({"restApi", "stageName"}),
        delete=(Call("delete_stage", _STAGE_PLACE),),
        tags=Tagging({"resourceArn": _STAGE_ARN}, told="get_tags", answer="tags"),
        revise=_patched(
            "update_stage", {"restApiId": "restApi", "stageName": "stageName"}, _STAGE_PATHS
        ),
        revises=frozenset(_STAGE_PATHS),
        parts=r"(?P<restApi>[^/]+)/(?P<stageName>[^/]+)",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _API, _DEPLOYMENT, _INTEGRATION, _INTEGRATION_RESPONSE, _METHOD, _METHOD_RESPONSE, _RESOURCE,
    _STAGE,
)  # fmt: skip
