"""Where a system is: the regions that serve when all is well, and every region with a part."""

from __future__ import annotations

from openline_stacks.topology import System, Topology


def homes_of(system: System) -> dict[str, list[int]]:
    """Where clients are served when all is well: region -> its populations, by their places."""
    homes: dict[str, list[int]] = {}
    for place, population in enumerate(system.populations):
        homes.setdefault(population.region, []).append(place)
    return homes


def regions_of(system: System, topology: Topology) -> list[str]:
    """Every region that has a part of it, in the stack's order, homes first."""
    homes = list(homes_of(system))
    targets = system.entry.targets if system.entry is not None else ()
    named = {fleet.region for fleet in system.fleets} | {target.region for target in targets}
    order = {region.name: place for place, region in enumerate(topology.regions)}
    others = named - {*homes}
    return [*homes, *sorted(others, key=lambda name: (order.get(name, len(order)), name))]
