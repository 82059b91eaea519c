"""From resources to units by region, and to what they take of the quotas."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from openline_stacks.costs._asked import Asked, CannotCountError
from openline_stacks.costs._load import Load, load_of
from openline_stacks.costs._model import Costs, Counted, Line, NotCounted, Per
from openline_stacks.costs._quotas import quota_uses
from openline_stacks.costs._table import BY_USE, COUNTED, FREE
from openline_stacks.states import ResourceState, States
from openline_stacks.topology import Topology
from openline_stacks.topology._graph import Graph

_ORDER: tuple[Per, ...] = ("hour", "month", "second")


@dataclass(slots=True)
class _Sum:
    """Of the same unit in the same region."""

    steady: float = 0.0
    failover: float = 0.0
    urns: list[str] = field(default_factory=list)

    def add(self, one: Counted, urn: str | None) -> None:
        self.steady += one.steady
        self.failover += one.failover
        if urn is not None:
            self.urns.append(urn)


def costs(states: States, topology: Topology | None = None) -> Costs:
    """`topology` None: of a stack without a declaration; then demand is not known."""
    load = load_of(topology) if topology is not None else Load()
    asked = Asked(Graph(states), load)
    resources = [one for one in asked.graph.states if one.custom and one.type.startswith("aws:")]
    sums: dict[tuple[Per, str, str], _Sum] = defaultdict(_Sum)
    missing: list[NotCounted] = []
    for state in resources:
        try:
            for one in _counted(state, asked):
                sums[one.per, one.unit, one.region].add(one, state.urn)
        except CannotCountError as error:
            missing.append(NotCounted(state.urn, str(error)))
    for region, pair in load.requests.items():
        sums["second", "request of a client", region].add(
            Counted("request of a client", "second", region, *pair), None
        )
    uses, unread = quota_uses(asked)
    lines = tuple(_lines(sums, load.lost is not None))
    types = {state.type for state in resources}
    return Costs(
        regions=_regions(lines, topology),
        lost=load.lost,
        lines=lines,
        by_use=tuple(sorted({BY_USE[one] for one in types if one in BY_USE}, key=str.lower)),
        quotas=uses,
        not_counted=tuple(dict.fromkeys((*missing, *unread))),
        unknown=tuple(sorted(types - set(COUNTED) - set(BY_USE) - FREE)),
    )


def _counted(state: ResourceState, asked: Asked) -> list[Counted]:
    """All of a resource or nothing of it."""
    found = list(COUNTED[state.type](state, asked)) if state.type in COUNTED else []
    for one in found:
        if not all(0.0 <= amount < math.inf for amount in (one.steady, one.failover)):
            raise CannotCountError(f"{one.unit}: {one.steady:g} is no number of them")
    return found


def _lines(sums: dict[tuple[Per, str, str], _Sum], two: bool) -> Iterator[Line]:
    for per, unit, region in sorted(sums, key=lambda key: (_ORDER.index(key[0]), key[1:])):
        found = sums[per, unit, region]
        failover = found.failover if two else None
        yield Line(unit, per, region, found.steady, failover, tuple(found.urns))


def _regions(lines: tuple[Line, ...], topology: Topology | None) -> tuple[str, ...]:
    """Declared ones first and in their order, then whatever else something is in."""
    declared = [region.name for region in topology.regions] if topology else []
    found = {line.region for line in lines} - {"", *declared}
    return (*declared, *sorted(found))
