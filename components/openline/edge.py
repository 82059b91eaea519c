"""The edge of one system: CloudFront before its regions, which owns the public name."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws import deliveries, limited
from openline._aws.arguments import checked
from openline._aws.distribution import Kept, Origins, distribution
from openline._aws.records import Answer, record
from openline._aws.regions import EDGE_REGION
from openline._aws.roles import one_primary, primary_first
from openline._aws.site import Site
from openline._aws.web_acl import web_acl


class CachedArgs(TypedDict):
    paths: list[str]
    """Path patterns of reads whose answers are the same for everybody."""
    fresh_s: NotRequired[int]
    """Without it they are asked for every time, and nothing is kept."""
    stale_s: int
    """How much longer they are kept for when no origin answers."""


class EdgeCacheArgs(TypedDict):
    stack: str
    account: str
    system: str
    zone_id: str
    name: str
    """The public name, fully qualified. Nothing else may have a record for it."""
    regions: dict[str, str]
    """Region -> role: a primary, and a standby or none; or two active ones, the first by name asked
    first."""
    origin_name: str
    """The name that fails over, known to the balancers' certificates; never the public one."""
    origin: pulumi.Input[str]
    """The same, from its record."""
    regional_names: dict[str, pulumi.Input[str]]
    """Region -> the name at which its balancer answers, always."""
    certificate_arn: pulumi.Input[str]
    """Of the public name, in us-east-1."""
    key_arns: dict[str, pulumi.Input[str]]
    """Region -> ARN of the key there, for each region and for us-east-1."""
    cached: dict[str, CachedArgs]
    """Operation -> what is kept of it."""
    attempts: int
    """Connections to an origin before the next is asked, 1 to 3."""
    connect_s: int
    """How long a connection is tried, whole seconds."""
    answer_s: int
    """How long an answer is waited for, whole seconds."""
    errors_s: int
    """How long an error is kept."""
    protection: NotRequired[bool]


class EdgeCache(pulumi.ComponentResource):
    """A CloudFront distribution with a web ACL. Writes go to the name that fails over; declared
    reads go to the regional names, the next where one does not answer, and are kept. Static pages
    answer when no region does. Raises `ArgumentsError`."""

    endpoint: pulumi.Output[str]
    """Where customers find the system, with `https://`."""
    distribution_id: pulumi.Output[str]
    """For invalidations."""
    distribution_domain: pulumi.Output[str]
    """CloudFront's own name, which the public record is an alias of."""
    web_acl_arn: pulumi.Output[str]
    """ARN of the firewall, in us-east-1."""
    limited_buckets: pulumi.Output[dict[str, str]]
    """Region -> bucket of the limited service. Pages go to the primary's, below `limited/`."""
    log_bucket: pulumi.Output[str]
    """Name of the bucket with the access logs."""

    def __init__(
        self, name: str, args: EdgeCacheArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, EdgeCacheArgs, args, _problems)
        super().__init__(contract.TYPE_EDGE, name, {**_inputs(args)}, opts)
        sites = {region: _site(self, name, args, region) for region in _regions(args)}
        first = next(iter(sites.values()))
        world = replace(first, name=name, region=EDGE_REGION, serves=first.region)
        acl = web_acl(world, args["key_arns"][EDGE_REGION])
        buckets = limited.limited_buckets(sites, args["key_arns"])
        made = _distribution(world, args, acl, buckets)
        for region, bucket in buckets.items():
            limited.readable(sites[region], bucket, made.arn)
        self.log_bucket = _log(world, list(sites.values())[-1], args, made)
        answer = Answer(dns_name=made.domain_name, zone_id=made.hosted_zone_id)
        four = record(world, "public", args["name"], args["zone_id"], answer)
        record(world, "public-six", args["name"], args["zone_id"], answer, six=True)
        self.endpoint = pulumi.Output.concat("https://", four.fqdn)
        self.distribution_id = made.id
        self.distribution_domain = made.domain_name
        self.web_acl_arn = acl.arn
        self.limited_buckets = pulumi.Output.all(
            **{region: bucket.bucket for region, bucket in buckets.items()}
        )
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "distributionId": self.distribution_id,
                "distributionDomain": self.distribution_domain,
                "webAclArn": self.web_acl_arn,
                "limitedBuckets": self.limited_buckets,
                "logBucket": self.log_bucket,
            }
        )


def _regions(args: EdgeCacheArgs) -> list[str]:
    return primary_first(args["regions"])


def _site(parent: EdgeCache, name: str, args: EdgeCacheArgs, region: str) -> Site:
    return Site(
        parent=parent,
        name=f"{name}-{region}",
        stack=args["stack"],
        component=contract.COMPONENT_EDGE,
        region=region,
        role=args["regions"][region],
        system=args["system"],
        protection=args.get("protection", True),
        readable=args["system"],
    )


def _distribution(
    site: Site,
    args: EdgeCacheArgs,
    acl: "aws.wafv2.WebAcl",  # quoted: loading WAF takes every program half a second
    buckets: dict[str, aws.s3.Bucket],
) -> aws.cloudfront.Distribution:
    origins = Origins(
        failover=args["origin"],
        regional={region: args["regional_names"][region] for region in _regions(args)},
        buckets=buckets,
        attempts=args["attempts"],
        connect_s=args["connect_s"],
        answer_s=args["answer_s"],
    )
    return distribution(
        site,
        args["name"],
        origins,
        _kept(args),
        errors_s=args["errors_s"],
        certificate_arn=args["certificate_arn"],
        web_acl_arn=acl.arn,
    )


def _log(
    site: Site, kept_at: Site, args: EdgeCacheArgs, made: aws.cloudfront.Distribution
) -> pulumi.Output[str]:
    """The name of the bucket, in the last of the regions: the standby, if there is one."""
    key_arn = args["key_arns"][kept_at.region]
    bucket, policy = deliveries.delivery_bucket(kept_at, args["account"], key_arn)
    deliveries.access_logs(site, made, bucket, policy)
    return policy.bucket


def _kept(args: EdgeCacheArgs) -> list[Kept]:
    """By operation; within one as declared, for the first pattern that matches decides."""
    return [
        Kept(operation, own["paths"], own.get("fresh_s"), own["stale_s"])
        for operation, own in sorted(args["cached"].items())
    ]


def _problems(args: EdgeCacheArgs) -> Iterator[str]:
    regions = args["regions"]
    yield from one_primary(regions)
    if len(regions) > 2:
        yield f"regions: {', '.join(sorted(regions))}; a group of origins has two at most"
    if args["origin_name"] == args["name"]:
        yield f"origin_name: {args['name']} is the edge's own; it would ask itself"
    for region in sorted(regions.keys() - args["regional_names"].keys()):
        yield f"regional_names: none in {region}, which is a region"
    for region in sorted({*regions, EDGE_REGION} - args["key_arns"].keys()):
        yield f"key_arns: none in {region}, where this component encrypts"
    for operation, own in sorted(args["cached"].items()):
        if not own["paths"]:
            yield f"cached.{operation}.paths: none; an edge keeps answers by their paths"
        for path in own["paths"]:
            if not path.startswith("/"):
                yield f"cached.{operation}.paths: {path!r} is not a path; write one such as /help/*"
    for field, value, least, most in (
        ("attempts", args["attempts"], 1, 3),
        ("connect_s", args["connect_s"], 1, 10),
        ("answer_s", args["answer_s"], 1, 60),
    ):
        if not least <= value <= most:
            yield f"{field}: {value}; CloudFront takes {least} to {most}"


def _inputs(args: EdgeCacheArgs) -> contract.EdgeInputs:
    system = args["system"]
    origins: dict[str, contract.OriginInputs] = {
        contract.FAILOVER_ORIGIN: {"kind": "failover", "system": system}
    }
    for region in _regions(args):
        service = contract.origin_id(region)
        origins[service] = {"kind": "service", "region": region, "system": system}
        bucket = contract.origin_id(region, limited=True)
        origins[bucket] = {"kind": "limited", "region": region, "system": system}
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "system": system,
        "publicName": args["name"],
        "originName": args["origin_name"],
        "origins": origins,
        "cached": {operation: _cached(own) for operation, own in args["cached"].items()},
        "attempts": args["attempts"],
        "connectS": args["connect_s"],
        "answerS": args["answer_s"],
        "errorsS": args["errors_s"],
    }


def _cached(own: CachedArgs) -> contract.CachedInputs:
    inputs: contract.CachedInputs = {"paths": own["paths"], "staleS": own["stale_s"]}
    if "fresh_s" in own:
        inputs["freshS"] = own["fresh_s"]
    return inputs
