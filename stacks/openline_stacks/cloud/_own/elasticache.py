"""ElastiCache: what is where, groups of subnets and of parameters, tags. moto has no groups of
parameters, and deletes and changes none of subnets; its snapshots are its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from openline_stacks.cloud._own import elasticache_clusters as clusters
from openline_stacks.cloud._own import elasticache_replication as replication
from openline_stacks.cloud._own import elasticache_serverless as serverless
from openline_stacks.cloud._own import elasticache_users as users
from openline_stacks.cloud._own._answers import RefusedError, Step, given, held
from openline_stacks.cloud._own._caches import Region, subnets
from openline_stacks.cloud._wire import Answer, ApiCall, Params

_Local: TypeAlias = Callable[[Region, Params], Answer]
_ENGINES: Final = ("memcached", "redis", "valkey")


class ElastiCache:
    """By region: nothing of it is anywhere else."""

    name = "elasticache"

    def __init__(self, account: str) -> None:
        self._account = account
        self._regions: dict[str, Region] = {}

    def steps(self) -> dict[str, Step]:
        return {operation: self._in_region(step) for operation, step in _STEPS.items()}

    def _in_region(self, step: _Local) -> Step:
        def answered(call: ApiCall, params: Params) -> Answer:
            region = self._regions.setdefault(call.region, Region(call.region, self._account))
            return step(region, params)

        return answered


def _create_subnets(region: Region, params: Params) -> Answer:
    name = params["CacheSubnetGroupName"].lower()
    if name in region.subnet_groups:
        raise RefusedError("CacheSubnetGroupAlreadyExists", f"Cache subnet group {name} exists")
    made = {
        "CacheSubnetGroupName": name,
        "CacheSubnetGroupDescription": params["CacheSubnetGroupDescription"],
        "ARN": region.arn("subnetgroup", name),
        "SupportedNetworkTypes": ["ipv4"],
        **subnets(region, params["SubnetIds"]),
    }
    region.subnet_groups[name] = made
    region.put_tags(made["ARN"], params)
    return {"CacheSubnetGroup": given(made)}


def _find_subnets(region: Region, name: str) -> dict[str, Any]:
    found: dict[str, Any] = held(
        region.subnet_groups, name.lower(), "CacheSubnetGroupNotFoundFault", "cache subnet group"
    )
    return found


def _describe_subnets(region: Region, params: Params) -> Answer:
    name = params.get("CacheSubnetGroupName")
    many = [_find_subnets(region, name)] if name else list(region.subnet_groups.values())
    return {"CacheSubnetGroups": given(many)}


def _change_subnets(region: Region, params: Params) -> Answer:
    found = _find_subnets(region, params["CacheSubnetGroupName"])
    if "SubnetIds" in params:
        found.update(subnets(region, params["SubnetIds"]))
    if "CacheSubnetGroupDescription" in params:
        found["CacheSubnetGroupDescription"] = params["CacheSubnetGroupDescription"]
    return {"CacheSubnetGroup": given(found)}


def _delete_subnets(region: Region, params: Params) -> Answer:
    found = _find_subnets(region, params["CacheSubnetGroupName"])
    name = found["CacheSubnetGroupName"]
    if any(one["CacheSubnetGroupName"] == name for one in region.clusters.values()):
        raise RefusedError("CacheSubnetGroupInUse", f"Cache subnet group {name} is in use")
    del region.subnet_groups[name]
    region.tags.pop(found["ARN"], None)
    return {}


def _create_parameters(region: Region, params: Params) -> Answer:
    name = params["CacheParameterGroupName"].lower()
    family = params["CacheParameterGroupFamily"]
    if name in region.parameter_groups:
        raise RefusedError("CacheParameterGroupAlreadyExists", f"Parameter group {name} exists")
    if not family.startswith(_ENGINES):
        raise RefusedError("InvalidParameterValue", f"{family} is no family of parameters")
    region.parameter_groups[name] = {
        "CacheParameterGroupName": name,
        "CacheParameterGroupFamily": family,
        "Description": params["Description"],
        "IsGlobal": False,
        "ARN": region.arn("parametergroup", name),
        "parameters": {},
    }
    region.put_tags(region.arn("parametergroup", name), params)
    return {"CacheParameterGroup": _told_parameters(region.parameter_groups[name])}


def _told_parameters(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "parameters"}


def _find_parameters(region: Region, params: Params) -> dict[str, Any]:
    name = params["CacheParameterGroupName"].lower()
    found: dict[str, Any] = held(
        region.parameter_groups, name, "CacheParameterGroupNotFound", "cache parameter group"
    )
    return found


def _describe_parameters(region: Region, params: Params) -> Answer:
    one = "CacheParameterGroupName" in params
    many = [_find_parameters(region, params)] if one else region.parameter_groups.values()
    return {"CacheParameterGroups": [_told_parameters(found) for found in many]}


def _told_values(region: Region, params: Params) -> Answer:
    """Those that somebody has set; the engine's own hundreds are nowhere here."""
    own = _find_parameters(region, params)["parameters"]
    told = [
        {"ParameterName": name, "ParameterValue": value, "Source": "user", "IsModifiable": True}
        for name, value in sorted(own.items())
    ]
    return {"Parameters": told, "CacheNodeTypeSpecificParameters": []}


def _set_values(region: Region, params: Params) -> Answer:
    found = _find_parameters(region, params)
    for one in params["ParameterNameValues"]:
        found["parameters"][one["ParameterName"]] = one["ParameterValue"]
    return {"CacheParameterGroupName": found["CacheParameterGroupName"]}


def _reset_values(region: Region, params: Params) -> Answer:
    found = _find_parameters(region, params)
    own = found["parameters"]
    named = [one["ParameterName"] for one in params.get("ParameterNameValues", ())]
    for name in list(own) if params.get("ResetAllParameters") else named:
        own.pop(name, None)
    return {"CacheParameterGroupName": found["CacheParameterGroupName"]}


def _delete_parameters(region: Region, params: Params) -> Answer:
    found = _find_parameters(region, params)
    name = found["CacheParameterGroupName"]
    used = (one["CacheParameterGroup"] for one in region.clusters.values())
    if any(one["CacheParameterGroupName"] == name for one in used):
        raise RefusedError("InvalidCacheParameterGroupState", f"Parameter group {name} is in use")
    del region.parameter_groups[name]
    region.tags.pop(found["ARN"], None)
    return {}


def _tags_of(region: Region, params: Params) -> Answer:
    tags = region.tags.get(params["ResourceName"], {})
    return {"TagList": [{"Key": key, "Value": value} for key, value in sorted(tags.items())]}


def _tag(region: Region, params: Params) -> Answer:
    region.put_tags(params["ResourceName"], params)
    return _tags_of(region, params)


def _untag(region: Region, params: Params) -> Answer:
    for key in params["TagKeys"]:
        region.tags.get(params["ResourceName"], {}).pop(key, None)
    return _tags_of(region, params)


_STEPS: Final[dict[str, _Local]] = {
    "AddTagsToResource": _tag,
    "CreateCacheCluster": clusters.create,
    "CreateCacheParameterGroup": _create_parameters,
    "CreateCacheSubnetGroup": _create_subnets,
    "CreateReplicationGroup": replication.create,
    "CreateServerlessCache": serverless.create,
    "CreateUser": users.create,
    "CreateUserGroup": users.create_group,
    "DecreaseReplicaCount": replication.resize,
    "DeleteCacheCluster": clusters.delete,
    "DeleteCacheParameterGroup": _delete_parameters,
    "DeleteCacheSubnetGroup": _delete_subnets,
    "DeleteReplicationGroup": replication.delete,
    "DeleteServerlessCache": serverless.delete,
    "DeleteUser": users.delete,
    "DeleteUserGroup": users.delete_group,
    "DescribeCacheClusters": clusters.describe,
    "DescribeCacheParameterGroups": _describe_parameters,
    "DescribeCacheParameters": _told_values,
    "DescribeCacheSubnetGroups": _describe_subnets,
    "DescribeReplicationGroups": replication.describe,
    "DescribeServerlessCaches": serverless.describe,
    "DescribeUserGroups": users.describe_groups,
    "DescribeUsers": users.describe,
    "IncreaseReplicaCount": replication.resize,
    "ListTagsForResource": _tags_of,
    "ModifyCacheCluster": clusters.change,
    "ModifyCacheParameterGroup": _set_values,
    "ModifyCacheSubnetGroup": _change_subnets,
    "ModifyReplicationGroup": replication.change,
    "ModifyReplicationGroupShardConfiguration": replication.resize,
    "ModifyServerlessCache": serverless.change,
    "ModifyUser": users.change,
    "ModifyUserGroup": users.change_group,
    "RemoveTagsFromResource": _untag,
    "ResetCacheParameterGroup": _reset_values,
}
