"""What each job may do, as policy documents. Plain dicts, no resources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from openline import contract
from openline._aws.checks import METRICS_REGION
from openline._aws.policies import Document, allow, partition

# One customer's records at a time. Not Scan, which reads everybody's; not DeleteItem: an agent
# corrects a record, and erasing one is a process of its own with a witness.
_RECORDS: Final = (
    "BatchGetItem",
    "ConditionCheckItem",
    "GetItem",
    "PutItem",
    "Query",
    "UpdateItem",
)
_READ_OBJECTS: Final = ("s3:GetObject", "s3:GetObjectVersion")
_LIST_OBJECTS: Final = ("s3:GetBucketLocation", "s3:ListBucket")
_TRAILS: Final = (
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetTrail",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:ListTrails",
    "cloudtrail:LookupEvents",
)
# How things are set up. Nothing here reads what customers wrote, and no secret's value.
_CONFIGURATION: Final = (
    "autoscaling:Describe*",
    "backup:Describe*",
    "backup:GetBackupPlan",
    "backup:GetBackupSelection",
    "backup:GetBackupVaultAccessPolicy",
    "backup:List*",
    "cloudfront:GetDistribution*",
    "cloudfront:ListDistributions",
    "cloudwatch:Describe*",
    "cloudwatch:GetDashboard",
    "cloudwatch:ListDashboards",
    "config:BatchGet*",
    "config:Describe*",
    "config:Get*",
    "config:List*",
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeTable",
    "dynamodb:ListTables",
    "dynamodb:ListTagsOfResource",
    "ec2:DescribeFlowLogs",
    "ec2:DescribeInstances",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVolumes",
    "ec2:DescribeVpcs",
    "elasticloadbalancing:Describe*",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListPolicies",
    "iam:ListRolePolicies",
    "iam:ListRoles",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListKeys",
    "lambda:GetFunctionConfiguration",
    "lambda:ListFunctions",
    "logs:Describe*",
    "route53:Get*",
    "route53:List*",
    "s3:GetBucket*",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListAllMyBuckets",
    "scheduler:GetSchedule",
    "scheduler:ListSchedules",
    "secretsmanager:DescribeSecret",
    "secretsmanager:ListSecrets",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTopics",
    "ssm:DescribeParameters",
    "wafv2:Get*",
    "wafv2:List*",
)
# What an operator looks at before and after a switch.
_WATCH: Final = (
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeScalingActivities",
    "cloudwatch:DescribeAlarmHistory",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetDashboard",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:ListDashboards",
    "cloudwatch:ListMetrics",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
)
_NAMES: Final = (
    "route53:GetHealthCheck",
    "route53:GetHealthCheckStatus",
    "route53:ListHealthChecks",
    "route53:ListResourceRecordSets",
    "route53:TestDNSAnswer",
)


def _within(regions: Sequence[str]) -> Document:
    return {"StringEquals": {"aws:RequestedRegion": sorted(set(regions))}}


def records(account: str, regions: Sequence[str], tables: Sequence[str]) -> Document:
    """Customers' records, in whichever of the regions serves."""
    where = partition(regions[0])
    return allow(
        "CustomersRecords",
        [f"dynamodb:{action}" for action in _RECORDS],
        [f"arn:{where}:dynamodb:*:{account}:table/{table}" for table in sorted(tables)],
        Condition=_within(regions),
    )


def interactions(regions: Sequence[str], buckets: Sequence[str]) -> list[Document]:
    """The log of customer interactions, to be read."""
    return _objects("Interactions", regions, buckets)


def log_groups(account: str, stack: str, regions: Sequence[str]) -> list[Document]:
    """The stack's log groups, by their tag."""
    groups = f"arn:{partition(regions[0])}:logs:*:{account}:log-group:*"
    ours = {f"aws:ResourceTag/{contract.TAG_STACK}": stack}
    return [
        allow(
            "LogGroups",
            ["logs:FilterLogEvents", "logs:StartQuery"],
            groups,
            Condition={"StringEquals": {**ours, **_within(regions)["StringEquals"]}},
        ),
        # a query has no ARN and shows its own owner's results alone
        allow(
            "LogQueries",
            ["logs:GetQueryResults", "logs:StopQuery"],
            "*",
            Condition=_within(regions),
        ),
    ]


def access_logs(regions: Sequence[str], buckets: Sequence[str]) -> list[Document]:
    """The buckets of access logs, to be read."""
    return _objects("AccessLogs", regions, buckets)


def _objects(sid: str, regions: Sequence[str], buckets: Sequence[str]) -> list[Document]:
    if not buckets:
        return []
    arns = [f"arn:{partition(regions[0])}:s3:::{name}" for name in sorted(buckets)]
    return [
        allow(sid, _READ_OBJECTS, [f"{arn}/*" for arn in arns]),
        allow(f"{sid}Lists", _LIST_OBJECTS, arns),
    ]


def trails(regions: Sequence[str]) -> list[Document]:
    """Who did what, and how everything is set up. Calls to IAM, Route 53 and CloudFront are made
    in us-east-1, whatever is configured by them."""
    everywhere = _within([*regions, METRICS_REGION])
    return [
        allow("Trails", _TRAILS, "*", Condition=everywhere),
        allow("Configuration", _CONFIGURATION, "*", Condition=everywhere),
    ]


def watching(regions: Sequence[str]) -> list[Document]:
    """Dashboards, alarms, fleets and health. None of these actions takes a narrower resource."""
    return [
        allow("Watch", _WATCH, "*", Condition=_within([*regions, METRICS_REGION])),
        allow("Names", _NAMES, "*"),  # Route 53 is global
    ]


def switching(regions: Sequence[str]) -> Document:
    """The switch: a datapoint in one namespace, where switches live. A metric has no ARN."""
    return allow(
        "Switch",
        ["cloudwatch:PutMetricData"],
        "*",
        Condition={
            "StringEquals": {
                "aws:RequestedRegion": sorted(regions),
                "cloudwatch:namespace": contract.SWITCH_NAMESPACE,
            }
        },
    )


def lighting(account: str, standby: str, groups: Sequence[str]) -> Document:
    """Raising a pilot light: the standby's groups by name, and nothing else of autoscaling."""
    start = f"arn:{partition(standby)}:autoscaling:{standby}:{account}:autoScalingGroup:*"
    return allow(
        "RaisePilotLights",
        ["autoscaling:UpdateAutoScalingGroup"],
        [f"{start}:autoScalingGroupName/{group}" for group in sorted(groups)],
    )


def dialling(groups: Sequence[str]) -> Document:
    """An accelerator's dials: its endpoint groups by ARN."""
    return allow("Dial", ["globalaccelerator:UpdateEndpointGroup"], sorted(groups))


def trust(account: str, regions: Sequence[str], provider: str | None) -> dict[str, Any]:
    """People that the provider vouches for, or people of the account with a second factor.

    Each region has a sign-in endpoint of its own (IAM guide, "Configure your SAML 2.0 IdP"); all
    of them are let in, for the one without a region is in us-east-1.
    """
    if provider is None:
        root = f"arn:{partition(regions[0])}:iam::{account}:root"
        return {
            "Effect": "Allow",
            "Principal": {"AWS": root},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    endpoints = [f"https://{region}.signin.aws.amazon.com/saml" for region in sorted(regions)]
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {
            "StringEquals": {"SAML:aud": [*endpoints, "https://signin.aws.amazon.com/saml"]}
        },
    }
