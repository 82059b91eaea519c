"""CustomerStore: tables that survive a region, an operator's mistake and a first peak."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from openline import contract
from openline_stacks.engine import ProgramError
from openline_stacks.states import ResourceState, States

Shape = Callable[[str], States]
Run = Callable[[str], States]


def table(states: States) -> ResourceState:
    (found,) = states.of_type("aws:dynamodb/table:Table")
    return found


def replicas(states: States) -> list[Mapping[str, Any]]:
    found = table(states).inputs.get("replicas", [])
    assert isinstance(found, list)
    return found


def test_12_every_replica_has_its_own_key_recovery_and_protection(shape: Shape) -> None:
    states = shape("warm-standby")
    (replica,) = replicas(states)
    assert replica["regionName"] == "us-west-2"
    assert replica["pointInTimeRecovery"] is True
    assert replica["deletionProtectionEnabled"] is True
    assert replica["propagateTags"] is True
    (urn,) = table(states).property_dependencies["replicas"]
    assert "aws:kms/replicaKey:ReplicaKey" in urn


def test_12_no_replica_stands_in_the_tables_own_region(states: States) -> None:
    for one in states.of_type("aws:dynamodb/table:Table"):
        for replica in one.inputs.get("replicas", []):  # type: ignore[union-attr]
            assert isinstance(replica, Mapping)
            assert replica["regionName"] != one.inputs["region"]


def test_12_strong_has_three_sites(shape: Shape) -> None:
    states = shape("strong-automatic")
    assert [replica["consistencyMode"] for replica in replicas(states)] == ["STRONG"]
    assert table(states).inputs["globalTableWitness"] == {"regionName": "us-east-2"}
    (store,) = states.of_type(contract.TYPE_STORE)
    assert (store.inputs["primary"], store.inputs["replicas"]) == ("us-east-1", ["us-west-2"])
    assert store.inputs["witness"] == "us-east-2"


def test_12_a_third_replica_has_a_key_of_its_own_and_only_strong_stores(shape: Shape) -> None:
    states = shape("strong-replica")
    tables = {s.name: s for s in states.of_type("aws:dynamodb/table:Table")}
    regions = {
        name: [one["regionName"] for one in table.inputs["replicas"]]  # type: ignore[index, call-overload, union-attr]
        for name, table in tables.items()
    }
    assert regions == {
        "shop-orders.book-table": ["us-east-1", "us-west-2"],
        "shop-orders.notes-table": ["us-west-2"],
    }
    strong = tables["shop-orders.book-table"]
    assert "globalTableWitness" not in strong.inputs
    keys = [urn for urn in strong.property_dependencies["replicas"] if "aws:kms/" in urn]
    assert {urn.rsplit("::", 1)[1] for urn in keys} == {
        "shop-keys-us-east-1-key",
        "shop-keys-us-west-2-key",
    }


def test_eventual_has_no_mode_and_no_witness(shape: Shape) -> None:
    states = shape("warm-standby")
    assert "consistencyMode" not in replicas(states)[0]
    assert "globalTableWitness" not in table(states).inputs


def test_every_attribute_is_a_key(shape: Shape) -> None:
    inputs = table(shape("warm-standby")).inputs
    assert inputs["attributes"] == [{"name": "id", "type": "S"}]
    assert inputs["hashKey"] == "id"
    assert inputs["billingMode"] == "PAY_PER_REQUEST"
    assert (inputs["streamEnabled"], inputs["streamViewType"]) == (True, "NEW_AND_OLD_IMAGES")


@pytest.mark.parametrize(("name", "on"), [("warm-standby", True), ("cname-unprotected", False)])
def test_16_protection_reaches_table_and_replicas(shape: Shape, name: str, on: bool) -> None:
    states = shape(name)
    assert table(states).inputs["deletionProtectionEnabled"] is on
    assert table(states).protect is on
    assert [replica["deletionProtectionEnabled"] for replica in replicas(states)] == [on]


def test_system_a_with_store_b_c_is_not_system_a_b_with_store_c(shape: Shape) -> None:
    assert table(shape("warm-standby")).name == "shop-orders.book-table"


GOOD = """
from openline import CustomerStore
args = {
    "stack": "shop", "system": "orders", "store": "book", "key": "id", "consistency": "eventual",
    "primary": "us-east-1", "replicas": [], "key_arns": {"us-east-1": "k1", "us-west-2": "k2"},
}
"""


def built(run: Run, **change: Any) -> States:
    return run(f"{GOOD}\nCustomerStore('orders.book', args | {change!r})")


def test_one_region_has_a_plain_table(run: Run) -> None:
    assert "replicas" not in table(built(run)).inputs


@pytest.mark.parametrize(("writes", "asked"), [(4000.0, None), (4000.5, 4001), (9000.0, 9000)])
def test_throughput_that_a_new_table_lacks_is_there_before_the_peak(
    run: Run, writes: float, asked: int | None
) -> None:
    warm = table(built(run, writes_per_s=writes)).inputs.get("warmThroughput")
    assert (warm["writeUnitsPerSecond"] if isinstance(warm, Mapping) else None) == asked


@pytest.mark.parametrize(("reads", "asked"), [(12000.0, None), (12000.5, 12001)])
def test_so_it_is_for_what_is_read(run: Run, reads: float, asked: int | None) -> None:
    warm = table(built(run, reads_per_s=reads)).inputs.get("warmThroughput")
    assert warm == ({"readUnitsPerSecond": asked, "writeUnitsPerSecond": 4000} if asked else None)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"consistency": "weak"}, "consistency: 'weak'; write eventual or strong"),
        ({"consistency": "strong", "replicas": ["us-west-2"]}, "exactly three are needed"),
        ({"replicas": ["us-east-1"]}, "replicas: us-east-1, us-east-1 has a region twice"),
        ({"witness": "us-east-2"}, "witness: only a strong store has one"),
        ({"replicas": ["eu-west-1"]}, "key_arns: no key in eu-west-1"),
    ],
)
def test_what_cannot_be_built_is_refused(run: Run, change: dict[str, Any], line: str) -> None:
    with pytest.raises(ProgramError) as caught:
        built(run, **change)
    assert line in str(caught.value)
