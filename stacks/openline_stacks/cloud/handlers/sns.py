"""SNS: topics, who may publish to them, who hears them."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud.handlers._lives import BY_ARN

_ATTRIBUTES: Final = {
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
}


def _revise_topic(request: Request, id_: str, changed: frozenset[str]) -> None:
    for input_ in sorted(changed):
        name, value = _ATTRIBUTES[input_], request.get(input_, "")
        request.call(
            "sns",
            "set_topic_attributes",
            TopicArn=id_,
            AttributeName=name,
            AttributeValue=value,
        )


_TOPIC: Final = Declared(
    type="aws:sns/topic:Topic",
    service="sns",
    create=Call(
        "create_topic",
        {
            "Name": "$name",
            "Attributes": {
                "DisplayName": "$displayName",
                "FifoTopic": "$fifoTopic",
                "KmsMasterKeyId": "$kmsMasterKeyId",
                "Policy": "$policy",
            },
        },
    ),
    id="TopicArn",
    read=Call("get_topic_attributes", {"TopicArn": "$id"}, "Attributes"),
    out={"arn": Text("{id}"), "owner": "Owner"},
    name=AutoName(limit=256, fifo="fifoTopic"),
    life=Life(
        replace=frozenset({"fifoTopic", "name", "namePrefix"}),
        delete=(Call("delete_topic", {"TopicArn": "$id"}),),
        tags=BY_ARN,
        tells={"name": lambda _request, id_: id_.rsplit(":", 1)[-1]},
        usual={"policy": ..., "signatureVersion": 1},
        revise=_revise_topic,
        revises=frozenset(_ATTRIBUTES),
    ),
)

_TOPIC_POLICY: Final = Declared(
    type="aws:sns/topicPolicy:TopicPolicy",
    service="sns",
    create=Call(
        "set_topic_attributes",
        {"TopicArn": "$arn", "AttributeName": "Policy", "AttributeValue": "$policy"},
    ),
    id=Text("{arn}"),
    read=Call("get_topic_attributes", {"TopicArn": "$arn"}, "Attributes"),
    out={"owner": "Owner"},
    life=Life(
        update=(
            Call(
                "set_topic_attributes",
                {"TopicArn": "$arn", "AttributeName": "Policy", "AttributeValue": "$policy"},
                named=False,
            ),
        ),
        replace=frozenset({"arn"}),
        # AWS puts its own policy back
        remove=lambda request, _id: None,
        tells={
            "policy": Call("get_topic_attributes", {"TopicArn": "$arn"}, "Attributes.Policy"),
        },
    ),
)


def _revise_subscription(request: Request, id_: str, changed: frozenset[str]) -> None:
    names = {"filterPolicy": "FilterPolicy", "rawMessageDelivery": "RawMessageDelivery"}
    for input_ in sorted(changed):
        value = request.get(input_, "")
        request.call(
            "sns",
            "set_subscription_attributes",
            SubscriptionArn=id_,
            AttributeName=names[input_],
            AttributeValue=str(value).lower() if isinstance(value, bool) else value,
        )


_TOPIC_SUBSCRIPTION: Final = Declared(
    type="aws:sns/topicSubscription:TopicSubscription",
    service="sns",
    create=Call(
        "subscribe",
        {
            "TopicArn": "$topic",
            "ReturnSubscriptionArn": True,
            "Attributes": {
                "FilterPolicy": "$filterPolicy",
                "RawMessageDelivery": "$rawMessageDelivery",
            },
        },
    ),
    id="SubscriptionArn",
    read=Call("get_subscription_attributes", {"SubscriptionArn": "$id"}, "Attributes"),
    out={"arn": Text("{id}"), "ownerId": "Owner"},
    local=frozenset({"confirmationTimeoutInMinutes", "endpointAutoConfirms"}),
    life=Life(
        delete=(Call("unsubscribe", {"SubscriptionArn": "$id"}),),
        tells={
            input_: Call(
                "get_subscription_attributes", {"SubscriptionArn": "$id"}, f"Attributes.{member}"
            )
            for input_, member in (
                ("endpoint", "Endpoint"),
                ("filterPolicy", "FilterPolicy"),
                ("protocol", "Protocol"),
                ("rawMessageDelivery", "RawMessageDelivery"),
                ("topic", "TopicArn"),
            )
        },
        find=Call(
            "list_subscriptions_by_topic",
            {"TopicArn": "$topic"},
            Text(
                "Subscriptions[?Endpoint=='{endpoint}' && Protocol=='{protocol}'] "
                "| [0].SubscriptionArn"
            ),
        ),
        revise=_revise_subscription,
        revises=frozenset({"filterPolicy", "rawMessageDelivery"}),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_TOPIC, _TOPIC_POLICY, _TOPIC_SUBSCRIPTION)
