"""From measurements to the result: quantiles over the seeds, the median seed's story, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from openline_drills.measure import Measurement, Milestones, OperationMeasure
from openline_drills.observations import MICROSECONDS
from openline_drills.result._models import (
    SCHEMA_VERSION,
    DipModel,
    EvidenceModel,
    FaultModel,
    KnockOutModel,
    OperationModel,
    ParametersModel,
    PopulationModel,
    ReasonModel,
    ResourcesModel,
    Result,
    Rpo,
    Rto,
    StoreModel,
    SystemModel,
    TimelineModel,
    Writes,
)
from openline_drills.rpo import StoreMeasure
from openline_drills.verdict import (
    STEPS,
    Judgement,
    KnockOut,
    judge_operation,
    judge_store,
    progress,
    store_target_us,
    worst,
)
from openline_stacks.estimate import nearest_rank
from openline_stacks.recovery import Fault, Grade, Parameters, in_words
from openline_stacks.topology import Operation, Store, System, Topology

_GRADES: Final[tuple[Grade, ...]] = ("yours", "sla", "documented", "third-party", "assumed")

# In a rehearsal the control plane is moto, reached through boto3; everything else is computed.
_REHEARSED: Final = EvidenceModel(control_plane="emulated", world="modelled")


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything that is known when one operation or store is looked at."""

    topology: Topology
    measurements: tuple[Measurement, ...]
    median: Measurement
    knock_outs: tuple[KnockOut, ...]
    until_sure: bool


def median_seed(measurements: Iterable[Measurement]) -> int:
    """The seed in the middle by its worst system's RTO, then the next worst; ties by seed.

    Raises `ValueError` without measurements.
    """
    ranked = sorted((_slowest_first(measurement), measurement.seed) for measurement in measurements)
    if not ranked:
        raise ValueError("no seed was measured; at least one is needed")
    return ranked[(len(ranked) - 1) // 2][1]


def _slowest_first(measurement: Measurement) -> list[float]:
    figures = [measurement.rto_us(s) for s in {o.system for o in measurement.operations}]
    return sorted((inf if us is None else us for us in figures), reverse=True)


def assemble(
    *,
    topology: Topology,
    experiment: str,
    faults: Sequence[Fault],
    runbook: str | None,
    measurements: Sequence[Measurement],
    knock_outs: Sequence[KnockOut],
    parameters: Parameters,
    findings: Iterable[str],
    until_sure: bool = False,
) -> Result:
    """The result of a rehearsal; `faults` and `knock_outs` of the seed that `median_seed` names.
    `until_sure`: there are as many measurements as it took to decide, or as there may be.

    The order of measurements, knock-outs, systems and findings makes no difference.
    """
    by_seed = tuple(sorted(measurements, key=lambda measurement: measurement.seed))
    middle = median_seed(by_seed)
    case = _Case(
        topology=topology,
        measurements=by_seed,
        median=next(m for m in by_seed if m.seed == middle),
        knock_outs=tuple(sorted(knock_outs, key=_in_time)),
        until_sure=until_sure,
    )
    systems = tuple(_system(case, s) for s in sorted(topology.systems, key=lambda s: s.name))
    return Result(
        schema_version=SCHEMA_VERSION,
        stack=topology.stack,
        declaration_digest=topology.declaration_digest,
        experiment=experiment,
        on="rehearsal",
        faults=tuple(FaultModel(what=in_words(f), from_s=f.from_s, to_s=f.to_s) for f in faults),
        runbook=runbook,
        disruption=case.median.disruption,
        seeds=tuple(measurement.seed for measurement in by_seed),
        until_sure=progress(topology, by_seed).why if until_sure else None,
        systems=systems,
        parameters=_parameters(parameters),
        resources=_resources(topology),
        findings=tuple(sorted(findings)),
        verdict=worst(system.verdict for system in systems) or "inconclusive",
    )


def _in_time(knock_out: KnockOut) -> tuple[int, str]:
    known = knock_out.step in STEPS
    return (STEPS.index(knock_out.step) if known else len(STEPS), knock_out.step)


def _parameters(parameters: Parameters) -> ParametersModel:
    counts = parameters.by_grade()
    return ParametersModel(
        by_grade={grade: counts.get(grade, 0) for grade in _GRADES},
        overridden=tuple(sorted(parameters.overridden)),
    )


def _resources(topology: Topology) -> ResourcesModel:
    return ResourcesModel(
        emulated=topology.resources.emulated,
        recorded_only=len(topology.resources.recorded_only),
        not_understood=len(topology.not_understood),
    )


def _system(case: _Case, system: System) -> SystemModel:
    operations = tuple(
        _operation(case, system.name, operation)
        for operation in sorted(system.operations, key=lambda operation: operation.name)
    )
    stores = tuple(
        _store(case, system.name, store) for store in sorted(system.stores, key=lambda s: s.name)
    )
    judged = sorted((o for o in operations if o.critical), key=_slowest, reverse=True)
    verdicts: list[tuple[object, ReasonModel | None]] = [(o.verdict, o.reason) for o in judged]
    verdicts += [(store.verdict, store.reason) for store in stores]
    verdict = worst([o.verdict for o in judged] + [store.verdict for store in stores])
    return SystemModel(
        name=system.name,
        verdict=verdict,
        reason=next((reason for found, reason in verdicts if found == verdict), None),
        operations=operations,
        stores=stores,
    )


def _slowest(operation: OperationModel) -> float:
    return inf if operation.rto.p50_s is None else operation.rto.p50_s


def _operation(case: _Case, system: str, operation: Operation) -> OperationModel:
    seen = case.median.operation(system, operation.name)
    measured = [m.operation(system, operation.name) for m in case.measurements]
    objective = operation.objective(case.median.disruption)
    target_us = None if objective is None else round(objective.rto_s * MICROSECONDS)
    judgement = judge_operation(
        case.topology,
        system,
        operation,
        target_us,
        case.measurements,
        case.median,
        case.knock_outs,
        until_sure=case.until_sure,
    )
    unrecovered = [o.censored_us for o in measured if o.rto_us is None]
    offered = seen.recovered_by is not None
    return OperationModel(
        name=operation.name,
        critical=operation.critical,
        target_s=_seconds(target_us),
        rto=_rto(measured),
        seeds_not_recovered=len(unrecovered),
        censored_at_s=_seconds(min(unrecovered, default=None)),
        recovered_by=seen.recovered_by,
        lost_requests=round(seen.lost_requests) if offered else None,
        below_level_s=_seconds(seen.below_level_us) if offered else None,
        dips=_dips(seen),
        populations=_populations(measured, seen),
        timeline=_timeline(case.median, seen),
        knock_outs=tuple(_knock_out(knock_out, seen) for knock_out in case.knock_outs),
        evidence=_REHEARSED,
        verdict=judgement.verdict,
        reason=_reason(judgement),
    )


def _rto(measured: Sequence[OperationMeasure]) -> Rto:
    def quantile(figure: Callable[[OperationMeasure], int | None], percent: int) -> float | None:
        return _seconds(nearest_rank(map(figure, measured), percent))

    return Rto(
        p50_s=quantile(lambda o: o.rto_us, 50),
        p95_s=quantile(lambda o: o.rto_us, 95),
        at_90_s=quantile(lambda o: o.at_90_us, 50),
        at_95_s=quantile(lambda o: o.at_95_us, 50),
        at_99_s=quantile(lambda o: o.at_99_us, 50),
    )


def _dips(seen: OperationMeasure) -> tuple[DipModel, ...]:
    return tuple(
        DipModel(
            from_s=_whole_seconds(dip.from_us),
            to_s=_whole_seconds(dip.to_us),
            lowest=round(dip.lowest, 6),
        )
        for dip in seen.dips
    )


def _populations(
    measured: Sequence[OperationMeasure], seen: OperationMeasure
) -> tuple[PopulationModel, ...]:
    figures: dict[tuple[str, str], list[int | None]] = {}
    for operation in measured:
        for population in operation.populations:
            figures.setdefault((population.name, population.region), []).append(population.rto_us)
    return tuple(
        PopulationModel(
            name=name, region=region, rto_p50_s=_seconds(nearest_rank(figures[name, region], 50))
        )
        for name, region in sorted((p.name, p.region) for p in seen.populations)
    )


def _timeline(median: Measurement, seen: OperationMeasure) -> TimelineModel:
    milestones = median.milestones.get(seen.system, Milestones())
    return TimelineModel(
        detected_s=_seconds(milestones.detected_us),
        decided_s=_seconds(milestones.decided_us),
        switched_s=_seconds(milestones.switched_us),
        routed_s=_seconds(milestones.routed_us),
        recovered_s=_seconds(seen.recovered_us),
        lifted_s=_seconds(median.lifted_us),
        failed_back_s=_seconds(milestones.failed_back_us),
    )


def _knock_out(knock_out: KnockOut, seen: OperationMeasure) -> KnockOutModel:
    without = knock_out.measurement.operation(seen.system, seen.name)
    return KnockOutModel(step=knock_out.step, rto_p50_s=_seconds(without.rto_us))


def _store(case: _Case, system: str, store: Store) -> StoreModel:
    target_us = store_target_us(case.topology, system, store.name, case.median.disruption)
    judgement = judge_store(
        case.topology,
        system,
        store,
        target_us,
        case.measurements,
        case.median,
        until_sure=case.until_sure,
    )
    measured = [m.store(system, store.name) for m in case.measurements]
    counted = [None if one is None else one.rpo_us for one in measured]
    declared = [None if one is None else one.rpo_declared_us for one in measured]
    return StoreModel(
        name=store.name,
        target_s=_seconds(target_us),
        rpo=Rpo(
            p50_s=_seconds(nearest_rank(counted, 50)),
            p95_s=_seconds(nearest_rank(counted, 95)),
            at_declared_rate_p95_s=_seconds(nearest_rank(declared, 95)),
        ),
        writes=_writes(case.median.store(system, store.name)),
        evidence=_REHEARSED,
        verdict=judgement.verdict,
        reason=_reason(judgement),
    )


def _writes(seen: StoreMeasure | None) -> Writes:
    counts: Mapping[str, int | None] = {}
    if seen is not None:
        counts = {name: getattr(seen.writes, name) for name in Writes.model_fields}
    return Writes(**{name: counts.get(name) for name in Writes.model_fields})


def _reason(judgement: Judgement) -> ReasonModel | None:
    reason = judgement.reason
    return None if reason is None else ReasonModel(code=reason.code, text=reason.text)


def _seconds(us: int | None) -> float | None:
    return None if us is None else _whole_seconds(us)


def _whole_seconds(us: int) -> float:
    """Milliseconds, rounded half up in integers, so that the bytes are the same anywhere."""
    return (us + 500) // 1000 / 1000
