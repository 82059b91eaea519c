"""A runbook that is careful in the wrong place: it asks the dark region how it is doing.

A region that is gone does not refuse, it says nothing. boto3 waits for a minute and tries again,
five times in all, and only then the switch is flipped.
"""

from __future__ import annotations

import boto3
from botocore.exceptions import ConnectTimeoutError


def fail_over(lost_region, switches):  # type: ignore[no-untyped-def]
    try:
        boto3.client("autoscaling", region_name=lost_region).describe_auto_scaling_groups()
    except ConnectTimeoutError as error:
        print(f"{lost_region} is gone indeed: {error}")
    for switch in switches.values():
        cloudwatch = boto3.client("cloudwatch", region_name=switch["region"])
        datum = {"MetricName": switch["metric"], "Dimensions": switch["dimensions"], "Value": 1}
        cloudwatch.put_metric_data(Namespace=switch["namespace"], MetricData=[datum])
