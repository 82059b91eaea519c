"""Two runs side by side, for a terminal: what was changed, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._figures import duration, whole

if TYPE_CHECKING:
    from openline_drills.compare import Change, Comparison, Figures, OperationPair, StorePair

_MARKS: Final = {"would meet": "✓", "would miss": "✗", "inconclusive": "?", None: "-"}
_SHOWN: Final = 40  # changes of a kind; the JSON has them all


def comparison_page(comparison: Comparison) -> RenderableType:
    before, after = comparison.before, comparison.after
    parts: list[RenderableType] = [
        Text(f"before  {before.run} · {before.stack} · {_MARKS[before.verdict]} {before.verdict}"),
        Text(f"after   {after.run} · {after.stack} · {_MARKS[after.verdict]} {after.verdict}"),
        *_changed("experiment", comparison.asked),
        *_changed("declaration", comparison.declaration),
        *_changed("figures of the model", comparison.parameters),
    ]
    if not comparison.declaration_known:
        parts.append(Text("declaration: one of the runs did not keep it"))
    elif not (comparison.asked or comparison.declaration or comparison.parameters):
        parts.append(Text("nothing else was asked: experiment, declaration and figures are alike"))
    parts.append(_pairs("RTO p95", comparison.operations, lost=True))
    if comparison.stores:
        parts.append(_pairs("RPO p95", comparison.stores, lost=False))
    return Group(*parts)


def figure(found: Figures | None) -> str:
    """The 95th percentile in words."""
    if found is None:
        return "not there"
    return duration(found.p95_s, absent="not before the lift" if found.not_before_lift else "-")


def difference(before: Figures | None, after: Figures | None) -> str:
    """`24m 57s less`; empty where one of them is not known."""
    if before is None or after is None or before.p95_s is None or after.p95_s is None:
        return ""
    change = after.p95_s - before.p95_s
    if abs(change) < 0.05:
        return "the same"
    return f"{duration(abs(change))} {'more' if change > 0 else 'less'}"


def verdicts(before: Figures | None, after: Figures | None) -> str:
    """`✗ would miss → ✓ would meet`, or the one that both have."""
    said = [f"{_MARKS[f.verdict]} {f.verdict or 'no target'}" for f in (before, after) if f]
    return said[0] if len(set(said)) == 1 else " → ".join(said)


def _changed(what: str, changes: Sequence[Change]) -> Iterator[Text]:
    if changes:
        yield Text(f"{what}, what is different:", style="bold")
    for each in changes[:_SHOWN]:
        before, after = (
            text if text is not None else "not there" for text in (each.before, each.after)
        )
        yield Text(f"  {each.path}: {before} → {after}")
    if len(changes) > _SHOWN:
        yield Text(f"  and {len(changes) - _SHOWN} more; --format json has them all")


def _pairs(what: str, pairs: Sequence[OperationPair | StorePair], *, lost: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(what, overflow="fold", vertical="bottom")
    for heading in (
        "before",
        "after",
        "change",
        *(("lost\nbefore", "lost\nafter") if lost else ()),
    ):
        table.add_column(heading, justify="right", vertical="bottom")
    table.add_column("verdict", vertical="bottom")
    for pair in pairs:
        cells = [figure(pair.before), figure(pair.after), difference(pair.before, pair.after)]
        if lost:
            cells += [whole(f.lost_requests) if f else "-" for f in (pair.before, pair.after)]
        told = verdicts(pair.before, pair.after)
        table.add_row(Text(f"{pair.system} · {pair.name}"), *cells, Text(told))
    return table
