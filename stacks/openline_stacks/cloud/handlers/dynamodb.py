"""DynamoDB: tables, and global tables as the same table in each region.

moto ignores `ReplicaUpdates`, so each replica is a table of its own, with its own key.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._tables import (
    create_replica,
    encryption,
    expiry,
    index,
    recovery,
    remove_table,
    revise_table,
    told,
    told_encryption,
    told_indexes,
    told_recovery,
    told_replicas,
    told_ttl,
)
from openline_stacks.states import UNKNOWN


def _table_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("dynamodb", "create_table")
    plain = {
        "TableName": request.get("name"),
        "BillingMode": request.get("billingMode", "PROVISIONED"),
        "AttributeDefinitions": _attributes(request),
        "KeySchema": _key_schema(request) or None,  # none of what is restored
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
    for input_ in ("globalSecondaryIndexes", "localSecondaryIndexes"):
        if request.entries(input_):
            member = input_[0].upper() + input_[1:]
            params[member] = [index(request, one, member) for one in request.entries(input_)]
    sse = request.block("serverSideEncryption")
    params.update(encryption(sse.get("enabled"), sse.get("kmsKeyArn")))
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


def _create_table(request: Request) -> str:
    name = str(request.get("name"))
    _refuse_replicas(request)
    parameters = _table_parameters(request)
    request.call("dynamodb", "create_table", **parameters)
    recovery(request, request.region, request.block("pointInTimeRecovery"))
    if request.block("ttl"):
        expiry(request)
    for replica in request.entries("replicas"):
        create_replica(request, parameters, replica)
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
        {"attributes", "billingMode", "deletionProtectionEnabled", "globalSecondaryIndexes",
         "hashKey", "localSecondaryIndexes", "name", "pointInTimeRecovery", "rangeKey",
         "readCapacity", "replicas", "serverSideEncryption", "streamEnabled", "streamViewType",
         "tableClass", "tags", "ttl", "writeCapacity"}
    ),
    held=Call("describe_table", answer="Table"),
    members={"attributes": "AttributeDefinitions", "hashKey": "KeySchema", "name": "TableName",
             "type": "AttributeType"},
    name=AutoName(limit=255),
    life=Life(
        replace=frozenset({"hashKey", "name", "rangeKey"}),
        tags=Tagging({"ResourceArn": Text("{arn}")}, told="list_tags_of_resource"),
        tells={
            "attributes": told(
                "AttributeDefinitions[].{name: AttributeName, type: AttributeType}"
            ),
            "billingMode": told("BillingModeSummary.BillingMode"),
            "hashKey": told("KeySchema[?KeyType=='HASH'] | [0].AttributeName"),
            "pointInTimeRecovery": told_recovery,
            "rangeKey": told("KeySchema[?KeyType=='RANGE'] | [0].AttributeName"),
            "readCapacity": told("ProvisionedThroughput.ReadCapacityUnits"),
            "replicas": told_replicas,
            "serverSideEncryption": told_encryption,
            "streamEnabled": told("StreamSpecification.StreamEnabled"),
            "streamViewType": told("StreamSpecification.StreamViewType"),
            "tableClass": told("TableClassSummary.TableClass"),
            "ttl": told_ttl,
            "globalSecondaryIndexes": told_indexes("GlobalSecondaryIndexes"),
            "localSecondaryIndexes": told_indexes("LocalSecondaryIndexes"),
            "writeCapacity": told("ProvisionedThroughput.WriteCapacityUnits"),
        },
        usual={
            "billingMode": "PROVISIONED",
            "tableClass": "STANDARD",
            "warmThroughput": ...,
            "onDemandThroughput": ...,
        },
        revise=lambda request, id_, changed: revise_table(
            request, id_, changed, _table_parameters(request)
        ),
        revises=frozenset(
            {"attributes", "billingMode", "deletionProtectionEnabled", "globalSecondaryIndexes",
             "pointInTimeRecovery", "readCapacity", "replicas", "serverSideEncryption",
             "streamEnabled", "streamViewType", "tableClass", "ttl", "writeCapacity"}
        ),
        remove=remove_table,
    ),
    deaf={
        "globalTableWitness": "moto has no witness; the world knows it from the inputs",
        "warmThroughput": "moto never throttles",
    },
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_TABLE,)
