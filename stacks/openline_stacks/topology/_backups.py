"""Backups: where a store that has no replica is brought back, and how old its backup may be.

A selection is looked at and is not on any path: what restores a store is the plan that made the
backup and the vault that keeps it.
"""

from __future__ import annotations

import re
from typing import Final

from openline.contract import TYPE_BACKUPS
from openline.declaration import Store as DeclaredStore
from openline_stacks.states import ResourceState
from openline_stacks.topology._graph import BACKUP_PLAN, BACKUP_SELECTION, VAULT, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._serving import Restore
from openline_stacks.topology._values import dig, items, number, text, texts

_DAY_S: Final = 86400.0
_WEEK_DAYS, _MONTH_DAYS = 7, 31
_CRON: Final = re.compile(r"cron\(\d+ \d+ (\S+) \* (\S+) \*\)", re.ASCII)
_STEP: Final = re.compile(r"[1*]/(\d{1,2})", re.ASCII)
_VAULT_ARN: Final = re.compile(r"arn:[\w-]+:backup:([a-z0-9-]+):", re.ASCII)


def read_restore(
    graph: Graph, notes: SystemNotes, name: str, declared: DeclaredStore, table: ResourceState
) -> Restore | None:
    """From the first plan that keeps a copy of the table's backups in another region."""
    for selection in graph.pointing_at(table, "resources", BACKUP_SELECTION):
        for plan in graph.links(selection, "planId", BACKUP_PLAN):
            kept = _elsewhere(graph, plan, graph.region(table))
            every_s = _every_s(graph, notes, plan)
            if kept is None or every_s is None:
                continue
            region, vaults = kept
            notes.passed(plan, *vaults)
            notes.took(f"stores.{name}.restore", plan, "rules")
            return Restore(
                region=region,
                every_s=every_s,
                size_gb=declared.size_gb,
                gb_per_h=declared.restore_gb_per_h,
                urn=plan.urn,
            )
    return None


def _elsewhere(
    graph: Graph, plan: ResourceState, home: str | None
) -> tuple[str, tuple[ResourceState, ...]] | None:
    """The first region by name, other than the table's, that a copy goes to; and its vault."""
    copies = [copy for rule in items(plan.inputs.get("rules"))
              for copy in items(dig(rule, "copyActions"))]  # fmt: skip
    if not copies:
        return None
    vaults = {vault.urn: vault for vault in graph.links(plan, "rules", VAULT)}
    found = {graph.region(vault): vault for vault in vaults.values()}
    arns = (_VAULT_ARN.match(literal) for copy in copies for literal in texts(copy))
    regions = {region for region in found if region} | {arn[1] for arn in arns if arn}
    region = next(iter(sorted(regions - {home})), None)
    if region is None:
        return None
    return region, (found[region],) if region in found else ()


def _every_s(graph: Graph, notes: SystemNotes, plan: ResourceState) -> float | None:
    """As the component was told, else by the schedule of the rule that comes most often."""
    component = graph.component(plan, TYPE_BACKUPS)
    days = number(component.inputs.get("everyDays")) if component else None
    if days is not None:
        return days * _DAY_S
    schedules = [text(dig(rule, "schedule")) for rule in items(plan.inputs.get("rules"))]
    known = [days for schedule in schedules if (days := _days(schedule)) is not None]
    if not known:
        notes.doubt(plan, "rules", "how often it makes a backup is not understood")
        return None
    return min(known) * _DAY_S


def _days(schedule: str | None) -> int | None:
    """Of a schedule that comes on certain days; None for any other."""
    found = _CRON.fullmatch(schedule or "")
    if found is None:
        return None
    day, weekday = found[1], found[2]
    if day in ("*", "?"):
        return 1 if weekday in ("*", "?") else _WEEK_DAYS if "," not in weekday else None
    step = _STEP.fullmatch(day)
    if step is not None:
        return max(1, int(step[1]))
    return _MONTH_DAYS if day.isdigit() and weekday == "?" else None
