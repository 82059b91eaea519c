"""Figures that the declaration says: they stand in the topology, and are moved there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import fsum
from typing import Final

from openline_stacks.recovery import Constant, Distribution
from openline_stacks.topology import Population, System, Topology


def declared(name: str) -> bool:
    return name in _DECLARED


def declared_of(topology: Topology) -> frozenset[str]:
    """Those that anything of this stack goes by."""
    return frozenset(n for n, moved in _DECLARED.items() if moved(topology, 0.5) != topology)


def with_declared(topology: Topology, name: str, to: Distribution) -> Topology:
    """The same where a figure is not declared."""
    if name not in _DECLARED or not isinstance(to, Constant):
        return topology
    return _DECLARED[name](topology, to.value)


def _decision(topology: Topology, value: float) -> Topology:
    """Where nobody wrote down another, every group that decides by hand takes the default."""
    groups = tuple(
        replace(group, decision_s=value) if group.decide == "manual" else group
        for group in topology.groups
    )
    return replace(topology, groups=groups)


def _tail_share(topology: Topology, value: float) -> Topology:
    return _with_tail(topology, lambda tail, of: replace(tail, share=of * value))


def _tail_hold(topology: Topology, value: float) -> Topology:
    return _with_tail(topology, lambda tail, _: replace(tail, hold_s=value))


def _with_tail(topology: Topology, tail: Callable[[Population, float], Population]) -> Topology:
    """The clients that hold an answer, changed; the rest of their region's are who is left."""
    return replace(topology, systems=tuple(_changed(system, tail) for system in topology.systems))


def _changed(system: System, tail: Callable[[Population, float], Population]) -> System:
    populations: list[Population] = []
    for region in dict.fromkeys(each.region for each in system.populations):
        there = [each for each in system.populations if each.region == region]
        of = fsum(each.share for each in there)
        held = [tail(each, of) for each in there if each.hold_s is not None]
        usual = [each for each in there if each.hold_s is None]
        left = of - fsum(each.share for each in held)
        if len(usual) != 1 or len(held) != 1:
            populations += there
            continue
        changed = {each.name: each for each in (*held, replace(usual[0], share=left))}
        populations += [changed[each.name] for each in there]
    return replace(system, populations=tuple(populations))


# What the declaration says stands in the topology, and is changed there.
_DECLARED: Final[Mapping[str, Callable[[Topology, float], Topology]]] = {
    "dns.tail_hold_s": _tail_hold,
    "dns.tail_share": _tail_share,
    "failover.decision_s": _decision,
}
