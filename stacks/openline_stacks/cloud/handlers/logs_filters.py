"""CloudWatch Logs: streams of a group, and what is filtered out of it."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._declared import parameters
from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request, Text

_STREAM_PLACE: Final = {"logGroupName": "$logGroupName", "logStreamName": "$name"}
_STREAM: Final = Declared(
    type="aws:cloudwatch/logStream:LogStream",
    service="logs",
    create=Call("create_log_stream", _STREAM_PLACE),
    id=Text("{name}"),
    read=Call(
        "describe_log_streams",
        {"logGroupName": "$logGroupName", "logStreamNamePrefix": "$name"},
        Text("logStreams[?logStreamName=='{name}'] | [0]"),
    ),
    out={"arn": "arn"},
    name=AutoName(limit=512),
    life=Life(
        delete=(Call("delete_log_stream", _STREAM_PLACE),),
        parts=r"(?P<logGroupName>[^:]+):(?P<id>(?P<name>.+))",
    ),
)


def _put_again(request: Request) -> None:
    """moto puts a filter of the same name beside the other, where AWS puts it in its place."""
    params, _ = parameters(_METRIC_FILTER, request)
    place = {key: params[key] for key in ("filterName", "logGroupName")}
    request.call("logs", "delete_metric_filter", **place)
    request.call("logs", "put_metric_filter", **params)


_METRIC_PLACE: Final = {"logGroupName": "$logGroupName", "filterName": "$name"}
_TRANSFORMED: Final[dict[str, str]] = {
    "defaultValue": "defaultValue",
    "dimensions": "dimensions",
    "name": "metricName",
    "namespace": "metricNamespace",
    "unit": "unit",
    "value": "metricValue",
}

_METRIC_FILTER: Final = Declared(
    type="aws:cloudwatch/logMetricFilter:LogMetricFilter",
    service="logs",
    create=Call("put_metric_filter", _METRIC_PLACE),
    id=Text("{name}"),
    read=Call(
        "describe_metric_filters",
        {"logGroupName": "$logGroupName", "filterNamePrefix": "$name"},
        Text("metricFilters[?filterName=='{name}'] | [0]"),
    ),
    renames={
        "metricTransformation": "metricTransformations",
        "metricTransformation.name": "metricName",
        "metricTransformation.namespace": "metricNamespace",
        "metricTransformation.value": "metricValue",
        "pattern": "filterPattern",
    },
    name=AutoName(limit=512),
    life=Life(
        find=Call(
            "describe_metric_filters",
            {"logGroupName": "$logGroupName", "filterNamePrefix": "$name"},
            Text("metricFilters[?filterName=='{name}'] | [0].filterName"),
        ),
        revise=lambda request, _id, _changed: _put_again(request),
        revises=frozenset({"metricTransformation", "pattern"}),
        replace=frozenset({"logGroupName", "name"}),
        delete=(Call("delete_metric_filter", _METRIC_PLACE),),
        back={
            "metricTransformation": lambda held: {
                input_: held[0][member]
                for input_, member in _TRANSFORMED.items()
                if held[0].get(member) is not None
            }
        },
        parts=r"(?P<logGroupName>[^:]+):(?P<id>(?P<name>.+))",
    ),
)
_SUBSCRIPTION_PLACE: Final = {"logGroupName": "$logGroup", "filterName": "$name"}
_SUBSCRIPTION: Final = Declared(
    type="aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    service="logs",
    create=Call("put_subscription_filter", _SUBSCRIPTION_PLACE),
    id=Text("{name}"),
    read=Call(
        "describe_subscription_filters",
        {"logGroupName": "$logGroup", "filterNamePrefix": "$name"},
        Text("subscriptionFilters[?filterName=='{name}'] | [0]"),
    ),
    name=AutoName(limit=512),
    life=Life(
        update=(Call("put_subscription_filter", _SUBSCRIPTION_PLACE, whole=True),),
        replace=frozenset({"destinationArn", "logGroup", "name"}),
        delete=(Call("delete_subscription_filter", _SUBSCRIPTION_PLACE),),
        usual={"distribution": "ByLogStream"},
        parts=r"(?P<logGroup>[^|]+)\|(?P<id>(?P<name>.+))",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_METRIC_FILTER, _STREAM, _SUBSCRIPTION)
