"""Security groups of a fleet: customers reach the balancer, the balancer reaches the instances.

Rules are resources of their own: the groups refer to each other. Behind an edge the balancer is
reached by CloudFront, by Route 53's checkers and by the region's own systems, and by nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.arguments import ArgumentsError
from openline._aws.site import Site
from openline.declaration import cloudfront_lists

_ANYWHERE: Final = "0.0.0.0/0"

# A list counts with its weight, 55 for CloudFront's, against the 60 rules of a security group, so
# it has a group of its own (VPC guide, "AWS-managed prefix list weight").
# ip-ranges.amazonaws.com, service ROUTE53_HEALTHCHECKS without China's: the addresses that checkers
# ask from. They change seldom; whoever is asked by a new one notices by its own alarm.
_CHECKERS: Final = (
    "15.177.0.0/18",
    "54.183.255.128/26",
    "54.228.16.0/26",
    "54.232.40.64/26",
    "54.241.32.64/26",
    "54.243.31.192/26",
    "54.244.52.192/26",
    "54.245.168.0/26",
    "54.248.220.0/26",
    "54.250.253.192/26",
    "54.251.31.128/26",
    "54.252.79.128/26",
    "54.252.254.192/26",
    "54.255.254.192/26",
    "107.23.255.0/26",
    "176.34.159.192/26",
    "177.71.207.128/26",
)


@dataclass(frozen=True, slots=True)
class Firewall:
    balancer: tuple[pulumi.Output[str], ...]
    instances: pulumi.Output[str]


def firewall(
    site: Site,
    vpc_id: pulumi.Input[str],
    port: int,
    neighbours: Mapping[str, pulumi.Input[str]] | None,
) -> Firewall:
    """`neighbours`: zone -> the address with which the region's systems leave it, for a balancer
    behind an edge; None for one that everybody reaches."""
    balancer = _group(site, "balancer", "Customers to the balancer", vpc_id)
    instances = _group(site, "instances", "The balancer to the instances", vpc_id)
    groups = [balancer.id]
    if neighbours is None:
        _open_to_all(site, balancer)
    else:
        groups.append(_open_to_edge(site, balancer, vpc_id, neighbours))
    _egress(site, "balancer-out", balancer, port, "To the instances", to=instances.id)
    _ingress(site, "instances-in", instances, port, "From the balancer, TLS", of=balancer.id)
    _egress(site, "instances-out", instances, 443, "Stores, AWS and other systems, TLS")
    return Firewall(tuple(groups), instances.id)


def _open_to_all(site: Site, balancer: aws.ec2.SecurityGroup) -> None:
    for public, why in ((443, "Customers, TLS"), (80, "Redirected to TLS")):
        _ingress(site, f"balancer-in-{public}", balancer, public, why, cidr=_ANYWHERE)


def _open_to_edge(
    site: Site,
    balancer: aws.ec2.SecurityGroup,
    vpc_id: pulumi.Input[str],
    neighbours: Mapping[str, pulumi.Input[str]],
) -> pulumi.Output[str]:
    """The group of the edge. Which distribution asks is for the application to tell: CloudFront's
    addresses are every customer's of CloudFront."""
    edge = _group(site, "edge", "CloudFront to the balancer", vpc_id)
    _ingress(site, "edge-in", edge, 443, "CloudFront, TLS", listed=_cloudfront(site))
    checkers = _checkers(site)
    _ingress(site, "checkers-in", balancer, 443, "Health checks of Route 53", listed=checkers)
    for zone, address in sorted(neighbours.items()):
        # a regional name is a public one: who asks it from inside comes by way of a NAT gateway
        one = pulumi.Output.concat(address, "/32")
        _ingress(site, f"neighbours-in-{zone}", balancer, 443, "Systems of this region", cidr=one)
    return edge.id


def _cloudfront(site: Site) -> str:
    """AWS's own list there. Raises `ArgumentsError` for a region whose list is not known."""
    if site.region not in cloudfront_lists():
        known = ", ".join(cloudfront_lists())
        wrong = f"region: CloudFront's addresses in {site.region} are not known; there are {known}"
        raise ArgumentsError("EdgeCache", site.name, [wrong])
    return cloudfront_lists()[site.region]


def _checkers(site: Site) -> pulumi.Output[str]:
    """One list instead of a rule an address; AWS's own has no id that could be written down."""
    return aws.ec2.ManagedPrefixList(
        site.named("checkers"),
        region=site.region,
        address_family="IPv4",
        max_entries=len(_CHECKERS),
        entries=[
            aws.ec2.ManagedPrefixListEntryArgs(cidr=cidr, description="Route 53 health checkers")
            for cidr in _CHECKERS
        ],
        tags=site.tags("checkers"),
        opts=site.options(),
    ).id


def _ingress(
    site: Site,
    suffix: str,
    group: aws.ec2.SecurityGroup,
    port: int,
    why: str,
    *,
    cidr: pulumi.Input[str] | None = None,
    of: pulumi.Input[str] | None = None,
    listed: pulumi.Input[str] | None = None,
) -> None:
    """From a range, from another group, or from a list of AWS's."""
    aws.vpc.SecurityGroupIngressRule(
        site.named(suffix),
        region=site.region,
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_ipv4=cidr,
        referenced_security_group_id=of,
        prefix_list_id=listed,
        description=why,
        tags=site.tags(suffix),
        opts=site.options(),
    )


def _group(
    site: Site, suffix: str, description: str, vpc_id: pulumi.Input[str]
) -> aws.ec2.SecurityGroup:
    return aws.ec2.SecurityGroup(
        site.named(suffix),
        region=site.region,
        vpc_id=vpc_id,
        description=description,
        tags=site.tags(suffix),
        opts=site.options(),
    )


def _egress(
    site: Site,
    suffix: str,
    group: aws.ec2.SecurityGroup,
    port: int,
    why: str,
    *,
    to: pulumi.Input[str] | None = None,
) -> None:
    """To another group, or anywhere where none is given."""
    aws.vpc.SecurityGroupEgressRule(
        site.named(suffix),
        region=site.region,
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        referenced_security_group_id=to,
        cidr_ipv4=None if to is not None else _ANYWHERE,
        description=why,
        tags=site.tags(suffix),
        opts=site.options(),
    )
