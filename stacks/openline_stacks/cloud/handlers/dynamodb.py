"""DynamoDB: tables, and global tables as the same table in each region.

moto ignores `ReplicaUpdates`, so each replica is a table of its own, with its own key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Handler, Irregular, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit
from openline_stacks.states import UNKNOWN


def _table_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("dynamodb", "create_table")
    plain = {
        "TableName": request.get("name"),
        "BillingMode": request.get("billingMode", "PROVISIONED"),
        "AttributeDefinitions": _attributes(request),
        "KeySchema": _key_schema(request),
        "DeletionProtectionEnabled": request.get("deletionProtectionEnabled"),
        "TableClass": request.get("tableClass"),
        "Tags": request.get("tags"),
    }
    if plain["BillingMode"] == "PROVISIONED":
        plain["ProvisionedThroughput"] = _provisioned(request)
    params = fit(shape, plain).values
    if request.get("streamEnabled"):
        view = request.get("streamViewType")
        params["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": view}
    encryption = request.block("serverSideEncryption")
    params.update(_encryption(encryption.get("enabled"), encryption.get("kmsKeyArn")))
    return params


def _attributes(request: Request) -> Any:
    if request.get("attributes") is UNKNOWN:
        return UNKNOWN
    return [
        {"AttributeName": entry.get("name"), "AttributeType": entry.get("type")}
        for entry in request.entries("attributes")
    ]


def _key_schema(request: Request) -> list[dict[str, Any]]:
    keys = (("hashKey", "HASH"), ("rangeKey", "RANGE"))
    return [
        {"AttributeName": request.get(input_), "KeyType": kind}
        for input_, kind in keys
        if request.get(input_) is not None
    ]


def _provisioned(request: Request) -> dict[str, Any]:
    return {
        "ReadCapacityUnits": request.get("readCapacity", 1),
        "WriteCapacityUnits": request.get("writeCapacity", 1),
    }


def _encryption(enabled: Any, key_arn: Any) -> dict[str, Any]:
    if not enabled:
        return {}
    specification = {"Enabled": True, "SSEType": "KMS"}
    if key_arn is not None:
        specification["KMSMasterKeyId"] = key_arn
    return {"SSESpecification": specification}


def _create_table(request: Request) -> str:
    name = str(request.get("name"))
    _refuse_replicas(request)
    parameters = _table_parameters(request)
    request.call("dynamodb", "create_table", **parameters)
    _recovery(request, request.region, request.block("pointInTimeRecovery"))
    for replica in request.entries("replicas"):
        _create_replica(request, parameters, replica)
    return name


def _refuse_replicas(request: Request) -> None:
    """What AWS refuses and separate tables would hide."""
    regions = [str(replica.get("regionName")) for replica in request.entries("replicas")]
    if request.region in regions:
        raise request.error(
            f"update_table: a replica cannot be in the table's own region {request.region}"
        )
    for region in regions:
        if regions.count(region) > 1:
            raise request.error(f"update_table: two replicas in {region}")


def _create_replica(
    request: Request, parameters: Mapping[str, Any], replica: Mapping[str, Any]
) -> None:
    region = str(replica.get("regionName"))
    own = {key: value for key, value in parameters.items() if key != "SSESpecification"}
    own.update(_encryption(bool(parameters.get("SSESpecification")), replica.get("kmsKeyArn")))
    own["DeletionProtectionEnabled"] = bool(replica.get("deletionProtectionEnabled"))
    if not replica.get("propagateTags"):
        own.pop("Tags", None)
    request.call("dynamodb", "create_table", region=region, **own)
    recovery = {"enabled": True} if replica.get("pointInTimeRecovery") else None
    _recovery(request, region, recovery)


def _recovery(request: Request, region: str, wanted: Mapping[str, Any] | None) -> None:
    if not wanted or not wanted.get("enabled"):
        return
    specification: dict[str, Any] = {"PointInTimeRecoveryEnabled": True}
    if wanted.get("recoveryPeriodInDays") is not None:
        specification["RecoveryPeriodInDays"] = int(wanted["recoveryPeriodInDays"])
    request.call(
        "dynamodb",
        "update_continuous_backups",
        region=region,
        TableName=request.get("name"),
        PointInTimeRecoverySpecification=specification,
    )


def _read_table(request: Request, id_: str) -> Outputs:
    table = request.call("dynamodb", "describe_table", TableName=id_)["Table"]
    outputs: Outputs = {
        "@": {},
        "@held": table,
        "arn": table["TableArn"],
        "name": table["TableName"],
        "streamArn": table.get("LatestStreamArn"),
        "streamLabel": table.get("LatestStreamLabel"),
    }
    replicas = request.entries("replicas")
    if replicas:
        outputs["replicas"] = [_read_replica(request, id_, replica) for replica in replicas]
    return outputs


def _read_replica(request: Request, id_: str, replica: Mapping[str, Any]) -> dict[str, Any]:
    region = str(replica.get("regionName"))
    table = request.call("dynamodb", "describe_table", region=region, TableName=id_)["Table"]
    return {
        **replica,
        "arn": table["TableArn"],
        "streamArn": table.get("LatestStreamArn"),
        "streamLabel": table.get("LatestStreamLabel"),
    }


_TABLE: Final = Irregular(
    type="aws:dynamodb/table:Table",
    service="dynamodb",
    operation="create_table",
    params=_table_parameters,
    create=_create_table,
    read=_read_table,
    inputs=frozenset(
        {"attributes", "billingMode", "deletionProtectionEnabled", "hashKey", "name",
         "pointInTimeRecovery", "rangeKey", "readCapacity", "replicas", "serverSideEncryption",
         "streamEnabled", "streamViewType", "tableClass", "tags", "writeCapacity"}
    ),
    held=Call("describe_table", answer="Table"),
    members={"attributes": "AttributeDefinitions", "hashKey": "KeySchema", "name": "TableName"},
    name=AutoName(limit=255),
    deaf={
        "globalTableWitness": "moto has no witness; the world knows it from the inputs",
        "warmThroughput": "moto never throttles",
    },
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_TABLE,)
