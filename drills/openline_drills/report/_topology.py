"""A topology as a page: per system where clients enter, what serves them, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._figures import duration
from openline_stacks.topology import Check, Entry, Operation, System, Topology


def topology_page(topology: Topology) -> RenderableType:
    """What was understood, then what was not."""
    parts: list[RenderableType] = [Text(_stack_line(topology)), Text(_groups(topology)), Text()]
    for system in topology.systems:
        parts += [Text(system.name, style="bold"), _system(system), Text()]
    return Group(*parts, *_not_understood(topology))


def _stack_line(topology: Topology) -> str:
    regions = ", ".join(f"{region.name} {region.role}" for region in topology.regions)
    return f"stack {topology.stack} · {regions} · {topology.resources.total} resources"


def _groups(topology: Topology) -> str:
    lines = []
    for group in topology.groups:
        how = "automatic"
        if group.decide == "manual":
            how = f"manual, {duration(group.decision_s)} to decide"
        lines.append(f"fails over together: {', '.join(group.systems)} ({how})")
    return "\n".join(lines)


def _system(system: System) -> Table:
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in _facts(system):
        table.add_row(name, Text(text))
    return table


def _facts(system: System) -> Iterator[tuple[str, str]]:
    yield "entry", _entry(system.entry)
    for check in system.checks:
        yield "check", _check(check)
    for switch in system.switches:
        where = f"{switch.namespace}/{switch.metric} in {switch.region}"
        yield f"switch {switch.leaves}", f"{switch.kind}: {where}"
    for fleet in system.fleets:
        yield f"fleet {fleet.region}", _fleet(fleet.min, fleet.max, fleet.full, fleet.starts_s)
    for store in system.stores:
        where = ", ".join(store.replicas) + (f", witness {store.witness}" if store.witness else "")
        yield f"store {store.name}", f"{store.consistency}, in {where}"
    for need in system.needs:
        who = f" for {', '.join(need.operations)}" if need.operations else ""
        yield "needs", f"{need.on} ({need.kind}, {duration(need.timeout_s)}){who}"
    for operation in system.operations:
        yield f"operation {operation.name}", _operation(system, operation)


def _entry(entry: Entry | None) -> str:
    if entry is None:
        return "nothing routes to it"
    ttl = ", ".join(
        f"TTL {duration(hop.ttl_s)} ({'AWS' if hop.ttl_set_by == 'aws' else 'declared'})"
        for hop in entry.path
    )
    targets = ", ".join(f"{target.role} {target.region}" for target in entry.targets)
    return f"{entry.public_name}: {entry.kind}, {ttl}; {targets}"


def _check(check: Check) -> str:
    if check.kind == "metric":
        return f"follows an alarm; without data: {check.insufficient_data}"
    if check.kind == "calculated":
        return f"healthy while {check.child_threshold} of {len(check.children)} others are"
    every = duration(check.interval_s)
    return f"{check.region} {check.path}, every {every}, unhealthy after {check.threshold}"


def _fleet(least: int, most: int, full: int | None, starts_s: float) -> str:
    whole = f", {full} carry the peak" if full is not None else ""
    return f"{least} to {most} instances{whole}, {duration(starts_s)} to start"


def _operation(system: System, operation: Operation) -> str:
    good = operation.good
    parts = [
        f"{operation.share * 100:g} % of {system.demand.peak_per_s:g}/s at peak",
        f"{good.level * 100:g} % within {duration(good.within_s)}",
    ]
    if operation.reads:
        parts.append(f"reads {operation.reads}")
    if operation.writes:
        parts.append(f"writes {operation.writes}")
    for objective in operation.objectives:
        rpo = f", RPO {duration(objective.rpo_s)}" if objective.rpo_s is not None else ""
        parts.append(f"{objective.disruption}: RTO {duration(objective.rto_s)}{rpo}")
    return " · ".join(parts) + ("" if operation.critical else " · not critical")


def _not_understood(topology: Topology) -> Iterator[RenderableType]:
    if not topology.not_understood:
        yield Text("everything was understood")
        return
    yield Text(f"not understood ({len(topology.not_understood)}):", style="yellow")
    for entry in topology.not_understood:
        where = " ".join(filter(None, (entry.urn, entry.property)))
        yield Text(f"  {where}: {entry.why}")
