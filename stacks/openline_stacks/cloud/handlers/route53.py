"""Route 53: records and health checks. Its whole API is one control plane in us-east-1."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from openline_stacks.cloud._handler import Call, Handler, Irregular, Life, Outputs, Tagging
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._zones import existing_zone
from openline_stacks.states import UNKNOWN

_HOME: Final = "us-east-1"


def _record_set(request: Request) -> dict[str, Any]:
    """One record set in the API's form."""
    record: dict[str, Any] = {"Name": request.get("name"), "Type": request.get("type")}
    if request.get("ttl") is not None:
        record["TTL"] = _whole(request.get("ttl"))
    if request.get("records") is not None:
        values = request.get("records")
        known = values is not UNKNOWN
        record["ResourceRecords"] = [{"Value": v} for v in values] if known else UNKNOWN
    for alias in request.entries("aliases"):
        record["AliasTarget"] = {
            "HostedZoneId": alias.get("zoneId"),
            "DNSName": alias.get("name"),
            "EvaluateTargetHealth": alias.get("evaluateTargetHealth"),
        }
    for input_, member in (("setIdentifier", "SetIdentifier"), ("healthCheckId", "HealthCheckId")):
        if request.get(input_) is not None:
            record[member] = request.get(input_)
    record.update(_routing(request))
    return record


def _routing(request: Request) -> dict[str, Any]:
    """The one routing policy of a record, if it has one."""
    for policy in request.entries("failoverRoutingPolicies"):
        return {"Failover": policy.get("type")}
    for policy in request.entries("weightedRoutingPolicies"):
        return {"Weight": _whole(policy.get("weight"))}
    for policy in request.entries("latencyRoutingPolicies"):
        return {"Region": policy.get("region")}
    if request.get("multivalueAnswerRoutingPolicy"):
        return {"MultiValueAnswer": True}
    return {}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value


def _change(request: Request) -> dict[str, Any]:
    action = "UPSERT" if request.get("allowOverwrite") else "CREATE"
    change = {"Action": action, "ResourceRecordSet": _record_set(request)}
    return {"HostedZoneId": request.get("zoneId"), "ChangeBatch": {"Changes": [change]}}


def _create_record(request: Request) -> str:
    if request.inside:  # elsewhere the zone is really there
        existing_zone(request.account, str(request.get("zoneId")), str(request.get("name")))
    request.call("route53", "change_resource_record_sets", **_change(request))
    return _record_id(request)


def _record_id(request: Request) -> str:
    parts = [request.get("zoneId"), _bare(request.get("name")), request.get("type")]
    if request.get("setIdentifier"):
        parts.append(request.get("setIdentifier"))
    return "_".join(parts)


def _bare(name: Any) -> str:
    return str(name).rstrip(".").lower()


def _read_record(request: Request, id_: str) -> Outputs:
    name = str(request.get("name")).rstrip(".") + "."
    answer = request.call(
        "route53",
        "list_resource_record_sets",
        HostedZoneId=request.get("zoneId"),
        StartRecordName=name,
        StartRecordType=request.get("type"),
    )
    for record in answer["ResourceRecordSets"]:
        if _is_it(record, request):
            held = {**record, "Name": request.get("name")}
            return {"@": {}, "@held": held, "fqdn": _bare(name), "name": request.get("name")}
    raise request.missing("list_resource_record_sets", id_)


def _is_it(record: dict[str, Any], request: Request) -> bool:
    return (
        _bare(record["Name"]) == _bare(request.get("name"))
        and record["Type"] == request.get("type")
        and record.get("SetIdentifier") == request.get("setIdentifier")
    )


def _find_record(request: Request) -> str:
    id_ = _record_id(request)
    _read_record(request, id_)
    return id_


def _upsert_record(request: Request, _id: str, _changed: frozenset[str]) -> None:
    change = {"Action": "UPSERT", "ResourceRecordSet": _record_set(request)}
    request.call(
        "route53",
        "change_resource_record_sets",
        HostedZoneId=request.get("zoneId"),
        ChangeBatch={"Changes": [change]},
    )


def _remove_record(request: Request, id_: str) -> None:
    """AWS deletes what it is told exactly: what it holds, not what the state says."""
    held = _read_record(request, id_)["@held"]
    request.call(
        "route53",
        "change_resource_record_sets",
        HostedZoneId=request.get("zoneId"),
        ChangeBatch={"Changes": [{"Action": "DELETE", "ResourceRecordSet": held}]},
    )


_RECORD: Final = Irregular(
    type="aws:route53/record:Record",
    service="route53",
    operation="change_resource_record_sets",
    params=_change,
    create=_create_record,
    read=_read_record,
    inputs=frozenset(
        {"aliases", "failoverRoutingPolicies", "healthCheckId", "latencyRoutingPolicies",
         "multivalueAnswerRoutingPolicy", "name", "records", "setIdentifier", "ttl", "type",
         "weightedRoutingPolicies", "zoneId"}
    ),
    held=Call("list_resource_record_sets", answer="ResourceRecordSets[0]"),
    inside="ChangeBatch.Changes[0].ResourceRecordSet",
    members={
        "aliases": "AliasTarget",
        "failoverRoutingPolicies": "Failover",
        "latencyRoutingPolicies": "Region",
        "multivalueAnswerRoutingPolicy": "MultiValueAnswer",
        "records": "ResourceRecords",
        "weightedRoutingPolicies": "Weight",
    },
    local=frozenset({"allowOverwrite"}),
    home=_HOME,
    life=Life(
        replace=frozenset({"name", "setIdentifier", "type", "zoneId"}),
        back={
            "aliases": lambda one: [
                {
                    "name": one["DNSName"],
                    "zoneId": one["HostedZoneId"],
                    "evaluateTargetHealth": one["EvaluateTargetHealth"],
                }
            ],
            "failoverRoutingPolicies": lambda role: [{"type": role}],
            "latencyRoutingPolicies": lambda region: [{"region": region}],
            "multivalueAnswerRoutingPolicy": bool,
            "records": lambda values: [one["Value"] for one in values],
            "weightedRoutingPolicies": lambda weight: [{"weight": weight}],
        },
        parts=r"(?P<zoneId>[^_]+)_(?P<name>.+?)_(?P<type>[A-Z]+)(_(?P<setIdentifier>.+))?",
        find=_find_record,
        revise=_upsert_record,
        revises=frozenset(
            {"aliases", "failoverRoutingPolicies", "healthCheckId", "latencyRoutingPolicies",
             "multivalueAnswerRoutingPolicy", "records", "ttl", "weightedRoutingPolicies"}
        ),
        remove=_remove_record,
    ),
)  # fmt: skip

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
        member: _whole(request.get(input_))
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
        replace=frozenset({"measureLatency", "referenceName", "requestInterval", "type"}),
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


def _zone_parameters(request: Request) -> dict[str, Any]:
    config: dict[str, Any] = {"Comment": request.get("comment") or "Managed by Pulumi"}
    params: dict[str, Any] = {"Name": request.get("name"), "HostedZoneConfig": config}
    own = request.token or f"{request.type} {request.urn or request.name}"
    params["CallerReference"] = hashlib.sha256(own.encode()).hexdigest()[:32]
    for vpc in request.entries("vpcs")[:1]:
        config["PrivateZone"] = True  # moto wants to be told
        region = vpc.get("vpcRegion") or request.get("region") or _HOME
        params["VPC"] = {"VPCRegion": region, "VPCId": vpc.get("vpcId")}
    return params


def _create_zone(request: Request) -> str:
    answer = request.call("route53", "create_hosted_zone", **_zone_parameters(request))
    id_ = str(answer["HostedZone"]["Id"]).rpartition("/")[2]
    if request.tags():
        request.call(
            "route53",
            "change_tags_for_resource",
            ResourceType="hostedzone",
            ResourceId=id_,
            AddTags=request.tags(),
        )
    return id_


def _read_zone(request: Request, id_: str) -> Outputs:
    answer = request.call("route53", "get_hosted_zone", Id=id_)
    zone = answer["HostedZone"]
    servers = answer.get("DelegationSet", {}).get("NameServers", [])
    return {
        "@": {},
        "@held": {**zone, "Name": request.get("name", zone["Name"])},
        "arn": f"arn:aws:route53:::hostedzone/{id_}",
        "comment": zone.get("Config", {}).get("Comment", ""),
        "name": _bare(zone["Name"]),
        "nameServers": sorted(servers),
        "primaryNameServer": servers[0] if servers else None,
        "zoneId": id_,
    }


def _remove_zone(request: Request, id_: str) -> None:
    """A zone is born with two records, which go with it; `forceDestroy` deletes the others."""
    if request.get("forceDestroy"):
        answer = request.call("route53", "list_resource_record_sets", HostedZoneId=id_)
        gone = [
            {"Action": "DELETE", "ResourceRecordSet": one}
            for one in answer["ResourceRecordSets"]
            if one["Type"] not in ("NS", "SOA")
        ]
        if gone:
            changes = {"Changes": gone}
            request.call(
                "route53", "change_resource_record_sets", HostedZoneId=id_, ChangeBatch=changes
            )
    request.call("route53", "delete_hosted_zone", Id=id_)


def _find_zone(request: Request) -> str | None:
    wanted = _zone_parameters(request)["CallerReference"]
    for one in request.call("route53", "list_hosted_zones")["HostedZones"]:
        if one.get("CallerReference") == wanted:
            return str(one["Id"]).rpartition("/")[2]
    return None


def _comment_zone(request: Request, id_: str, _changed: frozenset[str]) -> None:
    comment = request.get("comment") or "Managed by Pulumi"
    request.call("route53", "update_hosted_zone_comment", Id=id_, Comment=comment)


_HOSTED_ZONE: Final = Irregular(
    type="aws:route53/zone:Zone",
    service="route53",
    operation="create_hosted_zone",
    params=_zone_parameters,
    create=_create_zone,
    read=_read_zone,
    inputs=frozenset({"comment", "name", "tags", "vpcs"}),
    held=Call("get_hosted_zone", answer="HostedZone"),
    defaults={"comment": "Managed by Pulumi"},
    local=frozenset({"forceDestroy"}),
    home=_HOME,
    life=Life(
        replace=frozenset({"name", "vpcs"}),
        tags=Tagging(
            {"ResourceType": "hostedzone", "ResourceId": "$id"},
            "change_tags_for_resource",
            "change_tags_for_resource",
            answer="ResourceTagSet.Tags",
        ),
        tells={
            "comment": Call("get_hosted_zone", {"Id": "$id"}, "HostedZone.Config.Comment"),
            "name": lambda request, id_: _read_zone(request, id_)["name"],
        },
        keep=frozenset({"vpcs"}),
        find=_find_zone,
        marked=True,
        revise=_comment_zone,
        revises=frozenset({"comment"}),
        remove=_remove_zone,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_HEALTH_CHECK, _HOSTED_ZONE, _RECORD)
