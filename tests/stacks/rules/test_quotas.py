"""Quotas of one resource: what it asks for at once, beside what a new account has."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from openline_stacks.rules import check
from openline_stacks.states import ResourceState, States, Value

TABLE = "aws:dynamodb/table:Table"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def found(type_: str, inputs: Mapping[str, Value]) -> list[tuple[str, str]]:
    state = ResourceState(
        stack="dev",
        urn=f"urn:pulumi:dev::shop::{type_}::it",
        type=type_,
        name="it",
        custom=True,
        id=None,
        inputs={"region": "us-east-1", **inputs},
        outputs={},
    )
    told = check(States((state,)))
    return [(one.property, one.what) for one in told if one.rule == "OL198"]


@pytest.mark.parametrize("key", ["readUnitsPerSecond", "writeUnitsPerSecond"])
def test_a_table_is_warmed_up_to_the_quota_of_a_table(key: str) -> None:
    assert found(TABLE, {"warmThroughput": {key: 40_000}}) == []
    assert found(TABLE, {"warmThroughput": {key: 40_001}}) == [
        (f"warmThroughput.{key}", "40,001; a new account has 40,000")
    ]


def test_no_balancer_reserves_capacity_before_the_quota_is_raised() -> None:
    assert found(BALANCER, {}) == []
    assert found(BALANCER, {"minimumLoadBalancerCapacity": {"capacityUnits": 101}}) == [
        ("minimumLoadBalancerCapacity.capacityUnits", "101; a new account has 0")
    ]
