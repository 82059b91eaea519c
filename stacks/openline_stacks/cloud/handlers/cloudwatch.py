"""CloudWatch: alarms and dashboards. moto stores them; the world evaluates the switches."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Text

_METRIC_ALARM: Final = Declared(
    type="aws:cloudwatch/metricAlarm:MetricAlarm",
    service="cloudwatch",
    create=Call("put_metric_alarm", {"AlarmName": "$name"}),
    id=Text("{name}"),
    read=Call("describe_alarms", {"AlarmNames": ["$id"]}, "MetricAlarms[0]"),
    renames={
        "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
        "metricQueries": "Metrics",
    },
    out={"arn": "AlarmArn"},
    name=AutoName(limit=255),
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
)

_DASHBOARD: Final = Declared(
    type="aws:cloudwatch/dashboard:Dashboard",
    service="cloudwatch",
    create=Call("put_dashboard"),
    id=Text("{dashboardName}"),
    read=Call("get_dashboard", {"DashboardName": "$id"}),
    out={"dashboardArn": "DashboardArn"},
)

HANDLERS: Final[tuple[Handler, ...]] = (_COMPOSITE_ALARM, _DASHBOARD, _METRIC_ALARM)
