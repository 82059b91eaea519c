"""The CloudFront distribution of an edge: origins, what is asked of which, and for how long kept.

A group of origins takes reads alone: CloudFront refuses other methods on it. So everything goes to
the one name that the failover records answer, and only declared paths of reads go to the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.edge_policies import (
    ALL_BUT_HOST,
    CACHING_DISABLED,
    cache_policy,
    origin_access_control,
    security_headers,
)
from openline._aws.limited import PAGE
from openline._aws.site import Site

_READS: Final = ["GET", "HEAD", "OPTIONS"]
_ALL: Final = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
_KEPT: Final = ["GET", "HEAD"]
# An origin that answers these, or nothing, is no answer: the next of its group is asked.
_BROKEN: Final = (500, 502, 503, 504)
# Pages of the limited service: asked for again after a minute, kept a day if nobody answers.
_LIMITED_FRESH_S, _LIMITED_STALE_S = 60, 86_400


@dataclass(frozen=True, slots=True)
class Kept:
    """Paths of reads. `fresh_s` None: asked for every time."""

    operation: str
    paths: Sequence[str]
    fresh_s: int | None
    stale_s: int


@dataclass(frozen=True, slots=True)
class Origins:
    """`failover` and `regional` (region -> name, primary first) are host names with certificates
    of ours; `buckets` have the limited service."""

    failover: pulumi.Input[str]
    regional: Mapping[str, pulumi.Input[str]]
    buckets: Mapping[str, aws.s3.Bucket]
    attempts: int
    connect_s: int
    answer_s: int


def distribution(
    site: Site,
    public_name: str,
    origins: Origins,
    kept: Sequence[Kept],
    *,
    errors_s: int,
    certificate_arn: pulumi.Input[str],
    web_acl_arn: pulumi.Input[str],
) -> aws.cloudfront.Distribution:
    headers = security_headers(site).id
    return aws.cloudfront.Distribution(
        site.named("distribution"),
        enabled=True,
        comment=f"{site.stack} {site.system}",
        aliases=[public_name],
        http_version="http2and3",
        is_ipv6_enabled=True,
        price_class="PriceClass_All",  # customers are everywhere; it costs only where they are
        web_acl_id=web_acl_arn,
        origins=_origins(site, public_name, origins),
        origin_groups=_groups(origins),
        default_cache_behavior=aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
            target_origin_id=contract.FAILOVER_ORIGIN,
            viewer_protocol_policy="redirect-to-https",
            allowed_methods=_ALL,
            cached_methods=_KEPT,
            cache_policy_id=CACHING_DISABLED,
            origin_request_policy_id=ALL_BUT_HOST,
            response_headers_policy_id=headers,
            compress=False,
        ),
        ordered_cache_behaviors=[
            _limited(site, origins, headers),
            *(one for own in kept for one in _reads(site, origins, own, headers)),
        ],
        custom_error_responses=[
            aws.cloudfront.DistributionCustomErrorResponseArgs(
                error_code=code,
                response_code=code,
                response_page_path=f"/{PAGE}",
                error_caching_min_ttl=errors_s,
            )
            for code in _BROKEN
        ],
        restrictions=aws.cloudfront.DistributionRestrictionsArgs(
            geo_restriction=aws.cloudfront.DistributionRestrictionsGeoRestrictionArgs(
                restriction_type="none"
            )
        ),
        viewer_certificate=aws.cloudfront.DistributionViewerCertificateArgs(
            acm_certificate_arn=certificate_arn,
            ssl_support_method="sni-only",
            minimum_protocol_version="TLSv1.2_2021",
        ),
        tags=site.tags("distribution"),
        # not of data, but of the public name: deleting it is an outage
        opts=site.options(stateful=True),
    )


def _origins(
    site: Site, public_name: str, origins: Origins
) -> list[aws.cloudfront.DistributionOriginArgs]:
    control = origin_access_control(site).id
    named = {contract.FAILOVER_ORIGIN: origins.failover} | {
        contract.origin_id(region): name for region, name in origins.regional.items()
    }
    return [
        *(_balancer(origin, name, public_name, origins) for origin, name in named.items()),
        *(
            aws.cloudfront.DistributionOriginArgs(
                origin_id=contract.origin_id(region, limited=True),
                domain_name=bucket.bucket_regional_domain_name,
                origin_access_control_id=control,
                connection_attempts=origins.attempts,
                connection_timeout=origins.connect_s,
            )
            for region, bucket in origins.buckets.items()
        ),
    ]


def _balancer(
    origin_id: str, name: pulumi.Input[str], public_name: str, origins: Origins
) -> aws.cloudfront.DistributionOriginArgs:
    return aws.cloudfront.DistributionOriginArgs(
        origin_id=origin_id,
        domain_name=name,
        connection_attempts=origins.attempts,
        connection_timeout=origins.connect_s,
        # the host of the request is the origin's, whose certificate answers; this is the customer's
        custom_headers=[
            aws.cloudfront.DistributionOriginCustomHeaderArgs(
                name="X-Forwarded-Host", value=public_name
            )
        ],
        custom_origin_config=aws.cloudfront.DistributionOriginCustomOriginConfigArgs(
            http_port=80,
            https_port=443,
            origin_protocol_policy="https-only",
            origin_ssl_protocols=["TLSv1.2"],
            origin_read_timeout=origins.answer_s,
            origin_keepalive_timeout=5,
        ),
    )


def _groups(origins: Origins) -> list[aws.cloudfront.DistributionOriginGroupArgs] | None:
    """A group has two members, no more and no less: with one region there is none."""
    if len(origins.regional) < 2:
        return None
    return [
        aws.cloudfront.DistributionOriginGroupArgs(
            origin_id=contract.origin_group(limited=limited),
            failover_criteria=aws.cloudfront.DistributionOriginGroupFailoverCriteriaArgs(
                status_codes=list(_BROKEN)
            ),
            members=[
                aws.cloudfront.DistributionOriginGroupMemberArgs(
                    origin_id=contract.origin_id(region, limited=limited)
                )
                for region in origins.regional
            ],
        )
        for limited in (False, True)
    ]


def _target(origins: Origins, *, limited: bool = False) -> str:
    if len(origins.regional) < 2:
        return contract.origin_id(next(iter(origins.regional)), limited=limited)
    return contract.origin_group(limited=limited)


def _limited(
    site: Site, origins: Origins, headers: pulumi.Input[str]
) -> aws.cloudfront.DistributionOrderedCacheBehaviorArgs:
    policy = cache_policy(site, "limited", _LIMITED_FRESH_S, _LIMITED_STALE_S)
    return aws.cloudfront.DistributionOrderedCacheBehaviorArgs(
        path_pattern=contract.LIMITED_PATHS,
        target_origin_id=_target(origins, limited=True),
        viewer_protocol_policy="redirect-to-https",
        allowed_methods=_READS,
        cached_methods=_KEPT,
        cache_policy_id=policy.id,
        response_headers_policy_id=headers,
        compress=True,
    )


def _reads(
    site: Site, origins: Origins, own: Kept, headers: pulumi.Input[str]
) -> list[aws.cloudfront.DistributionOrderedCacheBehaviorArgs]:
    """Kept answers are everybody's, so nothing of who asks is sent: no cookies, no authorization.
    What is not kept is asked with all that the customer sent."""
    kept = bool(own.fresh_s or own.stale_s)
    policy = (
        cache_policy(site, f"reads-{own.operation}", own.fresh_s or 0, own.stale_s).id
        if kept
        else CACHING_DISABLED
    )
    return [
        aws.cloudfront.DistributionOrderedCacheBehaviorArgs(
            path_pattern=path,
            target_origin_id=_target(origins),
            viewer_protocol_policy="redirect-to-https",
            allowed_methods=_READS,
            cached_methods=_KEPT,
            cache_policy_id=policy,
            origin_request_policy_id=None if kept else ALL_BUT_HOST,
            response_headers_policy_id=headers,
            compress=kept,
        )
        for path in own.paths
    ]
