"""Route 53: hosted zones."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from openline_stacks.cloud._handler import Call, Handler, Irregular, Life, Outputs, Tagging
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._route53 import bare

_HOME: Final = "us-east-1"


def _small(name: Any) -> Any:
    """As AWS keeps it: moto looks a record's zone up by the letters that it was given."""
    return name.lower() if isinstance(name, str) else name


def _zone_parameters(request: Request) -> dict[str, Any]:
    config: dict[str, Any] = {"Comment": request.get("comment") or "Managed by Pulumi"}
    params: dict[str, Any] = {"Name": _small(request.get("name")), "HostedZoneConfig": config}
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
        "@held": {**zone, "Name": _small(request.get("name", zone["Name"]))},
        "arn": f"arn:aws:route53:::hostedzone/{id_}",
        "comment": zone.get("Config", {}).get("Comment", ""),
        "name": bare(zone["Name"]),
        "nameServers": sorted(servers),
        "primaryNameServer": servers[0] if servers else None,
        "zoneId": id_,
    }


def _tell_name(request: Request, id_: str) -> str:
    """In the program's letters, with or without its dot at the end, where it is that name."""
    name = _read_zone(request, id_)["name"]
    said = request.get("name")
    return said if isinstance(said, str) and bare(said) == name else str(name)


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
            "name": _tell_name,
        },
        keep=frozenset({"vpcs"}),
        find=_find_zone,
        marked=True,
        revise=_comment_zone,
        revises=frozenset({"comment"}),
        remove=_remove_zone,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_HOSTED_ZONE,)
