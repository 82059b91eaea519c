"""What each AWS type needs at rest and in transit; or why nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from openline_stacks.states import UNKNOWN, Value
from openline_stacks.topology._values import dig, items, texts

Inputs: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Need:
    """At every place of `path` (`a.b`, `list[].c`) `holds` is true of the value; None: missing."""

    path: str
    must: str
    holds: Callable[[Value], bool]
    when: Callable[[Inputs], bool] | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    at_rest: tuple[Need, ...] = ()
    in_transit: tuple[Need, ...] = ()
    said: str = ""  # of what rules tell that look at more than one resource


def own_key(value: Value) -> bool:
    """A key that is the customer's: AWS's own are called alias/aws/…"""
    return isinstance(value, str) and bool(value) and "alias/aws/" not in value


def _true(value: Value) -> bool:
    return value is True or value == "true"


def _one_of(*allowed: str) -> Callable[[Value], bool]:
    return lambda value: value in allowed


def _is(key: str, *values: str) -> Callable[[Inputs], bool]:
    return lambda inputs: inputs.get(key) in values


def _without(key: str) -> Callable[[Inputs], bool]:
    return lambda inputs: inputs.get(key) is None


def _key(path: str, when: Callable[[Inputs], bool] | None = None) -> Need:
    return Need(path, "a KMS key of your own", own_key, when)


def _by_https(value: Value) -> bool:
    return isinstance(value, str) and value.startswith("https://")


def _modern(value: Value) -> bool:
    """Balancers: policies that take TLS 1.2 or newer and nothing older."""
    if not isinstance(value, str):
        return False
    return value.startswith(
        ("ELBSecurityPolicy-TLS13-1-2", "ELBSecurityPolicy-TLS13-1-3",
         "ELBSecurityPolicy-TLS-1-2", "ELBSecurityPolicy-FS-1-2")
    )  # fmt: skip


def _encrypted_volumes(value: Value) -> bool:
    return value is not None and all(
        dig(one, "ebs") is None or dig(one, "ebs", "encrypted") in ("true", True, UNKNOWN)
        for one in items(value)
    )


def _kms_images(value: Value) -> bool:
    return value is not None and all(
        dig(one, "encryptionType") in ("KMS", "KMS_DSSE", UNKNOWN) for one in items(value)
    )


def _only_modern(value: Value) -> bool:
    return value is None or set(texts(value)) <= {"TLSv1.2"}


_HTTP_TO_VIEWERS: Final = tuple(
    Need(path, "redirect-to-https or https-only", _one_of("redirect-to-https", "https-only"))
    for path in (
        "defaultCacheBehavior.viewerProtocolPolicy",
        "orderedCacheBehaviors[].viewerProtocolPolicy",
    )
)
_SECURE_LISTENER: Final = Needs(
    in_transit=(
        Need(
            "sslPolicy",
            "a policy of TLS 1.2 and newer, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
            _modern,
            _is("protocol", "HTTPS", "TLS"),
        ),
        Need(
            "protocol",
            "HTTPS or TLS, or HTTP that redirects to HTTPS",
            _one_of("HTTPS", "TLS", "HTTP"),
        ),
    ),
    said="HTTP redirects to HTTPS",
)
_SECURE_TARGETS: Final = Needs(
    in_transit=(
        Need(
            "protocol",
            "HTTPS or TLS, to the instances too",
            _one_of("HTTPS", "TLS"),
            lambda inputs: inputs.get("targetType") not in ("lambda", "alb"),
        ),
    )
)
_STORAGE: Final = (Need("storageEncrypted", "true", _true), _key("kmsKeyId"))

_WAYS = "holds no data: it says which way packets go"
_RIGHTS = "holds no data: it says who may do what"
_ADDRESS = "holds no data: an address"
_WATCH = "holds no data: figures that AWS keeps, and what to do about them"
_FOUND = "holds no data: names that services find each other by"
_NAMES = "holds no data: public names"
_SIZES = "holds no data: how many instances there are"
_SETTING = "a setting of another resource, which is in this table itself"
_KEYS = "a key, kept in KMS's own hardware"

REQUIREMENTS: Final[Mapping[str, Needs | str]] = {
    "aws:acm/certificate:Certificate": "a certificate is public; ACM encrypts its private key",
    "aws:acm/certificateValidation:CertificateValidation": "waits for a certificate",
    "aws:alb/listener:Listener": _SECURE_LISTENER,
    "aws:alb/loadBalancer:LoadBalancer": "holds no data: its listeners are in this table",
    "aws:alb/targetGroup:TargetGroup": _SECURE_TARGETS,
    "aws:apigatewayv2/api:Api": "holds no data: it passes requests on, by HTTPS alone",
    "aws:apigatewayv2/apiMapping:ApiMapping": _WAYS,
    "aws:apigatewayv2/domainName:DomainName": Needs(
        in_transit=(
            Need(
                "domainNameConfiguration.securityPolicy",
                "TLS_1_2",
                _one_of("TLS_1_2"),
            ),
        )
    ),
    "aws:apigatewayv2/integration:Integration": _WAYS,
    "aws:apigatewayv2/route:Route": _WAYS,
    "aws:apigatewayv2/stage:Stage": _SETTING,
    "aws:appautoscaling/policy:Policy": _SIZES,
    "aws:appautoscaling/target:Target": _SIZES,
    "aws:appsync/apiKey:ApiKey": _RIGHTS,
    "aws:appsync/dataSource:DataSource": "holds no data: its source does",
    "aws:appsync/graphQLApi:GraphQLApi": "is asked by HTTPS alone",
    "aws:appsync/resolver:Resolver": "holds no data: it says how a field is answered",
    "aws:autoscaling/attachment:Attachment": _SIZES,
    "aws:autoscaling/group:Group": _SIZES,
    "aws:autoscaling/policy:Policy": _SIZES,
    "aws:autoscaling/schedule:Schedule": _SIZES,
    "aws:backup/plan:Plan": "holds no data: the vaults do",
    "aws:backup/selection:Selection": "holds no data: the vaults do",
    "aws:backup/vault:Vault": Needs(at_rest=(_key("kmsKeyArn"),)),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _SETTING,
    "aws:backup/vaultNotifications:VaultNotifications": _SETTING,
    "aws:backup/vaultPolicy:VaultPolicy": _RIGHTS,
    "aws:cloudfront/cachePolicy:CachePolicy": "holds no data: what a cache key is made of",
    "aws:cloudfront/distribution:Distribution": Needs(
        in_transit=(
            *_HTTP_TO_VIEWERS,
            Need(
                "viewerCertificate.minimumProtocolVersion",
                "TLSv1.2_2021 or newer",
                _one_of("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"),
                lambda inputs: bool(inputs.get("aliases")),
            ),
            Need(
                "origins[].customOriginConfig.originProtocolPolicy",
                "https-only",
                # an origin without the block is a bucket, which CloudFront asks by HTTPS
                lambda value: value in (None, "https-only"),
            ),
            Need("origins[].customOriginConfig.originSslProtocols", "TLSv1.2 alone", _only_modern),
        )
    ),
    "aws:cloudfront/function:Function": "holds no data: code",
    "aws:cloudfront/originAccessControl:OriginAccessControl": _RIGHTS,
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": "holds no data: what is passed on",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "holds no data: headers",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _WATCH,
    "aws:cloudwatch/dashboard:Dashboard": _WATCH,
    "aws:cloudwatch/eventApiDestination:EventApiDestination": Needs(
        in_transit=(Need("invocationEndpoint", "https://...", _by_https),)
    ),
    "aws:cloudwatch/eventArchive:EventArchive": Needs(at_rest=(_key("kmsKeyIdentifier"),)),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": _RIGHTS,
    "aws:cloudwatch/eventConnection:EventConnection": Needs(at_rest=(_key("kmsKeyIdentifier"),)),
    "aws:cloudwatch/logDelivery:LogDelivery": "holds no data: its destination does",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "names a bucket or log group",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "holds no data: its destination does",
    "aws:cloudwatch/logGroup:LogGroup": Needs(at_rest=(_key("kmsKeyId"),)),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _WATCH,
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": _RIGHTS,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _WATCH,
    "aws:cognito/identityPool:IdentityPool": _RIGHTS,
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": _RIGHTS,
    "aws:dynamodb/table:Table": Needs(
        at_rest=(
            Need("serverSideEncryption.enabled", "true", _true),
            _key("serverSideEncryption.kmsKeyArn"),
            _key("replicas[].kmsKeyArn"),
        )
    ),
    "aws:dynamodb/tableItem:TableItem": "lies in a table, which is in this table itself",
    "aws:dynamodb/tableReplica:TableReplica": Needs(at_rest=(_key("kmsKeyArn"),)),
    "aws:ebs/volume:Volume": Needs(at_rest=(Need("encrypted", "true", _true), _key("kmsKeyId"))),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _WAYS,
    "aws:ec2/eip:Eip": _ADDRESS,
    "aws:ec2/flowLog:FlowLog": "holds no data: its destination does",
    "aws:ec2/internetGateway:InternetGateway": _WAYS,
    "aws:ec2/launchTemplate:LaunchTemplate": Needs(
        at_rest=(
            Need("blockDeviceMappings", "given, each volume encrypted", _encrypted_volumes),
            Need(
                "blockDeviceMappings[].ebs.kmsKeyId",
                "a KMS key of your own",
                own_key,
            ),
        )
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": _ADDRESS,
    "aws:ec2/natGateway:NatGateway": _WAYS,
    "aws:ec2/route:Route": _WAYS,
    "aws:ec2/routeTable:RouteTable": _WAYS,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _WAYS,
    "aws:ec2/securityGroup:SecurityGroup": _WAYS,
    "aws:ec2/subnet:Subnet": _WAYS,
    "aws:ec2/vpc:Vpc": _WAYS,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _WAYS,
    "aws:ec2transitgateway/route:Route": _WAYS,
    "aws:ec2transitgateway/routeTable:RouteTable": _WAYS,
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": _WAYS,
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": _WAYS,
    "aws:ec2transitgateway/transitGateway:TransitGateway": _WAYS,
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": _WAYS,
    "aws:ecr/repository:Repository": Needs(
        at_rest=(Need("encryptionConfigurations", "given, with type KMS", _kms_images),)
    ),
    "aws:ecs/cluster:Cluster": "holds no data: its tasks do",
    "aws:ecs/service:Service": _SIZES,
    "aws:ecs/taskDefinition:TaskDefinition": "holds no data: it says what to run",
    "aws:efs/fileSystem:FileSystem": Needs(
        at_rest=(Need("encrypted", "true", _true), _key("kmsKeyId"))
    ),
    "aws:elasticache/cluster:Cluster": Needs(
        # a member of a group is as its group is
        in_transit=(
            Need("transitEncryptionEnabled", "true", _true, _without("replicationGroupId")),
        ),
        said="at rest a replication group alone is encrypted",
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": _SETTING,
    "aws:elasticache/replicationGroup:ReplicationGroup": Needs(
        # the provider takes neither of a region that is added to a global group: all are as its
        # first is, each with a key of its region
        at_rest=(
            Need("atRestEncryptionEnabled", "true", _true, _without("globalReplicationGroupId")),
            _key("kmsKeyId"),
        ),
        in_transit=(
            Need("transitEncryptionEnabled", "true", _true, _without("globalReplicationGroupId")),
        ),
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": Needs(
        at_rest=(_key("kmsKeyId"),), said="it is always encrypted, and spoken to by TLS alone"
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": _WAYS,
    "aws:elasticache/user:User": _SETTING,
    "aws:elasticache/userGroup:UserGroup": _SETTING,
    "aws:globalaccelerator/accelerator:Accelerator": _ADDRESS,
    "aws:globalaccelerator/endpointGroup:EndpointGroup": _WAYS,
    "aws:globalaccelerator/listener:Listener": "passes TCP on as it is; TLS ends at the balancer",
    "aws:iam/accessKey:AccessKey": _RIGHTS,
    "aws:iam/instanceProfile:InstanceProfile": _RIGHTS,
    "aws:iam/policy:Policy": _RIGHTS,
    "aws:iam/role:Role": _RIGHTS,
    "aws:iam/rolePolicy:RolePolicy": _RIGHTS,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _RIGHTS,
    "aws:kinesis/stream:Stream": Needs(
        at_rest=(Need("encryptionType", "KMS", _one_of("KMS")), _key("kmsKeyId"))
    ),
    "aws:kms/alias:Alias": _KEYS,
    "aws:kms/key:Key": _KEYS,
    "aws:kms/replicaKey:ReplicaKey": _KEYS,
    "aws:lambda/eventSourceMapping:EventSourceMapping": _WAYS,
    "aws:lambda/function:Function": Needs(at_rest=(_key("kmsKeyArn"),)),
    "aws:lambda/permission:Permission": _RIGHTS,
    "aws:lb/listener:Listener": _SECURE_LISTENER,
    "aws:lb/listenerRule:ListenerRule": "holds no data: its listener is in this table",
    "aws:lb/loadBalancer:LoadBalancer": "holds no data: its listeners are in this table",
    "aws:lb/targetGroup:TargetGroup": _SECURE_TARGETS,
    "aws:rds/cluster:Cluster": Needs(at_rest=_STORAGE),
    "aws:rds/instance:Instance": Needs(at_rest=_STORAGE),
    "aws:route53/healthCheck:HealthCheck": _WATCH,
    "aws:route53/record:Record": _NAMES,
    "aws:route53/zone:Zone": _NAMES,
    "aws:s3/bucket:Bucket": Needs(said="a BucketServerSideEncryptionConfiguration with a KMS key"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _SETTING,
    "aws:s3/bucketLogging:BucketLogging": _SETTING,
    "aws:s3/bucketObject:BucketObject": "lies in a bucket, encrypted as its bucket says",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _SETTING,
    "aws:s3/bucketObjectv2:BucketObjectv2": "lies in a bucket, encrypted as its bucket says",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _SETTING,
    "aws:s3/bucketPolicy:BucketPolicy": _RIGHTS,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _SETTING,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _SETTING,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        "says how its bucket is encrypted"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _SETTING,
    "aws:scheduler/schedule:Schedule": Needs(at_rest=(_key("kmsKeyArn"),)),
    "aws:secretsmanager/secret:Secret": Needs(
        at_rest=(_key("kmsKeyId"), _key("replicas[].kmsKeyId"))
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": _SETTING,
    "aws:secretsmanager/secretVersion:SecretVersion": "lies in a secret, encrypted by its key",
    "aws:servicediscovery/httpNamespace:HttpNamespace": _FOUND,
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": _FOUND,
    "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace": _NAMES,
    "aws:servicediscovery/service:Service": _FOUND,
    "aws:ses/configurationSet:ConfigurationSet": Needs(
        in_transit=(Need("deliveryOptions.tlsPolicy", "Require", _one_of("Require")),)
    ),
    "aws:ses/domainDkim:DomainDkim": _SETTING,
    "aws:ses/domainIdentity:DomainIdentity": _NAMES,
    "aws:ses/domainIdentityVerification:DomainIdentityVerification": _SETTING,
    "aws:ses/emailIdentity:EmailIdentity": _NAMES,
    "aws:ses/mailFrom:MailFrom": _SETTING,
    "aws:ses/template:Template": "holds no data: the words of a mail",
    "aws:sesv2/emailIdentity:EmailIdentity": _NAMES,
    "aws:sns/topic:Topic": Needs(at_rest=(_key("kmsMasterKeyId"),)),
    "aws:sns/topicPolicy:TopicPolicy": _RIGHTS,
    "aws:sns/topicSubscription:TopicSubscription": "holds no data: it says where messages go",
    "aws:sqs/queue:Queue": Needs(at_rest=(_key("kmsMasterKeyId"),)),
    "aws:ssm/parameter:Parameter": Needs(
        at_rest=(_key("keyId", _is("type", "SecureString")),),
        said="a parameter of type String is a setting that anybody may read",
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _WAYS,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _WAYS,
    "aws:wafv2/ipSet:IpSet": _WAYS,
    "aws:wafv2/webAcl:WebAcl": _WAYS,
    "aws:wafv2/webAclAssociation:WebAclAssociation": _WAYS,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (
        "holds no data: its destination does"
    ),
}

# What is let off, and why.
EXCEPTIONS: Final[Mapping[str, str]] = {
    "a bucket that load balancers log to": "SSE-S3 (AES256): log delivery refuses KMS "
    "(Elastic Load Balancing guide, 'Enable access logs')",
    "a listener on port 80": "HTTP, if all it does is redirect to HTTPS",
    "a parameter of type String": "not encrypted: it is a setting, never a secret",
    "an origin that is a bucket": "CloudFront asks it by HTTPS, without a setting",
    "target groups of functions and of balancers": "no protocol of their own, or the balancer's",
}
