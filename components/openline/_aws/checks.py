"""Health checks: does a region serve, asked from outside; and who is told when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.site import Site

# The metrics of Route 53's health checks exist in this region alone (Route 53 developer guide,
# "Monitoring health checks using CloudWatch").
METRICS_REGION: Final = "us-east-1"


def endpoint_check(
    site: Site, fqdn: pulumi.Input[str], *, path: str, interval_s: int, threshold: int
) -> aws.route53.HealthCheck:
    """Asks the regional name over TLS. The checkers fail it when 18 % or fewer get an answer."""
    return aws.route53.HealthCheck(
        site.named("serves"),
        type="HTTPS",
        fqdn=fqdn,
        port=443,
        resource_path=path,
        request_interval=interval_s,
        failure_threshold=threshold,
        enable_sni=True,
        measure_latency=True,  # cannot be turned on later without replacing the check
        tags=site.tags("serves"),
        opts=site.options(),
    )


def both(site: Site, checks: Sequence[aws.route53.HealthCheck]) -> aws.route53.HealthCheck:
    """Healthy while every one of `checks` is: the threshold counts the healthy ones."""
    return aws.route53.HealthCheck(
        site.named("both"),
        type="CALCULATED",
        child_healthchecks=[check.id for check in checks],
        child_health_threshold=len(checks),
        tags=site.tags("both"),
        opts=site.options(),
    )


def page(site: Site, check: aws.route53.HealthCheck, topic_arn: pulumi.Input[str]) -> None:
    """Tells people that a region stopped serving. Routes nothing. `site` is in the metrics' region.

    Missing data breaches: a check that reports nothing is no reason to sleep on.
    """
    aws.cloudwatch.MetricAlarm(
        site.named("not-serving"),
        region=site.region,
        alarm_description=f"{site.system} does not serve in {site.serves}",
        namespace="AWS/Route53",
        metric_name="HealthCheckStatus",
        dimensions={"HealthCheckId": check.id},
        statistic="Minimum",
        comparison_operator="LessThanThreshold",
        threshold=1.0,
        period=60,
        evaluation_periods=1,
        treat_missing_data="breaching",
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        tags=site.tags("not-serving"),
        opts=site.options(),
    )
