"""ElastiCache: what a cluster and a group of them are told and tell alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit

# input -> member, of CreateCacheCluster and CreateReplicationGroup alike.
SHARED: Final = {
    "autoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "engine": "Engine",
    "engineVersion": "EngineVersion",
    "ipDiscovery": "IpDiscovery",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "networkType": "NetworkType",
    "nodeType": "CacheNodeType",
    "notificationTopicArn": "NotificationTopicArn",
    "parameterGroupName": "CacheParameterGroupName",
    "port": "Port",
    "securityGroupIds": "SecurityGroupIds",
    "snapshotRetentionLimit": "SnapshotRetentionLimit",
    "snapshotWindow": "SnapshotWindow",
    "subnetGroupName": "CacheSubnetGroupName",
    "transitEncryptionEnabled": "TransitEncryptionEnabled",
}
LOGS: Final = "logDeliveryConfigurations"
# Nothing was ever put into a cache here, so that nothing is in a snapshot.
DEAF: Final = dict.fromkeys(("snapshotArns", "snapshotName"), "no cache here has any contents")
# What AWS gives by itself.
USUAL: Final = dict.fromkeys(
    ("autoMinorVersionUpgrade", "engine", "engineVersion", "ipDiscovery", "maintenanceWindow",
     "networkType", "parameterGroupName", "port", "securityGroupIds", "snapshotWindow",
     "subnetGroupName", "transitEncryptionEnabled"), ...)  # fmt: skip

_DESTINATIONS: Final = {
    "cloudwatch-logs": ("CloudWatchLogsDetails", "LogGroup"),
    "kinesis-firehose": ("KinesisFirehoseDetails", "DeliveryStream"),
}


def parameters(request: Request, operation: str, names: Mapping[str, str]) -> dict[str, Any]:
    """The operation's parameters, as far as inputs tell them."""
    shape = request.shape("elasticache", operation)
    own = {k: v for k, v in request.given(names).items() if k in shape.members}
    params = fit(shape, own).values
    if request.get(LOGS) is not None and "LogDeliveryConfigurations" in shape.members:
        params["LogDeliveryConfigurations"] = [_delivery(one) for one in request.entries(LOGS)]
    tags = request.tags()
    return params | ({"Tags": tags} if tags and "Tags" in shape.members else {})


def _delivery(one: Mapping[str, Any]) -> dict[str, Any]:
    plain = {
        "LogType": one.get("logType"),
        "LogFormat": one.get("logFormat"),
        "DestinationType": one.get("destinationType"),
    }
    sent = {key: value for key, value in plain.items() if value is not None}
    names = _DESTINATIONS.get(str(one.get("destinationType")))
    if names is None:
        return sent
    return sent | {"DestinationDetails": {names[0]: {names[1]: one.get("destination")}}}


def changes(
    request: Request, operation: str, names: Mapping[str, str], changed: frozenset[str]
) -> dict[str, Any]:
    """Parameters of a modification: what has changed, and what is no more is turned off."""
    own = {input_: member for input_, member in names.items() if input_ in changed}
    params = parameters(request, operation, own)
    params.pop("Tags", None)
    params.pop("LogDeliveryConfigurations", None)
    if "notificationTopicArn" in changed and request.get("notificationTopicArn") is None:
        params["NotificationTopicStatus"] = "inactive"
    if "snapshotRetentionLimit" in changed:
        params["SnapshotRetentionLimit"] = int(request.get("snapshotRetentionLimit", 0))
    if LOGS in changed:
        wanted = [_delivery(one) for one in request.entries(LOGS)]
        kinds = {one["LogType"] for one in wanted}
        before = [one.get("logType") for one in request.outputs.get(LOGS) or ()]
        gone = [{"LogType": kind, "Enabled": False} for kind in before if kind not in kinds]
        params["LogDeliveryConfigurations"] = wanted + gone
    return params


def told(request: Request, held: Mapping[str, Any]) -> dict[str, Any]:
    """What a cluster says of inputs that both have, in the program's words."""
    engine, version = str(held["Engine"]), str(held["EngineVersion"])
    topic = held.get("NotificationConfiguration", {}).get("TopicArn")
    return {
        "autoMinorVersionUpgrade": held["AutoMinorVersionUpgrade"],
        "engine": engine,
        "engineVersion": _short(engine, version, str(request.get("engineVersion", ""))),
        "engineVersionActual": version,
        "ipDiscovery": held["IpDiscovery"],
        LOGS: [_told_delivery(one) for one in held["LogDeliveryConfigurations"]],
        "maintenanceWindow": as_said(request, "maintenanceWindow", held),
        "networkType": held["NetworkType"],
        "nodeType": held["CacheNodeType"],
        "notificationTopicArn": topic,
        "parameterGroupName": held["CacheParameterGroup"]["CacheParameterGroupName"],
        "port": held["CacheNodes"][0]["Endpoint"]["Port"],
        "securityGroupIds": [one["SecurityGroupId"] for one in held["SecurityGroups"]],
        "snapshotRetentionLimit": held["SnapshotRetentionLimit"],
        "snapshotWindow": held.get("SnapshotWindow"),
        "subnetGroupName": held["CacheSubnetGroupName"],
        "transitEncryptionEnabled": held["TransitEncryptionEnabled"],
    }


def _short(engine: str, version: str, said: str) -> str:
    """The provider's words for a version: from 6 on of Redis, and of Valkey, without the last
    part, or 6.x where the program says so."""
    major, minor, *_ = version.split(".")
    if engine == "memcached" or (engine == "redis" and int(major) < 6):
        return version
    return f"{major}.x" if said.endswith(".x") else f"{major}.{minor}"


def _told_delivery(held: Mapping[str, Any]) -> dict[str, Any]:
    group, word = _DESTINATIONS[held["DestinationType"]]
    return {
        "destination": held["DestinationDetails"][group][word],
        "destinationType": held["DestinationType"],
        "logFormat": held["LogFormat"],
        "logType": held["LogType"],
    }


def as_said(request: Request, input_: str, held: Mapping[str, Any]) -> str:
    """AWS's small letters, or the program's own words for the same."""
    value = str(held[SHARED[input_]])
    said = str(request.get(input_, ""))
    return said if said.lower() == value else value
