"""The door: two sides in, everything that there is to say of the change out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from openline_stacks.forecast import Job, RestsOn, disruptions, forecasts, rests_on
from openline_stacks.preview import _codes as codes
from openline_stacks.preview._broken import newly_broken
from openline_stacks.preview._causes import most, parts, tried
from openline_stacks.preview._copies import copies_lost
from openline_stacks.preview._fields import FieldChange, field_changes
from openline_stacks.preview._finding import Finding
from openline_stacks.preview._kept import about_data
from openline_stacks.preview._model import ResourceDiff
from openline_stacks.preview._pairs import paired
from openline_stacks.preview._recovery import (
    RecoveryChange,
    Unjudged,
    recovery_changes,
    unjudged,
    with_causes,
)
from openline_stacks.preview._resources import compare
from openline_stacks.preview._side import Side
from openline_stacks.preview._structure import structural
from openline_stacks.preview._suppressing import suppressing
from openline_stacks.processes import processes
from openline_stacks.recovery import parameters
from openline_stacks.rules import suppressions_of
from openline_stacks.topology import Topology

# Both sides have the same luck, so that a difference is the change's own from few trials on; the
# figures themselves `openline forecast` gives with more.
PREVIEW_TRIALS: Final = 100

Tell = Callable[[str, float | None], None]
_NOTHING: Final = "every target rests on what is not understood; `openline topology` says on what"


@dataclass(frozen=True, slots=True)
class Preview:
    """`fields`: what changed of the topology. `recovery`: empty where a side is not understood,
    `unforeseen` says why. `findings`: by level, suppressed ones last. `resting`: which figures of
    the model the verdicts after the change rest on; None: nobody asked, or nothing is foreseen.
    `grades`: how many figures of the model after the change have each grade.
    `unjudged`: targets after the change that rest on what was not understood."""

    name: str
    against: str
    resources: ResourceDiff
    fields: tuple[FieldChange, ...]
    recovery: tuple[RecoveryChange, ...]
    findings: tuple[Finding, ...]
    unforeseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trials: int = PREVIEW_TRIALS
    resting: tuple[RestsOn, ...] | None = None
    grades: Mapping[str, int] = field(default_factory=dict)
    unjudged: tuple[Unjudged, ...] = ()

    @property
    def worse(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if _counts(one, "error"))

    @property
    def exit_code(self) -> int:
        """10: something is worse. 11: nobody can say. 0: fine."""
        if self.worse:
            return 10
        doubts = any(_counts(one, "doubt") for one in self.findings)
        return 11 if doubts or self.unforeseen else 0


def _counts(finding: Finding, level: str) -> bool:
    return finding.code.level == level and finding.suppressed is None


def preview_of(
    before: Side,
    after: Side,
    *,
    today: date,
    trials: int = PREVIEW_TRIALS,
    sensitivity: bool = False,
    on_progress: Tell | None = None,
) -> Preview:
    """What the change from `before` to `after` does. `today`: suppressions of `after` end.
    `trials` 0: nothing is forecast. `sensitivity`: also find which figures of the model the
    verdicts after the change rest on. `on_progress` is told what is worked out, and which share of
    it is done."""
    tell = on_progress or _nobody
    pairs = paired(before.states, after.states)
    diff = compare(
        before.states, after.states, after.told, stand_ins=(before.stand_ins, after.stand_ins)
    )
    known = {**pairs.both, **{state.urn: state for state in pairs.gone}}
    fields: tuple[FieldChange, ...] = ()
    recovery: tuple[RecoveryChange, ...] = ()
    doubted: tuple[Unjudged, ...] = ()
    found = [*about_data(diff, known, after.states.by_urn())]
    found += copies_lost(before.states, after.states, pairs.now)
    unforeseen = tuple(
        f"{side.name}: {side.why_not}" for side in (before, after) if side.topology is None
    )
    if before.topology is not None and after.topology is not None:
        states = {**before.states.by_urn(), **after.states.by_urn()}
        lines = {urn: state.source for urn, state in states.items()}
        fields = field_changes(before.topology, after.topology, lines)
        if trials:
            recovery, (doubted, all_) = _recovery(
                before.topology, after.topology, fields, trials, tell
            )
            unforeseen += (f"{after.name}: {_NOTHING}",) if all_ else ()
        found += structural(before.topology, after.topology, states)
        found += _missed(recovery)
    said = {(one.code.id, one.about) for one in found}
    broken = newly_broken(before.broken, after.broken, pairs.now)
    found += [one for one in broken if (one.code.id, one.about) not in said]
    kept_quiet = suppressions_of(after.states, after.declared)
    return Preview(
        name=after.name,
        against=before.name,
        resources=diff,
        fields=fields,
        recovery=recovery,
        findings=_in_order(suppressing(found, kept_quiet, today)),
        unforeseen=unforeseen,
        notes=(*before.states.notes, *after.states.notes, *_not_stood(before, after)),
        trials=trials,
        resting=_resting(after.topology, tell) if sensitivity and after.topology else None,
        grades=parameters(after.topology).by_grade(),
        unjudged=doubted,
    )


def _nobody(what: str, share: float | None) -> None:
    """Who is told where nobody watches."""


def _resting(after: Topology, tell: Tell) -> tuple[RestsOn, ...]:
    found = partial(tell, "figures moved to the ends of their ranges")
    with processes() as pool:
        return rests_on(
            after, disruptions(after), parameters(after), executor=pool, on_progress=found
        )
    raise AssertionError("unreachable: nothing is suppressed")


def _not_stood(*sides: Side) -> Iterator[str]:
    for side in sides:
        if side.no_stand_ins:
            yield (
                f"{side.name}: what is made of ARNs that AWS has not made up yet is not compared: "
                f"its program does not take a text in their place ({side.no_stand_ins})"
            )


def _recovery(
    before: Topology, after: Topology, fields: tuple[FieldChange, ...], trials: int, tell: Tell
) -> tuple[tuple[RecoveryChange, ...], tuple[tuple[Unjudged, ...], bool]]:
    """Where nothing of the topology changed the figures of one side are those of both."""
    with processes(forked=True) as pool:
        sides = {"before": before, "after": after} if fields else {"after": after}
        jobs = {
            (side, lost.name): Job(topology, lost, trials=trials, knock_outs=False)
            for side, topology in sides.items()
            for lost in disruptions(topology)
        }
        share = partial(tell, f"{trials} outages of each kind, {' and '.join(sides)}")
        done = {
            id(job): found
            for job, found in forecasts(jobs.values(), executor=pool, on_progress=share)
        }
        told = {
            side: tuple(done[id(job)] for (of, _), job in jobs.items() if of == side)
            for side in sides
        }
        changes = recovery_changes(told.get("before", told["after"]), told["after"])
        moved = {one.disruption for one in changes if one.turn not in ("same", "new", "gone")}
        lost = {each.name: each for each in disruptions(after) if each.name in moved}
        if not lost:
            return changes, unjudged(told["after"])
        found = []
        backs = most(parts(before, after, fields))
        for number, part in enumerate(backs):
            tell("parts of the change taken back", number / len(backs))
            found.append((part.fields, tried(part, lost, trials, pool)))
        return with_causes(changes, found), unjudged(told["after"])


def _missed(recovery: tuple[RecoveryChange, ...]) -> Iterator[Finding]:
    for one in recovery:
        if one.turn == "newly missed":
            cause = next((field for by in one.causes for field in by.fields), None)
            about = f"{one.system}.{one.name}"
            target_s = one.target_after_s or 0.0
            came = "not before the lift" if one.after_s is None else f"{one.after_s:g} s"
            what = (
                f"{about}: {one.measure} p95 under {one.disruption}: {came}, target {target_s:g} s"
            )
            yield Finding(
                codes.TARGET_MISSED,
                what,
                about=about,
                urn=cause.source.urn if cause and cause.source else None,
                resource=cause.source.urn.rpartition("::")[2] if cause and cause.source else None,
                property=cause.source.property if cause and cause.source else "",
                at=cause.at if cause else None,
            )


def _in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What counts first, then by code; of one code as they were found."""
    levels = {"error": 0, "doubt": 1, "note": 2}
    return tuple(
        sorted(findings, key=lambda f: (bool(f.suppressed), levels[f.code.level], f.code.id))
    )
