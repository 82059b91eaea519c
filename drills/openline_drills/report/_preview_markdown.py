"""A preview as a comment on a pull request, whatever the stack's size within what one may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

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
from openline_drills.report._markdown import folded, safe
from openline_drills.report._resting import modelled, not_looked_at, resting_lines
from openline_stacks.preview import Preview, RecoveryChange

# GitHub takes 65,536 letters; GitLab more. What follows the limit is counted, not cut in half.
_MOST: Final = 60_000
_ROOM: Final = 400  # for the lines that say what was left out
_NO_MARKER: Final = re.compile(r"[^A-Za-z0-9 _.,/]+")
_TURNS: Final = {
    "newly missed": "❌",
    "still missed": "❌",
    "newly met": "✅",
    "slower": "🔺",
    "faster": "🔽",
}


def preview_markdown(preview: Preview, most: int = _MOST) -> str:
    """The document; its first line is the marker."""
    moved = [row for row in preview.recovery if row.turn != "same"]
    sure = [*_worth(preview, len(moved)), f"**Resources**: {safe(counted(preview))}", ""]
    page = _Page(most - _size(sure))
    page.add([_marker(preview), f"### {_sentence(preview)}", ""])
    findings = [one for one in preview.findings if one.suppressed is None]
    groups = alike_findings(findings)
    page.table("findings", [], [(_finding(one), len(one.findings)) for one in groups])
    figures = [(_row(row), 1) for row in moved]
    page.table("figures", list(_head(preview, len(moved))), figures)
    page.put(sure)
    page.fold(
        "What changes",
        [line for group in alike(preview.resources.changes) for line in _group(group)],
    )
    if preview.resting:
        page.fold("What the verdicts rest on", list(resting_lines(resting_of(preview), "")))
    page.fold("Not judged", list(unjudged_lines(preview)))
    page.fold("What is not in this list", [*unsaid(preview), *preview.notes])
    quiet = [one for one in preview.findings if one.suppressed is not None]
    page.fold("Suppressed", [_quiet(group) for group in alike_findings(quiet)])
    page.fold("No forecast", list(preview.unforeseen))
    return page.text()


class _Page:
    """Lines up to a number of letters; of what has no room any more the count is told."""

    def __init__(self, most: int) -> None:
        self._left = most - _ROOM
        self._lines: list[str] = []

    def add(self, lines: list[str]) -> bool:
        size = _size(lines)
        if size > self._left:
            return False
        self._left -= size
        self._lines += lines
        return True

    def put(self, lines: list[str]) -> None:
        """What room was left for from the start."""
        self._lines += lines

    def table(self, what: str, head: list[str], rows: list[tuple[str, int]]) -> None:
        """Each row with how many it stands for."""
        if not rows or not self.add(head):
            return
        kept = 0
        while kept < len(rows) and self.add([rows[kept][0]]):
            kept += 1
        rest = sum(count for _, count in rows[kept:])
        self._lines += ["", *([f"and {rest} more {what}", ""] if rest else [])]

    def fold(self, title: str, lines: list[str]) -> None:
        """As many lines as there is room for, beside what folding takes."""
        if not lines:
            return
        room, kept = self._left - 200, 0
        for line in lines:
            room -= 2 * len(line) + 1  # escaping may make it longer
            if room < 0:
                break
            kept += 1
        more = [f"and {len(lines) - kept} more"] if kept < len(lines) else []
        if kept:
            self.add(list(folded(title, [*lines[:kept], *more])))
        else:
            self._lines.append(f"{safe(title)}: {len(lines)} lines, no room for them here\n")

    def text(self) -> str:
        return "\n".join(self._lines).rstrip("\n") + "\n"


def _size(lines: list[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _marker(preview: Preview) -> str:
    """By this the one comment of a stack is found again and updated."""
    return f"<!-- openline preview of {_NO_MARKER.sub('', preview.name)[:100]} -->"


def _sentence(preview: Preview) -> str:
    where = f"{safe(preview.name)} against {safe(preview.against)}"
    if preview.worse:
        count = len(preview.worse)
        return f"❌ Openline: {where}: {count} finding{'s' if count > 1 else ''}"
    if preview.exit_code:
        return f"❔ Openline: {where}: inconclusive"
    of = " of what is understood" if preview.unjudged else ""
    return f"✅ Openline: {where}: nothing is worse{of}"


def _finding(group: AlikeFindings) -> str:
    one, others = group.first, group.others()
    at = f" ({safe(group.places())})" if one.at else ""
    also = f"; also {safe(others)}" if others else ""
    mark = {"error": "❌", "doubt": "❔", "note": "ℹ️"}[one.code.level]
    said = f"{group.times()}{safe(one.code.title)}: {safe(one.what)}"
    return f"- {mark} **{one.code.id}** {said}{at}{also}"


def _head(preview: Preview, moved: int) -> Iterator[str]:
    same = len(preview.recovery) - moved
    yield f"**Recovery** (forecast, {preview.trials} trials, 95th percentile; {same} figures stay)"
    yield ""
    yield "| lost | what | target | before | after | | what did it |"
    yield "|---|---|---:|---:|---:|---|---|"


def _worth(preview: Preview, moved: int) -> Iterator[str]:
    """What the figures are worth, unfolded."""
    if not preview.recovery and preview.resting is None:
        return
    if not moved:
        same = len(preview.recovery)
        yield f"**Recovery** (forecast, {preview.trials} trials): all {same} figures stay"
        yield ""
    if preview.resting:
        names = sorted({f"{one.parameter.name} ({one.parameter.grade})" for one in preview.resting})
        yield f"⚠️ Verdicts rest on {safe(', '.join(names))}: each, within its range, would turn one"
    else:
        told = resting_lines(resting_of(preview), not_looked_at(preview.grades))
        yield from map(safe, told)
    yield ""
    yield safe(modelled(preview.grades))
    yield ""


def _row(row: RecoveryChange) -> str:
    before, after = before_after(row)
    what = f"{safe(row.system)} · {safe(row.name)} {row.measure}"
    turn = f"{_TURNS[row.turn]} {row.turn}" if row.turn in _TURNS else row.turn
    cells = (safe(row.disruption), what, duration(row.target_after_s), before, after, turn)
    return f"| {' | '.join(cells)} | {safe(causes_line(row))} |"


def _group(group: Alike) -> Iterator[str]:
    first = group.first
    times = f"{len(group.changes)} × " if len(group.changes) > 1 else ""
    at = f"  {group.places()}" if first.source else ""
    yield f"{MARKS[first.op]} {first.op} {times}{kind(first.type)}  {group.named()}{at}"
    if first.op in ("update", "replace"):
        yield from (f"    {line}" for line in property_lines(group))


def _quiet(group: AlikeFindings) -> str:
    one, others = group.first, group.others()
    assert one.suppressed is not None
    also = f" (also {others})" if others else ""
    by = f"until {one.suppressed.until}, {one.suppressed.reason}"
    return f"{one.code.id} {group.times()}{one.what}{also}: {by}"
