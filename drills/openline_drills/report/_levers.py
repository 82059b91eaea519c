"""What would meet the targets, as a page: what is missed, each change tried, the cheapest pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._figures import duration
from openline_stacks.levers import Cost, Missed, Tried, WhatWouldMeet


def levers_page(found: WhatWouldMeet) -> RenderableType:
    if not found.missed:
        said = "no target is known to be missed" if found.unsure else "every target would be met"
        lines = [f"stack {found.stack} · {found.trials:,} trials: {said}"]
        return Group(*(Text(line) for line in [*lines, *_unsure(found)]))
    possible = [one for one in found.singles if one.refused is None]
    parts: list[RenderableType] = [
        Text(f"stack {found.stack} · each change forecast with {found.trials:,} trials"),
        Text(),
        *(Text(line) for line in _missed(found.missed)),
        _table([*possible, *((found.pair,) if found.pair else ())]),
    ]
    parts += [Text(line) for line in _replacing(possible, found.pair)]
    parts += [Text(line) for line in _asking(possible)]
    parts += [Text(line, style="dim") for line in _refused(found.singles)]
    parts += [Text(line, style="yellow") for line in _unsure(found)]
    return Group(*parts, *(Text(line) for line in _closing(found)))


def _missed(missed: Sequence[Missed]) -> Iterator[str]:
    for one in missed:
        yield (
            f"missed: {one.system} · {one.name} · {one.measure} p95 "
            f"{duration(one.p95_s, absent='not before the lift')} against "
            f"{duration(one.target_s)}, {one.disruption}"
        )


def _table(tried: Sequence[Tried]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("change", vertical="bottom", overflow="fold")
    table.add_column("would meet", no_wrap=True, vertical="bottom")
    table.add_column("costs", vertical="bottom", overflow="fold")
    for one in tried:
        table.add_row(
            " + ".join(lever.what for lever in one.levers), _outcome(one), _cost(one.cost)
        )
    return table


def _outcome(one: Tried) -> Text:
    if one.meets:
        return Text("✓ all", style="green")
    if one.newly:
        return Text(f"✗ newly misses {len(one.newly)}", style="bold red")
    worst = max(one.missed, key=lambda each: (each.p95_s is None, each.p95_s or 0.0))
    late = duration(worst.p95_s, absent="no recovery")
    return Text(f"✗ {len(one.missed)} missed, {late}", style="red")


def _cost(cost: Cost) -> str:
    counted = (
        (cost.replaced, "replaced"),
        (cost.instances, "instances"),
        (cost.fronts, "distributions or accelerators"),
        (cost.copied_per_s, "copied writes/s"),
        (cost.checks, "checks"),
        (cost.resources, "resources"),
    )
    return ", ".join(f"{number:+g} {what}" for number, what in counted if number) or "-"


def _replacing(singles: Sequence[Tried], pair: Tried | None) -> Iterator[str]:
    said: set[str] = set()
    for one in (*singles, *((pair,) if pair else ())):
        for each in one.replaces:
            line = f"replaced: {each.name} ({each.type}): {each.property}: {each.why}"
            if line not in said:
                said.add(line)
                yield line


def _asking(singles: Sequence[Tried]) -> Iterator[str]:
    said = {lever.what: lever.asks for one in singles for lever in one.levers if lever.asks}
    for what, asks in said.items():
        yield f"not counted: {what}: {asks}"


def _refused(singles: Sequence[Tried]) -> Iterator[str]:
    for one in singles:
        if one.refused is not None:
            yield f"not possible: {one.levers[0].what}: {one.refused}"


def _unsure(found: WhatWouldMeet) -> Iterator[str]:
    for doubt in found.unsure:
        yield f"no lever mends what rests on {doubt}"


def _closing(found: WhatWouldMeet) -> Iterator[str]:
    meeting = [one for one in (*found.singles, *((found.pair,) if found.pair else ())) if one.meets]
    if not meeting:
        tried = sum(one.refused is None for one in found.singles)
        yield f"would meet: none of {tried} changes, nor of {found.pairs_tried} pairs"
        return
    best = min(meeting, key=lambda one: one.cost.order)
    sets = " ".join(f"--set {path}={_quoted(value)}" for path, value in best.sets)
    yield f"would meet, the cheapest: {sets}"


def _quoted(value: str) -> str:
    return f"'{value}'" if " " in value else value
