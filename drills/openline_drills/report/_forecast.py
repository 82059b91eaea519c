"""A forecast as a page: a table a disruption, what each recovery is made of, the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from openline_drills.report._figures import duration, share, whole
from openline_drills.report._resting import modelled, not_looked_at, resting_lines
from openline_stacks.forecast import (
    DisruptionForecast,
    Forecast,
    KnockOut,
    OperationForecast,
    Probability,
    Quantiles,
    RestsOn,
    StoreForecast,
    Verdict,
    resting_models,
)
from openline_stacks.recovery import Parameters, in_words
from openline_stacks.topology import Topology

_STYLES: Final[dict[Verdict, str]] = {
    "would meet": "green",
    "would miss": "bold red",
    "inconclusive": "yellow",
}
# Never by colour alone: the mark says it as well.
_MARKS: Final[dict[Verdict, str]] = {"would meet": "✓", "would miss": "✗", "inconclusive": "?"}
_STEPS: Final = {
    "detection": "detection",
    "decision": "people",
    "switch": "switch",
    "dns": "DNS",
    "capacity": "capacity",
    "restore": "restoring",
}


def forecast_page(
    found: Forecast,
    topology: Topology,
    figures: Parameters,
    resting: Sequence[RestsOn] | None = None,
) -> RenderableType:
    """`resting` None: nobody asked."""
    parts: list[RenderableType] = [Text(_stack_line(topology, found)), Text()]
    for under in found.disruptions:
        parts += [Text(_taken_away(under), style="bold"), _table(under)]
        parts += [Text(line) for line in _composition(under)]
        parts.append(Text())
    parts += [Text(line, style="yellow") for line in _doubts(found)]
    grades = figures.by_grade()
    parts += [Text(line) for line in _resting_lines(resting, grades)]
    parts.append(Text(modelled(grades)))
    return Group(*parts, _closing(found.verdict))


def _stack_line(topology: Topology, found: Forecast) -> str:
    regions = ", ".join(f"{region.name} {region.role}" for region in topology.regions)
    systems = len(topology.systems)
    return (
        f"stack {topology.stack} · {systems} system{'s' if systems != 1 else ''} · {regions} · "
        f"{found.trials:,} trials"
    )


def _taken_away(under: DisruptionForecast) -> str:
    faults = under.disruption.faults
    what = " and ".join(in_words(fault) for fault in faults[:3])
    more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
    lasts = duration(max(fault.to_s for fault in faults))
    return f"{under.disruption.name} · {what}{more}, for {lasts}, at peak"


def _table(under: DisruptionForecast) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("system · operation or store", vertical="bottom", overflow="fold")
    headings = ("", "target", "p50", "p95", "p99", "P(meet)", "interval", "lost\nrequests")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True, vertical="bottom")
    table.add_column("verdict", no_wrap=True, vertical="bottom")
    for operation in under.operations:
        table.add_row(
            f"{operation.system} · {operation.name}",
            "RTO",
            duration(operation.target_s),
            *_quantiles(operation.rto_s, _unrecovered(operation)),
            *_chance(operation.meets),
            whole(operation.lost_requests.p50),
            _verdict(operation.verdict),
        )
    for store in under.stores if under.disruption.kind == "region" else ():
        table.add_row(*_store(store))
    return table


def _store(store: StoreForecast) -> Sequence[str | Text]:
    return (
        f"{store.system} · {store.name}",
        "RPO",
        duration(store.target_s),
        *_quantiles(store.rpo_s, "-"),
        *_chance(store.meets),
        "-",
        _verdict(store.verdict),
    )


def _unrecovered(operation: OperationForecast) -> str:
    ways = operation.recovered_by
    if not ways:
        return "-"
    if ways.get("lift", 0.0) > ways.get("none", 0.0):
        return "lift only"
    return f"> {duration(operation.censored_s)}"


def _quantiles(found: Quantiles, absent: str) -> Iterator[str]:
    for value in (found.p50, found.p95, found.p99):
        yield duration(value, absent=absent)


def _chance(meets: Probability | None) -> Iterator[str]:
    yield share(None if meets is None else meets.share)
    yield "-" if meets is None else f"{meets.low * 100:.1f}-{meets.high * 100:.1f}"


def _verdict(verdict: Verdict | None) -> Text:
    if verdict is None:
        return Text("- no target", style="dim")
    return Text(f"{_MARKS[verdict]} {verdict}", style=_STYLES[verdict])


def _composition(under: DisruptionForecast) -> Iterator[str]:
    """Of each system's slowest critical operation: what its p95 gains by each step made instant."""
    told = False
    for operation in _slowest(under):
        gains = [(k.gain_s, k) for k in operation.knock_outs if k.gain_s is not None]
        saved = sorted((pair for pair in gains if pair[0] >= 1.0), key=lambda pair: -pair[0])
        if saved:
            parts = " · ".join(f"{_STEPS[k.step]} {duration(round(gain))}" for gain, k in saved)
            yield f"what it is made of ({operation.system}): {parts}"
            yield f"   {'; '.join(_named(k) for _, k in saved)}"
            told = True
        herd = next((-gain for gain, k in gains if k.step == "dns" and gain <= -10.0), None)
        if herd is not None:
            # facts of the model, section 4: slower DNS spreads the load of everybody's return
            yield f"   instant DNS would make it {duration(round(herd))} longer: all at once"
    if told:
        yield "   each is what p95 gains were that step instant; they do not add up"


def _slowest(under: DisruptionForecast) -> Iterator[OperationForecast]:
    for system in sorted({operation.system for operation in under.operations}):
        own = [o for o in under.operations if o.system == system and o.critical]
        slow = [o for o in own if o.rto_s.p95]
        if slow:
            yield max(slow, key=lambda each: each.rto_s.p95 or 0.0)


def _named(knock_out: KnockOut) -> str:
    source = knock_out.source
    if source is None:
        return f"{_STEPS[knock_out.step]}: a figure of the model"
    resource = source.urn.rpartition("::")[2]
    return f"{_STEPS[knock_out.step]}: {resource}{f'.{source.property}' if source.property else ''}"


def _doubts(found: Forecast) -> Iterator[str]:
    said: set[str] = set()
    for under in found.disruptions:
        said.update(doubt for operation in under.operations for doubt in operation.doubts)
        said.update(doubt for store in under.stores for doubt in store.doubts)
    for doubt in sorted(said):
        yield f"not to be relied on where it rests on {doubt}"
    by_trials: list[OperationForecast | StoreForecast] = []
    for under in found.disruptions:
        by_trials += filter(_open, under.operations)
        for store in filter(_open, under.stores):
            if store.rpo_s.p50 is not None:
                by_trials.append(store)
                continue
            yield (
                f"no RPO of {store.system} · {store.name} ({under.disruption.name}): nobody takes "
                "its writes over before the fault lifts"
            )
    if by_trials:
        yield (
            f"{found.trials:,} trials leave open whether 95 % of them meet a target: more --trials "
            "make the interval narrower"
        )


def _open(one: OperationForecast | StoreForecast) -> bool:
    """Inconclusive by the trials alone."""
    return one.verdict == "inconclusive" and not one.doubts


def _resting_lines(resting: Sequence[RestsOn] | None, grades: Mapping[str, int]) -> Iterator[str]:
    rows = None if resting is None else [one.model_dump() for one in resting_models(resting)]
    yield from resting_lines(rows, not_looked_at(grades))


def _closing(verdict: Verdict | None) -> Text:
    if verdict is None:
        return Text("verdict: nothing is promised")
    return Text.assemble("verdict: ", (verdict, _STYLES[verdict]))
