"""What a stack would be billed for, and the quotas it meets: for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._markdown import safe
from openline_stacks.costs import Costs, Line, QuotaUse

_PER: Final = {"hour": "an hour", "month": "a month", "second": "a second"}
_EVERYWHERE: Final = "everywhere"


def costs_page(found: Costs, stack: str) -> RenderableType:
    """Units by region, then the quotas that are met, then what was not counted."""
    parts: list[RenderableType] = [Text(_head(found, stack))]
    if found.lines:
        parts += [_table(_unit_columns(found), _units(found)), Text("no prices: yours differ")]
    parts += [Text(), *(Text(line) for line in _by_use(found))]
    reached = [use for use in found.quotas if use.reached]
    if reached:
        parts += [Text(), Text("quotas of a new account that it meets or exceeds")]
        parts += [_table(_QUOTA_COLUMNS, _quotas(reached))]
    else:
        parts += [Text(), Text(_no_quota(found))]
    parts += [Text(line, style="yellow") for line in _not_counted(found)]
    return Group(*parts)


def costs_markdown(found: Costs, stack: str) -> str:
    """The same, as the tables of a page."""
    lines = [safe(_head(found, stack)), ""]
    if found.lines:
        lines += [
            *_markdown(_unit_columns(found), _units(found)),
            "",
            "No prices: yours differ.",
            "",
        ]
    first, *services = _by_use(found)
    lines += [safe(first), "", *(f"- {safe(line)}" for line in services), ""]
    reached = [use for use in found.quotas if use.reached]
    if reached:
        lines += ["Quotas of a new account that it meets or exceeds:", ""]
        lines += _markdown(_QUOTA_COLUMNS, _quotas(reached))
    else:
        lines += [safe(_no_quota(found))]
    missing = [f"- {safe(line)}" for line in _not_counted(found)]
    return "\n".join([*lines, *(["", *missing] if missing else [])]) + "\n"


def _head(found: Costs, stack: str) -> str:
    if found.lost is None:
        return f"stack {stack} · when all is well and demand is steady"
    return (
        f"stack {stack} · steady → in a failover, where that is another number: "
        f"{found.lost} is lost at peak"
    )


def _unit_columns(found: Costs) -> tuple[str, ...]:
    return ("unit", "for", *found.regions, _EVERYWHERE)


def _units(found: Costs) -> Iterator[tuple[str, ...]]:
    cells: dict[tuple[str, str], dict[str, Line]] = {}
    for line in found.lines:
        cells.setdefault((line.unit, line.per), {})[line.region] = line
    for (unit, per), by_region in cells.items():
        places = (by_region.get(region) for region in (*found.regions, ""))
        amounts = (_amount(one.steady, one.failover) if one else "-" for one in places)
        yield (unit, _PER[per], *amounts)


def _amount(steady: float, failover: float | None) -> str:
    if failover is None or failover == steady:
        return _number(steady)
    return f"{_number(steady)} → {_number(failover)}"


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _by_use(found: Costs) -> list[str]:
    services = [*found.by_use, "data that leaves a region, or a zone for another"]
    return ["billed for use as well, how much no program says:", *(f"  {one}" for one in services)]


_QUOTA_COLUMNS: Final = ("quota", "region", "default", "steady", "failover", "at most")


def _quotas(reached: Sequence[QuotaUse]) -> Iterator[tuple[str, ...]]:
    for use in reached:
        failover = "-" if use.failover is None else _number(use.failover)
        where = use.region or _EVERYWHERE
        counts = (f"{use.default:,}", _number(use.steady), failover, _number(use.most))
        yield (use.quota, where, *counts)


def _no_quota(found: Costs) -> str:
    return f"none of the {len(found.quotas)} quotas that were counted is met"


def _not_counted(found: Costs) -> Iterator[str]:
    for one in found.not_counted:
        yield f"not counted: {one.urn}: {one.why}"
    if "?" in found.regions:
        yield "?: nothing here says the region of these; give the program in place of a file"
    for type_ in found.unknown:
        yield f"not counted: nothing is known of how {type_} is billed"


def _table(columns: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for number, name in enumerate(columns):
        right = number > 1
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _markdown(columns: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'|'.join('---' if number < 2 else '--:' for number in range(len(columns)))}|"
    for row in rows:
        yield f"| {' | '.join(map(safe, row))} |"
