"""Places that an experiment names by what they are to it, so that it fits any stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from openline_drills.chaos._faults import duration_s
from openline_stacks.topology import Topology

LOST: Final = "lost"
SURVIVOR: Final = "survivor"
ONE: Final = "one"
_TIMES: Final = ("from_s", "to_s", "expires_s", "delay_s")


@dataclass(frozen=True, slots=True)
class Places:
    """`lost`: the region that the run is set to lose. `survivor`: another that serves. `zone`: one
    of the lost region's. `system`: one that people fail over. None: there is none."""

    lost: str
    survivor: str | None
    zone: str | None
    system: str | None


def places_of(topology: Topology, lost: str) -> Places:
    others = [r.name for r in topology.regions if r.name != lost and r.role != "witness"]
    zones = [zone for region in topology.regions if region.name == lost for zone in region.zones]
    manual = {group.name for group in topology.groups if group.decide == "manual"}
    systems = sorted(topology.systems, key=lambda each: (each.group not in manual, each.name))
    return Places(
        lost=lost,
        survivor=next(iter(others), None),
        zone=next(iter(sorted(zones)), None),
        system=next((each.name for each in systems), None),
    )


def all_placed(faults: Any, places: Places) -> Any:
    """Each of a list of faults; what is no list is refused by whoever reads it."""
    if not isinstance(faults, list):
        return faults
    found = []
    for index, fault in enumerate(faults):
        try:
            found.append(placed(fault, places))
        except ValueError as error:
            raise ValueError(f"faults[{index}]: {error}") from error
    return found


def placed(fault: Any, places: Places) -> Any:
    """A fault as written, with names for `lost`, `survivor` and `one` and seconds for durations.
    Raises `ValueError` for what the stack does not have."""
    if not isinstance(fault, Mapping):
        return fault
    found = dict(fault)
    for key in _TIMES:
        if isinstance(found.get(key), str):
            found[key] = _seconds(f"fault.{key}", found[key])
    if "peer" in found:
        found["peer"] = _region("peer", found["peer"], places)
    if isinstance(found.get("selector"), Mapping):
        found["selector"] = _selected(dict(found["selector"]), places)
    return found


def _seconds(where: str, duration: str) -> float:
    try:
        return duration_s(duration)
    except ValueError as error:
        raise ValueError(f"{where}: {str(error).removeprefix('duration: ')}") from error


def _selected(selector: dict[str, Any], places: Places) -> dict[str, Any]:
    if "region" in selector:
        selector["region"] = _region("selector.region", selector["region"], places)
    for key, name in (("zone", places.zone), ("system", places.system)):
        if selector.get(key) == ONE:
            selector[key] = _there(f"selector.{key}", name)
    return selector


def _region(where: str, region: Any, places: Places) -> Any:
    if region == LOST:
        return places.lost
    return _there(where, places.survivor) if region == SURVIVOR else region


def _there(where: str, name: str | None) -> str:
    if name is None:
        raise ValueError(f"{where}: the stack has none")
    return name
