"""Route 53: records. Its whole API is one control plane in us-east-1."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import whole
from openline_stacks.cloud._zones import existing_zone
from openline_stacks.cloud.handlers._route53 import bare
from openline_stacks.states import UNKNOWN

_HOME: Final = "us-east-1"


def _record_set(request: Request) -> dict[str, Any]:
    """One record set in the API's form."""
    record: dict[str, Any] = {"Name": request.get("name"), "Type": request.get("type")}
    if request.get("ttl") is not None:
        record["TTL"] = whole(request.get("ttl"))
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
        return {"Weight": whole(policy.get("weight"))}
    for policy in request.entries("latencyRoutingPolicies"):
        return {"Region": policy.get("region")}
    if request.get("multivalueAnswerRoutingPolicy"):
        return {"MultiValueAnswer": True}
    return {}


def _in_zone(request: Request) -> str:
    """The provider ends a name in its zone's where the program did not. Names of three labels and
    more are taken to be whole."""
    name = bare(request.get("name"))
    if name.count(".") > 1:
        return name
    answer = request.call("route53", "get_hosted_zone", Id=request.get("zoneId"))
    zone = bare(answer["HostedZone"]["Name"])
    return name if name == zone or name.endswith(f".{zone}") else f"{name}.{zone}".strip(".")


def _change(request: Request, **whole: str) -> dict[str, Any]:
    action = "UPSERT" if request.get("allowOverwrite") else "CREATE"
    change = {"Action": action, "ResourceRecordSet": _record_set(request) | whole}
    return {"HostedZoneId": request.get("zoneId"), "ChangeBatch": {"Changes": [change]}}


def _create_record(request: Request) -> str:
    if request.inside:  # elsewhere the zone is really there
        existing_zone(request.account, str(request.get("zoneId")), str(request.get("name")))
    change = _change(request, Name=_in_zone(request))
    request.call("route53", "change_resource_record_sets", **change)
    return _record_id(request)


def _record_id(request: Request) -> str:
    parts = [request.get("zoneId"), bare(request.get("name")), request.get("type")]
    if request.get("setIdentifier"):
        parts.append(request.get("setIdentifier"))
    return "_".join(parts)


def _read_record(request: Request, id_: str) -> Outputs:
    name = _in_zone(request) + "."
    answer = request.call(
        "route53",
        "list_resource_record_sets",
        HostedZoneId=request.get("zoneId"),
        StartRecordName=name,
        StartRecordType=request.get("type"),
    )
    for record in answer["ResourceRecordSets"]:
        if _is_it(record, request, name):
            held = {**record, "Name": request.get("name")}
            return {"@": {}, "@held": held, "fqdn": bare(name), "name": request.get("name")}
    raise request.missing("list_resource_record_sets", id_)


def _is_it(record: dict[str, Any], request: Request, name: str) -> bool:
    return (
        bare(record["Name"]) == bare(name)
        and record["Type"] == request.get("type")
        and record.get("SetIdentifier") == request.get("setIdentifier")
    )


def _find_record(request: Request) -> str:
    id_ = _record_id(request)
    _read_record(request, id_)
    return id_


def _upsert_record(request: Request, _id: str, _changed: frozenset[str]) -> None:
    record = _record_set(request) | {"Name": _in_zone(request)}
    change = {"Action": "UPSERT", "ResourceRecordSet": record}
    request.call(
        "route53",
        "change_resource_record_sets",
        HostedZoneId=request.get("zoneId"),
        ChangeBatch={"Changes": [change]},
    )


def _remove_record(request: Request, id_: str) -> None:
    """AWS deletes what it is told exactly: what it holds, not what the state says."""
    held = _read_record(request, id_)["@held"] | {"Name": _in_zone(request)}
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

HANDLERS: Final[tuple[Handler, ...]] = (_RECORD,)
