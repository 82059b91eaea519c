"""SNS: topics, who may publish to them, who hears them."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler
from openline_stacks.cloud._request import Text

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
    name=AutoName(limit=256),
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
)

HANDLERS: Final[tuple[Handler, ...]] = (_TOPIC, _TOPIC_POLICY, _TOPIC_SUBSCRIPTION)
