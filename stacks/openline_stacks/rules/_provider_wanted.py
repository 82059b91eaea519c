"""Inputs of which the provider, or the service, wants one to be there.

From terraform-provider-aws: each type's schema, and what it checks before a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from openline_stacks.rules._provider_pairs import DESTINATIONS, TARGETS
from openline_stacks.states import UNKNOWN, Value
from openline_stacks.topology._graph import ALARM, LISTENER_RULES, LISTENERS, TARGET_GROUPS
from openline_stacks.topology._values import dig, items


@dataclass(frozen=True, slots=True)
class OneOf:
    """At least one of these inputs has to be there, in every block of the path `of`, where `when`
    is true of the others; `said` tells of what."""

    inputs: tuple[str, ...]
    when: Callable[[Value], bool] = lambda _inputs: True
    said: str = ""
    of: str = ""


def _is(path: str, *values: Value) -> Callable[[Value], bool]:
    return lambda inputs: dig(inputs, *path.split(".")) in values


def _not(path: str, *values: Value) -> Callable[[Value], bool]:
    """Of what is not known yet nothing is said."""
    return lambda inputs: dig(inputs, *path.split(".")) not in (*values, UNKNOWN)


def _on_fargate(inputs: Value) -> bool:
    return "FARGATE" in items(dig(inputs, "requiresCompatibilities"))


def _zipped(inputs: Value) -> bool:
    """A function's code is an archive: an image says itself how it is run."""
    return _is("packageType", None, "Zip")(inputs) and dig(inputs, "imageUri") is None


def _public_in_one_zone(inputs: Value) -> bool:
    public = _is("connectivityType", None, "public")(inputs)
    return public and _is("availabilityMode", None, "zonal")(inputs)


def _actions(of: str) -> tuple[OneOf, ...]:
    def does(*kinds: str) -> Callable[[Value], bool]:
        return lambda action: str(dig(action, "type")).lower() in kinds

    return (
        OneOf(("targetGroupArn", "forward"), does("forward"), "of an action that forwards", of),
        OneOf(("redirect",), does("redirect"), "of an action that redirects", of),
        OneOf(("fixedResponse",), does("fixed-response"), "of an action that answers itself", of),
    )


def _cached(of: str) -> OneOf:
    return OneOf(("cachePolicyId", "forwardedValues"), said="of a behaviour", of=of)


_LABEL: Final = "targetTrackingConfiguration.predefinedMetricSpecification"
_REACHED: Final = tuple(
    OneOf((one,), _not("targetType", "lambda"), "of targets that are no functions")
    for one in ("vpcId", "port", "protocol")
)

# Required, ExactlyOneOf and AtLeastOneOf, RequiredWith, and what a plan is refused for.
WANTED: Final[Mapping[str, tuple[OneOf, ...]]] = {
    "aws:backup/selection:Selection": (
        OneOf(("resources", "notResources", "selectionTags", "conditions")),
    ),
    "aws:cloudwatch/eventRule:EventRule": (OneOf(("scheduleExpression", "eventPattern")),),
    "aws:cloudwatch/eventConnection:EventConnection": (
        OneOf(("authParameters.apiKey", "authParameters.basic", "authParameters.oauth")),
    ),
    ALARM: (OneOf(("threshold", "thresholdMetricId", "evaluationCriteria")),),
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": (
        OneOf(("roles.authenticated", "roles.unauthenticated")),
        OneOf(("ambiguousRoleResolution",), _is("type", "Token", "Rules"), "of a mapping",
              "roleMappings[]"),
        OneOf(("mappingRules",), _is("type", "Rules"), "of a mapping by rules",
              "roleMappings[]"),
    ),
    "aws:cloudfront/distribution:Distribution": (
        _cached("defaultCacheBehavior"),
        _cached("orderedCacheBehaviors[]"),
        OneOf(("responsePagePath",), _not("responseCode", None), "of an answer of its own",
              "customErrorResponses[]"),
    ),
    "aws:autoscaling/policy:Policy": (
        OneOf(("adjustmentType",), _is("policyType", None, "SimpleScaling", "StepScaling"),
              "of a policy in steps"),
        OneOf(("targetTrackingConfiguration",), _is("policyType", "TargetTrackingScaling"),
              "of a policy with a target"),
        OneOf((f"{_LABEL}.resourceLabel",),
              _is(f"{_LABEL}.predefinedMetricType", "ALBRequestCountPerTarget"),
              "of a metric of a balancer's"),
    ),
    "aws:ecs/service:Service": (
        OneOf(("networkConfiguration",), _is("launchType", "FARGATE"), "on Fargate"),
    ),
    "aws:ecs/taskDefinition:TaskDefinition": (
        OneOf(("cpu",), _on_fargate, "on Fargate"),
        OneOf(("memory",), _on_fargate, "on Fargate"),
        OneOf(("networkMode",), _on_fargate, "on Fargate"),
    ),
    "aws:dynamodb/table:Table": (
        OneOf(("streamViewType",), _is("streamEnabled", True), "of a table with a stream"),
        OneOf(("ttl.attributeName",), _is("ttl.enabled", True), "of what expires"),
    ),
    "aws:ec2/natGateway:NatGateway": (
        OneOf(("allocationId",), _public_in_one_zone, "of a public gateway"),
    ),
    "aws:ec2/route:Route": (OneOf(DESTINATIONS), OneOf(TARGETS)),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (OneOf(("subnetId", "gatewayId")),),
    "aws:ec2/subnet:Subnet": (
        OneOf(("cidrBlock", "ipv4IpamPoolId", "ipv6CidrBlock", "ipv6IpamPoolId")),
    ),
    "aws:ec2transitgateway/route:Route": (
        OneOf(("transitGatewayAttachmentId",), _is("blackhole", None, False),
              "of a route that leads somewhere"),
    ),
    "aws:ec2/vpc:Vpc": (OneOf(("cidrBlock", "ipv4IpamPoolId")),),
    "aws:elasticache/cluster:Cluster": (
        OneOf(("engine", "replicationGroupId")),
        OneOf(("nodeType",), _not("engine", None), "of a cluster by itself"),
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        OneOf(("nodeType", "globalReplicationGroupId")),
        OneOf(("authToken",), _not("authTokenUpdateStrategy", None), "of a strategy for it"),
    ),
    "aws:kinesis/stream:Stream": (OneOf(
        ("shardCount",), _is("streamModeDetails.streamMode", None, "PROVISIONED"),
        "of provisioned capacity"),),
    "aws:lambda/function:Function": (
        OneOf(("code", "imageUri", "s3Bucket")),
        OneOf(("handler",), _zipped, "of code that is no image"),
        OneOf(("runtime",), _zipped, "of code that is no image"),
        OneOf(("s3Key",), _not("s3Bucket", None), "of code in a bucket"),
    ),
    **dict.fromkeys(LISTENERS, _actions("defaultActions[]")),
    **dict.fromkeys(LISTENER_RULES, (OneOf(("conditions",)), *_actions("actions[]"))),
    **dict.fromkeys(TARGET_GROUPS, _REACHED),
    "aws:rds/globalCluster:GlobalCluster": (OneOf(("engine", "sourceDbClusterIdentifier")),),
    "aws:sns/topic:Topic": (
        OneOf(("fifoTopic",), _is("contentBasedDeduplication", True), "of one that deduplicates"),
    ),
    "aws:sqs/queue:Queue": (
        OneOf(("fifoQueue",), _is("contentBasedDeduplication", True), "of one that deduplicates"),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": (
        OneOf(("secretString", "secretBinary", "secretStringWo")),
    ),
}  # fmt: skip
