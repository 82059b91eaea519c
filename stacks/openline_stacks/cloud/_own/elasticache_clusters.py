"""ElastiCache: clusters. moto changes none, lists no nodes of one, and never ends the deletion."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._own._answers import RefusedError, given, held
from openline_stacks.cloud._own._caches import Region, cluster, modify, node, port_of
from openline_stacks.cloud._wire import Answer, Params

_MOST_NODES: Final = 40  # API reference, CreateCacheCluster: of memcached in a cluster


def find(region: Region, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = held(region.clusters, id_, "CacheClusterNotFound", "cluster")
    return found


def create(region: Region, params: Params) -> Answer:
    id_ = params["CacheClusterId"].lower()
    if id_ in region.clusters:
        raise RefusedError("CacheClusterAlreadyExists", f"Cache cluster {id_} already exists")
    made = cluster(region, id_, params)
    _place(region, made, params, params.get("NumCacheNodes", 1))
    region.clusters[id_] = made
    region.put_tags(made["ARN"], params)
    return {"CacheCluster": told(made)}


def _place(region: Region, made: dict[str, Any], params: Params, count: int) -> None:
    """The nodes, each in a zone; of Redis and Valkey a cluster has one."""
    engine, id_ = made["Engine"], made["CacheClusterId"]
    if not 1 <= count <= (_MOST_NODES if engine == "memcached" else 1):
        raise RefusedError("InvalidParameterValue", f"{count} nodes are no cluster of {engine}")
    crossing = params.get("AZMode") == "cross-az"
    if crossing and count == 1:
        raise RefusedError("InvalidParameterCombination", "One node cannot be in several zones")
    zones = params.get("PreferredAvailabilityZones") or (
        [params["PreferredAvailabilityZone"]]
        if "PreferredAvailabilityZone" in params
        else region.zones(made["CacheSubnetGroupName"])[: None if crossing else 1]
    )
    port = port_of(engine, params)
    made["NumCacheNodes"] = count
    made["CacheNodes"] = [
        node(n, region.address(id_, kind=f"{n:04}"), port, zones[(n - 1) % len(zones)])
        for n in range(1, count + 1)
    ]
    used = {one["CustomerAvailabilityZone"] for one in made["CacheNodes"]}
    made["PreferredAvailabilityZone"] = next(iter(used)) if len(used) == 1 else "Multiple"
    if engine == "memcached":
        made["ConfigurationEndpoint"] = {"Address": region.address(id_, kind="cfg"), "Port": port}


def told(found: dict[str, Any], *, nodes: bool = True) -> dict[str, Any]:
    answer: dict[str, Any] = given(found)
    if not nodes:
        answer.pop("CacheNodes", None)
    return answer


def describe(region: Region, params: Params) -> Answer:
    nodes = params.get("ShowCacheNodeInfo", False)
    one = params.get("CacheClusterId")
    many = [find(region, one.lower())] if one else region.clusters.values()
    return {"CacheClusters": [told(found, nodes=nodes) for found in many]}


def change(region: Region, params: Params) -> Answer:
    found = find(region, params["CacheClusterId"])
    modify(region, found, params)
    if "NumCacheNodes" in params or "AZMode" in params:
        zones = [one["CustomerAvailabilityZone"] for one in found["CacheNodes"]]
        zones += params.get("NewAvailabilityZones", [])
        port = found["CacheNodes"][0]["Endpoint"]["Port"]
        place = {"Port": port, "AZMode": params.get("AZMode", "single-az")}
        if params.get("AZMode") != "cross-az":
            place["PreferredAvailabilityZones"] = zones
        _place(region, found, place, params.get("NumCacheNodes", len(found["CacheNodes"])))
    return {"CacheCluster": told(found)}


def delete(region: Region, params: Params) -> Answer:
    found = find(region, params["CacheClusterId"])
    if "ReplicationGroupId" in found:
        raise RefusedError(
            "InvalidCacheClusterState", f"It is a member of {found['ReplicationGroupId']}"
        )
    del region.clusters[found["CacheClusterId"]]
    region.tags.pop(found["ARN"], None)
    return {"CacheCluster": told(found) | {"CacheClusterStatus": "deleting"}}
