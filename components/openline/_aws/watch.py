"""Alarms of one system in one region. The first three page nobody; the last one does, once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.site import Site

_BALANCER: Final = "AWS/ApplicationELB"
_MINUTE_S: Final = 60
# Two bad minutes of three: a single one is a deployment or a hiccup.
_OF, _BAD = 3, 2
# CloudWatch user guide, "Evaluating an alarm": at most a day of periods.
_LONGEST: Final = 24 * 60


def service_level(
    site: Site, balancer: pulumi.Input[str], *, level: float, within_s: float
) -> aws.cloudwatch.MetricAlarm:
    """Answered well and in time, as it was promised: the share of requests that ended in an error,
    of an instance or of the balancer, or took longer than `within_s`. What is both counts twice.

    A request that found no instance is among the balancer's errors alone (Elastic Load Balancing
    guide, RequestCount), so both are what was offered.
    """
    share = "(FILL(target, 0) + FILL(balancer, 0) + FILL(late, 0))"
    offered = "(FILL(requests, 0) + FILL(balancer, 0))"
    return aws.cloudwatch.MetricAlarm(
        site.named("service-level"),
        region=site.region,
        alarm_description=(
            f"{site.system} in {site.region}: fewer than {100 * level:g} % of its requests are "
            f"answered well within {within_s:g} s"
        ),
        metric_queries=[
            aws.cloudwatch.MetricAlarmMetricQueryArgs(
                id="bad",
                expression=f"{share} / {offered}",
                label="Share not answered well and in time",
                return_data=True,
            ),
            _query("requests", "RequestCount", "Sum", balancer),
            _query("target", "HTTPCode_Target_5XX_Count", "Sum", balancer),
            _query("balancer", "HTTPCode_ELB_5XX_Count", "Sum", balancer),
            # trimmed count: how many took longer
            _query("late", "TargetResponseTime", f"TC({_plain(within_s)}:)", balancer),
        ],
        comparison_operator="GreaterThanThreshold",
        threshold=round(1 - level, 6),
        evaluation_periods=_OF,
        datapoints_to_alarm=_BAD,
        treat_missing_data="notBreaching",  # a standby at rest is asked nothing
        tags=site.tags("service-level"),
        opts=site.options(),
    )


def _plain(seconds: float) -> str:
    """To the microsecond and never with an exponent, which CloudWatch does not read."""
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


def _query(
    id_: str, metric: str, stat: str, balancer: pulumi.Input[str]
) -> aws.cloudwatch.MetricAlarmMetricQueryArgs:
    return aws.cloudwatch.MetricAlarmMetricQueryArgs(
        id=id_,
        return_data=False,
        metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
            namespace=_BALANCER,
            metric_name=metric,
            dimensions={"LoadBalancer": balancer},
            period=_MINUTE_S,
            stat=stat,
        ),
    )


def instances(
    site: Site,
    balancer: pulumi.Input[str],
    targets: pulumi.Input[str],
    *,
    least: int,
    warm_up_s: float,
) -> aws.cloudwatch.MetricAlarm:
    """Fewer healthy instances than the fleet's minimum for longer than replacing one takes. In a
    standby it says that a failover would find too little."""
    periods = min(_OF + math.ceil(warm_up_s / _MINUTE_S), _LONGEST)
    return aws.cloudwatch.MetricAlarm(
        site.named("instances"),
        region=site.region,
        alarm_description=(
            f"{site.system} in {site.region}: fewer than {least} instances are healthy, and they "
            "are not being replaced"
        ),
        namespace=_BALANCER,
        metric_name="HealthyHostCount",
        dimensions={"LoadBalancer": balancer, "TargetGroup": targets},
        statistic="Minimum",
        comparison_operator="LessThanThreshold",
        threshold=float(least),
        period=_MINUTE_S,
        evaluation_periods=periods,
        datapoints_to_alarm=periods,
        treat_missing_data="breaching",  # a target group without instances reports nothing
        tags=site.tags("instances"),
        opts=site.options(),
    )


def load(
    site: Site,
    balancer: pulumi.Input[str],
    targets: pulumi.Input[str],
    *,
    per_instance_per_s: float,
    scale_at: float,
) -> aws.cloudwatch.MetricAlarm:
    """Instances nearer to their limit than to where the fleet grows: it is at its maximum, or
    launches fail, or demand rises faster than instances start."""
    share = (1 + scale_at) / 2
    return aws.cloudwatch.MetricAlarm(
        site.named("load"),
        region=site.region,
        alarm_description=(
            f"{site.system} in {site.region}: instances are at {100 * share:.3g} % of what one "
            "answers, and the fleet does not grow out of it"
        ),
        namespace=_BALANCER,
        metric_name="RequestCountPerTarget",
        dimensions={"LoadBalancer": balancer, "TargetGroup": targets},
        statistic="Sum",  # per instance and minute, whatever it is called (same guide)
        comparison_operator="GreaterThanThreshold",
        threshold=round(share * per_instance_per_s * _MINUTE_S, 3),
        period=_MINUTE_S,
        evaluation_periods=_OF,
        datapoints_to_alarm=_OF,
        treat_missing_data="notBreaching",
        tags=site.tags("load"),
        opts=site.options(),
    )


def page(
    site: Site, alarms: Sequence[aws.cloudwatch.MetricAlarm], topic_arn: pulumi.Input[str]
) -> aws.cloudwatch.CompositeAlarm:
    """Pages when any of them rings, and once however many do."""
    rule = pulumi.Output.all(*(alarm.name for alarm in alarms)).apply(
        lambda names: " OR ".join(f'ALARM("{name}")' for name in names)
    )
    return aws.cloudwatch.CompositeAlarm(
        site.named("pages"),
        region=site.region,
        # It takes no automatic name; names of alarms are a region's own. A dot, for stack a with
        # system b-c is not stack a-b with system c.
        alarm_name=f"{site.stack}.{site.system}",
        alarm_description=f"{site.system} of {site.stack} in {site.region} needs somebody",
        alarm_rule=rule,
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        tags=site.tags("pages"),
        opts=site.options(),
    )
