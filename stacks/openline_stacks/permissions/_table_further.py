"""Types that our components do not make and strangers' programs do."""

from __future__ import annotations

from typing import Final

from openline_stacks.permissions._needs import Needs, needs

_TAGS = "TagResource UntagResource"
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
    "aws:s3/bucketAcl:BucketAcl": needs(
        "s3", "GetBucketAcl", "PutBucketAcl", arn="arn:aws:s3:::{name}", of="aws:s3/bucket:Bucket"
    ),
}
