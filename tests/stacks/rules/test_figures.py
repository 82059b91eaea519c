"""Figures of one resource beside what AWS takes, and what a new account has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from openline_stacks.rules import check
from openline_stacks.states import ResourceState, States, Value

MakeStates = Callable[[Mapping[str, Mapping[str, Any]]], States]
TABLE = "aws:dynamodb/table:Table"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def found(type_: str, inputs: Mapping[str, Value], *, rule: str = "OL198") -> list[tuple[str, str]]:
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
    return [(one.property, one.what) for one in told if one.rule == rule]


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


OBJECT, CHECK = "aws:s3/bucketObjectv2:BucketObjectv2", "aws:route53/healthCheck:HealthCheck"


@pytest.mark.parametrize(("type_", "most"), [(OBJECT, 10), (CHECK, 10), (BALANCER, 50)])
def test_a_resource_takes_as_many_tags_as_its_service(type_: str, most: int) -> None:
    def told(count: int) -> list[tuple[str, str]]:
        return found(type_, {"tags": {f"k{n}": "v" for n in range(count)}}, rule="OL106")

    assert told(most) == []
    assert told(most + 1) == [("tags", f"{most + 1} tags; it takes {most}")]


DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"


@pytest.mark.parametrize("count", [0, 1, 100, 101])
def test_a_widget_lists_one_to_a_hundred_alarms(count: int) -> None:
    widget = {"type": "alarm", "properties": {"alarms": ["arn"] * count}}
    body = json.dumps({"widgets": [widget]})
    told = found(DASHBOARD, {"dashboardName": "a", "dashboardBody": body}, rule="OL184")
    wrong = [] if 1 <= count <= 100 else [("dashboardBody", f"{count} alarms in one widget")]
    assert told == wrong


def test_a_roles_own_policies_count_together(states_from: MakeStates) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Sid": "a" * 5_050}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = {"is": "aws:iam/role:Role", "assumeRolePolicy": "?"}
    own = {"is": "aws:iam/rolePolicy:RolePolicy", "role": "@role", "policy": policy}
    one = states_from({"role": role, "first": own})
    both = states_from({"role": role, "first": own, "second": own})
    assert [told.rule for told in check(one)] == []
    (told,) = check(both)
    assert (told.rule, told.name) == ("OL196", "role")
    assert told.what == "10310 characters in 2 inline policies, the quota is 10240"


@pytest.mark.parametrize("cidr", ["0.1.0.0/16", "127.0.0.0/28", "169.254.0.0/20", "239.255.0.0/16"])
def test_a_network_that_is_routed_nowhere_is_told(cidr: str, states_from: MakeStates) -> None:
    vpc = {"is": "aws:ec2/vpc:Vpc", "cidrBlock": cidr}
    told = check(states_from({"home": vpc}))
    assert [(one.rule, one.property) for one in told] == [("OL110", "cidrBlock")]


@pytest.mark.parametrize(
    ("image", "wrong"),
    [("ami-0123456789abcdef0", False), ("ami-01234567", False), ("resolve:ssm:/a/b:3", False),
     ("ami-1", True), ("web:latest", True), ("?", False)],
)  # fmt: skip
def test_an_image_is_an_ami_or_a_parameter(
    image: str, wrong: bool, states_from: MakeStates
) -> None:
    template = {"is": "aws:ec2/launchTemplate:LaunchTemplate", "imageId": image}
    told = check(states_from({"template": template}))
    found = [one for one in told if (one.rule, one.property) == ("OL109", "imageId")]
    assert bool(found) is wrong
