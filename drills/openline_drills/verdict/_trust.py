"""Whether a measurement can be trusted at all."""

from __future__ import annotations

from collections.abc import Sequence

from openline_drills.measure import Measurement
from openline_drills.verdict._model import Reason
from openline_drills.verdict._words import listed, resource
from openline_stacks.topology import System, Topology


def distrust(
    topology: Topology, path: Sequence[System], measurements: Sequence[Measurement]
) -> Reason | None:
    """Why nothing can be said about what rests on these systems; None if it can."""
    return (
        _run_at_fault(measurements)
        or _path_at_fault(topology, path)
        or _restore_unknown(path, measurements)
    )


def _run_at_fault(measurements: Sequence[Measurement]) -> Reason | None:
    if not all(m.fault_confirmed for m in measurements):
        # before what failed: the action that was to take something away fails with it
        return Reason(
            "unconfirmed",
            "the fault could not be confirmed: a call or a probe met nothing of it",
        )
    failed = sorted({activity for m in measurements for activity in m.failed_activities})
    if failed:
        return Reason("activity_failed", f"the experiment did not go as written: {listed(failed)}")
    if not all(m.healthy_before for m in measurements):
        return Reason(
            "unhealthy_before",
            "not every critical operation was at its level in the minute before the fault",
        )
    return None


def _restore_unknown(path: Sequence[System], measurements: Sequence[Measurement]) -> Reason | None:
    """Nobody said how long it takes until a store is back."""
    lost = {measurement.lost_region for measurement in measurements}
    unknown = [
        f"systems.{system.name}.stores.{store.name}"
        for system in path
        for store in system.stores
        if store.restore is not None
        and store.primary in lost
        and (store.restore.size_gb is None or store.restore.gb_per_h is None)
    ]
    if not unknown:
        return None
    text = (
        f"how long it takes to restore is not known: declare size and restore of {listed(unknown)}"
    )
    return Reason("not_understood", text)


def _path_at_fault(topology: Topology, path: Sequence[System]) -> Reason | None:
    urns = {urn for system in path for urn in system.path_urns}
    strange = sorted({n.urn for n in topology.not_understood if n.urn in urns})
    if strange:
        names = listed([resource(urn) for urn in strange])
        return Reason("not_understood", f"its path holds what was not understood: {names}")
    recorded = sorted(urn for urn in topology.resources.recorded_only if urn in urns)
    if recorded:
        names = listed([resource(urn) for urn in recorded])
        return Reason(
            "recorded_only", f"its path holds what is only recorded, not acted out: {names}"
        )
    return None
