"""CloudWatch: alarms. moto stores them; the world evaluates them."""

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

HANDLERS: Final[tuple[Handler, ...]] = (_METRIC_ALARM,)
