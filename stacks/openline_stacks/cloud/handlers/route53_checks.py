"""Route 53: health checks."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from openline_stacks.cloud._handler import Call, Handler, Irregular, Life, Outputs, Tagging
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import whole

_HOME: Final = "us-east-1"
_CHECK_MEMBERS: Final = {
    "childHealthThreshold": "HealthThreshold",
    "childHealthchecks": "ChildHealthChecks",
    "disabled": "Disabled",
    "enableSni": "EnableSNI",
    "failureThreshold": "FailureThreshold",
    "fqdn": "FullyQualifiedDomainName",
    "insufficientDataHealthStatus": "InsufficientDataHealthStatus",
    "invertHealthcheck": "Inverted",
    "ipAddress": "IPAddress",
    "measureLatency": "MeasureLatency",
    "port": "Port",
    "regions": "Regions",
    "requestInterval": "RequestInterval",
    "resourcePath": "ResourcePath",
    "routingControlArn": "RoutingControlArn",
    "searchString": "SearchString",
    "type": "Type",
}


def _check_parameters(request: Request) -> dict[str, Any]:
    config = {
        member: whole(request.get(input_))
        for input_, member in _CHECK_MEMBERS.items()
        if request.get(input_) is not None
    }
    if request.get("cloudwatchAlarmName") is not None:
        config["AlarmIdentifier"] = {
            "Name": request.get("cloudwatchAlarmName"),
            "Region": request.get("cloudwatchAlarmRegion"),
        }
    # AWS refuses to make a second check with the same reference: one resource, one check.
    own = request.token or f"{request.type} {request.urn or request.name}"
    reference = hashlib.sha256(own.encode()).hexdigest()[:32]
    return {"CallerReference": reference, "HealthCheckConfig": config}


def _find_check(request: Request) -> str | None:
    wanted = _check_parameters(request)["CallerReference"]
    for page in request.client("route53", _HOME).get_paginator("list_health_checks").paginate():
        for one in page["HealthChecks"]:
            if one["CallerReference"] == wanted:
                return str(one["Id"])
    return None


def _revise_check(request: Request, id_: str, _changed: frozenset[str]) -> None:
    shape = request.shape("route53", "update_health_check")
    config = _check_parameters(request)["HealthCheckConfig"]
    sent = {key: value for key, value in config.items() if key in shape.members}
    request.call("route53", "update_health_check", HealthCheckId=id_, **sent)


def _create_check(request: Request) -> str:
    answer = request.call("route53", "create_health_check", **_check_parameters(request))
    id_ = str(answer["HealthCheck"]["Id"])
    tags = request.tags()
    if tags:
        request.call(
            "route53",
            "change_tags_for_resource",
            ResourceType="healthcheck",
            ResourceId=id_,
            AddTags=tags,
        )
    return id_


def _read_check(request: Request, id_: str) -> Outputs:
    config = request.call("route53", "get_health_check", HealthCheckId=id_)["HealthCheck"]
    return {"@": config["HealthCheckConfig"], "arn": f"arn:aws:route53:::healthcheck/{id_}"}


_HEALTH_CHECK: Final = Irregular(
    type="aws:route53/healthCheck:HealthCheck",
    service="route53",
    operation="create_health_check",
    params=_check_parameters,
    create=_create_check,
    read=_read_check,
    inputs=frozenset(_CHECK_MEMBERS) | {"cloudwatchAlarmName", "cloudwatchAlarmRegion", "tags"},
    held=Call("get_health_check", answer="HealthCheck.HealthCheckConfig"),
    inside="HealthCheckConfig",
    members=_CHECK_MEMBERS | {"cloudwatchAlarmName": "AlarmIdentifier"},
    local=frozenset({"referenceName", "triggers"}),
    home=_HOME,
    life=Life(
        replace=frozenset(
            {"measureLatency", "referenceName", "requestInterval", "routingControlArn", "type"}
        ),
        delete=(Call("delete_health_check", {"HealthCheckId": "$id"}),),
        tags=Tagging(
            {"ResourceType": "healthcheck", "ResourceId": "$id"},
            "change_tags_for_resource",
            "change_tags_for_resource",
            answer="ResourceTagSet.Tags",
        ),
        back={"cloudwatchAlarmName": lambda alarm: alarm["Name"]},
        tells={
            "cloudwatchAlarmRegion": Call(
                "get_health_check",
                {"HealthCheckId": "$id"},
                "HealthCheck.HealthCheckConfig.AlarmIdentifier.Region",
            )
        },
        usual={"failureThreshold": ..., "port": ..., "requestInterval": ...},
        find=_find_check,
        marked=True,
        revise=_revise_check,
        revises=frozenset(_CHECK_MEMBERS) - {"measureLatency", "requestInterval", "type"}
        | {"cloudwatchAlarmName", "cloudwatchAlarmRegion"},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_HEALTH_CHECK,)
