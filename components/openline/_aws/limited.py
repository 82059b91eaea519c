"""The limited service: static pages for when no region answers, in a bucket of every region.

The buckets are encrypted and versioned, the primary's is copied to the standby's, and CloudFront
alone reads them. The first page is put in each of them, so that none waits to be copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.buckets import bucket_policy, private_bucket, versioned
from openline._aws.policies import Document, allow
from openline._aws.replication import Versioned, replicate
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


def limited_buckets(
    sites: Mapping[str, Site], key_arns: Mapping[str, pulumi.Input[str]]
) -> dict[str, aws.s3.Bucket]:
    """Region -> bucket with the page, primary first as `sites` is."""
    stores = {region: _store(site, key_arns[region]) for region, site in sites.items()}
    first, *others = stores.values()
    for other in others:
        replicate(
            first,
            other,
            key_arns,
            suffix="limited",
            what=f"the limited service of {first.site.system}",
        )
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


def _store(site: Site, key_arn: pulumi.Input[str]) -> Versioned:
    bucket = private_bucket(
        site, "limited", key_arn, kept_days=_OLD_DAYS, expires=False, stateful=True
    )
    return Versioned(site, bucket, [versioned(site, "limited", bucket)])


def _page(store: Versioned) -> None:
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
        opts=store.site.options(depends_on=store.ready),
    )
