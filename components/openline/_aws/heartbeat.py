"""Replication measured where the copies arrive: this region's heartbeat is written into every
store each minute, and the other regions' are read here.

DynamoDB publishes ReplicationLatency in the region that writes, so an alarm on it dies with that
region. This one needs nothing of it: scheduler, function, table, metric and alarm are all here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws import policies
from openline._aws.names import ROLE, SHORT
from openline._aws.policies import Document, allow, arn
from openline._aws.site import Site

# With a colon, which no declared partition key has.
_ATTRIBUTE: Final = "openline:scheduled"
# EventBridge Scheduler guide, "Adding context attributes": the time it was scheduled for, in UTC.
_SCHEDULED: Final = "<aws.scheduler.scheduled-time>"
_EVERY: Final = "rate(1 minutes)"
# BatchWriteItem takes 25 puts.
_AT_ONCE: Final = 25
# A beat is written up to a minute after its time and read up to a minute after that (the
# scheduler's precision), so ages up to two minutes are those of a copy without any lag.
STALE_S: Final = 180.0
_TWICE: Final = 2
_WITHIN_S: Final = 30
_KEPT_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Table:
    name: pulumi.Input[str]
    key: str


def write(
    site: Site,
    tables: Mapping[str, Table],
    *,
    role: aws.iam.Role,
    key_arn: pulumi.Input[str],
) -> None:
    """Puts this region's item into every table each minute."""
    labels = sorted(tables)
    for start in range(0, len(labels), _AT_ONCE):
        some = [tables[label] for label in labels[start : start + _AT_ONCE]]
        puts = partial(_puts, site.region, some)
        _schedule(
            site,
            "beat" if start == 0 else f"beat-{start // _AT_ONCE}",
            target=f"arn:{policies.partition(site.region)}:scheduler:::aws-sdk:dynamodb:batchWriteItem",
            payload=pulumi.Output.all(*(table.name for table in some)).apply(puts),
            role=role,
            key_arn=key_arn,
        )


def _puts(region: str, tables: Sequence[Table], names: Sequence[str]) -> str:
    def item(key: str) -> dict[str, dict[str, str]]:
        return {key: {"S": contract.heartbeat_key(region)}, _ATTRIBUTE: {"S": _SCHEDULED}}

    puts = {
        name: [{"PutRequest": {"Item": item(table.key)}}]
        for name, table in zip(names, tables, strict=True)
    }
    return json.dumps({"RequestItems": puts}, sort_keys=True)


def read(
    site: Site,
    tables: Mapping[str, Table],
    watches: Sequence[str],
    *,
    function: aws.lambda_.Function,
    role: aws.iam.Role,
    key_arn: pulumi.Input[str],
) -> None:
    """Has the function publish how old the items of `watches` are, each minute."""
    labels = sorted(tables)
    _schedule(
        site,
        "read",
        target=function.arn,
        payload=pulumi.Output.all(*(tables[label].name for label in labels)).apply(
            lambda names: json.dumps(
                {
                    "stack": site.stack,
                    "namespace": contract.REPLICATION_NAMESPACE,
                    "metric": contract.REPLICATION_METRIC,
                    "attribute": _ATTRIBUTE,
                    "sources": {region: contract.heartbeat_key(region) for region in watches},
                    "tables": {
                        label: {"name": name, "key": tables[label].key}
                        for label, name in zip(labels, names, strict=True)
                    },
                },
                sort_keys=True,
            )
        ),
        role=role,
        key_arn=key_arn,
    )


def _schedule(
    site: Site,
    suffix: str,
    *,
    target: pulumi.Input[str],
    payload: pulumi.Input[str],
    role: aws.iam.Role,
    key_arn: pulumi.Input[str],
) -> None:
    aws.scheduler.Schedule(
        site.named(suffix, SHORT),
        region=site.region,
        schedule_expression=_EVERY,
        flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
        kms_key_arn=key_arn,
        target=aws.scheduler.ScheduleTargetArgs(
            arn=target,
            role_arn=role.arn,
            input=payload,
            # late is worse than never: the next one is a minute away
            retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                maximum_retry_attempts=0, maximum_event_age_in_seconds=60
            ),
        ),
        opts=site.options(),
    )


def reader(
    site: Site, watches: Sequence[str], *, account: str, key_arn: pulumi.Input[str]
) -> aws.lambda_.Function:
    role = aws.iam.Role(
        site.named("reader", ROLE),
        assume_role_policy=policies.assume_role("lambda.amazonaws.com"),
        description=f"Reads heartbeats in {site.region}",
        tags=site.tags("reader"),
        opts=site.options(),
    )
    code = Path(__file__).with_name("heartbeat_reader.py").read_text(encoding="utf-8")
    function = aws.lambda_.Function(
        site.named("reader", SHORT),
        region=site.region,
        description="How old other regions' heartbeats are here",
        runtime="python3.13",
        architectures=["arm64"],
        handler="index.handler",
        code=pulumi.AssetArchive({"index.py": pulumi.StringAsset(code)}),
        memory_size=128,
        timeout=_WITHIN_S,
        role=role.arn,
        kms_key_arn=key_arn,
        tags=site.tags("reader"),
        opts=site.options(),
    )
    logs = aws.cloudwatch.LogGroup(
        site.named("reader"),
        region=site.region,
        # where Lambda writes; made here so that it is encrypted and does not grow for ever
        name=pulumi.Output.concat("/aws/lambda/", function.name),
        kms_key_id=key_arn,
        retention_in_days=_KEPT_DAYS,
        tags=site.tags("reader"),
        opts=site.options(),
    )
    aws.iam.RolePolicy(
        site.named("reader"),
        role=role.name,
        policy=pulumi.Output.all(logs.arn, key_arn).apply(
            lambda known: policies.as_json(_may_read(site, account, watches, *known))
        ),
        opts=site.options(),
    )
    return function


def scheduler_role(
    site: Site,
    account: str,
    *,
    function_arn: pulumi.Input[str],
    key_arn: pulumi.Input[str],
) -> aws.iam.Role:
    role = aws.iam.Role(
        site.named("schedules", ROLE),
        assume_role_policy=policies.assume_role(
            "scheduler.amazonaws.com", {"StringEquals": {"aws:SourceAccount": account}}
        ),
        description=f"Writes heartbeats in {site.region} and has others read",
        tags=site.tags("schedules"),
        opts=site.options(),
    )
    aws.iam.RolePolicy(
        site.named("schedules"),
        role=role.name,
        policy=pulumi.Output.all(function_arn, key_arn).apply(
            lambda known: policies.as_json(_may_beat(site, account, *known))
        ),
        opts=site.options(),
    )
    return role


def _own_items(
    site: Site, account: str, sid: str, actions: Sequence[str], regions: Sequence[str]
) -> Document:
    """Heartbeats alone, in whatever table: a list of tables outgrows a role's policies."""
    keys = [contract.heartbeat_key(region) for region in regions]
    return allow(
        sid,
        actions,
        arn("dynamodb", site.region, account, "table/*"),
        Condition={
            "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": keys},
            # for all of none is true as well
            "Null": {"dynamodb:LeadingKeys": "false"},
        },
    )


def _may_beat(site: Site, account: str, function_arn: str, key_arn: str) -> Document:
    return policies.document(
        _own_items(site, account, "Beat", ["dynamodb:BatchWriteItem"], [site.region]),
        allow("Read", ["lambda:InvokeFunction"], function_arn),
        # schedules are decrypted as this role (EventBridge Scheduler guide, "Encryption at rest")
        allow("OwnSchedules", ["kms:Decrypt"], key_arn),
        policies.key_through(site.region, key_arn, ("dynamodb",)),
    )


def _may_read(
    site: Site, account: str, watches: Sequence[str], log_group_arn: str, key_arn: str
) -> Document:
    return policies.document(
        _own_items(site, account, "ReadBeats", ["dynamodb:GetItem"], watches),
        allow(
            "Publish",
            ["cloudwatch:PutMetricData"],
            "*",  # metrics have no ARN
            Condition={"StringEquals": {"cloudwatch:namespace": contract.REPLICATION_NAMESPACE}},
        ),
        allow("OwnLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{log_group_arn}:*"),
        policies.key_through(site.region, key_arn, ("dynamodb", "lambda")),
    )


def stalled(site: Site, source: str, topic_arn: pulumi.Input[str]) -> aws.cloudwatch.MetricAlarm:
    """Pages when the oldest copy of what `source` writes is too old, or nobody says how old."""
    return aws.cloudwatch.MetricAlarm(
        site.named(f"replication-{source}"),
        region=site.region,
        alarm_description=(
            f"Writes of {source} have not reached {site.region} for {STALE_S:g} s: what is "
            "acknowledged there now is lost if that region is"
        ),
        namespace=contract.REPLICATION_NAMESPACE,
        metric_name=contract.REPLICATION_METRIC,
        dimensions={"Stack": site.stack, "Source": source},
        statistic="Maximum",
        comparison_operator="GreaterThanThreshold",
        threshold=STALE_S,
        period=60,
        evaluation_periods=_TWICE,
        datapoints_to_alarm=_TWICE,
        treat_missing_data="breaching",
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        tags=site.tags(f"replication-{source}"),
        opts=site.options(),
    )
