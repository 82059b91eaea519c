"""Who needs whom: the order in which systems are worked out, and what passes on to callers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from openline_drills.world._effects import NONE, Delays, Effect, later_than, mean_s, merged
from openline_stacks.topology import Dependency, System


def in_order(systems: Iterable[System]) -> tuple[System, ...]:
    """Every system after those it needs; by name where that leaves a choice.

    Raises `ValueError` for a cycle, which the declaration refuses already.
    """
    waiting = {system.name: system for system in sorted(systems, key=lambda one: one.name)}
    placed: list[System] = []
    while waiting:
        free = [s for s in waiting.values() if not any(n.on in waiting for n in _called(s))]
        if not free:
            raise ValueError(f"these systems need each other in a circle: {', '.join(waiting)}")
        placed.append(waiting.pop(free[0].name))
    return tuple(placed)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a caller meets at what it calls: the share of calls answered well before its time-out,
    how long it waits for a call on average, and how much later the good answers come."""

    served: float = 1.0
    held_s: float = 0.0
    delays: Delays = ()


FINE: Final = Meeting()


def meeting(effect: Effect, timeout_s: float) -> Meeting:
    """At a party that is only known by what faults do to it."""
    if effect is NONE:
        return FINE
    silent, refused = effect.silent, (1.0 - effect.dropped) * effect.refused
    held_s = silent * timeout_s + (1.0 - silent - refused) * mean_s(effect.delays, timeout_s)
    in_time = 1.0 - later_than(effect.delays, timeout_s)
    served = (1.0 - effect.lost) * in_time
    return Meeting(served, held_s, before(effect.delays, timeout_s))


def before(delays: Delays, timeout_s: float) -> Delays:
    """The delays of the answers that are waited for."""
    late = later_than(delays, timeout_s)
    if late == 0.0 or late >= 1.0:
        return delays if late == 0.0 else ()
    return merged((share / (1.0 - late), by_s) for share, by_s in delays if by_s <= timeout_s)


def needed_by(system: System, operation: str) -> tuple[Dependency, ...]:
    """What an operation calls, by name. Without what is soft it is answered all the same."""
    return tuple(
        sorted(
            (need for need in system.needs if not need.operations or operation in need.operations),
            key=lambda need: need.on,
        )
    )


def _called(system: System) -> tuple[Dependency, ...]:
    return tuple(need for need in system.needs if need.kind != "external")
