"""What drills for real say of the model's figures, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.calibrate import Calibration, Estimate, Fitted, set_of, value_of
from openline_stacks.recovery import distribution_in_words


def calibration_page(found: Calibration) -> RenderableType:
    drills = len(found.drills)
    title = f"stack {found.stack} · {drills} injected drill{'s' if drills != 1 else ''}"
    lines = [f"{one.name}: {remark}" for one in found.fitted for remark in one.remarks]
    declared = [one for one in found.fitted if one.declared is not None]
    return Group(
        Text(title),
        Text(),
        _table(found),
        *(Text(line, style="yellow") for line in lines),
        *(Text(f"not fitted: {line}", style="yellow") for line in found.left),
        *(Text(line) for line in _declared(declared)),
    )


def _table(found: Calibration) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("figure", overflow="fold")
    table.add_column("was", overflow="fold")
    table.add_column("fitted", overflow="fold")
    table.add_column("interval", overflow="fold")
    table.add_column("n", justify="right", no_wrap=True)
    table.add_column("drills", justify="right", no_wrap=True)
    for one in found.fitted:
        table.add_row(
            one.name,
            f"{distribution_in_words(one.before.distribution)} ({one.before.grade})",
            value_of(one),
            "\n".join(_intervals(one)),
            f"{one.samples:,}",
            str(len(one.by)),
        )
    return table


def _intervals(one: Fitted) -> Iterator[str]:
    for part, told in one.parts.items():
        yield f"{'' if part == 'value' else f'{part} '}{_interval(told)}"


def _interval(told: Estimate) -> str:
    if not told.confidence:
        return "-"
    return f"{told.low:g} to {told.high:g} ({told.confidence * 100:.3g} %)"


def _declared(declared: list[Fitted]) -> Iterator[str]:
    """For the declaration: there these figures stand, and --parameters does not take them."""
    if declared:
        yield "of the declaration: " + " ".join(f"--set {set_of(one)}" for one in declared)
