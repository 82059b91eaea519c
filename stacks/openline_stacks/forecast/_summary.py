"""From trials to what a forecast says of them: quantiles, chances, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from openline_stacks.estimate import bounds
from openline_stacks.forecast._model import (
    DisruptionForecast,
    Milestones,
    OperationForecast,
    Probability,
    Quantiles,
    RecoveredBy,
    StoreForecast,
)
from openline_stacks.forecast._rpo import rpo_s
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._stores import rpo_target_s
from openline_stacks.forecast._trials import Trials
from openline_stacks.forecast._vector import Flags, Floats
from openline_stacks.forecast._verdict import doubts, judged, worked_out
from openline_stacks.topology import Operation, Source, Store, System

# The interval is right in 95 of 100: each end is wrong in 2.5.
_ERROR: Final = 0.025
_NO_FIGURES: Final = Quantiles(None, None, None)


def summed_up(scene: Scene, trials: Trials) -> DisruptionForecast:
    systems = sorted(scene.topology.systems, key=lambda system: system.name)
    return DisruptionForecast(
        disruption=scene.disruption,
        operations=tuple(
            _operation(scene, trials, system, operation)
            for system in systems
            for operation in sorted(system.operations, key=lambda each: each.name)
        ),
        stores=tuple(
            _store(scene, trials, system, store)
            for system in systems
            for store in sorted(system.stores, key=lambda each: each.name)
        ),
        milestones=tuple(_milestones(scene, trials, system.name) for system in systems),
    )


def quantiles(values: Floats) -> Quantiles:
    """By nearest rank; what is infinite never came to it."""
    ranked = np.sort(values)

    def at(percent: int) -> float | None:
        value = float(ranked[-(-len(ranked) * percent // 100) - 1])
        return value if np.isfinite(value) else None

    return Quantiles(at(50), at(95), at(99))


def probability(hits: Flags) -> Probability:
    count = int(np.count_nonzero(hits))
    low, high = bounds(count, len(hits), _ERROR)
    return Probability(count / len(hits), low, high)


def _operation(
    scene: Scene, trials: Trials, system: System, operation: Operation
) -> OperationForecast:
    found = trials.operations[system.name, operation.name]
    whole = scene.columns(None)
    rto_s = found.rto_s[whole]
    objective = operation.objective(scene.disruption.kind)
    target_s = None if objective is None else objective.rto_s
    if not worked_out(system):
        return _not_worked_out(scene, system, operation, target_s, found.censored_s)
    meets = None if target_s is None else probability(rto_s <= target_s)
    # the fault lifted before the target was reached: nobody can tell
    untold = target_s is not None and found.censored_s < target_s
    unknown = float(np.isinf(rto_s).any()) if untold else 0.0
    rests_on = tuple(doubts(scene.topology, system, operation.name, scene.lost))
    return OperationForecast(
        system=system.name,
        name=operation.name,
        critical=operation.critical,
        target_s=target_s,
        rto_s=quantiles(rto_s),
        censored_s=found.censored_s,
        meets=meets,
        lost_requests=quantiles(np.maximum(0.0, found.lost[whole])),
        recovered_by=_recovered_by(scene, trials, system, operation),
        knock_outs=(),
        verdict=judged(meets, unknown, rests_on),
        doubts=rests_on,
    )


def _not_worked_out(
    scene: Scene, system: System, operation: Operation, target_s: float | None, censored_s: float
) -> OperationForecast:
    return OperationForecast(
        system=system.name,
        name=operation.name,
        critical=operation.critical,
        target_s=target_s,
        rto_s=_NO_FIGURES,
        censored_s=censored_s,
        meets=None,
        lost_requests=_NO_FIGURES,
        recovered_by={},
        knock_outs=(),
        verdict=None if target_s is None else "inconclusive",
        doubts=tuple(doubts(scene.topology, system, operation.name, scene.lost)),
    )


def _recovered_by(
    scene: Scene, trials: Trials, system: System, operation: Operation
) -> Mapping[RecoveredBy, float]:
    found = trials.operations[system.name, operation.name]
    whole = scene.columns(None)
    rto_s, holds = found.rto_s[whole], found.holds_at_end[whole]
    alone_s = _edge_alone_s(scene, trials.switched_s[system.name][whole], system, operation)
    edge = np.isfinite(rto_s) & (rto_s < alone_s)
    back = np.isfinite(rto_s) & ~edge
    ways: dict[RecoveredBy, Flags] = {
        "unaffected": back & (rto_s == 0.0),
        "edge": edge,
        "failover": back & (rto_s > 0.0),
        "lift": np.isinf(rto_s) & holds,
        "none": np.isinf(rto_s) & ~holds,
    }
    counts = {way: int(np.count_nonzero(which)) for way, which in ways.items()}
    return {way: count / len(rto_s) for way, count in counts.items() if count}


def _edge_alone_s(
    scene: Scene, switched_s: Floats, system: System, operation: Operation
) -> Floats | float:
    """Until when after the fault only an edge can have brought an operation back."""
    entry = system.entry
    if entry is None or entry.edge is None or operation.kind != "read" or scene.lost is None:
        return 0.0
    passes = operation.name in entry.edge.grouped or operation.fresh_s is not None
    if not passes or entry.targets[0].region != scene.lost:
        return 0.0
    return np.minimum(switched_s, scene.lift_s) - scene.fault_s


def _store(scene: Scene, trials: Trials, system: System, store: Store) -> StoreForecast:
    age_s = rpo_s(scene, system, store, trials.stores[system.name, store.name])
    target_s = rpo_target_s(system, store, scene.disruption.kind)
    told = worked_out(system)
    meets = probability(age_s <= target_s) if told and target_s is not None else None
    rests_on = tuple(doubts(scene.topology, system, None, scene.lost))
    verdict = judged(meets, float(np.isinf(age_s).any()), rests_on)
    found: Source | None = scene.topology.sources.get(f"systems.{system.name}.stores.{store.name}")
    return StoreForecast(
        system=system.name,
        name=store.name,
        target_s=target_s,
        rpo_s=quantiles(age_s) if told else _NO_FIGURES,
        meets=meets,
        source=found,
        verdict=verdict if told or target_s is None else "inconclusive",
        doubts=rests_on,
    )


def _milestones(scene: Scene, trials: Trials, system: str) -> Milestones:
    whole = scene.columns(None)

    def after_fault(times: Mapping[str, Floats]) -> Quantiles:
        return quantiles(times[system][whole] - scene.fault_s)

    return Milestones(
        system,
        after_fault(trials.detected_s),
        after_fault(trials.decided_s),
        after_fault(trials.switched_s),
    )
