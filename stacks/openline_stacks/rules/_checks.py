"""Health checks of Route 53 and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, region_of
from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._graph import ALARM, CHECK
from openline_stacks.topology._values import items, number, text

_COMPOSITE: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
# Route 53 API reference, HealthCheckConfig.
_INTERVALS: Final = (10, 30)
_FAILS_LEAST, _FAILS_MOST = 1, 10
_STANDARD_S: Final = 60
_STATISTICS: Final = ("Average", "Minimum", "Maximum", "Sum", "SampleCount")


@rule(
    "OL130",
    "A health check with figures that Route 53 does not have",
    why="A check asks every 10 or every 30 seconds and fails after 1 to 10 answers.",
    source="Route 53 API reference, HealthCheckConfig: RequestInterval, FailureThreshold",
    mend="Take 10 or 30 for requestInterval (a change makes a new check) and 1 to 10 for "
    "failureThreshold.",
)
def figures(stack: Stack) -> Iterator[Broken]:
    for check in stack.of_type(CHECK):
        every, fails = (
            number(check.inputs.get(k)) for k in ("requestInterval", "failureThreshold")
        )
        if every is not None and every not in _INTERVALS:
            yield Broken(check, "requestInterval", f"every {every:g} seconds")
        if fails is not None and not _FAILS_LEAST <= fails <= _FAILS_MOST:
            yield Broken(check, "failureThreshold", f"after {fails:g} failures")


@rule(
    "OL131",
    "A health check without what its type needs",
    why="A metric check follows one alarm in a stated region; a calculated one counts children, "
    "no more than it has; the others ask an address, and those with STR_MATCH look for a text.",
    source="Route 53 API reference, HealthCheckConfig",
    mend="Give what is missing, or take another type.",
)
def companions(stack: Stack) -> Iterator[Broken]:
    for check in stack.of_type(CHECK):
        type_ = text(check.inputs.get("type"))
        if type_ is not None:
            yield from _missing(check, type_)


def _missing(check: ResourceState, type_: str) -> Iterator[Broken]:
    given = check.inputs.get
    if type_ == "CLOUDWATCH_METRIC":
        needed = ["cloudwatchAlarmName", "cloudwatchAlarmRegion"]
    elif type_ == "CALCULATED":
        needed = ["childHealthchecks", "childHealthThreshold"]
    elif type_ == "RECOVERY_CONTROL":
        needed = ["routingControlArn"]
    else:
        needed = [] if given("ipAddress") is not None else ["fqdn"]
        if type_ == "TCP":
            needed.append("port")
        if type_.endswith("_STR_MATCH"):
            needed.append("searchString")
    for property_ in needed:
        if given(property_) is None:
            yield Broken(check, property_, f"{type_} without {property_}")
    wanted, children = number(given("childHealthThreshold")), given("childHealthchecks")
    counted = type_ == "CALCULATED" and children is not UNKNOWN
    if counted and wanted is not None and wanted > len(items(children)):
        what = f"{wanted:g} must be healthy of {len(items(children))}"
        yield Broken(check, "childHealthThreshold", what)


@rule(
    "OL132",
    "A health check that follows an alarm which Route 53 cannot follow",
    why="Route 53 follows alarms on one standard-resolution metric with a plain statistic: no 10 "
    "or 30 second periods, no percentiles, no metric math, no 'M out of N', no composite alarms.",
    source="Route 53 developer guide, 'Monitoring a CloudWatch alarm' (health check values)",
    mend="Put an alarm of its own behind the check: one metric, a period of 60 seconds or more, "
    "and datapointsToAlarm equal to evaluationPeriods.",
)
def followed(stack: Stack) -> Iterator[Broken]:
    for check in stack.of_type(CHECK):
        if check.inputs.get("type") != "CLOUDWATCH_METRIC":
            continue
        for alarm in stack.links(check, "cloudwatchAlarmName", ALARM, _COMPOSITE):
            for why_not in _cannot_follow(alarm):
                yield Broken(check, "cloudwatchAlarmName", f"{alarm.name} {why_not}")


def _cannot_follow(alarm: ResourceState) -> Iterator[str]:
    given = alarm.inputs.get
    if alarm.type == _COMPOSITE:
        yield "is a composite alarm"
        return
    period, statistic = number(given("period")), text(given("statistic"))
    if period is not None and period < _STANDARD_S:
        yield f"is of high resolution: a period of {period:g} seconds"
    if given("extendedStatistic") is not None:
        yield "has an extended statistic"
    if statistic is not None and statistic not in _STATISTICS:
        yield f"has the statistic {statistic}"
    if given("metricQueries"):
        yield "uses metric math"
    among, points = number(given("evaluationPeriods")), number(given("datapointsToAlarm"))
    if points is not None and among is not None and points != among:
        yield f"wants {points:g} of {among:g} datapoints"


@rule(
    "OL133",
    "A health check that looks for its alarm in another region",
    why="The alarm is not found there, and the check stays in its state for want of data.",
    source="Route 53 API reference, AlarmIdentifier: Region",
    mend="Set cloudwatchAlarmRegion to the alarm's own region.",
    severity="warning",
)
def alarm_here(stack: Stack) -> Iterator[Broken]:
    for check in stack.of_type(CHECK):
        said = text(check.inputs.get("cloudwatchAlarmRegion"))
        for alarm in stack.links(check, "cloudwatchAlarmName", ALARM, _COMPOSITE):
            where = region_of(alarm)
            if said and where and said != where:
                what = f"{said}, but {alarm.name} is in {where}"
                yield Broken(check, "cloudwatchAlarmRegion", what)


RULES: Final = (figures, companions, followed, alarm_here)
