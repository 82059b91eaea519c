"""Further types of strangers' programs: their examples as in `common_types`, what a later program
says otherwise, AWS's code for a second one of the same, and the id to import."""

from __future__ import annotations

from typing import Any, Final

from tests.stacks.cloud.common_types import ALLOW, TAGS, WEST, _cluster, _function, _user

OTHER: Final = {"Name": "y", "team": "orders"}


def _group(m: Any) -> Any:
    return m.one("aws:iam/group:Group")


def _policy(m: Any) -> Any:
    return m.one("aws:iam/policy:Policy", policy=ALLOW)


def _version(m: Any) -> str:
    m.aws.client("lambda", WEST).publish_version(FunctionName=_function(m).id)
    return "1"


def _service(m: Any) -> str:
    task = m.one("aws:ecs/taskDefinition:TaskDefinition", region=WEST, family="app",
                 containerDefinitions='[{"name":"app","image":"app:1","memory":128}]')  # fmt: skip
    service = m.one("aws:ecs/service:Service", region=WEST, cluster=_cluster(m).id, name="app",
                    desiredCount=1, taskDefinition=task.outputs["arn"])  # fmt: skip
    name = _cluster(m).id.rpartition("/")[2]
    return f"service/{name}/{service.outputs['name']}"


def _target(m: Any) -> dict[str, Any]:
    place = {"serviceNamespace": "ecs", "resourceId": _service(m),
             "scalableDimension": "ecs:service:DesiredCount"}  # fmt: skip
    m.one("aws:appautoscaling/target:Target", region=WEST, minCapacity=1, maxCapacity=4, **place)
    return place


def _database(m: Any) -> Any:
    return m.one("aws:rds/cluster:Cluster", region=WEST, engine="aurora-postgresql",
                 masterUsername="shop", masterPassword="hush-hush")  # fmt: skip


def _at(made: Any) -> dict[str, Any]:
    keys = {"ServiceNamespace": "serviceNamespace", "ScalableDimension": "scalableDimension"}
    return {member: made.outputs[output] for member, output in keys.items()}


def _kubernetes(m: Any) -> Any:
    return m.one("aws:eks/cluster:Cluster", region=WEST, roleArn=m.role.outputs["arn"],
                 vpcConfig={"subnetIds": [m.subnet(0), m.subnet(1)]})  # fmt: skip


def _files(m: Any) -> Any:
    return m.one("aws:efs/fileSystem:FileSystem", region=WEST)


def _beside(m: Any) -> str:
    return str(m.make("aws:ec2/vpc:Vpc", "beside", region=WEST, cidrBlock="10.7.0.0/16").id)


FURTHER: Final[dict[str, tuple[Any, Any, Any]]] = {
    "aws:appautoscaling/policy:Policy": (
        lambda m: {**_target(m), "policyType": "TargetTrackingScaling",
                   "targetTrackingScalingPolicyConfiguration": {
                       "targetValue": 60, "predefinedMetricSpecification": {
                           "predefinedMetricType": "ECSServiceAverageCPUUtilization"}}},
        lambda made: ("application-autoscaling", "describe_scaling_policies",
                      {**_at(made), "PolicyNames": [made.id]}),
        lambda made: {"ScalingPolicies[0].PolicyARN": made.outputs["arn"]},
    ),
    "aws:appautoscaling/target:Target": (
        lambda m: {"serviceNamespace": "ecs", "resourceId": _service(m), "minCapacity": 1,
                   "scalableDimension": "ecs:service:DesiredCount", "maxCapacity": 4},
        lambda made: ("application-autoscaling", "describe_scalable_targets",
                      {**_at(made), "ResourceIds": [made.id]}),
        lambda made: {"ScalableTargets[0].MaxCapacity": 4},
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": (
        lambda m: {"logGroupName": m.log_group.id, "pattern": "ERROR", "metricTransformation": {
            "name": "errors", "namespace": "shop", "value": "1"}},
        lambda made: ("logs", "describe_metric_filters",
                      {"logGroupName": made.outputs["logGroupName"]}),
        lambda made: {"metricFilters[0].metricTransformations[0].metricName": "errors",
                      "metricFilters[0].filterPattern": "ERROR"},
    ),
    "aws:cloudwatch/logStream:LogStream": (
        lambda m: {"logGroupName": m.log_group.id},
        lambda made: ("logs", "describe_log_streams",
                      {"logGroupName": made.outputs["logGroupName"]}),
        lambda made: {"logStreams[0].arn": made.outputs["arn"]},
    ),
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": (
        lambda m: {"logGroup": m.log_group.id, "filterPattern": "INFO",
                   "destinationArn": _function(m).outputs["arn"]},
        lambda made: ("logs", "describe_subscription_filters",
                      {"logGroupName": made.outputs["logGroup"]}),
        lambda made: {"subscriptionFilters[0].destinationArn": made.outputs["destinationArn"]},
    ),
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": (
        lambda m: {"vpcId": m.vpc, "routeTableId": m.route_table},
        lambda made: ("ec2", "describe_route_tables",
                      {"RouteTableIds": [made.outputs["routeTableId"]]}),
        lambda made: {"RouteTables[0].Associations[0].Main": True,
                      "RouteTables[0].Associations[0].RouteTableAssociationId": made.id},
    ),
    "aws:ec2/launchConfiguration:LaunchConfiguration": (
        lambda m: {"imageId": "ami-12345678", "instanceType": "m7g.large",
                   "securityGroups": [m.group], "userData": "#!/bin/sh"},
        lambda made: ("autoscaling", "describe_launch_configurations",
                      {"LaunchConfigurationNames": [made.id]}),
        lambda made: {"LaunchConfigurations[0].LaunchConfigurationARN": made.outputs["arn"]},
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": (
        lambda m: {"vpcId": m.vpc, "peerVpcId": _beside(m), "autoAccept": True, "tags": TAGS},
        lambda made: ("ec2", "describe_vpc_peering_connections",
                      {"VpcPeeringConnectionIds": [made.id]}),
        lambda made: {"VpcPeeringConnections[0].Status.Code": "active"},
    ),
    "aws:efs/fileSystem:FileSystem": (
        lambda m: {"encrypted": True, "tags": TAGS,
                   "lifecyclePolicies": [{"transitionToIa": "AFTER_30_DAYS"}]},
        lambda made: ("efs", "describe_file_systems", {"FileSystemId": made.id}),
        lambda made: {"FileSystems[0].Encrypted": True,
                      "FileSystems[0].FileSystemArn": made.outputs["arn"]},
    ),
    "aws:efs/mountTarget:MountTarget": (
        lambda m: {"fileSystemId": _files(m).id, "subnetId": m.subnet(0),
                   "securityGroups": [m.group]},
        lambda made: ("efs", "describe_mount_targets", {"MountTargetId": made.id}),
        lambda made: {"MountTargets[0].SubnetId": made.outputs["subnetId"]},
    ),
    "aws:eks/cluster:Cluster": (
        lambda m: {"roleArn": m.role.outputs["arn"], "tags": TAGS,
                   "vpcConfig": {"subnetIds": [m.subnet(0), m.subnet(1)]}},
        lambda made: ("eks", "describe_cluster", {"name": made.id}),
        lambda made: {"cluster.endpoint": made.outputs["endpoint"],
                      "cluster.certificateAuthority": made.outputs["certificateAuthority"]},
    ),
    "aws:eks/nodeGroup:NodeGroup": (
        lambda m: {"clusterName": _kubernetes(m).id, "nodeRoleArn": m.role.outputs["arn"],
                   "subnetIds": [m.subnet(0)],
                   "scalingConfig": {"desiredSize": 2, "minSize": 1, "maxSize": 3}},
        lambda made: ("eks", "describe_nodegroup",
                      {"clusterName": made.outputs["clusterName"],
                       "nodegroupName": made.outputs["nodeGroupName"]}),
        lambda made: {"nodegroup.scalingConfig.desiredSize": 2},
    ),
    "aws:ec2/securityGroupRule:SecurityGroupRule": (
        lambda m: {"securityGroupId": m.group, "type": "ingress", "protocol": "tcp",
                   "fromPort": 8443, "toPort": 8443, "cidrBlocks": ["10.8.0.0/16"],
                   "description": "in"},
        lambda made: ("ec2", "describe_security_groups",
                      {"GroupIds": [made.outputs["securityGroupId"]]}),
        lambda made: {"SecurityGroups[0].IpPermissions[0].FromPort": 8443,
                      "SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp": "10.8.0.0/16"},
    ),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": (
        lambda m: {"repository": m.one("aws:ecr/repository:Repository", region=WEST).id,
                   "policy": ALLOW},
        lambda made: ("ecr", "get_repository_policy", {"repositoryName": made.id}),
        lambda made: {"policyText != null": True},
    ),
    "aws:ecs/capacityProvider:CapacityProvider": (
        lambda m: {"autoScalingGroupProvider": {
            "autoScalingGroupArn": m.autoscaling().outputs["arn"],
            "managedTerminationProtection": "DISABLED",
            "managedScaling": {"status": "ENABLED", "targetCapacity": 80}}, "tags": TAGS},
        lambda made: ("ecs", "describe_capacity_providers", {"capacityProviders": [made.id]}),
        lambda made: {"capacityProviders[0].name": made.outputs["name"]},
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": (
        lambda m: {"clusterName": _cluster(m).outputs["name"],
                   "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
                   "defaultCapacityProviderStrategies": [
                       {"capacityProvider": "FARGATE", "weight": 1}]},
        lambda made: ("ecs", "describe_clusters", {"clusters": [made.id]}),
        lambda made: {"clusters[0].capacityProviders": ["FARGATE", "FARGATE_SPOT"]},
    ),
    "aws:iam/group:Group": (
        lambda m: {},
        lambda made: ("iam", "get_group", {"GroupName": made.id}),
        lambda made: {"Group.Arn": made.outputs["arn"]},
    ),
    "aws:iam/groupMembership:GroupMembership": (
        lambda m: {"group": _group(m).id, "users": [_user(m).id]},
        lambda made: ("iam", "get_group", {"GroupName": made.outputs["group"]}),
        lambda made: {"Users[].UserName": made.outputs["users"]},
    ),
    "aws:iam/groupPolicy:GroupPolicy": (
        lambda m: {"group": _group(m).id, "policy": ALLOW},
        lambda made: ("iam", "list_group_policies", {"GroupName": made.outputs["group"]}),
        lambda made: {"PolicyNames": [made.outputs["name"]]},
    ),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": (
        lambda m: {"group": _group(m).id, "policyArn": _policy(m).id},
        lambda made: ("iam", "list_attached_group_policies",
                      {"GroupName": made.outputs["group"]}),
        lambda made: {"AttachedPolicies[0].PolicyArn": made.outputs["policyArn"]},
    ),
    "aws:iam/policyAttachment:PolicyAttachment": (
        lambda m: {"policyArn": _policy(m).id, "roles": [m.role.id], "users": [_user(m).id]},
        lambda made: ("iam", "list_entities_for_policy", {"PolicyArn": made.outputs["policyArn"]}),
        lambda made: {"PolicyRoles[].RoleName": made.outputs["roles"],
                      "PolicyUsers[].UserName": made.outputs["users"]},
    ),
    "aws:iam/userGroupMembership:UserGroupMembership": (
        lambda m: {"user": _user(m).id, "groups": [_group(m).id]},
        lambda made: ("iam", "list_groups_for_user", {"UserName": made.outputs["user"]}),
        lambda made: {"Groups[].GroupName": made.outputs["groups"]},
    ),
    "aws:lambda/alias:Alias": (
        lambda m: {"functionName": _function(m).id, "functionVersion": _version(m),
                   "description": "live"},
        lambda made: ("lambda", "get_alias", {"FunctionName": made.outputs["functionName"],
                                              "Name": made.outputs["name"]}),
        lambda made: {"AliasArn": made.id, "FunctionVersion": "1"},
    ),
    "aws:lambda/functionUrl:FunctionUrl": (
        lambda m: {"functionName": _function(m).id, "authorizationType": "NONE"},
        lambda made: ("lambda", "get_function_url_config", {"FunctionName": made.id}),
        lambda made: {"FunctionUrl": made.outputs["functionUrl"], "AuthType": "NONE"},
    ),
    "aws:lambda/layerVersion:LayerVersion": (
        lambda m: {"layerName": "shared", "compatibleRuntimes": ["python3.13"],
                   "code": {"assets": {"python/shared.py": {"text": "ONE = 1"}}}},
        lambda made: ("lambda", "list_layer_versions", {"LayerName": "shared"}),
        lambda made: {"LayerVersions[0].LayerVersionArn": made.id},
    ),
    "aws:rds/clusterInstance:ClusterInstance": (
        lambda m: {"clusterIdentifier": _database(m).id, "engine": "aurora-postgresql",
                   "instanceClass": "db.r6g.large", "tags": TAGS},
        lambda made: ("rds", "describe_db_instances", {"DBInstanceIdentifier": made.id}),
        lambda made: {"DBInstances[0].DBClusterIdentifier": made.outputs["clusterIdentifier"]},
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": (
        lambda m: {"family": "aurora-postgresql15", "description": "shop", "tags": TAGS},
        lambda made: ("rds", "describe_db_cluster_parameter_groups",
                      {"DBClusterParameterGroupName": made.id}),
        lambda made: {"DBClusterParameterGroups[0].Description": "shop"},
    ),
    "aws:rds/parameterGroup:ParameterGroup": (
        lambda m: {"family": "postgres15", "description": "shop", "tags": TAGS,
                   "parameters": [{"name": "log_connections", "value": "1"}]},
        lambda made: ("rds", "describe_db_parameter_groups", {"DBParameterGroupName": made.id}),
        lambda made: {"DBParameterGroups[0].Description": "shop"},
    ),
    "aws:s3/bucketAcl:BucketAcl": (
        lambda m: {"bucket": m.bucket, "acl": "public-read"},
        lambda made: ("s3", "get_bucket_acl", {"Bucket": made.id}),
        lambda made: {"Grants[?Grantee.Type=='Group'].Permission": ["READ"]},
    ),
}  # fmt: skip

FURTHER_CHANGES: Final[dict[str, Any]] = {
    "aws:appautoscaling/policy:Policy": lambda _, inputs: {
        "targetTrackingScalingPolicyConfiguration": {
            **inputs["targetTrackingScalingPolicyConfiguration"], "targetValue": 40}},
    "aws:appautoscaling/target:Target": lambda *_: {"maxCapacity": 8},
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": lambda *_: {"pattern": "WARN"},
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": lambda *_: {
        "filterPattern": "ERROR"},
    "aws:ec2/securityGroupRule:SecurityGroupRule": lambda *_: {"description": "other"},
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": lambda *_: {"tags": OTHER},
    "aws:efs/fileSystem:FileSystem": lambda *_: {
        "lifecyclePolicies": [{"transitionToIa": "AFTER_60_DAYS"}], "tags": OTHER},
    "aws:efs/mountTarget:MountTarget": lambda m, _: {"securityGroups": [m.make(
        "aws:ec2/securityGroup:SecurityGroup", "other", region=WEST, vpcId=m.vpc).id]},
    "aws:eks/cluster:Cluster": lambda *_: {"tags": OTHER},
    "aws:eks/nodeGroup:NodeGroup": lambda *_: {
        "scalingConfig": {"desiredSize": 3, "minSize": 1, "maxSize": 5}},
    "aws:ecr/repositoryPolicy:RepositoryPolicy": lambda *_: {
        "policy": ALLOW.replace("s3:GetObject", "ecr:BatchGetImage")},
    "aws:ecs/capacityProvider:CapacityProvider": lambda *_: {"tags": OTHER},
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": lambda *_: {
        "capacityProviders": ["FARGATE"]},
    "aws:iam/groupMembership:GroupMembership": lambda m, inputs: {
        "users": [*inputs["users"], m.make("aws:iam/user:User", "second").id]},
    "aws:iam/groupPolicy:GroupPolicy": lambda *_: {
        "policy": ALLOW.replace("GetObject", "PutObject")},
    "aws:iam/policyAttachment:PolicyAttachment": lambda *_: {"users": []},
    "aws:iam/userGroupMembership:UserGroupMembership": lambda m, inputs: {
        "groups": [*inputs["groups"], m.make("aws:iam/group:Group", "second").id]},
    "aws:lambda/alias:Alias": lambda *_: {"description": "other"},
    "aws:lambda/functionUrl:FunctionUrl": lambda *_: {"authorizationType": "AWS_IAM"},
    "aws:rds/clusterInstance:ClusterInstance": lambda *_: {
        "instanceClass": "db.r6g.xlarge", "tags": OTHER},
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": lambda *_: {"tags": OTHER},
    "aws:rds/parameterGroup:ParameterGroup": lambda *_: {
        "parameters": [{"name": "log_connections", "value": "0"}], "tags": OTHER},
    "aws:s3/bucketAcl:BucketAcl": lambda *_: {"acl": "private"},
}  # fmt: skip

FURTHER_REFUSED: Final[dict[str, str]] = {
    "aws:cloudwatch/logStream:LogStream": "ResourceAlreadyExistsException",
    "aws:ec2/securityGroupRule:SecurityGroupRule": "InvalidPermission.Duplicate",
    "aws:ec2/launchConfiguration:LaunchConfiguration": "AlreadyExists",
    "aws:efs/fileSystem:FileSystem": "FileSystemAlreadyExists",
    "aws:efs/mountTarget:MountTarget": "MountTargetConflict",
    "aws:eks/cluster:Cluster": "ResourceInUseException",
    "aws:eks/nodeGroup:NodeGroup": "ResourceInUseException",
    "aws:iam/group:Group": "EntityAlreadyExists",
    "aws:lambda/alias:Alias": "ResourceConflictException",
    "aws:lambda/functionUrl:FunctionUrl": "ResourceConflictException",
    "aws:rds/clusterInstance:ClusterInstance": "DBInstanceAlreadyExists",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": "DBParameterGroupAlreadyExists",
    "aws:rds/parameterGroup:ParameterGroup": "DBParameterGroupAlreadyExists",
}

FURTHER_FORMS: Final[dict[str, str]] = {
    "aws:appautoscaling/policy:Policy": (
        "{serviceNamespace}/{resourceId}/{scalableDimension}/{name}"),
    "aws:appautoscaling/target:Target": "{serviceNamespace}/{resourceId}/{scalableDimension}",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": "{logGroupName}:{name}",
    "aws:cloudwatch/logStream:LogStream": "{logGroupName}:{name}",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": "{logGroup}|{name}",
    "aws:ec2/securityGroupRule:SecurityGroupRule": (
        "{securityGroupId}_{type}_{protocol}_{fromPort}_{toPort}_{cidrBlocks[0]}"),
    "aws:iam/groupMembership:GroupMembership": "{group}/{name}",
    "aws:iam/policyAttachment:PolicyAttachment": "{policyArn}/{name}",
    "aws:iam/userGroupMembership:UserGroupMembership": "{user}/{groups[0]}",
    "aws:lambda/alias:Alias": "{functionName}/{name}",
    "aws:s3/bucketAcl:BucketAcl": "{bucket},{acl}",
}  # fmt: skip

FURTHER_UNTOLD: Final[dict[str, set[str]]] = {
    "aws:ec2/securityGroupRule:SecurityGroupRule": {"description"},
    "aws:ec2/launchConfiguration:LaunchConfiguration": {"userData"},
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": {"autoAccept"},
    "aws:lambda/layerVersion:LayerVersion": {"code"},
    "aws:rds/parameterGroup:ParameterGroup": {"parameters"},
}
# What is made once more by a run that knows nothing of the one before.
FURTHER_ANEW: Final = frozenset({"aws:lambda/layerVersion:LayerVersion"})
# What has no import, or whose id tells nothing of what it is of.
NO_IMPORT: Final = frozenset({"aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"})
# What goes with another resource.
FURTHER_STAYS: Final = frozenset({"aws:s3/bucketAcl:BucketAcl"})
