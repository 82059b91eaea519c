"""API Gateway v2: HTTP and WebSocket APIs, what they call, and where they are offered."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import TOKEN, Text
from openline_stacks.cloud._shapes import plain

_TAGS: Final = Tagging({"ResourceArn": Text("{arn}")}, told="get_tags")
_PART_OF_API: Final = r"(?P<apiId>[^/]+)/(?P<id>[^/]+)"

_API: Final = Declared(
    type="aws:apigatewayv2/api:Api",
    service="apigatewayv2",
    create=Call("create_api"),
    id="ApiId",
    read=Call("get_api", {"ApiId": "$id"}),
    out={
        "arn": Text("arn:aws:apigateway:{region}::/apis/{id}"),
        "executionArn": Text("arn:aws:execute-api:{region}:{account}:{id}"),
    },
    name=AutoName(limit=128),
    life=Life(
        update=(Call("update_api", {"ApiId": "$id"}),),
        replace=frozenset({"protocolType"}),
        delete=(Call("delete_api", {"ApiId": "$id"}),),
        tags=_TAGS,
        # API Gateway v2 API reference, Apis: what an API has where nothing is said.
        usual={
            "apiKeySelectionExpression": "$request.header.x-api-key",
            "routeSelectionExpression": "$request.method $request.path",
            "ipAddressType": "ipv4",
        },
        find=Call("get_apis", {}, Text(f"Items[?Tags.\"{TOKEN}\"=='{{token}}'] | [0].ApiId")),
        marked=True,
    ),
)


def _part(
    kind: str,
    *,
    usual: dict[str, Any],
    find: Call | None = None,
    only: frozenset[str] = frozenset(),
    unique: str = "",
    name: AutoName | None = None,
) -> Declared:
    """What belongs to one API and has an id of its own. `only`: inputs that the provider makes a
    new one for, though AWS would take them."""
    operation, id_ = kind.lower(), f"{kind}Id"
    place = {"ApiId": "$apiId", id_: "$id"}
    return Declared(
        type=f"aws:apigatewayv2/{operation}:{kind}",
        service="apigatewayv2",
        create=Call(f"create_{operation}"),
        id=id_,
        read=Call(f"get_{operation}", place),
        name=name,
        life=Life(
            update=(Call(f"update_{operation}", place),),
            replace=frozenset({"apiId"}) | only,
            delete=(Call(f"delete_{operation}", place),),
            usual=usual,
            find=find,
            unique=unique,
            parts=_PART_OF_API,
        ),
    )


# AWS takes the same integration twice, and moto has no list of authorizers: nothing tells what an
# earlier try made.
_AUTHORIZER: Final = _part(
    "Authorizer", usual={"authorizerResultTtlInSeconds": ...}, name=AutoName(limit=128)
)
_INTEGRATION: Final = _part(
    "Integration",
    only=frozenset({"integrationSubtype", "integrationType"}),
    usual={
        "connectionType": "INTERNET",
        "payloadFormatVersion": "1.0",
        "timeoutMilliseconds": ...,
    },
)
_ROUTE: Final = _part(
    "Route",
    usual={"authorizationType": "NONE"},
    find=Call(
        "get_routes",
        {"ApiId": "$apiId"},
        Text("Items[?RouteKey=='{routeKey}'] | [0].RouteId"),
    ),
    unique="ConflictException: Route with key {routeKey} already exists for this API",
)


def _as_settings(held: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"routeKey": key, **plain(one)} for key, one in held.items()]


_STAGE_PLACE: Final = {"ApiId": "$apiId", "StageName": "$name"}
_STAGE_ARN: Final = Text("arn:aws:apigateway:{region}::/apis/{apiId}/stages/{name}")
_STAGE: Final = Declared(
    type="aws:apigatewayv2/stage:Stage",
    service="apigatewayv2",
    create=Call("create_stage", _STAGE_PLACE),
    id=Text("{name}"),
    read=Call("get_stage", _STAGE_PLACE),
    renames={"name": "StageName"},
    out={
        "arn": _STAGE_ARN,
        "executionArn": Text("arn:aws:execute-api:{region}:{account}:{apiId}/{name}"),
    },
    reads={
        "invokeUrl": Call(
            "get_api",
            {"ApiId": "$apiId"},
            # The default stage has no path of its own.
            Text(
                "'{name}' == '$default' && join('', [ApiEndpoint, '/']) "
                "|| join('', [ApiEndpoint, '/{name}'])"
            ),
        )
    },
    # moto keeps a stage's tags where `get_tags` does not look
    sets={"tagsAll": (Call("tag_resource", {"ResourceArn": _STAGE_ARN, "Tags": "$tagsAll"}),)},
    name=AutoName(limit=128),
    life=Life(
        unique="ConflictException: Stage already exists",
        # moto has no `update_stage`; its `create_stage` puts one in the place of the other
        update=(Call("create_stage", _STAGE_PLACE, whole=True),),
        replace=frozenset({"apiId", "name"}),
        delete=(Call("delete_stage", _STAGE_PLACE),),
        tags=_TAGS,
        usual={"defaultRouteSettings": ..., "deploymentId": ..., "routeSettings": ...},
        back={"routeSettings": _as_settings},
        parts=r"(?P<apiId>[^/]+)/(?P<id>(?P<name>[^/]+))",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_API, _AUTHORIZER, _INTEGRATION, _ROUTE, _STAGE)
