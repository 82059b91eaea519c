"""Policy documents: who may use a key, assume a role, write logs. Plain dicts, no resources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import pulumi

Document = dict[str, Any]

# Services that use a key on behalf of a principal of this account, so that no role is named: roles
# in a key policy are a cycle, and service-linked ones do not exist yet in a fresh account.
_VIA: Final = ("autoscaling", "backup", "dynamodb", "ec2", "s3", "secretsmanager", "sns")
_USE: Final = ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey*", "ReEncrypt*")
_PARTITIONS: Final = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))


def partition(region: str) -> str:
    return next((name for start, name in _PARTITIONS if region.startswith(start)), "aws")


def arn(service: str, region: str, account: str, resource: str) -> str:
    return f"arn:{partition(region)}:{service}:{region}:{account}:{resource}"


def as_json(document: Document) -> str:
    return json.dumps(document, sort_keys=True)


def document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(sid: str, actions: Sequence[str], resources: Any, **more: Any) -> Document:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": resources,
        **more,
    }


def key_through(region: str, key_arn: str, services: Sequence[str]) -> Document:
    """Use of one key, and only on the way through these services."""
    via = [f"{service}.{region}.amazonaws.com" for service in services]
    return allow(
        "KeyThroughServices",
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*"],
        key_arn,
        Condition={"StringEquals": {"kms:ViaService": via}},
    )


def assume_role(service: str, condition: Document | None = None) -> str:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": service},
    }
    return as_json(document(statement | ({"Condition": condition} if condition else {})))


def key_policy(region: str, account: str) -> str:
    """Of a key in one region: a replica's policy is its own, with its own region in it."""
    via = {
        "kms:CallerAccount": account,
        "kms:ViaService": [f"{service}.{region}.amazonaws.com" for service in _VIA],
    }
    return as_json(
        document(
            allow(
                "AccountAdministers",
                ["kms:*"],
                "*",
                Principal={"AWS": f"arn:{partition(region)}:iam::{account}:root"},
            ),
            allow(
                "AccountUsesThroughServices",
                [f"kms:{action}" for action in _USE],
                "*",
                Principal={"AWS": "*"},
                Condition={"StringEquals": via},
            ),
            allow(
                "ServicesHoldGrants",
                ["kms:CreateGrant"],
                "*",
                Principal={"AWS": "*"},
                Condition={"StringEquals": via, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            ),
            _logs_use_key(region, account),
            _alarms_use_key(account),
            _edges_use_key(account),
            _deliveries_use_key(account),
        )
    )


def _logs_use_key(region: str, account: str) -> Document:
    context = "kms:EncryptionContext:aws:logs:arn"
    return allow(
        "LogGroupsOfThisAccount",
        [f"kms:{action}" for action in _USE],
        "*",
        Principal={"Service": f"logs.{region}.amazonaws.com"},
        Condition={"ArnLike": {context: arn("logs", region, account, "*")}},
    )


def _alarms_use_key(account: str) -> Document:
    """Without it an alarm cannot publish to an encrypted topic, and says so nowhere."""
    return allow(
        "AlarmsPublish",
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        "*",
        Principal={"Service": "cloudwatch.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceAccount": account}},
    )


def _edges_use_key(account: str) -> Document:
    """To read pages from buckets. By account: naming the distribution would be a cycle."""
    return allow(
        "EdgesReadBuckets",
        ["kms:Decrypt"],
        "*",
        Principal={"Service": "cloudfront.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceAccount": account}},
    )


def _deliveries_use_key(account: str) -> Document:
    """To write the logs of edges and accelerators to buckets (CloudWatch Logs guide, "Amazon S3
    bucket server-side encryption")."""
    return allow(
        "LogsAreDelivered",
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "*",
        Principal={"Service": "delivery.logs.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceAccount": account}},
    )


def balancer_logs(bucket_arn: pulumi.Input[str], account: str) -> pulumi.Output[str]:
    """Lets the load balancers of this account deliver access logs, over TLS alone."""
    return pulumi.Output.from_input(bucket_arn).apply(
        lambda bucket: as_json(
            document(
                allow(
                    "BalancersDeliver",
                    ["s3:PutObject"],
                    f"{bucket}/*/AWSLogs/{account}/*",
                    Principal={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
                ),
                tls_only(bucket),
            )
        )
    )


def tls_only(bucket_arn: str) -> Document:
    """Nobody reads or writes a bucket in the clear."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def flow_logs(group_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Writes to one group. Finding it is allowed by no narrower resource than every group: the
    service lists them (VPC guide, "IAM role for publishing flow logs to CloudWatch Logs")."""
    actions = ("CreateLogStream", "DescribeLogStreams", "PutLogEvents")
    return pulumi.Output.from_input(group_arn).apply(
        lambda group: as_json(
            document(
                allow("FindGroup", ["logs:DescribeLogGroups"], "*"),
                allow(
                    "WriteFlows", [f"logs:{action}" for action in actions], [group, f"{group}:*"]
                ),
            )
        )
    )
