"""What every stack is asked: the loss of each region that serves, and of a zone of each."""

from __future__ import annotations

from typing import Final

from openline_stacks.forecast._model import Disruption
from openline_stacks.recovery import Fault, Selector, region_dark
from openline_stacks.topology import Topology

_HOUR_S: Final = 3600.0
# Beyond the largest target a fault has to hold so long that a miss shows as one (design).
_MARGIN_S: Final = 900.0


def region_lost(topology: Topology, region: str, for_s: float | None = None) -> Disruption:
    """A region drops everything; by default for an hour, or as much longer as it takes to tell a
    miss from a lucky lift."""
    lasts_s = _long_enough_s(topology, "region") if for_s is None else for_s
    return Disruption(f"region {region}", "region", (region_dark(region, 0.0, lasts_s),))


def zone_lost(topology: Topology, region: str, zone: str, for_s: float | None = None) -> Disruption:
    """Nobody is asked to switch over: the rest of the region goes on."""
    lasts_s = _long_enough_s(topology, "zone") if for_s is None else for_s
    fault = Fault(Selector(region=region, zone=zone), "drop", 0.0, lasts_s, lasts_s)
    name = f"zone {zone}" if zone.startswith(region) else f"zone {region}{zone}"
    return Disruption(name, "zone", (fault,), operators=False)


def disruptions(topology: Topology) -> tuple[Disruption, ...]:
    """Each region that serves when all is well, and the first zone of each."""
    homes = {one.region for system in topology.systems for one in system.populations}
    serving = [region for region in topology.regions if region.name in homes]
    regions = [region_lost(topology, region.name) for region in serving]
    zones = [
        zone_lost(topology, region.name, sorted(region.zones)[0])
        for region in serving
        if region.zones
    ]
    return (*regions, *zones)


def _long_enough_s(topology: Topology, kind: str) -> float:
    largest_s = max(
        (
            objective.rto_s
            for system in topology.systems
            for operation in system.operations
            for objective in operation.objectives
            if objective.disruption == kind
        ),
        default=0.0,
    )
    return max(_HOUR_S, largest_s + _MARGIN_S)
