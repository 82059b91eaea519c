"""Functions that tell of a resource by its name, id or ARN, as the handler of its type reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from openline_stacks.cloud._function import Look
from openline_stacks.cloud._looking import look, outputs_now
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers import HANDLERS


@dataclass(frozen=True, slots=True)
class _Of:
    """`args`: the first of them that is given names it. `id`: what the id is made of."""

    type: str
    args: tuple[str, ...] = ("name",)
    id: str = "{given}"


_HELD: Final[Mapping[str, _Of]] = {
    "apigateway/getRestApi": _Of("aws:apigateway/restApi:RestApi", ("id",)),
    "apigatewayv2/getApi": _Of("aws:apigatewayv2/api:Api", ("apiId",)),
    "autoscaling/getGroup": _Of("aws:autoscaling/group:Group"),
    "cloudfront/getDistribution": _Of("aws:cloudfront/distribution:Distribution", ("id",)),
    "cloudwatch/getEventBus": _Of("aws:cloudwatch/eventBus:EventBus"),
    "cloudwatch/getEventConnection": _Of("aws:cloudwatch/eventConnection:EventConnection"),
    "cloudwatch/getLogGroup": _Of("aws:cloudwatch/logGroup:LogGroup"),
    "cognito/getUserPool": _Of("aws:cognito/userPool:UserPool", ("userPoolId",)),
    "dynamodb/getTable": _Of("aws:dynamodb/table:Table"),
    "ec2/getKeyPair": _Of("aws:ec2/keyPair:KeyPair", ("keyName",)),
    "ec2/getLaunchTemplate": _Of("aws:ec2/launchTemplate:LaunchTemplate", ("id",)),
    "ec2/getManagedPrefixList": _Of("aws:ec2/managedPrefixList:ManagedPrefixList", ("id",)),
    "ec2transitgateway/getRouteTable": _Of("aws:ec2transitgateway/routeTable:RouteTable", ("id",)),
    "ec2transitgateway/getTransitGateway": _Of(
        "aws:ec2transitgateway/transitGateway:TransitGateway", ("id",)
    ),
    "ec2transitgateway/getVpcAttachment": _Of(
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment", ("id",)
    ),
    "ecr/getRepository": _Of("aws:ecr/repository:Repository"),
    "ecs/getCluster": _Of("aws:ecs/cluster:Cluster", ("clusterName",)),
    "elasticache/getCluster": _Of("aws:elasticache/cluster:Cluster", ("clusterId",)),
    "elasticache/getReplicationGroup": _Of(
        "aws:elasticache/replicationGroup:ReplicationGroup", ("replicationGroupId",)
    ),
    "elasticache/getSubnetGroup": _Of("aws:elasticache/subnetGroup:SubnetGroup"),
    "iam/getInstanceProfile": _Of("aws:iam/instanceProfile:InstanceProfile"),
    "iam/getUser": _Of("aws:iam/user:User", ("userName",)),
    "kinesis/getStream": _Of("aws:kinesis/stream:Stream"),
    "kms/getAlias": _Of("aws:kms/alias:Alias"),
    "kms/getKey": _Of("aws:kms/key:Key", ("keyId",)),
    "lambda/getFunction": _Of("aws:lambda/function:Function", ("functionName",)),
    "rds/getCluster": _Of("aws:rds/cluster:Cluster", ("clusterIdentifier",)),
    "rds/getInstance": _Of("aws:rds/instance:Instance", ("dbInstanceIdentifier",)),
    "rds/getSubnetGroup": _Of("aws:rds/subnetGroup:SubnetGroup"),
    "secretsmanager/getSecret": _Of("aws:secretsmanager/secret:Secret", ("arn", "name")),
    "ses/getDomainIdentity": _Of("aws:ses/domainIdentity:DomainIdentity", ("domain",)),
    "ses/getEmailIdentity": _Of("aws:ses/emailIdentity:EmailIdentity", ("email",)),
    "sesv2/getEmailIdentity": _Of("aws:sesv2/emailIdentity:EmailIdentity", ("emailIdentity",)),
    "sfn/getActivity": _Of("aws:sfn/activity:Activity", ("arn",)),
    "sfn/getStateMachine": _Of(
        "aws:sfn/stateMachine:StateMachine",
        id="arn:aws:states:{region}:{account}:stateMachine:{given}",
    ),
    "sns/getTopic": _Of("aws:sns/topic:Topic", id="arn:aws:sns:{region}:{account}:{given}"),
}


def is_held(name: str) -> bool:
    """Whether it is such a function; `name` as in `iam/getUser`."""
    return name in _HELD and _HELD[name].type in HANDLERS


def held_names() -> list[str]:
    return [name for name in _HELD if is_held(name)]


def tell_held(name: str, look_up: Look) -> dict[str, Any]:
    """What AWS holds. Raises `HandlerError` where there is no such thing."""
    of = _HELD[name]
    given = next((look_up.args[arg] for arg in of.args if look_up.args.get(arg)), None)
    if given is None:
        raise look_up.error(f"is asked for by {' or '.join(of.args)}")
    handler = HANDLERS[of.type]
    id_ = of.id.format(given=given, region=look_up.region, account=look_up.account)
    request = Request(
        of.type,
        str(given),
        "",
        handler.home or look_up.region,
        look_up.account,
        {handler.name.property: str(given)} if handler.name and of.args[-1] != "arn" else {},
        look_up.client,
    )
    found = look(handler, request, id_)
    if found is None:
        raise look_up.error(f"there is no {of.type.rsplit(':', 1)[-1]} {given!r}")
    return {**outputs_now(handler, request, id_, found), "id": id_}
