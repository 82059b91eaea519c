"""An operation's charts and what they show, in words and in tables."""

from __future__ import annotations

from typing import Final

from openline_drills.pages._curves import Curve, curve_charts
from openline_drills.pages._moments import Moment, moments_of
from openline_drills.pages._sentence import name
from openline_drills.pages._shown import Told
from openline_drills.report import clock, duration, share, whole
from openline_drills.result import KeptRun, OperationModel, Result, SystemModel

_ZOOM: Final = 1.15


def key(system: SystemModel, operation: OperationModel) -> tuple[str, str]:
    return system.name, operation.name


def anchors(result: Result, most: int) -> dict[tuple[str, str], str]:
    """(system, operation) -> its anchor in the page."""
    below = sorted(
        (-(each.below_level_s or 0.0), not each.critical, system.name, each.name)
        for system in result.systems
        for each in system.operations
    )
    chosen = {(system, operation) for _, _, system, operation in below[:most]}
    pairs = [key(system, each) for system in result.systems for each in system.operations]
    return {pair: f"operation-{index}" for index, pair in enumerate(pairs) if pair in chosen}


def told_of(kept: KeptRun, system: SystemModel, operation: OperationModel) -> Told:
    anchor = anchors(kept.result, 10**9)[key(system, operation)]
    details = kept.details
    curve = next(c for c in details.curves if (c.system, c.operation) == key(system, operation))
    place = next(each for each in details.systems if each.name == system.name)
    moments = moments_of(operation, place.capacity_s, faulted=bool(kept.result.faults))
    charts = curve_charts(
        Curve(
            ident=anchor,
            operation=name(system, operation),
            level=curve.level,
            target_s=operation.target_s,
            shares=tuple(curve.shares()),
            from_s=details.curve_from_s,
            step_s=details.curve_step_s,
            moments=moments,
            lifted_s=operation.timeline.lifted_s or 0.0,
            zoom_s=_zoom_s(kept.result),
        )
    )
    return Told(
        anchor=anchor,
        title=name(system, operation),
        verdict=operation.verdict,
        affected=bool(operation.below_level_s),
        summary=_summary(operation),
        charts=charts,
        moments=tuple((m.kind, m.badge, _what(m), clocked(m.at_s)) for m in moments),
        dips=tuple((clocked(d.from_s), clocked(d.to_s), share(d.lowest)) for d in operation.dips),
        populations=tuple(
            (each.name, each.region, duration(each.rto_p50_s, absent="not before the lift"))
            for each in operation.populations
        ),
        levels=tuple(
            (level, duration(at_s, absent="not before the lift"))
            for level, at_s in (
                ("90 %", operation.rto.at_90_s),
                ("95 %", operation.rto.at_95_s),
                ("99 %", operation.rto.at_99_s),
            )
        ),
    )


def _what(moment: Moment) -> str:
    return "target: level back by here" if moment.kind == "target" else moment.what


def _summary(operation: OperationModel) -> str:
    if operation.recovered_by is None:
        return "Nobody asked for it."
    if not operation.below_level_s:
        return "Never below its level."
    lost = f"{whole(operation.lost_requests)} requests lost"
    by = {
        "edge": "the edge answered meanwhile",
        "failover": "back by failover",
        "lift": "back only because the fault lifted",
        "none": "not back by the end of the run",
        "unaffected": "not affected by the fault itself",
    }[operation.recovered_by]
    return f"Below its level for {duration(operation.below_level_s)}; {by}; {lost}."


def _zoom_s(result: Result) -> float:
    """As far as whatever happens before the lift, and every target, alike for every operation."""
    lifted_s, ends = 0.0, [300.0]
    for system in result.systems:
        for each in system.operations:
            line = each.timeline
            lifted_s = max(lifted_s, line.lifted_s or 0.0)
            found = (line.recovered_s, line.switched_s, line.routed_s, each.target_s)
            ends += [at_s for at_s in found if at_s is not None]
    furthest = max(end for end in ends if end <= max(lifted_s, 300.0))
    return min(furthest * _ZOOM, max(lifted_s, 300.0) * _ZOOM)


def clocked(seconds: float) -> str:
    return clock(round(seconds * 1_000_000))
