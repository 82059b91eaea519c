"""What a stack was built of, and what of it whoever runs it must be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from openline._switches import switches

if TYPE_CHECKING:
    from openline.accelerator import AcceleratedEntry
    from openline.access import RoleBasedAccess
    from openline.alarms import ServiceAlarms
    from openline.backups import Backups
    from openline.declaration import Declaration
    from openline.edge import EdgeCache
    from openline.fleet import ServiceFleet
    from openline.interactions import InteractionLog
    from openline.routing import FailoverRouting
    from openline.secrets import ReplicatedSecrets
    from openline.store import CustomerStore


@dataclass(frozen=True, slots=True)
class BuiltSystem:
    """What one system is made of."""

    routing: FailoverRouting
    front: EdgeCache | AcceleratedEntry | None
    fleets: Mapping[str, ServiceFleet]
    stores: Mapping[str, CustomerStore]
    secrets: ReplicatedSecrets | None


@dataclass(frozen=True, slots=True)
class BuiltStack:
    """The systems, and what there is of each region's or once."""

    systems: Mapping[str, BuiltSystem]
    alarms: Mapping[str, ServiceAlarms]
    access: RoleBasedAccess
    backups: Backups | None
    log: InteractionLog | None


def tables(systems: Mapping[str, BuiltSystem]) -> dict[str, dict[str, pulumi.Output[str]]]:
    """System -> store -> table."""
    return {
        name: {store: table.table_name for store, table in one.stores.items()}
        for name, one in systems.items()
    }


def outputs(declaration: Declaration, built: BuiltStack) -> dict[str, pulumi.Output[Any]]:
    """The stack's outputs by name."""
    found: dict[str, Any] = {
        **_by_system(declaration, built.systems),
        "alarms": {region: one.alarm_arns for region, one in built.alarms.items()},
        "dashboards": {region: one.dashboard for region, one in built.alarms.items()},
        "roleArns": built.access.role_arns,
        "vaults": built.backups.vaults if built.backups else {},
        "restoreRoleArn": built.backups.restore_role_arn if built.backups else None,
        "interactionLogs": built.log.buckets if built.log else {},
    }
    return {key: pulumi.Output.from_input(value) for key, value in found.items()}


def _by_system(
    declaration: Declaration, systems: Mapping[str, BuiltSystem]
) -> dict[str, dict[str, Any]]:
    """What an operator needs in an incident."""
    return {
        "endpoints": {name: (one.front or one.routing).endpoint for name, one in systems.items()},
        "healthCheckIds": {name: one.routing.health_check_ids for name, one in systems.items()},
        "fleets": {
            name: {region: fleet.group_name for region, fleet in one.fleets.items()}
            for name, one in systems.items()
        },
        "tables": tables(systems),
        "secretArns": {
            name: one.secrets.secret_arns for name, one in systems.items() if one.secrets
        },
        "switches": {
            name: switches(declaration, name, one.front, one.fleets)
            for name, one in systems.items()
            if len(declaration.serving) > 1
        },
    }
