"""The verdict on an operation and on a store, over the seeds."""

from __future__ import annotations

from collections.abc import Sequence

from openline_drills.estimate import mostly_misses, nearest_rank
from openline_drills.measure import Measurement, OperationMeasure
from openline_drills.observations import MICROSECONDS
from openline_drills.rpo import StoreMeasure
from openline_drills.verdict._cause import dominant
from openline_drills.verdict._model import Judgement, KnockOut, Reason
from openline_drills.verdict._paths import rests_on
from openline_drills.verdict._structure import structural
from openline_drills.verdict._trust import distrust
from openline_drills.verdict._words import spoken
from openline_stacks.topology import Operation, Store, System, Topology


def judge_operation(
    topology: Topology,
    system: str,
    operation: Operation,
    target_us: int | None,
    measurements: Sequence[Measurement],
    median: Measurement,
    knock_outs: Sequence[KnockOut] = (),
) -> Judgement:
    """`median`: the one of the measurements that the knock-outs were made of."""
    if target_us is None:
        return Judgement(None)
    path = rests_on(topology, system, operation)
    doubt = distrust(topology, path, measurements)
    if doubt:
        return Judgement("inconclusive", doubt)
    outcomes = [_recovered_in(m.operation(system, operation.name), target_us) for m in measurements]
    if not mostly_misses(outcomes.count(False), len(outcomes)):
        return _met_or_undecided(
            outcomes,
            Reason("censored", "the fault was too short to tell whether it recovers in time"),
        )
    return _missed(
        outcomes, _why_late(topology, path, operation.name, median, knock_outs, target_us)
    )


def judge_store(
    topology: Topology,
    system: str,
    store: Store,
    target_us: int | None,
    measurements: Sequence[Measurement],
    median: Measurement,
) -> Judgement:
    """Judges each seed's RPO at the declared write rate."""
    if target_us is None:
        return Judgement(None)
    path = rests_on(topology, system)
    doubt = distrust(topology, path, measurements)
    if doubt:
        return Judgement("inconclusive", doubt)
    if median.lost_region not in store.replicas:
        # all its replicas go on, and a region's table spans its zones: nothing can be missing
        return Judgement("would meet")
    stores = [measurement.store(system, store.name) for measurement in measurements]
    figures = [None if measured is None else measured.rpo_declared_us for measured in stores]
    outcomes = [None if figure is None else figure <= target_us for figure in figures]
    if not mostly_misses(outcomes.count(False), len(outcomes)):
        return _met_or_undecided(outcomes, _no_cut_over(topology, path, store, median))
    return _missed(outcomes, _why_lost(stores, figures))


def store_target_us(topology: Topology, system: str, store: str, disruption: str) -> int | None:
    """The strictest RPO that an operation promises which writes to the store."""
    objectives = [
        operation.objective(disruption)
        for operation in topology.system(system).operations
        if operation.writes == store
    ]
    promised = [o.rpo_s for o in objectives if o is not None and o.rpo_s is not None]
    return round(min(promised) * MICROSECONDS) if promised else None


def _recovered_in(operation: OperationMeasure, target_us: int) -> bool | None:
    """None where it cannot be told: not measured, or the fault lifted before the target."""
    if operation.rto_us is not None:
        return operation.rto_us <= target_us
    if operation.recovered_by is None or operation.censored_us < target_us:
        return None
    return False


def _met_or_undecided(outcomes: Sequence[bool | None], unknown: Reason) -> Judgement:
    if all(outcomes):
        return Judgement("would meet")
    if None in outcomes:
        return Judgement("inconclusive", unknown)
    return Judgement(
        "inconclusive",
        Reason(
            "seeds",
            f"{outcomes.count(False)} of {len(outcomes)} seeds miss: too many to say that it would "
            "meet, too few to say that it would miss",
        ),
    )


def _missed(outcomes: Sequence[bool | None], reason: Reason) -> Judgement:
    missed = outcomes.count(False)
    if missed == len(outcomes):
        return Judgement("would miss", reason)
    text = f"{missed} of {len(outcomes)} seeds miss; {reason.text}"
    return Judgement("would miss", Reason(reason.code, text))


def _why_late(
    topology: Topology,
    path: Sequence[System],
    operation: str,
    median: Measurement,
    knock_outs: Sequence[KnockOut],
    target_us: int,
) -> Reason:
    measured = median.operation(path[0].name, operation)
    never = structural(topology, path, median) if measured.rto_us is None else None
    return never or dominant(path, measured, median, knock_outs, target_us)


def _no_cut_over(
    topology: Topology, path: Sequence[System], store: Store, median: Measurement
) -> Reason:
    lost = median.lost_region
    if lost is not None and set(store.replicas) <= {lost}:
        return Reason("no_survivor", f"{store.name} has no replica outside {lost}")
    return structural(topology, path, median) or Reason(
        "censored",
        "no survivor took a write while the fault held, so nothing was missing in it yet",
    )


def _why_lost(stores: Sequence[StoreMeasure | None], figures: Sequence[int | None]) -> Reason:
    rpo_us = nearest_rank(figures, 50)
    first = next(store for store in stores if store is not None)
    age = f"the oldest missing write is {spoken(rpo_us or 0)} old"
    if first.stall_s > 0.0:
        stall = spoken(round(first.stall_s * MICROSECONDS))
        return Reason("replication", f"replication had stalled for {stall} before the fault; {age}")
    rate = f"{first.declared_per_s:.0f} writes/s"
    return Reason("replication", f"at {rate} and the lag of the replication {age}")
