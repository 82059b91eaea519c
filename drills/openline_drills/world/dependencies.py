"""Who needs whom: the order in which systems are worked out, and what passes on to callers."""

from __future__ import annotations

from collections.abc import Iterable

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


def needed_by(system: System, operation: str) -> tuple[Dependency, ...]:
    """The dependencies without which an operation fails, by name."""
    binding = (need for need in system.needs if need.kind != "soft")
    return tuple(
        sorted(
            (need for need in binding if not need.operations or operation in need.operations),
            key=lambda need: need.on,
        )
    )


def _called(system: System) -> tuple[Dependency, ...]:
    return tuple(need for need in system.needs if need.kind != "external")
