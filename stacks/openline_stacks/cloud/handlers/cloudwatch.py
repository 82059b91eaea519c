"""CloudWatch: alarms and dashboards. moto stores them; the world evaluates the switches."""

from __future__ import annotations

from collections.abc import Mapping
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
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import camel, fit
from openline_stacks.states import UNKNOWN

_ALARM_MEMBERS: Final = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "dimensions": "Dimensions",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "metricQueries": "Metrics",
    "name": "AlarmName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "tags": "Tags",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
_OF_THE_METRIC: Final = ("dimensions", "metricName", "namespace")


def _alarm_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("cloudwatch", "put_metric_alarm")
    plain = request.given(_ALARM_MEMBERS)
    if plain.get("Metrics") not in (None, UNKNOWN):
        plain["Metrics"] = [_query(query) for query in plain["Metrics"]]
    return fit(shape, plain).values


def _query(query: Any) -> Any:
    """Pulumi writes a metric and its statistic as one structure, AWS as two."""
    if not isinstance(query, Mapping) or not isinstance(query.get("metric"), Mapping):
        return {} if query is UNKNOWN else query
    metric = query["metric"]
    split = {key: value for key, value in metric.items() if key not in _OF_THE_METRIC}
    split["metric"] = {key: value for key, value in metric.items() if key in _OF_THE_METRIC}
    return {key: value for key, value in query.items() if key != "metric"} | {"metricStat": split}


def _create_alarm(request: Request) -> str:
    parameters = _alarm_parameters(request)
    request.call("cloudwatch", "put_metric_alarm", **parameters)
    return str(parameters["AlarmName"])


def _put_alarm(request: Request) -> None:
    _create_alarm(request)


def _read_alarm(request: Request, id_: str) -> Outputs:
    alarms = request.call("cloudwatch", "describe_alarms", AlarmNames=[id_])["MetricAlarms"]
    if not alarms:
        raise request.missing("describe_alarms", id_)
    told = {"ActionsEnabled": alarms[0]["ActionsEnabled"]}
    return {"@": told, "@held": alarms[0], "arn": alarms[0]["AlarmArn"]}


_TAGS: Final = Tagging({"ResourceARN": Text("{arn}")})


def _as_queries(queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for query in queries:
        own = {camel(key): value for key, value in query.items() if key != "MetricStat"}
        stat = query.get("MetricStat")
        if stat:
            both = {**stat.get("Metric", {}), **{k: v for k, v in stat.items() if k != "Metric"}}
            own["metric"] = {camel(key): value for key, value in both.items()}
            own["metric"]["dimensions"] = _as_dimensions(own["metric"].get("dimensions", []))
        found.append(own)
    return found


def _as_dimensions(pairs: list[dict[str, str]]) -> dict[str, str]:
    return {pair["Name"]: pair["Value"] for pair in pairs}


_METRIC_ALARM: Final = Irregular(
    type="aws:cloudwatch/metricAlarm:MetricAlarm",
    service="cloudwatch",
    operation="put_metric_alarm",
    params=_alarm_parameters,
    create=_create_alarm,
    read=_read_alarm,
    inputs=frozenset(_ALARM_MEMBERS),
    held=Call("describe_alarms", answer="MetricAlarms[0]"),
    members=_ALARM_MEMBERS,
    name=AutoName(limit=255),
    life=Life(
        delete=(Call("delete_alarms", {"AlarmNames": ["$id"]}),),
        tags=_TAGS,
        back={"dimensions": _as_dimensions, "metricQueries": _as_queries},
        usual={"actionsEnabled": True},
        revise=lambda request, _id, _changed: _put_alarm(request),
        revises=frozenset(_ALARM_MEMBERS) - {"name", "tags"},
    ),
)

_COMPOSITE_ALARM: Final = Declared(
    type="aws:cloudwatch/compositeAlarm:CompositeAlarm",
    service="cloudwatch",
    create=Call("put_composite_alarm"),
    id=Text("{alarmName}"),
    read=Call(
        "describe_alarms",
        {"AlarmNames": ["$id"], "AlarmTypes": ["CompositeAlarm"]},
        "CompositeAlarms[0]",
    ),
    out={"arn": "AlarmArn"},
    life=Life(
        update=(Call("put_composite_alarm", {"AlarmName": "$id"}, whole=True),),
        replace=frozenset({"alarmName"}),
        delete=(Call("delete_alarms", {"AlarmNames": ["$id"]}),),
        tags=_TAGS,
        usual={"actionsEnabled": True},
    ),
)

_DASHBOARD: Final = Declared(
    type="aws:cloudwatch/dashboard:Dashboard",
    service="cloudwatch",
    create=Call("put_dashboard"),
    id=Text("{dashboardName}"),
    read=Call("get_dashboard", {"DashboardName": "$id"}),
    out={"dashboardArn": "DashboardArn"},
    life=Life(
        update=(Call("put_dashboard", {"DashboardName": "$id"}, whole=True),),
        replace=frozenset({"dashboardName"}),
        delete=(Call("delete_dashboards", {"DashboardNames": ["$id"]}),),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_COMPOSITE_ALARM, _DASHBOARD, _METRIC_ALARM)
