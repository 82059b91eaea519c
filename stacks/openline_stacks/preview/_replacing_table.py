"""Inputs that cannot change on a resource that exists: their change replaces it.

From the provider's own schemas (terraform-provider-aws: `ForceNew`), as far as our components, the
local AWS and common stacks use the types; checked against CloudFormation's `createOnlyProperties`
where both know them. Every regional type has `region` beside these. A path ends where it stands:
`attributes` covers `attributes[0].name`. "*": any input at all, but tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openline_stacks.older_names import with_older

_NAME: Final = ("name", "namePrefix")
_BUCKET: Final = ("bucket",)
_BALANCER: Final = (*_NAME, "customerOwnedIpv4Pool", "internal", "loadBalancerType")
_TARGETS: Final = (
    *_NAME, "ipAddressType", "port", "protocol", "protocolVersion", "targetType", "vpcId"
)  # fmt: skip

_CREATE_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:acm/certificate:Certificate": (
        "certificateAuthorityArn", "domainName", "keyAlgorithm", "subjectAlternativeNames",
        "validationMethod", "validationOptions",
    ),
    "aws:acm/certificateValidation:CertificateValidation": (
        "certificateArn", "validationRecordFqdns",
    ),
    "aws:apigateway/deployment:Deployment": ("restApi", "triggers"),
    "aws:apigateway/integration:Integration": (
        "credentials", "httpMethod", "integrationHttpMethod", "passthroughBehavior", "resourceId",
        "restApi", "type",
    ),
    "aws:apigateway/integrationResponse:IntegrationResponse": (
        "httpMethod", "resourceId", "restApi", "statusCode",
    ),
    "aws:apigateway/method:Method": ("httpMethod", "resourceId", "restApi"),
    "aws:apigateway/methodResponse:MethodResponse": (
        "httpMethod", "resourceId", "restApi", "statusCode",
    ),
    "aws:apigateway/resource:Resource": ("pathPart", "restApi"),
    "aws:apigateway/restApi:RestApi": (),
    "aws:apigateway/stage:Stage": ("restApi", "stageName"),
    "aws:apigatewayv2/api:Api": ("protocolType",),
    "aws:apigatewayv2/apiMapping:ApiMapping": ("apiId", "domainName"),
    "aws:apigatewayv2/authorizer:Authorizer": ("apiId",),
    "aws:apigatewayv2/domainName:DomainName": ("domainName",),
    "aws:apigatewayv2/integration:Integration": ("apiId", "integrationSubtype", "integrationType"),
    "aws:apigatewayv2/route:Route": ("apiId",),
    "aws:apigatewayv2/stage:Stage": ("apiId", "name"),
    "aws:appautoscaling/policy:Policy": (
        "name", "resourceId", "scalableDimension", "serviceNamespace",
    ),
    "aws:appautoscaling/target:Target": ("resourceId", "scalableDimension", "serviceNamespace"),
    "aws:autoscaling/attachment:Attachment": ("*",),
    "aws:appsync/apiKey:ApiKey": ("apiId",),
    "aws:appsync/dataSource:DataSource": ("apiId", "name"),
    "aws:appsync/graphQLApi:GraphQLApi": ("apiType", "visibility"),
    "aws:appsync/resolver:Resolver": ("apiId", "field", "type"),
    "aws:autoscaling/group:Group": ("initialLifecycleHooks", *_NAME),
    "aws:autoscaling/policy:Policy": ("autoscalingGroupName", "name"),
    "aws:autoscaling/schedule:Schedule": ("autoscalingGroupName", "scheduledActionName"),
    "aws:backup/plan:Plan": ("name",),
    "aws:backup/selection:Selection": ("*",),
    "aws:backup/vault:Vault": ("kmsKeyArn", "name"),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": ("*",),
    "aws:backup/vaultPolicy:VaultPolicy": ("backupVaultName",),
    "aws:cloudfront/cachePolicy:CachePolicy": (),
    "aws:cloudfront/distribution:Distribution": ("staging",),
    "aws:cloudfront/originAccessControl:OriginAccessControl": (),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": ("alarmName",),
    "aws:cloudwatch/dashboard:Dashboard": ("dashboardName",),
    "aws:cloudwatch/eventApiDestination:EventApiDestination": ("name",),
    "aws:cloudwatch/eventArchive:EventArchive": ("eventSourceArn", "name"),
    "aws:cloudwatch/eventBus:EventBus": ("eventSourceName", "name"),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": ("eventBusName",),
    "aws:cloudwatch/eventConnection:EventConnection": ("name",),
    "aws:cloudwatch/eventRule:EventRule": ("eventBusName", *_NAME),
    "aws:cloudwatch/eventTarget:EventTarget": ("eventBusName", "rule", "targetId"),
    "aws:cloudwatch/logDelivery:LogDelivery": ("deliveryDestinationArn", "deliverySourceName"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": ("name",),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ("logType", "name", "resourceArn"),
    "aws:cloudwatch/logGroup:LogGroup": ("logGroupClass", *_NAME),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("name",),
    "aws:cognito/identityPool:IdentityPool": ("developerProviderName", "identityPoolName"),
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": (
        "identityPoolId", "roles",
    ),
    "aws:cognito/userPool:UserPool": (
        "aliasAttributes", "usernameAttributes", "usernameConfiguration",
    ),
    "aws:cognito/userPoolClient:UserPoolClient": ("generateSecret", "userPoolId"),
    "aws:cognito/userPoolDomain:UserPoolDomain": ("domain", "userPoolId"),
    "aws:dynamodb/globalTable:GlobalTable": ("name",),
    "aws:dynamodb/table:Table": (
        "hashKey", "importTable.s3BucketSource", "localSecondaryIndexes", "name", "rangeKey",
        "restoreDateTime", "restoreSourceName", "restoreSourceTableArn", "restoreToLatestTime",
    ),
    "aws:dynamodb/tableReplica:TableReplica": ("globalTableArn", "kmsKeyArn"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ("vpcId",),
    "aws:ec2/eip:Eip": (
        "address", "customerOwnedIpv4Pool", "domain", "ipamPoolId", "networkBorderGroup",
        "publicIpv4Pool",
    ),
    "aws:ec2/flowLog:FlowLog": ("*",),
    "aws:ec2/instance:Instance": (
        "ami", "associatePublicIpAddress", "availabilityZone", "keyName", "placementGroup",
        "privateIp", "subnetId", "tenancy",
    ),
    "aws:ec2/internetGateway:InternetGateway": (),
    "aws:ec2/keyPair:KeyPair": ("keyName", "keyNamePrefix", "publicKey"),
    "aws:ec2/launchTemplate:LaunchTemplate": _NAME,
    "aws:ec2/managedPrefixList:ManagedPrefixList": ("addressFamily",),
    "aws:ec2/natGateway:NatGateway": (
        "allocationId", "connectivityType", "privateIp", "subnetId",
    ),
    "aws:ec2/route:Route": (
        "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId",
        "routeTableId",
    ),
    "aws:ec2/routeTable:RouteTable": ("vpcId",),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ("gatewayId", "subnetId"),
    "aws:ec2/securityGroup:SecurityGroup": ("description", *_NAME, "vpcId"),
    "aws:ec2/securityGroupRule:SecurityGroupRule": (
        "cidrBlocks", "fromPort", "ipv6CidrBlocks", "prefixListIds", "protocol", "securityGroupId",
        "self", "sourceSecurityGroupId", "toPort", "type",
    ),
    "aws:ec2/subnet:Subnet": (
        "availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "outpostArn", "vpcId",
    ),
    "aws:ec2/volume:Volume": ("availabilityZone", "encrypted", "kmsKeyId", "snapshotId"),
    "aws:ec2/vpc:Vpc": ("cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (
        "serviceName", "serviceRegion", "vpcEndpointType", "vpcId",
    ),
    "aws:ec2transitgateway/route:Route": (
        "blackhole", "destinationCidrBlock", "transitGatewayAttachmentId",
        "transitGatewayRouteTableId",
    ),
    "aws:ec2transitgateway/routeTable:RouteTable": ("transitGatewayId",),
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": (
        "replaceExistingAssociation", "transitGatewayAttachmentId", "transitGatewayRouteTableId",
    ),
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": (
        "transitGatewayAttachmentId", "transitGatewayRouteTableId",
    ),
    "aws:ec2transitgateway/transitGateway:TransitGateway": ("multicastSupport",),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": ("transitGatewayId", "vpcId"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ("policy", "repository"),
    "aws:ecr/repository:Repository": ("encryptionConfigurations", "name"),
    "aws:ecs/cluster:Cluster": ("name",),
    "aws:ecs/service:Service": (
        "cluster", "deploymentController", "launchType", "name", "schedulingStrategy",
    ),
    "aws:ecs/taskDefinition:TaskDefinition": ("*",),
    "aws:efs/fileSystem:FileSystem": (
        "availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode",
    ),
    "aws:efs/mountTarget:MountTarget": ("fileSystemId", "ipAddress", "subnetId"),
    "aws:elasticache/cluster:Cluster": (
        "availabilityZone", "clusterId", "engine", "networkType", "outpostMode", "port",
        "preferredOutpostArn", "replicationGroupId", "snapshotArns", "snapshotName",
        "subnetGroupName", "transitEncryptionEnabled",
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": ("description", "family", "name"),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        "atRestEncryptionEnabled", "dataTieringEnabled", "globalReplicationGroupId", "kmsKeyId",
        "networkType", "port", "replicationGroupId", "securityGroupNames", "snapshotArns",
        "snapshotName", "subnetGroupName",
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": (
        "kmsKeyId", "name", "networkType", "snapshotArnsToRestores", "subnetIds",
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": ("name",),
    "aws:elasticache/user:User": ("userId", "userName"),
    "aws:elasticache/userGroup:UserGroup": ("userGroupId",),
    "aws:globalaccelerator/accelerator:Accelerator": ("ipAddresses",),
    "aws:globalaccelerator/endpointGroup:EndpointGroup": ("endpointGroupRegion", "listenerArn"),
    "aws:globalaccelerator/listener:Listener": ("acceleratorArn",),
    "aws:iam/accessKey:AccessKey": ("pgpKey", "user"),
    "aws:iam/instanceProfile:InstanceProfile": (*_NAME, "path"),
    "aws:iam/policy:Policy": ("description", *_NAME, "path"),
    "aws:iam/role:Role": (*_NAME, "path"),
    "aws:iam/rolePolicy:RolePolicy": (*_NAME, "role"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("policyArn", "role"),
    "aws:iam/user:User": (),
    "aws:iam/userPolicy:UserPolicy": (*_NAME, "user"),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": ("policyArn", "user"),
    "aws:kinesis/stream:Stream": ("name",),
    "aws:kms/alias:Alias": _NAME,
    "aws:kms/key:Key": ("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion"),
    "aws:kms/replicaKey:ReplicaKey": ("primaryKeyArn",),
    "aws:lambda/eventSourceMapping:EventSourceMapping": (
        "eventSourceArn", "selfManagedEventSource", "startingPosition", "startingPositionTimestamp",
    ),
    "aws:lambda/function:Function": ("name", "packageType", "tenancyConfig"),
    "aws:lambda/permission:Permission": ("*",),
    "aws:lb/listener:Listener": ("loadBalancerArn",),
    "aws:lb/listenerRule:ListenerRule": ("listenerArn",),
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGETS,
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": ("*",),
    "aws:opensearch/domain:Domain": ("domainName",),
    "aws:rds/cluster:Cluster": (
        "availabilityZones", "clusterIdentifier", "clusterIdentifierPrefix", "databaseName",
        "dbSubnetGroupName", "engine", "kmsKeyId", "masterUsername", "snapshotIdentifier",
        "sourceRegion", "storageEncrypted",
    ),
    "aws:rds/clusterInstance:ClusterInstance": (
        "availabilityZone", "clusterIdentifier", "customIamInstanceProfile", "dbSubnetGroupName",
        "engine", "identifier", "identifierPrefix",
    ),
    "aws:rds/globalCluster:GlobalCluster": (
        "databaseName", "engine", "globalClusterIdentifier", "sourceDbClusterIdentifier",
        "storageEncrypted",
    ),
    "aws:rds/instance:Instance": (
        "availabilityZone", "characterSetName", "dbName", "engine", "identifierPrefix", "kmsKeyId",
        "snapshotIdentifier", "storageEncrypted", "timezone", "username",
    ),
    "aws:rds/subnetGroup:SubnetGroup": _NAME,
    "aws:route53/healthCheck:HealthCheck": (
        "measureLatency", "referenceName", "requestInterval", "routingControlArn", "type",
    ),
    # `type` and `setIdentifier` are changed by deleting and creating, and are no replacement
    "aws:route53/record:Record": ("name", "zoneId"),
    "aws:route53/zone:Zone": ("delegationSetId", "name"),
    "aws:s3/bucket:Bucket": ("bucket", "bucketPrefix", "objectLockEnabled"),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _BUCKET,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _BUCKET,
    "aws:s3/bucketObject:BucketObject": ("bucket", "key"),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _BUCKET,
    "aws:s3/bucketObjectv2:BucketObjectv2": ("bucket", "key"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _BUCKET,
    "aws:s3/bucketNotification:BucketNotification": _BUCKET,
    "aws:s3/bucketPolicy:BucketPolicy": _BUCKET,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _BUCKET,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        _BUCKET
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _BUCKET,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": _BUCKET,
    "aws:scheduler/schedule:Schedule": ("groupName", *_NAME),
    "aws:secretsmanager/secret:Secret": _NAME,
    "aws:secretsmanager/secretVersion:SecretVersion": (
        "secretBinary", "secretId", "secretString", "secretStringWoVersion",
    ),
    "aws:servicediscovery/httpNamespace:HttpNamespace": ("name",),
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": ("name", "vpc"),
    "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace": ("name",),
    "aws:servicediscovery/service:Service": (
        "dnsConfig.dnsRecords[].type", "dnsConfig.namespaceId", "dnsConfig.routingPolicy",
        "healthCheckConfig.type", "healthCheckCustomConfig", "name", "namespaceId", "type",
    ),
    "aws:ses/configurationSet:ConfigurationSet": ("name",),
    "aws:ses/domainDkim:DomainDkim": ("domain",),
    "aws:ses/domainIdentity:DomainIdentity": ("domain",),
    "aws:ses/domainIdentityVerification:DomainIdentityVerification": ("domain",),
    "aws:ses/emailIdentity:EmailIdentity": ("email",),
    "aws:ses/mailFrom:MailFrom": ("domain",),
    "aws:ses/template:Template": ("name",),
    "aws:sesv2/emailIdentity:EmailIdentity": ("emailIdentity",),
    "aws:sfn/activity:Activity": ("encryptionConfiguration", "name"),
    "aws:sfn/stateMachine:StateMachine": (*_NAME, "type"),
    "aws:sns/topic:Topic": ("fifoTopic", *_NAME),
    "aws:sns/topicPolicy:TopicPolicy": ("arn",),
    "aws:sns/topicSubscription:TopicSubscription": ("endpoint", "protocol", "topic"),
    "aws:sqs/queue:Queue": ("fifoQueue", *_NAME),
    "aws:sqs/queuePolicy:QueuePolicy": ("queueUrl",),
    "aws:ssm/parameter:Parameter": ("dataType", "name"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("securityGroupId",),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("securityGroupId",),
    "aws:wafv2/webAcl:WebAcl": (*_NAME, "scope"),
    "aws:wafv2/webAclAssociation:WebAclAssociation": ("resourceArn", "webAclArn"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ("resourceArn",),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ("logGroupName", "name"),
    "aws:cloudwatch/logStream:LogStream": ("*",),
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": (
        "destinationArn", "logGroup", "name",
    ),
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": ("vpcId",),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": ("repository",),
    "aws:ecs/capacityProvider:CapacityProvider": ("name",),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ("clusterName",),
    "aws:iam/group:Group": (),
    "aws:iam/groupMembership:GroupMembership": ("group", "name"),
    "aws:iam/groupPolicy:GroupPolicy": ("group", *_NAME),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ("*",),
    "aws:iam/policyAttachment:PolicyAttachment": ("name", "policyArn"),
    "aws:iam/userGroupMembership:UserGroupMembership": ("user",),
    "aws:lambda/alias:Alias": ("functionName", "name"),
    "aws:lambda/functionUrl:FunctionUrl": ("functionName", "qualifier"),
    "aws:lambda/layerVersion:LayerVersion": ("*",),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": ("description", "family", *_NAME),
    "aws:rds/parameterGroup:ParameterGroup": ("description", "family", *_NAME),
    "aws:s3/bucketAcl:BucketAcl": ("bucket",),
    "aws:ec2/launchConfiguration:LaunchConfiguration": ("*",),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": (
        "peerOwnerId", "peerRegion", "peerVpcId", "vpcId",
    ),
    "aws:eks/cluster:Cluster": ("bootstrapSelfManagedAddons", "name", "roleArn"),
    "aws:eks/nodeGroup:NodeGroup": (
        "amiType", "capacityType", "clusterName", "diskSize", "instanceTypes", "nodeGroupName",
        "nodeRoleArn", "remoteAccess", "subnetIds",
    ),
}  # fmt: skip

CREATE_ONLY: Final = with_older(_CREATE_ONLY)
