"""What a declaration asks for and cannot get: it can be built, and a drill would miss.

Codes: `no-standby`, `pilot-automatic`, `rto-decision`, `rto-dns`, `rto-sum`, `rto-restore`,
`edge-slow`, `restore-unknown`, `rpo-eventual`, `rpo-backup`, `capacity-max`; notes `apex-alias`,
`pilot-light-standby`, `unused-region`. Only region objectives are looked at: inside a region no
traffic is moved and nobody decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from openline.declaration._declaration import Declaration
from openline.declaration._errors import Path, path_text
from openline.declaration._groups import failover_of
from openline.declaration._models import DnsTail, EdgeOrigin, Entry, Objective, Operation
from openline.declaration._quantities import exact, share_text
from openline.declaration._sizes import fleet_size, season_size

# Route 53: an alias to a load balancer is answered with a TTL of 60 s.
ALIAS_TTL_S: Final = 60.0
# The manual switch is an alarm on a metric of one-minute periods: 60 to 120 s until it acts.
SWITCH_S: Final = 60.0
_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Finding:
    """`line` is None where the declaration was built in Python or overridden."""

    code: str
    path: str
    line: int | None
    text: str
    severity: Literal["finding", "note"] = "finding"

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}: "
        return f"{place}{self.path}: {self.text}"


def findings(declaration: Declaration) -> tuple[Finding, ...]:
    """What cannot be met, then the notes; each sorted by line and path."""
    found = [_finding(declaration, *one) for one in _unmet(declaration)]
    notes = [
        _finding(declaration, note.code, note.path, note.text, "note")
        for note in declaration._origin.notes
    ]
    return (*sorted(found, key=_order), *sorted(notes, key=_order))


def notes(declaration: Declaration) -> tuple[str, ...]:
    """The notes alone, by path. Without lines, which change with the order of the systems; none of
    what was read back from canonical text, where all is decided."""
    found = (one for one in findings(declaration) if one.severity == "note")
    return tuple(sorted(f"{one.path}: {one.text}" for one in found))


def dns_time_s(entry: Entry, tail: DnsTail, level: float) -> float:
    """Seconds after the answer has changed until `level` of the clients have arrived.

    A cached answer has between nothing and its whole life left, evenly, so each population arrives
    as a straight line over its hold: `share x min(1, t / hold)`. The sum is a broken line with its
    corners at the two holds, and `level` is met on the piece where it crosses.
    """
    ttl_s, share = exact(entry.ttl_s or ALIAS_TTL_S), exact(tail.share)
    lines = sorted([(ttl_s, 1 - share), (exact(tail.hold_s), share)])
    (first_s, first), (second_s, second) = lines
    at_first = first + second * first_s / second_s
    if exact(level) <= at_first:
        return float(exact(level) * first_s / at_first)
    return float(second_s * (exact(level) - first) / second)


_Unmet = tuple[str, Path, str]


def _unmet(declaration: Declaration) -> Iterator[_Unmet]:
    for name, system in sorted(declaration.systems.items()):
        yield from _sizes(declaration, name)
        worst: dict[str, tuple[float, _Unmet]] = {}
        for operation, own in sorted(system.operations.items()):
            objective = own.objectives.get("region")
            if objective is None:
                continue
            path = ("systems", name, "operations", operation, "objectives", "region")
            for gap, one in _missed(declaration, name, own, objective, path):
                if one[0] not in worst or gap > worst[one[0]][0]:
                    worst[one[0]] = (gap, one)
        yield from (one for _, (_, one) in sorted(worst.items()))


def _missed(
    declaration: Declaration, name: str, operation: Operation, objective: Objective, path: Path
) -> Iterator[tuple[float, _Unmet]]:
    """Each with the seconds by which it is missed: of a system the worst operation is told."""
    system = declaration.systems[name]
    if len(declaration.serving) < 2:
        text = f"{name} has one region: no other takes over before the first is back"
        yield 0.0, ("no-standby", path, text)
        return
    if operation.critical:
        yield from _too_late(declaration, name, operation, objective, (*path, "rto"))
        yield from _unlit(declaration, name)
        if declaration.strategy == "backup-and-restore":
            yield from _restored(declaration, name, objective, (*path, "rto"))
    store = system.stores.get(operation.writes or "")
    if store is not None and declaration.strategy == "backup-and-restore":
        yield from _backed_up(declaration, name, objective, (*path, "rpo"))
    elif objective.rpo_s == 0 and store is not None and store.consistency == "eventual":
        text = f"{name} loses no write only if {operation.writes} is strong, and it is eventual"
        yield 0.0, ("rpo-eventual", (*path, "rpo"), text)


def _too_late(
    declaration: Declaration, name: str, operation: Operation, objective: Objective, path: Path
) -> Iterator[tuple[float, _Unmet]]:
    """The steps follow one another: somebody decides, the switch acts, clients look up again. An
    edge's reads wait for none of them, nor does an accelerator."""
    failover = failover_of(declaration, name)
    entry = declaration.systems[name].entry
    if entry.kind == "accelerator":
        return
    if entry.kind == "edge" and operation.paths:
        yield from _slow(name, entry, operation, path)
        return
    dns_s = _dns_s(declaration, entry, operation)
    people_s = failover.decision_s + SWITCH_S if failover.decide == "manual" else 0.0
    rto_s, level = objective.rto_s, share_text(operation.good.level)
    if rto_s < people_s:
        text = f"{name} wants {_s(rto_s)}; decision and switch alone take {_s(people_s)}"
        yield people_s - rto_s, ("rto-decision", path, text)
    if rto_s < dns_s:
        text = f"{name} wants {_s(rto_s)}; DNS alone takes {_s(dns_s)} to bring {level} of clients"
        yield dns_s - rto_s, ("rto-dns", path, text)
    if max(people_s, dns_s) <= rto_s < people_s + dns_s:
        steps = f"decision and switch take {_s(people_s)}, and then DNS {_s(dns_s)}"
        text = f"{name} wants {_s(rto_s)}; {steps} to bring {level} of clients"
        yield people_s + dns_s - rto_s, ("rto-sum", path, text)


def _dns_s(declaration: Declaration, entry: Entry, operation: Operation) -> float:
    """Behind an edge only the edge looks up what moves, and it holds no answer too long."""
    level = _level_of_moved(declaration, operation.good.level)
    if entry.kind == "edge":
        return float(exact(level) * exact(entry.ttl_s or ALIAS_TTL_S))
    return dns_time_s(entry, declaration.clients.dns_tail, level)


def _slow(
    name: str, entry: Entry, operation: Operation, path: Path
) -> Iterator[tuple[float, _Unmet]]:
    """What is not kept is asked of the first region first, every time."""
    origin = entry.origin or EdgeOrigin()
    waits_s, within_s = origin.attempts * origin.connect_s, operation.good.within_s
    if waits_s >= within_s:
        text = (
            f"{name} answers well within {_s(within_s)}, and its edge waits {_s(waits_s)} for a "
            "region that is gone: attempts or connect have to be less"
        )
        yield waits_s - within_s, ("edge-slow", path, text)


def _level_of_moved(declaration: Declaration, level: float) -> float:
    """Where both regions serve, half of the clients never moved: of the others fewer are enough."""
    if declaration.strategy != "active-active":
        return level
    return float(max(Fraction(0), 1 - len(declaration.serving) * (1 - exact(level))))


def _restored(
    declaration: Declaration, name: str, objective: Objective, path: Path
) -> Iterator[tuple[float, _Unmet]]:
    """Somebody decides, and then the stores come back as fast as they are restored."""
    for store, own in sorted(declaration.systems[name].stores.items()):
        if own.size_gb is None or own.restore_gb_per_h is None:
            text = (
                f"how long {store} takes to restore is not known: say its size and restore "
                "(such as 200GB and 100GB/h), or no RTO can be told"
            )
            yield 0.0, ("restore-unknown", ("systems", name, "stores", store), text)
            continue
        restore_s = own.size_gb / own.restore_gb_per_h * 3600.0
        people_s = failover_of(declaration, name).decision_s
        if objective.rto_s < people_s + restore_s:
            text = (
                f"{name} wants {_s(objective.rto_s)}; the decision takes {_s(people_s)}, and then "
                f"restoring {store} {_s(restore_s)}"
            )
            yield people_s + restore_s - objective.rto_s, ("rto-restore", path, text)


def _backed_up(
    declaration: Declaration, name: str, objective: Objective, path: Path
) -> Iterator[tuple[float, _Unmet]]:
    every_s = declaration.backups.every_days * _DAY_S if declaration.backups else 0.0
    if objective.rpo_s is not None and objective.rpo_s < every_s:
        text = (
            f"{name} wants {_s(objective.rpo_s)}; what comes back is the last backup that was "
            f"copied, and one is made every {_s(every_s)}"
        )
        yield every_s - objective.rpo_s, ("rpo-backup", path, text)


def _unlit(declaration: Declaration, name: str) -> Iterator[tuple[float, _Unmet]]:
    """An empty standby is unhealthy: Route 53 answers the dead primary, or sends clients to it."""
    empty = declaration.systems[name].capacity.standby == 0
    if empty and failover_of(declaration, name).decide == "automatic":
        text = (
            f"{name} has nothing running in the standby, and an automatic failover starts nothing"
        )
        yield 0.0, ("pilot-automatic", ("systems", name, "failover", "decide"), text)


def _sizes(declaration: Declaration, name: str) -> Iterator[_Unmet]:
    most = declaration.systems[name].capacity.max
    full = fleet_size(declaration, name, declaration.primary).full
    if most is not None and most < full:
        text = f"{name} needs {full} instances at its peak after a failover, and may have {most}"
        yield "capacity-max", ("systems", name, "capacity", "max"), text
    for season in sorted(declaration.systems[name].seasons):
        needed = season_size(declaration, name, declaration.primary, season).full
        if most is not None and full <= most < needed:
            text = f"{name} needs {needed} instances for {season}, and may have {most}"
            yield "capacity-max", ("systems", name, "seasons", season, "peak"), text


def _finding(
    declaration: Declaration,
    code: str,
    path: Path,
    text: str,
    severity: Literal["finding", "note"] = "finding",
) -> Finding:
    written, line = declaration._origin.locate(path)
    return Finding(code, path_text(written), line, text, severity)


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return (finding.line or 0, finding.path, finding.code, finding.text)


def _s(seconds: float) -> str:
    return f"{round(seconds, 1):g} s"
