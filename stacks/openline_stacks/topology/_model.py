"""Who serves whom, where, and how traffic moves: what forecast, rehearsal and drill are given.

`Topology.sources` says where each field came from, under its path: the URN and property for
`systems.order-management.fleets.us-east-1.min`; a field without an entry of its own came from the
nearest path above it. Lists are keyed: targets and fleets by region, switches by the region that
they leave, checks by resource name. Units stand in the names; tuples are sorted by name unless the
order means something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from openline.declaration import Role
from openline_stacks.topology._asked import Clients, Demand, Operation, Population
from openline_stacks.topology._routed import Check, Entry, Switch
from openline_stacks.topology._serving import Dependency, Fleet, Store


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field came from. `property` is a camelCase path in the state's inputs, "" for all."""

    urn: str
    property: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    urn: str
    property: str
    why: str


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    role: Role
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FailoverGroup:
    """Systems that fail over together, by one decision."""

    name: str
    systems: tuple[str, ...]
    decide: Literal["manual", "automatic"]
    decision_s: float
    failback: Literal["manual", "automatic"]


@dataclass(frozen=True, slots=True)
class System:
    name: str
    group: str
    demand: Demand
    operations: tuple[Operation, ...]
    populations: tuple[Population, ...]
    entry: Entry | None  # None: nothing routes to it
    fleets: tuple[Fleet, ...]
    checks: tuple[Check, ...]
    switches: tuple[Switch, ...]  # by the region that they leave; one or none of a failover set
    stores: tuple[Store, ...]
    needs: tuple[Dependency, ...]
    path_urns: tuple[str, ...]  # entry to store, its checks and switch: what its verdict rests on

    def fleet(self, region: str) -> Fleet | None:
        return next((f for f in self.fleets if f.region == region), None)

    def share_of(self, region: str) -> float:
        """Of the clients, who are served there when all is well."""
        share = 0.0  # not `sum`, which rounds differently from Python 3.12 on
        for population in self.populations:
            share += population.share if population.region == region else 0.0
        return share

    def switch(self, leaves: str) -> Switch | None:
        """What takes clients away from a region."""
        return next((s for s in self.switches if s.leaves == leaves), None)

    def switch_away(self, lost: str | None) -> Switch | None:
        """What an operator flips when a region is lost, or no whole one is: the switch that leaves
        it, else the only one. One that is held has left its region for good."""
        return self.switch(lost or "") or next((s for s in self.switches if not s.held), None)

    @property
    def moves_clients(self) -> bool:
        """By the data plane alone: by a health check, or by a switch."""
        if self.entry is None or len(self.entry.targets) < 2:
            return False
        by_itself = self.entry.accelerator is not None or any(
            target.check is not None or target.evaluate_target_health
            for target in self.entry.targets[:1]
        )
        return by_itself or bool(self.switches)

    @property
    def keeps_data(self) -> bool:
        return bool(self.stores) or any(one.reads or one.writes for one in self.operations)

    def store(self, name: str) -> Store | None:
        return next((s for s in self.stores if s.name == name), None)


@dataclass(frozen=True, slots=True)
class ResourceCounts:
    total: int
    emulated: int
    recorded_only: tuple[str, ...]  # URNs


@dataclass(frozen=True, slots=True)
class Topology:
    stack: str
    account: str
    regions: tuple[Region, ...]  # primary first
    groups: tuple[FailoverGroup, ...]
    systems: tuple[System, ...]
    clients: Clients
    declaration_digest: str
    resources: ResourceCounts
    sources: Mapping[str, Source] = field(default_factory=dict)
    not_understood: tuple[NotUnderstood, ...] = ()

    def source(self, path: str) -> Source | None:
        """Where the field at a path came from: its own entry, or the nearest one above."""
        while path:
            if path in self.sources:
                return self.sources[path]
            path = path.rpartition(".")[0]
        return None

    @property
    def primary(self) -> str:
        return next(r.name for r in self.regions if r.role in ("primary", "active"))

    @property
    def home(self) -> str:
        """Where customers are served when all is well: the primary, or who serves in its place
        because switches are held."""
        left = {s.leaves for system in self.systems for s in system.switches if s.held}
        serving = (r.name for r in self.regions if r.role in ("primary", "active", "standby"))
        return next((name for name in serving if name not in left), self.primary)

    def system(self, name: str) -> System:
        """Raises `KeyError` for a system that the stack does not have."""
        return {system.name: system for system in self.systems}[name]

    def group(self, name: str) -> FailoverGroup:
        """Raises `KeyError` for a group that the stack does not have."""
        return {group.name: group for group in self.groups}[name]
