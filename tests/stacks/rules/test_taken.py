"""What the provider takes is no finding: it fills in, renames and reshapes before AWS is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest
from tests.stacks.rules.conftest import MakeStates

from openline_stacks.rules import check

_SEEN: Final = {"cloudwatchMetricsEnabled": True, "metricName": "m", "sampledRequestsEnabled": True}
_FORWARD: Final = [{"type": "forward", "targetGroupArn": "?"}]
_BEHAVIOUR: Final = {
    "allowedMethods": ["GET", "HEAD"],
    "cachedMethods": ["GET", "HEAD"],
    "cachePolicyId": "?",
    "targetOriginId": "site",
    "viewerProtocolPolicy": "redirect-to-https",
}
_ORIGIN: Final = {"originId": "site", "domainName": "?", "originAccessControlId": "?"}


def _distribution(**behaviour: Any) -> Mapping[str, Any]:
    return {
        "is": "aws:cloudfront/distribution:Distribution",
        "enabled": True,
        "origins": [_ORIGIN],
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
        "defaultCacheBehavior": _BEHAVIOUR | behaviour,
    }


def _acl(**inputs: Any) -> Mapping[str, Any]:
    return {
        "is": "aws:wafv2/webAcl:WebAcl",
        "scope": "REGIONAL",
        "defaultAction": {"allow": {}},
        "visibilityConfig": _SEEN,
        **inputs,
    }


def _limiting(statement: Mapping[str, Any]) -> list[Any]:
    rule = {"name": "limit", "priority": 0, "action": {"block": {}}, "visibilityConfig": _SEEN}
    return [rule | {"statement": {"rateBasedStatement": statement}}]


TAKEN: Final[Mapping[str, Mapping[str, Any]]] = {
    # one input stands for another, which a request of AWS's cannot do without
    "a certificate that is imported": {
        "is": "aws:acm/certificate:Certificate", "privateKey": "?", "certificateBody": "?",
    },
    "a function of an image": {
        "is": "aws:lambda/function:Function", "role": "?", "packageType": "Image", "imageUri": "?",
    },
    "a function of a bucket": {
        "is": "aws:lambda/function:Function", "role": "?", "handler": "index.handler",
        "runtime": "nodejs22.x", "s3Bucket": "?", "s3Key": "code.zip",
    },
    "a database that is a replica": {
        "is": "aws:rds/instance:Instance", "replicateSourceDb": "?",
        "instanceClass": "db.r6g.large",
    },
    "a table that is restored": {
        "is": "aws:dynamodb/table:Table", "restoreSourceName": "orders",
        "restoreToLatestTime": True,
    },
    "a parameter in the open": {
        "is": "aws:ssm/parameter:Parameter", "type": "String", "insecureValue": "EUR",
    },
    # the provider fills in what is not said
    "an object of its own name": {
        "is": "aws:s3/bucketObjectv2:BucketObjectv2", "bucket": "?", "content": "x",
    },
    "a block that closes nothing": {
        "is": "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "bucket": "?",
    },
    "a bus of a name that Pulumi makes": {"is": "aws:cloudwatch/eventBus:EventBus"},
    "an authorizer of a name that Pulumi makes": {
        "is": "aws:apigatewayv2/authorizer:Authorizer", "apiId": "?", "authorizerType": "REQUEST",
        "authorizerUri": "?",
    },
    "a rule of the next priority": {
        "is": "aws:lb/listenerRule:ListenerRule", "listenerArn": "?", "actions": _FORWARD,
        "conditions": [{"hostHeader": {"values": ["a.example.net"]}}],
    },
    "a policy of the shortest time": {
        "is": "aws:cloudfront/cachePolicy:CachePolicy",
        "parametersInCacheKeyAndForwardedToOrigin": {
            "cookiesConfig": {"cookieBehavior": "whitelist", "cookies": {"items": ["a"]}},
            "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": ["Accept"]}},
            "queryStringsConfig": {"queryStringBehavior": "all"},
        },
    },
    "a limit by address": _acl(rules=_limiting({"limit": 100})),
    "a cluster of one provider": {
        "is": "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "clusterName": "?",
        "capacityProviders": ["FARGATE"],
    },
    "a repository that is encrypted as usual": {
        "is": "aws:ecr/repository:Repository", "encryptionConfigurations": [{}],
    },
    # the provider writes it otherwise
    "a check in small letters": {
        "is": "aws:lb/targetGroup:TargetGroup", "vpcId": "?", "port": 443, "protocol": "HTTPS",
        "healthCheck": {"protocol": "https"},
    },
    "a listener in small letters": {
        "is": "aws:lb/listener:Listener", "loadBalancerArn": "?", "port": 80, "protocol": "http",
        "defaultActions": _FORWARD,
    },
    "headers for other sites": {
        "is": "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        "corsConfig": {
            "accessControlAllowCredentials": False,
            "accessControlAllowHeaders": {"items": ["*"]},
            "accessControlAllowMethods": {"items": ["GET"]},
            "accessControlAllowOrigins": {"items": ["https://a.example.net"]},
            "originOverride": True,
        },
        "removeHeadersConfig": {"items": [{"header": "Server"}]},
    },
    "a function at the edge": _distribution(
        lambdaFunctionAssociations=[{"eventType": "origin-request", "lambdaArn": "?"}]
    ),
    "signed addresses": _distribution(trustedKeyGroups=["?"]),
    "routes of their own limits": {
        "is": "aws:apigatewayv2/stage:Stage", "apiId": "?", "name": "live",
        "routeSettings": [
            {"routeKey": "GET /a", "throttlingBurstLimit": 5, "throttlingRateLimit": 3.5}
        ],
    },
    "answers of its own": _acl(
        customResponseBodies=[{"key": "no", "content": "No.", "contentType": "TEXT_PLAIN"}]
    ),
    # the metric and the band that it has to leave
    "an alarm on what is unusual": {
        "is": "aws:cloudwatch/metricAlarm:MetricAlarm", "evaluationPeriods": 2,
        "comparisonOperator": "GreaterThanUpperThreshold", "thresholdMetricId": "band",
        "metricQueries": [
            {"id": "band", "expression": "ANOMALY_DETECTION_BAND(load)", "returnData": True},
            {"id": "load", "returnData": True,
             "metric": {"metricName": "RequestCount", "namespace": "AWS/ApplicationELB",
                        "period": 60, "stat": "Sum"}},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("taken", TAKEN.values(), ids=list(TAKEN))
def test_what_the_provider_takes_is_no_finding(
    taken: Mapping[str, Any], states_from: MakeStates
) -> None:
    found = check(states_from({"site": taken}))
    assert [(one.rule, one.property, one.what) for one in found if one.severity == "error"] == []


def test_a_warning_does_not_hide_what_aws_refuses(states_from: MakeStates) -> None:
    """That a protocol is not encrypted is no reason not to say that there is none of that name."""
    group = {"is": "aws:lb/targetGroup:TargetGroup", "vpcId": "?", "port": 80, "protocol": "HTTP2"}
    found = {(one.rule, one.property) for one in check(states_from({"site": group}))}
    assert {("OL100", "protocol"), ("OL151", "protocol")} <= found
