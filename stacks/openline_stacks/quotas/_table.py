"""The defaults of a new account, by what takes from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Quota:
    """`default`: of a new account; in each region where it is `regional`, else of all together."""

    name: str
    default: int
    regional: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A quota on what a resource asks for at `path`. `together`: all of a region are added up."""

    quota: Quota
    type: str
    path: str
    together: bool


# Service Quotas, defaults of a new account: so many of a type.
COUNTED: Final[Mapping[str, Quota]] = {
    "aws:acm/certificate:Certificate": Quota("certificates", 2_500),
    "aws:autoscaling/group:Group": Quota("Auto Scaling groups", 500),
    "aws:backup/plan:Plan": Quota("backup plans", 300),
    "aws:backup/vault:Vault": Quota("backup vaults", 300),
    "aws:cloudfront/cachePolicy:CachePolicy": Quota("cache policies", 20, regional=False),
    "aws:cloudfront/distribution:Distribution": Quota("distributions", 500, regional=False),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Quota(
        "origin access controls", 100, regional=False
    ),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": Quota(
        "origin request policies", 20, regional=False
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Quota(
        "response headers policies", 20, regional=False
    ),
    "aws:dynamodb/table:Table": Quota("tables", 2_500),
    "aws:ec2/eip:Eip": Quota("elastic IP addresses", 5),
    "aws:ec2/internetGateway:InternetGateway": Quota("internet gateways", 5),
    "aws:ec2/launchTemplate:LaunchTemplate": Quota("launch templates", 5_000),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Quota("prefix lists", 100),
    "aws:ec2/securityGroup:SecurityGroup": Quota("security groups", 2_500),
    "aws:ec2/vpc:Vpc": Quota("VPCs", 5),
    "aws:ec2transitgateway/transitGateway:TransitGateway": Quota("transit gateways", 5),
    "aws:globalaccelerator/accelerator:Accelerator": Quota("accelerators", 20, regional=False),
    "aws:iam/instanceProfile:InstanceProfile": Quota("instance profiles", 1_000, regional=False),
    "aws:iam/policy:Policy": Quota("customer managed policies", 1_500, regional=False),
    "aws:iam/role:Role": Quota("roles", 1_000, regional=False),
    "aws:lb/loadBalancer:LoadBalancer": Quota("load balancers", 50),
    "aws:lb/targetGroup:TargetGroup": Quota("target groups", 3_000),
    "aws:route53/healthCheck:HealthCheck": Quota("health checks", 200, regional=False),
    "aws:wafv2/webAcl:WebAcl": Quota("web ACLs", 100),
}

_TABLE: Final = "aws:dynamodb/table:Table"

# What a resource asks for at once. DynamoDB guide, "Quotas": 40,000 units a table on demand, warm
# ones among them, in every region of the table. Application Load Balancer guide, "Quotas", "Load
# Balancer Capacity Units": none reserved in a region before asked.
FIGURES: Final = (
    Figure(
        Quota("warm read units of a table", 40_000),
        _TABLE,
        "warmThroughput.readUnitsPerSecond",
        together=False,
    ),
    Figure(
        Quota("warm write units of a table", 40_000),
        _TABLE,
        "warmThroughput.writeUnitsPerSecond",
        together=False,
    ),
    Figure(
        Quota("reserved balancer capacity units", 0),
        "aws:lb/loadBalancer:LoadBalancer",
        "minimumLoadBalancerCapacity.capacityUnits",
        together=True,
    ),
)

# AWS General Reference, "Amazon ECS endpoints and quotas": Fargate On-Demand vCPU resource count.
FARGATE: Final = Quota("Fargate vCPUs", 6)

# AWS General Reference, "Amazon EC2 endpoints and quotas": vCPUs of running on-demand instances, a
# quota for each group of families. Every one but the first starts at none.
_STANDARD: Final = Quota("vCPUs of standard instances (A, C, D, H, I, M, R, T, Z)", 5)
_FAMILIES: Final[Mapping[str, Quota]] = {
    **dict.fromkeys(("a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"), _STANDARD),
    **dict.fromkeys(("g", "gr", "vt"), Quota("vCPUs of G and VT instances", 0)),
    "dl": Quota("vCPUs of DL instances", 0),
    "f": Quota("vCPUs of F instances", 0),
    "hpc": Quota("vCPUs of HPC instances", 0),
    "inf": Quota("vCPUs of Inf instances", 0),
    "p": Quota("vCPUs of P instances", 0),
    "trn": Quota("vCPUs of Trn instances", 0),
    "u": Quota("vCPUs of high-memory instances", 0),
    "x": Quota("vCPUs of X instances", 0),
}


def vcpu_quota(instance_type: str) -> Quota | None:
    """Of `m7g.large`: the quota that it takes from; None for a family that none here is for."""
    letters = re.match(r"[a-z]+", instance_type)
    return _FAMILIES.get(letters[0]) if letters else None
