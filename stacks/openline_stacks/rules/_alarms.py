"""Alarms, composite alarms, dashboards, log groups."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, blocks, region_of
from openline_stacks.states import ResourceState
from openline_stacks.topology._graph import ALARM
from openline_stacks.topology._values import dig, items, number, text, texts

_COMPOSITE: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
_DASHBOARD: Final = "aws:cloudwatch/dashboard:Dashboard"
_LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
_SHORT: Final = (10, 20, 30)
_HOUR_S, _DAY_S, _WEEK_S = 3_600, 86_400, 604_800
# CloudWatch Logs API reference, PutRetentionPolicy; 0 is the provider's word for "never".
_KEPT_DAYS: Final = (0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827,
                     2192, 2557, 2922, 3288, 3653)  # fmt: skip
_CALLED: Final = re.compile(r"\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*\"?([^\")]+?)\"?\s*\)")


def _periods(state: ResourceState) -> Iterator[tuple[str, float]]:
    own = number(state.inputs.get("period"))
    if own is not None:
        yield "period", own
    for path, query in blocks(state.inputs.get("metricQueries"), "metricQueries"):
        for at, value in ((f"{path}.period", dig(query, "period")),
                          (f"{path}.metric.period", dig(query, "metric", "period"))):  # fmt: skip
            period = number(value)
            if period is not None:
                yield at, period


@rule(
    "OL180",
    "An alarm with a period that CloudWatch does not have",
    why="A period is 10, 20 or 30 seconds or a multiple of 60.",
    source="CloudWatch API reference, PutMetricAlarm: Period",
    mend="Take 60 seconds, or 10, 20 or 30 for a metric of high resolution.",
)
def period(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(ALARM):
        for path, value in _periods(state):
            if value not in _SHORT and (value < 60 or value % 60):
                yield Broken(state, path, f"{value:g} seconds")


@rule(
    "OL181",
    "An alarm that looks back too far",
    why="Period times evaluationPeriods is a day at most, and seven days with periods of an hour "
    "or more.",
    source="CloudWatch API reference, PutMetricAlarm: Period",
    mend="Lower evaluationPeriods, or take a longer period.",
)
def window(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(ALARM):
        among = number(state.inputs.get("evaluationPeriods"))
        for _, value in _periods(state) if among is not None else ():
            most = _DAY_S if value < _HOUR_S else _WEEK_S
            if value * (among or 0) > most:
                what = f"{among:g} periods of {value:g} s; at most {most} s"
                yield Broken(state, "evaluationPeriods", what)


@rule(
    "OL182",
    "An alarm that does not say what it watches",
    why="An alarm has one metric with its namespace, period and one statistic, or metric queries "
    "of which exactly one returns data, or a metric and the band that it has to leave; it wants no "
    "more datapoints than it looks at, and at most five actions a state.",
    source="CloudWatch API reference, PutMetricAlarm",
    mend="Give metricName, namespace, period and statistic, or metricQueries alone.",
)
def watches(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(ALARM):
        given = state.inputs.get
        if given("metricName") is not None:
            for needed in ("namespace", "period"):
                if given(needed) is None:
                    yield Broken(state, needed, f"a metric without {needed}")
            if given("statistic") is None and given("extendedStatistic") is None:
                yield Broken(state, "statistic", "a metric without a statistic")
        elif not given("metricQueries") and given("evaluationCriteria") is None:
            yield Broken(state, "metricName", "neither a metric nor metricQueries")
        wanted, among = number(given("datapointsToAlarm")), number(given("evaluationPeriods"))
        if wanted is not None and among is not None and wanted > among:
            yield Broken(state, "datapointsToAlarm", f"{wanted:g} of {among:g} datapoints")
        returned = [dig(query, "returnData") for query in items(given("metricQueries"))]
        known = all(one in (None, True, False) for one in returned)
        # an alarm on a band returns the metric and the band that it has to leave
        wanted_of_them = 2 if given("thresholdMetricId") is not None else 1
        if returned and known and not 1 <= returned.count(True) <= wanted_of_them:
            yield Broken(state, "metricQueries", f"{returned.count(True)} of them return data")
    for state in stack.of_type(ALARM, _COMPOSITE):
        for key in ("alarmActions", "okActions", "insufficientDataActions"):
            if len(items(state.inputs.get(key))) > 5:
                yield Broken(state, key, f"{len(items(state.inputs.get(key)))} actions")


@rule(
    "OL183",
    "A composite alarm that CloudWatch cannot read",
    why="A rule has up to 10,240 characters over up to 100 alarms of the same region, which "
    "exist when it is made; brackets close.",
    source="CloudWatch API reference, PutCompositeAlarm: AlarmRule",
    mend="Name alarms by their outputs, split the rule, close the brackets.",
)
def composite(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_COMPOSITE):
        said = text(state.inputs.get("alarmRule"))
        if said is not None:
            children = set(_CALLED.findall(said))
            if not 1 <= len(said) <= 10_240 or len(children) > 100:
                what = f"{len(said)} characters, {len(children)} alarms"
                yield Broken(state, "alarmRule", what)
            if said.count("(") != said.count(")"):
                yield Broken(state, "alarmRule", "a bracket does not close")
        for alarm in stack.links(state, "alarmRule", ALARM, _COMPOSITE):
            here, where = region_of(state), region_of(alarm)
            if here and where and here != where:
                yield Broken(state, "alarmRule", f"{alarm.name} is in {where}, not {here}")


@rule(
    "OL184",
    "A dashboard that is no JSON, or too large",
    why="A dashboard is a JSON object with widgets, at most 500 of them; a widget of alarms names "
    "1 to 100.",
    source="CloudWatch API reference, PutDashboard: DashboardBody; CloudWatch quotas",
    mend="Build the body with json.dumps from known and Output values; spread alarms over widgets.",
)
def dashboard(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_DASHBOARD):
        body = text(state.inputs.get("dashboardBody"))
        if body is None:
            continue
        try:
            read = json.loads(body)
        except ValueError:
            yield Broken(state, "dashboardBody", "no JSON")
            continue
        widgets = read.get("widgets") if isinstance(read, dict) else None
        if not isinstance(widgets, list):
            yield Broken(state, "dashboardBody", "no widgets")
        elif len(widgets) > 500:
            yield Broken(state, "dashboardBody", f"{len(widgets)} widgets")
        for alarms in _shown(widgets):
            if not 1 <= len(alarms) <= 100:
                yield Broken(state, "dashboardBody", f"{len(alarms)} alarms in one widget")


def _shown(widgets: Any) -> Iterator[list[Any]]:
    """The alarms of each widget that lists alarms."""
    for widget in widgets if isinstance(widgets, list) else ():
        if isinstance(widget, dict) and widget.get("type") == "alarm":
            properties = widget.get("properties")
            alarms = properties.get("alarms") if isinstance(properties, dict) else None
            yield alarms if isinstance(alarms, list) else []


@rule(
    "OL129",
    "An alarm that tells a topic of another region",
    why="CloudWatch notifies topics of the alarm's own region only.",
    source="CloudWatch API reference, PutMetricAlarm: AlarmActions",
    mend="Make a topic in each region that has alarms.",
)
def topic_here(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(ALARM, _COMPOSITE):
        here = region_of(state)
        for key in ("alarmActions", "okActions", "insufficientDataActions"):
            for topic in stack.links(state, key, "aws:sns/topic:Topic"):
                where = region_of(topic)
                if here and where and here != where:
                    yield Broken(state, key, f"{topic.name} is in {where}, not {here}")
            for arn in texts(state.inputs.get(key)):
                parts = arn.split(":")
                if here and len(parts) == 6 and parts[2] == "sns" and parts[3] != here:
                    yield Broken(state, key, f"{arn} is in {parts[3]}, not {here}")


@rule(
    "OL185",
    "Logs kept for a time that CloudWatch Logs does not have",
    why="Retention is one of a list of days.",
    source="CloudWatch Logs API reference, PutRetentionPolicy",
    mend="Take the next longer of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731...",
)
def kept(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_LOG_GROUP):
        days = number(state.inputs.get("retentionInDays"))
        if days is not None and days not in _KEPT_DAYS:
            yield Broken(state, "retentionInDays", f"{days:g} days")


RULES: Final = (topic_here, period, window, watches, composite, dashboard, kept)
