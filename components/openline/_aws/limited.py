"""The limited service: static pages for when no region answers, in a bucket of every region.

The buckets are encrypted and versioned, the primary's is copied to the standby's, and CloudFront
alone reads them. The first page is put in each of them, so that none waits to be copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from openline._aws.buckets import bucket_policy, private_bucket, versioned
from openline._aws.names import BUCKET, ROLE
from openline._aws.policies import Document, allow, as_json, assume_role, document
from openline._aws.site import Site

PAGE: Final = "limited/unavailable.html"
_OLD_DAYS: Final = 30
_HTML: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Back soon</title>
<body style="font:18px/1.5 sans-serif;max-width:32em;margin:4em auto;padding:0 1em">
<h1>We will be back soon</h1>
<p>Something on our side is broken, and we are working on it. Nothing that you have ordered or
written is lost. Please try again in a few minutes.</p>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Store:
    site: Site
    bucket: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning


def limited_buckets(
    sites: Mapping[str, Site], key_arns: Mapping[str, pulumi.Input[str]]
) -> dict[str, aws.s3.Bucket]:
    """Region -> bucket with the page, primary first as `sites` is."""
    stores = {region: _store(site, key_arns[region]) for region, site in sites.items()}
    first, *others = stores.values()
    for other in others:
        _copied(first, other, key_arns)
    for store in stores.values():
        _page(store)
    return {region: store.bucket for region, store in stores.items()}


def readable(site: Site, bucket: aws.s3.Bucket, distribution_arn: pulumi.Output[str]) -> None:
    """By one distribution and nobody else."""
    statements: pulumi.Output[Sequence[Document]] = pulumi.Output.all(
        bucket.arn, distribution_arn
    ).apply(
        lambda known: [
            allow(
                "EdgeReads",
                ["s3:GetObject"],
                f"{known[0]}/*",
                Principal={"Service": "cloudfront.amazonaws.com"},
                Condition={"StringEquals": {"AWS:SourceArn": known[1]}},
            )
        ]
    )
    bucket_policy(site, "limited", bucket, statements)


def _store(site: Site, key_arn: pulumi.Input[str]) -> Store:
    bucket = private_bucket(
        site, "limited", key_arn, kept_days=_OLD_DAYS, expires=False, stateful=True
    )
    return Store(site, bucket, versioned(site, "limited", bucket))


def _page(store: Store) -> None:
    """Encrypted by the bucket's default, which is the region's key. Operators put others beside it;
    this one is theirs to change, too."""
    aws.s3.BucketObjectv2(
        store.site.named("limited"),
        region=store.site.region,
        bucket=store.bucket.bucket,
        key=PAGE,
        content=_HTML,
        content_type="text/html; charset=utf-8",
        cache_control="max-age=60",
        tags=store.site.tags("limited"),
        opts=store.site.options(depends_on=[store.versioning]),
    )


def _copied(source: Store, target: Store, key_arns: Mapping[str, pulumi.Input[str]]) -> None:
    site = source.site
    keys = (key_arns[site.region], key_arns[target.site.region])
    role = aws.iam.Role(
        site.named("copies", ROLE),
        assume_role_policy=assume_role("s3.amazonaws.com"),
        description=f"Copies the limited service of {site.system} to {target.site.region}",
        tags=site.tags("copies"),
        opts=site.options(),
    )
    permissions = aws.iam.RolePolicy(
        site.named("copies"),
        role=role.name,
        policy=pulumi.Output.all(source.bucket.arn, target.bucket.arn, *keys).apply(
            lambda known: as_json(_permissions(known, site.region, target.site.region))
        ),
        opts=site.options(),
    )
    aws.s3.BucketReplicationConfig(
        site.named("limited", BUCKET),
        region=site.region,
        bucket=source.bucket.bucket,
        role=role.arn,
        rules=[_rule(target, keys[1])],
        # S3 wants both buckets versioned before it copies from one to the other
        opts=site.options(depends_on=[source.versioning, target.versioning, permissions]),
    )


def _rule(target: Store, key_arn: pulumi.Input[str]) -> aws.s3.BucketReplicationConfigRuleArgs:
    return aws.s3.BucketReplicationConfigRuleArgs(
        id="limited",
        status="Enabled",
        priority=0,
        filter=aws.s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
        delete_marker_replication=aws.s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
            status="Enabled"
        ),
        source_selection_criteria=aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
            sse_kms_encrypted_objects=aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                status="Enabled"
            )
        ),
        destination=aws.s3.BucketReplicationConfigRuleDestinationArgs(
            bucket=target.bucket.arn,
            storage_class="STANDARD",
            encryption_configuration=aws.s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                replica_kms_key_id=key_arn
            ),
        ),
    )


def _permissions(known: Sequence[Any], source_region: str, target_region: str) -> Document:
    source, target, source_key, target_key = known
    return document(
        allow("ReadsSource", ["s3:GetReplicationConfiguration", "s3:ListBucket"], source),
        allow(
            "ReadsVersions",
            [f"s3:GetObjectVersion{part}" for part in ("Acl", "ForReplication", "Tagging")],
            f"{source}/*",
        ),
        allow(
            "WritesTarget",
            [f"s3:Replicate{part}" for part in ("Delete", "Object", "Tags")],
            f"{target}/*",
        ),
        _key("Decrypts", ["kms:Decrypt"], source_key, source_region),
        _key("Encrypts", ["kms:Encrypt", "kms:GenerateDataKey"], target_key, target_region),
    )


def _key(sid: str, actions: list[str], key_arn: str, region: str) -> Document:
    via = {"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}}
    return allow(sid, actions, key_arn, Condition=via)
