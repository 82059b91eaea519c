"""CloudFront's policies: what is kept and how long, what is sent on, which headers are added."""

from __future__ import annotations

from typing import Final

import pulumi_aws as aws

from openline._aws.names import ACCESS_CONTROL
from openline._aws.site import Site

# AWS's own policies, the same ids in every account (CloudFront developer guide, "Use managed cache
# policies", "Use managed origin request policies"). Host is left out of what is sent on: with it
# the balancer's certificate would have to be the public name's.
CACHING_DISABLED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST: Final = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

_YEAR_S: Final = 31_536_000


def cache_policy(site: Site, suffix: str, fresh_s: int, stale_s: int) -> aws.cloudfront.CachePolicy:
    """Answers without a Cache-Control of their own are fresh for `fresh_s`. CloudFront keeps no
    stale answer beyond the maximum, whatever the origin says, so that is both times together
    (developer guide, "Serve stale (expired) content"). The minimum is 0: `no-store` is obeyed."""
    keyed = aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginArgs(
        cookies_config=aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginCookiesConfigArgs(
            cookie_behavior="none"
        ),
        headers_config=aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginHeadersConfigArgs(
            header_behavior="none"
        ),
        query_strings_config=aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginQueryStringsConfigArgs(
            query_string_behavior="all"
        ),
        enable_accept_encoding_brotli=True,
        enable_accept_encoding_gzip=True,
    )
    return aws.cloudfront.CachePolicy(
        site.named(suffix),
        comment=f"{site.system}: {fresh_s} s, {stale_s} s longer",
        min_ttl=0,
        default_ttl=fresh_s,
        max_ttl=fresh_s + stale_s,
        parameters_in_cache_key_and_forwarded_to_origin=keyed,
        opts=site.options(),
    )


def origin_access_control(site: Site) -> aws.cloudfront.OriginAccessControl:
    """CloudFront signs what it asks of the buckets, which know it by that."""
    return aws.cloudfront.OriginAccessControl(
        site.named("limited", ACCESS_CONTROL),
        description=f"Limited service of {site.system}",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=site.options(),
    )


def security_headers(site: Site) -> aws.cloudfront.ResponseHeadersPolicy:
    """What browsers should be told and the application may say otherwise, but for the first two.

    No Cache-Control: it would reach browsers only, not what CloudFront keeps, and nobody can take
    back what a browser has."""
    args = aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs(
        strict_transport_security=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
            access_control_max_age_sec=_YEAR_S, override=True, include_subdomains=False
        ),
        content_type_options=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(
            override=True
        ),
        frame_options=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
            frame_option="SAMEORIGIN", override=False
        ),
        referrer_policy=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
            referrer_policy="strict-origin-when-cross-origin", override=False
        ),
    )
    return aws.cloudfront.ResponseHeadersPolicy(
        site.named("headers"),
        comment=f"{site.system} security headers",
        security_headers_config=args,
        opts=site.options(),
    )
