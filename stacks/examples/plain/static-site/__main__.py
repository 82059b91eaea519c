"""A static site: a private bucket, and CloudFront before it."""

import json
from pathlib import Path

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
ACCOUNT = config.require("account")
NAME = f"help.{config.require('domain')}"
ZONE_ID = config.require("zone_id")
TAGS = {"openline:system": "help-pages"}
# CloudFront developer guide, "Use managed cache policies": CachingOptimized
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7ff91b6b6aec"

content = aws.s3.Bucket("content", bucket=f"help-pages-content-{ACCOUNT}", tags=TAGS)
aws.s3.BucketPublicAccessBlock(
    "content",
    bucket=content.id,
    block_public_acls=True,
    block_public_policy=True,
    ignore_public_acls=True,
    restrict_public_buckets=True,
)
for page in sorted((Path(__file__).parent / "www").glob("*.html")):
    aws.s3.BucketObjectv2(
        page.name,
        bucket=content.id,
        key=page.name,
        content=page.read_text(encoding="utf-8"),
        content_type="text/html",
    )

certificate = aws.acm.Certificate("site", domain_name=NAME, validation_method="DNS")
proof = aws.route53.Record(
    "proof",
    zone_id=ZONE_ID,
    name=certificate.domain_validation_options[0].resource_record_name,
    type=certificate.domain_validation_options[0].resource_record_type,
    records=[certificate.domain_validation_options[0].resource_record_value],
    ttl=600,
)
valid = aws.acm.CertificateValidation(
    "site", certificate_arn=certificate.arn, validation_record_fqdns=[proof.fqdn]
)

access = aws.cloudfront.OriginAccessControl(
    "site",
    origin_access_control_origin_type="s3",
    signing_behavior="always",
    signing_protocol="sigv4",
)
site = aws.cloudfront.Distribution(
    "site",
    enabled=True,
    aliases=[NAME],
    default_root_object="index.html",
    price_class="PriceClass_100",
    origins=[
        {
            "origin_id": "content",
            "domain_name": content.bucket_regional_domain_name,
            "origin_access_control_id": access.id,
        }
    ],
    default_cache_behavior={
        "target_origin_id": "content",
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": CACHING_OPTIMIZED,
        "compress": True,
    },
    restrictions={"geo_restriction": {"restriction_type": "none"}},
    viewer_certificate={
        "acm_certificate_arn": valid.certificate_arn,
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": "TLSv1.2_2021",
    },
    tags=TAGS,
)
aws.s3.BucketPolicy(
    "content",
    bucket=content.id,
    policy=pulumi.Output.all(content.arn, site.arn).apply(
        lambda arns: json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "cloudfront.amazonaws.com"},
                        "Action": "s3:GetObject",
                        "Resource": f"{arns[0]}/*",
                        "Condition": {"StringEquals": {"AWS:SourceArn": arns[1]}},
                    }
                ],
            }
        )
    ),
)
aws.route53.Record(
    "site",
    zone_id=ZONE_ID,
    name=NAME,
    type="A",
    aliases=[
        {
            "name": site.domain_name,
            "zone_id": site.hosted_zone_id,
            "evaluate_target_health": False,
        }
    ],
)

pulumi.export("url", f"https://{NAME}")
