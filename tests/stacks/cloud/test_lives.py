"""Every type from its creation to its end: refreshed, changed, changed again, imported, deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from pulumi._types import resource_types
from pulumi.runtime.rpc import _Path, translate_output_properties
from tests.stacks.cloud.further_types import (
    FURTHER_ANEW,
    FURTHER_CHANGES,
    FURTHER_REFUSED,
    FURTHER_STAYS,
)
from tests.stacks.cloud.later_types import LATER_ANEW, LATER_CHANGES, LATER_REFUSED, LATER_STAYS
from tests.stacks.cloud.test_handlers import EXAMPLES, REGIONLESS, TAGS, TRUST

from openline_stacks.cloud import HandlerError, LocalAws, Resources
from openline_stacks.cloud._annotations import class_of
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.engine import Made
from openline_stacks.older_names import with_older

Change = Callable[[Any, dict[str, Any]], dict[str, Any]]

OTHER: Final = {"Name": "y", "team": "orders"}
ALLOW: Final = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject",'
    '"Resource":"*"}]}'
)


def _other(**changes: Any) -> Change:
    return lambda _maker, _inputs: changes


# type -> what a later program says otherwise. Without an entry a type has nothing that can change.
CHANGES: Final[dict[str, Change]] = with_older({
    **FURTHER_CHANGES,
    **LATER_CHANGES,
    "aws:acm/certificate:Certificate": _other(tags=OTHER),
    "aws:autoscaling/group:Group": _other(
        maxSize=12, healthCheckGracePeriod=60, targetGroupArns=[],
        tags=[{"key": "team", "value": "orders", "propagateAtLaunch": False}]),
    "aws:autoscaling/policy:Policy": _other(estimatedInstanceWarmup=60),
    "aws:autoscaling/schedule:Schedule": _other(minSize=9),
    "aws:backup/plan:Plan": _other(tags=OTHER),
    "aws:backup/vault:Vault": _other(tags=OTHER),
    "aws:cloudfront/cachePolicy:CachePolicy": _other(comment="other", defaultTtl=30),
    "aws:cloudfront/distribution:Distribution": _other(comment="other", enabled=False, tags=OTHER),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _other(description="other"),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _other(comment="other"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _other(alarmRule='ALARM("c")', tags=OTHER),
    "aws:cloudwatch/dashboard:Dashboard": _other(dashboardBody='{"widgets":[{"type":"text"}]}'),
    "aws:cloudwatch/logDelivery:LogDelivery": _other(tags=OTHER),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _other(tags=OTHER),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": _other(tags=OTHER),
    "aws:cloudwatch/logGroup:LogGroup": _other(retentionInDays=None, tags=OTHER),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _other(
        threshold=3, alarmActions=[], dimensions={"Stack": "other"}, tags=OTHER),
    "aws:dynamodb/table:Table": _other(
        deletionProtectionEnabled=False, pointInTimeRecovery={"enabled": False}, tags=OTHER,
        ttl={"attributeName": "until", "enabled": True}),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _other(tags=OTHER),
    "aws:ec2/eip:Eip": _other(tags=OTHER),
    "aws:ec2/flowLog:FlowLog": _other(tags=OTHER),
    "aws:ec2/internetGateway:InternetGateway": _other(tags=OTHER),
    "aws:ec2/launchTemplate:LaunchTemplate": _other(instanceType="m7g.xlarge", tags=OTHER),
    "aws:ec2/managedPrefixList:ManagedPrefixList": _other(
        entries=[{"cidr": "15.178.0.0/18", "description": "Route 53"}], tags=OTHER),
    "aws:ec2/natGateway:NatGateway": _other(tags=None),
    "aws:ec2/route:Route": lambda m, _: {"gatewayId": None, "natGatewayId": m.one(
        "aws:ec2/natGateway:NatGateway", region="us-west-2", allocationId=m.eip,
        subnetId=m.subnet(0)).id},
    "aws:ec2/routeTable:RouteTable": lambda m, _: {
        "tags": OTHER, "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": m.gateway}]},
    "aws:ec2/securityGroup:SecurityGroup": _other(
        tags=OTHER, ingress=[{"protocol": "tcp", "fromPort": 443, "toPort": 443,
                              "cidrBlocks": ["10.0.0.0/8", "192.168.0.0/16"]}]),
    "aws:ec2/subnet:Subnet": _other(mapPublicIpOnLaunch=False, tags=OTHER),
    "aws:ec2/vpc:Vpc": _other(enableDnsHostnames=False, tags=OTHER),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _other(tags=OTHER, routeTableIds=[]),
    "aws:globalaccelerator/accelerator:Accelerator": _other(
        enabled=False, attributes={"flowLogsEnabled": False}, tags=OTHER),
    "aws:globalaccelerator/endpointGroup:EndpointGroup": _other(trafficDialPercentage=50.0),
    "aws:globalaccelerator/listener:Listener": _other(portRanges=[{"fromPort": 80, "toPort": 80}]),
    "aws:iam/instanceProfile:InstanceProfile": _other(tags=OTHER, role=None),
    "aws:iam/policy:Policy": _other(policy=ALLOW, tags=OTHER),
    "aws:iam/role:Role": _other(
        assumeRolePolicy=TRUST.replace("ec2", "lambda"), description="other", tags=OTHER,
        inlinePolicies=[{"name": "own", "policy": ALLOW}]),
    "aws:iam/rolePolicy:RolePolicy": _other(policy=ALLOW),
    "aws:kms/alias:Alias": lambda m, _: {"targetKeyId": m.make(
        "aws:kms/key:Key", "other", region="us-west-2").id},
    "aws:kms/key:Key": _other(
        description="other", enableKeyRotation=False, policy=ALLOW, tags=OTHER),
    "aws:kms/replicaKey:ReplicaKey": _other(description="other", enabled=False, tags=OTHER),
    "aws:lambda/function:Function": _other(
        code={"assets": {"index.py": {"text": "def handler(event, context): pass"}}},
        environment={"variables": {"TABLE": "others"}}, reservedConcurrentExecutions=None,
        timeout=10, description="other", tags=OTHER),
    "aws:lb/listener:Listener": _other(
        defaultActions=[{"type": "fixed-response", "fixedResponse": {
            "contentType": "text/plain", "messageBody": "soon", "statusCode": "503"}}], tags=OTHER),
    "aws:lb/loadBalancer:LoadBalancer": lambda m, _: {
        "enableDeletionProtection": False, "idleTimeout": 30, "dropInvalidHeaderFields": None,
        "subnets": [m.subnet(0), m.subnet(2)], "accessLogs": None, "tags": OTHER},
    "aws:lb/targetGroup:TargetGroup": lambda _, inputs: {
        "deregistrationDelay": 60, "healthCheck": {**inputs["healthCheck"], "path": "/alive"},
        "tags": OTHER},
    "aws:route53/healthCheck:HealthCheck": _other(cloudwatchAlarmName="other", tags=OTHER),
    "aws:route53/record:Record": lambda m, inputs: {"aliases": [
        {**inputs["aliases"][0], "evaluateTargetHealth": True}]},
    "aws:s3/bucket:Bucket": _other(
        tags=OTHER, versioning={"enabled": True}, website={"indexDocument": "index.html"}),
    "aws:s3/bucketV2:BucketV2": _other(tags=OTHER),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _other(
        rules=[{"id": "old", "status": "Enabled", "filter": {"prefix": ""},
                "expiration": {"days": 30}}]),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _other(
        rule={"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}),
    "aws:s3/bucketObjectv2:BucketObjectv2": _other(content="<p>Now</p>", tags=OTHER),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _other(
        rule={"objectOwnership": "BucketOwnerPreferred"}),
    "aws:s3/bucketPolicy:BucketPolicy": _other(policy=ALLOW),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _other(blockPublicAcls=False),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": lambda _, inputs: {
        "rules": [{**inputs["rules"][0], "status": "Disabled"}]},
    ("aws:s3/bucketServerSideEncryptionConfiguration:"
     "BucketServerSideEncryptionConfiguration"): _other(
        rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]),
    "aws:s3/bucketVersioning:BucketVersioning": lambda _, inputs: {},
    "aws:scheduler/schedule:Schedule": _other(scheduleExpression="rate(5 minutes)"),
    "aws:secretsmanager/secret:Secret": _other(description="other", tags=OTHER),
    "aws:sns/topic:Topic": _other(displayName="other", tags=OTHER),
    "aws:sns/topicPolicy:TopicPolicy": _other(policy=ALLOW),
    "aws:sns/topicSubscription:TopicSubscription": _other(filterPolicy='{"kind":["alarm"]}'),
    "aws:ssm/parameter:Parameter": _other(value="ami-2", tags=OTHER),
    "aws:cloudwatch/eventBus:EventBus": _other(tags=OTHER),
    "aws:cloudwatch/eventRule:EventRule": _other(scheduleExpression="rate(1 hour)", tags=OTHER),
    "aws:cloudwatch/eventTarget:EventTarget": _other(input='{"a":2}'),
    "aws:ec2/instance:Instance": _other(instanceType="t3.small", tags=OTHER),
    "aws:ecr/repository:Repository": _other(imageTagMutability="MUTABLE", tags=OTHER),
    "aws:ecs/cluster:Cluster": _other(tags=OTHER),
    "aws:ecs/service:Service": _other(desiredCount=3, tags=OTHER),
    "aws:iam/user:User": _other(tags=OTHER),
    "aws:iam/userPolicy:UserPolicy": _other(policy=ALLOW),
    "aws:kinesis/stream:Stream": _other(retentionPeriod=72, tags=OTHER),
    "aws:lambda/eventSourceMapping:EventSourceMapping": _other(batchSize=7),
    "aws:lb/listenerRule:ListenerRule": _other(
        priority=20, conditions=[{"hostHeader": {"values": ["shop.example.net"]}}], tags=OTHER),
    "aws:rds/cluster:Cluster": _other(backupRetentionPeriod=14, tags=OTHER),
    "aws:rds/instance:Instance": _other(allocatedStorage=40, tags=OTHER),
    "aws:rds/subnetGroup:SubnetGroup": _other(tags=OTHER),
    "aws:route53/zone:Zone": _other(comment="other", tags=OTHER),
    "aws:sfn/stateMachine:StateMachine": _other(
        definition='{"StartAt":"B","States":{"B":{"Type":"Succeed"}}}', tags=OTHER),
    "aws:sqs/queue:Queue": _other(visibilityTimeoutSeconds=None, delaySeconds=5, tags=OTHER),
    "aws:sqs/queuePolicy:QueuePolicy": _other(policy=ALLOW),
    "aws:apigateway/integration:Integration": _other(uri="https://b.example.net"),
    "aws:apigateway/integrationResponse:IntegrationResponse": _other(selectionPattern="4.."),
    "aws:apigateway/method:Method": _other(apiKeyRequired=False),
    "aws:apigateway/methodResponse:MethodResponse": _other(
        responseModels={"application/json": "Empty"}),
    "aws:apigateway/restApi:RestApi": _other(description="other"),
    "aws:apigateway/stage:Stage": _other(
        description="other", variables={"colour": "red"}, tags=OTHER),
    "aws:apigatewayv2/api:Api": _other(description="other", tags=OTHER),
    "aws:apigatewayv2/authorizer:Authorizer": _other(
        jwtConfiguration={"audiences": ["other"], "issuer": "https://shop.example.net"}),
    "aws:apigatewayv2/domainName:DomainName": lambda m, inputs: {
        "tags": OTHER, "domainNameConfiguration": {
            **inputs["domainNameConfiguration"], "certificateArn": "arn:aws:acm:us-west-2:1:c/o"}},
    "aws:apigatewayv2/integration:Integration": _other(integrationUri="https://b.example.net"),
    "aws:apigatewayv2/route:Route": _other(routeKey="GET /others"),
    "aws:apigatewayv2/stage:Stage": _other(description="other", tags=OTHER),
    "aws:cognito/userPool:UserPool": _other(
        passwordPolicy={"minimumLength": 14, "requireNumbers": True}, tags=OTHER),
    "aws:cognito/userPoolClient:UserPoolClient": _other(
        callbackUrls=["https://shop.example.net/other"]),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _other(
        corsRules=[{"allowedMethods": ["PUT"], "allowedOrigins": ["*"]}]),
    "aws:s3/bucketNotification:BucketNotification": lambda _, inputs: {
        "queues": [{**inputs["queues"][0], "filterSuffix": ".csv"}]},
    "aws:s3/bucketObject:BucketObject": _other(content="<p>Now</p>", tags=OTHER),
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": _other(
        indexDocument={"suffix": "start.html"}),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _other(fromPort=8440),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _other(
        cidrIpv4="10.0.0.0/8", tags=OTHER),
    "aws:wafv2/webAcl:WebAcl": _other(description="other", tags=OTHER),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _other(redactedFields=None),
})  # fmt: skip

# type -> an input of which another value is another resource.
REPLACING: Final[dict[str, tuple[str, Any]]] = {
    "aws:dynamodb/table:Table": ("hashKey", "other"),
    "aws:ec2/subnet:Subnet": ("cidrBlock", "10.0.8.0/24"),
    "aws:ec2/vpc:Vpc": ("cidrBlock", "10.8.0.0/16"),
    "aws:lb/targetGroup:TargetGroup": ("port", 8444),
    "aws:kms/key:Key": ("multiRegion", False),
    "aws:s3/bucket:Bucket": ("bucket", "another-bucket"),
    "aws:sns/topic:Topic": ("name", "another"),
}
# What moto has otherwise than it was told, by type: no drift, and no silence of ours either.
UNFAITHFUL: Final[dict[str, set[str]]] = {
    "aws:acm/certificate:Certificate": {"subjectAlternativeNames"},  # the domain is one of them
    "aws:cognito/userPool:UserPool": {"usernameAttributes"},  # every update loses them
    "aws:ec2/launchTemplate:LaunchTemplate": {"tagSpecifications"},
    "aws:kms/replicaKey:ReplicaKey": {"description"},
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {"rules"},
}
# What is made once more by a run that knows nothing of the one before.
MADE_ANEW: Final = frozenset(
    {"aws:apigateway/deployment:Deployment", "aws:apigatewayv2/authorizer:Authorizer",
     "aws:apigatewayv2/integration:Integration",
     "aws:secretsmanager/secretVersion:SecretVersion", *FURTHER_ANEW, *LATER_ANEW}
)  # fmt: skip
# type -> AWS's code for a second one that is given the same. Of others AWS makes another, or puts
# it in the first one's place.
REFUSED: Final[dict[str, str]] = with_older({
    **FURTHER_REFUSED,
    **LATER_REFUSED,
    "aws:apigateway/method:Method": "ConflictException",
    "aws:apigateway/methodResponse:MethodResponse": "ConflictException",
    "aws:apigateway/resource:Resource": "ConflictException",
    "aws:apigateway/stage:Stage": "ConflictException",
    "aws:apigatewayv2/apiMapping:ApiMapping": "ConflictException",
    "aws:apigatewayv2/domainName:DomainName": "ConflictException",
    "aws:apigatewayv2/route:Route": "ConflictException",
    "aws:apigatewayv2/stage:Stage": "ConflictException",
    "aws:autoscaling/group:Group": "AlreadyExists",
    "aws:backup/vault:Vault": "AlreadyExistsException",
    "aws:cloudfront/cachePolicy:CachePolicy": "CachePolicyAlreadyExists",
    "aws:cloudfront/distribution:Distribution": "CNAMEAlreadyExists",
    "aws:cloudfront/originAccessControl:OriginAccessControl": "OriginAccessControlAlreadyExists",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy":
        "ResponseHeadersPolicyAlreadyExists",
    "aws:cloudwatch/eventBus:EventBus": "ResourceAlreadyExistsException",
    "aws:cloudwatch/logGroup:LogGroup": "ResourceAlreadyExistsException",
    "aws:cognito/userPoolDomain:UserPoolDomain": "InvalidParameterException",
    "aws:dynamodb/table:Table": "ResourceInUseException",
    "aws:ec2/flowLog:FlowLog": "FlowLogAlreadyExists",
    "aws:ec2/keyPair:KeyPair": "InvalidKeyPair.Duplicate",
    "aws:ec2/launchTemplate:LaunchTemplate": "InvalidLaunchTemplateName.AlreadyExistsException",
    "aws:ec2/natGateway:NatGateway": "Resource.AlreadyAssociated",
    "aws:ec2/route:Route": "RouteAlreadyExists",
    "aws:ec2/securityGroup:SecurityGroup": "InvalidGroup.Duplicate",
    "aws:ec2/subnet:Subnet": "InvalidSubnet.Conflict",
    "aws:ecr/repository:Repository": "RepositoryAlreadyExistsException",
    "aws:ecs/service:Service": "InvalidParameterException",
    "aws:globalaccelerator/endpointGroup:EndpointGroup": "EndpointGroupAlreadyExistsException",
    "aws:iam/instanceProfile:InstanceProfile": "EntityAlreadyExists",
    "aws:iam/policy:Policy": "EntityAlreadyExists",
    "aws:iam/role:Role": "EntityAlreadyExists",
    "aws:iam/user:User": "EntityAlreadyExists",
    "aws:kinesis/stream:Stream": "ResourceInUseException",
    "aws:kms/alias:Alias": "AlreadyExistsException",
    "aws:kms/replicaKey:ReplicaKey": "AlreadyExistsException",
    "aws:lambda/eventSourceMapping:EventSourceMapping": "ResourceConflictException",
    "aws:lambda/function:Function": "ResourceConflictException",
    "aws:lambda/permission:Permission": "ResourceConflictException",
    "aws:lb/listener:Listener": "DuplicateListener",
    "aws:lb/listenerRule:ListenerRule": "PriorityInUse",
    "aws:lb/loadBalancer:LoadBalancer": "DuplicateLoadBalancerName",
    "aws:lb/targetGroup:TargetGroup": "DuplicateTargetGroupName",
    "aws:rds/cluster:Cluster": "DBClusterAlreadyExistsFault",
    "aws:rds/instance:Instance": "DBInstanceAlreadyExists",
    "aws:rds/subnetGroup:SubnetGroup": "DBSubnetGroupAlreadyExists",
    "aws:route53/record:Record": "InvalidChangeBatch",
    "aws:s3/bucket:Bucket": "BucketAlreadyOwnedByYou",
    "aws:scheduler/schedule:Schedule": "ConflictException",
    "aws:secretsmanager/secret:Secret": "ResourceExistsException",
    "aws:sfn/stateMachine:StateMachine": "StateMachineAlreadyExists",
    "aws:ssm/parameter:Parameter": "ParameterAlreadyExists",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "InvalidPermission.Duplicate",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "InvalidPermission.Duplicate",
    "aws:wafv2/webAcl:WebAcl": "WAFDuplicateItemException",
})  # fmt: skip
# What goes with another resource, or is only waited for.
STAYS: Final = frozenset(
    {"aws:acm/certificateValidation:CertificateValidation",
     "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
     "aws:secretsmanager/secretVersion:SecretVersion", "aws:sns/topicPolicy:TopicPolicy",
     *FURTHER_STAYS, *LATER_STAYS}
)  # fmt: skip


class Life:
    """One resource of a type, as an engine with a state would treat it."""

    def __init__(self, aws: LocalAws, maker: Any, type_: str) -> None:
        self.aws, self.type, self.maker = aws, type_, maker
        self.resources = self.again()
        self.urn = f"urn:pulumi:dev::shop::{type_}::example"
        self.said = EXAMPLES[type_].inputs(maker)
        if not type_.startswith(REGIONLESS):
            self.said["region"] = EXAMPLES[type_].region
        self.inputs: Mapping[str, Any] = {}
        self.outputs: Mapping[str, Any] = {}
        self.id: Any = ""

    def again(self) -> Resources:
        """As the next process would have it, which knows nothing of this one."""
        return Resources(self.aws.client, inside=True)

    def named(self) -> dict[str, Any]:
        """Its inputs, as a program says them that names everything itself."""
        return {key: value for key, value in self.inputs.items() if key != "__defaults"}

    def create(self) -> Life:
        checked = self.resources.check(self.type, self.urn, {}, self.said)
        assert checked.failures == ()
        self._take(self.resources.create(self.type, self.urn, checked.inputs), checked.inputs)
        return self

    def checked(self, **changes: Any) -> Mapping[str, Any]:
        said = {k: v for k, v in {**self.said, **changes}.items() if v is not None}
        checked = self.resources.check(self.type, self.urn, self.inputs, said)
        assert checked.failures == ()
        return checked.inputs

    def diff(self, news: Mapping[str, Any]) -> Any:
        return self.resources.diff(self.type, self.urn, self.id, self.inputs, self.outputs, news)

    def update(self, news: Mapping[str, Any]) -> None:
        made = self.resources.update(self.type, self.urn, self.id, self.inputs, self.outputs, news)
        self._take(made, news)

    def read(self) -> Any:
        return self.resources.read(self.type, self.urn, self.id, self.inputs, self.outputs)

    def delete(self) -> None:
        self.resources.delete(self.type, self.urn, self.id, self.inputs, self.outputs)

    def _take(self, made: Made, inputs: Mapping[str, Any]) -> None:
        assert made.reasons == ()
        self.id, self.inputs, self.outputs = made.id, inputs, made.outputs


@pytest.fixture
def life(aws: LocalAws, maker: Any) -> Callable[[str], Life]:
    return lambda type_: Life(aws, maker, type_).create()


def _taken_by_the_sdk(one: Life) -> None:
    """A program's end of the outputs: the SDK refuses a list where it knows one, and one where it
    knows a list."""
    types = resource_types(class_of(one.type))
    for output, value in one.outputs.items():
        if output not in one.inputs:
            translate_output_properties(value, str, types.get(output), True, _Path(output))


@pytest.mark.parametrize("type_", sorted(HANDLERS))
def test_a_type_is_refreshed_changed_and_deleted(type_: str, life: Callable[[str], Life]) -> None:
    one = life(type_)
    assert one.read().outputs == one.outputs
    _taken_by_the_sdk(one)
    if type_ not in MADE_ANEW:
        assert one.again().create(type_, one.urn, one.inputs).id == one.id, "taken over"
    if type_ in REFUSED:
        with pytest.raises(HandlerError) as refusal:
            one.again().create(type_, f"{one.urn}-of-another", one.named())
        assert refusal.value.code == REFUSED[type_]
        assert f": {REFUSED[type_]}: " in refusal.value.reason
    assert one.read().inputs == one.inputs
    assert not one.diff(one.checked()).changes
    assert set(one.outputs.get("__unheld", ())) <= UNFAITHFUL.get(type_, set())

    changes = CHANGES[type_](one.maker, one.said) if type_ in CHANGES else {}
    if changes:
        one.said = {k: v for k, v in {**one.said, **changes}.items() if v is not None}
        news = one.checked()
        difference = one.diff(news)
        assert set(changes) <= set(difference.diffs)
        assert difference.replaces == ()
        one.update(news)
        seen = one.read()
        assert (seen.inputs, seen.outputs) == (one.inputs, one.outputs), "a refresh sees no change"
        assert not one.diff(one.checked()).changes
        one.update(news)
        assert one.read().inputs == one.inputs
        assert set(one.outputs.get("__unheld", ())) <= UNFAITHFUL.get(type_, set())

    if type_.endswith((":Table", ":LoadBalancer")):
        assert "deletionProtectionEnabled" in changes or "enableDeletionProtection" in changes
    one.delete()
    if type_ not in STAYS:
        assert one.read() is None
    one.delete()


def test_what_a_run_came_to_its_end_with_is_nobodys_to_take_over(
    life: Callable[[str], Life], aws: LocalAws
) -> None:
    one = life("aws:kms/alias:Alias")
    written = aws.client("ssm", "us-west-2").get_parameters_by_path
    (entry,) = written(Path="/openline/under-way")["Parameters"]
    assert entry["Value"] == one.urn
    one.resources.ended()
    assert written(Path="/openline/under-way")["Parameters"] == []
    with pytest.raises(HandlerError, match="AlreadyExistsException"):
        one.again().create(one.type, one.urn, one.named())
    assert written(Path="/openline/under-way")["Parameters"] == [], "refused: nothing was made"


def test_what_an_engine_knows_again_was_not_left_behind(
    life: Callable[[str], Life], aws: LocalAws
) -> None:
    one = life("aws:kms/alias:Alias")
    later = one.again()
    later.check(one.type, one.urn, one.inputs, one.said)
    later.ended()
    with pytest.raises(HandlerError, match="AlreadyExistsException"):
        one.again().create(one.type, one.urn, one.named())


def test_a_name_that_an_engine_prescribes_may_be_anybodys(aws: LocalAws) -> None:
    type_, resources = "aws:iam/user:User", Resources(aws.client, inside=True)
    aws.client("iam", "us-east-1").create_user(UserName="orders")
    urn = f"urn:pulumi:dev::shop::{type_}::orders"
    checked = resources.check(type_, urn, {}, {}, autoname="orders")
    with pytest.raises(HandlerError, match="EntityAlreadyExists"):
        resources.create(type_, urn, checked.inputs)


def test_a_replacement_is_never_the_resource_itself_met_again(
    life: Callable[[str], Life],
) -> None:
    """Made, deleted and made again in one process, each as a run of its own."""
    one = life("aws:ec2/vpc:Vpc")
    one.checked()  # the run that deletes it knows it
    one.delete()
    one.resources.ended()
    one.inputs = {}
    one.create()
    news = one.checked(cidrBlock="10.8.0.0/16")
    anew = one.resources.check(one.type, one.urn, {}, news).inputs
    assert one.resources.create(one.type, one.urn, anew).id != one.id


@pytest.mark.parametrize("type_", sorted(REPLACING))
def test_what_no_update_takes_replaces(type_: str, life: Callable[[str], Life]) -> None:
    one = life(type_)
    input_, value = REPLACING[type_]
    extra = {"attributes": [{"name": "other", "type": "S"}]} if input_ == "hashKey" else {}
    difference = one.diff(one.checked(**{input_: value}, **extra))
    assert difference.replaces == (input_,)
    assert difference.detailed[input_] in ("add-replace", "update-replace")


def test_the_name_of_a_replacement_is_another_one_and_the_same_in_every_run(
    life: Callable[[str], Life], aws: LocalAws
) -> None:
    one = life("aws:lb/targetGroup:TargetGroup")
    said = {**one.said, "port": 8444}
    aws.resources.check(one.type, one.urn, one.inputs, said)
    (first, second) = (aws.resources.check(one.type, one.urn, {}, said).inputs for _ in "12")
    assert first["name"] == second["name"] != one.inputs["name"]


def test_a_fixed_name_has_to_be_free_before_it_is_taken_again(life: Callable[[str], Life]) -> None:
    one = life("aws:lb/targetGroup:TargetGroup")
    assert not one.diff(one.checked(port=8444)).delete_before_replace
    one.inputs = one.checked(name="fixed")
    assert one.diff(one.checked(name="fixed", port=8444)).delete_before_replace


def test_drift_is_told_in_the_programs_words(life: Callable[[str], Life], aws: LocalAws) -> None:
    one = life("aws:ec2/vpc:Vpc")
    ec2 = aws.client("ec2", "us-west-2")
    ec2.create_tags(Resources=[one.id], Tags=[{"Key": "Name", "Value": "drifted"}])
    ec2.modify_vpc_attribute(VpcId=one.id, EnableDnsHostnames={"Value": False})
    now = one.read().inputs
    assert now["tags"] == {**TAGS, "Name": "drifted"}
    assert now["enableDnsHostnames"] is False
    assert set(now) == set(one.inputs)
    one.update(one.inputs)
    assert one.read().inputs == one.inputs


def test_what_was_deleted_by_hand_is_not_there(life: Callable[[str], Life], aws: LocalAws) -> None:
    one = life("aws:sns/topic:Topic")
    aws.client("sns", "us-west-2").delete_topic(TopicArn=one.id)
    assert one.read() is None


def test_every_failure_of_a_resource_is_told_at_once_with_its_path(aws: LocalAws) -> None:
    checked = aws.resources.check(
        "aws:dynamodb/table:Table",
        "urn:pulumi:dev::shop::aws:dynamodb/table:Table::orders",
        {},
        {"attributes": [{"name": "id", "type": "X"}], "billingMode": "CHEAP", "hashKey": "id",
         "colour": "red"},
    )  # fmt: skip
    assert {failure.property for failure in checked.failures} == {
        "attributes[0].type", "billingMode", "colour"
    }  # fmt: skip


def test_region_and_all_tags_are_filled_in_as_the_provider_does(aws: LocalAws) -> None:
    checked = aws.resources.check(
        "aws:sns/topic:Topic",
        "urn:pulumi:dev::shop::aws:sns/topic:Topic::orders",
        {},
        {"tags": {"team": "orders"}},
    )
    assert checked.inputs["region"] == "us-east-1"
    assert checked.inputs["tagsAll"] == {"team": "orders"}
    assert checked.inputs["__defaults"] == ["name"]
