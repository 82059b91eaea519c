"""What replaces a resource by the provider's schemas is what the local AWS replaces it by.

The table is the provider's; the handlers say what AWS takes at creation alone. Neither knows the
other: here they are held together, type by type.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Final

import pytest

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud._annotations import camel_name
from openline_stacks.cloud._handler import Handler
from openline_stacks.cloud._life import taken
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.preview._replacing_table import CREATE_ONLY

# (type, input) -> why one of them replaces and the other does not.
HERE_ALONE: Final = {
    ("aws:apigateway/deployment:Deployment", "description"): "moto updates no deployment",
    ("aws:apigateway/deployment:Deployment", "variables"): "moto updates no deployment",
    ("aws:apigateway/resource:Resource", "parentId"): "moto moves no path",
    ("aws:apigateway/restApi:RestApi", "binaryMediaTypes"): "moto keeps one of several",
    ("aws:apigateway/restApi:RestApi", "disableExecuteApiEndpoint"): "moto reads no false",
    ("aws:apigateway/restApi:RestApi", "endpointConfiguration"): "moto changes no list of it",
    ("aws:apigateway/restApi:RestApi", "minimumCompressionSize"): "moto does not change it",
    ("aws:apigatewayv2/apiMapping:ApiMapping", "apiMappingKey"): "moto updates no mapping",
    ("aws:apigatewayv2/apiMapping:ApiMapping", "stage"): "moto updates no mapping",
    ("aws:backup/plan:Plan", "advancedBackupSettings"): "moto updates no plan",
    ("aws:backup/plan:Plan", "rules"): "moto updates no plan",
    ("aws:cognito/userPool:UserPool", "schemas"): "the provider refuses most changes of it",
    ("aws:cognito/userPoolDomain:UserPoolDomain", "certificateArn"): "moto updates no domain",
    ("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "routeTableId"): (
        "AWS gives the association another id"
    ),
    ("aws:eks/cluster:Cluster", "encryptionConfig"): "moto encrypts no cluster later",
    ("aws:eks/cluster:Cluster", "kubernetesNetworkConfig"): "moto does not change it",
    ("aws:eks/cluster:Cluster", "version"): "moto upgrades no cluster",
    ("aws:eks/nodeGroup:NodeGroup", "labels"): "moto puts labels beside the old ones",
    ("aws:eks/nodeGroup:NodeGroup", "launchTemplate"): "moto updates no nodes",
    ("aws:eks/nodeGroup:NodeGroup", "releaseVersion"): "moto updates no nodes",
    ("aws:eks/nodeGroup:NodeGroup", "taints"): "moto puts taints beside the old ones",
    ("aws:eks/nodeGroup:NodeGroup", "version"): "moto updates no nodes",
    ("aws:elasticache/replicationGroup:ReplicationGroup", "nodeGroupConfigurations"): (
        "the provider replaces by changes of it that are more than order"
    ),
    ("aws:rds/instance:Instance", "dbSubnetGroupName"): "moto moves no instance",
    ("aws:rds/instance:Instance", "identifier"): "moto renames no instance",
    ("aws:rds/subnetGroup:SubnetGroup", "description"): "moto updates no subnet group",
    ("aws:rds/subnetGroup:SubnetGroup", "subnetIds"): "moto updates no subnet group",
    ("aws:route53/record:Record", "setIdentifier"): "the provider deletes and creates it in place",
    ("aws:route53/record:Record", "type"): "the provider deletes and creates it in place",
    ("aws:route53/zone:Zone", "vpcs"): "moto associates a VPC at creation alone",
    ("aws:sesv2/emailIdentity:EmailIdentity", "configurationSetName"): "moto changes no identity",
    ("aws:sesv2/emailIdentity:EmailIdentity", "dkimSigningAttributes"): "moto changes no identity",
    ("aws:s3/bucket:Bucket", "region"): "a preview says of every type that it does not move",
    ("aws:s3/bucketV2:BucketV2", "region"): "a preview says of every type that it does not move",
}
THERE_ALONE: Final = {
    ("aws:ecr/lifecyclePolicy:LifecyclePolicy", "policy"): "AWS puts another in its place",
    ("aws:ecs/taskDefinition:TaskDefinition", "skipDestroy"): "the provider's own, no change",
    ("aws:ecs/taskDefinition:TaskDefinition", "trackLatest"): "the provider's own, no change",
}


def inputs_of(type_: str) -> set[str]:
    """As pulumi-aws has them."""
    _, module, name = type_.split(":")
    package = module.partition("/")[0]
    found = importlib.import_module(f"pulumi_aws.{'lambda_' if package == 'lambda' else package}")
    init = inspect.signature(getattr(found, name)._internal_init)
    own = {"self", "resource_name", "opts", "__props__", "region", "tags", "tags_all"}
    return {camel_name(one) for one in init.parameters if one not in own}


def whole(type_: str) -> set[str]:
    """Inputs whose every change replaces, not a part of them alone."""
    only = CREATE_ONLY[type_]
    return inputs_of(type_) if "*" in only else {one for one in only if not re.search(r"[.[]", one)}


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws(region="us-west-2") as made:
        yield made


def test_every_emulated_type_has_its_line() -> None:
    assert sorted(set(HANDLERS) - set(CREATE_ONLY)) == []


def test_no_line_names_an_input_that_there_is_not() -> None:
    """A misspelled one would replace nothing, for ever."""
    for type_ in HANDLERS:
        plain = {re.split(r"[.[]", one)[0] for one in CREATE_ONLY[type_]} - {"*", "bucketPrefix"}
        assert plain - inputs_of(type_) == set(), type_


def test_what_aws_takes_at_creation_alone_the_provider_replaces_by() -> None:
    for type_, handler in HANDLERS.items():
        for one in sorted(handler.life.replace - whole(type_)):
            assert (type_, one) in HERE_ALONE, f"{type_} {one}: replaced here, not by the provider"


def test_what_the_provider_replaces_by_is_replaced_here_too(aws: LocalAws) -> None:
    """But for inputs that are accepted and not acted out."""
    for type_, handler in HANDLERS.items():
        acted = whole(type_) - set(handler.deaf) - set(handler.local)
        for one in sorted(acted & in_place(aws, handler, inputs_of(type_))):
            assert (type_, one) in THERE_ALONE, f"{type_} {one}: replaced there, updated here"


def in_place(aws: LocalAws, handler: Handler, inputs: set[str]) -> set[str]:
    request = aws._request(handler, handler.type, f"urn:pulumi:a::b::{handler.type}::x", "x", {})
    return taken(handler, request.shape, set(inputs))


def test_no_excuse_is_out_of_date(aws: LocalAws) -> None:
    for type_, one in HERE_ALONE:
        assert one in HANDLERS[type_].life.replace - whole(type_)
    for type_, one in THERE_ALONE:
        assert one in whole(type_) & in_place(aws, HANDLERS[type_], inputs_of(type_))
