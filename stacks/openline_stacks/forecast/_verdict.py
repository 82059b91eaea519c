"""Whether a target would be met, by the chance that trials show, and what makes that unsure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.forecast._model import Probability, Verdict
from openline_stacks.topology import System, Topology

# Design, "What is measured": a miss rate of 5 % is what a target tolerates.
_CHANCE: Final = 0.95


def judged(meets: Probability | None, unknown: float, rests_on: tuple[str, ...]) -> Verdict | None:
    """`unknown`: the share of the trials in which nobody can tell. None where nothing is promised.

    It would meet or miss where the whole interval says so; else more trials have to tell.
    """
    if meets is None:
        return None
    if rests_on or unknown:
        return "inconclusive"
    if meets.low >= _CHANCE:
        return "would meet"
    return "would miss" if meets.high < _CHANCE else "inconclusive"


def doubts(
    topology: Topology, system: System, operation: str | None, lost: str | None
) -> Iterator[str]:
    """What was not understood, or is not known, of all that an operation rests on."""
    path = _rests_on(topology, system, operation)
    urns = {urn for each in path for urn in each.path_urns}
    strange = [entry for entry in topology.not_understood if entry.urn in urns]
    for urn in sorted({entry.urn for entry in strange if entry.urn}):
        yield f"{urn}: not understood"
    for why in sorted(entry.why for entry in strange if not entry.urn):
        yield f"the declaration: {why}"
    for each in path:
        for store in each.stores:
            restore = store.restore
            if restore is None or store.primary != lost:
                continue
            if restore.size_gb is None or restore.gb_per_h is None:
                yield f"systems.{each.name}.stores.{store.name}: how long it takes to restore"


def worked_out(system: System) -> bool:
    """Whether there is anything to work out: without a way in or anybody who answers, every figure
    would be of a system that was not understood."""
    return system.entry is not None and bool(system.fleets)


def _rests_on(topology: Topology, system: System, operation: str | None) -> list[System]:
    """The system and all that it hard-needs, directly or not, itself first."""
    known = {each.name: each for each in topology.systems}
    found: dict[str, System] = {}
    waiting: list[tuple[System, str | None]] = [(system, operation)]
    while waiting:
        current, name = waiting.pop(0)
        if current.name in found:
            continue
        found[current.name] = current
        waiting += [
            (known[need.on], None)
            for need in current.needs
            if need.kind == "hard"
            and need.on in known
            and (name is None or not need.operations or name in need.operations)
        ]
    return list(found.values())
