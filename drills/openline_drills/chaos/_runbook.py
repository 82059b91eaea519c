"""What a user's own runbook is told: plain values, by the names of its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.topology import FailoverGroup, Switch, System, Topology

# As docs/how-to/your-runbook.md describes them.
ARGUMENTS: Final = (
    "lost_region",
    "survivor",
    "group",
    "systems",
    "switches",
    "fleets",
    "outputs",
)


def told(
    topology: Topology, outputs: Mapping[str, Any], group: FailoverGroup, lost: str
) -> dict[str, Any]:
    """One value an argument. Raises `ValueError` where there is no region to fail over to."""
    systems = [topology.system(name) for name in sorted(group.systems)]
    survivor = _survivor(systems, lost)
    if survivor is None:
        raise ValueError(f"{group.name}: there is no region but {lost} to fail over to")
    return {
        "lost_region": lost,
        "survivor": survivor,
        "group": group.name,
        "systems": [system.name for system in systems],
        "switches": {
            system.name: _told(switch)
            for system in systems
            if (switch := system.switch(lost)) is not None
        },
        "fleets": _fleets(systems, survivor),
        "outputs": dict(outputs),
    }


def _survivor(systems: list[System], lost: str) -> str | None:
    """Where the switches are, else any other region with instances."""
    found = (system.switch(lost) for system in systems)
    switches = [switch.region for switch in found if switch is not None]
    fleets = [fleet.region for system in systems for fleet in system.fleets]
    return next((region for region in switches + fleets if region != lost), None)


def _told(switch: Switch) -> dict[str, Any]:
    """Ready for `put_metric_data`."""
    return {
        "region": switch.region,
        "namespace": switch.namespace,
        "metric": switch.metric,
        "dimensions": [
            {"Name": name, "Value": value} for name, value in sorted(switch.dimensions.items())
        ],
        "alarm": switch.alarm_name,
    }


def _fleets(systems: list[System], survivor: str) -> dict[str, dict[str, Any]]:
    """Each system's autoscaling group in the survivor, and the size that carries everybody."""
    found = ((system.name, system.fleet(survivor)) for system in systems)
    return {
        name: {"group": fleet.group_name, "full": fleet.full or fleet.max}
        for name, fleet in found
        if fleet is not None
    }
