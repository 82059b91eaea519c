"""A kept run as the template shows it: every figure in words, every list cut to what is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_drills.pages._audit import audit, exclusions
from openline_drills.pages._map import panels, served
from openline_drills.pages._moments import KINDS
from openline_drills.pages._sentence import name, quantile, sentence
from openline_drills.pages._shown import (
    MARKS,
    TONES,
    Cause,
    Fact,
    Gain,
    Grade,
    Judged,
    Spread,
    View,
    Writes,
)
from openline_drills.pages._spread import strip
from openline_drills.pages._told import anchors, clocked, key, told_of
from openline_drills.report import duration, whole
from openline_drills.result import KeptRun, Result, StoreModel, SystemModel

_STEPS: Final = {
    "restore": "restoring",
    "detection": "detection",
    "decision": "people",
    "switch": "switch",
    "dns": "DNS",
    "capacity": "capacity",
    "replication": "replication",
}
_GRADES: Final = {
    "yours": "measured or declared by you",
    "sla": "AWS answers for it",
    "documented": "AWS's own pages say it",
    "third-party": "somebody measured it",
    "assumed": "our guess, to be replaced by a measurement of yours",
}
_MOST_ROWS: Final = 300  # of any list; the files beside the report have them all


def view(kept: KeptRun, most_charts: int) -> View:
    """`most_charts`: of the operations that were below their level longest; the rest is told in
    tables alone."""
    result, details = kept.result, kept.details
    charted = anchors(result, most_charts)
    pairs = [(system, each) for system in result.systems for each in system.operations]
    told = tuple(told_of(kept, *pair) for pair in pairs if key(*pair) in charted)
    spreads = _spreads(kept, 2 * most_charts)
    return View(
        title=f"{result.experiment} of {result.stack}",
        kept=kept,
        sentence=sentence(result),
        verdict=result.verdict,
        mark=MARKS[result.verdict],
        tone=TONES[result.verdict],
        facts=tuple(_facts(result)),
        recovery_times=tuple(_recovery_times(result, charted)),
        recovery_points=tuple(_recovery_points(result)),
        told=told,
        untold=len(pairs) - len(told),
        key=tuple((kind, badge, what) for kind, (badge, what) in KINDS.items()),
        causes=tuple(_causes(result)),
        steps=_steps(result),
        panels=panels(result, details),
        served=tuple(served(result, details)),
        writes=tuple(_writes(result)),
        spreads=spreads,
        spread_unit=duration(_most_s(kept)),
        grades=tuple(_grades(kept)),
        events=tuple(
            (clocked(each.at_s), each.system or "stack", each.what)
            for each in details.events[:_MOST_ROWS]
        ),
        activities=tuple(_activities(kept)),
        audit=tuple(audit(kept)),
        exclusions=tuple(exclusions(kept)),
        more={
            "events": max(0, len(details.events) - _MOST_ROWS),
            "not_understood": max(0, len(details.not_understood) - _MOST_ROWS),
            "recorded_only": max(0, len(details.recorded_only) - _MOST_ROWS),
            "resting": max(0, len(result.rests_on or ()) - _MOST_ROWS),
        },
        not_understood=tuple(
            (each.urn, each.property, each.why) for each in details.not_understood[:_MOST_ROWS]
        ),
        recorded_only=details.recorded_only[:_MOST_ROWS],
        resting=tuple(
            (
                f"{each.system} · {each.name} {each.measure} {each.verdict}",
                f"{each.parameter} ({each.grade})",
                each.now,
                each.flips_at,
                each.becomes,
            )
            for each in (result.rests_on or ())[:_MOST_ROWS]
        ),
        folder=kept.folder.name,
    )


def _facts(result: Result) -> Iterator[Fact]:
    operations = [each for s in result.systems for each in s.operations if each.critical]
    stores = [store for system in result.systems for store in system.stores]
    slowest = max(operations, key=lambda o: (o.rto.p95_s is None, o.rto.p95_s or 0.0), default=None)
    if slowest is not None:
        found = quantile(slowest, slowest.rto.p95_s)
        yield Fact("slowest recovery (RTO, p95)", found, f"target {duration(slowest.target_s)}")
    oldest = max(stores, key=lambda s: s.rpo.at_declared_rate_p95_s or 0.0, default=None)
    if oldest is not None:
        found = duration(oldest.rpo.at_declared_rate_p95_s)
        yield Fact("oldest write lost (RPO, p95)", found, f"target {duration(oldest.target_s)}")
    lost = sum(each.lost_requests or 0 for s in result.systems for each in s.operations)
    yield Fact("lost requests", whole(lost), "in the median seed")
    count = len(result.seeds)
    yield Fact("seeds", str(count), "each another course of the same fault")


def _recovery_times(result: Result, charted: dict[tuple[str, str], str]) -> Iterator[Judged]:
    for system in result.systems:
        for each in system.operations:
            yield Judged(
                system=system.name,
                name=each.name,
                anchor=charted.get(key(system, each)),
                critical=each.critical,
                target=duration(each.target_s),
                p50=quantile(each, each.rto.p50_s),
                p95=quantile(each, each.rto.p95_s),
                beside=whole(each.lost_requests),
                verdict=each.verdict,
                reason="" if each.reason is None else each.reason.text,
            )


def _recovery_points(result: Result) -> Iterator[Judged]:
    for system in result.systems:
        for each in system.stores:
            yield Judged(
                system=system.name,
                name=each.name,
                anchor=None,
                critical=True,
                target=duration(each.target_s),
                p50=duration(each.rpo.p50_s),
                p95=duration(each.rpo.p95_s),
                beside=duration(each.rpo.at_declared_rate_p95_s),
                verdict=each.verdict,
                reason="" if each.reason is None else each.reason.text,
            )


def _steps(result: Result) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            _STEPS.get(entry.step, entry.step)
            for system in result.systems
            for operation in system.operations
            for entry in operation.knock_outs
        )
    )


def _causes(result: Result) -> Iterator[Cause]:
    """Of operations that a failover brought back: a gain is a difference to the median seed."""
    for system in result.systems:
        for operation in system.operations:
            base = operation.timeline.recovered_s
            if operation.recovered_by != "failover" or not base:
                continue
            gains = tuple(
                _gain(_STEPS.get(entry.step, entry.step), base, entry.rto_p50_s)
                for entry in operation.knock_outs
            )
            if gains:
                yield Cause(name(system, operation), duration(base), gains)


def _gain(step: str, base: float, without: float | None) -> Gain:
    if without is None:
        return Gain(step, "would not recover", 0.0)
    saved = base - without
    if abs(saved) < 1:
        return Gain(step, "none", 0.0)
    said = duration(round(saved)) if saved > 0 else f"{duration(round(-saved))} longer"
    return Gain(step, said, max(0.0, min(1.0, saved / base)))


def _writes(result: Result) -> Iterator[Writes]:
    for system in result.systems:
        for store in system.stores:
            yield _fates(system, store)


def _fates(system: SystemModel, store: StoreModel) -> Writes:
    counts = store.writes
    named = ("acknowledged", "missing", "indeterminate", "duplicated")
    fates = ("returned", "overwritten", "gone", "pending")
    missing = counts.missing or 0
    return Writes(
        title=name(system, store),
        counts=tuple((each, whole(getattr(counts, each))) for each in named),
        parts=tuple(
            (fate, whole(found), (found or 0) / missing if missing else 0.0)
            for fate, found in ((fate, getattr(counts, fate)) for fate in fates)
        ),
        rpo=duration(store.rpo.p50_s),
    )


def _most_s(kept: KeptRun) -> float:
    """The right end of every strip."""
    found = [at_s or 0.0 for each in kept.details.seeds_of_operations for at_s in each.rto_s]
    targets = [each.target_s or 0.0 for system in kept.result.systems for each in system.operations]
    return max((*found, *targets, 60.0))


def _spreads(kept: KeptRun, most: int) -> tuple[Spread, ...]:
    seeds = {(each.system, each.operation): each.rto_s for each in kept.details.seeds_of_operations}
    most_s = _most_s(kept)
    rows: list[Spread] = []
    for system in kept.result.systems:
        for each in system.operations:
            rtos = seeds.get(key(system, each), ())
            if not any(rto is None or rto > 0 for rto in rtos):
                continue
            rows.append(
                Spread(
                    title=name(system, each),
                    p50=quantile(each, each.rto.p50_s),
                    p95=quantile(each, each.rto.p95_s),
                    target=duration(each.target_s),
                    not_recovered=each.seeds_not_recovered,
                    strip=strip(f"seeds-{len(rows)}", rtos, each.target_s, most_s),
                )
            )
            if len(rows) >= most:
                return tuple(rows)
    return tuple(rows)


def _grades(kept: KeptRun) -> Iterator[Grade]:
    for grade, means in _GRADES.items():
        figures = tuple(each for each in kept.details.figures if each.grade == grade)
        if figures:
            yield Grade(grade, means, figures)


def _activities(kept: KeptRun) -> Iterator[tuple[str, str, str]]:
    """The journal's lines: when, what, how it ended."""
    for entry in kept.journal[:_MOST_ROWS]:
        what = str(entry.get("activity") or entry.get("what") or "")
        how = {"begin": "begins", "note": "note"}.get(str(entry["event"]), "")
        yield str(entry.get("at", "")), what, how or str(entry.get("status", "ends"))
