"""Inputs that the provider, or the service, does not take together.

From terraform-provider-aws: each type's schema, and what it checks before a plan. Dots lead into
a block.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Final, TypeAlias

from openline_stacks.topology._graph import ALARM, BALANCERS, TARGET_GROUPS

Pairs: TypeAlias = tuple[tuple[str, str], ...]

_FUNCTION: Final = "aws:lambda/function:Function"
_GROUP: Final = "aws:autoscaling/group:Group"
_NAME: Final[Pairs] = (("name", "namePrefix"),)
_SOURCES: Final[Pairs] = (
    ("cidrIpv4", "referencedSecurityGroupId"),
    ("cidrIpv4", "prefixListId"),
    ("prefixListId", "referencedSecurityGroupId"),
)
_OBJECTS: Final = ("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2")
# Where a route may lead to, and by what.
DESTINATIONS: Final = (
    "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId",
)  # fmt: skip
TARGETS: Final = (
    "carrierGatewayId", "coreNetworkArn", "egressOnlyGatewayId", "gatewayId", "localGatewayId",
    "natGatewayId", "networkInterfaceId", "odbNetworkArn", "transitGatewayId", "vpcEndpointId",
    "vpcPeeringConnectionId",
)  # fmt: skip


def _any_two(*inputs: str) -> Pairs:
    return tuple(combinations(inputs, 2))


# ConflictsWith and ExactlyOneOf.
EXCLUSIVE: Final[Mapping[str, Pairs]] = {
    _GROUP: (
        *_NAME,
        *_any_two("launchTemplate", "launchConfiguration", "mixedInstancesPolicy"),
        ("launchTemplate.id", "launchTemplate.name"),
        ("availabilityZones", "vpcZoneIdentifiers"),
        ("loadBalancers", "trafficSources"),
        ("targetGroupArns", "trafficSources"),
    ),
    "aws:ec2/launchConfiguration:LaunchConfiguration": _NAME,
    "aws:autoscaling/policy:Policy": (
        ("scalingAdjustment", "stepAdjustments"),
        ("targetTrackingConfiguration.predefinedMetricSpecification",
         "targetTrackingConfiguration.customizedMetricSpecification"),
    ),
    "aws:cloudfront/distribution:Distribution": _any_two(
        *(f"viewerCertificate.{one}" for one in (
            "acmCertificateArn", "iamCertificateId", "cloudfrontDefaultCertificate"))
    ),
    "aws:cloudwatch/eventTarget:EventTarget": _any_two("input", "inputPath", "inputTransformer"),
    "aws:appsync/resolver:Resolver": (("dataSource", "pipelineConfig"),),
    "aws:cloudwatch/eventConnection:EventConnection": _any_two(
        "authParameters.apiKey", "authParameters.basic", "authParameters.oauth"
    ),
    "aws:cloudwatch/logGroup:LogGroup": _NAME,
    ALARM: (
        ("statistic", "extendedStatistic"),
        ("threshold", "thresholdMetricId"),
        *(("metricQueries", one) for one in (
            "metricName", "namespace", "dimensions", "period", "statistic", "extendedStatistic")),
    ),
    "aws:cognito/userPool:UserPool": (("aliasAttributes", "usernameAttributes"),),
    "aws:dynamodb/table:Table": (
        ("onDemandThroughput", "readCapacity"),
        ("onDemandThroughput", "writeCapacity"),
        *_any_two("importTable", "restoreSourceName", "restoreSourceTableArn"),
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": (
        *_NAME,
        ("defaultVersion", "updateDefaultVersion"),
        ("iamInstanceProfile.arn", "iamInstanceProfile.name"),
        ("instanceType", "instanceRequirements"),
        ("securityGroupNames", "vpcSecurityGroupIds"),
    ),
    "aws:ec2/route:Route": (*_any_two(*DESTINATIONS), *_any_two(*TARGETS)),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (("subnetId", "gatewayId"),),
    "aws:ec2/securityGroup:SecurityGroup": _NAME,
    "aws:ec2/securityGroupRule:SecurityGroupRule": (
        ("cidrBlocks", "self"),
        ("cidrBlocks", "sourceSecurityGroupId"),
        ("self", "sourceSecurityGroupId"),
    ),
    "aws:ec2/subnet:Subnet": (("availabilityZone", "availabilityZoneId"),),
    "aws:ecs/service:Service": (("launchType", "capacityProviderStrategies"),),
    "aws:elasticache/cluster:Cluster": tuple(
        ("replicationGroupId", one) for one in (
            "engine", "azMode", "engineVersion", "maintenanceWindow", "nodeType",
            "notificationTopicArn", "numCacheNodes", "parameterGroupName", "port",
            "securityGroupIds", "snapshotArns", "snapshotName", "snapshotRetentionLimit",
            "snapshotWindow", "subnetGroupName")
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        ("authToken", "userGroupIds"),
        ("nodeGroupConfigurations", "preferredCacheClusterAzs"),
        ("numCacheClusters", "numNodeGroups"),
        ("numCacheClusters", "replicasPerNodeGroup"),
        *(("globalReplicationGroupId", one) for one in (
            "numNodeGroups", "parameterGroupName", "engine", "engineVersion", "nodeType",
            "securityGroupNames", "transitEncryptionEnabled", "transitEncryptionMode",
            "atRestEncryptionEnabled", "snapshotArns", "snapshotName")),
    ),
    "aws:iam/instanceProfile:InstanceProfile": _NAME,
    "aws:iam/policy:Policy": _NAME,
    "aws:iam/role:Role": _NAME,
    "aws:iam/rolePolicy:RolePolicy": _NAME,
    "aws:kms/alias:Alias": _NAME,
    _FUNCTION: (
        *_any_two("code", "imageUri", "s3Bucket"),
        ("s3ObjectVersion", "code"),
        ("s3ObjectVersion", "imageUri"),
    ),
    **dict.fromkeys(BALANCERS, (*_NAME, ("subnets", "subnetMappings"))),
    **dict.fromkeys(TARGET_GROUPS, _NAME),
    "aws:rds/cluster:Cluster": (("masterPassword", "manageMasterUserPassword"),),
    "aws:rds/instance:Instance": (("password", "manageMasterUserPassword"),),
    "aws:route53/record:Record": (("aliases", "records"),),
    "aws:route53/zone:Zone": (("delegationSetId", "vpcs"),),
    "aws:s3/bucket:Bucket": (("bucket", "bucketPrefix"),),
    **dict.fromkeys(_OBJECTS, _any_two("content", "contentBase64", "source")),
    "aws:secretsmanager/secret:Secret": _NAME,
    "aws:secretsmanager/secretVersion:SecretVersion": (("secretString", "secretBinary"),),
    "aws:sns/topic:Topic": _NAME,
    "aws:sqs/queue:Queue": (*_NAME, ("kmsMasterKeyId", "sqsManagedSseEnabled")),
    "aws:ssm/parameter:Parameter": (("value", "insecureValue"),),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _SOURCES,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _SOURCES,
    "aws:wafv2/webAcl:WebAcl": (*_NAME, ("rules", "ruleJson")),
}  # fmt: skip
