"""Values, figures, lengths and JSON that the provider checks and AWS's service model does not.

From terraform-provider-aws: each type's schema, and what it checks before a plan. A path
is as in `at_path`: `rules[].schedule`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from openline_stacks.topology._graph import (
    ALARM,
    BALANCERS,
    LISTENER_RULES,
    LISTENERS,
    TARGET_GROUPS,
)

T = TypeVar("T")

_FUNCTION: Final = "aws:lambda/function:Function"
_GROUP: Final = "aws:autoscaling/group:Group"
_OBJECTS: Final = ("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2")
_COPIES: Final = "fixedResponse.contentType", (
    "text/plain", "text/css", "text/html", "application/javascript", "application/json",
)  # fmt: skip
_ACLS: Final = ("private", "public-read", "public-read-write", "authenticated-read",
                "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control")  # fmt: skip


def _each(types: tuple[str, ...], what: Mapping[str, T]) -> dict[str, Mapping[str, T]]:
    return dict.fromkeys(types, what)


def _answers(path: str) -> dict[str, tuple[str, ...]]:
    return {
        f"{path}[].{_COPIES[0]}": _COPIES[1],
        f"{path}[].redirect.protocol": ("HTTP", "HTTPS", "#{protocol}"),
    }


# Enumerations; capitals count where the provider says so.
VALUES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "aws:apigatewayv2/domainName:DomainName": {
        "domainNameConfiguration.endpointType": ("REGIONAL",),
        "domainNameConfiguration.securityPolicy": ("TLS_1_2",),
    },
    "aws:appautoscaling/policy:Policy": {
        "policyType": ("StepScaling", "TargetTrackingScaling", "PredictiveScaling"),
    },
    _GROUP: {"instanceRefresh.strategy": ("Rolling", "ReplaceRootVolume")},
    "aws:autoscaling/policy:Policy": {
        "policyType": ("SimpleScaling", "StepScaling", "TargetTrackingScaling",
                       "PredictiveScaling"),
    },
    "aws:backup/selection:Selection": {"selectionTags[].type": ("STRINGEQUALS",)},
    "aws:elasticache/cluster:Cluster": {"engine": ("memcached", "redis", "valkey")},
    "aws:elasticache/serverlessCache:ServerlessCache": {
        "cacheUsageLimits.dataStorage.unit": ("GB",),
        "engine": ("memcached", "redis", "valkey"),
        "networkType": ("ipv4", "ipv6", "dual_stack"),
    },
    "aws:elasticache/user:User": {
        "authenticationMode.type": ("password", "no-password-required", "iam"),
    },
    "aws:ec2/securityGroupRule:SecurityGroupRule": {"type": ("ingress", "egress")},
    "aws:ec2/vpc:Vpc": {"instanceTenancy": ("default", "dedicated")},
    "aws:iam/accessKey:AccessKey": {"status": ("Active", "Inactive")},
    **_each(BALANCERS, {
        "desyncMitigationMode": ("monitor", "defensive", "strictest"),
        "xffHeaderProcessingMode": ("append", "preserve", "remove"),
    }),
    **_each(LISTENERS, _answers("defaultActions")),
    **_each(LISTENER_RULES, _answers("actions")),
    **_each(TARGET_GROUPS, {
        "loadBalancingAlgorithmType": ("round_robin", "least_outstanding_requests",
                                       "weighted_random"),
        "stickiness.type": ("lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip",
                            "source_ip_dest_ip_proto"),
    }),
    "aws:ses/mailFrom:MailFrom": {"behaviorOnMxFailure": ("RejectMessage", "UseDefaultValue")},
    **_each(_OBJECTS, {"acl": _ACLS}),
    "aws:sns/topicSubscription:TopicSubscription": {
        "protocol": ("application", "email", "email-json", "firehose", "http", "https", "lambda",
                     "sms", "sqs"),
        "filterPolicyScope": ("MessageAttributes", "MessageBody"),
    },
    "aws:sqs/queue:Queue": {
        "deduplicationScope": ("messageGroup", "queue"),
        "fifoThroughputLimit": ("perQueue", "perMessageGroupId"),
    },
    "aws:ssm/parameter:Parameter": {
        "dataType": ("text", "aws:ec2:image", "aws:ssm:integration"),
    },
}  # fmt: skip
# Those in which capitals do not count.
LOOSE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    **_each(
        ("aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/user:User",
         "aws:elasticache/userGroup:UserGroup"),
        {"engine": ("redis", "valkey")},
    ),
    ALARM: {"treatMissingData": ("breaching", "notBreaching", "ignore", "missing")},
    **_each(TARGET_GROUPS, {
        "healthCheck.protocol": ("HTTP", "HTTPS", "TCP"),
        "protocolVersion": ("HTTP1", "HTTP2", "GRPC"),
    }),
}  # fmt: skip

# Smallest and largest; each with where it is said when not in the provider's schema.
FIGURES: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = {
    "aws:apigatewayv2/integration:Integration": {"timeoutMilliseconds": (50, 30_000)},
    _GROUP: {
        "instanceRefresh.preferences.minHealthyPercentage": (0, 100),
        "instanceRefresh.preferences.maxHealthyPercentage": (100, 200),
    },
    "aws:appsync/resolver:Resolver": {"maxBatchSize": (0, 2_000)},
    "aws:dynamodb/table:Table": {"pointInTimeRecovery.recoveryPeriodInDays": (1, 35)},
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "metadataOptions.httpPutResponseHopLimit": (1, 64),
        "blockDeviceMappings[].ebs.throughput": (125, 2_000),
    },
    "aws:elasticache/cluster:Cluster": {"snapshotRetentionLimit": (0, 35)},
    "aws:elasticache/replicationGroup:ReplicationGroup": {"snapshotRetentionLimit": (0, 35)},
    "aws:elasticache/serverlessCache:ServerlessCache": {
        "snapshotRetentionLimit": (0, 35),
        "cacheUsageLimits.ecpuPerSeconds[].maximum": (1000, 15_000_000),
        "cacheUsageLimits.ecpuPerSeconds[].minimum": (1000, 15_000_000),
    },
    "aws:kinesis/stream:Stream": {"retentionPeriod": (24, 8_760)},
    _FUNCTION: {"timeout": (1, 900), "ephemeralStorage.size": (512, 10_240)},
    **_each(BALANCERS, {
        "clientKeepAlive": (60, 604_800),  # ELB API, LoadBalancerAttribute; so is the next
        "idleTimeout": (1, 4_000),
    }),
    "aws:rds/cluster:Cluster": {"backupRetentionPeriod": (1, 35)},
    "aws:rds/instance:Instance": {"backupRetentionPeriod": (0, 35)},
    "aws:sns/topic:Topic": {"signatureVersion": (1, 2)},
}  # fmt: skip

# Most characters, where the service's model has more or none.
LENGTHS: Final[Mapping[str, Mapping[str, int]]] = {
    "aws:acm/certificate:Certificate": {"domainName": 64},  # ACM API, RequestCertificate
    "aws:cloudfront/cachePolicy:CachePolicy": {"comment": 128},
    "aws:cloudfront/distribution:Distribution": {"comment": 128},
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {"comment": 128},
    "aws:ec2/securityGroup:SecurityGroup": {"description": 255},
    "aws:route53/healthCheck:HealthCheck": {"referenceName": 27},
}

JSON: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:cloudwatch/eventArchive:EventArchive": ("eventPattern",),
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": ("policy",),
    "aws:cloudwatch/eventRule:EventRule": ("eventPattern",),
    "aws:ecs/taskDefinition:TaskDefinition": ("containerDefinitions",),
    "aws:secretsmanager/secret:Secret": ("policy",),
    "aws:sns/topic:Topic": ("policy", "deliveryPolicy"),
    "aws:sns/topicSubscription:TopicSubscription": ("filterPolicy", "redrivePolicy"),
    "aws:sqs/queue:Queue": ("policy", "redrivePolicy", "redriveAllowPolicy"),
}

_EDGE_FUNCTIONS: Final = r"viewer-(request|response)", "CloudFront Functions see viewers alone"
_ARN: Final = r"arn:.+", "it is no ARN"
_ACTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "alarmActions[]": _ARN,
    "insufficientDataActions[]": _ARN,
    "okActions[]": _ARN,
}
# What a text looks like, and what is told of another.
PATTERNS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "aws:cloudfront/distribution:Distribution": {
        "defaultCacheBehavior.functionAssociations[].eventType": _EDGE_FUNCTIONS,
        "defaultRootObject": (r"([^/].*)?", "it is a name, with no slash before it"),
        "orderedCacheBehaviors[].functionAssociations[].eventType": _EDGE_FUNCTIONS,
        "origins[].originPath": (r"(/.*[^/])?", "a path begins with a slash and ends with none"),
    },
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _ACTIONS,
    "aws:cloudwatch/logGroup:LogGroup": {"kmsKeyId": _ARN},
    ALARM: {
        **_ACTIONS,
        "extendedStatistic": (
            r"(p|tm|wm|tc|ts)(\d{1,2}(\.\d{1,2})?|100)|IQM"
            r"|(TM|WM|PR|TC|TS)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\)",
            "a percentile is p95 or p99.9, a trimmed mean TM(10%:90%)",
        ),
        "metricQueries[].id": (r"[a-z][A-Za-z0-9_]*", "an id begins with a small letter"),
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "userData": (r"[A-Za-z0-9+/\s]*={0,2}\s*", "it is no base64"),
    },
    "aws:elasticache/parameterGroup:ParameterGroup": {
        "family": (
            r"memcached1\.[456]|redis(2\.[68]|3\.2|4\.0|5\.0|6\.x|7)|valkey\d+",
            "a family is redis7, valkey8 or memcached1.6",
        ),
    },
    "aws:appsync/dataSource:DataSource": {
        "name": (r"[_A-Za-z][_0-9A-Za-z]*", "letters, digits and underscores, no digit first"),
    },
    "aws:ses/domainIdentity:DomainIdentity": {
        "domain": (r".*[^.]", "the provider takes no period at its end"),
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {"policyArn": _ARN},
    **_each(TARGET_GROUPS, {
        "healthCheck.port": (r"traffic-port|\d{1,5}", "a port, or traffic-port"),
    }),
}  # fmt: skip
