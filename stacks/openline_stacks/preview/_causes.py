"""Which part of a change did it: each part taken back alone, and the figures forecast again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any, Final

from openline_stacks.forecast import Disruption, DisruptionForecast, Job, forecasts
from openline_stacks.preview._fields import FieldChange
from openline_stacks.topology import System, Topology

# What belongs together of a system: a record's target names a check, an operation a share of the
# demand. Taken back apart they would make no sense.
_TOGETHER: Final = (
    ("entry", "checks", "switches"),
    ("fleets",),
    ("stores",),
    ("needs",),
    ("demand", "operations", "populations"),
)
# A forecast each: of a change with more parts the rest is listed, and not tried.
_MOST_PARTS: Final = 12
_TRIALS: Final = 60


@dataclass(frozen=True, slots=True)
class Part:
    """Some fields that changed together, and the stack of after without that change."""

    fields: tuple[FieldChange, ...]
    without: Topology


def parts(before: Topology, after: Topology, changed: tuple[FieldChange, ...]) -> tuple[Part, ...]:
    """In the order of the topology."""
    found = []
    for prefixes, without in _taken_back(before, after):
        fields = tuple(one for one in changed if f"{one.path}.".startswith(prefixes))
        if fields:
            found.append(Part(fields, without))
    return tuple(found)


def tried(
    part: Part, lost: Mapping[str, Disruption], trials: int, pool: Executor
) -> tuple[DisruptionForecast, ...]:
    """What would become of the stack without the part; nothing where that makes no stack."""
    jobs = [
        Job(part.without, each, trials=min(trials, _TRIALS), knock_outs=False)
        for each in lost.values()
    ]
    try:
        return tuple(found for _, found in forecasts(jobs, executor=pool))
    except (ArithmeticError, LookupError, ValueError):
        return ()


def most(found: tuple[Part, ...]) -> tuple[Part, ...]:
    return found[:_MOST_PARTS]


def _taken_back(before: Topology, after: Topology) -> Iterator[tuple[tuple[str, ...], Topology]]:
    olds = {system.name: system for system in before.systems}
    groups = {group.name: group for group in before.groups}
    for group in after.groups:
        old = groups.get(group.name)
        if old is not None and replace(old, systems=group.systems) != group:
            back = replace(old, systems=group.systems)
            kept = tuple(back if one.name == group.name else one for one in after.groups)
            yield (f"groups.{group.name}.",), replace(after, groups=kept)
    if before.clients != after.clients:
        yield ("clients.",), replace(after, clients=before.clients)
    for system in after.systems:
        if system.name not in olds:
            continue
        for names in _TOGETHER:
            back_ = _with(system, olds[system.name], names)
            prefixes = tuple(f"systems.{system.name}.{name}." for name in names)
            yield prefixes, _in_place(after, back_)


def _with(system: System, old: System, names: tuple[str, ...]) -> System:
    values: dict[str, Any] = {name: getattr(old, name) for name in names}
    return replace(system, **values)


def _in_place(topology: Topology, system: System) -> Topology:
    systems = tuple(system if one.name == system.name else one for one in topology.systems)
    return replace(topology, systems=systems)
