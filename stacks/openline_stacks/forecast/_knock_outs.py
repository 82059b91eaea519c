"""What each step of a recovery costs: the first trials again, with that step made instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from openline_stacks.forecast._closed import whole_region
from openline_stacks.forecast._model import DisruptionForecast, KnockOut, OperationForecast, Step
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sources import source_of
from openline_stacks.forecast._summary import quantiles
from openline_stacks.forecast._trials import Trials
from openline_stacks.forecast._verdict import worked_out

# With all luck the same so few are plenty.
_AGAIN: Final = 400

# The RTO's p95 by system and operation, and by the step that is instant; None: as it is.
P95s = Mapping[tuple[str, str], Mapping[Step | None, float | None]]


def without(scene: Scene) -> Iterator[Scene]:
    """Some trials of a scene without a step. Without DNS by themselves, where others are worked out
    by formula and these cannot be; they take longest, and come first for whoever has processes."""
    steps = steps_of(scene)
    apart: tuple[Step, ...] = ("dns",) if whole_region(scene.disruption.faults) else ()
    again = replace(scene, trials=min(scene.trials, _AGAIN), to_lift=True)
    for some in (
        tuple(step for step in steps if step in apart),
        tuple(step for step in steps if step not in apart),
    ):
        if some:
            yield replace(again, steps=some)


def p95s(scene: Scene, trials: Trials) -> P95s:
    """Of as many trials as are made again."""
    count = min(scene.trials, _AGAIN)
    return {
        key: {step: quantiles(found.rto_s[scene.columns(step)][:count]).p95 for step in scene.steps}
        for key, found in trials.operations.items()
    }


def merged(parts: Sequence[P95s]) -> P95s:
    found: dict[tuple[str, str], dict[Step | None, float | None]] = {}
    for part in parts:
        for key, by_step in part.items():
            found.setdefault(key, {}).update(by_step)
    return found


def with_knock_outs(scene: Scene, under: DisruptionForecast, found: P95s) -> DisruptionForecast:
    """`found`: of all that was worked out, with and without a step."""
    steps = steps_of(scene)
    operations = tuple(
        replace(one, knock_outs=tuple(_knock_outs(scene, one, found, steps)))
        for one in under.operations
    )
    return replace(under, operations=operations)


def _knock_outs(
    scene: Scene, one: OperationForecast, found: P95s, steps: tuple[Step, ...]
) -> Iterator[KnockOut]:
    system = scene.topology.system(one.system)
    if not worked_out(system):
        return
    by_step = found[one.system, one.name]
    usual_s = by_step[None]
    for step in steps:
        without_s = by_step[step]
        gain_s = None if usual_s is None or without_s is None else usual_s - without_s
        yield KnockOut(step, without_s, gain_s, source_of(scene, system, step))


def steps_of(scene: Scene) -> tuple[Step, ...]:
    """The steps that can take time in this stack."""
    systems, lost = scene.topology.systems, scene.lost
    manual = scene.disruption.operators and any(g.decide == "manual" for g in scene.topology.groups)
    restored = any(
        store.restore is not None and store.primary == lost
        for system in systems
        for store in system.stores
    )
    routed = any(system.entry is not None for system in systems)
    there: dict[Step, bool] = {
        "detection": routed,
        "decision": manual,
        "switch": manual and any(system.switches for system in systems),
        "dns": routed,
        "capacity": True,
        "restore": restored,
    }
    return tuple(step for step, possible in there.items() if possible)
