"""Every type taken in by its id into a state that knows nothing of it: its program changes nothing
then. One cloud for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import pytest
from tests.stacks.cloud.conftest import Maker
from tests.stacks.cloud.further_types import FURTHER_FORMS, FURTHER_UNTOLD, NO_IMPORT
from tests.stacks.cloud.later_types import LATER_FORMS, LATER_UNTOLD
from tests.stacks.cloud.test_lives import Life

from openline_stacks.cloud import HandlerError, LocalAws
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.engine import Difference, Found
from openline_stacks.older_names import with_older

# type -> the form of the id to import, in the words of its documentation; else it is its id.
FORMS: Final = with_older(
    {
        **FURTHER_FORMS,
        **LATER_FORMS,
        "aws:apigateway/deployment:Deployment": "{restApi}/{id}",
        "aws:apigateway/integration:Integration": "{restApi}/{resourceId}/{httpMethod}",
        "aws:apigateway/integrationResponse:IntegrationResponse": (
            "{restApi}/{resourceId}/{httpMethod}/{statusCode}"
        ),
        "aws:apigateway/method:Method": "{restApi}/{resourceId}/{httpMethod}",
        "aws:apigateway/methodResponse:MethodResponse": (
            "{restApi}/{resourceId}/{httpMethod}/{statusCode}"
        ),
        "aws:apigateway/resource:Resource": "{restApi}/{id}",
        "aws:apigateway/stage:Stage": "{restApi}/{stageName}",
        "aws:apigatewayv2/apiMapping:ApiMapping": "{id}/{domainName}",
        "aws:apigatewayv2/authorizer:Authorizer": "{apiId}/{id}",
        "aws:apigatewayv2/integration:Integration": "{apiId}/{id}",
        "aws:apigatewayv2/route:Route": "{apiId}/{id}",
        "aws:apigatewayv2/stage:Stage": "{apiId}/{id}",
        "aws:autoscaling/policy:Policy": "{autoscalingGroupName}/{id}",
        "aws:autoscaling/schedule:Schedule": "{autoscalingGroupName}/{id}",
        "aws:cloudwatch/eventRule:EventRule": "{eventBusName}/{name}",
        "aws:cloudwatch/eventTarget:EventTarget": "{eventBusName}/{rule}/{targetId}",
        "aws:cognito/userPoolClient:UserPoolClient": "{userPoolId}/{id}",
        "aws:ec2/routeTableAssociation:RouteTableAssociation": "{subnetId}/{routeTableId}",
        "aws:ecs/service:Service": "{clusterName}/{name}",
        "aws:ecs/taskDefinition:TaskDefinition": "{arn}",
        "aws:lambda/permission:Permission": "{function}/{statementId}",
        "aws:lb/targetGroupAttachment:TargetGroupAttachment": "{targetGroupArn},{targetId},{port}",
        "aws:s3/bucketObject:BucketObject": "{bucket}/{key}",
        "aws:s3/bucketObjectv2:BucketObjectv2": "{bucket}/{key}",
        "aws:secretsmanager/secretVersion:SecretVersion": "{secretId}|{versionId}",
        "aws:wafv2/webAcl:WebAcl": "{id}/{name}/{scope}",
    }
)
# type -> inputs that AWS tells nobody: the first `up` sends them once more.
UNTOLD: Final = {
    **FURTHER_UNTOLD,
    **LATER_UNTOLD,
    "aws:apigateway/integrationResponse:IntegrationResponse": {"responseTemplates"},
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {"changeableForDays"},
    "aws:kms/replicaKey:ReplicaKey": {"description"},  # moto's alone
    "aws:lambda/function:Function": {"code"},
    "aws:rds/cluster:Cluster": {"masterPassword"},
    "aws:rds/instance:Instance": {"password"},
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {"rules"},  # moto's alone
    "aws:secretsmanager/secret:Secret": {"forceOverwriteReplicaSecret"},
}
# type -> inputs with which it can stand beside the one that others use.
BESIDE: Final[dict[str, dict[str, Any]]] = {
    "aws:cloudfront/distribution:Distribution": {"aliases": ["beside.example.net"]},
}
# One of these needs things that no other of the same cloud has taken.
ALONE: Final = frozenset(
    {"aws:apigateway/deployment:Deployment",
     "aws:apigateway/integrationResponse:IntegrationResponse",
     "aws:apigateway/stage:Stage", "aws:kms/replicaKey:ReplicaKey"}
)  # fmt: skip


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(aws: LocalAws) -> Maker:
    return Maker(aws)


def _import_id(one: Life) -> str:
    words = {"eventBusName": "default", **one.outputs, **one.inputs, "id": one.id}
    words["clusterName"] = str(words.get("cluster")).rpartition("/")[2]
    return FORMS.get(one.type, "{id}").format_map(words)


def _taken_in(one: Life, id_: str) -> tuple[Found, Difference]:
    """What a fresh state holds of it, and what its program would change there."""
    fresh = one.again()
    found = fresh.read(one.type, one.urn, id_)
    assert found is not None
    checked = fresh.check(one.type, one.urn, found.inputs, found.inputs)
    assert checked.failures == ()
    assert checked.inputs.keys() == found.inputs.keys(), "Read's inputs have the keys of Check's"
    said = {key: value for key, value in one.named().items() if key != "tagsAll"}
    news = fresh.check(one.type, one.urn, checked.inputs, said).inputs
    differs = fresh.diff(one.type, one.urn, found.id, checked.inputs, found.outputs, news)
    return found, differs


@pytest.mark.parametrize("type_", sorted(HANDLERS.keys() - NO_IMPORT))
def test_a_type_is_imported_and_its_program_changes_nothing(
    type_: str, aws: LocalAws, shared: Maker
) -> None:
    one = Life(aws, Maker(aws) if type_ in ALONE else shared, type_)
    one.said |= BESIDE.get(type_, {})
    one.create()
    id_, region = _import_id(one), one.inputs.get("region")

    found, differs = _taken_in(one, f"{id_}@{region}" if region else id_)

    assert found.id == one.id
    untold = UNTOLD.get(type_, set()) | HANDLERS[type_].local
    assert set(differs.diffs) <= untold
    if region == one.resources.region:
        assert _taken_in(one, id_)[0] == found, "the provider's own region may be left out"
    _release(one)


def _release(one: Life) -> None:
    """What others would meet goes; what is protected harms nobody."""
    with suppress(HandlerError):
        one.delete()


def test_an_id_of_another_form_is_refused_with_the_right_one(aws: LocalAws, shared: Any) -> None:
    with pytest.raises(HandlerError, match="it has the form <apiId>/<id>"):
        aws.resources.read("aws:apigatewayv2/route:Route", "urn::r", "just-an-id")


def test_what_is_not_there_cannot_be_imported(aws: LocalAws, shared: Any) -> None:
    assert aws.resources.read("aws:ec2/vpc:Vpc", "urn::v", "vpc-0@us-west-2") is None
