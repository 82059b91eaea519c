"""Misses that no speed would mend: nowhere to go, or nobody there."""

from __future__ import annotations

from collections.abc import Sequence

from openline_drills.measure import Measurement
from openline_drills.verdict._model import Reason
from openline_stacks.topology import Fleet, System, Topology


def structural(topology: Topology, path: Sequence[System], median: Measurement) -> Reason | None:
    """Why what rests on these systems cannot be taken over while the region is lost."""
    lost = median.lost_region
    if lost is None:
        return None
    for system in path:
        reason = _no_survivor(system, lost) or _no_standby(topology, system, median, lost)
        if reason:
            return reason
    return None


def _no_survivor(system: System, lost: str) -> Reason | None:
    if not system.fleets or survivors(system, lost):
        return None
    return Reason("no_survivor", f"{system.name} runs in {lost} only; no other region has a fleet")


def _no_standby(
    topology: Topology, system: System, median: Measurement, lost: str
) -> Reason | None:
    fleets = survivors(system, lost)
    where = ", ".join(fleet.region for fleet in fleets)
    if not fleets:
        return None
    if system.entry is not None and {t.region for t in system.entry.targets} <= {lost}:
        return Reason("no_standby", f"{system.name} has no record that leads to {where}")
    empty = all(fleet.min == 0 and not fleet.in_service for fleet in fleets)
    if empty and not _raised(topology, system, median):
        return Reason(
            "no_standby",
            f"{system.name} has no instance in {where} and nothing raises the group there",
        )
    return None


def survivors(system: System, lost: str) -> list[Fleet]:
    return [fleet for fleet in system.fleets if fleet.region != lost and fleet.role != "witness"]


def _raised(topology: Topology, system: System, median: Measurement) -> bool:
    """The operator's switch raises an empty group too; an automatic one only moves traffic."""
    milestones = median.milestones.get(system.name)
    manual = topology.group(system.group).decide == "manual"
    return manual and milestones is not None and milestones.switched_us is not None
