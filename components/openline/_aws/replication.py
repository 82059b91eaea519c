"""Copying one bucket into another, in another region and under that region's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from openline._aws.names import BUCKET, ROLE
from openline._aws.policies import Document, allow, as_json, assume_role, document
from openline._aws.site import Site

# S3 user guide, "S3 Replication Time Control": 99.99 % of the objects within 15 minutes, and the
# metrics that tell of those that are late.
_WITHIN_MIN: Final = 15


@dataclass(frozen=True, slots=True)
class Versioned:
    """A bucket, and what S3 wants to be there before it copies from it or to it."""

    site: Site
    bucket: aws.s3.Bucket
    ready: Sequence[pulumi.Resource]


def replicate(
    source: Versioned,
    target: Versioned,
    key_arns: Mapping[str, pulumi.Input[str]],
    *,
    suffix: str,
    what: str,
    immutable: bool = False,
) -> None:
    """Every new object. `immutable`: with its retention, within 15 minutes, and deletions stay
    where they were made; else the copy follows the source in these as well."""
    site = source.site
    keys = (key_arns[site.region], key_arns[target.site.region])
    role = aws.iam.Role(
        site.named("copies", ROLE),  # roles are global; the site's name holds the region
        assume_role_policy=assume_role("s3.amazonaws.com"),
        description=f"Copies {what} to {target.site.region}",
        tags=site.tags("copies"),
        opts=site.options(),
    )
    permissions = aws.iam.RolePolicy(
        site.named("copies"),
        role=role.name,
        policy=pulumi.Output.all(source.bucket.arn, target.bucket.arn, *keys).apply(
            lambda known: as_json(_permissions(known, site.region, target.site.region, immutable))
        ),
        opts=site.options(),
    )
    aws.s3.BucketReplicationConfig(
        site.named(suffix, BUCKET),
        region=site.region,
        bucket=source.bucket.bucket,
        role=role.arn,
        rules=[_rule(suffix, target, keys[1], immutable)],
        opts=site.options(depends_on=[*source.ready, *target.ready, permissions]),
    )


def _rule(
    name: str, target: Versioned, key_arn: pulumi.Input[str], immutable: bool
) -> aws.s3.BucketReplicationConfigRuleArgs:
    return aws.s3.BucketReplicationConfigRuleArgs(
        id=name,
        status="Enabled",
        priority=0,
        filter=aws.s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
        delete_marker_replication=aws.s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
            status="Disabled" if immutable else "Enabled"
        ),
        source_selection_criteria=aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
            sse_kms_encrypted_objects=aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                status="Enabled"
            )
        ),
        destination=_destination(target, key_arn, immutable),
    )


def _destination(
    target: Versioned, key_arn: pulumi.Input[str], immutable: bool
) -> aws.s3.BucketReplicationConfigRuleDestinationArgs:
    destination = aws.s3.BucketReplicationConfigRuleDestinationArgs(
        bucket=target.bucket.arn,
        storage_class="STANDARD",
        encryption_configuration=aws.s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
            replica_kms_key_id=key_arn
        ),
    )
    if immutable:
        destination.replication_time = (
            aws.s3.BucketReplicationConfigRuleDestinationReplicationTimeArgs(
                status="Enabled",
                time=aws.s3.BucketReplicationConfigRuleDestinationReplicationTimeTimeArgs(
                    minutes=_WITHIN_MIN
                ),
            )
        )
        destination.metrics = aws.s3.BucketReplicationConfigRuleDestinationMetricsArgs(
            status="Enabled",
            event_threshold=aws.s3.BucketReplicationConfigRuleDestinationMetricsEventThresholdArgs(
                minutes=_WITHIN_MIN
            ),
        )
    return destination


def _permissions(
    known: Sequence[Any], source_region: str, target_region: str, immutable: bool
) -> Document:
    source, target, source_key, target_key = known
    read = [f"s3:GetObjectVersion{part}" for part in ("Acl", "ForReplication", "Tagging")]
    # a locked object is copied with its lock, or not at all (S3 user guide, "Using Object Lock
    # with S3 Replication")
    locks = ["s3:GetObjectLegalHold", "s3:GetObjectRetention"] if immutable else []
    written = ("Object", "Tags") if immutable else ("Delete", "Object", "Tags")
    return document(
        allow("ReadsSource", ["s3:GetReplicationConfiguration", "s3:ListBucket"], source),
        allow("ReadsVersions", [*read, *locks], f"{source}/*"),
        allow("WritesTarget", [f"s3:Replicate{part}" for part in written], f"{target}/*"),
        _key("Decrypts", ["kms:Decrypt"], source_key, source_region),
        _key("Encrypts", ["kms:Encrypt", "kms:GenerateDataKey"], target_key, target_region),
    )


def _key(sid: str, actions: list[str], key_arn: str, region: str) -> Document:
    via = {"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}}
    return allow(sid, actions, key_arn, Condition=via)
