"""ElastiCache: clusters, groups of subnets and of parameters. Nothing is kept in one."""

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
)
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers import _elasticache as shared
from openline_stacks.cloud.handlers._lives import BY_RESOURCE_NAME

_OF_SUBNETS: Final = {"CacheSubnetGroupName": "$id"}
_SUBNETS: Final = Declared(
    type="aws:elasticache/subnetGroup:SubnetGroup",
    service="elasticache",
    create=Call("create_cache_subnet_group", {"CacheSubnetGroupName": "$name"}, "CacheSubnetGroup"),
    id="CacheSubnetGroupName",
    read=Call("describe_cache_subnet_groups", _OF_SUBNETS, "CacheSubnetGroups[0]"),
    renames={"description": "CacheSubnetGroupDescription"},
    defaults={"description": "Managed by Pulumi"},
    out={"arn": "ARN", "vpcId": "VpcId"},
    name=AutoName(limit=255, lower=True),
    life=Life(
        update=(
            Call(
                "modify_cache_subnet_group",
                {**_OF_SUBNETS, "CacheSubnetGroupDescription": "$description",
                 "SubnetIds": "$subnetIds"},
                named=False,
            ),
        ),
        replace=frozenset({"name"}),
        delete=(Call("delete_cache_subnet_group", _OF_SUBNETS),),
        tags=BY_RESOURCE_NAME,
        tells={
            "subnetIds": Call(
                "describe_cache_subnet_groups",
                _OF_SUBNETS,
                "CacheSubnetGroups[0].Subnets[].SubnetIdentifier",
            )
        },
    ),
)  # fmt: skip


_MOST_AT_ONCE: Final = 20  # API reference, ModifyCacheParameterGroup


def _revise_parameters(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """Those that differ are set, those that are no more go back to the engine's own."""
    held = {one["name"]: one["value"] for one in _told_parameters(request, id_)}
    wanted = {str(one["name"]): str(one["value"]) for one in request.entries("parameters")}
    gone = [{"ParameterName": name, "ParameterValue": held[name]} for name in held.keys() - wanted]
    put = [
        {"ParameterName": name, "ParameterValue": value}
        for name, value in wanted.items()
        if held.get(name) != value
    ]
    for operation, many in (("reset", gone), ("modify", put)):
        for start in range(0, len(many), _MOST_AT_ONCE):
            request.call(
                "elasticache",
                f"{operation}_cache_parameter_group",
                CacheParameterGroupName=id_,
                ParameterNameValues=many[start : start + _MOST_AT_ONCE],
            )


def _told_parameters(request: Request, id_: str) -> list[dict[str, str]]:
    answer = request.call(
        "elasticache", "describe_cache_parameters", CacheParameterGroupName=id_, Source="user"
    )
    return [
        {"name": one["ParameterName"], "value": one["ParameterValue"]}
        for one in answer["Parameters"]
    ]


_OF_PARAMETERS: Final = {"CacheParameterGroupName": "$id"}
_PARAMETERS: Final = Declared(
    type="aws:elasticache/parameterGroup:ParameterGroup",
    service="elasticache",
    create=Call(
        "create_cache_parameter_group",
        {"CacheParameterGroupName": "$name", "CacheParameterGroupFamily": "$family"},
        "CacheParameterGroup",
    ),
    id="CacheParameterGroupName",
    read=Call("describe_cache_parameter_groups", _OF_PARAMETERS, "CacheParameterGroups[0]"),
    renames={"family": "CacheParameterGroupFamily"},
    defaults={"description": "Managed by Pulumi"},
    out={"arn": "ARN"},
    name=AutoName(limit=255, lower=True),
    life=Life(
        replace=frozenset({"description", "family", "name"}),
        delete=(Call("delete_cache_parameter_group", _OF_PARAMETERS),),
        tags=BY_RESOURCE_NAME,
        tells={"parameters": _told_parameters},
        revise=_revise_parameters,
        revises=frozenset({"parameters"}),
        inline=frozenset({"parameters"}),
    ),
)

_MEMBERS: Final = shared.SHARED | {
    "availabilityZone": "PreferredAvailabilityZone",
    "azMode": "AZMode",
    "clusterId": "CacheClusterId",
    "numCacheNodes": "NumCacheNodes",
    "outpostMode": "OutpostMode",
    "preferredAvailabilityZones": "PreferredAvailabilityZones",
    "preferredOutpostArn": "PreferredOutpostArn",
}
_CHANGING: Final = frozenset(
    {"autoMinorVersionUpgrade", "azMode", "engineVersion", "ipDiscovery", "maintenanceWindow",
     "nodeType", "notificationTopicArn", "numCacheNodes", "parameterGroupName",
     "preferredAvailabilityZones", "securityGroupIds", "snapshotRetentionLimit", "snapshotWindow",
     shared.LOGS}
)  # fmt: skip


def _parameters(request: Request) -> dict[str, Any]:
    return shared.parameters(request, "create_cache_cluster", _MEMBERS)


def _create(request: Request) -> str:
    answer = request.call("elasticache", "create_cache_cluster", **_parameters(request))
    return str(answer["CacheCluster"]["CacheClusterId"])


def _read(request: Request, id_: str) -> Outputs:
    answer = request.call(
        "elasticache", "describe_cache_clusters", CacheClusterId=id_, ShowCacheNodeInfo=True
    )
    held = answer["CacheClusters"][0]
    several = held["PreferredAvailabilityZone"] == "Multiple"
    entry = held.get("ConfigurationEndpoint")
    return {
        "@": {},
        **shared.told(request, held),
        "arn": held["ARN"],
        "availabilityZone": held["PreferredAvailabilityZone"],
        "azMode": "cross-az" if several else "single-az",
        "cacheNodes": [
            {
                "id": one["CacheNodeId"],
                "address": one["Endpoint"]["Address"],
                "port": one["Endpoint"]["Port"],
                "availabilityZone": one["CustomerAvailabilityZone"],
                "outpostArn": "",
            }
            for one in held["CacheNodes"]
        ],
        "clusterAddress": entry["Address"] if entry else None,
        "configurationEndpoint": f"{entry['Address']}:{entry['Port']}" if entry else None,
        "numCacheNodes": held["NumCacheNodes"],
    }


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    params = shared.changes(request, "modify_cache_cluster", _MEMBERS, changed)
    if "numCacheNodes" in changed:
        before, now = request.outputs.get("numCacheNodes", 1), params["NumCacheNodes"]
        if now < before:
            gone = range(now + 1, int(before) + 1)
            params["CacheNodeIdsToRemove"] = [f"{number:04}" for number in gone]
        zones = list(request.get("preferredAvailabilityZones", ()))[int(before) :]
        if zones:
            params["NewAvailabilityZones"] = zones
    if params:
        request.call(
            "elasticache", "modify_cache_cluster", CacheClusterId=id_, ApplyImmediately=True,
            **params,
        )  # fmt: skip


_CLUSTER: Final = Irregular(
    type="aws:elasticache/cluster:Cluster",
    service="elasticache",
    operation="create_cache_cluster",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset(_MEMBERS) | {shared.LOGS, "tags"},
    members=_MEMBERS,
    name=AutoName(property="clusterId", limit=50, lower=True),
    local=frozenset({"applyImmediately", "finalSnapshotIdentifier"}),
    deaf=shared.DEAF,
    life=Life(
        replace=frozenset(
            {"availabilityZone", "clusterId", "engine", "networkType", "outpostMode", "port",
             "preferredOutpostArn", "subnetGroupName", "transitEncryptionEnabled"}
        ),
        delete=(Call("delete_cache_cluster", {"CacheClusterId": "$id"}),),
        tags=BY_RESOURCE_NAME,
        keep=frozenset({"outpostMode", "preferredAvailabilityZones", "preferredOutpostArn"}),
        usual=shared.USUAL | {"availabilityZone": ..., "azMode": ..., "numCacheNodes": ...},
        revise=_revise,
        revises=_CHANGING,
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_CLUSTER, _PARAMETERS, _SUBNETS)
