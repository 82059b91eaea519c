"""What ElastiCache keeps in a region; what its clusters and its groups of them have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openline_stacks.cloud._own._answers import RefusedError, held, now

# What AWS takes where nothing is said (ElastiCache API reference, CreateCacheCluster; for versions
# the user guide's "Supported engines and versions", of 2025-06).
_PORTS: Final = {"memcached": 11211}
_VERSIONS: Final = {"memcached": "1.6.22", "redis": "7.1.0", "valkey": "8.0.1"}
_FAMILIES: Final = {"memcached": "memcached1.6", "redis": "redis7", "valkey": "valkey8"}
# Of 6.x AWS takes the newest (user guide, "Supported engines and versions").
_NEWEST_6: Final = "6.2.6"

Kept = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Region:
    """By name: groups of subnets and parameters, clusters, replication groups, serverless caches,
    users and groups of those."""

    name: str
    account: str
    subnet_groups: Kept = field(default_factory=dict)
    parameter_groups: Kept = field(default_factory=dict)
    clusters: Kept = field(default_factory=dict)
    groups: Kept = field(default_factory=dict)
    serverless: Kept = field(default_factory=dict)
    users: Kept = field(default_factory=dict)
    user_groups: Kept = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def arn(self, kind: str, name: str) -> str:
        return f"arn:aws:elasticache:{self.name}:{self.account}:{kind}:{name}"

    def put_tags(self, arn: str, params: Mapping[str, Any]) -> None:
        pairs = {one["Key"]: one["Value"] for one in params.get("Tags", ())}
        self.tags.setdefault(arn, {}).update(pairs)

    def address(self, *first: str, kind: str = "") -> str:
        """`first` before the part that is the account's, `kind` behind it: user guide, "Finding
        connection endpoints"."""
        own = hashlib.sha256(f"{self.account}/{self.name}".encode()).hexdigest()[:6]
        behind = [kind] if kind else []
        return ".".join([*first, own, *behind, _short(self.name), "cache.amazonaws.com"])

    def zones(self, subnet_group: str) -> list[str]:
        """Where nodes can be: the zones of the subnets, else three of the region's."""
        found = self.subnet_groups.get(subnet_group, {}).get("Subnets", ())
        known = sorted({one["SubnetAvailabilityZone"]["Name"] for one in found})
        return known or [f"{self.name}{letter}" for letter in "abc"]


def _short(region: str) -> str:
    """`us-east-1` is use1 in an endpoint's name, `ap-southeast-2` apse2."""
    place, *ways, number = region.split("-")
    words = "".join(ways).replace("north", "n").replace("south", "s").replace("central", "c")
    return place + words.replace("east", "e").replace("west", "w") + number


def version_of(engine: str, asked: str | None) -> str:
    """In full, as AWS answers it: 7.1 is 7.1.0."""
    if asked is None:
        return _VERSIONS[engine]
    if asked.endswith(".x"):
        return _NEWEST_6
    return asked if asked.count(".") > 1 else f"{asked}.0"


def cluster(region: Region, id_: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """A cluster as AWS describes it, of what CreateCacheCluster or a replication group is given."""
    engine = params.get("Engine", "redis")
    if engine not in _FAMILIES:
        raise RefusedError("InvalidParameterValue", f"{engine} is no engine of ElastiCache")
    subnets = params.get("CacheSubnetGroupName", "default").lower()
    if subnets != "default":
        held(region.subnet_groups, subnets, "CacheSubnetGroupNotFoundFault", "cache subnet group")
    made = {
        "CacheClusterId": id_,
        "CacheNodeType": params.get("CacheNodeType", "cache.t4g.micro"),
        "Engine": engine,
        "EngineVersion": version_of(engine, params.get("EngineVersion")),
        "CacheClusterStatus": "available",
        "CacheClusterCreateTime": now(),
        "PreferredMaintenanceWindow": params.get(
            "PreferredMaintenanceWindow", "sun:05:00-sun:06:00"
        ).lower(),
        "PendingModifiedValues": {},
        "CacheSecurityGroups": [],
        "CacheParameterGroup": parameters_in_use(region, engine, params),
        "CacheSubnetGroupName": subnets,
        "AutoMinorVersionUpgrade": params.get("AutoMinorVersionUpgrade", True),
        "SecurityGroups": memberships(params),
        "SnapshotRetentionLimit": params.get("SnapshotRetentionLimit", 0),
        "AuthTokenEnabled": "AuthToken" in params,
        "TransitEncryptionEnabled": params.get("TransitEncryptionEnabled", False),
        "AtRestEncryptionEnabled": params.get("AtRestEncryptionEnabled", False),
        "ARN": region.arn("cluster", id_),
        "LogDeliveryConfigurations": deliveries(params),
        "NetworkType": params.get("NetworkType", "ipv4"),
        "IpDiscovery": params.get("IpDiscovery", "ipv4"),
    }
    if engine != "memcached":
        made["SnapshotWindow"] = params.get("SnapshotWindow", "03:00-04:00")
    if "NotificationTopicArn" in params:
        made["NotificationConfiguration"] = topic(params["NotificationTopicArn"])
    return made


def parameters_in_use(region: Region, engine: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """AWS's own group of the engine, or one of this account's."""
    on = ".cluster.on" if params.get("NumNodeGroups", 1) > 1 else ""
    name = params.get("CacheParameterGroupName", f"default.{_FAMILIES[engine]}{on}").lower()
    if not name.startswith("default."):
        held(region.parameter_groups, name, "CacheParameterGroupNotFound", "parameter group")
    return {
        "CacheParameterGroupName": name,
        "ParameterApplyStatus": "in-sync",
        "CacheNodeIdsToReboot": [],
    }


def memberships(params: Mapping[str, Any]) -> list[dict[str, str]]:
    many = params.get("SecurityGroupIds", ())
    return [{"SecurityGroupId": one, "Status": "active"} for one in many]


def deliveries(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those that are on; a request with Enabled false turns its kind off."""
    many = params.get("LogDeliveryConfigurations", ())
    return [
        {key: value for key, value in one.items() if key != "Enabled"} | {"Status": "active"}
        for one in many
        if one.get("Enabled", True)
    ]


def topic(arn: str) -> dict[str, str]:
    return {"TopicArn": arn, "TopicStatus": "active"}


def port_of(engine: str, params: Mapping[str, Any]) -> int:
    port: int = params.get("Port", _PORTS.get(engine, 6379))
    return port


def node(number: int, address: str, port: int, zone: str) -> dict[str, Any]:
    return {
        "CacheNodeId": f"{number:04}",
        "CacheNodeStatus": "available",
        "CacheNodeCreateTime": now(),
        "Endpoint": {"Address": address, "Port": port},
        "ParameterGroupStatus": "in-sync",
        "CustomerAvailabilityZone": zone,
    }


# What modifications of a cluster and of a replication group write down as it stands.
_PLAIN: Final = (
    "AutoMinorVersionUpgrade", "CacheNodeType", "IpDiscovery", "SnapshotRetentionLimit",
    "SnapshotWindow", "TransitEncryptionEnabled", "TransitEncryptionMode",
)  # fmt: skip


def modify(region: Region, found: dict[str, Any], params: Mapping[str, Any]) -> None:
    """What ModifyCacheCluster and ModifyReplicationGroup do to a cluster."""
    found.update({key: params[key] for key in _PLAIN if key in params})
    found["Engine"] = engine = params.get("Engine", found["Engine"])
    if "EngineVersion" in params:
        found["EngineVersion"] = version_of(engine, params["EngineVersion"])
    if "PreferredMaintenanceWindow" in params:
        found["PreferredMaintenanceWindow"] = params["PreferredMaintenanceWindow"].lower()
    if "CacheParameterGroupName" in params:
        found["CacheParameterGroup"] = parameters_in_use(region, engine, params)
    if "SecurityGroupIds" in params:
        found["SecurityGroups"] = memberships(params)
    if "LogDeliveryConfigurations" in params:
        found["LogDeliveryConfigurations"] = deliveries(params)
    if "NotificationTopicArn" in params:
        found["NotificationConfiguration"] = topic(params["NotificationTopicArn"])
    if params.get("NotificationTopicStatus") == "inactive":
        found.pop("NotificationConfiguration", None)


def subnets(region: Region, ids: list[str]) -> dict[str, Any]:
    """moto's subnets: of one network, as AWS wants them."""
    from moto.ec2.models import ec2_backends  # imported here, as in _gaps

    known = ec2_backends[region.account][region.name].describe_subnets()
    found = {one.id: one for one in known if one.id in ids}
    networks = {one.vpc_id for one in found.values()}
    if len(found) < len({*ids}) or len(networks) != 1:
        raise RefusedError("InvalidSubnet", f"Subnets of one network are wanted: {sorted(ids)}")
    return {
        "VpcId": networks.pop(),
        "Subnets": [
            {
                "SubnetIdentifier": id_,
                "SubnetAvailabilityZone": {"Name": found[id_].availability_zone},
                "SupportedNetworkTypes": ["ipv4"],
            }
            for id_ in ids
        ],
    }
