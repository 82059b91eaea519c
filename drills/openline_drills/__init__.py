"""Fails regions over and measures it: Chaos Toolkit extension, rehearsal, verdict. For the SRE."""

from __future__ import annotations

from typing import Any

__all__ = ["discover"]

_ROOMS = {
    "action": "openline_drills.chaos.actions",
    "probe": "openline_drills.chaos.probes",
    "tolerance": "openline_drills.chaos.tolerances",
    "control": "openline_drills.chaos.controls.rehearsal",
}


def discover(discover_system: bool = True) -> dict[str, Any]:
    """What this extension offers; called by `chaos discover openline --no-install`.

    Nothing of a system is discovered, so `discover_system` changes nothing.
    """
    from importlib import metadata

    from chaoslib.discovery.discover import discover_activities, initialize_discovery_result

    found: dict[str, Any] = initialize_discovery_result(
        "openline", metadata.version("openline"), "openline"
    )
    for kind, module in _ROOMS.items():
        found["activities"].extend(discover_activities(module, kind))
    return found
