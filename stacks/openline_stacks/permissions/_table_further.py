"""Types that our components do not make and strangers' programs do."""

from __future__ import annotations

from typing import Final

from openline_stacks.permissions._needs import Needs, needs

_TAGS = "TagResource UntagResource"
_CACHE_TAGS = "AddTagsToResource RemoveTagsFromResource"
_NAMESPACES = "GetNamespace GetOperation ListNamespaces ListTagsForResource"
_GROUP: Final = "aws:iam/group:Group"
_GROUP_ARN = "arn:aws:iam::{account}:group/{name}"
_LOGS: Final = "aws:cloudwatch/logGroup:LogGroup"
_LOGS_ARN = "arn:aws:logs:*:{account}:log-group:{name}*"
_FUNCTION: Final = "aws:lambda/function:Function"
_FUNCTION_ARN = "arn:aws:lambda:*:{account}:function:{name}*"

FURTHER: Final[dict[str, Needs]] = {
    "aws:appautoscaling/policy:Policy": needs(
        "application-autoscaling",
        "DescribeScalingPolicies",
        "PutScalingPolicy DeleteScalingPolicy",
    ),
    "aws:appautoscaling/target:Target": needs(
        "application-autoscaling",
        "DescribeScalableTargets ListTagsForResource",
        f"RegisterScalableTarget DeregisterScalableTarget {_TAGS}",
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": needs(
        "logs",
        "DescribeMetricFilters",
        "PutMetricFilter DeleteMetricFilter",
        arn=_LOGS_ARN,
        of=_LOGS,
    ),
    "aws:cloudwatch/logStream:LogStream": needs(
        "logs",
        "DescribeLogStreams",
        "CreateLogStream DeleteLogStream",
        arn=_LOGS_ARN,
        of=_LOGS,
    ),
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": needs(
        "logs",
        "DescribeSubscriptionFilters",
        "PutSubscriptionFilter DeleteSubscriptionFilter",
        arn=_LOGS_ARN,
        of=_LOGS,
    ),
    "aws:cognito/identityPool:IdentityPool": needs(
        "cognito-identity",
        "DescribeIdentityPool ListIdentityPools ListTagsForResource",
        f"CreateIdentityPool UpdateIdentityPool DeleteIdentityPool {_TAGS}",
    ),
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": needs(
        "cognito-identity", "GetIdentityPoolRoles", "SetIdentityPoolRoles iam:PassRole"
    ),
    "aws:cloudwatch/eventApiDestination:EventApiDestination": needs(
        "events",
        "DescribeApiDestination",
        "CreateApiDestination UpdateApiDestination DeleteApiDestination",
        arn="arn:aws:events:*:{account}:api-destination/{name}/*",
    ),
    "aws:cloudwatch/eventArchive:EventArchive": needs(
        "events",
        "DescribeArchive",
        "CreateArchive UpdateArchive DeleteArchive",
        arn="arn:aws:events:*:{account}:archive/{name}",
    ),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": needs(
        "events",
        "DescribeEventBus",
        "PutPermission RemovePermission",
        arn="arn:aws:events:*:{account}:event-bus/{name}",
        of="aws:cloudwatch/eventBus:EventBus",
    ),
    "aws:cloudwatch/eventConnection:EventConnection": needs(
        "events",
        "DescribeConnection",
        "CreateConnection UpdateConnection DeleteConnection "
        "secretsmanager:CreateSecret secretsmanager:GetSecretValue "
        "secretsmanager:PutSecretValue secretsmanager:UpdateSecret secretsmanager:DeleteSecret",
    ),
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": needs(
        "ec2", "DescribeRouteTables", "ReplaceRouteTableAssociation"
    ),
    "aws:ec2/securityGroupRule:SecurityGroupRule": needs(
        "ec2",
        "DescribeSecurityGroups DescribeSecurityGroupRules",
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsIngress "
        "UpdateSecurityGroupRuleDescriptionsEgress",
    ),
    "aws:ec2/launchConfiguration:LaunchConfiguration": needs(
        "autoscaling",
        "DescribeLaunchConfigurations",
        "CreateLaunchConfiguration DeleteLaunchConfiguration iam:PassRole",
        arn="arn:aws:autoscaling:*:{account}:launchConfiguration:*:launchConfigurationName/{name}",
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": needs(
        "ec2",
        "DescribeVpcPeeringConnections",
        "CreateVpcPeeringConnection AcceptVpcPeeringConnection DeleteVpcPeeringConnection "
        "ModifyVpcPeeringConnectionOptions CreateTags DeleteTags",
    ),
    "aws:ec2transitgateway/route:Route": needs(
        "ec2",
        "SearchTransitGatewayRoutes DescribeTransitGatewayRouteTables",
        "CreateTransitGatewayRoute DeleteTransitGatewayRoute",
    ),
    "aws:ec2transitgateway/routeTable:RouteTable": needs(
        "ec2",
        "DescribeTransitGatewayRouteTables",
        "CreateTransitGatewayRouteTable DeleteTransitGatewayRouteTable CreateTags DeleteTags",
    ),
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": needs(
        "ec2",
        "DescribeTransitGatewayAttachments DescribeTransitGatewayRouteTables "
        "GetTransitGatewayRouteTableAssociations",
        "AssociateTransitGatewayRouteTable DisassociateTransitGatewayRouteTable",
    ),
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": needs(
        "ec2",
        "DescribeTransitGatewayRouteTables GetTransitGatewayRouteTablePropagations",
        "EnableTransitGatewayRouteTablePropagation DisableTransitGatewayRouteTablePropagation",
    ),
    "aws:ec2transitgateway/transitGateway:TransitGateway": needs(
        "ec2",
        "DescribeTransitGateways",
        "CreateTransitGateway ModifyTransitGateway DeleteTransitGateway CreateTags DeleteTags",
    ),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": needs(
        "ec2",
        "DescribeTransitGatewayVpcAttachments DescribeTransitGateways "
        "GetTransitGatewayRouteTableAssociations GetTransitGatewayRouteTablePropagations",
        "CreateTransitGatewayVpcAttachment ModifyTransitGatewayVpcAttachment "
        "DeleteTransitGatewayVpcAttachment AssociateTransitGatewayRouteTable "
        "DisassociateTransitGatewayRouteTable EnableTransitGatewayRouteTablePropagation "
        "DisableTransitGatewayRouteTablePropagation CreateTags DeleteTags",
    ),
    "aws:efs/fileSystem:FileSystem": needs(
        "elasticfilesystem",
        "DescribeFileSystems DescribeLifecycleConfiguration ListTagsForResource",
        "CreateFileSystem UpdateFileSystem DeleteFileSystem PutLifecycleConfiguration "
        f"UpdateFileSystemProtection {_TAGS}",
    ),
    "aws:efs/mountTarget:MountTarget": needs(
        "elasticfilesystem",
        "DescribeMountTargets DescribeMountTargetSecurityGroups",
        "CreateMountTarget DeleteMountTarget ModifyMountTargetSecurityGroups "
        "ec2:CreateNetworkInterface ec2:DescribeSubnets ec2:DescribeNetworkInterfaces",
    ),
    "aws:eks/cluster:Cluster": needs(
        "eks",
        "DescribeCluster DescribeUpdate ListTagsForResource",
        "CreateCluster UpdateClusterConfig UpdateClusterVersion DeleteCluster "
        f"AssociateEncryptionConfig {_TAGS} iam:PassRole",
        arn="arn:aws:eks:*:{account}:cluster/{name}",
    ),
    "aws:eks/nodeGroup:NodeGroup": needs(
        "eks",
        "DescribeNodegroup DescribeUpdate ListTagsForResource",
        "CreateNodegroup UpdateNodegroupConfig UpdateNodegroupVersion DeleteNodegroup "
        f"{_TAGS} iam:PassRole",
        arn="arn:aws:eks:*:{account}:nodegroup/{name}/*",
        of="aws:eks/cluster:Cluster",
    ),
    "aws:elasticache/cluster:Cluster": needs(
        "elasticache",
        "DescribeCacheClusters ListTagsForResource",
        f"CreateCacheCluster ModifyCacheCluster DeleteCacheCluster {_CACHE_TAGS}",
        arn="arn:aws:elasticache:*:{account}:cluster:{name}",
        named="clusterId",
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": needs(
        "elasticache",
        "DescribeCacheParameterGroups DescribeCacheParameters ListTagsForResource",
        "CreateCacheParameterGroup ModifyCacheParameterGroup ResetCacheParameterGroup "
        f"DeleteCacheParameterGroup {_CACHE_TAGS}",
        arn="arn:aws:elasticache:*:{account}:parametergroup:{name}",
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": needs(
        "elasticache",
        "DescribeReplicationGroups DescribeCacheClusters ListTagsForResource",
        "CreateReplicationGroup ModifyReplicationGroup IncreaseReplicaCount DecreaseReplicaCount "
        "ModifyReplicationGroupShardConfiguration DeleteReplicationGroup "
        f"{_CACHE_TAGS} kms:CreateGrant kms:DescribeKey",
        arn="arn:aws:elasticache:*:{account}:replicationgroup:{name}",
        named="replicationGroupId",
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": needs(
        "elasticache",
        "DescribeCacheSubnetGroups ListTagsForResource",
        "CreateCacheSubnetGroup ModifyCacheSubnetGroup DeleteCacheSubnetGroup "
        f"{_CACHE_TAGS} ec2:DescribeSubnets",
        arn="arn:aws:elasticache:*:{account}:subnetgroup:{name}",
    ),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": needs(
        "ecr",
        "GetRepositoryPolicy",
        "SetRepositoryPolicy DeleteRepositoryPolicy",
        arn="arn:aws:ecr:*:{account}:repository/{name}",
        of="aws:ecr/repository:Repository",
    ),
    "aws:ecs/capacityProvider:CapacityProvider": needs(
        "ecs",
        "DescribeCapacityProviders",
        f"CreateCapacityProvider UpdateCapacityProvider DeleteCapacityProvider {_TAGS}",
        arn="arn:aws:ecs:*:{account}:capacity-provider/{name}",
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": needs(
        "ecs",
        "DescribeClusters",
        "PutClusterCapacityProviders",
        arn="arn:aws:ecs:*:{account}:cluster/{name}",
        of="aws:ecs/cluster:Cluster",
    ),
    "aws:iam/accessKey:AccessKey": needs(
        "iam",
        "ListAccessKeys GetAccessKeyLastUsed",
        "CreateAccessKey UpdateAccessKey DeleteAccessKey",
        arn="arn:aws:iam::{account}:user/{name}",
        of="aws:iam/user:User",
    ),
    "aws:iam/group:Group": needs(
        "iam", "GetGroup", "CreateGroup UpdateGroup DeleteGroup", arn=_GROUP_ARN
    ),
    "aws:iam/groupMembership:GroupMembership": needs(
        "iam", "GetGroup", "AddUserToGroup RemoveUserFromGroup", arn=_GROUP_ARN, of=_GROUP
    ),
    "aws:iam/groupPolicy:GroupPolicy": needs(
        "iam", "GetGroupPolicy", "PutGroupPolicy DeleteGroupPolicy", arn=_GROUP_ARN, of=_GROUP
    ),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": needs(
        "iam",
        "ListAttachedGroupPolicies",
        "AttachGroupPolicy DetachGroupPolicy",
        arn=_GROUP_ARN,
        of=_GROUP,
    ),
    "aws:iam/policyAttachment:PolicyAttachment": needs(
        "iam",
        "ListEntitiesForPolicy",
        "AttachGroupPolicy DetachGroupPolicy AttachRolePolicy DetachRolePolicy AttachUserPolicy "
        "DetachUserPolicy",
    ),
    "aws:iam/userGroupMembership:UserGroupMembership": needs(
        "iam", "ListGroupsForUser", "AddUserToGroup RemoveUserFromGroup", arn=_GROUP_ARN, of=_GROUP
    ),
    "aws:lambda/alias:Alias": needs(
        "lambda",
        "GetAlias",
        "CreateAlias UpdateAlias DeleteAlias",
        arn=_FUNCTION_ARN,
        of=_FUNCTION,
    ),
    "aws:lambda/functionUrl:FunctionUrl": needs(
        "lambda",
        "GetFunctionUrlConfig",
        "CreateFunctionUrlConfig UpdateFunctionUrlConfig DeleteFunctionUrlConfig",
        arn=_FUNCTION_ARN,
        of=_FUNCTION,
    ),
    "aws:lambda/layerVersion:LayerVersion": needs(
        "lambda",
        "GetLayerVersion",
        "PublishLayerVersion DeleteLayerVersion",
        arn="arn:aws:lambda:*:{account}:layer:{name}*",
        named="layerName",
    ),
    "aws:rds/clusterInstance:ClusterInstance": needs(
        "rds",
        "DescribeDBInstances ListTagsForResource",
        "CreateDBInstance ModifyDBInstance DeleteDBInstance AddTagsToResource "
        "RemoveTagsFromResource",
        arn="arn:aws:rds:*:{account}:db:{name}",
        named="identifier",
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": needs(
        "rds",
        "DescribeDBClusterParameterGroups DescribeDBClusterParameters ListTagsForResource",
        "CreateDBClusterParameterGroup ModifyDBClusterParameterGroup "
        "DeleteDBClusterParameterGroup AddTagsToResource RemoveTagsFromResource",
        arn="arn:aws:rds:*:{account}:cluster-pg:{name}",
    ),
    "aws:rds/parameterGroup:ParameterGroup": needs(
        "rds",
        "DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
        "CreateDBParameterGroup ModifyDBParameterGroup DeleteDBParameterGroup AddTagsToResource "
        "RemoveTagsFromResource",
        arn="arn:aws:rds:*:{account}:pg:{name}",
    ),
    "aws:servicediscovery/httpNamespace:HttpNamespace": needs(
        "servicediscovery",
        _NAMESPACES,
        f"CreateHttpNamespace UpdateHttpNamespace DeleteNamespace {_TAGS}",
    ),
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": needs(
        "servicediscovery",
        f"{_NAMESPACES} route53:GetHostedZone route53:ListHostedZonesByName ec2:DescribeVpcs",
        "CreatePrivateDnsNamespace UpdatePrivateDnsNamespace DeleteNamespace "
        "route53:CreateHostedZone route53:DeleteHostedZone route53:ChangeResourceRecordSets "
        f"ec2:DescribeVpcAttribute {_TAGS}",
    ),
    "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace": needs(
        "servicediscovery",
        f"{_NAMESPACES} route53:GetHostedZone route53:ListHostedZonesByName",
        "CreatePublicDnsNamespace UpdatePublicDnsNamespace DeleteNamespace "
        f"route53:CreateHostedZone route53:DeleteHostedZone {_TAGS}",
    ),
    "aws:servicediscovery/service:Service": needs(
        "servicediscovery",
        "GetService GetOperation ListServices ListInstances ListTagsForResource",
        f"CreateService UpdateService DeleteService DeregisterInstance {_TAGS}",
    ),
    "aws:sfn/activity:Activity": needs(
        "states",
        "DescribeActivity ListActivities ListTagsForResource",
        f"CreateActivity DeleteActivity {_TAGS}",
        arn="arn:aws:states:*:{account}:activity:{name}",
    ),
    "aws:s3/bucketAcl:BucketAcl": needs(
        "s3", "GetBucketAcl", "PutBucketAcl", arn="arn:aws:s3:::{name}", of="aws:s3/bucket:Bucket"
    ),
}
