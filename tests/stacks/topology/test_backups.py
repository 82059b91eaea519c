"""Restores: a store without a replica is brought back from the copy of its backups elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from openline import contract
from openline.declaration import Declaration
from openline_stacks.states import UNKNOWN, ResourceState, States, Value
from openline_stacks.topology import Restore, Topology, read

PRIMARY, STANDBY = "us-east-1", "us-west-2"
DAY_S = 86400.0
TABLE = "aws:dynamodb/table:Table"


BackedUp = Callable[..., States]
Build = Callable[..., States]
Declare = Callable[..., Declaration]


@pytest.fixture
def backed_up(build: Build, declare: Declare, builder: Any) -> BackedUp:
    """The stack with its one table alone, and a plan that copies its backups to the standby."""

    def made(
        *, replicas: bool = False, known: bool = True, rule: Any = None, component: bool = True
    ) -> States:
        states = build(_declared(declare), known=known)
        (table,) = states.of_type(TABLE)
        if not replicas:
            table = replace(table, inputs={**table.inputs, "replicas": []})
        others = tuple(state for state in states.resources if state.type != TABLE)
        around = builder("shop", known=known)
        _plan(around, table, rule, component=component)
        return States((*others, table, *around.states))

    return made


def _declared(declare: Declare) -> Declaration:
    systems = {**declare().model_dump(mode="json", by_alias=True)["systems"]}
    systems["orders"]["stores"] = {"baskets": {"size": "500GB", "restore": "200GB/h"}}
    return declare(systems=systems)


def _plan(builder: Any, table: ResourceState, rule: Any, *, component: bool) -> None:
    inputs: dict[str, Value] = {"everyDays": 3.0} if component else {}
    parent = builder.add(contract.TYPE_BACKUPS, "backups", inputs)
    vaults = tuple(
        builder.add("aws:backup/vault:Vault", region, {}, parent=parent, region=region)
        for region in (PRIMARY, STANDBY)
    )
    copy: dict[str, Value] = {"destinationVaultArn": builder.later("arn:vault")}
    usual: Value = {"schedule": "cron(0 5 1/3 * ? *)", "copyActions": [copy]}
    plan = builder.add(
        "aws:backup/plan:Plan",
        "plan",
        {"rules": [usual if rule is None else rule]},
        parent=parent,
        region=PRIMARY,
        links={"rules": vaults},
    )
    builder.add(
        "aws:backup/selection:Selection",
        "tables",
        {"resources": [builder.later("arn:table")], "planId": builder.later("plan")},
        parent=parent,
        region=PRIMARY,
        links={"resources": (table,), "planId": (plan,)},
    )


def restore(topology: Topology) -> Restore | None:
    store = topology.system("orders").store("baskets")
    assert store is not None
    return store.restore


@pytest.mark.parametrize("known", [True, False])
def test_a_store_without_a_replica_is_restored_in_the_other_region(
    backed_up: BackedUp, known: bool
) -> None:
    topology = read(backed_up(known=known))
    found = restore(topology)
    assert found is not None
    assert (found.region, found.every_s) == (STANDBY, 3 * DAY_S)
    assert (found.size_gb, found.gb_per_h) == (500.0, 200.0)
    path = topology.system("orders").path_urns
    assert found.urn in path
    assert f"urn:pulumi:test::shop::aws:backup/vault:Vault::{STANDBY}" in path
    assert not any("selection" in urn for urn in path)  # recorded only: no verdict rests on it
    assert topology.sources["systems.orders.stores.baskets.restore"].urn == found.urn


def test_a_replica_is_not_restored(backed_up: BackedUp) -> None:
    assert restore(read(backed_up(replicas=True))) is None


def test_a_backup_that_is_kept_at_home_alone_restores_nothing(backed_up: BackedUp) -> None:
    assert restore(read(backed_up(rule={"schedule": "cron(0 5 * * ? *)"}))) is None


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ("cron(0 5 * * ? *)", 1),
        ("cron(0 5 ? * * *)", 1),
        ("cron(30 1 ? * SUN *)", 7),
        ("cron(0 5 1/14 * ? *)", 14),
        ("cron(0 5 */2 * ? *)", 2),
        ("cron(0 5 1 * ? *)", 31),
    ],
)
def test_somebody_elses_schedule_is_read(backed_up: BackedUp, schedule: str, days: int) -> None:
    rule = {"schedule": schedule, "copyActions": [{"destinationVaultArn": UNKNOWN}]}
    found = restore(read(backed_up(rule=rule, component=False)))
    assert found is not None
    assert found.every_s == days * DAY_S


@pytest.mark.parametrize("schedule", ["cron(0 5 ? * MON,THU *)", "cron(0 5 L * ? *)", "rate(1)"])
def test_a_schedule_that_is_not_understood_is_told(backed_up: BackedUp, schedule: str) -> None:
    rule = {"schedule": schedule, "copyActions": [{"destinationVaultArn": UNKNOWN}]}
    topology = read(backed_up(rule=rule, component=False))
    assert restore(topology) is None
    assert [one.why for one in topology.not_understood] == [
        "how often it makes a backup is not understood"
    ]


def test_a_vault_that_is_only_an_arn_says_its_region_itself(backed_up: BackedUp) -> None:
    arn = f"arn:aws:backup:{STANDBY}:123456789012:backup-vault:kept"
    states = backed_up(rule={"schedule": "cron(0 5 * * ? *)",
                             "copyActions": [{"destinationVaultArn": arn}]})  # fmt: skip
    without = States(tuple(s for s in states.resources if s.type != "aws:backup/vault:Vault"))
    found = restore(read(without))
    assert found is not None
    assert found.region == STANDBY


def test_what_a_table_was_warmed_for_is_read(build: Build, declare: Declare) -> None:
    states = build(declare())
    (table,) = states.of_type(TABLE)
    warm: dict[str, Value] = {"writeUnitsPerSecond": 9000.0, "readUnitsPerSecond": 12000.0}
    warmed = replace(table, inputs={**table.inputs, "warmThroughput": warm})
    others = tuple(state for state in states.resources if state.type != TABLE)
    for inside, expected in ((table, None), (warmed, 9000.0)):
        store = read(States((*others, inside))).system("orders").store("baskets")
        assert store is not None
        assert store.warm_writes_per_s == expected


def test_what_was_reserved_of_a_balancer_is_read(build: Build, declare: Declare) -> None:
    states = build(declare())
    balancer = next(s for s in states.of_type("aws:lb/loadBalancer:LoadBalancer")
                    if s.name == "orders-us-west-2-alb")  # fmt: skip
    capacity: Value = {"capacityUnits": 120.0}
    inputs = {**balancer.inputs, "minimumLoadBalancerCapacity": capacity}
    others = tuple(state for state in states.resources if state is not balancer)
    topology = read(States((*others, replace(balancer, inputs=inputs))))
    reserved = {fleet.region: fleet.reserved_per_s for fleet in topology.system("orders").fleets}
    assert reserved == {PRIMARY: None, STANDBY: 3000.0}
    source = topology.sources[f"systems.orders.fleets.{STANDBY}.reserved_per_s"]
    assert (source.urn, source.property) == (balancer.urn, "minimumLoadBalancerCapacity")
