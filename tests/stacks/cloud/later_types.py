"""Caches, identities, keys and transit gateways of strangers' programs, as in `later`."""

from __future__ import annotations

from typing import Any, Final

from tests.stacks.cloud.common_types import TAGS, WEST, _user
from tests.stacks.cloud.later import OTHER, Later, others
from tests.stacks.cloud.service_types import SERVICES

TOPIC: Final = "arn:aws:sns:us-west-2:123456789012:caches"


def _cache_subnets(m: Any) -> Any:
    return m.one("aws:elasticache/subnetGroup:SubnetGroup", region=WEST,
                 subnetIds=[m.subnet(0), m.subnet(1)])  # fmt: skip


def _cache_user(m: Any) -> Any:
    return m.one("aws:elasticache/user:User", region=WEST, userId="clerk", userName="clerk",
                 engine="valkey", accessString="on ~* +@read",
                 authenticationMode={"type": "iam"})  # fmt: skip


def _deliveries(group: str) -> list[dict[str, str]]:
    return [{"destination": group, "destinationType": "cloudwatch-logs", "logFormat": "json",
             "logType": "slow-log"}]  # fmt: skip


def _identities(m: Any) -> Any:
    return m.one("aws:cognito/identityPool:IdentityPool", region=WEST, identityPoolName="desk",
                 allowUnauthenticatedIdentities=False)  # fmt: skip


def _mappings(m: Any, ambiguous: str) -> list[dict[str, Any]]:
    rule = {"claim": "department", "matchType": "Equals", "value": "orders",
            "roleArn": m.role.outputs["arn"]}  # fmt: skip
    return [{"identityProvider": "graph.facebook.com", "type": "Rules", "mappingRules": [rule],
             "ambiguousRoleResolution": ambiguous}]  # fmt: skip


def _hub(m: Any) -> Any:
    """Of tables of its own alone, as in a hub with spokes."""
    return m.one("aws:ec2transitgateway/transitGateway:TransitGateway", region=WEST,
                 defaultRouteTableAssociation="disable",
                 defaultRouteTablePropagation="disable")  # fmt: skip


def _hub_table(m: Any) -> Any:
    return m.one("aws:ec2transitgateway/routeTable:RouteTable", region=WEST,
                 transitGatewayId=_hub(m).id)  # fmt: skip


def _attached(m: Any) -> Any:
    return m.one("aws:ec2transitgateway/vpcAttachment:VpcAttachment", region=WEST,
                 transitGatewayId=_hub(m).id, vpcId=m.vpc, subnetIds=[m.subnet(0)])  # fmt: skip


LATER: Final[dict[str, Later]] = {
    **SERVICES,
    "aws:cognito/identityPool:IdentityPool": Later(
        lambda m: {"identityPoolName": "desk", "supportedLoginProviders": {
            "accounts.google.com": "1.apps.googleusercontent.com"}, "tags": TAGS},
        lambda made: ("cognito-identity", "describe_identity_pool", {"IdentityPoolId": made.id}),
        lambda made: {"IdentityPoolName": "desk", "AllowUnauthenticatedIdentities": False,
                      "IdentityPoolTags.Name": "x"},
        others(allowUnauthenticatedIdentities=True, supportedLoginProviders=None, tags=OTHER),
    ),
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": Later(
        lambda m: {"identityPoolId": _identities(m).id, "roleMappings": _mappings(m, "Deny"),
                   "roles": {"authenticated": m.role.outputs["arn"]}},
        lambda made: ("cognito-identity", "get_identity_pool_roles", {"IdentityPoolId": made.id}),
        lambda made: {"Roles": made.outputs["roles"],
                      "values(RoleMappings)[0].RulesConfiguration.Rules[0].Claim": "department"},
        lambda m, _: {"roleMappings": _mappings(m, "AuthenticatedRole")},
    ),
    "aws:ec2transitgateway/route:Route": Later(
        lambda m: {"transitGatewayRouteTableId": _hub_table(m).id,
                   "transitGatewayAttachmentId": _attached(m).id,
                   "destinationCidrBlock": "10.9.0.0/16"},
        lambda made: ("ec2", "search_transit_gateway_routes", {
            "TransitGatewayRouteTableId": made.outputs["transitGatewayRouteTableId"],
            "Filters": [{"Name": "type", "Values": ["static"]}]}),
        lambda made: {"Routes[].DestinationCidrBlock": ["10.9.0.0/16"],
                      "Routes[0].TransitGatewayAttachments[].TransitGatewayAttachmentId":
                          [made.outputs["transitGatewayAttachmentId"]]},
        refused="RouteAlreadyExists",
    ),
    "aws:ec2transitgateway/routeTable:RouteTable": Later(
        lambda m: {"transitGatewayId": _hub(m).id, "tags": TAGS},
        lambda made: ("ec2", "describe_transit_gateway_route_tables",
                      {"TransitGatewayRouteTableIds": [made.id]}),
        lambda made: {"TransitGatewayRouteTables[0].TransitGatewayId":
                          made.outputs["transitGatewayId"]},
        others(tags=OTHER),
    ),
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": Later(
        lambda m: {"transitGatewayRouteTableId": _hub_table(m).id,
                   "transitGatewayAttachmentId": _attached(m).id},
        lambda made: ("ec2", "get_transit_gateway_route_table_associations", {
            "TransitGatewayRouteTableId": made.outputs["transitGatewayRouteTableId"]}),
        lambda made: {"Associations[].ResourceId": [made.outputs["resourceId"]]},
        refused="Resource.AlreadyAssociated",
    ),
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": Later(
        lambda m: {"transitGatewayRouteTableId": _hub_table(m).id,
                   "transitGatewayAttachmentId": _attached(m).id},
        lambda made: ("ec2", "get_transit_gateway_route_table_propagations", {
            "TransitGatewayRouteTableId": made.outputs["transitGatewayRouteTableId"]}),
        lambda made: {"TransitGatewayRouteTablePropagations[].ResourceId":
                          [made.outputs["resourceId"]]},
        refused="TransitGatewayRouteTablePropagation.Duplicate",
    ),
    "aws:ec2transitgateway/transitGateway:TransitGateway": Later(
        lambda m: {"description": "hub", "dnsSupport": "disable", "tags": TAGS,
                   "transitGatewayCidrBlocks": ["10.99.0.0/24"]},
        lambda made: ("ec2", "describe_transit_gateways", {"TransitGatewayIds": [made.id]}),
        lambda made: {"TransitGateways[0].Options.DnsSupport": "disable",
                      "TransitGateways[0].TransitGatewayArn": made.outputs["arn"],
                      "TransitGateways[0].Options.AssociationDefaultRouteTableId":
                          made.outputs["associationDefaultRouteTableId"]},
        others(description="spokes", dnsSupport=None, tags=OTHER,
                transitGatewayCidrBlocks=["10.98.0.0/24", "10.97.0.0/24"]),
    ),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": Later(
        lambda m: {"transitGatewayId": m.make(
            "aws:ec2transitgateway/transitGateway:TransitGateway", "own", region=WEST).id,
            "vpcId": m.vpc, "subnetIds": [m.subnet(0)], "applianceModeSupport": "enable",
            "transitGatewayDefaultRouteTablePropagation": False, "tags": TAGS},
        lambda made: ("ec2", "describe_transit_gateway_vpc_attachments",
                      {"TransitGatewayAttachmentIds": [made.id]}),
        lambda made: {"TransitGatewayVpcAttachments[0].Options.ApplianceModeSupport": "enable",
                      "TransitGatewayVpcAttachments[0].VpcId": made.outputs["vpcId"]},
        lambda m, _: {"subnetIds": [m.subnet(0), m.subnet(1)], "applianceModeSupport": None,
                      "transitGatewayDefaultRouteTableAssociation": False,
                      "transitGatewayDefaultRouteTablePropagation": True, "tags": OTHER},
        "DuplicateTransitGatewayAttachment",
    ),
    "aws:iam/accessKey:AccessKey": Later(
        lambda m: {"user": _user(m).id},
        lambda made: ("iam", "list_access_keys", {"UserName": made.outputs["user"]}),
        lambda made: {"AccessKeyMetadata[].AccessKeyId": [made.id],
                      "AccessKeyMetadata[0].Status": "Active"},
        others(status="Inactive"),
        anew=True,
    ),
    "aws:elasticache/cluster:Cluster": Later(
        lambda m: {"engine": "memcached", "nodeType": "cache.t4g.small", "numCacheNodes": 2,
                   "azMode": "cross-az", "subnetGroupName": _cache_subnets(m).id,
                   "securityGroupIds": [m.group], "maintenanceWindow": "sun:02:00-sun:03:00",
                   "tags": TAGS},
        lambda made: ("elasticache", "describe_cache_clusters",
                      {"CacheClusterId": made.id, "ShowCacheNodeInfo": True}),
        lambda made: {"CacheClusters[0].PreferredAvailabilityZone": "Multiple",
                      "CacheClusters[0].CacheNodes[].CustomerAvailabilityZone":
                          ["us-west-2a", "us-west-2b"],
                      "CacheClusters[0].ConfigurationEndpoint.Address":
                          made.outputs["clusterAddress"],
                      "CacheClusters[0].ARN": made.outputs["arn"]},
        others(numCacheNodes=3, nodeType="cache.t4g.medium", notificationTopicArn=TOPIC,
                tags=OTHER),
        "CacheClusterAlreadyExists",
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": Later(
        lambda m: {"family": "redis7", "tags": TAGS, "parameters": [
            {"name": "maxmemory-policy", "value": "allkeys-lru"},
            {"name": "timeout", "value": "300"}]},
        lambda made: ("elasticache", "describe_cache_parameters",
                      {"CacheParameterGroupName": made.id}),
        lambda made: {"Parameters[].ParameterValue": ["allkeys-lru", "300"]},
        others(parameters=[{"name": "timeout", "value": "60"}], tags=OTHER),
        "CacheParameterGroupAlreadyExists",
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": Later(
        lambda m: {"description": "sessions", "nodeType": "cache.r7g.large", "engine": "valkey",
                   "numCacheClusters": 2, "automaticFailoverEnabled": True, "multiAzEnabled": True,
                   "engineVersion": "8.0", "atRestEncryptionEnabled": True,
                   "transitEncryptionEnabled": True, "subnetGroupName": _cache_subnets(m).id,
                   "securityGroupIds": [m.group], "snapshotRetentionLimit": 5,
                   "logDeliveryConfigurations": _deliveries(m.log_group.id), "tags": TAGS},
        lambda made: ("elasticache", "describe_replication_groups",
                      {"ReplicationGroupId": made.id}),
        lambda made: {"ReplicationGroups[0].MultiAZ": "enabled",
                      "ReplicationGroups[0].NodeGroups[0].NodeGroupMembers[]"
                      ".PreferredAvailabilityZone": ["us-west-2a", "us-west-2b"],
                      "ReplicationGroups[0].NodeGroups[0].PrimaryEndpoint.Address":
                          made.outputs["primaryEndpointAddress"],
                      "ReplicationGroups[0].ARN": made.outputs["arn"]},
        others(numCacheClusters=3, nodeType="cache.r7g.xlarge", snapshotRetentionLimit=None,
                logDeliveryConfigurations=None, description="carts", tags=OTHER),
        "ReplicationGroupAlreadyExists",
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": Later(
        lambda m: {"engine": "redis", "subnetIds": [m.subnet(0), m.subnet(1)],
                   "securityGroupIds": [m.group], "snapshotRetentionLimit": 3,
                   "dailySnapshotTime": "03:00", "tags": TAGS,
                   "cacheUsageLimits": {"dataStorage": {"maximum": 10, "unit": "GB"},
                                        "ecpuPerSeconds": [{"maximum": 5000}]}},
        lambda made: ("elasticache", "describe_serverless_caches",
                      {"ServerlessCacheName": made.id}),
        lambda made: {"ServerlessCaches[0].CacheUsageLimits": {
                          "DataStorage": {"Maximum": 10, "Unit": "GB"},
                          "ECPUPerSecond": {"Maximum": 5000}},
                      "ServerlessCaches[0].FullEngineVersion": "7.1",
                      "ServerlessCaches[0].Endpoint.Address":
                          made.outputs["endpoints"][0]["address"],
                      "ServerlessCaches[0].ARN": made.outputs["arn"]},
        others(engine="valkey", description="carts", snapshotRetentionLimit=5, tags=OTHER,
               cacheUsageLimits={"ecpuPerSeconds": [{"maximum": 9000}]}),
        "ServerlessCacheAlreadyExistsFault",
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Later(
        lambda m: {"subnetIds": [m.subnet(0), m.subnet(1)], "tags": TAGS},
        lambda made: ("elasticache", "describe_cache_subnet_groups",
                      {"CacheSubnetGroupName": made.id}),
        lambda made: {"CacheSubnetGroups[0].VpcId": made.outputs["vpcId"],
                      "CacheSubnetGroups[0].CacheSubnetGroupDescription": "Managed by Pulumi"},
        lambda m, _: {"subnetIds": [m.subnet(0), m.subnet(2)], "description": "caches",
                      "tags": OTHER},
        "CacheSubnetGroupAlreadyExists",
    ),
    "aws:elasticache/user:User": Later(
        lambda m: {"userId": "desk", "userName": "desk", "engine": "redis", "tags": TAGS,
                   "accessString": "on ~desk:* +@all", "passwords": ["sixteen-letters-1"]},
        lambda made: ("elasticache", "describe_users", {"UserId": made.id}),
        lambda made: {"Users[0].Authentication": {"Type": "password", "PasswordCount": 1},
                      "Users[0].Engine": "redis", "Users[0].ARN": made.outputs["arn"]},
        others(accessString="on ~desk:* +@read", engine="valkey", tags=OTHER,
               passwords=["sixteen-letters-1", "sixteen-letters-2"]),
        "UserAlreadyExists",
        untold=frozenset({"passwords"}),
    ),
    "aws:elasticache/userGroup:UserGroup": Later(
        lambda m: {"userGroupId": "desks", "engine": "redis", "userIds": ["default"],
                   "tags": TAGS},
        lambda made: ("elasticache", "describe_user_groups", {"UserGroupId": made.id}),
        lambda made: {"UserGroups[0].UserIds": ["default"],
                      "UserGroups[0].ARN": made.outputs["arn"]},
        lambda m, _: {"engine": "valkey", "userIds": [_cache_user(m).id], "tags": OTHER},
        "UserGroupAlreadyExists",
    ),
}  # fmt: skip

LATER_CHANGES: Final = {k: one.change for k, one in LATER.items() if one.change is not None}
LATER_REFUSED: Final = {k: one.refused for k, one in LATER.items() if one.refused}
LATER_FORMS: Final = {k: one.form for k, one in LATER.items() if one.form}
LATER_ANEW: Final = frozenset(k for k, one in LATER.items() if one.anew)
LATER_STAYS: Final = frozenset(k for k, one in LATER.items() if one.stays)
LATER_UNTOLD: Final = {k: one.untold for k, one in LATER.items() if one.untold}
