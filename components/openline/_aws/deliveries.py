"""Logs that AWS's services deliver to a bucket: who may write there, and where it is.

The bucket is in the standby where there is one, so that the loss of the primary is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.buckets import bucket_policy, private_bucket
from openline._aws.names import DELIVERY
from openline._aws.policies import Document, allow, partition
from openline._aws.regions import EDGE_REGION
from openline._aws.site import Site

_KEPT_DAYS: Final = 90
# No cookies, no query strings: who reads a log is not who may read a session.
_FIELDS: Final = (
    "date", "time", "x-edge-location", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status",
    "x-edge-result-type", "x-edge-request-id", "x-host-header", "sc-bytes", "cs-bytes",
    "time-taken", "time-to-first-byte", "ssl-protocol", "cs-protocol-version",
    "x-edge-detailed-result-type",
)  # fmt: skip


def delivery_bucket(
    site: Site, account: str, key_arn: pulumi.Input[str]
) -> tuple[aws.s3.Bucket, aws.s3.BucketPolicy]:
    """A bucket that the log delivery of this account may write to. What delivers there depends on
    the policy."""
    bucket = private_bucket(site, "logs", key_arn, kept_days=_KEPT_DAYS, expires=True)
    statements: pulumi.Output[Sequence[Document]] = bucket.arn.apply(
        lambda arn: _statements(site.region, account, arn)
    )
    return bucket, bucket_policy(site, "logs", bucket, statements)


def _statements(region: str, account: str, bucket_arn: str) -> list[Document]:
    """CloudWatch Logs guide, "Logs sent to Amazon S3"; the sources of CloudFront and of Global
    Accelerator are in one region each, so only the account is compared."""
    principal = {"Service": "delivery.logs.amazonaws.com"}
    mine = {"aws:SourceAccount": account}
    sources = {"aws:SourceArn": f"arn:{partition(region)}:logs:*:{account}:*"}
    return [
        allow(
            "DeliveryWrites",
            ["s3:PutObject"],
            f"{bucket_arn}/*",
            Principal=principal,
            Condition={
                "StringEquals": {**mine, "s3:x-amz-acl": "bucket-owner-full-control"},
                "ArnLike": sources,
            },
        ),
        allow(
            "DeliveryLooks",
            ["s3:GetBucketAcl", "s3:ListBucket"],
            bucket_arn,
            Principal=principal,
            Condition={"StringEquals": mine, "ArnLike": sources},
        ),
    ]


def access_logs(
    site: Site,
    distribution: aws.cloudfront.Distribution,
    bucket: aws.s3.Bucket,
    policy: aws.s3.BucketPolicy,
) -> None:
    """Standard logging, version 2. `site` is in us-east-1, wherever the bucket is."""
    source = aws.cloudwatch.LogDeliverySource(
        site.named("access", DELIVERY),
        region=EDGE_REGION,
        log_type="ACCESS_LOGS",
        resource_arn=distribution.arn,
        tags=site.tags("access"),
        opts=site.options(),
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        site.named("access", DELIVERY),
        region=EDGE_REGION,
        output_format="json",
        delivery_destination_configuration=(
            aws.cloudwatch.LogDeliveryDestinationDeliveryDestinationConfigurationArgs(
                destination_resource_arn=bucket.arn
            )
        ),
        tags=site.tags("access"),
        opts=site.options(depends_on=[policy]),
    )
    aws.cloudwatch.LogDelivery(
        site.named("access"),
        region=EDGE_REGION,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=list(_FIELDS),
        s3_delivery_configurations=[
            aws.cloudwatch.LogDeliveryS3DeliveryConfigurationArgs(
                suffix_path="{DistributionId}/{yyyy}/{MM}/{dd}/{HH}",
                enable_hive_compatible_path=False,
            )
        ],
        tags=site.tags("access"),
        opts=site.options(),
    )
