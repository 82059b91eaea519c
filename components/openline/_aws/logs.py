"""Logs: encrypted groups, VPC flow logs, and the bucket of a region's balancers."""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws import policies
from openline._aws.buckets import closed_with
from openline._aws.names import BUCKET, ROLE
from openline._aws.site import Site

_KEPT_DAYS: Final = 90


def log_group(site: Site, suffix: str, key_arn: pulumi.Input[str]) -> aws.cloudwatch.LogGroup:
    return aws.cloudwatch.LogGroup(
        site.named(suffix),
        region=site.region,
        kms_key_id=key_arn,
        retention_in_days=_KEPT_DAYS,
        tags=site.tags(suffix),
        opts=site.options(),
    )


def flow_logs(
    site: Site, vpc_id: pulumi.Input[str], key_arn: pulumi.Input[str], account: str
) -> None:
    """Every flow of the network, in an encrypted log group."""
    group = log_group(site, "flows", key_arn)
    role = aws.iam.Role(
        site.named("flows", ROLE),  # roles are global; the site's name holds the region
        assume_role_policy=policies.assume_role(
            "vpc-flow-logs.amazonaws.com", {"StringEquals": {"aws:SourceAccount": account}}
        ),
        description=f"Writes the flow logs of {site.name}",
        tags=site.tags("flows"),
        opts=site.options(),
    )
    aws.iam.RolePolicy(
        site.named("flows"),
        role=role.name,
        policy=policies.flow_logs(group.arn),
        opts=site.options(),
    )
    aws.ec2.FlowLog(
        site.named("flows"),
        region=site.region,
        vpc_id=vpc_id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        max_aggregation_interval=60,  # seconds; the default of 600 is too coarse for an incident
        tags=site.tags("flows"),
        opts=site.options(),
    )


def balancer_log_bucket(site: Site, account: str) -> pulumi.Output[str]:
    """The name of the bucket for access logs, known once its policy lets balancers write to it.

    Load-balancer logs refuse KMS: SSE-S3 is the strongest they take (Elastic Load Balancing guide).
    """
    name = site.named("logs", BUCKET)
    bucket = aws.s3.Bucket(
        name,
        region=site.region,
        force_destroy=not site.protection,
        tags=site.tags("logs"),
        opts=site.options(),
    )
    _keep(site, name, bucket)
    return closed_with(site, name, bucket, policies.balancer_logs(bucket.arn, account)).bucket


def _keep(site: Site, name: str, bucket: aws.s3.Bucket) -> None:
    """Encrypted, and emptied of what nobody reads any more."""
    encryption = (
        aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm="AES256"
        )
    )
    aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        region=site.region,
        bucket=bucket.bucket,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=encryption
            )
        ],
        opts=site.options(),
    )
    aws.s3.BucketLifecycleConfiguration(
        name,
        region=site.region,
        bucket=bucket.bucket,
        rules=[
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="expire",
                status="Enabled",
                filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=_KEPT_DAYS),
            )
        ],
        opts=site.options(),
    )
