"""Stacks drawn at random, small enough for one request after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from openline_stacks.recovery import Fault, Parameters, Selector, parameters, region_dark
from openline_stacks.topology import (
    AfterFailover,
    Check,
    Clients,
    Demand,
    Dependency,
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

EAST, WEST, WITNESS = "us-east-1", "us-west-2", "us-east-2"
_ZONES: Final = ("a", "b", "c")


@dataclass(frozen=True)
class Drawn:
    """`failback_after_s`: after the lift."""

    topology: Topology
    parameters: Parameters
    faults: tuple[Fault, ...]
    failback_after_s: float
    what: str  # of the fault


def drawn(number: int) -> Drawn:
    """The same for the same number."""
    return _Dice(Random(f"stack {number}")).stack()


class _Dice:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._one = random.choice

    def stack(self) -> Drawn:
        one = self._one
        names = ["orders"] if self._random.random() < 0.6 else ["accounts", "orders"]
        shared = len(names) == 2 and one([True, False])
        systems = tuple(self._system(name, "all" if shared else name, names) for name in names)
        if shared:  # one group decides in one way
            systems = tuple(_decided_like(system, systems[0]) for system in systems)
        topology = Topology(
            stack="shop",
            account="123456789012",
            regions=(Region(EAST, "primary", _ZONES), Region(WEST, "standby", _ZONES)),
            groups=tuple(
                FailoverGroup(
                    group,
                    tuple(system.name for system in systems if system.group == group),
                    next(s.switches[0].kind for s in systems if s.group == group),
                    one([0.0, 20.0, 60.0, 120.0]),
                    "manual",
                )
                for group in sorted({system.group for system in systems})
            ),
            systems=systems,
            clients=Clients(
                per_try_s=one([3.0, 5.0]),
                tries=one([1, 2, 3]),
                backoff_first_s=one([0.5, 1.0]),
                backoff_most_s=4.0,
                keep_alive_s=one([0.0, 20.0, 60.0]),
            ),
            declaration_digest="",
            resources=ResourceCounts(0, 0, ()),
        )
        what, faults = self._faults()
        return Drawn(topology, self._parameters(topology), faults, one([0.0, 60.0, 120.0]), what)

    def _parameters(self, topology: Topology) -> Parameters:
        """Steps of which the length is random are drawn once for all runs: what is left to differ
        between two runs are the checkers' phases and the lags."""
        random, one = self._random, self._one
        figures: Mapping[str, object] = {
            "warm_s": "61s",
            "after_lift_s": f"{one([120, 240, 360])}s",
            "switch.delay_s": f"{random.randint(10, 80)}s",
            "launch.jitter_s": f"{random.randint(0, 30)}s",
            "overload.refusal_cost_share": one([0, 0.05, 0.2]),
            "overload.bound_s": f"{one([1, 3, 5])}s",
            "cache.cold_share": one([0.7, 0.8, 1.0]),
            "replication.lag_s": one(["lognormal(0.8s, 0.6)", "lognormal(2s, 0.5)"]),
        }
        return parameters(topology, {name: str(value) for name, value in figures.items()})

    def _faults(self) -> tuple[str, tuple[Fault, ...]]:
        random = self._random
        lasts_s = float(random.choice([90, 300, 420, 540]))
        east = Selector(region=EAST)
        what = random.choices(
            ["dark", "refused", "tables", "zone", "some errors", "stalled, then dark"],
            [6, 2, 2, 2, 1, 2],
        )[0]
        if what == "dark":
            return what, (region_dark(EAST, 0.0, lasts_s),)
        if what == "refused":
            return what, (Fault(east, "refuse", 0.0, lasts_s, lasts_s),)
        if what == "tables":
            return what, (Fault(east, "drop", 0.0, lasts_s, lasts_s, None, ("dynamodb",)),)
        if what == "zone":
            where = Selector(region=EAST, zone=random.choice(_ZONES))
            return what, (Fault(where, "drop", 0.0, lasts_s, lasts_s),)
        if what == "some errors":
            share = random.choice([0.3, 0.97])
            return what, (Fault(east, "error", 0.0, lasts_s, lasts_s, share=share),)
        stalls_s, later_s = random.choice([10.0, 40.0]), random.choice([0.0, 30.0])
        stalled = Fault(east, "stall", 0.0, stalls_s, 9000.0, None, ("dynamodb",))
        dark_s = stalls_s + later_s
        return what, (stalled, region_dark(EAST, dark_s, dark_s + lasts_s))

    def _system(self, name: str, group: str, names: list[str]) -> System:
        one = self._one
        peak_per_s, each_per_s = 40.0, one([4.0, 8.0])
        automatic = one([True, False])
        ttl_s = one([None, None, 5.0, 20.0, 90.0])
        operations = self._operations()
        surges = max((o.after_failover.times for o in operations if o.after_failover), default=1.0)
        full = round(peak_per_s * surges * one([1.1, 1.3, 1.6]) / each_per_s + 0.499)
        standby = round(full * one([0.0, 0.4, 0.6, 1.0, 1.0, 1.0, 1.0]) + 0.499)
        fleets = tuple(
            Fleet(
                region=region,
                role="primary" if region == EAST else "standby",
                min=least,
                max=2 * full,
                full=full,
                in_service=None,
                per_instance_per_s=each_per_s,
                starts_s=one([30.0, 90.0]),
                scale_at=one([None, 0.7, 0.85]),
                zones=_ZONES,
                group_name=None,
                urn=f"urn:fleet:{name}:{region}",
            )
            for region, least in ((EAST, full), (WEST, standby))
        )
        checks = self._checks(name, automatic)
        needs = () if name == names[0] else (Dependency(names[0], "hard", (), 3.0),)
        tail = one([0.0, 0.05, 0.2])
        return System(
            name=name,
            group=group,
            demand=Demand(peak_per_s, peak_per_s),
            operations=operations,
            populations=(
                Population("resolvers", 1.0 - tail, None, EAST),
                *((Population("sticky", tail, one([60.0, 150.0]), EAST),) if tail else ()),
            ),
            entry=_entry(name, automatic, ttl_s, one([True, False])),
            fleets=fleets,
            checks=checks,
            switches=(_switch(name, automatic),),
            stores=self._stores(name, operations),
            needs=needs,
            path_urns=(),
        )

    def _operations(self) -> tuple[Operation, ...]:
        one = self._one
        good = Good(level=one([0.8, 0.9, 0.95]), within_s=one([1.0, 2.0, 4.0]), window_s=20.0)
        look = Operation("look", "read", 1.0, True, None, good, (Objective("region", 900.0, 15.0),))
        if one([True, False, False]):
            return (look,)
        share = one([0.3, 0.6])
        after = AfterFailover(2.0, 60.0) if one([True, False, False]) else None
        return (
            replace(look, share=1.0 - share, critical=one([True, True, False])),
            replace(
                look, name="place", kind="write", share=share, writes="kept", after_failover=after
            ),
        )

    def _stores(self, name: str, operations: tuple[Operation, ...]) -> tuple[Store, ...]:
        if not any(operation.writes for operation in operations):
            return ()
        strong = self._random.random() < 0.2
        return (
            Store(
                name="kept",
                kind="dynamodb-global-table",
                write_mode="any",
                consistency="strong" if strong else "eventual",
                primary=EAST,
                replicas=(EAST, WEST),
                witness=WITNESS if strong else None,
                promote_s=0.0,
                table_name=None,
                urn=f"urn:store:{name}",
            ),
        )

    def _checks(self, name: str, automatic: bool) -> tuple[Check, ...]:
        every_s, fails = self._one([10.0, 10.0, 30.0]), self._one([1, 3])
        endpoints = tuple(
            Check(
                _urn(name, region),
                "endpoint",
                region=region,
                path="/ready",
                interval_s=every_s,
                threshold=fails,
            )
            for region in (EAST, WEST)
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
        return (*endpoints, metric, *((both,) if automatic else ()))


def _decided_like(system: System, other: System) -> System:
    """With the other's way of deciding."""
    automatic = other.switches[0].kind == "automatic"
    if automatic == (system.switches[0].kind == "automatic"):
        return system
    assert system.entry is not None
    ttl_s = system.entry.path[0].ttl_s if system.entry.kind == "cname" else None
    checked = system.entry.targets[1].check is not None
    checks = tuple(check for check in system.checks if check.kind != "calculated")
    both = Check(
        _urn(system.name, "both"),
        "calculated",
        children=(_urn(system.name, EAST), _urn(system.name, "switch")),
        child_threshold=2,
    )
    return replace(
        system,
        checks=(*checks, both) if automatic else checks,
        entry=_entry(system.name, automatic, ttl_s, checked),
        switches=(_switch(system.name, automatic),),
    )


def _urn(name: str, what: str) -> str:
    return f"urn:check:{name}:{what}"


def _entry(name: str, automatic: bool, ttl_s: float | None, checked_standby: bool) -> Entry:
    hop = Hop("dns", f"{name}.example.net", ttl_s or 60.0, "declared" if ttl_s else "aws", "client")
    first = _urn(name, "both" if automatic else "switch")
    second = _urn(name, WEST) if checked_standby else None
    return Entry(
        public_name=hop.name,
        kind="cname" if ttl_s else "alias",
        policy="failover",
        path=(hop,),
        targets=(
            Target(EAST, "PRIMARY", f"service:{EAST}", first, False),
            Target(WEST, "SECONDARY", f"service:{WEST}", second, False),
        ),
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
