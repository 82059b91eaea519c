"""How far the seeds so far decide every target: what is asked between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openline_drills.estimate import met_in_a_row, sequential
from openline_drills.measure import Measurement
from openline_drills.observations import MICROSECONDS
from openline_drills.verdict._outcomes import (
    kept_in_time,
    loses_nothing,
    recovered_in_time,
    store_target_us,
)
from openline_drills.verdict._paths import rests_on
from openline_drills.verdict._trust import distrust
from openline_drills.verdict._words import listed
from openline_stacks.topology import System, Topology


@dataclass(frozen=True, slots=True)
class Progress:
    """`decided_after`: the first so many seeds decide every target; None: some are open. `more`: so
    many seeds at least it takes, none of them missing. `why`: a sentence on either."""

    decided_after: int | None
    more: int
    why: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """One target. `after`: the seeds that decide it; None: open. `trusted`: they say something."""

    name: str
    after: int | None
    missed: int
    more: int
    trusted: bool = True


def progress(topology: Topology, measurements: Sequence[Measurement]) -> Progress:
    """Every critical operation and every store with a target, by the sequential test; in the order
    of the measurements, of which there is at least one. What cannot be trusted is decided: more
    seeds would not mend it."""
    asked = list(_asked(topology, measurements))
    still = [one for one in asked if one.after is None]
    if still:
        names = listed([f"{one.name} ({one.missed} missed)" for one in still])
        why = f"open after {_seeds(len(measurements))}: {names}"
        return Progress(None, max(one.more for one in still), why)
    last = max(asked, key=lambda one: one.after or 0, default=None)
    if last is None or last.after is None:
        return Progress(1, 0, "nothing is promised that seeds could decide")
    if not any(one.trusted for one in asked):
        return Progress(last.after, 0, "more seeds would not mend what cannot be trusted")
    why = (
        f"every target is decided after {_seeds(last.after)}, {last.name} as the last: "
        f"{last.missed or 'none'} missed"
    )
    return Progress(last.after, 0, why)


def _seeds(count: int) -> str:
    return f"{count} seed{'s' if count != 1 else ''}"


def _asked(topology: Topology, measurements: Sequence[Measurement]) -> Iterator[_Asked]:
    disruption = measurements[0].disruption
    for system in sorted(topology.systems, key=lambda system: system.name):
        for operation in sorted(system.operations, key=lambda operation: operation.name):
            objective = operation.objective(disruption)
            if not operation.critical or objective is None:
                continue
            target_us = round(objective.rto_s * MICROSECONDS)
            outcomes = recovered_in_time(system.name, operation.name, target_us, measurements)
            path = rests_on(topology, system.name, operation)
            yield _one(topology, path, operation.name, measurements, outcomes)
        for store in sorted(system.stores, key=lambda store: store.name):
            rpo_us = store_target_us(topology, system.name, store.name, disruption)
            if rpo_us is None or loses_nothing(store, measurements[0]):
                continue
            outcomes = kept_in_time(system.name, store.name, rpo_us, measurements)
            path = rests_on(topology, system.name)
            yield _one(topology, path, store.name, measurements, outcomes)


def _one(
    topology: Topology,
    path: Sequence[System],
    name: str,
    measurements: Sequence[Measurement],
    outcomes: Sequence[bool | None],
) -> _Asked:
    name = f"{path[0].name} · {name}"
    found = sequential(outcomes)
    if distrust(topology, path, measurements) is not None:
        after = next(
            count
            for count in range(1, len(measurements) + 1)
            if distrust(topology, path, measurements[:count]) is not None
        )
        if found.found is None or after < found.seeds:
            return _Asked(name, after, found.missed, 0, trusted=False)
    after_seeds = None if found.found is None else found.seeds
    trusted = found.found != "unknown"
    return _Asked(name, after_seeds, found.missed, met_in_a_row(outcomes), trusted)
