"""A whole run measured: every operation and store of the topology."""

from __future__ import annotations

from collections.abc import Sequence

from openline_drills.measure._model import Disruption, Measurement, Milestones
from openline_drills.measure._operations import measure_operation
from openline_drills.observations import Run, Series, Timeline
from openline_drills.rpo import measure_stores
from openline_stacks.recovery import Fault, Parameters
from openline_stacks.topology import Operation, System, Topology


def measure_run(run: Run, topology: Topology, parameters: Parameters) -> Measurement:
    """Everything that is measured in one run. Raises nothing: what cannot be told is None."""
    series = by_operation(run)
    return Measurement(
        seed=run.seed,
        disruption=disruption(run.faults),
        lost_region=run.lost_region,
        lifted_us=run.lift_us - run.fault_us,
        operations=tuple(
            measure_operation(
                run,
                system.name,
                operation,
                series.get((system.name, operation.name), []),
                _edge_alone_us(run, system, operation),
            )
            for system, operation in sorted(
                (
                    (system, operation)
                    for system in topology.systems
                    for operation in system.operations
                ),
                key=lambda pair: (pair[0].name, pair[1].name),
            )
        ),
        stores=measure_stores(run, topology, parameters),
        milestones={
            system: _milestones(run, timeline) for system, timeline in sorted(run.timelines.items())
        },
        loads=tuple(sorted(run.loads, key=lambda load: (load.system, load.region))),
        healthy_before=run.healthy_before,
        fault_confirmed=run.fault_confirmed,
        failed_activities=run.failed_activities,
        kernel_events=run.kernel_events,
        boto_calls=run.boto_calls,
    )


def disruption(faults: Sequence[Fault]) -> Disruption:
    """What is lost: a zone where every fault names one, else a region."""
    zones = [fault.selector.zone for fault in faults]
    return "zone" if zones and all(zones) else "region"


def by_operation(run: Run) -> dict[tuple[str, str], list[Series]]:
    """The series of each (system, operation), in the order of their keys."""
    found: dict[tuple[str, str], list[Series]] = {}
    for series in sorted(run.series, key=lambda series: series.key):
        found.setdefault((series.key.system, series.key.operation), []).append(series)
    return found


def _edge_alone_us(run: Run, system: System, operation: Operation) -> int:
    """Until when after the fault only an edge can have brought the operation back: before the
    switch, where a region is lost that it is usually answered from. 0 where no edge can."""
    entry = system.entry
    if entry is None or entry.edge is None or operation.kind != "read":
        return 0
    passes = operation.name in entry.edge.grouped or operation.fresh_s is not None
    if not passes or run.lost_region is None or entry.targets[0].region != run.lost_region:
        return 0
    switched_us = run.timelines[system.name].switched_us
    return (run.lift_us if switched_us is None else switched_us) - run.fault_us


def _milestones(run: Run, timeline: Timeline) -> Milestones:
    def after_fault(at_us: int | None) -> int | None:
        return None if at_us is None else at_us - run.fault_us

    return Milestones(
        detected_us=after_fault(timeline.detected_us),
        decided_us=after_fault(timeline.decided_us),
        switched_us=after_fault(timeline.switched_us),
        routed_us=after_fault(timeline.routed_us),
        capacity_us=after_fault(timeline.capacity_us),
        lifted_us=after_fault(timeline.lifted_us),
        failed_back_us=after_fault(timeline.failed_back_us),
    )
