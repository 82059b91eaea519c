"""Security groups of a fleet: the world reaches the balancer, the balancer reaches the instances.

Rules are resources of their own: the two groups refer to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.site import Site

_ANYWHERE: Final = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class Firewall:
    balancer: pulumi.Output[str]
    instances: pulumi.Output[str]


def firewall(site: Site, vpc_id: pulumi.Input[str], port: int) -> Firewall:
    balancer = _group(site, "balancer", "Customers to the balancer", vpc_id)
    instances = _group(site, "instances", "The balancer to the instances", vpc_id)
    for public, why in ((443, "Customers, TLS"), (80, "Redirected to TLS")):
        aws.vpc.SecurityGroupIngressRule(
            site.named(f"balancer-in-{public}"),
            region=site.region,
            security_group_id=balancer.id,
            ip_protocol="tcp",
            from_port=public,
            to_port=public,
            cidr_ipv4=_ANYWHERE,
            description=why,
            tags=site.tags(f"balancer-in-{public}"),
            opts=site.options(),
        )
    _egress(site, "balancer-out", balancer, port, "To the instances", to=instances.id)
    aws.vpc.SecurityGroupIngressRule(
        site.named("instances-in"),
        region=site.region,
        security_group_id=instances.id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        referenced_security_group_id=balancer.id,
        description="From the balancer, TLS",
        tags=site.tags("instances-in"),
        opts=site.options(),
    )
    _egress(site, "instances-out", instances, 443, "Stores, AWS and other systems, TLS")
    return Firewall(balancer.id, instances.id)


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
