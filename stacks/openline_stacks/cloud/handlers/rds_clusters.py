"""RDS: the instances of a cluster, and groups of parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._lives import BY_RESOURCE_NAME
from openline_stacks.cloud.handlers.rds import INSTANCE

_CLUSTER_INSTANCE: Final = replace(
    INSTANCE,
    type="aws:rds/clusterInstance:ClusterInstance",
    create=Call("create_db_instance", {"DBClusterIdentifier": "$clusterIdentifier"}, "DBInstance"),
    out={
        "arn": "DBInstanceArn",
        "endpoint": "Endpoint.Address",
        "port": "Endpoint.Port",
        "identifier": "DBInstanceIdentifier",
        "clusterIdentifier": "DBClusterIdentifier",
    },
    local=frozenset({"applyImmediately", "forceDestroy"}),
    life=replace(
        INSTANCE.life,
        unique="DBInstanceAlreadyExists: DB instance already exists",
        replace=frozenset(
            {"availabilityZone", "clusterIdentifier", "customIamInstanceProfile",
             "dbSubnetGroupName", "engine", "identifier", "identifierPrefix"}
        ),
        usual={**INSTANCE.life.usual, "copyTagsToSnapshot": ..., "preferredBackupWindow": ...,
               "preferredMaintenanceWindow": ..., "promotionTier": ..., "dbSubnetGroupName": ...},
    ),
)  # fmt: skip


def _parameter_group(kind: str, word: str, member: str, limit: int) -> Declared:
    """Of an instance and of a cluster: the operations differ in a word."""
    name = f"DB{word}ParameterGroupName"
    own = {name: "$id"}
    low = "db_cluster_parameter_group" if word else "db_parameter_group"

    def revise(request: Request, id_: str, _changed: frozenset[str]) -> None:
        wanted = [
            {
                "ParameterName": one.get("name"),
                "ParameterValue": str(one.get("value")),
                "ApplyMethod": one.get("applyMethod") or "immediate",
            }
            for one in request.entries("parameters")
        ]
        if wanted:
            params: dict[str, Any] = {name: id_, "Parameters": wanted}
            request.call("rds", f"modify_{low}", **params)

    return Declared(
        type=f"aws:rds/{kind[0].lower()}{kind[1:]}:{kind}",
        service="rds",
        create=Call(
            f"create_{low}",
            {name: "$name", "DBParameterGroupFamily": "$family", "Description": "$description"},
            member,
        ),
        id=name,
        read=Call(f"describe_{low}s", own, f"{member}s[0]"),
        renames={"family": "DBParameterGroupFamily"},
        defaults={"description": "Managed by Pulumi"},
        out={"arn": f"{name.removesuffix('Name')}Arn", "name": name},
        name=AutoName(limit=limit, lower=True),
        local=frozenset({"skipDestroy"}),
        life=Life(
            replace=frozenset({"description", "family", "name", "namePrefix"}),
            delete=(Call(f"delete_{low}", own),),
            tags=BY_RESOURCE_NAME,
            keep=frozenset({"parameters"}),
            revise=revise,
            revises=frozenset({"parameters"}),
            inline=frozenset({"parameters"}),
        ),
    )


HANDLERS: Final[tuple[Handler, ...]] = (
    _CLUSTER_INSTANCE,
    _parameter_group("ClusterParameterGroup", "Cluster", "DBClusterParameterGroup", 255),
    _parameter_group("ParameterGroup", "", "DBParameterGroup", 255),
)
