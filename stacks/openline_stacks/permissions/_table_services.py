"""Services that strangers' programs have beside: caches, transit gateways, mail, Cloud Map."""

from __future__ import annotations

from typing import Final

from openline_stacks.permissions._needs import Needs, needs

_TAGS = "TagResource UntagResource"
_CACHE_TAGS = "AddTagsToResource RemoveTagsFromResource"
_NAMESPACES = "GetNamespace GetOperation ListNamespaces ListTagsForResource"

SERVICES: Final[dict[str, Needs]] = {
    "aws:appsync/apiKey:ApiKey": needs(
        "appsync", "ListApiKeys", "CreateApiKey UpdateApiKey DeleteApiKey"
    ),
    "aws:appsync/dataSource:DataSource": needs(
        "appsync",
        "GetDataSource",
        "CreateDataSource UpdateDataSource DeleteDataSource iam:PassRole",
    ),
    "aws:appsync/graphQLApi:GraphQLApi": needs(
        "appsync",
        "GetGraphqlApi GetSchemaCreationStatus ListTagsForResource",
        "CreateGraphqlApi UpdateGraphqlApi DeleteGraphqlApi StartSchemaCreation "
        f"{_TAGS} iam:PassRole",
    ),
    "aws:appsync/resolver:Resolver": needs(
        "appsync", "GetResolver", "CreateResolver UpdateResolver DeleteResolver"
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
    "aws:cognito/identityPool:IdentityPool": needs(
        "cognito-identity",
        "DescribeIdentityPool ListIdentityPools ListTagsForResource",
        f"CreateIdentityPool UpdateIdentityPool DeleteIdentityPool {_TAGS}",
    ),
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": needs(
        "cognito-identity", "GetIdentityPoolRoles", "SetIdentityPoolRoles iam:PassRole"
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
    "aws:elasticache/serverlessCache:ServerlessCache": needs(
        "elasticache",
        "DescribeServerlessCaches ListTagsForResource",
        f"CreateServerlessCache ModifyServerlessCache DeleteServerlessCache {_CACHE_TAGS} "
        "ec2:CreateVpcEndpoint ec2:DeleteVpcEndpoints ec2:DescribeVpcEndpoints "
        "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs ec2:CreateTags "
        "kms:CreateGrant kms:DescribeKey",
        arn="arn:aws:elasticache:*:{account}:serverlesscache:{name}",
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": needs(
        "elasticache",
        "DescribeCacheSubnetGroups ListTagsForResource",
        "CreateCacheSubnetGroup ModifyCacheSubnetGroup DeleteCacheSubnetGroup "
        f"{_CACHE_TAGS} ec2:DescribeSubnets",
        arn="arn:aws:elasticache:*:{account}:subnetgroup:{name}",
    ),
    "aws:elasticache/user:User": needs(
        "elasticache",
        "DescribeUsers ListTagsForResource",
        f"CreateUser ModifyUser DeleteUser {_CACHE_TAGS}",
        arn="arn:aws:elasticache:*:{account}:user:{name}",
        named="userId",
    ),
    "aws:elasticache/userGroup:UserGroup": needs(
        "elasticache",
        "DescribeUserGroups ListTagsForResource",
        f"CreateUserGroup ModifyUserGroup DeleteUserGroup {_CACHE_TAGS}",
        arn="arn:aws:elasticache:*:{account}:usergroup:{name}",
        named="userGroupId",
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
    "aws:ses/configurationSet:ConfigurationSet": needs(
        "ses",
        "DescribeConfigurationSet",
        "CreateConfigurationSet DeleteConfigurationSet PutConfigurationSetDeliveryOptions "
        "UpdateConfigurationSetReputationMetricsEnabled UpdateConfigurationSetSendingEnabled "
        "CreateConfigurationSetTrackingOptions UpdateConfigurationSetTrackingOptions "
        "DeleteConfigurationSetTrackingOptions",
    ),
    "aws:ses/domainDkim:DomainDkim": needs("ses", "GetIdentityDkimAttributes", "VerifyDomainDkim"),
    "aws:ses/domainIdentity:DomainIdentity": needs(
        "ses", "GetIdentityVerificationAttributes", "VerifyDomainIdentity DeleteIdentity"
    ),
    "aws:ses/domainIdentityVerification:DomainIdentityVerification": needs(
        "ses", "GetIdentityVerificationAttributes", ""
    ),
    "aws:ses/emailIdentity:EmailIdentity": needs(
        "ses", "GetIdentityVerificationAttributes", "VerifyEmailIdentity DeleteIdentity"
    ),
    "aws:ses/mailFrom:MailFrom": needs(
        "ses", "GetIdentityMailFromDomainAttributes", "SetIdentityMailFromDomain"
    ),
    "aws:ses/template:Template": needs(
        "ses", "GetTemplate", "CreateTemplate UpdateTemplate DeleteTemplate"
    ),
    "aws:sesv2/emailIdentity:EmailIdentity": needs(
        "ses",
        "GetEmailIdentity GetIdentityDkimAttributes ListTagsForResource",
        "CreateEmailIdentity DeleteEmailIdentity PutEmailIdentityConfigurationSetAttributes "
        f"PutEmailIdentityDkimSigningAttributes {_TAGS}",
        arn="arn:aws:ses:*:{account}:identity/{name}",
        named="emailIdentity",
    ),
    "aws:sfn/activity:Activity": needs(
        "states",
        "DescribeActivity ListActivities ListTagsForResource",
        f"CreateActivity DeleteActivity {_TAGS}",
        arn="arn:aws:states:*:{account}:activity:{name}",
    ),
}
