"""Regions: those that there are, and what AWS keeps in one of them alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from botocore.loaders import Loader

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import US_EAST_1, Stack, at_path, region_of
from openline_stacks.states import ResourceState
from openline_stacks.topology._graph import ALARM
from openline_stacks.topology._values import text

_DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
_SOURCE: Final = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
# Where a region is named, in any type.
_PLACES: Final = (
    "cloudwatchAlarmRegion",
    "endpointGroupRegion",
    "globalTableWitness.regionName",
    "latencyRoutingPolicies[].region",
    "peerRegion",
    "region",
    "replicas[].region",
    "replicas[].regionName",
)
# Metrics of global services have one home: CloudFront developer guide, "Monitor CloudFront
# metrics"; Route 53 developer guide, "Monitoring health checks using CloudWatch"; Global
# Accelerator developer guide, "Using CloudWatch with Global Accelerator"; Billing guide.
_HOMES: Final = {
    "AWS/Billing": US_EAST_1,
    "AWS/CloudFront": US_EAST_1,
    "AWS/GlobalAccelerator": "us-west-2",
    "AWS/Route53": US_EAST_1,
}


@cache
def _known() -> frozenset[str]:
    data: Any = Loader().load_data("endpoints")
    return frozenset(region for partition in data["partitions"] for region in partition["regions"])


@rule(
    "OL176",
    "A region that botocore does not know",
    why="Nothing can be made in a region that is not there, and replicas are refused one by one, "
    "late in the run.",
    source="the list of regions that botocore ships",
    mend="Correct the name; if the region is new, upgrade botocore.",
    severity="warning",
)
def known(stack: Stack) -> Iterator[Broken]:
    for state in stack.aws:
        for place in _PLACES:
            if place.partition("[")[0].partition(".")[0] in state.inputs:
                yield from _unknown(state, place)


def _unknown(state: ResourceState, place: str) -> Iterator[Broken]:
    for path, region in at_path(state.inputs, place):
        if isinstance(region, str) and region not in _known():
            yield Broken(state, path, f"{region!r} is no region")


@rule(
    "OL179",
    "An alarm on a metric that is published elsewhere",
    why="CloudFront and Route 53 publish their metrics in us-east-1 alone, Global Accelerator in "
    "us-west-2: an alarm anywhere else waits for data for ever.",
    source="CloudFront, Route 53 and Global Accelerator developer guides, 'Monitoring with "
    "CloudWatch'",
    mend="Make the alarm in the region that has the metric.",
    severity="warning",
)
def metric_home(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(ALARM):
        here = region_of(state)
        for place in ("namespace", "metricQueries[].metric.namespace"):
            for path, namespace in at_path(state.inputs, place):
                home = _HOMES.get(text(namespace) or "")
                if here and home and here != home:
                    yield Broken(state, path, f"{namespace} is in {home}, not {here}")


@rule(
    "OL169",
    "Logs of CloudFront that are delivered from elsewhere than us-east-1",
    why="A distribution's delivery source is made through us-east-1; its destination may be "
    "anywhere.",
    source="CloudFront developer guide, 'Configure standard logging (v2)'",
    mend="Set region to us-east-1 on the delivery source and the delivery.",
)
def delivery_home(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_SOURCE):
        here, arn = region_of(state), text(state.inputs.get("resourceArn")) or ""
        edge = stack.links(state, "resourceArn", _DISTRIBUTION) or ":cloudfront::" in arn
        if edge and here and here != US_EAST_1:
            yield Broken(state, "region", f"a distribution's logs from {here}")


RULES: Final = (delivery_home, known, metric_home)
