"""All trials of a stack under one disruption: by formula what can be, on the grid the rest.

Scenes that differ in some figures alone share a grid, side by side: its steps cost more than its
columns.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from openline_stacks.forecast._closed import Crossings
from openline_stacks.forecast._grid import in_order, run
from openline_stacks.forecast._scene import BY_COLUMN, Scene, together
from openline_stacks.forecast._trials import Trials
from openline_stacks.topology import Topology


@dataclass(frozen=True, slots=True)
class Plan:
    """How one scene is worked out. `rest`: the systems that need the grid."""

    scene: Scene
    rest: tuple[str, ...]
    crossings: Crossings | None

    @property
    def kin(self) -> Hashable:
        """Plans of one topology that say the same here can share a grid."""
        figures = self.scene.parameters.by_name.items()
        shaping = tuple(one.distribution for name, one in figures if name not in BY_COLUMN)
        return self.rest, self.crossings is None, shaping

    def joined(self, found: Trials) -> Trials:
        """With what is worked out by formula. `found`: on the grid."""
        if self.crossings is None:
            return found
        notice, closed = self.crossings.notice, self.crossings.systems
        of = {name: self.scene.topology.system(name) for name in closed}
        return Trials(
            operations=found.operations | self.crossings.operations(),
            stores=found.stores | self.crossings.stores(),
            detected_s=found.detected_s | {n: notice.groups_s[s.group] for n, s in of.items()},
            decided_s=found.decided_s | {n: notice.decided_s[s.group] for n, s in of.items()},
            switched_s=found.switched_s | {n: notice.switched_s(s) for n, s in of.items()},
        )


def worked_out(scene: Scene, on_progress: Callable[[float], None] | None = None) -> Trials:
    plan = planned(scene)
    (found,) = on_the_grid([plan], on_progress)
    if on_progress is not None:
        on_progress(1.0)
    return plan.joined(found)


def planned(scene: Scene) -> Plan:
    ordered = in_order(scene.topology.systems)
    names = tuple(system.name for system in ordered)
    if "dns" in scene.steps:  # everybody is led elsewhere at once, which no survivor just holds
        return Plan(scene, names, None)
    crossings = Crossings(scene, ordered)
    if not crossings.systems:
        return Plan(scene, names, None)
    return Plan(scene, tuple(n for n in names if n not in crossings.systems), crossings)


def on_the_grid(
    plans: Sequence[Plan], on_progress: Callable[[float], None] | None = None
) -> list[Trials]:
    """What each leaves to the grid; they are kin."""
    first, scene = plans[0], together([plan.scene for plan in plans])
    if first.crossings is None:
        found = run(scene, on_progress)
    elif not first.rest:
        found = Trials({}, {}, {}, {}, {})
    else:
        noticed = [plan.crossings.notice.groups_s for plan in plans if plan.crossings is not None]
        groups_s = {name: np.concatenate([one[name] for one in noticed]) for name in noticed[0]}
        needed = _with_needs(scene.topology, first.rest)
        found = run(scene, on_progress, needed, groups_s)
    each = scene.width // len(plans)
    return [found.columns(slice(n * each, (n + 1) * each)) for n in range(len(plans))]


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
