"""SQS: queues and who may send to them."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_MEMBERS: Final = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
_ATTRIBUTES: Final = {member: f"${input_}" for input_, member in _MEMBERS.items()}
_READ: Final = {"QueueUrl": "$id", "AttributeNames": ["All"]}

_QUEUE: Final = Declared(
    type="aws:sqs/queue:Queue",
    service="sqs",
    create=Call("create_queue", {"QueueName": "$name", "Attributes": _ATTRIBUTES}),
    id="QueueUrl",
    read=Call("get_queue_attributes", _READ, "Attributes"),
    renames=_MEMBERS,
    out={"arn": "QueueArn", "url": Text("{id}")},
    name=AutoName(limit=80, fifo="fifoQueue"),
    life=Life(
        update=(
            Call(
                "set_queue_attributes", {"QueueUrl": "$id", "Attributes": _ATTRIBUTES}, named=False
            ),
        ),
        replace=frozenset({"fifoQueue", "name", "namePrefix"}),
        delete=(Call("delete_queue", {"QueueUrl": "$id"}),),
        # SQS API reference, SetQueueAttributes: what a queue has where nothing is said.
        blank={
            "delaySeconds": 0,
            "maxMessageSize": 1048576,
            "messageRetentionSeconds": 345600,
            "receiveWaitTimeSeconds": 0,
            "visibilityTimeoutSeconds": 30,
        },
        tags=Tagging({"QueueUrl": "$id"}, "tag_queue", "untag_queue", "list_queue_tags"),
        find=Call("get_queue_url", {"QueueName": "$name"}, "QueueUrl"),
        tells={"name": lambda _request, id_: id_.rsplit("/", 1)[-1]},
        usual={
            "delaySeconds": "0",
            "maxMessageSize": ...,
            "messageRetentionSeconds": "345600",
            "receiveWaitTimeSeconds": "0",
            "visibilityTimeoutSeconds": "30",
            "sqsManagedSseEnabled": ...,
        },
    ),
)

_POLICY_SET: Final = Call(
    "set_queue_attributes",
    {"QueueUrl": "$queueUrl", "Attributes": {"Policy": "$policy"}},
    named=False,
)

_QUEUE_POLICY: Final = Declared(
    type="aws:sqs/queuePolicy:QueuePolicy",
    service="sqs",
    create=_POLICY_SET,
    id=Text("{queueUrl}"),
    read=Call("get_queue_attributes", _READ, "Attributes"),
    life=Life(
        update=(_POLICY_SET,),
        replace=frozenset({"queueUrl"}),
        delete=(Call("set_queue_attributes", {"QueueUrl": "$id", "Attributes": {"Policy": ""}}),),
        gone="!Policy",
        tells={"policy": Call("get_queue_attributes", _READ, "Attributes.Policy")},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_QUEUE, _QUEUE_POLICY)
