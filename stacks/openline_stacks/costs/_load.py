"""How many instances, requests and writes there are, steadily and in a failover.

Definitions as in the world that a rehearsal acts out: a fleet in equilibrium with what is offered,
at peak when the region is lost, all of its clients at the survivor, `after_failover` from then on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from openline_stacks.topology import Fleet, Store, System, Topology

_SERVING: Final = ("primary", "standby", "active")
_ROUNDING: Final = 1e-9


class Pair(NamedTuple):
    steady: float
    failover: float

    def plus(self, other: Pair) -> Pair:
        return Pair(self.steady + other.steady, self.failover + other.failover)


class Size(NamedTuple):
    """Of a group or a service. `most`: that it may grow to."""

    steady: float
    failover: float
    most: float

    def plus(self, other: Size) -> Size:
        return Size(
            self.steady + other.steady, self.failover + other.failover, self.most + other.most
        )

    def times(self, each: float) -> Size:
        return Size(self.steady * each, self.failover * each, self.most * each)


NONE: Final = Size(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Load:
    """`sizes`: of groups and services by URN; `writes`: a second, of tables by URN; `requests`: a
    second, by the region that clients arrive at."""

    lost: str | None = None
    sizes: Mapping[str, Size] = field(default_factory=dict)
    requests: Mapping[str, Pair] = field(default_factory=dict)
    writes: Mapping[str, Pair] = field(default_factory=dict)


def load_of(topology: Topology) -> Load:
    serving = [region for region in topology.regions if region.role in _SERVING]
    lost = topology.home if len(serving) > 1 else None
    sizes: dict[str, Size] = {}
    requests: dict[str, Pair] = {}
    writes: dict[str, Pair] = {}
    for system in topology.systems:
        for fleet in system.fleets:
            sizes[fleet.urn] = _size(system, fleet, lost)
        for region in sorted(_present(system)):
            there = _requests(system, region, lost)
            requests[region] = requests.get(region, Pair(0.0, 0.0)).plus(there)
        for store in system.stores:
            writes[store.urn] = _writes(system, store, lost)
    return Load(lost, sizes, requests, writes)


def _present(system: System) -> set[str]:
    targets = system.entry.targets if system.entry else ()
    return {fleet.region for fleet in system.fleets} | {target.region for target in targets}


def _size(system: System, fleet: Fleet, lost: str | None) -> Size:
    offered = _requests(system, fleet.region, lost)
    steady = _equilibrium(fleet, offered.steady)
    if fleet.region == lost:
        # nobody can stop what runs there, so it is billed as it stood at peak
        stood = system.demand.peak_per_s * system.share_of(fleet.region)
        failover = _equilibrium(fleet, stood)
    else:
        lit = fleet.role == "standby" and fleet.min == 0 and lost is not None
        raised = (fleet.full or 0) if lit else 0  # the operator's switch does it
        failover = max(raised, _equilibrium(fleet, offered.failover))
    return Size(steady, failover, max(steady, failover, fleet.max))


def _equilibrium(fleet: Fleet, rate_per_s: float) -> int:
    """Where target tracking comes to rest."""
    if fleet.scale_at is None:
        return fleet.min if fleet.in_service is None else fleet.in_service
    wanted = math.ceil(rate_per_s / (fleet.per_instance_per_s * fleet.scale_at) - _ROUNDING)
    return max(fleet.min, min(fleet.max, wanted))


def _requests(system: System, region: str, lost: str | None) -> Pair:
    steady = system.demand.steady_per_s * system.share_of(region)
    if lost is None:
        return Pair(steady, system.demand.peak_per_s * system.share_of(region))
    if region == lost:
        return Pair(steady, 0.0)
    moved = 0.0
    for operation in system.operations:
        times = operation.after_failover.times if operation.after_failover else 1.0
        moved += operation.share * times
    share = system.share_of(region) + system.share_of(lost)
    return Pair(steady, system.demand.peak_per_s * share * moved)


def _writes(system: System, store: Store, lost: str | None) -> Pair:
    """Every region of the table takes each write; the lost one when it is back."""
    steady = failover = 0.0
    for operation in system.operations:
        if operation.writes == store.name:
            times = operation.after_failover.times if operation.after_failover and lost else 1.0
            steady += system.demand.steady_per_s * operation.share
            failover += system.demand.peak_per_s * operation.share * times
    return Pair(steady, failover)
