"""Buckets with the stack's key: private, versioned, over TLS alone, emptied of old versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.names import BUCKET
from openline._aws.policies import Document, as_json, document, tls_only
from openline._aws.site import Site

# Glacier Instant Retrieval is read in milliseconds and paid for 90 days at least (S3 user guide,
# "Storage classes"): nobody asks after an old conversation often, and an auditor does not wait.
_COLDER_DAYS: Final = 90
_UNFINISHED_DAYS: Final = 7


def private_bucket(
    site: Site,
    suffix: str,
    key_arn: pulumi.Input[str],
    *,
    kept_days: int,
    expires: bool,
    stateful: bool = False,
    locked: bool = False,
) -> aws.s3.Bucket:
    """Encrypted with the region's key. `kept_days`: how long old versions stay, and, where it
    `expires`, everything. `locked`: made for an object lock, and emptied as that allows.
    Its policy is the caller's: `bucket_policy`."""
    name = site.named(suffix, BUCKET)
    bucket = aws.s3.Bucket(
        name,
        region=site.region,
        force_destroy=not site.protection,
        object_lock_enabled=True if locked else None,
        tags=site.tags(suffix),
        opts=site.options(stateful=stateful),
    )
    encryption = (
        aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm="aws:kms", kms_master_key_id=key_arn
        )
    )
    aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        region=site.region,
        bucket=bucket.bucket,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=encryption,
                bucket_key_enabled=True,  # one call to KMS for many objects
            )
        ],
        opts=site.options(),
    )
    rule = _locked_away(kept_days) if locked else _expiring(kept_days, expires)
    aws.s3.BucketLifecycleConfiguration(
        name, region=site.region, bucket=bucket.bucket, rules=[rule], opts=site.options()
    )
    return bucket


def versioned(site: Site, suffix: str, bucket: aws.s3.Bucket) -> aws.s3.BucketVersioning:
    return aws.s3.BucketVersioning(
        site.named(suffix, BUCKET),
        region=site.region,
        bucket=bucket.bucket,
        versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(
            status="Enabled"
        ),
        opts=site.options(),
    )


def bucket_policy(
    site: Site,
    suffix: str,
    bucket: aws.s3.Bucket,
    statements: pulumi.Output[Sequence[Document]],
) -> aws.s3.BucketPolicy:
    """`statements` and TLS alone; nothing of it public."""
    policy = pulumi.Output.all(bucket.arn, statements).apply(
        lambda known: as_json(document(*known[1], tls_only(known[0])))
    )
    return closed_with(site, site.named(suffix, BUCKET), bucket, policy)


def closed_with(
    site: Site, name: str, bucket: aws.s3.Bucket, policy: pulumi.Input[str]
) -> aws.s3.BucketPolicy:
    """A bucket of which nothing can be made public, and its policy."""
    closed = aws.s3.BucketPublicAccessBlock(
        name,
        region=site.region,
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=site.options(),
    )
    return aws.s3.BucketPolicy(
        name,
        region=site.region,
        bucket=bucket.bucket,
        policy=policy,
        # S3 refuses two changes of one bucket's access at the same time
        opts=site.options(depends_on=[closed]),
    )


def _expiring(kept_days: int, expires: bool) -> aws.s3.BucketLifecycleConfigurationRuleArgs:
    return aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="expire",
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        expiration=(
            aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=kept_days)
            if expires
            else None
        ),
        noncurrent_version_expiration=(
            aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                noncurrent_days=kept_days
            )
        ),
    )


def _locked_away(kept_days: int) -> aws.s3.BucketLifecycleConfigurationRuleArgs:
    """Colder where it stays long enough to pay, and gone when its lock is over: what has expired
    is an old version from then on, and S3 deletes no version that is still locked."""
    colder = aws.s3.BucketLifecycleConfigurationRuleTransitionArgs(
        days=_COLDER_DAYS, storage_class="GLACIER_IR"
    )
    return aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="keep",
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        transitions=[colder] if kept_days >= 2 * _COLDER_DAYS else None,
        expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=kept_days),
        noncurrent_version_expiration=(
            aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                noncurrent_days=1
            )
        ),
        abort_incomplete_multipart_upload=(
            aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=_UNFINISHED_DAYS
            )
        ),
    )
