"""The operator's switch: a metric, its alarm in the survivor's region, the check that follows it.

A flip is one PutMetricData, which is data plane in that region: it needs nothing of the
region that is gone, and nothing of Route 53's control plane in us-east-1. And it latches: after
the one datapoint there is no more data, so the alarm keeps its state (missing data is ignored)
and Route 53, which reads the alarm's data itself, keeps the last status it knew. Never flipped,
the check is healthy, as a new check without a last known status is (Route 53 API reference,
InsufficientDataHealthStatus). Writing 0 flips it back.

Held, missing data breaches instead: there is never too little data to tell (the same page), so the
region behind it is out of the answers whatever anybody wrote, a minute after the datapoint at most.
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.site import Site


def switch(
    site: Site, system: str, topic_arn: pulumi.Input[str], *, held: bool
) -> aws.route53.HealthCheck:
    """Healthy until the metric is 1 or more. `site` is the survivor's, serving the region whose
    record follows the check. Of two active regions each has one, told apart by where they live.
    `held`: the code says that the survivor serves."""
    alarm = aws.cloudwatch.MetricAlarm(
        site.named("switch"),
        region=site.region,
        alarm_description=f"{system} was switched over to {site.region}",
        namespace=contract.SWITCH_NAMESPACE,
        metric_name=contract.SWITCH_METRIC,
        dimensions=contract.switch_dimensions(site.stack, system),
        statistic="Maximum",
        comparison_operator="GreaterThanOrEqualToThreshold",
        threshold=1.0,
        # Route 53 takes standard resolution alone: an alarm of 10 s behind a check is refused
        period=60,
        evaluation_periods=1,
        treat_missing_data="breaching" if held else "ignore",
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        tags=site.tags("switch"),
        opts=site.options(),
    )
    return aws.route53.HealthCheck(
        site.named("switch"),
        type="CLOUDWATCH_METRIC",
        cloudwatch_alarm_name=alarm.name,
        cloudwatch_alarm_region=site.region,
        insufficient_data_health_status="LastKnownStatus",
        tags=site.tags("switch"),
        opts=site.options(),
    )
