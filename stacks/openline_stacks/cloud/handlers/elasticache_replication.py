"""ElastiCache: replication groups, of Redis and Valkey."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers import _elasticache as shared
from openline_stacks.cloud.handlers._lives import BY_RESOURCE_NAME

_MEMBERS: Final = shared.SHARED | {
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "authToken": "AuthToken",
    "automaticFailoverEnabled": "AutomaticFailoverEnabled",
    "clusterMode": "ClusterMode",
    "dataTieringEnabled": "DataTieringEnabled",
    "description": "ReplicationGroupDescription",
    "kmsKeyId": "KmsKeyId",
    "multiAzEnabled": "MultiAZEnabled",
    "nodeGroupConfigurations": "NodeGroupConfiguration",
    "numCacheClusters": "NumCacheClusters",
    "numNodeGroups": "NumNodeGroups",
    "preferredCacheClusterAzs": "PreferredCacheClusterAZs",
    "replicasPerNodeGroup": "ReplicasPerNodeGroup",
    "replicationGroupId": "ReplicationGroupId",
    "transitEncryptionMode": "TransitEncryptionMode",
    "userGroupIds": "UserGroupIds",
}
_CHANGING: Final = frozenset(
    {"authToken", "autoMinorVersionUpgrade", "automaticFailoverEnabled", "clusterMode",
     "description", "engine", "engineVersion", "ipDiscovery", "maintenanceWindow",
     "multiAzEnabled", "nodeType", "notificationTopicArn", "numCacheClusters", "numNodeGroups",
     "parameterGroupName", "preferredCacheClusterAzs", "replicasPerNodeGroup", "securityGroupIds",
     "snapshotRetentionLimit", "snapshotWindow", "transitEncryptionEnabled",
     "transitEncryptionMode", "userGroupIds", shared.LOGS}
)  # fmt: skip


def _parameters(request: Request) -> dict[str, Any]:
    params = shared.parameters(request, "create_replication_group", _MEMBERS)
    return {"Engine": "redis", **params}  # the provider's word where a program has none


def _create(request: Request) -> str:
    answer = request.call("elasticache", "create_replication_group", **_parameters(request))
    return str(answer["ReplicationGroup"]["ReplicationGroupId"])


def _read(request: Request, id_: str) -> Outputs:
    answer = request.call("elasticache", "describe_replication_groups", ReplicationGroupId=id_)
    held = answer["ReplicationGroups"][0]
    first = request.call(
        "elasticache",
        "describe_cache_clusters",
        CacheClusterId=held["MemberClusters"][0],
        ShowCacheNodeInfo=True,
    )["CacheClusters"][0]
    shards = held["NodeGroups"]
    return {
        "@": {},
        **shared.told(request, first),
        **{output: held[member] for output, member in _PLAIN.items() if member in held},
        **{
            output: shards[0][member]["Address"]
            for output, member in _ENDPOINTS.items()
            if member in shards[0]
        },
        "automaticFailoverEnabled": held["AutomaticFailover"] == "enabled",
        "configurationEndpointAddress": held.get("ConfigurationEndpoint", {}).get("Address"),
        "dataTieringEnabled": held["DataTiering"] == "enabled",
        "multiAzEnabled": held["MultiAZ"] == "enabled",
        "numCacheClusters": len(held["MemberClusters"]),
        "numNodeGroups": len(shards),
        "replicasPerNodeGroup": len(shards[0]["NodeGroupMembers"]) - 1,
    }


# output -> member, as it stands.
_PLAIN: Final = {
    "arn": "ARN",
    "atRestEncryptionEnabled": "AtRestEncryptionEnabled",
    "clusterEnabled": "ClusterEnabled",
    "clusterMode": "ClusterMode",
    "description": "Description",
    "kmsKeyId": "KmsKeyId",
    "memberClusters": "MemberClusters",
    "transitEncryptionMode": "TransitEncryptionMode",
    "userGroupIds": "UserGroupIds",
}
_ENDPOINTS: Final = {
    "primaryEndpointAddress": "PrimaryEndpoint",
    "readerEndpointAddress": "ReaderEndpoint",
}


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    """As the provider does: more nodes before anything else, fewer after it."""
    held = _read(request, id_)
    more = _shards(request, id_, held, changed)
    wanted = int(request.get("numCacheClusters", held["numCacheClusters"]))
    resized = "numCacheClusters" in changed and not more
    if resized and wanted > held["numCacheClusters"]:
        _replicas(request, id_, "increase", wanted - 1)
    _modify(request, id_, held, changed)
    if resized and wanted < held["numCacheClusters"]:
        _replicas(request, id_, "decrease", wanted - 1)


def _shards(request: Request, id_: str, held: Outputs, changed: frozenset[str]) -> bool:
    """Whether shards, or replicas of each, were asked for; they are made so."""
    count = int(request.get("numNodeGroups", held["numNodeGroups"]))
    if "numNodeGroups" in changed and count != held["numNodeGroups"]:
        gone = range(count + 1, held["numNodeGroups"] + 1)
        fewer: dict[str, Any] = (
            {"NodeGroupsToRemove": [f"{number:04}" for number in gone]} if gone else {}
        )
        request.call(
            "elasticache", "modify_replication_group_shard_configuration",
            ReplicationGroupId=id_, NodeGroupCount=count, ApplyImmediately=True, **fewer,
        )  # fmt: skip
    each = int(request.get("replicasPerNodeGroup", held["replicasPerNodeGroup"]))
    if "replicasPerNodeGroup" in changed and each != held["replicasPerNodeGroup"]:
        way = "increase" if each > held["replicasPerNodeGroup"] else "decrease"
        _replicas(request, id_, way, each)
    return bool(changed & {"numNodeGroups", "replicasPerNodeGroup"})


def _replicas(request: Request, id_: str, way: str, count: int) -> None:
    request.call(
        "elasticache",
        f"{way}_replica_count",
        ReplicationGroupId=id_,
        NewReplicaCount=count,
        ApplyImmediately=True,
    )


def _modify(request: Request, id_: str, held: Outputs, changed: frozenset[str]) -> None:
    params = shared.changes(request, "modify_replication_group", _MEMBERS, changed)
    for input_ in ("automaticFailoverEnabled", "multiAzEnabled"):
        if input_ in changed and request.get(input_) is None:
            params[_MEMBERS[input_]] = False
    if "userGroupIds" in changed:
        before, wanted = set(held.get("userGroupIds", ())), set(request.get("userGroupIds", ()))
        params["UserGroupIdsToAdd"] = sorted(wanted - before)
        params["UserGroupIdsToRemove"] = sorted(before - wanted)
    if params:
        request.call(
            "elasticache", "modify_replication_group", ReplicationGroupId=id_,
            ApplyImmediately=True, **{key: one for key, one in params.items() if one != []},
        )  # fmt: skip


_GROUP: Final = Irregular(
    type="aws:elasticache/replicationGroup:ReplicationGroup",
    service="elasticache",
    operation="create_replication_group",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset(_MEMBERS) | {shared.LOGS, "tags"},
    members=_MEMBERS,
    name=AutoName(property="replicationGroupId", limit=40, lower=True),
    local=frozenset({"applyImmediately", "authTokenUpdateStrategy", "finalSnapshotIdentifier"}),
    deaf=shared.DEAF,
    life=Life(
        replace=frozenset(
            {"atRestEncryptionEnabled", "dataTieringEnabled", "kmsKeyId", "networkType",
             "nodeGroupConfigurations", "port", "replicationGroupId", "subnetGroupName"}
        ),
        delete=(Call("delete_replication_group", {"ReplicationGroupId": "$id"}),),
        tags=BY_RESOURCE_NAME,
        keep=frozenset({"authToken", "nodeGroupConfigurations", "preferredCacheClusterAzs"}),
        usual=shared.USUAL
        | dict.fromkeys(
            ("atRestEncryptionEnabled", "clusterMode", "dataTieringEnabled", "numCacheClusters",
             "numNodeGroups", "replicasPerNodeGroup", "transitEncryptionMode"), ...),
        revise=_revise,
        revises=_CHANGING,
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_GROUP,)
