"""An open cloud, and somebody who makes resources in it with as little typing as possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Created

EAST, WEST = "us-east-1", "us-west-2"
ZONE = "Z0123456789ABCDEFGHIJ"
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}]}'
)
POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",'
    '"Resource":"*"}]}'
)


ALL = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
READS = ["GET", "HEAD", "OPTIONS"]
OFF = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # AWS's policy CachingDisabled
SEEN = {"cloudwatchMetricsEnabled": True, "sampledRequestsEnabled": False, "metricName": "acl"}


def origin(id_: str, host: str) -> dict[str, Any]:
    return {
        "originId": id_,
        "domainName": host,
        "connectionAttempts": 1,
        "connectionTimeout": 2,
        "customHeaders": [{"name": "X-Forwarded-Host", "value": "shop.example.net"}],
        "customOriginConfig": {
            "httpPort": 80,
            "httpsPort": 443,
            "originProtocolPolicy": "https-only",
            "originSslProtocols": ["TLSv1.2"],
            "originReadTimeout": 5,
            "originKeepaliveTimeout": 5,
        },
    }


def behaviour(target: str, methods: list[str], **more: Any) -> dict[str, Any]:
    return {
        "targetOriginId": target,
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": methods,
        "cachedMethods": ["GET", "HEAD"],
        "cachePolicyId": OFF,
        "compress": False,
        **more,
    }


DISTRIBUTION: dict[str, Any] = {
    "enabled": True,
    "comment": "shop",
    "aliases": ["shop.example.net"],
    "httpVersion": "http2and3",
    "isIpv6Enabled": True,
    "priceClass": "PriceClass_All",
    "origins": [
        origin("service:failover", "portal-origin.shop.example.net"),
        origin("service:us-east-1", "portal-us-east-1.shop.example.net"),
        origin("service:us-west-2", "portal-us-west-2.shop.example.net"),
        {
            "originId": "limited:us-west-2",
            "domainName": "pages.s3.us-west-2.amazonaws.com",
            "originAccessControlId": "E2EXAMPLE",
        },
    ],
    "originGroups": [
        {
            "originId": "service:group",
            "failoverCriteria": {"statusCodes": [500, 502, 503, 504]},
            "members": [{"originId": "service:us-east-1"}, {"originId": "service:us-west-2"}],
        }
    ],
    "defaultCacheBehavior": behaviour("service:failover", ALL),
    "orderedCacheBehaviors": [behaviour("service:group", READS, pathPattern="/catalogue/*")],
    "customErrorResponses": [
        {
            "errorCode": 503,
            "responseCode": 503,
            "responsePagePath": "/limited/unavailable.html",
            "errorCachingMinTtl": 1,
        }
    ],
    "restrictions": {"geoRestriction": {"restrictionType": "none"}},
    "viewerCertificate": {
        "acmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x",
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    },
    "webAclId": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/y",
}
ACL: dict[str, Any] = {
    "scope": "CLOUDFRONT",
    "description": "In front of the portal",
    "defaultAction": {"allow": {}},
    "visibilityConfig": SEEN,
    "rules": [
        {
            "name": "too-often",
            "priority": 0,
            "action": {"block": {}},
            "statement": {"rateBasedStatement": {"limit": 10000, "aggregateKeyType": "IP"}},
            "visibilityConfig": SEEN,
        }
    ],
}


class Maker:
    """Makes resources as the engine would: check first, then create. What others need is made
    once, when it is first asked for."""

    edge_inputs = DISTRIBUTION
    acl_inputs = ACL

    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws
        self._made: dict[str, Created] = {}

    def make(self, type_: str, name: str, /, **inputs: Any) -> Created:
        checked, failures = self.aws.check(type_, name, inputs)
        assert not failures
        return self.aws.create(type_, f"urn:pulumi:dev::shop::{type_}::{name}", name, checked)

    def one(self, type_: str, /, **inputs: Any) -> Created:
        if type_ not in self._made:
            self._made[type_] = self.make(type_, type_.rsplit(":", 1)[-1].lower(), **inputs)
        return self._made[type_]

    @property
    def vpc(self) -> str:
        return self.one("aws:ec2/vpc:Vpc", region=WEST, cidrBlock="10.0.0.0/16").id

    def subnet(self, number: int) -> str:
        zone = f"{WEST}{'abc'[number]}"
        key = f"subnet {number}"
        if key not in self._made:
            self._made[key] = self.make(
                "aws:ec2/subnet:Subnet",
                f"subnet-{number}",
                region=WEST,
                vpcId=self.vpc,
                cidrBlock=f"10.0.{number}.0/24",
                availabilityZone=zone,
            )
        return self._made[key].id

    @property
    def group(self) -> str:
        type_ = "aws:ec2/securityGroup:SecurityGroup"
        return self.one(type_, region=WEST, vpcId=self.vpc).id

    @property
    def gateway(self) -> str:
        type_ = "aws:ec2/internetGateway:InternetGateway"
        return self.one(type_, region=WEST, vpcId=self.vpc).id

    @property
    def route_table(self) -> str:
        type_ = "aws:ec2/routeTable:RouteTable"
        return self.one(type_, region=WEST, vpcId=self.vpc).id

    @property
    def eip(self) -> str:
        return self.one("aws:ec2/eip:Eip", region=WEST, domain="vpc").id

    @property
    def role(self) -> Created:
        return self.one("aws:iam/role:Role", assumeRolePolicy=TRUST)

    @property
    def function_role(self) -> str:
        if "function role" not in self._made:
            trust = TRUST.replace("ec2", "lambda")
            self._made["function role"] = self.make(
                "aws:iam/role:Role", "function", assumeRolePolicy=trust
            )
        return str(self._made["function role"].outputs["arn"])

    @property
    def key(self) -> Created:
        return self.one("aws:kms/key:Key", region=EAST, multiRegion=True)

    @property
    def replica_key(self) -> Created:
        type_ = "aws:kms/replicaKey:ReplicaKey"
        return self.one(type_, region=WEST, primaryKeyArn=self.key.outputs["arn"])

    @property
    def log_group(self) -> Created:
        return self.one("aws:cloudwatch/logGroup:LogGroup", region=WEST, retentionInDays=30)

    @property
    def certificate(self) -> Created:
        return self.one(
            "aws:acm/certificate:Certificate",
            region=WEST,
            domainName="shop.example.net",
            subjectAlternativeNames=["*.shop.example.net"],
            validationMethod="DNS",
        )

    @property
    def balancer(self) -> Created:
        return self.one(
            "aws:lb/loadBalancer:LoadBalancer",
            region=WEST,
            subnets=[self.subnet(0), self.subnet(1)],
            securityGroups=[self.group],
        )

    @property
    def target_group(self) -> Created:
        type_ = "aws:lb/targetGroup:TargetGroup"
        return self.one(type_, region=WEST, vpcId=self.vpc, port=8443, protocol="HTTPS")

    @property
    def template(self) -> Created:
        return self.one(
            "aws:ec2/launchTemplate:LaunchTemplate",
            region=WEST,
            imageId="resolve:ssm:/shop/image",
            instanceType="m7g.large",
        )

    def autoscaling(self, least: int = 3, most: int = 9) -> Created:
        return self.one(
            "aws:autoscaling/group:Group",
            region=WEST,
            minSize=least,
            maxSize=most,
            vpcZoneIdentifiers=[self.subnet(0), self.subnet(1)],
            launchTemplate={"id": self.template.id, "version": "1"},
        )

    @property
    def locked_bucket(self) -> Created:
        if "locked" not in self._made:
            self._made["locked"] = self.make(
                "aws:s3/bucket:Bucket", "locked", region=WEST, objectLockEnabled=True
            )
        return self._made["locked"]

    @property
    def versioned(self) -> str:
        self.one(
            "aws:s3/bucketVersioning:BucketVersioning",
            region=WEST,
            bucket=self.bucket,
            versioningConfiguration={"status": "Enabled"},
        )
        return self.bucket

    @property
    def vault(self) -> Created:
        return self.one("aws:backup/vault:Vault", region=WEST)

    @property
    def bucket(self) -> str:
        return self.one("aws:s3/bucket:Bucket", region=WEST).id

    @property
    def distribution(self) -> Created:
        return self.one("aws:cloudfront/distribution:Distribution", **DISTRIBUTION)

    @property
    def acl(self) -> Created:
        return self.one("aws:wafv2/webAcl:WebAcl", region=EAST, **ACL)

    @property
    def delivery_source(self) -> Created:
        return self.one(
            "aws:cloudwatch/logDeliverySource:LogDeliverySource",
            region=EAST,
            logType="ACCESS_LOGS",
            resourceArn=self.distribution.outputs["arn"],
        )

    @property
    def delivery_destination(self) -> Created:
        return self.one(
            "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
            region=EAST,
            outputFormat="json",
            deliveryDestinationConfiguration={
                "destinationResourceArn": f"arn:aws:s3:::{self.bucket}"
            },
        )

    @property
    def accelerator(self) -> Created:
        type_ = "aws:globalaccelerator/accelerator:Accelerator"
        return self.one(type_, enabled=True, ipAddressType="IPV4")

    @property
    def accelerator_listener(self) -> Created:
        return self.one(
            "aws:globalaccelerator/listener:Listener",
            acceleratorArn=self.accelerator.id,
            protocol="TCP",
            portRanges=[{"fromPort": 443, "toPort": 443}],
        )

    @property
    def topic(self) -> str:
        return self.one("aws:sns/topic:Topic", region=WEST).id

    def check(self, name: str = "serves", **inputs: Any) -> str:
        wanted: dict[str, Any] = {
            "type": "HTTPS",
            "fqdn": "us-east-1.auth.shop.example.net",
            "port": 443,
            "resourcePath": "/ready",
            "requestInterval": 10,
            "failureThreshold": 3,
        }
        return self.make("aws:route53/healthCheck:HealthCheck", name, **(inputs or wanted)).id

    def record(self, region: str, role: str, check: str | None = None) -> Created:
        return self.make(
            "aws:route53/record:Record",
            f"auth-{region}",
            zoneId=ZONE,
            name="auth.shop.example.net",
            type="A",
            aliases=[
                {
                    "name": f"auth-1.{region}.elb.amazonaws.com",
                    "zoneId": "Z1H1FL5HABSF5",
                    "evaluateTargetHealth": False,
                }
            ],
            setIdentifier=f"service:{region}",
            failoverRoutingPolicies=[{"type": role}],
            healthCheckId=check,
        )


@pytest.fixture
def aws() -> Iterator[LocalAws]:
    with LocalAws() as opened:
        yield opened


@pytest.fixture
def maker(aws: LocalAws) -> Maker:
    return Maker(aws)
