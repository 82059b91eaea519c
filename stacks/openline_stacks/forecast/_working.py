"""All trials of a stack under one disruption: by formula what can be, on the grid the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from openline_stacks.forecast._closed import Crossings
from openline_stacks.forecast._grid import in_order, run
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._trials import OperationTrials, Trials
from openline_stacks.topology import Topology


def worked_out(scene: Scene, on_progress: Callable[[float], None] | None = None) -> Trials:
    ordered = in_order(scene.topology.systems)
    crossings = Crossings(scene, ordered)
    if not crossings.systems:
        return run(scene, on_progress)
    notice = crossings.notice
    rest = [system.name for system in ordered if system.name not in crossings.systems]
    found = Trials({}, {}, {}, {}, {})
    if rest:
        found = run(scene, on_progress, _with_needs(scene.topology, rest), notice.groups_s)
    operations = _at_once(scene, crossings, found.operations)
    if on_progress is not None:
        on_progress(1.0)
    groups = {system.name: system.group for system in ordered}
    closed = crossings.systems
    return Trials(
        operations=found.operations | operations,
        stores=found.stores | crossings.stores(),
        detected_s=found.detected_s | {n: notice.groups_s[groups[n]] for n in closed},
        decided_s=found.decided_s | {n: notice.decided_s[groups[n]] for n in closed},
        switched_s=found.switched_s
        | {n: notice.switched_s(scene.topology.system(n)) for n in closed},
    )


def _at_once(
    scene: Scene, crossings: Crossings, gridded: Mapping[tuple[str, str], OperationTrials]
) -> dict[tuple[str, str], OperationTrials]:
    """What is by formula; but where everybody is led elsewhere at once that is the grid's work."""
    closed = crossings.operations()
    if "dns" not in scene.steps:
        return closed
    columns = scene.columns("dns")
    missing = {system for system, _ in closed.keys() - gridded.keys()}
    if missing:
        alone = replace(scene, trials=scene.again, steps=(), again=0, instant="dns")
        noticed_s = {name: at_s[columns] for name, at_s in crossings.notice.groups_s.items()}
        wanted = _with_needs(scene.topology, missing)
        found = run(alone, None, wanted, noticed_s).operations
    for key, usual in closed.items():
        told = gridded[key].rto_s[columns] if key in gridded else found[key].rto_s
        rto_s = usual.rto_s.copy()
        rto_s[columns] = told
        closed[key] = replace(usual, rto_s=rto_s)
    return closed


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
