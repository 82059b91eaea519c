"""Cloud Map: namespaces, and services that are found in them."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import Request, Text

_TAGS: Final = Tagging({"ResourceARN": Text("{arn}")})
_MEMBERS: Final = {"description": "Description", "name": "Name", "vpc": "Vpc"}


def _parameters(request: Request) -> dict[str, Any]:
    tags = request.tags()
    return request.given(_MEMBERS) | ({"Tags": tags} if tags else {})


def _read(request: Request, id_: str) -> Outputs:
    held = request.call("servicediscovery", "get_namespace", Id=id_)["Namespace"]
    properties = held.get("Properties", {})
    return {
        "@": {},
        "arn": held["Arn"],
        "description": held.get("Description"),
        "hostedZone": properties.get("DnsProperties", {}).get("HostedZoneId"),
        "httpName": properties.get("HttpProperties", {}).get("HttpName"),
        "name": held["Name"],
    }


def _network(request: Request, id_: str) -> str:
    """Of a private namespace: only its zone tells it."""
    zone = _read(request, id_)["hostedZone"]
    answer = request.call("route53", "get_hosted_zone", region="us-east-1", Id=zone)
    return str(answer["VPCs"][0]["VPCId"])


def _namespace(kind: str, low: str, told: str, *, unique: str = "", parts: str = "") -> Irregular:
    """Of one of three kinds; AWS makes one in an operation of its own, which tells its id."""

    def create(request: Request) -> str:
        operation = f"create_{low}_namespace"
        begun = request.call("servicediscovery", operation, **_parameters(request))
        made = request.call("servicediscovery", "get_operation", OperationId=begun["OperationId"])
        return str(made["Operation"]["Targets"]["NAMESPACE"])

    def revise(request: Request, id_: str, _changed: frozenset[str]) -> None:
        change = {"Description": request.get("description", "")}
        request.call("servicediscovery", f"update_{low}_namespace", Id=id_, Namespace=change)

    def left(request: Request) -> str | None:
        page = request.call("servicediscovery", "list_namespaces")
        for one in page["Namespaces"]:
            if (one["Name"], one["Type"]) != (request.get("name"), told):
                continue
            if not place or _network(request, one["Id"]) == request.get("vpc"):
                return str(one["Id"])
        return None

    place = {"vpc"} if "vpc" in parts else set()
    return Irregular(
        type=f"aws:servicediscovery/{kind[:1].lower()}{kind[1:]}Namespace:{kind}Namespace",
        service="servicediscovery",
        operation=f"create_{low}_namespace",
        params=_parameters,
        create=create,
        read=_read,
        inputs=frozenset({"description", "name", "tags", *place}),
        members=_MEMBERS,
        name=AutoName(limit=253),
        life=Life(
            replace=frozenset({"name", *place}),
            delete=(Call("delete_namespace", {"Id": "$id"}),),
            tags=_TAGS,
            keep=frozenset(place),
            unique=unique,
            find=left,
            revise=revise,
            revises=frozenset({"description"}),
            parts=parts,
        ),
    )


def _find_service(request: Request) -> str | None:
    """By its name in its namespace, which a list does not tell."""
    own = request.get("namespaceId") or request.block("dnsConfig").get("namespaceId")
    for one in request.call("servicediscovery", "list_services")["Services"]:
        if one["Name"] == request.get("name"):
            held = request.call("servicediscovery", "get_service", Id=one["Id"])["Service"]
            if own in (held.get("NamespaceId"), held.get("DnsConfig", {}).get("NamespaceId")):
                return str(one["Id"])
    return None


def _revise_service(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """What an update does not say is gone, but for a name and a place, which cannot change."""
    change: dict[str, Any] = {"Description": request.get("description", "")}
    records = request.block("dnsConfig").get("dnsRecords")
    if records:
        change["DnsConfig"] = {
            "DnsRecords": [{"TTL": int(one["ttl"]), "Type": one["type"]} for one in records]
        }
    check = request.block("healthCheckConfig")
    if check:
        names = {"type": "Type", "resourcePath": "ResourcePath"}
        change["HealthCheckConfig"] = {m: check[i] for i, m in names.items() if i in check}
        if "failureThreshold" in check:
            change["HealthCheckConfig"]["FailureThreshold"] = int(check["failureThreshold"])
    request.call("servicediscovery", "update_service", Id=id_, Service=change)


_SERVICE: Final = Declared(
    type="aws:servicediscovery/service:Service",
    service="servicediscovery",
    create=Call("create_service", answer="Service"),
    id="Id",
    read=Call("get_service", {"Id": "$id"}, "Service"),
    out={"arn": "Arn", "namespaceId": "NamespaceId || DnsConfig.NamespaceId"},
    name=AutoName(limit=127),
    local=frozenset({"forceDestroy"}),
    life=Life(
        unique="ServiceAlreadyExists: Service with name {name} already exists.",
        replace=frozenset({"healthCheckCustomConfig", "name", "namespaceId", "type"}),
        delete=(Call("delete_service", {"Id": "$id"}),),
        tags=_TAGS,
        usual={"dnsConfig.routingPolicy": "MULTIVALUE", "namespaceId": ..., "type": ...},
        find=_find_service,
        revise=_revise_service,
        revises=frozenset({"description", "dnsConfig", "healthCheckConfig"}),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _namespace(
        "Http",
        "http",
        "HTTP",
        unique="NamespaceAlreadyExists: The namespace {name} already exists.",
    ),
    _namespace("PrivateDns", "private_dns", "DNS_PRIVATE", parts=r"(?P<id>[^:]+):(?P<vpc>.+)"),
    _namespace("PublicDns", "public_dns", "DNS_PUBLIC"),
    _SERVICE,
)
