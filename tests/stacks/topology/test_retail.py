"""The reference stack itself, previewed and deployed by the real engine, is understood whole."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from openline.declaration import overriding
from openline_stacks.cloud import LocalAws
from openline_stacks.engine import preview, up
from openline_stacks.topology import Entry, System, Topology, read

RETAIL = Path(__file__).parents[3] / "stacks" / "retail"


def _previewed(overrides: Mapping[str, str]) -> Topology:
    with overriding(overrides):
        return read(preview(RETAIL))


@pytest.fixture(scope="module")
def previewed() -> Topology:
    return _previewed({})


def without_ids(system: System) -> System:
    """Without what AWS or the engine makes up at deployment."""
    return replace(
        system,
        checks=tuple(replace(check, id=None) for check in system.checks),
        fleets=tuple(replace(fleet, group_name=None) for fleet in system.fleets),
        stores=tuple(replace(store, table_name=None) for store in system.stores),
        switches=tuple(replace(switch, alarm_name=None) for switch in system.switches),
        entry=_without_groups(system.entry),
    )


def _without_groups(entry: Entry | None) -> Entry | None:
    if entry is None or entry.accelerator is None:
        return entry
    return replace(entry, accelerator=replace(entry.accelerator, groups={}))


@pytest.mark.slow
def test_what_was_deployed_says_the_same_as_the_preview_but_for_ids(previewed: Topology) -> None:
    """And nothing on a path is recorded only: a verdict rests on what was really acted out."""
    with LocalAws() as cloud:
        found = read(up(RETAIL, cloud))
    assert found.not_understood == previewed.not_understood == ()
    assert [without_ids(system) for system in found.systems] == [
        without_ids(system) for system in previewed.systems
    ]
    whole = replace(found, systems=(), resources=previewed.resources)
    assert whole == replace(previewed, systems=())
    _has_ids(found)
    recorded = set(found.resources.recorded_only)
    assert found.resources.emulated + len(recorded) == found.resources.total
    for system in found.systems:
        assert recorded.isdisjoint(system.path_urns), system.name


def _has_ids(topology: Topology) -> None:
    for system in topology.systems:
        assert all(check.id for check in system.checks)
        assert all(fleet.group_name for fleet in system.fleets)
        assert all(store.table_name for store in system.stores)
        assert [switch.alarm_name for switch in system.switches] != [None]
        assert system.entry is not None
        if system.entry.accelerator is not None:
            assert all(system.entry.accelerator.groups.values())


def test_every_system_has_two_ways_in_and_two_fleets(previewed: Topology) -> None:
    for system in previewed.systems:
        assert system.entry is not None
        assert [target.region for target in system.entry.targets] == ["us-east-1", "us-west-2"]
        assert [fleet.region for fleet in system.fleets] == ["us-east-1", "us-west-2"]
        assert all(fleet.zones == ("a", "b", "c") for fleet in system.fleets)
        assert all(fleet.scale_at == 0.5 for fleet in system.fleets)


def test_a_name_that_the_stack_does_not_have_is_a_key_error(previewed: Topology) -> None:
    for look_up in (previewed.system, previewed.group):
        with pytest.raises(KeyError, match="nobody"):
            look_up("nobody")


def test_two_systems_decide_by_themselves_and_the_rest_together(previewed: Topology) -> None:
    assert [(group.name, group.decide) for group in previewed.groups] == [
        ("agent-chat", "automatic"),
        ("knowledge-base", "automatic"),
        ("retail", "manual"),
    ]
    kinds = {s.name: [switch.kind for switch in s.switches] for s in previewed.systems}
    assert kinds.pop("knowledge-base") == ["automatic"]
    assert kinds.pop("agent-chat") == []  # an accelerator has dials
    assert set(map(tuple, kinds.values())) == {("manual",)}


def test_the_portal_and_the_knowledge_base_are_behind_an_edge(previewed: Topology) -> None:
    for name, grouped in (
        ("self-service-portal", ("browse",)),
        ("knowledge-base", ("read-article", "search")),
    ):
        entry = previewed.system(name).entry
        assert entry is not None
        assert entry.edge is not None
        assert entry.edge.grouped == grouped
        assert entry.edge.regions == entry.edge.limited == ("us-east-1", "us-west-2")
        assert entry.edge.origin_name == f"{name}-origin.shop.example.net"
        assert [(hop.kind, hop.resolver) for hop in entry.path] == [
            ("dns", "client"),
            ("edge", "edge"),
            ("dns", "edge"),
        ]
    kept = {o.name: (o.fresh_s, o.stale_s) for s in previewed.systems for o in s.operations}
    assert kept["browse"] == (60.0, 21_600.0)
    assert kept["read-article"] == (300.0, 86_400.0)
    assert kept["search"] == kept["update-profile"] == (None, 0.0)


def test_the_chat_is_behind_an_accelerator(previewed: Topology) -> None:
    entry = previewed.system("agent-chat").entry
    assert entry is not None
    assert entry.accelerator is not None
    assert entry.accelerator.dials == {"us-east-1": 1.0, "us-west-2": 0.0}
    assert (entry.accelerator.interval_s, entry.accelerator.threshold) == (10.0, 3)
    assert [target.role for target in entry.targets] == ["PRIMARY", "SECONDARY"]


def test_a_pilot_light_is_empty_and_its_record_unchecked() -> None:
    topology = _previewed({"strategy": "pilot-light"})
    assert topology.not_understood == ()
    for system in topology.systems:
        standby = system.fleet("us-west-2")
        assert standby is not None
        assert standby.min == 0
        assert standby.full is not None
        assert standby.full > 0
        assert system.entry is not None
        if system.entry.accelerator is None:
            assert [bool(target.check) for target in system.entry.targets] == [True, False]


# The reference stack where every system is found by what the defaults say.
PLAIN = {
    "systems.self-service-portal.entry": "{}",
    "systems.self-service-portal.operations.browse": "{share: 95%}",
    "systems.agent-chat.entry": "{}",
    "systems.knowledge-base.entry": "{}",
    "systems.knowledge-base.operations": "{use: {}}",
}


def test_cname_entries_have_the_declared_ttl_but_not_the_apex() -> None:
    topology = _previewed(PLAIN | {"defaults.entry": "{kind: cname, ttl: 30s}"})
    assert topology.not_understood == ()
    entries = {system.name: system.entry for system in topology.systems}
    apex = entries.pop("self-service-portal")
    assert apex is not None
    assert (apex.kind, apex.path[0].ttl_s, apex.path[0].ttl_set_by) == ("alias", 60.0, "aws")
    for entry in entries.values():
        assert entry is not None
        assert (entry.kind, entry.path[0].ttl_s) == ("cname", 30.0)
        assert [target.region for target in entry.targets] == ["us-east-1", "us-west-2"]


def test_one_region_has_one_of_each() -> None:
    topology = _previewed({"regions": "{us-east-1: primary}"})
    assert topology.not_understood == ()
    for system in topology.systems:
        assert system.entry is not None
        assert (system.entry.policy, len(system.entry.targets)) == ("simple", 1)
        assert len(system.fleets) == 1
        assert system.switches == ()
        assert all(store.kind == "dynamodb-table" for store in system.stores)


BOTH = {"strategy": "active-active", "regions": "{us-west-2: active, us-east-1: active}"}


@pytest.mark.parametrize("entry", ["alias", "{kind: cname, ttl: 30s}"])
def test_two_active_regions_serve_a_half_each_and_either_can_be_left(entry: str) -> None:
    topology = _previewed({**PLAIN, **BOTH, "defaults.entry": entry})
    assert topology.not_understood == ()
    assert topology.primary == "us-east-1"
    for system in topology.systems:
        assert system.entry is not None
        assert system.entry.policy == "weighted"
        assert [target.role for target in system.entry.targets] == ["WEIGHTED", "WEIGHTED"]
        assert [(p.name, p.region, p.share) for p in system.populations] == [
            ("resolvers", "us-east-1", 0.475),
            ("sticky", "us-east-1", 0.025),
            ("resolvers", "us-west-2", 0.475),
            ("sticky", "us-west-2", 0.025),
        ]
        assert [(switch.leaves, switch.region) for switch in system.switches] == [
            ("us-east-1", "us-west-2"),
            ("us-west-2", "us-east-1"),
        ]
        assert [fleet.min >= (fleet.full or 0) for fleet in system.fleets] == [True, True]
    assert {group.decide for group in topology.groups} == {"manual", "automatic"}


def test_a_third_copy_of_a_strong_store_serves_nobody() -> None:
    topology = _previewed(
        {
            "regions": "{us-east-1: primary, us-west-2: standby, us-east-2: replica}",
            "order-management.stores.orders.consistency": "strong",
        }
    )
    assert topology.not_understood == ()
    assert [(region.name, region.role) for region in topology.regions][2] == (
        "us-east-2",
        "replica",
    )
    store = topology.system("order-management").store("orders")
    assert store is not None
    assert (store.consistency, store.replicas, store.witness) == (
        "strong",
        ("us-east-1", "us-east-2", "us-west-2"),
        None,
    )
    assert {f.region for s in topology.systems for f in s.fleets} == {"us-east-1", "us-west-2"}


def test_backup_and_restore_says_where_each_store_comes_back() -> None:
    topology = _previewed(
        {"strategy": "backup-and-restore", "order-management.stores.orders.size": "500GB"}
    )
    assert topology.not_understood == ()
    for system in topology.systems:
        for store in system.stores:
            assert store.replicas == ("us-east-1",)
            assert store.restore is not None
            assert (store.restore.region, store.restore.every_s) == ("us-west-2", 86400.0)
            assert store.restore.urn in system.path_urns
    orders = topology.system("order-management").store("orders")
    assert orders is not None
    assert orders.restore is not None
    assert (orders.restore.size_gb, orders.restore.gb_per_h) == (500.0, None)


def test_what_has_a_replica_is_not_restored(previewed: Topology) -> None:
    assert all(store.restore is None for system in previewed.systems for store in system.stores)
