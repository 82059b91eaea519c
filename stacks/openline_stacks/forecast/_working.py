"""All trials of a stack under one disruption: by formula what can be, on the grid the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from openline_stacks.forecast._closed import Crossings
from openline_stacks.forecast._grid import in_order, run
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._trials import Trials
from openline_stacks.topology import Topology


def worked_out(scene: Scene, on_progress: Callable[[float], None] | None = None) -> Trials:
    ordered = in_order(scene.topology.systems)
    if "dns" in scene.steps:  # everybody is led elsewhere at once, which no survivor just holds
        return run(scene, on_progress)
    crossings = Crossings(scene, ordered)
    closed = crossings.systems
    if not closed:
        return run(scene, on_progress)
    notice = crossings.notice
    rest = [system.name for system in ordered if system.name not in closed]
    found = Trials({}, {}, {}, {}, {})
    if rest:
        found = run(scene, on_progress, _with_needs(scene.topology, rest), notice.groups_s)
    if on_progress is not None:
        on_progress(1.0)
    groups = {system.name: system.group for system in ordered}
    return Trials(
        operations=found.operations | crossings.operations(),
        stores=found.stores | crossings.stores(),
        detected_s=found.detected_s | {n: notice.groups_s[groups[n]] for n in closed},
        decided_s=found.decided_s | {n: notice.decided_s[groups[n]] for n in closed},
        switched_s=found.switched_s
        | {n: notice.switched_s(scene.topology.system(n)) for n in closed},
    )


def _with_needs(topology: Topology, names: Iterable[str]) -> set[str]:
    known = {system.name: system for system in topology.systems}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += [need.on for need in known[name].needs if need.kind != "external"]
    return found
