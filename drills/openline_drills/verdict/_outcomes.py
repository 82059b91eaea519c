"""What each seed says of a target: met, missed, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from openline_drills.measure import Measurement, OperationMeasure
from openline_drills.observations import MICROSECONDS
from openline_stacks.topology import Store, Topology


def recovered_in_time(
    system: str, operation: str, target_us: int, measurements: Sequence[Measurement]
) -> list[bool | None]:
    return [_recovered_in(m.operation(system, operation), target_us) for m in measurements]


def _recovered_in(operation: OperationMeasure, target_us: int) -> bool | None:
    """None where it cannot be told: not measured, or the fault lifted before the target."""
    if operation.rto_us is not None:
        return operation.rto_us <= target_us
    if operation.recovered_by is None or operation.censored_us < target_us:
        return None
    return False


def kept_in_time(
    system: str, store: str, target_us: int, measurements: Sequence[Measurement]
) -> list[bool | None]:
    """By the RPO at the declared write rate; None where no survivor took a write."""
    stores = [measurement.store(system, store) for measurement in measurements]
    figures = [None if measured is None else measured.rpo_declared_us for measured in stores]
    return [None if figure is None else figure <= target_us for figure in figures]


def loses_nothing(store: Store, measurement: Measurement) -> bool:
    """All its replicas go on, and a region's table spans its zones: nothing can be missing."""
    return measurement.lost_region not in store.replicas


def store_target_us(topology: Topology, system: str, store: str, disruption: str) -> int | None:
    """The strictest RPO that an operation promises which writes to the store."""
    objectives = [
        operation.objective(disruption)
        for operation in topology.system(system).operations
        if operation.writes == store
    ]
    promised = [o.rpo_s for o in objectives if o is not None and o.rpo_s is not None]
    return round(min(promised) * MICROSECONDS) if promised else None
