"""Elastic Load Balancing: balancers."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._elbv2 import (
    TAGS,
    as_text,
    attribute_list,
    tag_list,
    taken_away,
    told_attribute,
)

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


def zone_of_balancers(region: str) -> str | None:
    """Route 53's zone of a region's application load balancers; None where it is not known here."""
    return _ZONES.get(region)


def _balancer_parameters(request: Request) -> dict[str, Any]:
    params = {
        "Name": request.get("name"),
        "Type": request.get("loadBalancerType", "application"),
        "Scheme": "internal" if request.get("internal") else "internet-facing",
        "Subnets": request.get("subnets"),
        "SecurityGroups": request.get("securityGroups"),
        "IpAddressType": request.get("ipAddressType"),
    }
    return {key: value for key, value in params.items() if value is not None} | tag_list(request)


def _create_balancer(request: Request) -> str:
    if len(request.get("subnets", ())) < 2 and request.get("loadBalancerType") != "network":
        raise request.error("create_load_balancer: an application load balancer needs subnets "
                            "in at least two zones")  # fmt: skip
    answer = request.call("elbv2", "create_load_balancer", **_balancer_parameters(request))
    arn = str(answer["LoadBalancers"][0]["LoadBalancerArn"])
    attributes = attribute_list(request, _BALANCER_ATTRIBUTES) + _log_attributes(request)
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
        {"Key": f"access_logs.s3.{key}", "Value": as_text(logs[key])}
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
        "zoneId": zone_of_balancers(request.region) or balancer["CanonicalHostedZoneId"],
    }


# Elastic Load Balancing user guide, "Load balancer attributes": what AWS takes where nothing is
# said.
_BALANCER_USUAL: Final = {
    "clientKeepAlive": "3600",
    "desyncMitigationMode": "defensive",
    "enableCrossZoneLoadBalancing": "true",
    "enableHttp2": "true",
    "idleTimeout": "60",
    "xffHeaderProcessingMode": "append",
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
    attributes = attribute_list(request, names) + taken_away(request, names, _BALANCER_USUAL)
    if "accessLogs" in changed:
        off = [{"Key": "access_logs.s3.enabled", "Value": "false"}]
        attributes += _log_attributes(request) or off
    if attributes:
        request.call("elbv2", "modify_load_balancer_attributes", Attributes=attributes, **place)


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
            **{input_: told_attribute("load_balancer", "LoadBalancerArn", key)
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

HANDLERS: Final[tuple[Handler, ...]] = (_LOAD_BALANCER,)
