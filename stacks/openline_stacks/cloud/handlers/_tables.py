"""DynamoDB: what becomes of a table, of its replicas, indexes, backups and expiry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import Call
from openline_stacks.cloud._request import Request, find


def encryption(enabled: Any, key_arn: Any) -> dict[str, Any]:
    if not enabled:
        return {}
    specification = {"Enabled": True, "SSEType": "KMS"}
    if key_arn is not None:
        specification["KMSMasterKeyId"] = key_arn
    return {"SSESpecification": specification}


def index(request: Request, one: Mapping[str, Any], member: str) -> dict[str, Any]:
    """One secondary index in the API's form."""
    keys = [(one.get("hashKey") or request.get("hashKey"), "HASH"), (one.get("rangeKey"), "RANGE")]
    projection: dict[str, Any] = {"ProjectionType": one.get("projectionType")}
    if one.get("nonKeyAttributes"):
        projection["NonKeyAttributes"] = one.get("nonKeyAttributes")
    index: dict[str, Any] = {
        "IndexName": one.get("name"),
        "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind in keys if key],
        "Projection": projection,
    }
    provisioned = request.get("billingMode", "PROVISIONED") == "PROVISIONED"
    if provisioned and member == "GlobalSecondaryIndexes":
        index["ProvisionedThroughput"] = {
            "ReadCapacityUnits": int(one.get("readCapacity") or 1),
            "WriteCapacityUnits": int(one.get("writeCapacity") or 1),
        }
    return index


def create_replica(
    request: Request, parameters: Mapping[str, Any], replica: Mapping[str, Any]
) -> None:
    region = str(replica.get("regionName"))
    own = {key: value for key, value in parameters.items() if key != "SSESpecification"}
    own.update(encryption(bool(parameters.get("SSESpecification")), replica.get("kmsKeyArn")))
    own["DeletionProtectionEnabled"] = bool(replica.get("deletionProtectionEnabled"))
    if not replica.get("propagateTags"):
        own.pop("Tags", None)
    request.call("dynamodb", "create_table", region=region, **own)
    wanted = {"enabled": True} if replica.get("pointInTimeRecovery") else None
    recovery(request, region, wanted)


def recovery(
    request: Request, region: str, wanted: Mapping[str, Any] | None, *, off: bool = False
) -> None:
    """Turn point-in-time recovery on; with `off`, off where it is not wanted."""
    on = bool(wanted and wanted.get("enabled"))
    if not on and not off:
        return
    specification: dict[str, Any] = {"PointInTimeRecoveryEnabled": on}
    if on and wanted and wanted.get("recoveryPeriodInDays") is not None:
        specification["RecoveryPeriodInDays"] = int(wanted["recoveryPeriodInDays"])
    request.call(
        "dynamodb",
        "update_continuous_backups",
        region=region,
        TableName=request.get("name"),
        PointInTimeRecoverySpecification=specification,
    )


def expiry(request: Request) -> None:
    """Turn the expiry of items on or off."""
    ttl = request.block("ttl")
    name = ttl.get("attributeName")
    held = told_ttl(request, str(request.get("name"))) or {}
    on = bool(ttl) and ttl.get("enabled") is not False
    if held.get("enabled", False) == on and (not on or held.get("attributeName") == name):
        return
    request.call(
        "dynamodb",
        "update_time_to_live",
        TableName=request.get("name"),
        TimeToLiveSpecification={
            "AttributeName": name or held.get("attributeName"),
            "Enabled": on,
        },
    )


def told(path: str) -> Call:
    """A value of the table's description."""
    return Call("describe_table", {"TableName": "$id"}, f"Table.{path}")


def told_recovery(request: Request, id_: str) -> dict[str, Any]:
    answer = request.call("dynamodb", "describe_continuous_backups", TableName=id_)
    path = "ContinuousBackupsDescription.PointInTimeRecoveryDescription"
    held = find(path, answer) or {}
    on = held.get("PointInTimeRecoveryStatus") == "ENABLED"
    days = request.block("pointInTimeRecovery").get("recoveryPeriodInDays")
    # moto keeps no period
    return {"enabled": on} | ({"recoveryPeriodInDays": days} if days is not None else {})


def told_encryption(request: Request, id_: str) -> dict[str, Any] | None:
    table = request.call("dynamodb", "describe_table", TableName=id_)["Table"]
    held = table.get("SSEDescription")
    if held is None:
        return {"enabled": False} if request.block("serverSideEncryption") else None
    found: dict[str, Any] = {"enabled": held.get("Status") in ("ENABLED", "ENABLING")}
    said = request.get("serverSideEncryption")
    if held.get("KMSMasterKeyArn") and (
        said is None or request.block("serverSideEncryption").get("kmsKeyArn")
    ):
        found["kmsKeyArn"] = held["KMSMasterKeyArn"]
    return found


def told_ttl(request: Request, id_: str) -> dict[str, Any] | None:
    answer = request.call("dynamodb", "describe_time_to_live", TableName=id_)
    held = answer.get("TimeToLiveDescription", {})
    if held.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        return {"enabled": False} if request.block("ttl") else None
    return {"enabled": True, "attributeName": held.get("AttributeName")}


def told_indexes(member: str) -> Callable[[Request, str], Any]:
    """Secondary indexes as the program writes them."""

    def tell(request: Request, id_: str) -> list[dict[str, Any]]:
        table = request.call("dynamodb", "describe_table", TableName=id_)["Table"]
        return [_as_index(one) for one in table.get(member) or ()]

    return tell


def _as_index(one: Mapping[str, Any]) -> dict[str, Any]:
    keys = {key["KeyType"]: key["AttributeName"] for key in one["KeySchema"]}
    found: dict[str, Any] = {
        "name": one["IndexName"],
        "hashKey": keys.get("HASH"),
        "rangeKey": keys.get("RANGE"),
        "projectionType": one["Projection"].get("ProjectionType"),
        "nonKeyAttributes": one["Projection"].get("NonKeyAttributes"),
        "readCapacity": find("ProvisionedThroughput.ReadCapacityUnits", one),
        "writeCapacity": find("ProvisionedThroughput.WriteCapacityUnits", one),
    }
    return {key: value for key, value in found.items() if value}


def told_replicas(request: Request, id_: str) -> list[dict[str, Any]]:
    """Those of the program's that are there: moto lists none."""
    return [dict(one) for one in request.entries("replicas") if _held(request, id_, one)]


def _held(request: Request, id_: str, replica: Mapping[str, Any]) -> bool:
    region = str(replica.get("regionName"))
    try:
        request.call("dynamodb", "describe_table", region=region, TableName=id_)
    except HandlerError as error:
        if error.code == "ResourceNotFoundException":
            return False
        raise
    return True


def revise_table(
    request: Request, id_: str, changed: frozenset[str], whole: Mapping[str, Any]
) -> None:
    """The main call, then what has calls of its own."""
    sent = _main(changed, whole, request)
    if sent:
        request.call("dynamodb", "update_table", TableName=id_, **sent)
    if "globalSecondaryIndexes" in changed:
        _revise_indexes(request, id_, whole)
    if "pointInTimeRecovery" in changed:
        recovery(request, request.region, request.block("pointInTimeRecovery") or {}, off=True)
    if "ttl" in changed:
        expiry(request)
    if "replicas" in changed:
        _revise_replicas(request, id_, whole)


def _main(changed: frozenset[str], whole: Mapping[str, Any], request: Request) -> dict[str, Any]:
    members = {
        "billingMode": ("BillingMode", "ProvisionedThroughput"),
        "deletionProtectionEnabled": ("DeletionProtectionEnabled",),
        "readCapacity": ("ProvisionedThroughput",),
        "serverSideEncryption": ("SSESpecification",),
        "tableClass": ("TableClass",),
        "writeCapacity": ("ProvisionedThroughput",),
    }
    sent = {m: whole[m] for i in changed for m in members.get(i, ()) if m in whole}
    if "deletionProtectionEnabled" in changed:
        sent.setdefault("DeletionProtectionEnabled", False)
    if "serverSideEncryption" in changed:
        sent.setdefault("SSESpecification", {"Enabled": False})
    if changed & {"streamEnabled", "streamViewType"}:
        off = {"StreamEnabled": False}
        sent["StreamSpecification"] = whole.get("StreamSpecification", off)
        if request.outputs.get("streamEnabled") and sent["StreamSpecification"] != off:
            request.call(
                "dynamodb",
                "update_table",
                TableName=request.get("name"),
                StreamSpecification=off,
            )
    return sent


def _revise_indexes(request: Request, id_: str, whole: Mapping[str, Any]) -> None:
    table = request.call("dynamodb", "describe_table", TableName=id_)["Table"]
    held = {one["IndexName"]: _as_index(one) for one in table.get("GlobalSecondaryIndexes") or ()}
    wanted = {one["IndexName"]: one for one in whole.get("GlobalSecondaryIndexes", ())}
    steps: list[dict[str, Any]] = [
        {"Delete": {"IndexName": name}}
        for name in held
        if name not in wanted or held[name] != _as_index(wanted[name])
    ]
    steps += [{"Create": one} for name, one in wanted.items() if held.get(name) != _as_index(one)]
    for step in steps:  # AWS takes one a call
        request.call(
            "dynamodb",
            "update_table",
            TableName=id_,
            AttributeDefinitions=whole["AttributeDefinitions"],
            GlobalSecondaryIndexUpdates=[step],
        )


def _revise_replicas(request: Request, id_: str, whole: Mapping[str, Any]) -> None:
    wanted = [str(one.get("regionName")) for one in request.entries("replicas")]
    before = request.outputs.get("replicas") or ()
    for one in before:
        region = str(one.get("regionName"))
        if region not in wanted:
            _remove_replica(request, id_, region)
    for replica in request.entries("replicas"):
        if not _held(request, id_, replica):
            create_replica(request, whole, replica)


def _remove_replica(request: Request, id_: str, region: str) -> None:
    place = {"region": region, "TableName": id_}
    if _held(request, id_, {"regionName": region}):
        request.call("dynamodb", "update_table", DeletionProtectionEnabled=False, **place)
        request.call("dynamodb", "delete_table", **place)


def remove_table(request: Request, id_: str) -> None:
    """The replicas first, unless the table is protected against deletion."""
    table = request.call("dynamodb", "describe_table", TableName=id_)["Table"]
    if table.get("DeletionProtectionEnabled"):
        raise request.error(
            "delete_table: ValidationException: deletion protection is on; set "
            "deletionProtectionEnabled to false and deploy before you delete it"
        )
    for replica in request.entries("replicas"):
        _remove_replica(request, id_, str(replica.get("regionName")))
    request.call("dynamodb", "delete_table", TableName=id_)
