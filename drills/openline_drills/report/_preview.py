"""A preview as a page: resources, recovery before and after, findings."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._changes import (
    MARKS,
    Alike,
    alike,
    before_after,
    causes_line,
    counted,
    kind,
    property_lines,
    resting_of,
    unjudged_lines,
    unsaid,
)
from openline_drills.report._figures import duration
from openline_drills.report._findings import AlikeFindings, alike_findings
from openline_drills.report._resting import modelled, not_looked_at, resting_lines
from openline_stacks.preview import Preview, RecoveryChange

_STYLES = {
    "newly missed": "bold red",
    "still missed": "red",
    "newly met": "green",
    "slower": "yellow",
    "faster": "green",
}


def preview_page(preview: Preview) -> RenderableType:
    """What changes, what becomes of an outage, what is worse; the verdict last."""
    parts: list[RenderableType] = [
        Text(f"{preview.name} against {preview.against} · {counted(preview)}"),
        Text(),
    ]
    for group in alike(preview.resources.changes):
        parts += [Text(line) for line in _resource(group)]
    parts += [Text(f"  {line}", style="dim") for line in unsaid(preview)]
    parts += [Text(), *_recovery(preview)]
    parts += [Text(line, style="yellow") for line in unjudged_lines(preview)]
    parts += [Text(line) for line in _resting(preview)]
    parts += [Text(f"note: {line}", style="dim") for line in preview.notes]
    parts += [Text(f"no forecast: {line}", style="yellow") for line in preview.unforeseen]
    parts += [line for group in alike_findings(preview.findings) for line in _finding(group)]
    return Group(*parts, Text(verdict_line(preview)))


def verdict_line(preview: Preview) -> str:
    """One line for a log: what decides the exit code."""
    quiet = sum(one.suppressed is not None for one in preview.findings)
    suppressed = f" ({quiet} suppressed)" if quiet else ""
    if preview.worse:
        return f"verdict: worse: {len(preview.worse)} findings{suppressed}"
    if preview.exit_code:
        return f"verdict: inconclusive{suppressed}"
    of = " of what is understood" if preview.unjudged else ""
    return f"verdict: nothing is worse{of}{suppressed}"


def _resource(group: Alike) -> Iterator[str]:
    first = group.first
    times = f"{len(group.changes)} × " if len(group.changes) > 1 else ""
    at = f"  {group.places()}" if first.source else ""
    yield f"{MARKS[first.op]} {first.op} {times}{kind(first.type)}  {group.named()}{at}"
    if first.op == "rename" and first.was:
        yield f"      was {first.was.rpartition('::')[2]}"
    if first.protected:
        yield "      protected: Pulumi refuses it"
    if first.op in ("update", "replace"):
        yield from (f"      {line}" for line in property_lines(group))


def _recovery(preview: Preview) -> Iterator[RenderableType]:
    moved = [row for row in preview.recovery if row.turn != "same"]
    same = len(preview.recovery) - len(moved)
    if not preview.recovery:
        return
    how = f"recovery (forecast, {preview.trials} trials, 95th percentile)"
    if not moved:
        yield Text(f"{how}: all {same} figures stay as they are")
        yield Text()
        return
    yield Text(f"{how}: {len(moved)} figures change, {same} stay")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("what is lost", no_wrap=True)
    table.add_column("system · operation", overflow="fold")
    for heading in ("target", "before", "after"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("what did it", overflow="fold")
    for row in moved:
        table.add_row(*_row(row))
    yield table


def _resting(preview: Preview) -> Iterator[str]:
    """Nothing where nothing was forecast: then there is no verdict."""
    if preview.recovery or preview.resting is not None:
        yield from resting_lines(resting_of(preview), not_looked_at(preview.grades))
        yield modelled(preview.grades)


def _row(row: RecoveryChange) -> Iterator[RenderableType]:
    before, after = before_after(row)
    yield Text(row.disruption)
    yield Text(f"{row.system} · {row.name} {row.measure}")
    yield Text(duration(row.target_after_s))
    yield Text(before)
    yield Text(after)
    yield Text(row.turn, style=_STYLES.get(row.turn, ""))
    yield Text(causes_line(row))


def _finding(group: AlikeFindings) -> Iterator[RenderableType]:
    finding = group.first
    code, others = finding.code, group.others()
    style = {"error": "red", "doubt": "yellow", "note": ""}[code.level]
    at = f"  {group.places()}" if finding.at else ""
    mark = f"{code.id}  {group.times()}{code.title}: {finding.what}{at}"
    also = f"\n      also {others}" if others else ""
    if finding.suppressed is not None:
        by = finding.suppressed
        yield Text(f"{mark}{also}\n      suppressed until {by.until}: {by.reason}", style="dim")
        return
    yield Text(f"{mark}{also}", style=style)
    if finding.resource and finding.property:
        yield Text(f"      {finding.resource}: {finding.property}")
    yield Text(f"      why   {code.why}")
    yield Text(f"      mend  {code.mend}")
