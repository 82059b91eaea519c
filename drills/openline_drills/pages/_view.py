"""A kept run as the template shows it: every figure in words, every list cut to what is read."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from markupsafe import Markup

from openline_drills.pages._curves import Curve, curve_charts
from openline_drills.pages._map import Panel, Served, panels, served
from openline_drills.pages._moments import KINDS, Moment, moments_of
from openline_drills.pages._sentence import faults_in_words, listed, name, quantile, sentence
from openline_drills.pages._spread import strip
from openline_drills.report import clock, duration, share, whole
from openline_drills.result import (
    Details,
    FigureModel,
    KeptRun,
    OperationModel,
    Result,
    StoreModel,
    SystemModel,
)

MARKS: Final = {"would meet": "✓", "would miss": "✗", "inconclusive": "?", None: "–"}
TONES: Final = {"would meet": "good", "would miss": "bad", "inconclusive": "doubt", None: "none"}
STEPS: Final = {
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
_ZOOM: Final = 1.15


@dataclass(frozen=True, slots=True)
class Fact:
    """A tile or a line of a list: what, how much, and what to hold it against."""

    what: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the table of targets."""

    system: str
    name: str
    anchor: str | None
    critical: bool
    target: str
    p50: str
    p95: str
    beside: str
    verdict: str | None
    reason: str

    @property
    def mark(self) -> str:
        return MARKS[self.verdict]

    @property
    def tone(self) -> str:
        return TONES[self.verdict]


@dataclass(frozen=True, slots=True)
class Told:
    """An operation's charts, and the same in a table."""

    anchor: str
    title: str
    verdict: str | None
    affected: bool
    summary: str
    charts: Markup
    moments: tuple[tuple[str, str, str, str], ...]  # kind, badge, what, when
    dips: tuple[tuple[str, str, str], ...]
    populations: tuple[tuple[str, str, str], ...]
    levels: tuple[tuple[str, str], ...]

    @property
    def tone(self) -> str:
        return TONES[self.verdict]

    @property
    def mark(self) -> str:
        return MARKS[self.verdict]


@dataclass(frozen=True, slots=True)
class Gain:
    """What a step made instant saves: in words, and as a share of the recovery time."""

    step: str
    said: str
    share: float


@dataclass(frozen=True, slots=True)
class Cause:
    title: str
    recovered: str
    gains: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    title: str
    p50: str
    p95: str
    target: str
    not_recovered: int
    strip: Markup


@dataclass(frozen=True, slots=True)
class Writes:
    """A store's acknowledged writes, and what became of those missing at cut-over."""

    title: str
    counts: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str, float], ...]  # fate, how many, share of those missing
    rpo: str


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    means: str
    figures: tuple[FigureModel, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything in the template; `result` and `details` for what needs no words."""

    title: str
    kept: KeptRun
    sentence: str
    verdict: str
    mark: str
    tone: str
    facts: tuple[Fact, ...]
    recovery_times: tuple[Judged, ...]
    recovery_points: tuple[Judged, ...]
    told: tuple[Told, ...]
    untold: int
    key: tuple[tuple[str, str, str], ...]
    causes: tuple[Cause, ...]
    steps: tuple[str, ...]
    panels: tuple[Panel, ...]
    served: tuple[Served, ...]
    writes: tuple[Writes, ...]
    spreads: tuple[Spread, ...]
    spread_unit: str
    grades: tuple[Grade, ...]
    events: tuple[tuple[str, str, str], ...]
    activities: tuple[tuple[str, str, str], ...]
    audit: tuple[Fact, ...]
    exclusions: tuple[str, ...]
    more: dict[str, int]
    not_understood: tuple[tuple[str, str, str], ...]
    recorded_only: tuple[str, ...]
    folder: str

    @property
    def result(self) -> Result:
        return self.kept.result

    @property
    def details(self) -> Details:
        return self.kept.details


def view(kept: KeptRun, most_charts: int) -> View:
    """`most_charts`: of the operations that were below their level longest; the rest is told in
    tables alone."""
    result, details = kept.result, kept.details
    charted = _charted(result, most_charts)
    pairs = [(system, each) for system in result.systems for each in system.operations]
    told = tuple(_told(kept, *pair) for pair in pairs if _key(*pair) in charted)
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
            (_clock(each.at_s), each.system or "stack", each.what)
            for each in details.events[:_MOST_ROWS]
        ),
        activities=tuple(_activities(kept)),
        audit=tuple(_audit(kept)),
        exclusions=tuple(_exclusions(kept)),
        more={
            "events": max(0, len(details.events) - _MOST_ROWS),
            "not_understood": max(0, len(details.not_understood) - _MOST_ROWS),
            "recorded_only": max(0, len(details.recorded_only) - _MOST_ROWS),
        },
        not_understood=tuple(
            (each.urn, each.property, each.why) for each in details.not_understood[:_MOST_ROWS]
        ),
        recorded_only=details.recorded_only[:_MOST_ROWS],
        folder=kept.folder.name,
    )


def _key(system: SystemModel, operation: OperationModel) -> tuple[str, str]:
    return system.name, operation.name


def _charted(result: Result, most: int) -> dict[tuple[str, str], str]:
    """(system, operation) -> its anchor in the page."""
    below = sorted(
        (-(each.below_level_s or 0.0), not each.critical, system.name, each.name)
        for system in result.systems
        for each in system.operations
    )
    chosen = {(system, operation) for _, _, system, operation in below[:most]}
    pairs = [_key(system, each) for system in result.systems for each in system.operations]
    return {pair: f"operation-{index}" for index, pair in enumerate(pairs) if pair in chosen}


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
                anchor=charted.get(_key(system, each)),
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


def _told(kept: KeptRun, system: SystemModel, operation: OperationModel) -> Told:
    anchor = _charted(kept.result, 10**9)[_key(system, operation)]
    details = kept.details
    curve = next(c for c in details.curves if (c.system, c.operation) == _key(system, operation))
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
        moments=tuple((m.kind, m.badge, _what(m), _clock(m.at_s)) for m in moments),
        dips=tuple((_clock(d.from_s), _clock(d.to_s), share(d.lowest)) for d in operation.dips),
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


def _steps(result: Result) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            STEPS.get(entry.step, entry.step)
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
                _gain(STEPS.get(entry.step, entry.step), base, entry.rto_p50_s)
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
            rtos = seeds.get(_key(system, each), ())
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


def _audit(kept: KeptRun) -> Iterator[Fact]:
    result, details, run = kept.result, kept.details, kept.run
    dirty = {True: "with uncommitted changes", False: "nothing uncommitted", None: ""}
    yield Fact("stack", result.stack, f"account {details.account}")
    if details.made_again:
        yield Fact("made again from", listed(details.made_again))
    yield Fact("experiment", details.title, faults_in_words(result))
    if result.runbook is not None:
        yield Fact("acted for the operators", result.runbook)
    yield Fact("commit", run.commit or "not in a repository", dirty[run.uncommitted_changes])
    yield Fact("declaration digest", result.declaration_digest, "sha256")
    yield Fact("operator", run.operator or "not kept", run.machine.platform)
    yield Fact("started", run.started_at or "not kept")
    yield Fact("ended", run.ended_at or "not kept")
    yield Fact("seeds", _seeds(result.seeds), f"median seed {details.median_seed}")
    if result.until_sure is not None:
        yield Fact("why no more seeds", result.until_sure)
    yield Fact("fault confirmed", _confirmed(kept))
    versions = (f"{package} {version}" for package, version in sorted(run.versions.items()))
    yield Fact("versions", ", ".join(versions) or "not kept", f"Python {run.machine.python}")
    for file, digest in kept.digests.items():
        yield Fact(f"sha256 of {file}", digest)


def _seeds(seeds: Sequence[int]) -> str:
    if len(seeds) > 2 and seeds == tuple(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]} to {seeds[-1]}"
    return listed([str(seed) for seed in seeds])


def _confirmed(kept: KeptRun) -> str:
    """How, in words: a fault that nothing meets says nothing about a stack."""
    found = kept.details.confirmed
    if not kept.result.faults:
        return "nothing was taken away"
    ways = {"call": "a boto3 call into what was lost", "probe": "a probe of what was lost"}
    tried = [
        f"{ways.get(who, who)} {'met' if met else 'did not meet'} it"
        for who, met in found.tried.items()
    ]
    how = f"; in the median seed {' and '.join(tried)}" if tried else "; nothing tried it"
    return f"in {found.seeds} of {len(kept.result.seeds)} seeds{how}"


def _exclusions(kept: KeptRun) -> Iterator[str]:
    """What was not judged, and why."""
    result, resources = kept.result, kept.result.resources
    pairs = [(system, each) for system in result.systems for each in system.operations]
    free = [name(*pair) for pair in pairs if not pair[1].critical]
    if free:
        yield f"measured, not judged, because not critical: {listed(free)}"
    open_ = [name(*pair) for pair in pairs if pair[1].critical and pair[1].target_s is None]
    open_ += [
        name(system, store)
        for system in result.systems
        for store in system.stores
        if store.target_s is None
    ]
    if open_:
        yield f"measured, not judged, because nothing is promised: {listed(open_)}"
    if resources.recorded_only:
        yield f"{resources.recorded_only} resources are recorded and not acted out"
    if resources.not_understood:
        yield f"{resources.not_understood} properties were not understood"
    yield from (f"did not go as the experiment is written: {line}" for line in kept.details.failed)


def command(kept: KeptRun) -> str:
    """What runs it again, as it was typed; the program without its folder, which is another
    machine's."""
    first, *rest = kept.run.command or ("openline", "drill", kept.result.experiment)
    return shlex.join([PurePath(first).name or "openline", *rest])


def _clock(seconds: float) -> str:
    return clock(round(seconds * 1_000_000))
