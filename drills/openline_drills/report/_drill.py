"""The page that a drill ends with: the table, what it is made of, the evidence, the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._figures import duration, whole
from openline_drills.report._resting import LEFT_OUT, resting_lines
from openline_stacks.topology import Topology

if TYPE_CHECKING:
    from openline_drills.rehearsal import Outcome

_STYLES = {"would meet": "green", "would miss": "bold red", "inconclusive": "yellow"}
# Never by colour alone: the mark says it as well.
_MARKS = {"would meet": "✓", "would miss": "✗", "inconclusive": "?"}
_WORST_FIRST = ("would miss", "inconclusive", "would meet")
_ANY_WIDTH = 10_000  # columns: to measure what a table would like to have
_LEAST_NAME = 12  # columns: a name in more pieces than that is better read in a list
_MOST_NOTES = 3  # the apex, a pilot light and a region that is left over fit; one a region does not
_STEPS = {
    "restore": "restoring",
    "detection": "detection",
    "decision": "people",
    "switch": "switch",
    "dns": "DNS",
    "capacity": "capacity",
    "replication": "replication",
}


def page(outcome: Outcome, width: int) -> RenderableType:
    """Everything below the timeline, for a terminal of `width` columns."""
    result, topology = outcome.result, outcome.prepared.topology
    parts: list[RenderableType] = [_tables(result, topology, width), Text()]
    parts += [Text(line) for line in _reasons(result)]
    parts += [Text(line) for line in _composition(result)]
    if result["until_sure"] is not None:
        parts.append(Text(f"seeds: {result['until_sure']}"))
    parts += [Text(line) for line in resting_lines(result["rests_on"], LEFT_OUT)]
    parts.append(Text(_evidence(result)))
    return Group(*parts, _closing(result))


def findings_lines(findings: Iterable[str]) -> list[str]:
    return [f"finding: {line}" for line in findings]


def notes_lines(notes: Sequence[str]) -> list[str]:
    """The first of them, and how many there are: the report has every one."""
    lines = [f"note: {line}" for line in notes[:_MOST_NOTES]]
    rest = len(notes) - len(lines)
    return [*lines, f"note: and {rest} more, in the report"] if rest else lines


def _tables(result: Mapping[str, Any], topology: Topology, width: int) -> RenderableType:
    """One table where everything fits side by side, else one for RTO and one for RPO, else a list:
    a cell that is cut off is a verdict that somebody does not see."""
    whole_table = _wide(result, topology)
    if _wanted(whole_table) <= width:
        return whole_table
    tables = (_recovery_times(result, topology), *_recovery_points(result))
    if max(map(_needed, tables)) <= width:
        return Group(*tables)
    return Group(*_listed(result, topology))


def _wanted(table: Table) -> int:
    return Console(width=_ANY_WIDTH).measure(table).maximum


def _needed(table: Table) -> int:
    """What its figures and `_LEAST_NAME` of each name take. A table's own minimum is no help: it
    would cut figures at their spaces."""
    names = table.columns[0]
    names.max_width = _LEAST_NAME
    needed = _wanted(table)
    names.max_width = None
    return needed


def _listed(result: Mapping[str, Any], topology: Topology) -> Iterator[Text]:
    """For a window too narrow for any table: every figure on a line that says what it is."""
    for system in result["systems"]:
        yield Text(system["name"], style="bold")
        for operation in system["operations"]:
            target, p50, p95 = _recovery_time(operation)
            store = _store(system, _written(topology, system["name"], operation["name"]))
            yield _entry(operation["name"], _verdict(_with_store(operation, store)))
            yield Text(f"    RTO p50 {p50}, p95 {p95}\n    of {target}")
            yield Text(f"    lost requests {whole(operation['lost_requests'])}")
        for store in system["stores"]:
            target, p50, p95 = _recovery_point(store)
            yield _entry(f"store {store['name']}", _verdict(store["verdict"]))
            yield Text(f"    RPO p50 {p50}, p95 {p95}\n    of {target}")


def _entry(name: str, verdict: Text) -> Text:
    return Text.assemble(f"  {name}\n    ", verdict)


def _wide(result: Mapping[str, Any], topology: Topology) -> Table:
    figures = ("RTO\ntarget", "p50", "p95", "RPO\ntarget", "p50", "p95", "lost\nrequests")
    table = _table("system · operation", figures, space=2)
    for system in result["systems"]:
        for operation in system["operations"]:
            store = _store(system, _written(topology, system["name"], operation["name"]))
            table.add_row(
                Text(f"{system['name']} · {operation['name']}"),
                *_recovery_time(operation),
                *(_recovery_point(store) if store is not None else ("-", "-", "-")),
                whole(operation["lost_requests"]),
                _verdict(_with_store(operation, store)),
            )
    return table


def _recovery_times(result: Mapping[str, Any], topology: Topology) -> Table:
    table = _table("operation", ("RTO\ntarget", "p50", "p95", "lost\nrequests"), space=1)
    for system in result["systems"]:
        table.add_row(Text(system["name"], style="bold"))
        for operation in system["operations"]:
            store = _store(system, _written(topology, system["name"], operation["name"]))
            table.add_row(
                Text(f"  {operation['name']}"),
                *_recovery_time(operation),
                whole(operation["lost_requests"]),
                _verdict(_with_store(operation, store)),
            )
    return table


def _recovery_points(result: Mapping[str, Any]) -> Iterator[Table]:
    systems = [system for system in result["systems"] if system["stores"]]
    if not systems:
        return
    table = _table("store", ("RPO\ntarget", "p50", "p95"), space=1)
    for system in systems:
        table.add_row(Text(system["name"], style="bold"))
        for store in system["stores"]:
            verdict = _verdict(store["verdict"])
            table.add_row(Text(f"  {store['name']}"), *_recovery_point(store), verdict)
    yield table


def _table(names: str, figures: Sequence[str], space: int) -> Table:
    """A column of names, which may take several lines, and columns of one line each."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, space, 0, 0))
    table.add_column(names, vertical="bottom", overflow="fold", min_width=_LEAST_NAME)
    for heading in figures:
        table.add_column(heading, justify="right", no_wrap=True, vertical="bottom")
    table.add_column("verdict", no_wrap=True, vertical="bottom")
    return table


def _recovery_time(operation: Mapping[str, Any]) -> Iterator[str]:
    unrecovered = f"> {duration(operation['censored_at_s'])}"
    if operation["recovered_by"] == "lift":
        unrecovered = "lift only"
    yield duration(operation["target_s"])
    yield duration(operation["rto"]["p50_s"], absent=unrecovered)
    yield duration(operation["rto"]["p95_s"], absent=unrecovered)


def _recovery_point(store: Mapping[str, Any]) -> Iterator[str]:
    yield duration(store["target_s"])
    yield duration(store["rpo"]["p50_s"])
    yield duration(store["rpo"]["p95_s"])


def _written(topology: Topology, system: str, operation: str) -> str | None:
    operations = topology.system(system).operations
    return next((entry.writes for entry in operations if entry.name == operation), None)


def _store(system: Mapping[str, Any], name: str | None) -> Mapping[str, Any] | None:
    return next((store for store in system["stores"] if store["name"] == name), None)


def _with_store(operation: Mapping[str, Any], store: Mapping[str, Any] | None) -> str | None:
    """The row's verdict: the operation's, or its store's where that is worse. None: no target."""
    found = {operation["verdict"], store["verdict"] if store is not None else None}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), None)


def _verdict(verdict: str | None) -> Text:
    if verdict is None:
        return Text("- no target", style="dim")
    return Text(f"{_MARKS[verdict]} {verdict}", style=_STYLES[verdict])


def _reasons(result: Mapping[str, Any]) -> Iterator[str]:
    """Why each system that does not meet its targets does not."""
    for system in result["systems"]:
        if system["reason"] is not None:
            reason = system["reason"]
            yield f"{system['name']}: {reason['code']}: {reason['text']}"


def _composition(result: Mapping[str, Any]) -> Iterator[str]:
    """What the slowest operation's RTO is made of, by the gain of each step made instant.

    Knock-outs are of the median seed: a gain is a difference to that seed, not to a quantile.
    """
    system, operation = _slowest(result["systems"])
    if system is None or operation is None or operation["recovered_by"] != "failover":
        return
    base = operation["timeline"]["recovered_s"]
    gains = [
        (base - entry["rto_p50_s"], _STEPS.get(entry["step"], entry["step"]))
        for entry in operation["knock_outs"]
        if entry["rto_p50_s"] is not None
    ]
    saved = [f"{name} {duration(round(gain))}" for gain, name in sorted(gains)[::-1] if gain >= 1]
    if saved:
        yield f"what it is made of ({system['name']}): {' · '.join(saved)}"
        yield "   each is the time saved were that step instant; they do not add up"
    herd = next((-gain for gain, name in gains if name == _STEPS["dns"] and gain <= -10), None)
    if herd is not None:
        # model.md section 4: slower DNS spreads the load of everybody's return
        yield f"   instant DNS would make it {duration(round(herd))} longer: all return at once"


def _slowest(
    systems: Sequence[Mapping[str, Any]],
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    pairs = [
        (system, operation)
        for system in systems
        for operation in system["operations"]
        if operation["critical"] and operation["rto"]["p50_s"]
    ]
    return max(pairs, key=lambda pair: pair[1]["rto"]["p50_s"], default=(None, None))


def _evidence(result: Mapping[str, Any]) -> str:
    grades = ", ".join(
        f"{count} {grade}" for grade, count in result["parameters"]["by_grade"].items() if count
    )
    return f"evidence: emulated control plane, modelled world · parameters: {grades}"


def _closing(result: Mapping[str, Any]) -> Text:
    verdict = str(result["verdict"])
    return Text.assemble("verdict: ", (verdict, _STYLES.get(verdict, "")))
