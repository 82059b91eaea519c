"""The levers of a declaration: what can really be moved in it, mildest first of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from openline.declaration import Declaration, System, failover_of
from openline_stacks.levers._model import Lever, Missed

_WEAKEST_FIRST: Final = ("backup-and-restore", "pilot-light", "warm-standby", "active-active")
# DynamoDB developer guide: strong tables have their three sites in one of these sets of regions.
_STRONG_SETS: Final = (
    ("us-east-1", "us-east-2", "us-west-2"),
    ("eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"),
    ("ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
)
_QUICK_S: Final = 60.0  # a decision that people who are awake and rehearsed it can make
_SHORT_TTL: Final = "10s"
_FALSE_ALARM: Final = "a false alarm moves customers as well"


def levers(declaration: Declaration, missed: Sequence[Missed]) -> tuple[Lever, ...]:
    """Every change of one kind that could move a missed target, on all the systems that it is
    for: those which miss, and those which they cannot do without."""
    late = [one for one in missed if one.measure == "RTO"]
    lost = [one for one in missed if one.measure == "RPO"]
    away = _with_needs(declaration, (one.system for one in late if one.kind == "region"))
    all_late = _with_needs(declaration, (one.system for one in late))
    found: list[Lever] = []
    if away:
        found += _people(declaration, away)
        found += _detection(declaration, away)
        found += _entries(declaration, away)
    if all_late:
        found += _capacity(declaration, all_late, away)
    if late or lost:
        found += _strategy(declaration)
    if lost:
        found += _strong(declaration, [(one.system, one.name) for one in lost])
    return tuple(found)


def _with_needs(declaration: Declaration, names: Iterable[str]) -> list[str]:
    """In the order of the declaration's names."""
    waiting = [name for name in names if name in declaration.systems]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            needs = declaration.systems[name].needs
            waiting += [need.on for need in needs if need.kind == "hard"]
    return sorted(found & declaration.systems.keys())


def _people(declaration: Declaration, names: list[str]) -> Iterator[Lever]:
    """A group decides once: its path is the stack's, or a system's own."""
    manual = [name for name in names if failover_of(declaration, name).decide == "manual"]
    slowest_s = max((failover_of(declaration, n).decision_s for n in manual), default=0.0)
    paths = list(dict.fromkeys(_failover_path(declaration, name) for name in manual))
    halved = (slowest_s / 2.0 // 60.0 * 60.0, slowest_s / 4.0 // 60.0 * 60.0)
    for to_s in dict.fromkeys((*halved, _QUICK_S)):
        if _QUICK_S <= to_s < slowest_s:
            text = f"{to_s:g}s"
            yield Lever(
                "decision",
                f"people decide within {to_s / 60.0:g} min",
                tuple((f"{path}.decision", text) for path in paths),
                "people who are awake, and rehearse it",
            )
    if manual:
        sets = tuple((f"{path}.decide", "automatic") for path in paths)
        yield Lever("decide", "no decision: it fails over by itself", sets, _FALSE_ALARM)


def _failover_path(declaration: Declaration, name: str) -> str:
    own = declaration.systems[name].failover is not None
    return f"systems.{name}.failover" if own else "failover"


def _detection(declaration: Declaration, names: list[str]) -> Iterator[Lever]:
    slow = [name for name in names if declaration.systems[name].checks.every_s > 10.0]
    if slow:
        sets = tuple((f"systems.{name}.checks.every", "10s") for name in slow)
        yield Lever("checks.every", f"checks every 10 s ({_of(slow)})", sets)
    patient = [name for name in names if declaration.systems[name].checks.fails > 1]
    if patient:
        sets = tuple((f"systems.{name}.checks.fails", "1") for name in patient)
        what = f"unhealthy after one failed check ({_of(patient)})"
        yield Lever("checks.fails", what, sets, _FALSE_ALARM)


def _entries(declaration: Declaration, names: list[str]) -> Iterator[Lever]:
    by_kind = {name: declaration.systems[name].entry for name in names}
    named = [
        name
        for name, entry in by_kind.items()
        if entry.kind in ("alias", "cname")
        and (entry.ttl_s is None or entry.ttl_s > 10.0)
        # a domain itself can be no CNAME
        and declaration.systems[name].host != "@"
    ]
    if named:
        sets = tuple(
            (f"systems.{name}.entry", f"{{kind: cname, ttl: {_SHORT_TTL}}}") for name in named
        )
        what = f"a name with a TTL of 10 s ({_of(named)})"
        yield Lever("entry.ttl", what, sets, "six times the look-ups of a TTL of 60 s")
    fixed = [name for name, entry in by_kind.items() if entry.kind in ("alias", "cname")]
    if fixed:
        sets = tuple(
            pair
            for name in fixed
            for pair in (
                (f"systems.{name}.entry", "accelerator"),
                (f"systems.{name}.failover.decide", "automatic"),
            )
        )
        what = f"fixed addresses by Global Accelerator ({_of(fixed)})"
        yield Lever("entry.accelerator", what, sets, _FALSE_ALARM)
    reading = [name for name in fixed if _reads(declaration.systems[name])]
    if reading:
        sets = tuple((f"systems.{name}.entry", "edge") for name in reading)
        yield Lever("entry.edge", f"CloudFront in front ({_of(reading)})", sets)


def _reads(system: System) -> bool:
    return any(operation.writes is None for operation in system.operations.values())


def _capacity(declaration: Declaration, names: list[str], away: list[str]) -> Iterator[Lever]:
    sized = {name: declaration.systems[name].capacity for name in names}
    small = [name for name in away if sized[name].standby < 1.0 and sized[name].min is None]
    if small:
        sets = tuple((f"systems.{name}.capacity.standby", "100%") for name in small)
        yield Lever("capacity.standby", f"a standby of full size ({_of(small)})", sets)
    by_rule = [name for name in names if sized[name].min is None]
    tight = [name for name in by_rule if sized[name].buffer < 1.0]
    if tight:
        sets = tuple((f"systems.{name}.capacity.buffer", "100%") for name in tight)
        what = f"twice the instances that the peak takes ({_of(tight)})"
        yield Lever("capacity.buffer", what, sets)
    slow = [name for name in names if sized[name].starts_in_s > 60.0]
    if slow:
        sets = tuple((f"systems.{name}.capacity.starts_in", "1m") for name in slow)
        what = f"instances that start within a minute ({_of(slow)})"
        yield Lever("capacity.starts_in", what, sets, "an image that holds all it needs")
    late = [name for name in names if sized[name].scale_at > 0.5]
    if late:
        sets = tuple((f"systems.{name}.capacity.scale_at", "50%") for name in late)
        yield Lever("capacity.scale_at", f"grow from half load on ({_of(late)})", sets)


def _strategy(declaration: Declaration) -> Iterator[Lever]:
    place = _WEAKEST_FIRST.index(declaration.strategy)
    for stronger in _WEAKEST_FIRST[place + 1 :]:
        sets = [("strategy", stronger)]
        if stronger == "active-active":
            sets += [(f"regions.{region}", "active") for region in declaration.serving]
        asks = "code that takes writes in two places" if stronger == "active-active" else ""
        yield Lever("strategy", f"strategy {stronger}", tuple(sets), asks)


def _strong(declaration: Declaration, stores: Iterable[tuple[str, str]]) -> Iterator[Lever]:
    eventual = [
        (system, store)
        for system, store in dict.fromkeys(stores)
        if declaration.systems[system].stores[store].consistency == "eventual"
    ]
    regions = set(declaration.regions)
    third = () if len(regions) > 2 else _third(declaration)
    if not eventual or third is None:
        return
    sets = tuple((f"systems.{s}.stores.{t}.consistency", "strong") for s, t in eventual)
    named = ", ".join(f"{system}.{store}" for system, store in eventual)
    what = f"strong consistency ({named})"
    yield Lever("consistency", what, (*third, *sets), "each write waits for another region")


def _third(declaration: Declaration) -> tuple[tuple[str, str], ...] | None:
    """The region that votes; None where strong tables cannot be."""
    regions, residency = set(declaration.regions), declaration.residency
    for one in _STRONG_SETS:
        if regions <= set(one):
            free = [r for r in one if r not in regions]
            allowed = [r for r in free if residency is None or residency.allows(r)]
            return ((f"regions.{allowed[0]}", "witness"),) if allowed else None
    return None


def _of(names: list[str]) -> str:
    more = f" and {len(names) - 2} more" if len(names) > 3 else ""
    shown = names if not more else names[:2]
    return ", ".join(shown) + more
