"""What an operation rests on: its own system and, through hard needs, others."""

from __future__ import annotations

from openline_stacks.topology import Operation, System, Topology


def rests_on(topology: Topology, system: str, operation: Operation | None = None) -> list[System]:
    """The system and all that it hard-needs, directly or not, itself first.

    With an operation, only the needs that concern it count for its own system.
    """
    found: dict[str, System] = {}
    waiting = [(topology.system(system), operation.name if operation else None)]
    known = {each.name: each for each in topology.systems}
    while waiting:
        current, name = waiting.pop(0)
        if current.name in found:
            continue
        found[current.name] = current
        waiting += [
            (known[need.on], None)
            for need in sorted(current.needs, key=lambda need: need.on)
            if need.kind == "hard"
            and need.on in known
            and (name is None or not need.operations or name in need.operations)
        ]
    return list(found.values())
