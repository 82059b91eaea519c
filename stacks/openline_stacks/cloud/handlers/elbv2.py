"""Elastic Load Balancing: balancers, target groups, listeners."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import camel, fit, plain

# Route 53 zones of application load balancers (AWS general reference, "Elastic Load Balancing
# endpoints and quotas"). moto answers one zone for every region; aliases need the right one.
_ZONES: Final = {
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-northeast-2": "ZWKZPGTI48KDX",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "sa-east-1": "Z2P70J7HTTTPLU",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}

_BALANCER_ATTRIBUTES: Final = {
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": (
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled"
    ),
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
_GROUP_ATTRIBUTES: Final = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
    "loadBalancingCrossZoneEnabled": "load_balancing.cross_zone.enabled",
    "slowStart": "slow_start.duration_seconds",
}


TAGS: Final = Tagging(
    {"ResourceArns": ["$id"]},
    "add_tags",
    "remove_tags",
    "describe_tags",
    "TagDescriptions[0].Tags",
)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) else str(value)


def _attributes(request: Request, names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"Key": key, "Value": _text(request.get(input_))}
        for input_, key in names.items()
        if request.get(input_) is not None
    ]


def _tags(request: Request) -> dict[str, Any]:
    tags = request.tags()
    return {"Tags": tags} if tags else {}


def _balancer_parameters(request: Request) -> dict[str, Any]:
    params = {
        "Name": request.get("name"),
        "Type": request.get("loadBalancerType", "application"),
        "Scheme": "internal" if request.get("internal") else "internet-facing",
        "Subnets": request.get("subnets"),
        "SecurityGroups": request.get("securityGroups"),
        "IpAddressType": request.get("ipAddressType"),
    }
    return {key: value for key, value in params.items() if value is not None} | _tags(request)


def _create_balancer(request: Request) -> str:
    if len(request.get("subnets", ())) < 2 and request.get("loadBalancerType") != "network":
        raise request.error("create_load_balancer: an application load balancer needs subnets "
                            "in at least two zones")  # fmt: skip
    answer = request.call("elbv2", "create_load_balancer", **_balancer_parameters(request))
    arn = str(answer["LoadBalancers"][0]["LoadBalancerArn"])
    attributes = _attributes(request, _BALANCER_ATTRIBUTES) + _log_attributes(request)
    if attributes:
        request.call(
            "elbv2",
            "modify_load_balancer_attributes",
            LoadBalancerArn=arn,
            Attributes=attributes,
        )
    return arn


def _log_attributes(request: Request) -> list[dict[str, str]]:
    logs = request.block("accessLogs")
    return [
        {"Key": f"access_logs.s3.{key}", "Value": _text(logs[key])}
        for key in ("enabled", "bucket", "prefix")
        if logs.get(key) is not None
    ]


def _read_balancer(request: Request, id_: str) -> Outputs:
    answer = request.call("elbv2", "describe_load_balancers", LoadBalancerArns=[id_])
    balancer = answer["LoadBalancers"][0]
    return {
        "@": {key: balancer[key] for key in ("IpAddressType", "VpcId") if key in balancer},
        "@held": balancer,
        "arn": id_,
        "arnSuffix": id_.partition(":loadbalancer/")[2],
        "dnsName": balancer["DNSName"],
        "name": balancer["LoadBalancerName"],
        "vpcId": balancer["VpcId"],
        "zoneId": _ZONES.get(request.region, balancer["CanonicalHostedZoneId"]),
    }


def _told_attribute(of: str, member: str, key: str) -> Call:
    return Call(
        f"describe_{of}_attributes", {member: "$id"}, f"Attributes[?Key=='{key}'] | [0].Value"
    )


# Elastic Load Balancing user guide, "Load balancer attributes" and "Target group attributes":
# what AWS takes where nothing is said.
_BALANCER_USUAL: Final = {
    "clientKeepAlive": "3600",
    "desyncMitigationMode": "defensive",
    "enableCrossZoneLoadBalancing": "true",
    "enableHttp2": "true",
    "idleTimeout": "60",
    "xffHeaderProcessingMode": "append",
}
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


def _told_logs(request: Request, id_: str) -> dict[str, str] | None:
    answer = request.call("elbv2", "describe_load_balancer_attributes", LoadBalancerArn=id_)
    held = {one["Key"]: one["Value"] for one in answer["Attributes"]}
    logs = {key: held.get(f"access_logs.s3.{key}") for key in ("bucket", "enabled", "prefix")}
    if logs["enabled"] != "true" and not request.get("accessLogs"):
        return None
    return {key: value for key, value in logs.items() if value}


def _revise_balancer(request: Request, id_: str, changed: frozenset[str]) -> None:
    place = {"LoadBalancerArn": id_}
    if "subnets" in changed:
        request.call("elbv2", "set_subnets", Subnets=request.get("subnets"), **place)
    if "securityGroups" in changed:
        groups = [*request.get("securityGroups", ())]
        request.call("elbv2", "set_security_groups", SecurityGroups=groups, **place)
    if "ipAddressType" in changed:
        kind = request.get("ipAddressType", "ipv4")
        request.call("elbv2", "set_ip_address_type", IpAddressType=kind, **place)
    names = {k: v for k, v in _BALANCER_ATTRIBUTES.items() if k in changed}
    attributes = _attributes(request, names) + _taken_away(request, names, _BALANCER_USUAL)
    if "accessLogs" in changed:
        off = [{"Key": "access_logs.s3.enabled", "Value": "false"}]
        attributes += _log_attributes(request) or off
    if attributes:
        request.call("elbv2", "modify_load_balancer_attributes", Attributes=attributes, **place)


def _taken_away(
    request: Request, names: dict[str, str], usual: dict[str, str]
) -> list[dict[str, str]]:
    """Attributes that the program does not name any more are what they were at first."""
    gone = [input_ for input_ in names if request.get(input_) is None]
    return [{"Key": names[one], "Value": usual.get(one, "false")} for one in gone]


def _remove_balancer(request: Request, id_: str) -> None:
    if request.get("enableDeletionProtection"):
        raise request.error(
            "delete_load_balancer: OperationNotPermitted: deletion protection is enabled; set "
            "enableDeletionProtection to false and deploy before you delete it"
        )
    request.call("elbv2", "delete_load_balancer", LoadBalancerArn=id_)


_LOAD_BALANCER: Final = Irregular(
    type="aws:lb/loadBalancer:LoadBalancer",
    service="elbv2",
    operation="create_load_balancer",
    params=_balancer_parameters,
    create=_create_balancer,
    held=Call("describe_load_balancers", answer="LoadBalancers[0]"),
    members={"internal": "Scheme", "loadBalancerType": "Type"},
    read=_read_balancer,
    inputs=frozenset(_BALANCER_ATTRIBUTES)
    | {"accessLogs", "internal", "ipAddressType", "loadBalancerType", "name", "securityGroups",
       "subnets", "tags"},
    name=AutoName(limit=32),
    life=Life(
        unique="DuplicateLoadBalancerName: A load balancer with the name {name} exists",
        replace=frozenset({"internal", "loadBalancerType", "name", "namePrefix"}),
        tags=TAGS,
        tells={
            **{input_: _told_attribute("load_balancer", "LoadBalancerArn", key)
               for input_, key in _BALANCER_ATTRIBUTES.items()},
            "accessLogs": _told_logs,
            "subnets": Call("describe_load_balancers", {"LoadBalancerArns": ["$id"]},
                            "LoadBalancers[0].AvailabilityZones[].SubnetId"),
        },
        back={"internal": lambda scheme: scheme == "internal"},
        find=Call("describe_load_balancers", {"Names": ["$name"]},
                  "LoadBalancers[0].LoadBalancerArn"),
        usual={"loadBalancerType": "application", "ipAddressType": "ipv4", **_BALANCER_USUAL},
        revise=_revise_balancer,
        revises=frozenset(_BALANCER_ATTRIBUTES)
        | {"accessLogs", "ipAddressType", "securityGroups", "subnets"},
        remove=_remove_balancer,
    ),
    deaf={"minimumLoadBalancerCapacity": "moto has no reservations; the world knows it from the "
                                         "inputs"},
)  # fmt: skip

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
    params = fit(shape, plain).values
    if check.get("matcher"):
        params["Matcher"] = {"HttpCode": check["matcher"]}
    return params | _tags(request)


def _create_group(request: Request) -> str:
    answer = request.call("elbv2", "create_target_group", **_group_parameters(request))
    arn = str(answer["TargetGroups"][0]["TargetGroupArn"])
    attributes = _attributes(request, _GROUP_ATTRIBUTES)
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
    attributes = _attributes(request, names) + _taken_away(request, names, _GROUP_USUAL)
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
            input_: _told_attribute("target_group", "TargetGroupArn", key)
            for input_, key in _GROUP_ATTRIBUTES.items()
        } | {"healthCheck": _told_check},
        find=Call("describe_target_groups", {"Names": ["$name"]}, "TargetGroups[0].TargetGroupArn"),
        usual=_GROUP_USUAL | {"healthCheck.enabled": True},
        revise=_revise_group,
        revises=frozenset(_GROUP_ATTRIBUTES) | {"healthCheck"},
    ),
)  # fmt: skip


def _listener_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("elbv2", "create_listener")
    plain = {
        "LoadBalancerArn": request.get("loadBalancerArn"),
        "Port": request.get("port"),
        "Protocol": request.get("protocol"),
        "SslPolicy": request.get("sslPolicy"),
        "DefaultActions": request.get("defaultActions"),
    }
    filled = fit(shape, plain, ACTION_RENAMES)
    if request.urn:
        for path in filled.strays:
            request.say(path[0].lower() + path[1:], "listeners have no such member here")
    params = filled.values
    if request.get("certificateArn") is not None:
        params["Certificates"] = [{"CertificateArn": request.get("certificateArn")}]
    return params | _tags(request)


ACTION_RENAMES: Final = {
    "DefaultActions.redirect": "RedirectConfig",
    "DefaultActions.fixedResponse": "FixedResponseConfig",
    "DefaultActions.forward": "ForwardConfig",
}


def _create_listener(request: Request) -> str:
    if request.get("protocol") in ("HTTPS", "TLS") and not request.get("certificateArn"):
        raise request.error("create_listener: a certificate must be specified for HTTPS listeners")
    answer = request.call("elbv2", "create_listener", **_listener_parameters(request))
    return str(answer["Listeners"][0]["ListenerArn"])


def _read_listener(request: Request, id_: str) -> Outputs:
    answer = request.call("elbv2", "describe_listeners", ListenerArns=[id_])
    listener = answer["Listeners"][0]
    return {"@": {}, "@held": listener, "arn": id_, "port": listener["Port"]}


def as_action(action: dict[str, Any]) -> dict[str, Any]:
    words = {"FixedResponseConfig": "fixedResponse", "ForwardConfig": "forward",
             "RedirectConfig": "redirect"}  # fmt: skip
    found = {words.get(key, camel(key)): plain(value) for key, value in action.items()}
    if "targetGroupArn" in found:
        found.pop("forward", None)  # AWS tells the one group in both ways
    return found


def _revise_listener(request: Request, id_: str, _changed: frozenset[str]) -> None:
    shape = request.shape("elbv2", "modify_listener")
    whole = _listener_parameters(request)
    sent = {key: value for key, value in whole.items() if key in shape.members}
    request.call("elbv2", "modify_listener", ListenerArn=id_, **sent)


_LISTENER: Final = Irregular(
    type="aws:lb/listener:Listener",
    service="elbv2",
    operation="create_listener",
    params=_listener_parameters,
    create=_create_listener,
    held=Call("describe_listeners", answer="Listeners[0]"),
    members={"certificateArn": "Certificates"},
    read=_read_listener,
    inputs=frozenset({"certificateArn", "defaultActions", "loadBalancerArn", "port", "protocol",
                      "sslPolicy", "tags"}),
    life=Life(
        unique="DuplicateListener: A listener already exists on this port for this load balancer",
        replace=frozenset({"loadBalancerArn"}),
        delete=(Call("delete_listener", {"ListenerArn": "$id"}),),
        tags=TAGS,
        back={
            "certificateArn": lambda many: many[0]["CertificateArn"] if many else None,
            "defaultActions": lambda actions: [as_action(one) for one in actions],
        },
        find=Call("describe_listeners", {"LoadBalancerArn": "$loadBalancerArn"},
                  Text("Listeners[?Port==`{port}`] | [0].ListenerArn")),
        usual={"mutualAuthentication": ...},
        revise=_revise_listener,
        revises=frozenset({"certificateArn", "defaultActions", "port", "protocol", "sslPolicy"}),
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_LISTENER, _LOAD_BALANCER, _TARGET_GROUP)
