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

from openline._aws.site import Site

_ANYWHERE: Final = "0.0.0.0/0"


# AWS's lists of addresses count with their weight against the 60 rules of a security group: 55 and
# 25, so each needs a group of its own (VPC guide, "AWS-managed prefix list weight").
_CLOUDFRONT: Final = "com.amazonaws.global.cloudfront.origin-facing"
_CHECKERS: Final = "com.amazonaws.{region}.route53-healthchecks"


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
    _ingress(site, "edge-in", edge, 443, "CloudFront, TLS", listed=_list(site, _CLOUDFRONT))
    checkers = _list(site, _CHECKERS.format(region=site.region))
    _ingress(site, "checkers-in", balancer, 443, "Health checks of Route 53", listed=checkers)
    for zone, address in sorted(neighbours.items()):
        # a regional name is a public one: who asks it from inside comes by way of a NAT gateway
        one = pulumi.Output.concat(address, "/32")
        _ingress(site, f"neighbours-in-{zone}", balancer, 443, "Systems of this region", cidr=one)
    return edge.id


def _list(site: Site, name: str) -> pulumi.Output[str]:
    """The id of one of AWS's lists, which has another in every region. Never a resource: it is
    AWS's, and nothing else tells its id."""
    found = aws.ec2.get_managed_prefix_list_output(
        name=name, region=site.region, opts=pulumi.InvokeOutputOptions(parent=site.parent)
    )
    return found.id


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
