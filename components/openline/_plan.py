"""A declaration turned into the arguments of the components. Pure: no resource is made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from openline._aws.checks import METRICS_REGION
from openline._aws.regions import EDGE_REGION
from openline.declaration import (
    EdgeOrigin,
    at_once_per_s,
    days,
    failover_of,
    fleet_size,
    fqdn,
    group_of,
    origin_fqdn,
    season_size,
)

if TYPE_CHECKING:
    from openline.accelerator import AcceleratedEntryArgs
    from openline.certificates import CertificatesArgs
    from openline.declaration import Declaration, Operation, System
    from openline.edge import CachedArgs, EdgeCacheArgs
    from openline.fleet import SeasonArgs, ServiceFleetArgs
    from openline.keys import EncryptionKeysArgs
    from openline.network import RegionalNetworkArgs
    from openline.routing import BalancerArgs, FailoverRouting, FailoverRoutingArgs
    from openline.store import CustomerStoreArgs


@dataclass(frozen=True, slots=True)
class Ground:
    """What every fleet of a region stands on."""

    vpc_id: pulumi.Output[str]
    public_subnet_ids: pulumi.Output[list[str]]
    private_subnet_ids: pulumi.Output[list[str]]
    log_bucket: pulumi.Output[str]
    certificate_arn: pulumi.Output[str]
    key_arn: pulumi.Output[str]
    nat_addresses: Mapping[str, pulumi.Output[str]]
    interaction_log: pulumi.Output[str] | None


def targets(declaration: Declaration) -> dict[str, str]:
    """Region -> role of the regions that serve, primary first."""
    return {region: declaration.regions[region] for region in declaration.serving}


def holding(declaration: Declaration) -> dict[str, str]:
    """Region -> role of the regions that hold customers' data: those that serve, and the one with
    a third copy of strong stores. A witness holds none: DynamoDB gives it no key to name."""
    third = declaration.replica
    return targets(declaration) | ({third: declaration.regions[third]} if third else {})


def alarm_regions(declaration: Declaration) -> list[str]:
    return sorted({*declaration.serving, METRICS_REGION})


def keyed(declaration: Declaration) -> list[str]:
    """Regions with a key: where customers' data is, and where alarms are besides."""
    return sorted({*holding(declaration), *alarm_regions(declaration)})


def certified(declaration: Declaration) -> list[str]:
    """Regions with a certificate: those that serve, and where an edge reads its own."""
    return sorted({*declaration.serving, *([EDGE_REGION] if _edges(declaration) else [])})


def _edges(declaration: Declaration) -> bool:
    return any(entry_kind(declaration, system) == "edge" for system in declaration.systems)


def entry_kind(declaration: Declaration, system: str) -> str:
    return declaration.systems[system].entry.kind


def keys(declaration: Declaration) -> EncryptionKeysArgs:
    return {
        "stack": declaration.stack,
        "account": declaration.account,
        "regions": holding(declaration),
        "protection": declaration.protection,
    }


def certificates(declaration: Declaration) -> CertificatesArgs:
    return {
        "stack": declaration.stack,
        "domain": declaration.domain,
        "zone_id": declaration.zone_id,
        "regions": targets(declaration),
        "edge": _edges(declaration),
    }


def network(
    declaration: Declaration, region: str, key_arn: pulumi.Input[str]
) -> RegionalNetworkArgs:
    return {
        "stack": declaration.stack,
        "account": declaration.account,
        "region": region,
        "role": declaration.regions[region],
        "cidr": declaration.network[region],
        "zones": list(declaration.zones[region]),
        "key_arn": key_arn,
        "protection": declaration.protection,
    }


def store(
    declaration: Declaration, system: str, name: str, key_arns: dict[str, pulumi.Output[str]]
) -> CustomerStoreArgs:
    own = declaration.systems[system].stores[name]
    strong = own.consistency == "strong"
    args: CustomerStoreArgs = {
        "stack": declaration.stack,
        "system": system,
        "store": name,
        "key": own.key,
        "consistency": own.consistency,
        "primary": declaration.primary,
        "replicas": _copies(declaration, strong=strong),
        "key_arns": {**key_arns},
        "reads_per_s": _asked_per_s(declaration.systems[system], name, "reads"),
        "writes_per_s": _asked_per_s(declaration.systems[system], name, "writes"),
        "protection": declaration.protection,
    }
    if strong and declaration.witness is not None:
        args["witness"] = declaration.witness
    return args


def _copies(declaration: Declaration, *, strong: bool) -> list[str]:
    """The other regions that every write is copied to. What is restored from a backup has none."""
    if declaration.strategy == "backup-and-restore":
        return []
    third = [declaration.replica] if strong and declaration.replica else []
    return [*declaration.serving[1:], *third]


def _asked_per_s(system: System, store: str, how: str) -> float:
    """At the highest peak of the year, surges after a failover included."""
    peaks = [system.demand.peak_per_s, *(one.peak_per_s for one in system.seasons.values())]
    rates = [
        max(peaks)
        * operation.share
        * (operation.after_failover.times if operation.after_failover else 1.0)
        for operation in system.operations.values()
        if getattr(operation, how) == store
    ]
    return sum(rates)


def fleet(
    declaration: Declaration,
    system: str,
    region: str,
    ground: Ground,
    table_names: list[pulumi.Output[str]],
    serving_region: str | None = None,
) -> ServiceFleetArgs:
    own = declaration.systems[system]
    size = fleet_size(declaration, system, region)
    args: ServiceFleetArgs = {
        "stack": declaration.stack,
        "account": declaration.account,
        "system": system,
        "region": region,
        "role": declaration.regions[region],
        "vpc_id": ground.vpc_id,
        "public_subnet_ids": ground.public_subnet_ids,
        "private_subnet_ids": ground.private_subnet_ids,
        "log_bucket": ground.log_bucket,
        "certificate_arn": ground.certificate_arn,
        "key_arn": ground.key_arn,
        "image": own.runs.image,
        "instance": own.capacity.instance,
        "port": own.runs.port,
        "health_path": own.checks.alive,
        "min_size": size.min,
        "max_size": size.max,
        "full_size": size.full,
        "warm_up_s": own.capacity.starts_in_s,
        "requests_per_instance_per_s": own.capacity.each_per_s,
        "buffer": own.capacity.buffer,
        "scale_at": own.capacity.scale_at,
        "protection": declaration.protection,
    }
    if serving_region is not None:
        args["serving_region"] = serving_region
    if table_names:
        args["table_names"] = [*table_names]
    if own.seasons:
        args["seasons"] = _seasons(declaration, system, region)
    if len(declaration.serving) > 1:
        args["at_once_per_s"] = at_once_per_s(declaration, system)
    if ground.interaction_log is not None:
        args["interaction_log"] = ground.interaction_log
    if own.runs.user_data:
        args["user_data"] = own.runs.user_data
    if own.entry.kind == "edge":
        args["edge_neighbours"] = {**ground.nat_addresses}
    return args


def _seasons(declaration: Declaration, system: str, region: str) -> dict[str, SeasonArgs]:
    """Those that want more instances than there always are."""
    own = declaration.systems[system].seasons
    usual = fleet_size(declaration, system, region).min
    raised = {name: season_size(declaration, system, region, name).min for name in sorted(own)}
    return {
        name: {"raised": days(own[name]).raised, "lowered": days(own[name]).lowered,
               "min_size": size}
        for name, size in raised.items()
        if size > usual
    }  # fmt: skip


def empty(declaration: Declaration, system: str, region: str) -> bool:
    """A pilot light: no instances there until the switch raises the group."""
    return fleet_size(declaration, system, region).min == 0


def routing(
    declaration: Declaration,
    system: str,
    balancers: Mapping[str, BalancerArgs],
    alarm_topics: Mapping[str, pulumi.Output[str]],
    serving_region: str | None = None,
) -> FailoverRoutingArgs:
    own = declaration.systems[system]
    serving = targets(declaration)
    args: FailoverRoutingArgs = {
        "stack": declaration.stack,
        "system": system,
        "group": group_of(declaration, system),
        "domain": declaration.domain,
        "zone_id": declaration.zone_id,
        "targets": serving,
        "balancers": dict(balancers),
        "check": {
            "path": own.checks.serves,
            "interval_s": round(own.checks.every_s),
            "threshold": own.checks.fails,
        },
        "decide": failover_of(declaration, system).decide,
        "unchecked": [region for region in serving if empty(declaration, system, region)],
        "alarm_topics": {**alarm_topics},
    }
    name = failover_name(declaration, system)
    if name is not None:
        args["name"] = name
    if name is not None and serving_region is not None:
        args["serving_region"] = serving_region
    if own.entry.ttl_s is not None:
        args["ttl_s"] = round(own.entry.ttl_s)
    return args


def failover_name(declaration: Declaration, system: str) -> str | None:
    """The name that the failover records answer: an edge's origin, nothing for an accelerator."""
    kind = entry_kind(declaration, system)
    if kind == "accelerator":
        return None
    return origin_fqdn(declaration, system) if kind == "edge" else fqdn(declaration, system)


def edge(
    declaration: Declaration,
    system: str,
    found: FailoverRouting,
    certificate_arn: pulumi.Output[str],
    key_arns: Mapping[str, pulumi.Output[str]],
) -> EdgeCacheArgs:
    own = declaration.systems[system]
    origin = own.entry.origin or EdgeOrigin()
    return {
        "stack": declaration.stack,
        "account": declaration.account,
        "system": system,
        "zone_id": declaration.zone_id,
        "name": fqdn(declaration, system),
        "regions": targets(declaration),
        "origin_name": origin_fqdn(declaration, system),
        "origin": found.name,
        "regional_names": {region: found.regional_name(region) for region in declaration.serving},
        "certificate_arn": certificate_arn,
        "key_arns": {**key_arns},
        "cached": {
            name: _cached(operation)
            for name, operation in own.operations.items()
            if operation.paths
        },
        "attempts": origin.attempts,
        "connect_s": round(origin.connect_s),
        "answer_s": round(origin.answer_s),
        "errors_s": round(origin.errors_s),
        "protection": declaration.protection,
    }


def _cached(operation: Operation) -> CachedArgs:
    args: CachedArgs = {"paths": list(operation.paths), "stale_s": round(operation.stale_s)}
    if operation.fresh_s is not None:
        args["fresh_s"] = round(operation.fresh_s)
    return args


def accelerator(
    declaration: Declaration,
    system: str,
    balancer_arns: Mapping[str, pulumi.Output[str]],
    log_key_arn: pulumi.Output[str],
) -> AcceleratedEntryArgs:
    return {
        "stack": declaration.stack,
        "account": declaration.account,
        "system": system,
        "zone_id": declaration.zone_id,
        "name": fqdn(declaration, system),
        "targets": targets(declaration),
        "balancer_arns": {**balancer_arns},
        "log_key_arn": log_key_arn,
        "protection": declaration.protection,
    }
