"""What takes from which quota."""

from __future__ import annotations

import pytest

from openline_stacks.costs._vcpus import _types, vcpus
from openline_stacks.quotas import held, vcpu_quota
from openline_stacks.states import ResourceState, States, Value


def state(type_: str, name: str, **inputs: Value) -> ResourceState:
    urn = f"urn:pulumi:dev::shop::{type_}::{name}"
    return ResourceState("dev", urn, type_, name, True, None, inputs, {})


def region(one: ResourceState) -> str | None:
    found = one.inputs.get("region")
    return found if isinstance(found, str) else None


def test_a_regional_quota_is_each_regions_own() -> None:
    eip = "aws:ec2/eip:Eip"
    there = [state(eip, "a", region="us-east-1"), state(eip, "b", region="us-east-1")]
    found = list(held(States((*there, state(eip, "c", region="us-west-2"))), region))
    assert [(one.region, one.amount) for one in found] == [("us-east-1", 2), ("us-west-2", 1)]


def test_a_quota_of_the_account_counts_all_regions() -> None:
    check = "aws:route53/healthCheck:HealthCheck"
    both = (state(check, "a", region="us-east-1"), state(check, "b", region="us-west-2"))
    (found,) = held(States(both), region)
    assert (found.region, found.amount) == ("", 2)


def test_reserved_capacity_adds_up_and_warm_tables_do_not() -> None:
    balancer, table = "aws:lb/loadBalancer:LoadBalancer", "aws:dynamodb/table:Table"
    asked: Value = {"capacityUnits": 100}
    warm: Value = {"readUnitsPerSecond": 30_000}
    states = States((
        state(balancer, "a", minimumLoadBalancerCapacity=asked),
        state(balancer, "b", minimumLoadBalancerCapacity=asked),
        state(table, "c", warmThroughput=warm),
        state(table, "d", warmThroughput=warm),
    ))  # fmt: skip
    asking = [(one.quota.name, one.amount) for one in held(states, region) if one.path]
    assert asking == [
        ("warm read units of a table", 30_000),
        ("warm read units of a table", 30_000),
        ("reserved balancer capacity units", 200),
    ]


@pytest.mark.parametrize(
    ("type_", "of"),
    [
        ("m7g.large", "standard"),
        ("is4gen.xlarge", "standard"),
        ("inf2.xlarge", "Inf"),
        ("gr6.4xlarge", "G and VT"),
        ("u7i-12tb.224xlarge", "high-memory"),
        ("x2idn.16xlarge", "X"),
        ("p5.48xlarge", "P"),
    ],
)
def test_an_instance_takes_from_the_quota_of_its_family(type_: str, of: str) -> None:
    quota = vcpu_quota(type_)
    assert quota is not None
    assert quota.name.startswith(f"vCPUs of {of} instances")


def test_every_type_but_a_mac_has_a_quota() -> None:
    without = {name.split(".")[0].split("-")[0] for name in _types() if vcpu_quota(name) is None}
    assert all(name.startswith("mac") for name in without)
    assert vcpus("m7g.large") == 2
    assert vcpus("m7g.huge") is None
