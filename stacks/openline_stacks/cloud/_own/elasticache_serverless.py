"""ElastiCache: caches without nodes, of which moto has none."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._own._answers import RefusedError, given, held, now
from openline_stacks.cloud._own._caches import Region, port_of, subnets
from openline_stacks.cloud._wire import Answer, Params

# What AWS takes where nothing is said, and in full: user guide, "Supported engines and versions".
_MAJORS: Final = {"memcached": "1.6", "redis": "7", "valkey": "8"}
_FULL: Final = {("memcached", "1.6"): "1.6.22", ("redis", "7"): "7.1", ("valkey", "7"): "7.2"}
_USERS: Final = ("redis", "valkey")
# As they are given, of creation and of change.
_PLAIN: Final = (
    "CacheUsageLimits", "DailySnapshotTime", "Description", "SecurityGroupIds",
    "SnapshotRetentionLimit", "UserGroupId",
)  # fmt: skip


def create(region: Region, params: Params) -> Answer:
    name, engine = params["ServerlessCacheName"].lower(), params["Engine"].lower()
    if name in region.serverless:
        raise RefusedError("ServerlessCacheAlreadyExistsFault", f"Cache {name} already exists")
    if engine not in _MAJORS:
        raise RefusedError("InvalidParameterValue", f"{engine} is no engine of ElastiCache")
    major, port = params.get("MajorEngineVersion", _MAJORS[engine]), port_of(engine, {})
    address = region.address(name, kind="serverless")
    made = {
        "ServerlessCacheName": name,
        "CreateTime": now(),
        "Status": "available",
        "Engine": engine,
        **_versions(engine, major),
        "Endpoint": {"Address": address, "Port": port},
        # On the next port: user guide, "Finding connection endpoints".
        "ReaderEndpoint": {"Address": address, "Port": port + 1},
        "ARN": region.arn("serverlesscache", name),
        "NetworkType": params.get("NetworkType", "ipv4"),
        "Description": "",
        "SnapshotRetentionLimit": 0,
        **_network(region, params),
        **({"KmsKeyId": params["KmsKeyId"]} if "KmsKeyId" in params else {}),
        **_wanted(region, engine, params),
    }
    region.serverless[name] = made
    region.put_tags(made["ARN"], params)
    return {"ServerlessCache": given(made)}


def _versions(engine: str, major: str) -> dict[str, str]:
    full = _FULL.get((engine, major), f"{major}.0")
    return {"MajorEngineVersion": major, "FullEngineVersion": full}


def _network(region: Region, params: Params) -> dict[str, list[str]]:
    """The subnets and the group that are said, or those that every account has."""
    from moto.ec2.models import ec2_backends  # imported here, as in _gaps

    backend = ec2_backends[region.account][region.name]
    ids = params.get("SubnetIds") or [
        one.id for one in backend.describe_subnets() if one.default_for_az
    ]
    network = subnets(region, ids)["VpcId"]
    own = backend.get_security_group_from_name("default", vpc_id=network)
    return {"SubnetIds": [*ids], "SecurityGroupIds": [own.id] if own else []}


def _wanted(region: Region, engine: str, params: Params) -> dict[str, Any]:
    users = params.get("UserGroupId")
    if users is not None:
        if engine not in _USERS:
            raise RefusedError("InvalidParameterCombination", f"{engine} has no users")
        held(region.user_groups, users, "UserGroupNotFound", "user group")
    return {key: given(params[key]) for key in _PLAIN if key in params}


def _find(region: Region, name: str) -> dict[str, Any]:
    found: dict[str, Any] = held(
        region.serverless, name.lower(), "ServerlessCacheNotFoundFault", "serverless cache"
    )
    return found


def describe(region: Region, params: Params) -> Answer:
    name = params.get("ServerlessCacheName")
    many = [_find(region, name)] if name else list(region.serverless.values())
    return {"ServerlessCaches": given(many)}


def change(region: Region, params: Params) -> Answer:
    """An engine can become Valkey, and no other (user guide, "Cross engine upgrade")."""
    found = _find(region, params["ServerlessCacheName"])
    engine = params.get("Engine", found["Engine"]).lower()
    if engine != found["Engine"] and (found["Engine"], engine) != ("redis", "valkey"):
        raise RefusedError("InvalidParameterCombination", f"{found['Engine']} stays what it is")
    wanted = _wanted(region, engine, params) | {"Engine": engine}
    if "MajorEngineVersion" in params or engine != found["Engine"]:
        wanted |= _versions(engine, params.get("MajorEngineVersion", _MAJORS[engine]))
    found.update(wanted)
    if params.get("RemoveUserGroup"):
        found.pop("UserGroupId", None)
    return {"ServerlessCache": given(found)}


def delete(region: Region, params: Params) -> Answer:
    found = _find(region, params["ServerlessCacheName"])
    del region.serverless[found["ServerlessCacheName"]]
    region.tags.pop(found["ARN"], None)
    return {"ServerlessCache": {**found, "Status": "deleting"}}
