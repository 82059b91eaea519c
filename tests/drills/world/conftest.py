"""Small stacks made by hand, and the RTO as design.md defines it, for tests of the world."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

import pytest

from openline_drills.observations import Run
from openline_drills.world import simulate
from openline_stacks.recovery import Fault, Parameters, parameters, region_dark
from openline_stacks.topology import (
    Check,
    Clients,
    Demand,
    Edge,
    Entry,
    FailoverGroup,
    Fleet,
    Good,
    Hop,
    Objective,
    Operation,
    Population,
    Region,
    ResourceCounts,
    Store,
    Switch,
    System,
    Target,
    Topology,
)

EAST, WEST = "us-east-1", "us-west-2"


class Stack:
    """Builders; the default is one system, `orders`, with room in both regions, decided by hand."""

    east, west = EAST, WEST
    clients = Clients(
        per_try_s=5.0, tries=3, backoff_first_s=1.0, backoff_most_s=8.0, keep_alive_s=60.0
    )
    sticky: tuple[Population, ...] = (
        Population("resolvers", 0.95, None, EAST),
        Population("sticky", 0.05, 300.0, EAST),
    )

    @staticmethod
    def operation(name: str = "use", **changed: object) -> Operation:
        usual = Operation(
            name=name,
            kind="read",
            share=1.0,
            critical=True,
            writes=None,
            good=Good(level=0.99, within_s=2.0, window_s=10.0),
            objectives=(Objective("region", 900.0, 15.0),),
        )
        return replace(usual, **changed)  # type: ignore[arg-type]

    @staticmethod
    def writing(store: str = "orders", **changed: object) -> Operation:
        return Stack.operation("place", kind="write", writes=store, **changed)

    @staticmethod
    def store(name: str = "orders", **changed: object) -> Store:
        usual = Store(
            name=name,
            kind="dynamodb-global-table",
            write_mode="any",
            consistency="eventual",
            primary=EAST,
            replicas=(EAST, WEST),
            witness=None,
            promote_s=0.0,
            table_name=None,
            urn=f"urn:store:{name}",
        )
        return replace(usual, **changed)  # type: ignore[arg-type]

    @staticmethod
    def fleet(region: str, size: int = 30, **changed: object) -> Fleet:
        usual = Fleet(
            region=region,
            role="primary" if region == EAST else "standby",
            min=size,
            max=60,
            full=30,
            in_service=None,
            per_instance_per_s=10.0,
            starts_s=180.0,
            scale_at=0.7,
            zones=("a", "b", "c"),
            group_name=None,
            urn=f"urn:fleet:{region}",
        )
        return replace(usual, **changed)  # type: ignore[arg-type]

    @staticmethod
    def system(
        name: str = "orders",
        *,
        standby: int = 30,
        automatic: bool = False,
        ttl_s: float | None = None,
        every_s: float = 10.0,
        fails: int = 3,
        checked_standby: bool = True,
        one_region: bool = False,
        **changed: object,
    ) -> System:
        """At peak 100/s; one fleet of 10/s instances a region."""
        checks = _checks(name, automatic, every_s, fails)
        regions = (EAST,) if one_region else (EAST, WEST)
        usual = System(
            name=name,
            group=f"{name}-group",
            demand=Demand(50.0, 100.0),
            operations=(Stack.operation(),),
            populations=(Population("all", 1.0, None, EAST),),
            entry=_entry(name, automatic, ttl_s, checked_standby, one_region),
            fleets=tuple(
                Stack.fleet(region, standby if region == WEST else 30) for region in regions
            ),
            checks=tuple(check for check in checks if check.region in (*regions, None)),
            switches=() if one_region else (_switch(name, automatic),),
            stores=(),
            needs=(),
            path_urns=(),
        )
        return replace(usual, **changed)  # type: ignore[arg-type]

    @staticmethod
    def edged(
        *operations: Operation,
        attempts: int = 1,
        connect_s: float = 1.0,
        answer_s: float = 30.0,
        errors_s: float = 10.0,
        **changed: object,
    ) -> System:
        """Behind an edge: every read of these operations asks both regions in turn."""
        system = Stack.system(**{"operations": operations or (Stack.kept(),), **changed})  # type: ignore[arg-type]
        assert system.entry is not None
        regions = tuple(target.region for target in system.entry.targets)
        edge = Edge(
            urn="urn:edge",
            origin_name="orders-origin.example.net",
            regions=regions,
            grouped=tuple(o.name for o in system.operations if o.kind == "read"),
            attempts=attempts,
            connect_s=connect_s,
            answer_s=answer_s,
            errors_s=errors_s,
        )
        hops = (
            Hop("edge", system.entry.public_name, 60.0, "aws", "client"),
            Hop("dns", edge.origin_name, 60.0, "aws", "edge"),
        )
        return replace(system, entry=replace(system.entry, kind="edge", path=hops, edge=edge))

    @staticmethod
    def kept(fresh_s: float = 60.0, stale_s: float = 0.0, **changed: object) -> Operation:
        """A read that an edge keeps."""
        return Stack.operation("look", fresh_s=fresh_s, stale_s=stale_s, **changed)

    @staticmethod
    def topology(
        *systems: System,
        decision_s: float = 300.0,
        clients: Clients | None = None,
    ) -> Topology:
        systems = systems or (Stack.system(),)
        groups: dict[str, list[System]] = {}
        for system in systems:
            groups.setdefault(system.group, []).append(system)
        return Topology(
            stack="shop",
            account="123456789012",
            regions=(
                Region(EAST, "primary", ("a", "b", "c")),
                Region(WEST, "standby", ("a", "b", "c")),
            ),
            groups=tuple(
                FailoverGroup(
                    name,
                    tuple(sorted(member.name for member in members)),
                    _decided(members),
                    decision_s,
                    "manual",
                )
                for name, members in sorted(groups.items())
            ),
            systems=systems,
            clients=clients or Stack.clients,
            declaration_digest="",
            resources=ResourceCounts(0, 0, ()),
        )

    @staticmethod
    def run(
        topology: Topology,
        *,
        seed: int = 1,
        faults: Sequence[Fault] | None = None,
        for_s: float = 3600.0,
        knock_out: str | None = None,
        skipping: bool = True,
        **over: float | str,
    ) -> Run:
        """One run with us-east-1 dark for `for_s`; `over`: parameters, `_` for the first dot."""
        figures = Stack.parameters(topology, **over)
        dark = [region_dark(EAST, 0.0, for_s)]
        return simulate(
            topology, figures, seed, faults or dark, knock_out=knock_out, skipping=skipping
        )

    @staticmethod
    def parameters(topology: Topology, **over: float | str) -> Parameters:
        return parameters(
            topology, {name.replace("__", "."): str(value) for name, value in over.items()}
        )

    @staticmethod
    def rto_s(run: Run, system: str = "orders", level: float = 0.99) -> float | None:
        """Leading windows of 10 s at level until the lift; the worst operation. None: never."""
        worst = 0.0
        for operation in sorted({s.key.operation for s in run.series if s.key.system == system}):
            offered, well = Stack.totals(run, system, operation)
            rto_s = _rto_s(run, offered, well, level)
            if rto_s is None:
                return None
            worst = max(worst, rto_s)
        return worst

    @staticmethod
    def totals(run: Run, system: str, operation: str) -> tuple[list[float], list[float]]:
        chosen = [
            series
            for series in run.series
            if (series.key.system, series.key.operation) == (system, operation)
        ]
        return (
            [sum(amounts) for amounts in zip(*(s.offered for s in chosen), strict=True)],
            [sum(amounts) for amounts in zip(*(s.well for s in chosen), strict=True)],
        )


def _rto_s(run: Run, offered: Sequence[float], well: Sequence[float], level: float) -> float | None:
    width = 10_000_000 // run.tick_us
    first, last = run.fault_us // run.tick_us, run.lift_us // run.tick_us - width
    recovered = last + 1
    for tick in range(last, first - 1, -1):
        window = slice(tick, tick + width)
        if sum(well[window]) < level * sum(offered[window]) - 1e-9:
            break
        recovered = tick
    return None if recovered > last else (recovered - first) * run.tick_us / 1_000_000


def _decided(members: Iterable[System]) -> Literal["manual", "automatic"]:
    kinds = {switch.kind for member in members for switch in member.switches}
    return "automatic" if kinds == {"automatic"} else "manual"


def _urn(name: str, what: str) -> str:
    return f"urn:check:{name}:{what}"


def _checks(name: str, automatic: bool, every_s: float, fails: int) -> tuple[Check, ...]:
    def endpoint(region: str) -> Check:
        return Check(
            _urn(name, region),
            "endpoint",
            region=region,
            path="/ready",
            interval_s=every_s,
            threshold=fails,
        )

    metric = Check(
        _urn(name, "switch"),
        "metric",
        region=WEST,
        alarm=f"urn:alarm:{name}",
        insufficient_data="LastKnownStatus",
    )
    both = Check(
        _urn(name, "both"),
        "calculated",
        children=(_urn(name, EAST), _urn(name, "switch")),
        child_threshold=2,
    )
    return (endpoint(EAST), endpoint(WEST), metric, *((both,) if automatic else ()))


def _entry(
    name: str, automatic: bool, ttl_s: float | None, checked_standby: bool, one_region: bool
) -> Entry:
    hop = Hop("dns", f"{name}.example.net", ttl_s or 60.0, "declared" if ttl_s else "aws", "client")
    first = _urn(name, "both" if automatic else "switch")
    second = _urn(name, WEST) if checked_standby else None
    targets = (
        Target(EAST, "PRIMARY", "service:us-east-1", first, False),
        Target(WEST, "SECONDARY", "service:us-west-2", second, False),
    )
    if one_region:
        targets = (Target(EAST, "SIMPLE", None, None, False),)  # type: ignore[assignment]
    return Entry(
        public_name=hop.name,
        kind="cname" if ttl_s else "alias",
        policy="simple" if one_region else "failover",
        path=(hop,),
        targets=targets,
    )


def _switch(name: str, automatic: bool) -> Switch:
    return Switch(
        system=name,
        leaves=EAST,
        region=WEST,
        kind="automatic" if automatic else "manual",
        check=_urn(name, "switch"),
        alarm=f"urn:alarm:{name}",
        alarm_name=None,
        namespace="Openline/Failover",
        metric="SwitchedOver",
        dimensions={"System": name},
    )


@pytest.fixture(scope="session")
def stack() -> type[Stack]:
    return Stack
