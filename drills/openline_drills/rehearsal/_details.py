"""What is kept of a rehearsal for whoever tells of it: from the stand and the judged seeds."""

from __future__ import annotations

from collections.abc import Iterator

from openline_drills.measure import Measurement, Milestones
from openline_drills.rehearsal._judge import Judged
from openline_drills.rehearsal._outcome import Prepared
from openline_drills.rehearsal._seeds import SeedOutcome
from openline_drills.result import (
    DETAILS_VERSION,
    ConfirmedModel,
    CurveModel,
    Details,
    EventModel,
    FigureModel,
    PlaceModel,
    RegionModel,
    SeedsOfOperation,
    SeedsOfStore,
    UnreadModel,
    curve_step_s,
    curve_steps,
)
from openline_stacks.recovery import Parameters, distribution_in_words
from openline_stacks.topology import System, Topology


def details_of(judged: Judged, prepared: Prepared, figures: Parameters) -> Details:
    topology, median = prepared.topology, judged.median
    step_s = curve_step_s(sum(len(curve) for curve in median.curves.values()))
    return Details(
        schema_version=DETAILS_VERSION,
        title=prepared.title,
        account=topology.account,
        lost_region=median.measurement.lost_region,
        median_seed=judged.median_seed,
        notes=judged.notes,
        declaration_notes=prepared.notes,
        failed=_failed(judged),
        confirmed=ConfirmedModel(
            seeds=sum(each.fault_confirmed for each in judged.measurements),
            tried=dict(sorted(median.tried.items())),
        ),
        made_again=prepared.made_again,
        not_emulated=prepared.not_emulated,
        not_understood=tuple(
            UnreadModel(urn=each.urn, property=each.property, why=each.why)
            for each in topology.not_understood
        ),
        recorded_only=topology.resources.recorded_only,
        regions=tuple(RegionModel(name=each.name, role=each.role) for each in topology.regions),
        systems=tuple(_place(topology, each, median.measurement) for each in _sorted(topology)),
        events=tuple(
            EventModel(at_s=_s(each.at_us), system=each.system, what=each.what)
            for each in median.events
        ),
        curve_from_s=median.curves_from_s,
        curve_step_s=step_s,
        curves=tuple(_curves(topology, median, step_s)),
        seeds_of_operations=tuple(_rtos(judged.measurements)),
        seeds_of_stores=tuple(_rpos(judged.measurements)),
        figures=tuple(_figures(figures)),
        declaration=prepared.declaration,
    )


def _sorted(topology: Topology) -> list[System]:
    return sorted(topology.systems, key=lambda system: system.name)


def _failed(judged: Judged) -> tuple[str, ...]:
    said = (line for each in judged.measurements for line in each.failed_activities)
    return tuple(dict.fromkeys(said))


def _place(topology: Topology, system: System, median: Measurement) -> PlaceModel:
    group = topology.group(system.group)
    shares = {each.region: system.share_of(each.region) for each in system.populations}
    left = median.lost_region or max(shares, key=lambda name: shares[name], default=None)
    others = {fleet.region for fleet in system.fleets if fleet.region != left}
    capacity_us = median.milestones.get(system.name, Milestones()).capacity_us
    return PlaceModel(
        name=system.name,
        entry="nothing routes to it" if system.entry is None else system.entry.kind,
        shares={region: round(share, 6) for region, share in sorted(shares.items())},
        survivor=next((each.name for each in topology.regions if each.name in others), None),
        capacity_s=None if capacity_us is None else _s(capacity_us),
        fleets={fleet.region: fleet.min for fleet in system.fleets},
        stores=tuple(sorted(store.name for store in system.stores)),
        needs=tuple(sorted(need.on for need in system.needs)),
        group=group.name,
        decide=group.decide,
    )


def _curves(topology: Topology, median: SeedOutcome, step_s: int) -> Iterator[CurveModel]:
    for system in _sorted(topology):
        for operation in sorted(system.operations, key=lambda each: each.name):
            curve = median.curves[system.name, operation.name]
            shares = [None if share != share else share for share in curve]
            yield CurveModel(
                system=system.name,
                operation=operation.name,
                level=operation.good.level,
                steps=curve_steps(shares, step_s),
            )


def _rtos(measurements: tuple[Measurement, ...]) -> Iterator[SeedsOfOperation]:
    for each in measurements[0].operations:
        found = (one.operation(each.system, each.name).rto_us for one in measurements)
        rtos = tuple(None if us is None else _s(us) for us in found)
        yield SeedsOfOperation(system=each.system, operation=each.name, rto_s=rtos)


def _rpos(measurements: tuple[Measurement, ...]) -> Iterator[SeedsOfStore]:
    for each in measurements[0].stores:
        stores = [one.store(each.system, each.name) for one in measurements]
        counted = (None if one is None else one.rpo_us for one in stores)
        declared = (None if one is None else one.rpo_declared_us for one in stores)
        yield SeedsOfStore(
            system=each.system,
            store=each.name,
            rpo_s=tuple(None if us is None else _s(us) for us in counted),
            at_declared_rate_s=tuple(None if us is None else _s(us) for us in declared),
        )


def _figures(figures: Parameters) -> Iterator[FigureModel]:
    for name, figure in sorted(figures.by_name.items()):
        yield FigureModel(
            name=name,
            value=distribution_in_words(figure.distribution),
            grade=figure.grade,
            source=figure.source,
            date=figure.date,
            what=figure.what,
            overridden=name in figures.overridden,
        )


def _s(us: int) -> float:
    """Milliseconds, as the result has them."""
    return (us + 500) // 1000 / 1000
