"""CloudWatch Logs: log groups."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler
from openline_stacks.cloud._request import Text

_LOG_GROUP: Final = Declared(
    type="aws:cloudwatch/logGroup:LogGroup",
    service="logs",
    create=Call("create_log_group", {"logGroupName": "$name"}),
    id=Text("{name}"),
    read=Call(
        "describe_log_groups",
        {"logGroupNamePrefix": "$id"},
        Text("logGroups[?logGroupName=='{id}'] | [0]"),
    ),
    sets={
        "retentionInDays": (
            Call(
                "put_retention_policy",
                {"logGroupName": "$id", "retentionInDays": "$retentionInDays"},
            ),
        ),
    },
    # The API's `arn` ends in ":*"; the provider takes that off.
    out={"arn": Text("arn:aws:logs:{region}:{account}:log-group:{id}")},
    name=AutoName(limit=512),
    local=frozenset({"skipDestroy"}),
)

_DELIVERY_SOURCE: Final = Declared(
    type="aws:cloudwatch/logDeliverySource:LogDeliverySource",
    service="logs",
    create=Call("put_delivery_source", answer="deliverySource"),
    id="name",
    read=Call("get_delivery_source", {"name": "$id"}, "deliverySource"),
    out={"arn": "arn", "service": "service"},
    name=AutoName(limit=60),
)

_DELIVERY_DESTINATION: Final = Declared(
    type="aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    service="logs",
    create=Call("put_delivery_destination", answer="deliveryDestination"),
    id="name",
    read=Call("get_delivery_destination", {"name": "$id"}, "deliveryDestination"),
    out={"arn": "arn"},
    name=AutoName(limit=60),
)

_DELIVERY: Final = Declared(
    type="aws:cloudwatch/logDelivery:LogDelivery",
    service="logs",
    create=Call("create_delivery", answer="delivery"),
    id="id",
    read=Call("get_delivery", {"id": "$id"}, "delivery"),
    renames={"s3DeliveryConfigurations": "s3DeliveryConfiguration"},
    out={"arn": "arn"},
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _DELIVERY,
    _DELIVERY_DESTINATION,
    _DELIVERY_SOURCE,
    _LOG_GROUP,
)
