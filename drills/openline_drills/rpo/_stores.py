"""Counts from raw write records: what was missing at cut-over, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openline_drills.observations import MICROSECONDS, Run, StoreRun, WriteRecord
from openline_drills.rpo._declared import declared_s
from openline_drills.rpo._model import StoreMeasure, WriteCounts
from openline_stacks.recovery import Parameters, survival
from openline_stacks.topology import Topology


def measure_stores(
    run: Run, topology: Topology, parameters: Parameters
) -> tuple[StoreMeasure, ...]:
    """Every store of the run, sorted by system and name."""
    records: dict[tuple[str, str], list[WriteRecord]] = {}
    for record in run.writes:
        records.setdefault((record.system, record.store), []).append(record)
    return tuple(
        _measure(run, topology, parameters, store, records.get((store.system, store.store), []))
        for store in sorted(run.stores, key=lambda store: (store.system, store.store))
    )


def _measure(
    run: Run,
    topology: Topology,
    parameters: Parameters,
    store: StoreRun,
    records: Sequence[WriteRecord],
) -> StoreMeasure:
    lost = [record for record in records if _acknowledged_by_lost(store, record)]
    missing = [record for record in lost if _absent_at_cut_over(store, record)]
    return StoreMeasure(
        system=store.system,
        name=store.store,
        rpo_us=counted_us(store, missing),
        rpo_declared_us=_declared_us(run.seed, topology, parameters, store),
        declared_per_s=store.declared_per_s,
        stall_s=store.stall_s,
        writes=_counts(run, store, records, len(lost), missing),
    )


def _acknowledged_by_lost(store: StoreRun, record: WriteRecord) -> bool:
    """Acknowledged by the lost region before cut-over (at any time where there was none)."""
    if record.acknowledged_us is None or store.lost_region not in (record.region, *record.regions):
        return False
    return store.cut_over_us is None or record.acknowledged_us < store.cut_over_us


def _absent_at_cut_over(store: StoreRun, record: WriteRecord) -> bool:
    if store.cut_over_us is None or store.survivor is None:
        return False
    seen_us = record.seen_us.get(store.survivor)
    return seen_us is None or seen_us > store.cut_over_us


def counted_us(store: StoreRun, missing: Iterable[WriteRecord]) -> int | None:
    """Age of the oldest missing write at the lost region's last acknowledgement before cut-over."""
    if store.cut_over_us is None:
        return None
    acknowledged = [r.acknowledged_us for r in missing if r.acknowledged_us is not None]
    if not acknowledged or store.last_acknowledged_us is None:
        return 0
    return max(0, store.last_acknowledged_us - min(acknowledged))


def _declared_us(
    seed: int, topology: Topology, parameters: Parameters, store: StoreRun
) -> int | None:
    if store.cut_over_us is None:
        return None
    if store.backup_us is not None and store.last_acknowledged_us is not None:
        # what was written since the backup, at any rate of writes, is missing
        return max(0, store.last_acknowledged_us - store.backup_us)
    declared = topology.system(store.system).store(store.store)
    if store.declared_per_s <= 0.0 or (declared is not None and declared.consistency == "strong"):
        # a strong store acknowledges only what a quorum holds, and takes writes only with one
        return 0
    lag = parameters.get("replication.lag_s").distribution
    # a link that was open again before cut-over has set out once more what was under way
    again = survival(lag, store.reopened_s) if store.reopened_s else 1.0
    still_per_s = store.declared_per_s * again
    lag_s = declared_s(seed, store.system, store.store, lag, still_per_s) if still_per_s else 0.0
    # a stall that lasts until the fault leaves all of it uncopied, and so does a region that goes
    # on acknowledging what it can no longer copy
    behind_s = max(0.0, store.stall_s) + max(0.0, store.uncopied_s) - store.reopened_s
    return round((lag_s + max(0.0, behind_s)) * MICROSECONDS)


def _counts(
    run: Run,
    store: StoreRun,
    records: Sequence[WriteRecord],
    acknowledged: int,
    missing: Sequence[WriteRecord],
) -> WriteCounts:
    cut_over = store.cut_over_us is not None
    fates = [_fate(run, store, record) for record in missing]
    return WriteCounts(
        acknowledged=acknowledged,
        missing=len(missing) if cut_over else None,
        returned=fates.count("returned") if cut_over else None,
        overwritten=fates.count("overwritten") if cut_over else None,
        gone=fates.count("gone") if cut_over else None,
        pending=fates.count("pending") if cut_over else None,
        indeterminate=len([r for r in records if r.acknowledged_us is None and r.seen_us]),
        duplicated=len([r for r in records if len(set(r.regions)) > 1]),
    )


def _fate(run: Run, store: StoreRun, record: WriteRecord) -> str:
    """What became of a missing write by the end: last writer wins, so overwritten is for ever."""
    if record.overwritten_us is not None and record.overwritten_us <= run.end_us:
        return "overwritten"
    seen_us = record.seen_us.get(store.survivor) if store.survivor is not None else None
    if seen_us is not None and seen_us <= run.end_us:
        return "returned"
    return "pending" if run.lift_us >= run.end_us else "gone"
