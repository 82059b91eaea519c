"""ElastiCache: replication groups. moto gives every one a single node, in us-east-1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from openline_stacks.cloud._own._answers import RefusedError, given, held, now
from openline_stacks.cloud._own._caches import Region, cluster, modify, node, port_of
from openline_stacks.cloud._wire import Answer, Params

_SLOTS: Final = 16384  # Redis cluster specification: hash slots of all shards together
# Told of the group and not of its clusters, as it was given.
_OWN: Final[tuple[str, ...]] = ("KmsKeyId", "UserGroupIds", "TransitEncryptionMode")
# Told of the group as of its first cluster.
_SHARED: Final[tuple[str, ...]] = (
    "AtRestEncryptionEnabled", "AuthTokenEnabled", "AutoMinorVersionUpgrade", "CacheNodeType",
    "Engine", "IpDiscovery", "LogDeliveryConfigurations", "NetworkType", "SnapshotRetentionLimit",
    "SnapshotWindow", "TransitEncryptionEnabled",
)  # fmt: skip


def find(region: Region, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = held(
        region.groups, id_.lower(), "ReplicationGroupNotFoundFault", "replication group"
    )
    return found


def create(region: Region, params: Params) -> Answer:
    id_ = params["ReplicationGroupId"].lower()
    if id_ in region.groups:
        raise RefusedError("ReplicationGroupAlreadyExists", f"Group {id_} already exists")
    sizes = _sizes(params)
    found = {
        "params": given(params),
        "sizes": sizes,
        "sharded": _sharded(region, params),
        "Description": params["ReplicationGroupDescription"],
        "ARN": region.arn("replicationgroup", id_),
        "ReplicationGroupCreateTime": now(),
        "failover": params.get("AutomaticFailoverEnabled", False),
        "zones": params.get("MultiAZEnabled", False),
        **{key: given(params[key]) for key in _OWN if key in params},
    }
    _agreed(found)
    _known(region, params.get("UserGroupIds", ()))
    cluster(region, id_, params)  # refuses what no cluster is made of
    region.groups[id_] = found
    _members(region, id_)
    region.put_tags(found["ARN"], params)
    return {"ReplicationGroup": told(region, id_)}


def _sizes(params: Params) -> list[int]:
    """Nodes of each shard, the primary among them."""
    configured = params.get("NodeGroupConfiguration", ())
    count = params.get("NumNodeGroups", len(configured) or 1)
    if "ReplicasPerNodeGroup" in params or configured:
        each = params.get("ReplicasPerNodeGroup", 0) + 1
    else:
        each = params.get("NumCacheClusters", len(params.get("PreferredCacheClusterAZs", ())) or 1)
    shards = (_configured(params, f"{at:04}") for at in range(1, count + 1))
    return [own.get("ReplicaCount", each - 1) + 1 for own in shards]


def _sharded(region: Region, params: Params) -> bool:
    """Whether cluster mode is on: by itself, or by what its parameters say."""
    name = params.get("CacheParameterGroupName", "").lower()
    own = region.parameter_groups.get(name, {}).get("parameters", {})
    return (
        params.get("ClusterMode") == "enabled"
        or params.get("NumNodeGroups", 1) > 1
        or name.endswith(".cluster.on")
        or own.get("cluster-enabled") == "yes"
    )


def _agreed(found: dict[str, Any]) -> None:
    """API reference, CreateReplicationGroup: what AutomaticFailoverEnabled and MultiAZEnabled
    need."""
    wrong = ""
    if found["zones"] and not found["failover"]:
        wrong = "Multi-AZ needs automatic failover"
    elif found["failover"] and min(found["sizes"]) < 2 and not found["sharded"]:
        wrong = "Automatic failover needs a replica"
    elif found["sharded"] and not found["failover"]:
        wrong = "Cluster mode needs automatic failover"
    if wrong:
        raise RefusedError("InvalidParameterCombination", wrong)


def _known(region: Region, users: Iterable[str]) -> None:
    for id_ in users:
        held(region.user_groups, id_, "UserGroupNotFound", "user group")


def _configured(params: Params, shard: str) -> dict[str, Any]:
    """What was said of a shard by itself; of those without an id by their place."""
    many = params.get("NodeGroupConfiguration", ())
    found = (one for at, one in enumerate(many, 1) if one.get("NodeGroupId", f"{at:04}") == shard)
    return dict(next(found, {}))


def _names(id_: str, found: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each shard's id and its clusters' names, the primary's first."""
    for at, size in enumerate(found["sizes"], 1):
        stem = f"{id_}-{at:04}" if found["sharded"] else id_
        yield f"{at:04}", [f"{stem}-{n:03}" for n in range(1, size + 1)]


def _members(region: Region, id_: str) -> None:
    """The clusters that there have to be, and no others."""
    found = region.groups[id_]
    params, wanted = found["params"], []
    for shard, names in _names(id_, found):
        wanted += names
        own = _configured(params, shard)
        zones = [own["PrimaryAvailabilityZone"]] if "PrimaryAvailabilityZone" in own else []
        zones += own.get("ReplicaAvailabilityZones", params.get("PreferredCacheClusterAZs", []))
        for at, name in enumerate(names):
            if name not in region.clusters:
                region.clusters[name] = _member(region, id_, name, at, params, zones)
    for name, one in list(region.clusters.items()):
        if one.get("ReplicationGroupId") == id_ and name not in wanted:
            del region.clusters[name]


def _member(
    region: Region, id_: str, name: str, at: int, params: Params, preferred: list[str]
) -> dict[str, Any]:
    made = cluster(region, name, params)
    own = region.zones(made["CacheSubnetGroupName"])
    zones = preferred if at < len(preferred) else own
    zone = zones[at % len(zones)]
    port = port_of(made["Engine"], params)
    made["ReplicationGroupId"] = id_
    made["NumCacheNodes"] = 1
    made["PreferredAvailabilityZone"] = zone
    made["CacheNodes"] = [node(1, region.address(name, kind="0001"), port, zone)]
    if "TransitEncryptionMode" in params:
        made["TransitEncryptionMode"] = params["TransitEncryptionMode"]
    return made


def told(region: Region, id_: str) -> dict[str, Any]:
    found = region.groups[id_]
    shards = [_shard(region, id_, shard, names) for shard, names in _names(id_, found)]
    names = [one["CacheClusterId"] for shard in shards for one in shard["NodeGroupMembers"]]
    first = region.clusters[names[0]]
    answer = {key: given(first[key]) for key in _SHARED if key in first}
    answer |= {key: given(found[key]) for key in (*_OWN, "Description", "ARN") if key in found}
    if found["sharded"]:
        whole = first["TransitEncryptionEnabled"]
        address = (
            region.address("clustercfg", id_) if whole else region.address(id_, kind="clustercfg")
        )
        answer["ConfigurationEndpoint"] = {"Address": address, "Port": _port(first)}
    return answer | {
        "ReplicationGroupId": id_,
        "Status": "available",
        "PendingModifiedValues": {},
        "MemberClusters": names,
        "NodeGroups": shards,
        "AutomaticFailover": "enabled" if found["failover"] else "disabled",
        "MultiAZ": "enabled" if found["zones"] else "disabled",
        "ClusterEnabled": found["sharded"],
        "ClusterMode": "enabled" if found["sharded"] else "disabled",
        "DataTiering": "enabled" if found["params"].get("DataTieringEnabled") else "disabled",
        "ReplicationGroupCreateTime": found["ReplicationGroupCreateTime"],
    }


def _port(first: dict[str, Any]) -> int:
    port: int = first["CacheNodes"][0]["Endpoint"]["Port"]
    return port


def _shard(region: Region, id_: str, shard: str, names: list[str]) -> dict[str, Any]:
    found, first = region.groups[id_], region.clusters[names[0]]
    members = []
    for at, name in enumerate(names):
        one = region.clusters[name]
        member = {
            "CacheClusterId": name,
            "CacheNodeId": "0001",
            "PreferredAvailabilityZone": one["PreferredAvailabilityZone"],
        }
        if not found["sharded"]:
            member["ReadEndpoint"] = given(one["CacheNodes"][0]["Endpoint"])
            member["CurrentRole"] = "replica" if at else "primary"
        members.append(member)
    answer: dict[str, Any] = {
        "NodeGroupId": shard,
        "Status": "available",
        "NodeGroupMembers": members,
    }
    if found["sharded"]:
        each = _SLOTS // len(found["sizes"])
        start = (int(shard) - 1) * each
        last = _SLOTS if int(shard) == len(found["sizes"]) else start + each
        own = _configured(found["params"], shard)
        return answer | {"Slots": own.get("Slots", f"{start}-{last - 1}")}
    tls, port = first["TransitEncryptionEnabled"], _port(first)
    primary = region.address("master", id_) if tls else region.address(id_, kind="ng.0001")
    reader = region.address("replica", id_) if tls else region.address(f"{id_}-ro", kind="ng.0001")
    return answer | {
        "PrimaryEndpoint": {"Address": primary, "Port": port},
        "ReaderEndpoint": {"Address": reader, "Port": port},
    }


def describe(region: Region, params: Params) -> Answer:
    one = params.get("ReplicationGroupId")
    if one:
        find(region, one)
    ids = [one.lower()] if one else list(region.groups)
    return {"ReplicationGroups": [told(region, id_) for id_ in ids]}


def change(region: Region, params: Params) -> Answer:
    found, id_ = find(region, params["ReplicationGroupId"]), params["ReplicationGroupId"].lower()
    wanted = found | {
        "failover": params.get("AutomaticFailoverEnabled", found["failover"]),
        "zones": params.get("MultiAZEnabled", found["zones"]),
        "Description": params.get("ReplicationGroupDescription", found["Description"]),
    }
    _agreed(wanted)
    _known(region, params.get("UserGroupIdsToAdd", ()))
    users = {*found.get("UserGroupIds", ()), *params.get("UserGroupIdsToAdd", ())}
    users -= {*params.get("UserGroupIdsToRemove", ())}
    wanted["UserGroupIds"] = [] if params.get("RemoveUserGroups") else sorted(users)
    if "TransitEncryptionMode" in params:
        wanted["TransitEncryptionMode"] = params["TransitEncryptionMode"]
    for one in _clusters(region, id_):
        modify(region, one, params)
        one["AuthTokenEnabled"] = one["AuthTokenEnabled"] or "AuthToken" in params
    found.update(wanted)
    found["params"] |= {key: given(value) for key, value in params.items()}
    return {"ReplicationGroup": told(region, id_)}


def _clusters(region: Region, id_: str) -> list[dict[str, Any]]:
    return [one for one in region.clusters.values() if one.get("ReplicationGroupId") == id_]


def resize(region: Region, params: Params) -> Answer:
    """Replicas of each shard, or shards: IncreaseReplicaCount, DecreaseReplicaCount,
    ModifyReplicationGroupShardConfiguration."""
    found, id_ = find(region, params["ReplicationGroupId"]), params["ReplicationGroupId"].lower()
    sizes = list(found["sizes"])
    if "NewReplicaCount" in params:
        sizes = [params["NewReplicaCount"] + 1] * len(sizes)
    if "NodeGroupCount" in params:
        count = params["NodeGroupCount"]
        sizes = (sizes + [sizes[-1]] * count)[:count]
    if len(sizes) > 1 and not found["sharded"]:
        raise RefusedError("InvalidReplicationGroupState", "Cluster mode is off")
    _agreed(found | {"sizes": sizes})
    found["sizes"] = sizes
    _members(region, id_)
    return {"ReplicationGroup": told(region, id_)}


def delete(region: Region, params: Params) -> Answer:
    found, id_ = find(region, params["ReplicationGroupId"]), params["ReplicationGroupId"].lower()
    answer = told(region, id_) | {"Status": "deleting"}
    for one in _clusters(region, id_):
        del region.clusters[one["CacheClusterId"]]
    del region.groups[id_]
    region.tags.pop(found["ARN"], None)
    return {"ReplicationGroup": answer}
