"""Every handler: what it made is there when a boto3 client asks, and nothing was left unsaid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jmespath
import pytest
from tests.stacks.cloud.common_types import COMMON
from tests.stacks.cloud.further_types import FURTHER
from tests.stacks.cloud.later_types import LATER

from openline_stacks.cloud import HandlerError, LocalAws
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.engine import Created
from openline_stacks.older_names import with_older
from openline_stacks.states import UNKNOWN

EAST, WEST = "us-east-1", "us-west-2"
ZONE = "Z0123456789ABCDEFGHIJ"
TAGS = {"openline:stack": "shop", "Name": "x"}
DOCUMENT = '{"Version":"2012-10-17","Statement":[]}'
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}]}'
)


@dataclass(frozen=True)
class Example:
    """`inputs` for the handler; `look`: service, operation and parameters of the question that
    must be answered with `found` at a jmespath."""

    inputs: Callable[[Any], dict[str, Any]]
    look: Callable[[Created], tuple[str, str, dict[str, Any]]]
    found: Callable[[Created], Mapping[str, Any]]
    region: str = WEST


def _ec2(kind: str, plural: str) -> Callable[[Created], tuple[str, str, dict[str, Any]]]:
    return lambda made: ("ec2", f"describe_{plural}", {f"{kind}Ids": [made.id]})


EXAMPLES: dict[str, Example] = {
    "aws:ec2/vpc:Vpc": Example(
        lambda m: {"cidrBlock": "10.9.0.0/16", "enableDnsHostnames": True,
                   "enableDnsSupport": True, "tags": TAGS},
        _ec2("Vpc", "vpcs"),
        lambda made: {"Vpcs[0].CidrBlock": "10.9.0.0/16",
                      "Vpcs[0].Tags[?Key=='openline:stack'].Value | [0]": "shop"},
    ),
    "aws:ec2/subnet:Subnet": Example(
        lambda m: {"vpcId": m.vpc, "cidrBlock": "10.0.7.0/24", "availabilityZone": "us-west-2c",
                   "mapPublicIpOnLaunch": True, "assignIpv6AddressOnCreation": False,
                   "tags": TAGS},
        _ec2("Subnet", "subnets"),
        lambda made: {"Subnets[0].AvailabilityZone": "us-west-2c",
                      "Subnets[0].MapPublicIpOnLaunch": True},
    ),
    "aws:ec2/internetGateway:InternetGateway": Example(
        lambda m: {"vpcId": m.vpc, "tags": TAGS},
        _ec2("InternetGateway", "internet_gateways"),
        lambda made: {"InternetGateways[0].Attachments[0].VpcId": made.outputs["vpcId"]},
    ),
    "aws:ec2/natGateway:NatGateway": Example(
        lambda m: {"allocationId": m.eip, "subnetId": m.subnet(0), "tags": TAGS},
        _ec2("NatGateway", "nat_gateways"),
        lambda made: {"NatGateways[0].SubnetId": made.outputs["subnetId"],
                      "NatGateways[0].NatGatewayAddresses[0].PublicIp": made.outputs["publicIp"]},
    ),
    "aws:ec2/eip:Eip": Example(
        lambda m: {"domain": "vpc", "tags": TAGS},
        _ec2("Allocation", "addresses"),
        lambda made: {"Addresses[0].PublicIp": made.outputs["publicIp"]},
    ),
    "aws:ec2/routeTable:RouteTable": Example(
        lambda m: {"vpcId": m.vpc, "tags": TAGS},
        _ec2("RouteTable", "route_tables"),
        lambda made: {"RouteTables[0].VpcId": made.outputs["vpcId"]},
    ),
    "aws:ec2/route:Route": Example(
        lambda m: {"routeTableId": m.route_table, "destinationCidrBlock": "0.0.0.0/0",
                   "gatewayId": m.gateway},
        lambda made: ("ec2", "describe_route_tables",
                      {"RouteTableIds": [made.outputs["routeTableId"]]}),
        lambda made: {"RouteTables[0].Routes[?DestinationCidrBlock=='0.0.0.0/0'].GatewayId | [0]":
                      made.outputs["gatewayId"]},
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Example(
        lambda m: {"routeTableId": m.route_table, "subnetId": m.subnet(0)},
        lambda made: ("ec2", "describe_route_tables",
                      {"RouteTableIds": [made.outputs["routeTableId"]]}),
        lambda made: {"RouteTables[0].Associations[0].SubnetId": made.outputs["subnetId"],
                      "RouteTables[0].Associations[0].RouteTableAssociationId": made.id},
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Example(
        lambda m: {"vpcId": m.vpc, "serviceName": "com.amazonaws.us-west-2.s3",
                   "vpcEndpointType": "Gateway", "routeTableIds": [m.route_table], "tags": TAGS},
        _ec2("VpcEndpoint", "vpc_endpoints"),
        lambda made: {"VpcEndpoints[0].RouteTableIds": made.outputs["routeTableIds"]},
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Example(
        lambda m: {"vpcId": m.vpc, "tags": TAGS},
        _ec2("Group", "security_groups"),
        lambda made: {"SecurityGroups[0].GroupName": "default",
                      "SecurityGroups[0].IpPermissions": [],
                      "SecurityGroups[0].IpPermissionsEgress": []},
    ),
    "aws:ec2/securityGroup:SecurityGroup": Example(
        lambda m: {"vpcId": m.vpc, "description": "balancer", "tags": TAGS},
        _ec2("Group", "security_groups"),
        lambda made: {"SecurityGroups[0].Description": "balancer",
                      "SecurityGroups[0].IpPermissionsEgress": []},
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Example(
        lambda m: {"securityGroupId": m.group, "ipProtocol": "tcp", "fromPort": 443.0,
                   "toPort": 443.0, "cidrIpv4": "0.0.0.0/0", "description": "all", "tags": TAGS},
        _ec2("SecurityGroupRule", "security_group_rules"),
        lambda made: {"SecurityGroupRules[0].IsEgress": False,
                      "SecurityGroupRules[0].FromPort": 443,
                      "SecurityGroupRules[0].CidrIpv4": "0.0.0.0/0",
                      "SecurityGroupRules[0].Tags[?Key=='Name'].Value | [0]": "x"},
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Example(
        lambda m: {"securityGroupId": m.group, "ipProtocol": "tcp", "fromPort": 8443,
                   "toPort": 8443, "referencedSecurityGroupId": m.group},
        _ec2("SecurityGroupRule", "security_group_rules"),
        lambda made: {"SecurityGroupRules[0].IsEgress": True,
                      "SecurityGroupRules[0].ReferencedGroupInfo.GroupId":
                      made.outputs["referencedSecurityGroupId"]},
    ),
    "aws:ec2/flowLog:FlowLog": Example(
        lambda m: {"vpcId": m.vpc, "trafficType": "ALL", "logDestinationType": "cloud-watch-logs",
                   "logDestination": m.log_group.outputs["arn"],
                   "iamRoleArn": m.role.outputs["arn"], "maxAggregationInterval": 60,
                   "tags": TAGS},
        _ec2("FlowLog", "flow_logs"),
        lambda made: {"FlowLogs[0].ResourceId": made.outputs["vpcId"],
                      "FlowLogs[0].LogDestination": made.outputs["logDestination"]},
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Example(
        lambda m: {
            "imageId": "resolve:ssm:/shop/image", "instanceType": "m7g.large",
            "userData": "IyEvYmluL3No", "ebsOptimized": "true", "updateDefaultVersion": True,
            "vpcSecurityGroupIds": [m.group], "monitoring": {"enabled": True},
            "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1.0},
            "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {
                "volumeType": "gp3", "volumeSize": 20.0, "encrypted": "true",
                "kmsKeyId": m.replica_key.outputs["arn"]}}],
            "tagSpecifications": [{"resourceType": "instance", "tags": TAGS}], "tags": TAGS,
        },
        lambda made: ("ec2", "describe_launch_template_versions",
                      {"LaunchTemplateId": made.id, "Versions": ["$Default"]}),
        lambda made: {
            "LaunchTemplateVersions[0].LaunchTemplateData.ImageId": "resolve:ssm:/shop/image",
            "LaunchTemplateVersions[0].LaunchTemplateData.MetadataOptions.HttpTokens": "required",
            "LaunchTemplateVersions[0].LaunchTemplateData.BlockDeviceMappings[0].Ebs.Encrypted":
            True,
        },
    ),
    "aws:iam/role:Role": Example(
        lambda m: {"assumeRolePolicy": TRUST, "description": "fleet", "tags": TAGS},
        lambda made: ("iam", "get_role", {"RoleName": made.outputs["name"]}),
        lambda made: {"Role.Arn": made.outputs["arn"], "Role.Description": "fleet"},
    ),
    "aws:iam/rolePolicy:RolePolicy": Example(
        lambda m: {"role": m.role.id, "policy": DOCUMENT.replace(
            "[]", '[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]')},
        lambda made: ("iam", "get_role_policy", {"RoleName": made.outputs["role"],
                                                 "PolicyName": made.outputs["name"]}),
        lambda made: {"PolicyDocument.Statement[0].Action": "s3:GetObject"},
    ),
    "aws:iam/policy:Policy": Example(
        lambda m: {"description": "records", "tags": TAGS, "policy": DOCUMENT.replace(
            "[]", '[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]')},
        lambda made: ("iam", "get_policy_version", {"PolicyArn": made.id, "VersionId": "v1"}),
        lambda made: {"PolicyVersion.Document.Statement[0].Action": "s3:GetObject"},
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Example(
        lambda m: {"role": m.role.id, "policyArn": _own_policy(m)},
        lambda made: ("iam", "list_attached_role_policies", {"RoleName": made.outputs["role"]}),
        lambda made: {"AttachedPolicies[0].PolicyArn": made.outputs["policyArn"]},
    ),
    "aws:iam/instanceProfile:InstanceProfile": Example(
        lambda m: {"role": m.role.id, "tags": TAGS},
        lambda made: ("iam", "get_instance_profile", {"InstanceProfileName": made.id}),
        lambda made: {"InstanceProfile.Roles[0].RoleName": made.outputs["role"]},
    ),
    "aws:kms/key:Key": Example(
        lambda m: {"description": "data", "multiRegion": True, "enableKeyRotation": True,
                   "deletionWindowInDays": 30, "policy": DOCUMENT, "tags": TAGS},
        lambda made: ("kms", "describe_key", {"KeyId": made.id}),
        lambda made: {"KeyMetadata.MultiRegion": True, "KeyMetadata.Arn": made.outputs["arn"]},
        region=EAST,
    ),
    "aws:kms/replicaKey:ReplicaKey": Example(
        lambda m: {"primaryKeyArn": m.key.outputs["arn"], "description": "data", "tags": TAGS},
        lambda made: ("kms", "describe_key", {"KeyId": made.id}),
        lambda made: {"KeyMetadata.Arn": made.outputs["arn"],
                      "KeyMetadata.MultiRegionConfiguration.MultiRegionKeyType": "REPLICA"},
    ),
    "aws:kms/alias:Alias": Example(
        lambda m: {"name": "alias/openline-shop", "targetKeyId": m.replica_key.id},
        lambda made: ("kms", "list_aliases", {}),
        lambda made: {"Aliases[?AliasName=='alias/openline-shop'].TargetKeyId | [0]":
                      made.outputs["targetKeyId"]},
    ),
    "aws:acm/certificate:Certificate": Example(
        lambda m: {"domainName": "shop.example.net", "validationMethod": "DNS",
                   "subjectAlternativeNames": ["*.shop.example.net"], "tags": TAGS},
        lambda made: ("acm", "describe_certificate", {"CertificateArn": made.id}),
        lambda made: {"Certificate.Status": "ISSUED",
                      "Certificate.DomainName": "shop.example.net"},
    ),
    "aws:acm/certificateValidation:CertificateValidation": Example(
        lambda m: {"certificateArn": m.certificate.id, "validationRecordFqdns": ["_x.example.net"]},
        lambda made: ("acm", "describe_certificate", {"CertificateArn": made.id}),
        lambda made: {"Certificate.Status": "ISSUED"},
    ),
    "aws:route53/record:Record": Example(
        lambda m: {
            "zoneId": ZONE, "name": "auth.shop.example.net", "type": "A",
            "setIdentifier": "service:us-east-1", "failoverRoutingPolicies": [{"type": "PRIMARY"}],
            "healthCheckId": m.check(), "aliases": [{
                "name": "auth-1.us-east-1.elb.amazonaws.com", "zoneId": "Z35SXDOTRQ7X7K",
                "evaluateTargetHealth": False}],
        },
        lambda made: ("route53", "list_resource_record_sets", {"HostedZoneId": ZONE}),
        lambda made: {"ResourceRecordSets[0].Failover": "PRIMARY",
                      "ResourceRecordSets[0].HealthCheckId": made.outputs["healthCheckId"],
                      "ResourceRecordSets[0].AliasTarget.DNSName":
                      "auth-1.us-east-1.elb.amazonaws.com"},
    ),
    "aws:route53/healthCheck:HealthCheck": Example(
        lambda m: {"type": "CLOUDWATCH_METRIC", "cloudwatchAlarmName": "switch",
                   "cloudwatchAlarmRegion": WEST, "tags": TAGS,
                   "insufficientDataHealthStatus": "LastKnownStatus"},
        lambda made: ("route53", "get_health_check", {"HealthCheckId": made.id}),
        lambda made: {
            "HealthCheck.HealthCheckConfig.AlarmIdentifier": {"Name": "switch", "Region": WEST},
            "HealthCheck.HealthCheckConfig.InsufficientDataHealthStatus": "LastKnownStatus",
        },
    ),
    "aws:lb/loadBalancer:LoadBalancer": Example(
        lambda m: {
            "loadBalancerType": "application", "internal": False,
            "subnets": [m.subnet(0), m.subnet(1)], "securityGroups": [m.group],
            "accessLogs": {"bucket": m.bucket, "prefix": "alb", "enabled": True},
            "dropInvalidHeaderFields": True, "enableDeletionProtection": True, "tags": TAGS,
        },
        lambda made: ("elbv2", "describe_load_balancer_attributes", {"LoadBalancerArn": made.id}),
        lambda made: {
            "Attributes[?Key=='deletion_protection.enabled'].Value | [0]": "true",
            "Attributes[?Key=='access_logs.s3.prefix'].Value | [0]": "alb",
            "Attributes[?Key=='routing.http.drop_invalid_header_fields.enabled'].Value | [0]":
            "true",
        },
    ),
    "aws:lb/targetGroup:TargetGroup": Example(
        lambda m: {
            "vpcId": m.vpc, "port": 8443, "protocol": "HTTPS", "targetType": "instance",
            "deregistrationDelay": 30, "tags": TAGS, "healthCheck": {
                "path": "/healthz", "protocol": "HTTPS", "port": "traffic-port", "matcher": "200",
                "interval": 10, "timeout": 5, "healthyThreshold": 2, "unhealthyThreshold": 3},
        },
        lambda made: ("elbv2", "describe_target_groups", {"TargetGroupArns": [made.id]}),
        lambda made: {"TargetGroups[0].HealthCheckPath": "/healthz",
                      "TargetGroups[0].UnhealthyThresholdCount": 3,
                      "TargetGroups[0].Matcher.HttpCode": "200"},
    ),
    "aws:lb/listener:Listener": Example(
        lambda m: {
            "loadBalancerArn": m.balancer.id, "port": 443, "protocol": "HTTPS",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06", "certificateArn": m.certificate.id,
            "defaultActions": [{"type": "forward", "targetGroupArn": m.target_group.id}],
            "tags": TAGS,
        },
        lambda made: ("elbv2", "describe_listeners", {"ListenerArns": [made.id]}),
        lambda made: {"Listeners[0].SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                      "Listeners[0].Certificates[0].CertificateArn":
                      made.outputs["certificateArn"]},
    ),
    "aws:autoscaling/group:Group": Example(
        lambda m: {
            "minSize": 3, "maxSize": 9, "vpcZoneIdentifiers": [m.subnet(0), m.subnet(1)],
            "launchTemplate": {"id": m.template.id, "version": "1"},
            "targetGroupArns": [m.target_group.id], "healthCheckType": "ELB",
            "healthCheckGracePeriod": 180, "defaultInstanceWarmup": 180,
            "tags": [{"key": "openline:stack", "value": "shop", "propagateAtLaunch": True}],
        },
        lambda made: ("autoscaling", "describe_auto_scaling_groups",
                      {"AutoScalingGroupNames": [made.id]}),
        lambda made: {"AutoScalingGroups[0].MaxSize": 9,
                      "AutoScalingGroups[0].HealthCheckType": "ELB",
                      "AutoScalingGroups[0].DefaultInstanceWarmup": 180,
                      "AutoScalingGroups[0].Tags[0].Value": "shop"},
    ),
    "aws:autoscaling/policy:Policy": Example(
        lambda m: {
            "autoscalingGroupName": m.autoscaling().id, "policyType": "TargetTrackingScaling",
            "estimatedInstanceWarmup": 180, "targetTrackingConfiguration": {
                "targetValue": 84.0, "predefinedMetricSpecification": {
                    "predefinedMetricType": "ALBRequestCountPerTarget", "resourceLabel": "a/b"}},
        },
        lambda made: ("autoscaling", "describe_policies", {"PolicyNames": [made.id]}),
        lambda made: {"ScalingPolicies[0].TargetTrackingConfiguration.TargetValue": 84.0},
    ),
    "aws:dynamodb/table:Table": Example(
        lambda m: {
            "attributes": [{"name": "id", "type": "S"}], "hashKey": "id",
            "billingMode": "PAY_PER_REQUEST", "streamEnabled": True,
            "streamViewType": "NEW_AND_OLD_IMAGES", "deletionProtectionEnabled": True,
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": m.key.outputs["arn"]},
            "pointInTimeRecovery": {"enabled": True}, "tags": TAGS,
        },
        lambda made: ("dynamodb", "describe_table", {"TableName": made.id}),
        lambda made: {"Table.TableArn": made.outputs["arn"],
                      "Table.StreamSpecification.StreamEnabled": True,
                      "Table.SSEDescription.SSEType": "KMS"},
        region=EAST,
    ),
    "aws:s3/bucket:Bucket": Example(
        lambda m: {"forceDestroy": True, "tags": TAGS},
        lambda made: ("s3", "get_bucket_tagging", {"Bucket": made.id}),
        lambda made: {"TagSet[?Key=='Name'].Value | [0]": "x"},
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Example(
        lambda m: {"bucket": m.bucket, "policy": DOCUMENT},
        lambda made: ("s3", "get_bucket_policy", {"Bucket": made.id}),
        lambda made: {"Policy": DOCUMENT},
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Example(
        lambda m: {"bucket": m.bucket, "versioningConfiguration": {"status": "Enabled"}},
        lambda made: ("s3", "get_bucket_versioning", {"Bucket": made.id}),
        lambda made: {"Status": "Enabled"},
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Example(
        lambda m: {"bucket": m.bucket, "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        lambda made: ("s3", "get_bucket_ownership_controls", {"Bucket": made.id}),
        lambda made: {"OwnershipControls.Rules[0].ObjectOwnership": "BucketOwnerEnforced"},
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Example(
        lambda m: {"bucket": m.bucket, "blockPublicAcls": True, "blockPublicPolicy": True,
                   "ignorePublicAcls": True, "restrictPublicBuckets": True},
        lambda made: ("s3", "get_public_access_block", {"Bucket": made.id}),
        lambda made: {"PublicAccessBlockConfiguration.RestrictPublicBuckets": True},
    ),
    ("aws:s3/bucketServerSideEncryptionConfiguration:"
     "BucketServerSideEncryptionConfiguration"): Example(
        lambda m: {"bucket": m.bucket, "rules": [
            {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        lambda made: ("s3", "get_bucket_encryption", {"Bucket": made.id}),
        lambda made: {"ServerSideEncryptionConfiguration.Rules[0]"
                      ".ApplyServerSideEncryptionByDefault.SSEAlgorithm": "AES256"},
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Example(
        lambda m: {"bucket": m.bucket, "rules": [{"id": "old", "status": "Enabled",
                   "filter": {"prefix": ""}, "expiration": {"days": 90}}]},
        lambda made: ("s3", "get_bucket_lifecycle_configuration", {"Bucket": made.id}),
        lambda made: {"Rules[0].Expiration.Days": 90},
    ),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": Example(
        lambda m: {"bucket": m.locked_bucket.id,
                   "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 2555}}},
        lambda made: ("s3", "get_object_lock_configuration", {"Bucket": made.id}),
        lambda made: {"ObjectLockConfiguration.Rule.DefaultRetention.Days": 2555,
                      "ObjectLockConfiguration.Rule.DefaultRetention.Mode": "GOVERNANCE"},
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": Example(
        lambda m: {"bucket": m.versioned, "role": m.role.outputs["arn"], "rules": [{
            "id": "log", "status": "Enabled", "priority": 0, "filter": {"prefix": ""},
            "deleteMarkerReplication": {"status": "Disabled"},
            "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
            "destination": {
                "bucket": m.locked_bucket.outputs["arn"], "storageClass": "STANDARD",
                "encryptionConfiguration": {"replicaKmsKeyId": m.replica_key.outputs["arn"]},
                "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
                "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}}}}]},
        lambda made: ("s3", "get_bucket_replication", {"Bucket": made.id}),
        lambda made: {"ReplicationConfiguration.Role": made.outputs["role"],
                      "ReplicationConfiguration.Rules[0].Destination.StorageClass": "STANDARD"},
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Example(
        lambda m: {"name": "checkers", "addressFamily": "IPv4", "maxEntries": 2, "entries": [
            {"cidr": "15.177.0.0/18", "description": "Route 53"}], "tags": TAGS},
        lambda made: ("ec2", "get_managed_prefix_list_entries", {"PrefixListId": made.id}),
        lambda made: {"Entries[0].Cidr": "15.177.0.0/18", "Entries[0].Description": "Route 53"},
    ),
    "aws:autoscaling/schedule:Schedule": Example(
        lambda m: {"autoscalingGroupName": m.autoscaling().id, "recurrence": "0 0 23 11 *",
                   "scheduledActionName": "black-friday-raise", "minSize": 8, "maxSize": -1,
                   "desiredCapacity": -1},
        lambda made: ("autoscaling", "describe_scheduled_actions",
                      {"ScheduledActionNames": [made.id]}),
        lambda made: {"ScheduledUpdateGroupActions[0].MinSize": 8,
                      "ScheduledUpdateGroupActions[0].MaxSize": None,
                      "ScheduledUpdateGroupActions[0].DesiredCapacity": None,
                      "ScheduledUpdateGroupActions[0].Recurrence": "0 0 23 11 *"},
    ),
    "aws:backup/vault:Vault": Example(
        lambda m: {"kmsKeyArn": m.replica_key.outputs["arn"], "forceDestroy": False,
                   "tags": TAGS},
        lambda made: ("backup", "describe_backup_vault", {"BackupVaultName": made.id}),
        lambda made: {"EncryptionKeyArn": made.outputs["kmsKeyArn"],
                      "BackupVaultArn": made.outputs["arn"]},
    ),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": Example(
        lambda m: {"backupVaultName": m.vault.id, "minRetentionDays": 35,
                   "changeableForDays": 3},
        lambda made: ("backup", "describe_backup_vault", {"BackupVaultName": made.id}),
        lambda made: {"Locked": True, "MinRetentionDays": 35, "MaxRetentionDays": None},
    ),
    "aws:backup/plan:Plan": Example(
        lambda m: {"rules": [{
            "ruleName": "every-day", "targetVaultName": m.vault.id, "startWindow": 60,
            "completionWindow": 720, "schedule": "cron(0 5 * * ? *)",
            "lifecycle": {"deleteAfter": 35}, "recoveryPointTags": TAGS,
            "copyActions": [{"destinationVaultArn": m.vault.outputs["arn"],
                             "lifecycle": {"deleteAfter": 90}}]}], "tags": TAGS},
        lambda made: ("backup", "get_backup_plan", {"BackupPlanId": made.id}),
        lambda made: {"BackupPlan.Rules[0].ScheduleExpression": "cron(0 5 * * ? *)",
                      "BackupPlan.Rules[0].Lifecycle.DeleteAfterDays": 35,
                      "BackupPlan.Rules[0].CopyActions[0].Lifecycle.DeleteAfterDays": 90,
                      "BackupPlan.Rules[0].RecoveryPointTags.Name": "x",
                      "BackupPlanArn": made.outputs["arn"]},
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Example(
        lambda m: {
            "namespace": "Openline", "metricName": "FailOver", "dimensions": {"Stack": "shop"},
            "statistic": "Maximum", "comparisonOperator": "GreaterThanOrEqualToThreshold",
            "threshold": 1, "period": 60, "evaluationPeriods": 1, "treatMissingData": "ignore",
            "alarmDescription": "fail over", "alarmActions": [m.topic], "tags": TAGS,
        },
        lambda made: ("cloudwatch", "describe_alarms", {"AlarmNames": [made.id]}),
        lambda made: {"MetricAlarms[0].TreatMissingData": "ignore",
                      "MetricAlarms[0].Dimensions[0].Value": "shop"},
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Example(
        lambda m: {"alarmName": "shop-orders", "alarmRule": 'ALARM("a") OR ALARM("b")',
                   "alarmDescription": "orders", "alarmActions": [m.topic],
                   "okActions": [m.topic], "tags": TAGS},
        lambda made: ("cloudwatch", "describe_alarms",
                      {"AlarmNames": [made.id], "AlarmTypes": ["CompositeAlarm"]}),
        lambda made: {"CompositeAlarms[0].AlarmRule": 'ALARM("a") OR ALARM("b")',
                      "CompositeAlarms[0].AlarmArn": made.outputs["arn"],
                      "CompositeAlarms[0].OKActions": made.outputs["okActions"],
                      "MetricAlarms": []},
    ),
    "aws:cloudwatch/dashboard:Dashboard": Example(
        lambda m: {"dashboardName": "shop-us-west-2", "dashboardBody": '{"widgets":[]}'},
        lambda made: ("cloudwatch", "get_dashboard", {"DashboardName": made.id}),
        lambda made: {"DashboardBody": '{"widgets":[]}',
                      "DashboardArn": made.outputs["dashboardArn"]},
    ),
    "aws:lambda/function:Function": Example(
        lambda m: {
            "role": m.function_role, "runtime": "python3.13", "handler": "index.handler",
            "code": {"assets": {"index.py": {"text": "def handler(event, context): ..."}}},
            "architectures": ["arm64"], "memorySize": 128, "timeout": 30, "description": "age",
            "kmsKeyArn": m.replica_key.outputs["arn"], "tags": TAGS,
            "environment": {"variables": {"TABLE": "orders"}}, "tracingConfig": {"mode": "Active"},
            "reservedConcurrentExecutions": 5, "ephemeralStorage": {"size": 1024},
        },
        lambda made: ("lambda", "get_function", {"FunctionName": made.id}),
        lambda made: {"Configuration.Runtime": "python3.13",
                      "Configuration.Environment.Variables.TABLE": "orders",
                      "Concurrency.ReservedConcurrentExecutions": 5,
                      "Configuration.KMSKeyArn": made.outputs["kmsKeyArn"],
                      "Configuration.CodeSha256": made.outputs["sourceCodeHash"]},
    ),
    "aws:scheduler/schedule:Schedule": Example(
        lambda m: {
            "scheduleExpression": "rate(1 minutes)", "flexibleTimeWindow": {"mode": "OFF"},
            "kmsKeyArn": m.replica_key.outputs["arn"], "description": "beats",
            "target": {"arn": "arn:aws:scheduler:::aws-sdk:dynamodb:batchWriteItem",
                       "roleArn": m.role.outputs["arn"], "input": '{"a":1}',
                       "retryPolicy": {"maximumRetryAttempts": 0,
                                       "maximumEventAgeInSeconds": 60}},
        },
        lambda made: ("scheduler", "get_schedule", {"Name": made.outputs["name"]}),
        lambda made: {"Target.Input": '{"a":1}', "Arn": made.outputs["arn"],
                      "KmsKeyArn": made.outputs["kmsKeyArn"], "FlexibleTimeWindow.Mode": "OFF"},
    ),
    "aws:secretsmanager/secret:Secret": Example(
        lambda m: {
            "name": "openline/shop/orders/token", "description": "of orders",
            "kmsKeyId": m.replica_key.outputs["arn"], "recoveryWindowInDays": 30, "tags": TAGS,
            "forceOverwriteReplicaSecret": True,
            "replicas": [{"region": EAST, "kmsKeyId": m.key.outputs["arn"]}],
        },
        lambda made: ("secretsmanager", "describe_secret", {"SecretId": made.id}),
        lambda made: {"ReplicationStatus[0].Region": EAST,
                      "KmsKeyId": made.outputs["kmsKeyId"]},
    ),
    "aws:cloudwatch/logGroup:LogGroup": Example(
        lambda m: {"retentionInDays": 30, "kmsKeyId": m.replica_key.outputs["arn"], "tags": TAGS},
        lambda made: ("logs", "describe_log_groups", {"logGroupNamePrefix": made.id}),
        lambda made: {"logGroups[0].retentionInDays": 30,
                      "logGroups[0].kmsKeyId": made.outputs["kmsKeyId"]},
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": Example(
        lambda m: {"bucket": m.bucket, "key": "limited/a.html", "content": "<p>Soon</p>",
                   "contentType": "text/html", "cacheControl": "max-age=60", "tags": TAGS},
        lambda made: ("s3", "get_object", {"Bucket": made.outputs["bucket"], "Key": made.id}),
        lambda made: {"ContentType": "text/html", "CacheControl": "max-age=60",
                      "ContentLength": 11},
    ),
    "aws:cloudfront/distribution:Distribution": Example(
        lambda m: m.edge_inputs | {"tags": TAGS},
        lambda made: ("cloudfront", "get_distribution", {"Id": made.id}),
        lambda made: {
            "Distribution.DomainName": made.outputs["domainName"],
            "Distribution.DistributionConfig.OriginGroups.Items[0].Members.Items[1].OriginId":
                "service:us-west-2",
            "Distribution.DistributionConfig.Origins.Items[3].OriginAccessControlId": "E2EXAMPLE",
            "Distribution.DistributionConfig.CacheBehaviors.Items[0].AllowedMethods.Quantity": 3,
            "Distribution.DistributionConfig.DefaultCacheBehavior.AllowedMethods.CachedMethods"
            ".Items": ["GET", "HEAD"],
            "Distribution.DistributionConfig.CustomErrorResponses.Items[0].ResponseCode": "503",
        },
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Example(
        lambda m: {"originAccessControlOriginType": "s3", "signingBehavior": "always",
                   "signingProtocol": "sigv4", "description": "pages"},
        lambda made: ("cloudfront", "get_origin_access_control", {"Id": made.id}),
        lambda made: {"OriginAccessControl.OriginAccessControlConfig.SigningProtocol": "sigv4"},
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": Example(
        lambda m: {"comment": "reads", "defaultTtl": 60, "maxTtl": 3660,
                   "parametersInCacheKeyAndForwardedToOrigin": {
                       "enableAcceptEncodingBrotli": True,
                       "cookiesConfig": {"cookieBehavior": "whitelist",
                                         "cookies": {"items": ["tenant"]}},
                       "headersConfig": {"headerBehavior": "none"},
                       "queryStringsConfig": {"queryStringBehavior": "all"}}},
        lambda made: ("cloudfront", "get_cache_policy", {"Id": made.id}),
        lambda made: {"CachePolicy.CachePolicyConfig.MaxTTL": 3660,
                      "CachePolicy.CachePolicyConfig.MinTTL": 0,
                      "CachePolicy.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin"
                      ".CookiesConfig.Cookies": {"Quantity": 1, "Items": ["tenant"]}},
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Example(
        lambda m: {"comment": "headers", "removeHeadersConfig": {
            "items": [{"header": "Server"}]}, "securityHeadersConfig": {
            "strictTransportSecurity": {"accessControlMaxAgeSec": 31536000, "override": True,
                                        "includeSubdomains": False},
            "contentTypeOptions": {"override": True}}},
        lambda made: ("cloudfront", "get_response_headers_policy", {"Id": made.id}),
        lambda made: {"ResponseHeadersPolicy.ResponseHeadersPolicyConfig.SecurityHeadersConfig"
                      ".StrictTransportSecurity.AccessControlMaxAgeSec": 31536000},
    ),
    "aws:wafv2/webAcl:WebAcl": Example(
        lambda m: m.acl_inputs | {"tags": TAGS},
        lambda made: ("wafv2", "get_web_acl", {"Name": made.outputs["name"], "Id": made.id,
                                               "Scope": "CLOUDFRONT"}),
        lambda made: {"WebACL.Rules[0].Statement.RateBasedStatement.Limit": 10000},
        region=EAST,
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": Example(
        lambda m: {"resourceArn": m.acl.outputs["arn"],
                   "logDestinationConfigs": ["arn:aws:logs:us-east-1:1:log-group:aws-waf-logs-x"],
                   "redactedFields": [{"singleHeader": {"name": "cookie"}}]},
        lambda made: ("wafv2", "get_logging_configuration", {"ResourceArn": made.id}),
        lambda made: {"LoggingConfiguration.RedactedFields[0].SingleHeader.Name": "cookie"},
        region=EAST,
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Example(
        lambda m: {"logType": "ACCESS_LOGS", "resourceArn": m.distribution.outputs["arn"],
                   "tags": TAGS},
        lambda made: ("logs", "get_delivery_source", {"name": made.id}),
        lambda made: {"deliverySource.service": "cloudfront"},
        region=EAST,
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Example(
        lambda m: {"outputFormat": "json", "tags": TAGS, "deliveryDestinationConfiguration":
                   {"destinationResourceArn": f"arn:aws:s3:::{m.bucket}"}},
        lambda made: ("logs", "get_delivery_destination", {"name": made.id}),
        lambda made: {"deliveryDestination.outputFormat": "json"},
        region=EAST,
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": Example(
        lambda m: {"deliverySourceName": m.delivery_source.id,
                   "deliveryDestinationArn": m.delivery_destination.outputs["arn"],
                   "recordFields": ["date", "c-ip"], "tags": TAGS,
                   "s3DeliveryConfigurations": [{"suffixPath": "{yyyy}/{MM}",
                                                 "enableHiveCompatiblePath": False}]},
        lambda made: ("logs", "get_delivery", {"id": made.id}),
        lambda made: {"delivery.recordFields": ["date", "c-ip"],
                      "delivery.s3DeliveryConfiguration.suffixPath": "{yyyy}/{MM}"},
        region=EAST,
    ),
    "aws:globalaccelerator/accelerator:Accelerator": Example(
        lambda m: {"enabled": True, "ipAddressType": "IPV4", "tags": TAGS,
                   "attributes": {"flowLogsEnabled": True, "flowLogsS3Bucket": "logs",
                                  "flowLogsS3Prefix": "flows"}},
        lambda made: ("globalaccelerator", "describe_accelerator_attributes",
                      {"AcceleratorArn": made.id}),
        lambda made: {"AcceleratorAttributes.FlowLogsS3Bucket": "logs"},
    ),
    "aws:globalaccelerator/listener:Listener": Example(
        lambda m: {"acceleratorArn": m.accelerator.id, "protocol": "TCP",
                   "portRanges": [{"fromPort": 443, "toPort": 443}]},
        lambda made: ("globalaccelerator", "describe_listener", {"ListenerArn": made.id}),
        lambda made: {"Listener.PortRanges[0].ToPort": 443, "Listener.ClientAffinity": "NONE"},
    ),
    "aws:globalaccelerator/endpointGroup:EndpointGroup": Example(
        lambda m: {"listenerArn": m.accelerator_listener.id, "endpointGroupRegion": WEST,
                   "trafficDialPercentage": 0.0, "endpointConfigurations": [
                       {"endpointId": m.balancer.outputs["arn"], "weight": 128,
                        "clientIpPreservationEnabled": True}]},
        lambda made: ("globalaccelerator", "describe_endpoint_group",
                      {"EndpointGroupArn": made.id}),
        lambda made: {"EndpointGroup.TrafficDialPercentage": 0.0,
                      "EndpointGroup.EndpointDescriptions[0].Weight": 128},
    ),
    "aws:sns/topic:Topic": Example(
        lambda m: {"kmsMasterKeyId": m.replica_key.id, "tags": TAGS},
        lambda made: ("sns", "get_topic_attributes", {"TopicArn": made.id}),
        lambda made: {"Attributes.KmsMasterKeyId": made.outputs["kmsMasterKeyId"]},
    ),
    "aws:sns/topicPolicy:TopicPolicy": Example(
        lambda m: {"arn": m.topic, "policy": DOCUMENT},
        lambda made: ("sns", "get_topic_attributes", {"TopicArn": made.id}),
        lambda made: {"Attributes.Policy": DOCUMENT},
    ),
    "aws:sns/topicSubscription:TopicSubscription": Example(
        lambda m: {"topic": m.topic, "protocol": "email", "endpoint": "oncall@shop.example.net"},
        lambda made: ("sns", "get_subscription_attributes", {"SubscriptionArn": made.id}),
        lambda made: {"Attributes.Endpoint": "oncall@shop.example.net"},
    ),
    "aws:ssm/parameter:Parameter": Example(
        lambda m: {"name": "/shop/image", "type": "String", "value": "ami-1", "tags": TAGS},
        lambda made: ("ssm", "get_parameter", {"Name": "/shop/image"}),
        lambda made: {"Parameter.Value": "ami-1", "Parameter.ARN": made.outputs["arn"]},
    ),
}  # fmt: skip


EXAMPLES |= {type_: Example(*parts) for type_, parts in {**COMMON, **FURTHER}.items()}
EXAMPLES |= {type_: Example(one.inputs, one.look, one.found) for type_, one in LATER.items()}
EXAMPLES = with_older(EXAMPLES)


def _own_policy(maker: Any) -> str:
    iam = maker.aws.client("iam")
    statement = DOCUMENT.replace("[]", '[{"Effect":"Deny","Action":"*","Resource":"*"}]')
    answer = iam.create_policy(PolicyName="own", PolicyDocument=statement)
    return str(answer["Policy"]["Arn"])


REGIONLESS = ("aws:cloudfront/", "aws:globalaccelerator/", "aws:iam/", "aws:route53/")


def _make(maker: Any, type_: str) -> Created:
    example = EXAMPLES[type_]
    inputs = example.inputs(maker)
    if not type_.startswith(REGIONLESS):
        inputs["region"] = example.region
    made: Created = maker.make(type_, "example", **inputs)
    return made


def test_every_handler_has_an_example() -> None:
    assert set(EXAMPLES) == set(HANDLERS)


@pytest.mark.parametrize("type_", sorted(HANDLERS))
def test_boto3_reads_back_what_a_handler_made_and_nothing_is_left_unsaid(
    type_: str, aws: LocalAws, maker: Any
) -> None:
    made = _make(maker, type_)

    service, operation, params = EXAMPLES[type_].look(made)
    answer = getattr(aws.client(service, EXAMPLES[type_].region), operation)(**params)

    assert made.origin == "emulated"
    for path, expected in EXAMPLES[type_].found(made).items():
        assert jmespath.search(path, answer) == expected, path
    assert aws.not_emulated == ()
    urn = f"urn:pulumi:dev::shop::{type_}::again"
    assert aws.read(type_, urn, made.id, made.outputs).outputs == made.outputs


def test_a_secrets_replica_is_kept_under_the_key_of_its_own_region(
    aws: LocalAws, maker: Any
) -> None:
    made = _make(maker, "aws:secretsmanager/secret:Secret")
    replica = aws.client("secretsmanager", EAST).describe_secret(SecretId=made.outputs["name"])
    assert replica["KmsKeyId"] == maker.key.outputs["arn"]
    assert replica["PrimaryRegion"] == WEST


def test_an_alarm_over_several_metrics_keeps_every_part_of_them(aws: LocalAws, maker: Any) -> None:
    metric = {
        "namespace": "AWS/ApplicationELB",
        "metricName": "TargetResponseTime",
        "dimensions": {"LoadBalancer": "app/x/1"},
        "period": 60.0,
        "stat": "TC(2:)",
    }
    queries = [
        {"id": "bad", "expression": "late / 2", "label": "share", "returnData": True},
        {"id": "late", "metric": metric, "returnData": False},
    ]
    made = maker.make(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "share",
        region=WEST,
        metricQueries=queries,
        comparisonOperator="GreaterThanThreshold",
        threshold=0.01,
        evaluationPeriods=3,
        datapointsToAlarm=2,
    )
    (alarm,) = aws.client("cloudwatch", WEST).describe_alarms(AlarmNames=[made.id])["MetricAlarms"]
    expression, late = alarm["Metrics"]
    assert (expression["Expression"], expression["ReturnData"]) == ("late / 2", True)
    assert late["MetricStat"]["Stat"] == "TC(2:)"
    assert late["MetricStat"]["Metric"]["Dimensions"] == [
        {"Name": "LoadBalancer", "Value": "app/x/1"}
    ]
    assert made.outputs["metricQueries"] == queries
    assert aws.not_emulated == ()


def test_code_that_is_nowhere_is_refused(aws: LocalAws, maker: Any) -> None:
    inputs = EXAMPLES["aws:lambda/function:Function"].inputs(maker)
    for code, why in (
        ({"path": "nowhere"}, "code: there is no file or folder 'nowhere'"),
        ({"uri": "https://shop.example.net/a.zip"}, "code: only texts, files and folders"),
    ):
        with pytest.raises(HandlerError, match=why):
            maker.make("aws:lambda/function:Function", "example", **inputs | {"code": code})


def test_code_is_packed_of_files_and_folders(
    aws: LocalAws, maker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app" / "lib").mkdir(parents=True)
    (tmp_path / "app" / "index.py").write_text("def handler(event, context): ...")
    (tmp_path / "app" / "lib" / "one.py").write_text("ONE = 1")
    inputs = EXAMPLES["aws:lambda/function:Function"].inputs(maker)
    hashes = {
        name: maker.make("aws:lambda/function:Function", name, **inputs | {"code": code}).outputs[
            "codeSha256"
        ]
        for name, code in {
            "folder": {"path": "app"},
            "again": {"path": "./app"},
            "parts": {"assets": {"index.py": {"path": "app/index.py"}, "lib": {"path": "app/lib"}}},
            "other": {"assets": {"index.py": {"path": "app/index.py"}}},
        }.items()
    }
    assert hashes["folder"] == hashes["again"] == hashes["parts"] != hashes["other"]


def test_an_api_is_made_of_its_description(aws: LocalAws, maker: Any) -> None:
    called = {"type": "aws_proxy", "httpMethod": "POST", "uri": "arn:aws:apigateway:x:lambda:y"}
    route = {"x-amazon-apigateway-any-method": {"x-amazon-apigateway-integration": called}}
    body = {"swagger": "2.0", "info": {"title": "api"}, "paths": {"/{proxy+}": route}}
    type_ = "aws:apigateway/restApi:RestApi"
    made = maker.make(type_, "described", region=WEST, body=json.dumps(body))
    client = aws.client("apigateway", WEST)
    held = client.get_resources(restApiId=made.id)["items"]
    (proxied,) = (one for one in held if one["path"] == "/{proxy+}")
    place = {"restApiId": made.id, "resourceId": proxied["id"], "httpMethod": "ANY"}
    assert client.get_integration(**place)["type"] == "aws_proxy"
    with pytest.raises(HandlerError, match="body: only JSON is emulated"):
        maker.make(type_, "other", region=WEST, body="openapi: 3.0.1")


def test_a_listing_of_blocks_stands_for_a_mapping(aws: LocalAws, maker: Any) -> None:
    type_ = "aws:apigatewayv2/stage:Stage"
    inputs = EXAMPLES[type_].inputs(maker) | {"name": "slow", "region": WEST}
    settings = [{"routeKey": "GET /orders", "throttlingBurstLimit": 5, "throttlingRateLimit": 2.0}]
    made = maker.make(type_, "slow", **inputs | {"routeSettings": settings})
    held = aws.client("apigatewayv2", WEST).get_stage(ApiId=made.outputs["apiId"], StageName="slow")
    assert held["RouteSettings"]["GET /orders"]["ThrottlingBurstLimit"] == 5


def test_a_listener_before_an_applications_balancer_speaks_http(aws: LocalAws, maker: Any) -> None:
    type_ = "aws:lb/listener:Listener"
    inputs = {**EXAMPLES[type_].inputs(maker), "protocol": None, "certificateArn": None,
              "sslPolicy": None, "port": 81, "region": WEST}  # fmt: skip
    made = maker.make(type_, "plain", **inputs)
    (held,) = aws.client("elbv2", WEST).describe_listeners(ListenerArns=[made.id])["Listeners"]
    assert held["Protocol"] == "HTTP"


def test_an_object_is_called_what_its_resource_is(
    aws: LocalAws, maker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text("<p>Now</p>")
    source = {"path": "page.html"}
    type_ = "aws:s3/bucketObject:BucketObject"
    made = maker.make(type_, "index.html", region=WEST, bucket=maker.bucket, source=source)
    held = aws.client("s3", WEST).get_object(Bucket=maker.bucket, Key="index.html")
    assert (made.id, held["Body"].read()) == ("index.html", b"<p>Now</p>")


def test_what_older_programs_write_inside_of_a_bucket_is_done(aws: LocalAws, maker: Any) -> None:
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    made = maker.make(
        "aws:s3/bucket:Bucket",
        "pages",
        region=WEST,
        acl="public-read",
        corsRules=[{"allowedMethods": ["GET"], "allowedOrigins": ["*"]}],
        serverSideEncryptionConfiguration={"rule": rule},
        versioning={"enabled": True},
        website={"indexDocument": "index.html", "errorDocument": "404.html"},
    )
    s3, place = aws.client("s3", WEST), {"Bucket": made.id}
    assert s3.get_bucket_versioning(**place)["Status"] == "Enabled"
    assert s3.get_bucket_website(**place)["IndexDocument"] == {"Suffix": "index.html"}
    assert s3.get_bucket_cors(**place)["CORSRules"][0]["AllowedMethods"] == ["GET"]
    (held,) = s3.get_bucket_encryption(**place)["ServerSideEncryptionConfiguration"]["Rules"]
    assert held["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert [one["Permission"] for one in s3.get_bucket_acl(**place)["Grants"]][-1] == "READ"
    assert made.outputs["websiteEndpoint"] == f"{made.id}.s3-website-us-west-2.amazonaws.com"
    assert aws.not_emulated == ()


def test_a_cluster_may_have_no_capacity_by_default(aws: LocalAws, maker: Any) -> None:
    cluster = maker.make("aws:ecs/cluster:Cluster", "bare", region=WEST).outputs["name"]
    type_ = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
    said = {"clusterName": cluster, "capacityProviders": ["FARGATE"]}
    maker.make(type_, "none", region=WEST, **said)
    (held,) = aws.client("ecs", WEST).describe_clusters(clusters=[cluster])["clusters"]
    assert (held["capacityProviders"], held["defaultCapacityProviderStrategy"]) == (["FARGATE"], [])


def test_a_records_name_may_be_its_part_in_the_zone(aws: LocalAws, maker: Any) -> None:
    zone = maker.make("aws:route53/zone:Zone", "zone", name="shop.example.org").id
    said = {"zoneId": zone, "name": "www", "type": "A", "ttl": 60, "records": ["192.0.2.1"]}
    made = maker.make("aws:route53/record:Record", "www", **said)
    records = aws.client("route53").list_resource_record_sets(HostedZoneId=zone)
    names = [one["Name"] for one in records["ResourceRecordSets"] if one["Type"] == "A"]
    assert names == ["www.shop.example.org."]
    assert (made.outputs["name"], made.outputs["fqdn"]) == ("www", "www.shop.example.org")


def test_a_zone_may_be_written_in_capitals(aws: LocalAws, maker: Any) -> None:
    """AWS keeps it in small letters, and finds the zone of a record however either is written."""
    zone = maker.make("aws:route53/zone:Zone", "zone", name="Shop.Example.ORG.")
    said = {"zoneId": zone.id, "name": "Www.SHOP.example.org", "type": "A", "ttl": 60}
    made = maker.make("aws:route53/record:Record", "www", **said, records=["192.0.2.1"])
    held = aws.client("route53").get_hosted_zone(Id=zone.id)["HostedZone"]["Name"]
    assert (held, zone.outputs["name"]) == ("shop.example.org.", "shop.example.org")
    assert made.outputs["fqdn"] == "www.shop.example.org"
    assert aws.not_emulated == ()


def test_so_may_a_record_in_a_zone_that_was_there_before(maker: Any) -> None:
    said = {"zoneId": "Z0987654321ABCDEFGHIJ", "name": "Www.Shop.Example.ORG", "type": "A"}
    made = maker.make("aws:route53/record:Record", "www", **said, ttl=60, records=["192.0.2.1"])
    assert made.outputs["fqdn"] == "www.shop.example.org"


@pytest.mark.parametrize("first", ["aws:ses/domainIdentity:DomainIdentity", "sesv2"])
def test_a_domain_of_mails_may_be_written_in_capitals(
    aws: LocalAws, maker: Any, first: str
) -> None:
    said, ses = "Shop.Example.NET", aws.client("ses", WEST)
    if first == "sesv2":
        type_, key = "aws:sesv2/emailIdentity:EmailIdentity", "emailIdentity"
        made = maker.make(type_, "mails", region=WEST, emailIdentity=said, tags=TAGS)
    else:
        key = "domain"
        made = maker.make(first, "mails", region=WEST, domain=said)
    assert (made.id, made.outputs[key]) == (said, said)
    of = {"region": WEST, "domain": made.outputs[key]}
    dkim = maker.make("aws:ses/domainDkim:DomainDkim", "signed", **of)
    post = {**of, "mailFromDomain": "Post.Shop.Example.NET"}
    maker.make("aws:ses/mailFrom:MailFrom", "from", **post)
    type_ = "aws:ses/domainIdentityVerification:DomainIdentityVerification"
    maker.make(type_, "verified", **of)
    assert len(dkim.outputs["dkimTokens"]) == 3
    assert ses.list_identities()["Identities"] == [said.lower()]
    assert aws.not_emulated == ()


def test_an_address_of_mails_stays_as_it_was_written(aws: LocalAws, maker: Any) -> None:
    type_ = "aws:ses/emailIdentity:EmailIdentity"
    assert maker.make(type_, "desk", region=WEST, email="Desk@Example.NET").id == "Desk@Example.NET"
    assert aws.client("ses", WEST).list_identities()["Identities"] == ["Desk@Example.NET"]


def test_what_is_null_is_not_said(maker: Any) -> None:
    inputs = EXAMPLES["aws:lambda/function:Function"].inputs(maker)
    said = {"environment": {"variables": {"TABLE": "orders", "TOKEN": None}}}
    made = maker.make("aws:lambda/function:Function", "nulls", **inputs | said)
    assert made.outputs["environment"]["variables"] == {"TABLE": "orders"}


def test_a_published_function_is_known_by_its_version(maker: Any) -> None:
    inputs = EXAMPLES["aws:lambda/function:Function"].inputs(maker)
    made = maker.make("aws:lambda/function:Function", "published", **inputs | {"publish": True})
    assert made.outputs["version"] == "1"
    assert made.outputs["qualifiedArn"] == f"{made.outputs['arn']}:1"


def test_a_rule_without_a_priority_takes_the_next_one_that_is_free(
    aws: LocalAws, maker: Any
) -> None:
    inputs = EXAMPLES["aws:lb/listenerRule:ListenerRule"].inputs(maker)
    made = [
        maker.make("aws:lb/listenerRule:ListenerRule", name, region=WEST, **inputs | said)
        for name, said in (("first", {"priority": 40}), ("next", {"priority": None}))
    ]
    answer = aws.client("elbv2", WEST).describe_rules(RuleArns=[one.id for one in made])
    assert sorted(one["Priority"] for one in answer["Rules"]) == ["40", "41"]


def test_an_object_without_a_key_is_named_as_the_resource_is(aws: LocalAws, maker: Any) -> None:
    type_ = "aws:s3/bucketObjectv2:BucketObjectv2"
    made = maker.make(type_, "index.html", region=WEST, bucket=maker.bucket, content="x")
    assert (made.id, made.outputs["key"]) == ("index.html", "index.html")


@pytest.mark.parametrize(
    "type_",
    [
        "aws:kms/key:Key",
        "aws:kms/alias:Alias",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:route53/healthCheck:HealthCheck",
        "aws:sns/topic:Topic",
    ],
)
def test_a_handler_that_fails_says_which_resource_it_was(
    type_: str, aws: LocalAws, maker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = dict(EXAMPLES[type_].inputs(maker))
    handler = HANDLERS[type_]
    client = aws.client(handler.service, handler.home or EXAMPLES[type_].region)

    def fail(*_args: object) -> None:
        raise KeyError("deep inside moto")

    monkeypatch.setattr(client, "_make_api_call", fail)
    if not type_.startswith(REGIONLESS):
        inputs["region"] = EXAMPLES[type_].region
    with pytest.raises(HandlerError, match="deep inside moto") as error:
        maker.make(type_, "example", **inputs)
    assert type_ in str(error.value)
    assert f"urn:pulumi:dev::shop::{type_}::example" in str(error.value)
    assert "\n" not in str(error.value)


def _with_unknown(value: Any) -> Iterator[Any]:
    """The value with one thing in it, or all of it, not known yet."""
    yield UNKNOWN
    if isinstance(value, dict):
        for key in value:
            yield from ({**value, key: other} for other in _with_unknown(value[key]))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            for other in _with_unknown(item):
                yield [*value[:index], other, *value[index + 1 :]]


def test_whatever_is_not_known_yet_breaks_no_rule(aws: LocalAws, maker: Any) -> None:
    for type_ in sorted(HANDLERS):
        inputs = EXAMPLES[type_].inputs(maker)
        for unknown in (*_with_unknown(inputs), dict.fromkeys(inputs, UNKNOWN)):
            if unknown is not UNKNOWN:
                assert aws.check(type_, "example", unknown)[1] == (), (type_, unknown)
