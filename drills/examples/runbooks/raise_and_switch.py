"""A runbook for a standby that is smaller than the peak: raise it, then switch.

Everything is asked of the surviving region, so nothing waits for the one that is gone. The bundled
`switch_over` raises only groups that stand at zero: a standby of a quarter is left to its own
scaling, which waits for alarms while everybody's retries arrive.
"""

from __future__ import annotations

import boto3


def fail_over(survivor, systems, switches, fleets):  # type: ignore[no-untyped-def]
    autoscaling = boto3.client("autoscaling", region_name=survivor)
    cloudwatch = boto3.client("cloudwatch", region_name=survivor)
    for system in systems:
        fleet = fleets[system]
        print(f"{system}: raising {fleet['group']} to {fleet['full']}")
        autoscaling.update_auto_scaling_group(
            AutoScalingGroupName=fleet["group"],
            MinSize=fleet["full"],
            MaxSize=fleet["full"],
            DesiredCapacity=fleet["full"],
        )
    for system, switch in switches.items():
        print(f"{system}: switching")
        datum = {"MetricName": switch["metric"], "Dimensions": switch["dimensions"], "Value": 1}
        cloudwatch.put_metric_data(Namespace=switch["namespace"], MetricData=[datum])
