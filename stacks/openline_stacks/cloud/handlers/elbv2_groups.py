"""Elastic Load Balancing: target groups."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._elbv2 import (
    TAGS,
    attribute_list,
    tag_list,
    taken_away,
    told_attribute,
)

_GROUP_ATTRIBUTES: Final = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
    "loadBalancingCrossZoneEnabled": "load_balancing.cross_zone.enabled",
    "slowStart": "slow_start.duration_seconds",
}
# Elastic Load Balancing user guide, "Target group attributes": what AWS takes where nothing is
# said.
_GROUP_USUAL: Final = {
    "deregistrationDelay": "300",
    "loadBalancingAlgorithmType": "round_robin",
    "loadBalancingAnomalyMitigation": "off",
    "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration",
    "slowStart": "0",
    "ipAddressType": "ipv4",
    "protocolVersion": "HTTP1",
    "targetType": "instance",
}


_HEALTH_CHECK: Final = {
    "enabled": "HealthCheckEnabled",
    "healthyThreshold": "HealthyThresholdCount",
    "interval": "HealthCheckIntervalSeconds",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}


def _group_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("elbv2", "create_target_group")
    check = request.block("healthCheck")
    plain = {
        "Name": request.get("name"),
        "Protocol": request.get("protocol"),
        "ProtocolVersion": request.get("protocolVersion"),
        "Port": request.get("port"),
        "VpcId": request.get("vpcId"),
        "TargetType": request.get("targetType"),
        "IpAddressType": request.get("ipAddressType"),
        **{member: check.get(word) for word, member in _HEALTH_CHECK.items()},
    }
    if isinstance(plain["HealthCheckProtocol"], str):  # the provider takes it in small letters too
        plain["HealthCheckProtocol"] = plain["HealthCheckProtocol"].upper()
    params = fit(shape, plain).values
    if check.get("matcher"):
        params["Matcher"] = {"HttpCode": check["matcher"]}
    return params | tag_list(request)


def _create_group(request: Request) -> str:
    answer = request.call("elbv2", "create_target_group", **_group_parameters(request))
    arn = str(answer["TargetGroups"][0]["TargetGroupArn"])
    attributes = attribute_list(request, _GROUP_ATTRIBUTES)
    if attributes:
        request.call(
            "elbv2", "modify_target_group_attributes", TargetGroupArn=arn, Attributes=attributes
        )
    return arn


def _read_target_group(request: Request, id_: str) -> Outputs:
    answer = request.call("elbv2", "describe_target_groups", TargetGroupArns=[id_])
    group = answer["TargetGroups"][0]
    return {
        "@": {key: group[key] for key in ("LoadBalancerArns", "ProtocolVersion") if key in group},
        "@held": group,
        "arn": id_,
        "arnSuffix": id_.rsplit(":", 1)[-1],
        "name": group["TargetGroupName"],
    }


def _told_check(request: Request, id_: str) -> dict[str, Any]:
    answer = request.call("elbv2", "describe_target_groups", TargetGroupArns=[id_])
    group = answer["TargetGroups"][0]
    told = {word: group.get(member) for word, member in _HEALTH_CHECK.items()}
    told["matcher"] = group.get("Matcher", {}).get("HttpCode")
    return {word: value for word, value in told.items() if value is not None}


def _revise_group(request: Request, id_: str, changed: frozenset[str]) -> None:
    if "healthCheck" in changed:
        shape = request.shape("elbv2", "modify_target_group")
        whole = _group_parameters(request)
        sent = {key: value for key, value in whole.items() if key in shape.members}
        request.call("elbv2", "modify_target_group", TargetGroupArn=id_, **sent)
    names = {k: v for k, v in _GROUP_ATTRIBUTES.items() if k in changed}
    attributes = attribute_list(request, names) + taken_away(request, names, _GROUP_USUAL)
    if attributes:
        request.call(
            "elbv2", "modify_target_group_attributes", TargetGroupArn=id_, Attributes=attributes
        )


_TARGET_GROUP: Final = Irregular(
    type="aws:lb/targetGroup:TargetGroup",
    service="elbv2",
    operation="create_target_group",
    params=_group_parameters,
    create=_create_group,
    held=Call("describe_target_groups", answer="TargetGroups[0]"),
    members={f"healthCheck.{word}": member for word, member in _HEALTH_CHECK.items()}
    | {"healthCheck.matcher": "Matcher"},
    read=_read_target_group,
    inputs=frozenset(_GROUP_ATTRIBUTES)
    | {"healthCheck", "ipAddressType", "name", "port", "protocol", "protocolVersion", "tags",
       "targetType", "vpcId"},
    name=AutoName(limit=32),
    life=Life(
        replace=frozenset({"ipAddressType", "name", "namePrefix", "port", "protocol",
                           "protocolVersion", "targetType", "vpcId"}),
        delete=(Call("delete_target_group", {"TargetGroupArn": "$id"}),),
        tags=TAGS,
        tells={
            input_: told_attribute("target_group", "TargetGroupArn", key)
            for input_, key in _GROUP_ATTRIBUTES.items()
        } | {"healthCheck": _told_check},
        find=Call("describe_target_groups", {"Names": ["$name"]}, "TargetGroups[0].TargetGroupArn"),
        usual=_GROUP_USUAL | {"healthCheck.enabled": True},
        revise=_revise_group,
        revises=frozenset(_GROUP_ATTRIBUTES) | {"healthCheck"},
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_TARGET_GROUP,)
