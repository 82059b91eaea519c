"""What only the declaration says: demand, operations, objectives, clients, who decides."""

from __future__ import annotations

from collections.abc import Mapping

from openline.declaration import Declaration, failover_of, group_of
from openline.declaration import Operation as DeclaredOperation
from openline_stacks.topology._asked import (
    AfterFailover,
    Clients,
    Demand,
    Good,
    Objective,
    Operation,
    Population,
)
from openline_stacks.topology._model import FailoverGroup, Region
from openline_stacks.topology._serving import Dependency

_ROLE_ORDER = {"primary": 0, "active": 1, "standby": 2, "replica": 3, "witness": 4}


def regions(declaration: Declaration) -> tuple[Region, ...]:
    """The primary first, those that serve nobody last."""
    by_role = sorted(declaration.regions.items(), key=lambda item: (_ROLE_ORDER[item[1]], item[0]))
    return tuple(Region(name, role, declaration.zones.get(name, ())) for name, role in by_role)


def clients(declaration: Declaration) -> Clients:
    declared = declaration.clients
    return Clients(
        per_try_s=declared.per_try_s,
        tries=declared.tries,
        backoff_first_s=declared.backoff_s.first_s,
        backoff_most_s=declared.backoff_s.most_s,
        keep_alive_s=declared.keep_alive_s,
    )


def populations(declaration: Declaration, homes: Mapping[str, float]) -> tuple[Population, ...]:
    """Clients whose resolvers keep the TTL, and the tail that holds an answer longer. `homes`:
    region -> share of the clients that are served there when all is well."""
    tail = declaration.clients.dns_tail
    both = (("resolvers", 1.0 - tail.share, None), ("sticky", tail.share, tail.hold_s))
    return tuple(
        Population(name, share * part, hold_s, region)
        for region, part in homes.items()
        for name, share, hold_s in both
        if share > 0.0
    )


def demand(declaration: Declaration, system: str) -> Demand:
    declared = declaration.systems[system].demand
    return Demand(declared.steady_per_s, declared.peak_per_s)


def operations(declaration: Declaration, system: str) -> tuple[Operation, ...]:
    declared = declaration.systems[system].operations
    return tuple(_operation(name, declared[name]) for name in sorted(declared))


def _operation(name: str, declared: DeclaredOperation) -> Operation:
    surge = declared.after_failover
    good = declared.good
    return Operation(
        name=name,
        kind="write" if declared.writes else "read",
        share=declared.share,
        critical=declared.critical,
        writes=declared.writes,
        good=Good(good.level, good.within_s, good.window_s),
        objectives=tuple(
            Objective(disruption, target.rto_s, target.rpo_s)
            for disruption, target in sorted(declared.objectives.items())
        ),
        after_failover=AfterFailover(surge.times, surge.for_s) if surge else None,
        reads=declared.reads,
        fresh_s=declared.fresh_s,
        stale_s=declared.stale_s,
        objects=declared.objects,
        paths=declared.paths,
    )


def needs(declaration: Declaration, system: str) -> tuple[Dependency, ...]:
    declared = sorted(declaration.systems[system].needs, key=lambda need: (need.on, need.kind))
    return tuple(
        Dependency(need.on, need.kind, tuple(sorted(need.operations or ())), need.timeout_s)
        for need in declared
    )


def groups(declaration: Declaration) -> tuple[FailoverGroup, ...]:
    """By name, each with its systems by name; a system's own `failover` is its group's."""
    members: dict[str, list[str]] = {}
    for system in sorted(declaration.systems):
        members.setdefault(group_of(declaration, system), []).append(system)
    return tuple(_group(declaration, name, members[name]) for name in sorted(members))


def _group(declaration: Declaration, name: str, systems: list[str]) -> FailoverGroup:
    declared = failover_of(declaration, systems[0])
    return FailoverGroup(
        name, tuple(systems), declared.decide, declared.decision_s, declared.failback
    )
