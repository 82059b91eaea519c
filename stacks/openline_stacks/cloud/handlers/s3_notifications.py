"""S3: whom a bucket tells what happens in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request

# input -> AWS's list, and the member that names who is told
_LISTS: Final = {
    "lambdaFunctions": ("LambdaFunctionConfigurations", "LambdaFunctionArn", "lambdaFunctionArn"),
    "queues": ("QueueConfigurations", "QueueArn", "queueArn"),
    "topics": ("TopicConfigurations", "TopicArn", "topicArn"),
}
_FILTERS: Final = {"filterPrefix": "prefix", "filterSuffix": "suffix"}


def _parameters(request: Request) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for input_, (member, arn, word) in _LISTS.items():
        sent = [_sent(one, arn, word) for one in request.entries(input_)]
        if sent:
            config[member] = sent
    if request.get("eventbridge") is True:
        config["EventBridgeConfiguration"] = {}
    bucket = request.get("bucket")
    return {"NotificationConfiguration": config} | ({} if bucket is None else {"Bucket": bucket})


def _sent(one: Mapping[str, Any], arn: str, word: str) -> dict[str, Any]:
    rules = [
        {"Name": name, "Value": one[input_]} for input_, name in _FILTERS.items() if one.get(input_)
    ]
    sent = {"Id": one.get("id"), arn: one.get(word), "Events": one.get("events")}
    if rules:
        sent["Filter"] = {"Key": {"FilterRules": rules}}
    return {key: value for key, value in sent.items() if value is not None}


def _put(request: Request) -> str:
    request.call("s3", "put_bucket_notification_configuration", **_parameters(request))
    return str(request.get("bucket"))


def _read(request: Request, id_: str) -> Outputs:
    """A bucket that tells nobody has none. Ids that AWS made up are nobody's."""
    held = request.call("s3", "get_bucket_notification_configuration", Bucket=id_)
    told: Outputs = {"@": {}, "@held": held, "bucket": id_}
    for input_, (member, arn, word) in _LISTS.items():
        named = {one.get("id") for one in request.entries(input_)}
        told[input_] = [_as_words(one, arn, word, named) for one in held.get(member, ())]
    if not any(told[key] for key in _LISTS) and not request.get("eventbridge"):
        raise request.missing("get_bucket_notification_configuration", id_)
    return told


def _as_words(one: Mapping[str, Any], arn: str, word: str, named: set[Any]) -> dict[str, Any]:
    rules = one.get("Filter", {}).get("Key", {}).get("FilterRules", ())
    values = {rule["Name"].lower(): rule["Value"] for rule in rules}
    told = {word: one[arn], "events": one["Events"]}
    told |= {input_: values[name] for input_, name in _FILTERS.items() if name in values}
    return told | ({"id": one["Id"]} if one.get("Id") in named else {})


def _revise(request: Request, _id: str, _changed: frozenset[str]) -> None:
    """A bucket has one configuration, put as a whole."""
    _put(request)


def _remove(request: Request, id_: str) -> None:
    request.call(
        "s3", "put_bucket_notification_configuration", Bucket=id_, NotificationConfiguration={}
    )


_INPUTS: Final = frozenset({"eventbridge", *_LISTS})
_NOTIFICATION: Final = Irregular(
    type="aws:s3/bucketNotification:BucketNotification",
    service="s3",
    operation="put_bucket_notification_configuration",
    params=_parameters,
    create=_put,
    read=_read,
    inputs=_INPUTS | {"bucket"},
    life=Life(
        replace=frozenset({"bucket"}),
        revise=_revise,
        revises=_INPUTS,
        keep=frozenset({"eventbridge"}),  # moto does not tell it
        remove=_remove,
    ),
)


HANDLERS: Final[tuple[Handler, ...]] = (_NOTIFICATION,)
