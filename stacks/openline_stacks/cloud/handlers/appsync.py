"""AppSync: GraphQL APIs, their keys, data sources and resolvers. Nothing answers a query."""

from __future__ import annotations

import datetime as dt
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
from openline_stacks.cloud._request import TOKEN, Request, Text
from openline_stacks.cloud._shapes import fit

_INPUTS: Final = (
    "additionalAuthenticationProviders", "authenticationType", "lambdaAuthorizerConfig",
    "logConfig", "name", "openidConnectConfig", "userPoolConfig", "visibility", "xrayEnabled",
)  # fmt: skip
_RENAMES: Final = {
    "logConfig.cloudwatchLogsRoleArn": "cloudWatchLogsRoleArn",
    "openidConnectConfig.authTtl": "authTTL",
    "openidConnectConfig.iatTtl": "iatTTL",
}


def _sent(request: Request, operation: str) -> dict[str, Any]:
    own = {one: request.get(one) for one in _INPUTS if request.get(one) is not None}
    params = fit(request.shape("appsync", operation), own, _RENAMES).values
    pool = params.get("userPoolConfig")
    if isinstance(pool, dict) and pool:  # the provider's own region, and its word for the rest
        params["userPoolConfig"] = {"awsRegion": request.region, "defaultAction": "ALLOW"} | pool
    return params


def _parameters(request: Request) -> dict[str, Any]:
    tags = request.all_tags()
    return _sent(request, "create_graphql_api") | ({"tags": tags} if tags else {})


def _schema(request: Request, id_: str) -> None:
    if request.get("schema") is not None:
        request.call(
            "appsync", "start_schema_creation", apiId=id_, definition=request.get("schema").encode()
        )


def _create(request: Request) -> str:
    made = request.call("appsync", "create_graphql_api", **_parameters(request))["graphqlApi"]
    _schema(request, str(made["apiId"]))
    return str(made["apiId"])


def _read(request: Request, id_: str) -> Outputs:
    """moto's address of an API is a word; AWS's is as in its developer guide, "Quick start"."""
    held = request.call("appsync", "get_graphql_api", apiId=id_)["graphqlApi"]
    place = f"{request.region}.amazonaws.com/graphql"
    known = {key: one for key, one in held.items() if key not in ("apiId", "tags", "uris")}
    return {
        "@": known,
        "arn": held["arn"],
        "uris": {
            "GRAPHQL": f"https://{id_}.appsync-api.{place}",
            "REALTIME": f"wss://{id_}.appsync-realtime-api.{place}",
        },
    }


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    if "schema" in changed:
        _schema(request, id_)
    if changed - {"schema"}:
        request.call(
            "appsync", "update_graphql_api", apiId=id_, **_sent(request, "update_graphql_api")
        )


def _remove(request: Request, id_: str) -> None:
    _read(request, id_)  # moto falls over what is not there
    request.call("appsync", "delete_graphql_api", apiId=id_)


_API: Final = Irregular(
    type="aws:appsync/graphQLApi:GraphQLApi",
    service="appsync",
    operation="create_graphql_api",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset({*_INPUTS, "schema", "tags"}),
    name=AutoName(limit=255),
    life=Life(
        replace=frozenset({"visibility"}),
        remove=_remove,
        tags=Tagging({"resourceArn": Text("{arn}")}, answer="tags"),
        keep=frozenset({"schema"}),
        usual={"userPoolConfig.awsRegion": ..., "userPoolConfig.defaultAction": "ALLOW",
               "visibility": "GLOBAL"},
        find=Call(
            "list_graphql_apis",
            {},
            Text(f"graphqlApis[?tags.\"{TOKEN}\"=='{{token}}'] | [0].apiId"),
        ),
        marked=True,
        revise=_revise,
        revises=frozenset(_INPUTS) - {"visibility"} | {"schema"},
    ),
)  # fmt: skip


def _seconds(request: Request) -> dict[str, Any]:
    """The hour that a key ends at; seven days where nothing is said."""
    text = request.get("expires")
    if not isinstance(text, str):
        return {}
    return {"expires": int(dt.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())}


def _key_parameters(request: Request) -> dict[str, Any]:
    return request.given({"apiId": "apiId", "description": "description"}) | _seconds(request)


def _create_key(request: Request) -> str:
    made = request.call("appsync", "create_api_key", **_key_parameters(request))["apiKey"]
    return f"{request.get('apiId')}:{made['id']}"


def _read_key(request: Request, id_: str) -> Outputs:
    api, _, key = id_.partition(":")
    for one in request.call("appsync", "list_api_keys", apiId=api)["apiKeys"]:
        if one["id"] == key:
            ends = dt.datetime.fromtimestamp(int(one["expires"]), dt.UTC)
            return {
                "@": {},
                "apiId": api,
                "apiKeyId": key,
                "description": one.get("description"),
                "expires": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "key": key,
            }
    raise request.missing("list_api_keys", id_)


def _revise_key(request: Request, id_: str, _changed: frozenset[str]) -> None:
    params = _key_parameters(request) | {"id": id_.partition(":")[2]}
    request.call("appsync", "update_api_key", **params)


def _remove_key(request: Request, id_: str) -> None:
    _read_key(request, id_)
    api, _, key = id_.partition(":")
    request.call("appsync", "delete_api_key", apiId=api, id=key)


_KEY: Final = Irregular(
    type="aws:appsync/apiKey:ApiKey",
    service="appsync",
    operation="create_api_key",
    params=_key_parameters,
    create=_create_key,
    read=_read_key,
    inputs=frozenset({"apiId", "description", "expires"}),
    defaults={"description": "Managed by Pulumi"},
    life=Life(
        replace=frozenset({"apiId"}),
        usual={"expires": ...},
        revise=_revise_key,
        revises=frozenset({"description", "expires"}),
        remove=_remove_key,
        parts=r"(?P<id>(?P<apiId>[^:]+):.+)",
    ),
)

# input -> member, and what in it has another name with AWS.
_SOURCES: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "dynamodbConfig": ("dynamodbConfig", {"region": "awsRegion"}),
    "elasticsearchConfig": ("elasticsearchConfig", {"region": "awsRegion"}),
    "eventBridgeConfig": ("eventBridgeConfig", {}),
    "httpConfig": ("httpConfig", {}),
    "lambdaConfig": ("lambdaConfig", {"functionArn": "lambdaFunctionArn"}),
    "opensearchserviceConfig": ("openSearchServiceConfig", {"region": "awsRegion"}),
    "relationalDatabaseConfig": (
        "relationalDatabaseConfig",
        {"httpEndpointConfig": "rdsHttpEndpointConfig",
         "sourceType": "relationalDatabaseSourceType"},
    ),
}  # fmt: skip
_SOURCE_PLAIN: Final = ("apiId", "description", "name", "serviceRoleArn", "type")


def _source_parameters(request: Request, operation: str = "create_data_source") -> dict[str, Any]:
    names = {
        f"{input_}.{word}": member
        for input_, (_, words) in _SOURCES.items()
        for word, member in words.items()
    }
    own = request.given({one: one for one in (*_SOURCE_PLAIN, *_SOURCES)})
    params = fit(request.shape("appsync", operation), own, names).values
    for member, words in _SOURCES.values():
        if "region" in words and isinstance(params.get(member), dict):
            params[member] = {"awsRegion": request.region} | params[member]
    return params


def _create_source(request: Request) -> str:
    request.call("appsync", "create_data_source", **_source_parameters(request))
    return f"{request.get('apiId')}-{request.get('name')}"


def _read_source(request: Request, id_: str) -> Outputs:
    place = {"apiId": request.get("apiId"), "name": request.get("name")}
    held = request.call("appsync", "get_data_source", **place)["dataSource"]
    told: Outputs = {"@": {}, "arn": held["dataSourceArn"]}
    told |= {one: held[one] for one in _SOURCE_PLAIN if one in held}
    for input_, (member, words) in _SOURCES.items():
        if member in held:
            back = {theirs: ours for ours, theirs in words.items()}
            told[input_] = {back.get(key, key): value for key, value in held[member].items()}
    return told


def _find_source(request: Request) -> str:
    _read_source(request, "")
    return f"{request.get('apiId')}-{request.get('name')}"


def _revise_source(request: Request, _id: str, _changed: frozenset[str]) -> None:
    params = _source_parameters(request, "update_data_source")
    request.call("appsync", "update_data_source", **params)


_SOURCE: Final = Irregular(
    type="aws:appsync/dataSource:DataSource",
    service="appsync",
    operation="create_data_source",
    params=_source_parameters,
    create=_create_source,
    read=_read_source,
    inputs=frozenset({*_SOURCE_PLAIN, *_SOURCES}),
    members={input_: member for input_, (member, _) in _SOURCES.items()},
    name=AutoName(limit=65_536),
    life=Life(
        replace=frozenset({"apiId", "name"}),
        delete=(Call("delete_data_source", {"apiId": "$apiId", "name": "$name"}),),
        usual=dict.fromkeys(
            (f"{input_}.region" for input_, (_, words) in _SOURCES.items() if "region" in words),
            ...,
        ),
        find=_find_source,
        revise=_revise_source,
        revises=frozenset({"description", "serviceRoleArn", "type", *_SOURCES}),
        parts=r"(?P<id>(?P<apiId>.+)-(?P<name>[^-]+))",
    ),
)  # fmt: skip

_PLACE: Final = {"apiId": "$apiId", "typeName": "$type", "fieldName": "$field"}
_RESOLVER: Final = Declared(
    type="aws:appsync/resolver:Resolver",
    service="appsync",
    create=Call("create_resolver", _PLACE, "resolver"),
    id=Text("{apiId}-{type}-{field}"),
    read=Call("get_resolver", _PLACE, "resolver"),
    renames={
        "dataSource": "dataSourceName",
        "requestTemplate": "requestMappingTemplate",
        "responseTemplate": "responseMappingTemplate",
    },
    out={"arn": "resolverArn"},
    life=Life(
        update=(Call("update_resolver", _PLACE, whole=True),),
        replace=frozenset({"apiId", "field", "type"}),
        delete=(Call("delete_resolver", _PLACE),),
        usual={"kind": "UNIT", "maxBatchSize": 0},
        parts=r"(?P<id>(?P<apiId>.+)-(?P<type>[^-]+)-(?P<field>[^-]+))",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_API, _KEY, _RESOLVER, _SOURCE)
