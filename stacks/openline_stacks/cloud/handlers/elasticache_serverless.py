"""ElastiCache: caches without nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._lives import BY_RESOURCE_NAME

_MEMBERS: Final = {
    "dailySnapshotTime": "DailySnapshotTime",
    "description": "Description",
    "engine": "Engine",
    "kmsKeyId": "KmsKeyId",
    "majorEngineVersion": "MajorEngineVersion",
    "name": "ServerlessCacheName",
    "networkType": "NetworkType",
    "securityGroupIds": "SecurityGroupIds",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "subnetIds": "SubnetIds",
    "userGroupId": "UserGroupId",
}
_LIMITS: Final = "cacheUsageLimits"


def _parameters(request: Request) -> dict[str, Any]:
    tags = request.tags()
    return _given(request, "create_serverless_cache", _MEMBERS) | ({"Tags": tags} if tags else {})


def _given(request: Request, operation: str, members: Mapping[str, str]) -> dict[str, Any]:
    params = fit(request.shape("elasticache", operation), request.given(members)).values
    limits = _limits(request.block(_LIMITS))
    return params | ({"CacheUsageLimits": limits} if limits else {})


def _limits(said: Mapping[str, Any]) -> dict[str, Any]:
    """A list of one is what the program has for what AWS has one of."""
    units = said.get("ecpuPerSeconds")
    found = {
        "DataStorage": said.get("dataStorage"),
        "ECPUPerSecond": units[0] if isinstance(units, Sequence) and units else None,
    }
    return {key: _capitals(one) for key, one in found.items() if isinstance(one, Mapping)}


def _capitals(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key.capitalize(): int(value) if isinstance(value, float) else value
        for key, value in said.items()
        if value is not None
    }


def _create(request: Request) -> str:
    answer = request.call("elasticache", "create_serverless_cache", **_parameters(request))
    return str(answer["ServerlessCache"]["ServerlessCacheName"])


# output -> member, as it stands.
_PLAIN: Final = _MEMBERS | {
    "arn": "ARN", "fullEngineVersion": "FullEngineVersion", "status": "Status",
}  # fmt: skip


def _read(request: Request, id_: str) -> Outputs:
    answer = request.call("elasticache", "describe_serverless_caches", ServerlessCacheName=id_)
    held = answer["ServerlessCaches"][0]
    return {
        "@": {},
        **{output: held.get(member) for output, member in _PLAIN.items()},
        _LIMITS: _told_limits(held.get("CacheUsageLimits", {})),
        "createTime": f"{held['CreateTime']:%Y-%m-%dT%H:%M:%SZ}",
        "endpoints": [_small(held["Endpoint"])],
        "readerEndpoints": [_small(held["ReaderEndpoint"])],
    }


def _told_limits(held: Mapping[str, Any]) -> dict[str, Any] | None:
    told: dict[str, Any] = {}
    if "DataStorage" in held:
        told["dataStorage"] = _small(held["DataStorage"])
    if "ECPUPerSecond" in held:
        told["ecpuPerSeconds"] = [_small(held["ECPUPerSecond"])]
    return told or None


def _small(held: Mapping[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in held.items()}


_CHANGING: Final = frozenset(
    {_LIMITS, "dailySnapshotTime", "description", "engine", "majorEngineVersion",
     "securityGroupIds", "snapshotRetentionLimit", "userGroupId"}
)  # fmt: skip


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    own = {input_: member for input_, member in _MEMBERS.items() if input_ in changed}
    params = _given(request, "modify_serverless_cache", own)
    if "userGroupId" in changed and request.get("userGroupId") is None:
        params["RemoveUserGroup"] = True
    request.call("elasticache", "modify_serverless_cache", ServerlessCacheName=id_, **params)


_CACHE: Final = Irregular(
    type="aws:elasticache/serverlessCache:ServerlessCache",
    service="elasticache",
    operation="create_serverless_cache",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset(_MEMBERS) | {_LIMITS, "tags"},
    members=_MEMBERS,
    name=AutoName(),
    deaf={"snapshotArnsToRestores": "no cache here has any contents"},
    life=Life(
        replace=frozenset({"kmsKeyId", "name", "networkType", "subnetIds"}),
        delete=(Call("delete_serverless_cache", {"ServerlessCacheName": "$id"}),),
        tags=BY_RESOURCE_NAME,
        usual=dict.fromkeys(
            ("dailySnapshotTime", "description", "majorEngineVersion", "networkType",
             "securityGroupIds", "snapshotRetentionLimit", "subnetIds"), ...),
        revise=_revise,
        revises=_CHANGING,
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_CACHE,)
