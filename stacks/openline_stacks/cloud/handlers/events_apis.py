"""EventBridge: archives, who may put events onto a bus, and APIs that events are sent to."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Text

_OF_ARCHIVE: Final = {"ArchiveName": "$id"}
_ARCHIVE: Final = Declared(
    type="aws:cloudwatch/eventArchive:EventArchive",
    service="events",
    create=Call("create_archive", {"ArchiveName": "$name"}),
    id=Text("{name}"),
    read=Call("describe_archive", _OF_ARCHIVE),
    out={"arn": "ArchiveArn"},
    name=AutoName(limit=48),
    deaf={"kmsKeyIdentifier": "moto encrypts no archive"},
    life=Life(
        update=(Call("update_archive", {"ArchiveName": "$name"}, whole=True),),
        replace=frozenset({"eventSourceArn", "name"}),
        delete=(Call("delete_archive", _OF_ARCHIVE),),
        usual={"retentionDays": 0},
    ),
)

# What of the way to be let in has another name with AWS.
_HTTP: Final = {
    "bodies": "BodyParameters",
    "headers": "HeaderParameters",
    "queryStrings": "QueryStringParameters",
}
_IN: Final = "authParameters"
_CONNECTION: Final = Declared(
    type="aws:cloudwatch/eventConnection:EventConnection",
    service="events",
    create=Call("create_connection"),
    id=Text("{name}"),
    read=Call("describe_connection", {"Name": "$id"}),
    renames={
        f"{_IN}.apiKey": "ApiKeyAuthParameters",
        f"{_IN}.apiKey.key": "ApiKeyName",
        f"{_IN}.apiKey.value": "ApiKeyValue",
        f"{_IN}.basic": "BasicAuthParameters",
        f"{_IN}.oauth": "OAuthParameters",
        **{f"{_IN}.oauth.oauthHttpParameters.{word}": name for word, name in _HTTP.items()},
        **{f"{_IN}.invocationHttpParameters.{word}": name for word, name in _HTTP.items()},
    },
    out={"arn": "ConnectionArn", "secretArn": "SecretArn"},
    name=AutoName(limit=64),
    deaf={
        "invocationConnectivityParameters": "moto reaches nothing that is private",
        "kmsKeyIdentifier": "moto encrypts no connection",
    },
    life=Life(
        unique="ResourceAlreadyExistsException: Connection {name} already exists.",
        update=(Call("update_connection", {"Name": "$name"}, whole=True),),
        replace=frozenset({"name"}),
        delete=(Call("delete_connection", {"Name": "$id"}),),
        keep=frozenset({_IN}),  # what is secret in it AWS keeps to itself
    ),
)

_DESTINATION: Final = Declared(
    type="aws:cloudwatch/eventApiDestination:EventApiDestination",
    service="events",
    create=Call("create_api_destination"),
    id=Text("{name}"),
    read=Call("describe_api_destination", {"Name": "$id"}),
    defaults={"invocationRateLimitPerSecond": 300},
    out={"arn": "ApiDestinationArn"},
    name=AutoName(limit=64),
    life=Life(
        unique="ResourceAlreadyExistsException: An api-destination {name} already exists.",
        update=(Call("update_api_destination", {"Name": "$name"}, whole=True),),
        replace=frozenset({"name"}),
        delete=(Call("delete_api_destination", {"Name": "$id"}),),
    ),
)

_BUS: Final = {"EventBusName": "$eventBusName"}
_POLICY: Final = Declared(
    type="aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    service="events",
    create=Call("put_permission", {**_BUS, "Policy": "$policy"}),
    id=Text("{eventBusName}"),
    read=Call("describe_event_bus", {"Name": "$id"}),
    defaults={"eventBusName": "default"},
    life=Life(
        update=(Call("put_permission", {**_BUS, "Policy": "$policy"}, named=False),),
        replace=frozenset({"eventBusName"}),
        delete=(Call("remove_permission", {**_BUS, "RemoveAllPermissions": True}),),
        tells={"policy": Call("describe_event_bus", {"Name": "$id"}, "Policy")},
        gone="!Policy",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ARCHIVE, _CONNECTION, _DESTINATION, _POLICY)
