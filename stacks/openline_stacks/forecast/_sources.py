"""The resource and property that a step's time comes from."""

from __future__ import annotations

from openline_stacks.forecast._model import Step
from openline_stacks.forecast._scene import Scene
from openline_stacks.topology import Source, System, Topology


def source_of(scene: Scene, system: System, step: Step) -> Source | None:
    """Of the system's own; None where no resource says it."""
    path = _path(scene, system, step)
    return None if path is None else nearest(scene.topology, path)


def nearest(topology: Topology, path: str) -> Source | None:
    """A field without an entry of its own came from the nearest path above it."""
    while path:
        if path in topology.sources:
            return topology.sources[path]
        path = path.rpartition(".")[0]
    return None


def _path(scene: Scene, system: System, step: Step) -> str | None:
    own = f"systems.{system.name}"
    entry, lost = system.entry, scene.lost
    home = lost or next((p.region for p in system.populations), "")
    others = [fleet.region for fleet in system.fleets if fleet.region != home]
    survivor = home if scene.loses_a_zone(home) else next(iter(others), home)
    paths: dict[Step, str | None] = {
        "detection": _detection(system, home),
        "decision": f"groups.{system.group}",
        "switch": f"{own}.switches.{home}" if system.switches else None,
        "dns": None if entry is None else f"{own}.entry.path.{len(entry.path) - 1}.ttl_s",
        "capacity": f"{own}.fleets.{survivor}.min",
        "restore": next(
            (f"{own}.stores.{s.name}.restore" for s in system.stores if s.restore), None
        ),
    }
    return paths[step]


def _detection(system: System, home: str) -> str | None:
    if system.entry is not None and system.entry.accelerator is not None:
        return f"systems.{system.name}.entry.accelerator.interval_s"
    for check in system.checks:
        if check.kind == "endpoint" and check.region == home:
            return f"systems.{system.name}.checks.{check.urn.rpartition('::')[2]}.interval_s"
    return None
