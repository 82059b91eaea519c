"""CloudWatch Logs: log groups."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_TAGS: Final = Tagging({"resourceArn": Text("{arn}")}, answer="tags")

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
    life=Life(
        update=(
            Call(
                "associate_kms_key", {"logGroupName": "$id", "kmsKeyId": "$kmsKeyId"}, named=False
            ),
        ),
        delete=(Call("delete_log_group", {"logGroupName": "$id"}),),
        off={"retentionInDays": (Call("delete_retention_policy", {"logGroupName": "$id"}),)},
        tags=_TAGS,
        usual={"logGroupClass": "STANDARD"},
    ),
)

_DELIVERY_SOURCE: Final = Declared(
    type="aws:cloudwatch/logDeliverySource:LogDeliverySource",
    service="logs",
    create=Call("put_delivery_source", answer="deliverySource"),
    id="name",
    read=Call("get_delivery_source", {"name": "$id"}, "deliverySource"),
    out={"arn": "arn", "service": "service"},
    name=AutoName(limit=60),
    life=Life(
        delete=(Call("delete_delivery_source", {"name": "$id"}),),
        tags=_TAGS,
        back={"resourceArn": lambda arns: arns[0]},
    ),
)

_DELIVERY_DESTINATION: Final = Declared(
    type="aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    service="logs",
    create=Call("put_delivery_destination", answer="deliveryDestination"),
    id="name",
    read=Call("get_delivery_destination", {"name": "$id"}, "deliveryDestination"),
    out={"arn": "arn"},
    name=AutoName(limit=60),
    life=Life(
        update=(Call("put_delivery_destination", {"name": "$id"}, whole=True),),
        replace=frozenset({"name"}),
        delete=(Call("delete_delivery_destination", {"name": "$id"}),),
        tags=_TAGS,
        usual={"deliveryDestinationType": ...},
    ),
)

_DELIVERY: Final = Declared(
    type="aws:cloudwatch/logDelivery:LogDelivery",
    service="logs",
    create=Call("create_delivery", answer="delivery"),
    id="id",
    read=Call("get_delivery", {"id": "$id"}, "delivery"),
    renames={"s3DeliveryConfigurations": "s3DeliveryConfiguration"},
    out={"arn": "arn"},
    life=Life(
        # moto has no update_delivery_configuration: a change makes another delivery
        delete=(Call("delete_delivery", {"id": "$id"}),),
        tags=_TAGS,
        back={"s3DeliveryConfigurations": lambda one: [one]},
        find=Call(
            "describe_deliveries",
            {},
            Text(
                "deliveries[?deliverySourceName=='{deliverySourceName}' && "
                "deliveryDestinationArn=='{deliveryDestinationArn}'] | [0].id"
            ),
        ),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _DELIVERY,
    _DELIVERY_DESTINATION,
    _DELIVERY_SOURCE,
    _LOG_GROUP,
)
