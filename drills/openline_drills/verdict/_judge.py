"""The verdict on an operation and on a store, over the seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from openline_drills.estimate import mostly_misses, sequential
from openline_drills.measure import Measurement
from openline_drills.observations import MICROSECONDS
from openline_drills.rpo import StoreMeasure
from openline_drills.verdict._cause import dominant
from openline_drills.verdict._model import Judgement, KnockOut, Reason
from openline_drills.verdict._outcomes import kept_in_time, loses_nothing, recovered_in_time
from openline_drills.verdict._paths import rests_on
from openline_drills.verdict._structure import structural
from openline_drills.verdict._trust import distrust
from openline_drills.verdict._words import spoken
from openline_stacks.estimate import nearest_rank
from openline_stacks.topology import Operation, Store, System, Topology


def judge_operation(
    topology: Topology,
    system: str,
    operation: Operation,
    target_us: int | None,
    measurements: Sequence[Measurement],
    median: Measurement,
    knock_outs: Sequence[KnockOut] = (),
    *,
    until_sure: bool = False,
) -> Judgement:
    """`median`: the one of the measurements that the knock-outs were made of. `until_sure`: judged
    one seed after another, in the order of the measurements."""
    if target_us is None:
        return Judgement(None)
    path = rests_on(topology, system, operation)
    doubt = distrust(topology, path, measurements)
    if doubt:
        return Judgement("inconclusive", doubt)
    return _over_seeds(
        recovered_in_time(system, operation.name, target_us, measurements),
        Reason("censored", "the fault was too short to tell whether it recovers in time"),
        lambda: _why_late(topology, path, operation.name, median, knock_outs, target_us),
        until_sure=until_sure,
    )


def judge_store(
    topology: Topology,
    system: str,
    store: Store,
    target_us: int | None,
    measurements: Sequence[Measurement],
    median: Measurement,
    *,
    until_sure: bool = False,
) -> Judgement:
    """Judges each seed's RPO at the declared write rate."""
    if target_us is None:
        return Judgement(None)
    path = rests_on(topology, system)
    doubt = distrust(topology, path, measurements)
    if doubt:
        return Judgement("inconclusive", doubt)
    if loses_nothing(store, median):
        return Judgement("would meet")
    return _over_seeds(
        kept_in_time(system, store.name, target_us, measurements),
        _no_cut_over(topology, path, store, median),
        lambda: _why_lost([measurement.store(system, store.name) for measurement in measurements]),
        until_sure=until_sure,
    )


def _over_seeds(
    outcomes: Sequence[bool | None],
    unknown: Reason,
    why: Callable[[], Reason],
    *,
    until_sure: bool,
) -> Judgement:
    if until_sure:
        return _one_by_one(outcomes, unknown, why)
    if mostly_misses(outcomes.count(False), len(outcomes)):
        return _missed(outcomes, why())
    return _met_or_undecided(outcomes, unknown)


def _one_by_one(
    outcomes: Sequence[bool | None], unknown: Reason, why: Callable[[], Reason]
) -> Judgement:
    asked = sequential(outcomes)
    if asked.found == "good":
        return Judgement("would meet")
    if asked.found == "unknown":
        return Judgement("inconclusive", unknown)
    if asked.found is None:
        text = (
            f"{asked.missed} of {asked.seeds} seeds miss: too many to say that it would meet in "
            "99 of 100, too few to say that it would not meet in more than 90"
        )
        return Judgement("inconclusive", Reason("seeds", text))
    reason = why()
    if not any(outcomes):
        return Judgement("would miss", reason)
    text = f"{asked.missed} of the first {asked.seeds} seeds miss; {reason.text}"
    return Judgement("would miss", Reason(reason.code, text))


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


def _why_lost(stores: Sequence[StoreMeasure | None]) -> Reason:
    rpo_us = nearest_rank((None if one is None else one.rpo_declared_us for one in stores), 50)
    first = next(store for store in stores if store is not None)
    age = f"the oldest missing write is {spoken(rpo_us or 0)} old"
    if first.stall_s > 0.0:
        stall = spoken(round(first.stall_s * MICROSECONDS))
        return Reason("replication", f"replication had stalled for {stall} before the fault; {age}")
    rate = f"{first.declared_per_s:.0f} writes/s"
    return Reason("replication", f"at {rate} and the lag of the replication {age}")
