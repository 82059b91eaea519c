"""What people are told, may do and must not see: arguments of alarms, roles and secrets. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pulumi

from openline import _plan
from openline.accelerator import AcceleratedEntry
from openline.declaration import fleet_size

if TYPE_CHECKING:
    from openline._handed import Region, Shared
    from openline.access import RoleBasedAccessArgs
    from openline.alarms import ServiceAlarmsArgs, WatchedSystemArgs, WatchedTableArgs
    from openline.declaration import Declaration
    from openline.edge import EdgeCache
    from openline.fleet import ServiceFleet
    from openline.secrets import ReplicatedSecretsArgs


def alarms(
    declaration: Declaration, region: str, fleets: Mapping[str, ServiceFleet], shared: Shared
) -> ServiceAlarmsArgs:
    """`fleets`: system -> its fleet in `region`."""
    args: ServiceAlarmsArgs = {
        "stack": declaration.stack,
        "account": declaration.account,
        "region": region,
        "role": declaration.regions[region],
        "systems": {
            name: _watched(declaration, name, region, fleet) for name, fleet in fleets.items()
        },
        "topic_arn": shared.alarm_topics[region],
        "key_arn": shared.key_arns[region],
    }
    others = [other for other in declaration.serving if other != region]
    if others and declaration.strategy != "backup-and-restore":  # which copies nothing
        args["watches"] = others
        args["tables"] = {
            f"{system}.{store}": _table(declaration, system, store, name)
            for system, stores in shared.tables.items()
            for store, name in stores.items()
        }
    return args


def _watched(
    declaration: Declaration, system: str, region: str, fleet: ServiceFleet
) -> WatchedSystemArgs:
    own = declaration.systems[system]
    return {
        "balancer": fleet.balancer_suffix,
        "targets": fleet.targets_suffix,
        "level": own.good.level,
        "within_s": own.good.within_s,
        "least": fleet_size(declaration, system, region).min,
        "warm_up_s": own.capacity.starts_in_s,
        "requests_per_instance_per_s": own.capacity.each_per_s,
        "scale_at": own.capacity.scale_at,
    }


def _table(
    declaration: Declaration, system: str, store: str, name: pulumi.Output[str]
) -> WatchedTableArgs:
    return {"name": name, "key": declaration.systems[system].stores[store].key}


def access(
    declaration: Declaration,
    shared: Shared,
    regions: Mapping[str, Region],
    fronts: Mapping[str, EdgeCache | AcceleratedEntry],
) -> RoleBasedAccessArgs:
    """`fronts`: of the systems that have one."""
    args: RoleBasedAccessArgs = {
        "stack": declaration.stack,
        "account": declaration.account,
        "regions": list(declaration.serving),
        "switches": switch_regions(declaration),
        "tables": {
            f"{system}.{store}": name
            for system, stores in shared.tables.items()
            for store, name in stores.items()
        },
        "log_buckets": {
            **{region: one.log_bucket for region, one in regions.items()},
            **{name: front.log_bucket for name, front in fronts.items()},
        },
        "dials": {
            f"{name}-{region}": front.group_arn(region)
            for name, front in fronts.items()
            if isinstance(front, AcceleratedEntry)
            for region in declaration.serving
        },
    }
    standby = declaration.standby
    if standby is not None:
        args["pilot_lights"] = {
            system: fleet.group_name
            for system, fleet in regions[standby].fleets.items()
            if _plan.empty(declaration, system, standby)
        }
    if shared.interaction_logs:
        args["interaction_buckets"] = {
            region: arn.apply(_bucket_of) for region, arn in shared.interaction_logs.items()
        }
    if declaration.access.provider is not None:
        args["provider"] = declaration.access.provider
    return args


def _bucket_of(arn: str) -> str:
    return arn.rpartition(":")[2]


def switch_regions(declaration: Declaration) -> list[str]:
    """Where switches live: in the standby, or, where all are active, in every region."""
    if declaration.standby is not None:
        return [declaration.standby]
    return list(declaration.serving) if len(declaration.serving) > 1 else []


def secrets(
    declaration: Declaration, system: str, key_arns: Mapping[str, pulumi.Output[str]]
) -> ReplicatedSecretsArgs:
    own = declaration.systems[system]
    primary, *others = declaration.serving
    return {
        "stack": declaration.stack,
        "system": system,
        "primary": primary,
        "replicas": others,
        "key_arns": {**key_arns},
        "secrets": list(own.secrets),
        "parameters": dict(own.parameters),
        "protection": declaration.protection,
    }
