"""What makes no sense is named with its property and the reason, on the path of who rests on it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from openline.declaration import Declaration
from openline_stacks.states import UNKNOWN, States
from openline_stacks.topology import read

Declare = Callable[..., Declaration]
Build = Callable[..., States]
Change = Callable[..., States]


@pytest.fixture
def states(build: Build, declare: Declare) -> States:
    return build(declare())


@pytest.mark.parametrize(
    ("name", "type_", "inputs", "property_", "why"),
    [
        ("orders-us-east-1-fleet", "Group", {"minSize": UNKNOWN}, "minSize", "not known"),
        (
            "orders-public-us-east-1",
            "Record",
            {"weightedRoutingPolicies": [{"weight": 10}]},
            "weightedRoutingPolicies",
            "a record has one policy",
        ),
        (
            "orders-public-us-west-2",
            "Record",
            {"failoverRoutingPolicies": [{"type": "PRIMARY"}]},
            "failoverRoutingPolicies",
            "a set of PRIMARY, PRIMARY",
        ),
        ("orders-switch", "HealthCheck", {"type": "RECOVERY_CONTROL"}, "type", "not modelled"),
        ("orders-switch", "HealthCheck", {"invertHealthcheck": True}, "invertHealthcheck", "not"),
        ("orders-switch", "HealthCheck", {"disabled": True}, "disabled", "never fails over"),
        (
            "orders-switch",
            "HealthCheck",
            {"cloudwatchAlarmRegion": "us-east-1"},
            "cloudwatchAlarmName",
            "not in us-east-1",
        ),
        ("orders-switch", "MetricAlarm", {"metricName": UNKNOWN}, "metricName", "not known"),
        ("orders-switch", "MetricAlarm", {"dimensions": {"x": UNKNOWN}}, "dimensions", "not known"),
        (
            "orders-us-east-1-scaling",
            "Policy",
            {"targetTrackingConfiguration": {"targetValue": 3}},
            "targetTrackingConfiguration",
            "no target",
        ),
        ("orders-baskets", "Table", {"replicas": UNKNOWN}, "replicas", "not known"),
        (
            "orders-baskets",
            "Table",
            {"replicas": [{"regionName": "us-west-2", "consistencyMode": "ODD"}]},
            "replicas",
            "consistency is ODD",
        ),
        ("orders-us-east-1-a", "Subnet", {"availabilityZone": None}, "vpcZoneIdentifiers", "zones"),
    ],
)
def test_it_is_named_and_the_system_rests_on_it(
    states: States,
    change: Change,
    name: str,
    type_: str,
    inputs: Mapping[str, Any],
    property_: str,
    why: str,
) -> None:
    topology = read(change(states, name, type_, **inputs))
    doubts = [n for n in topology.not_understood if n.property == property_]
    assert doubts, topology.not_understood
    assert why in doubts[0].why
    assert doubts[0].urn in topology.system("orders").path_urns
    assert doubts[0].urn not in topology.system("portal").path_urns


def test_a_record_that_points_elsewhere_is_foreign(states: States) -> None:
    foreign = tuple(
        replace(
            state,
            inputs={**state.inputs, "aliases": [{"name": "d111.cloudfront.net"}]},
            property_dependencies={},
        )
        if state.name == "orders-public-us-west-2"
        else state
        for state in states.resources
    )
    topology = read(States(foreign))
    assert [n.why for n in topology.not_understood if n.property == "aliases"] == [
        "points to d111.cloudfront.net, which is none of these resources"
    ]
    entry = topology.system("orders").entry
    assert entry is not None
    assert [target.region for target in entry.targets] == ["us-east-1"]


def test_a_link_to_what_is_not_there_names_it(states: States) -> None:
    rest = tuple(s for s in states.resources if s.name != "orders-us-west-2-alb")
    doubts = read(States(rest)).not_understood
    assert any("orders-us-west-2-alb, which is not among" in doubt.why for doubt in doubts)


def test_a_literal_name_is_followed_where_nothing_is_depended_on(states: States) -> None:
    """As a stack has it that was exported, or written by hand in another language."""
    balancer = next(s for s in states.resources if s.name == "orders-us-east-1-alb")
    name = f"{balancer.outputs['dnsName']}.".upper()
    literal = tuple(
        replace(
            state,
            inputs={**state.inputs, "aliases": [{"name": name, "evaluateTargetHealth": False}]},
            property_dependencies={"healthCheckId": state.property_dependencies["healthCheckId"]},
        )
        if state.name == "orders-public-us-east-1"
        else state
        for state in states.resources
    )
    topology = read(States(literal))
    assert topology.not_understood == ()
    assert topology == replace(read(states), sources=topology.sources)


def test_two_candidates_are_not_chosen_between(states: States) -> None:
    group = next(s for s in states.resources if s.name == "orders-us-east-1-fleet")
    twin = replace(group, urn=f"{group.urn}-2", name=f"{group.name}-2")
    # of the two components and groups of that name the twin is only the group's
    assert group.type.endswith(":Group")
    topology = read(States((*states.resources, twin)))
    assert topology.system("orders").fleet("us-east-1") is None
    assert {n.urn for n in topology.not_understood} == {group.urn, twin.urn}


def test_a_rule_on_the_listener_is_not_modelled(states: States) -> None:
    listener = next(s for s in states.resources if s.name == "orders-us-east-1-https")
    rule = replace(
        listener,
        urn="urn:rule",
        type="aws:lb/listenerRule:ListenerRule",
        name="rule",
        property_dependencies={"listenerArn": (listener.urn,)},
    )
    topology = read(States((*states.resources, rule)))
    assert [n.urn for n in topology.not_understood] == ["urn:rule"]
    assert "urn:rule" in topology.system("orders").path_urns


def test_a_group_that_decides_in_two_ways_is_said(build: Build, declare: Declare) -> None:
    mixed = build(declare())
    by_itself = build(declare(failover={"decide": "automatic"}))
    parts = {s.urn: s for s in mixed.resources if "portal" in s.urn or not s.custom}
    parts |= {s.urn: s for s in by_itself.resources if "orders" in s.urn and s.custom}
    topology = read(States(tuple(parts.values())))
    assert {n.why for n in topology.not_understood} == {"group shop decides in two ways"}
    for system in topology.systems:
        assert topology.not_understood[0].urn in system.path_urns


def test_a_store_without_a_table_is_said(states: States) -> None:
    rest = tuple(s for s in states.resources if not s.type.endswith(":Table"))
    topology = read(States(rest))
    assert [n.why for n in topology.not_understood] == ["no table for the store baskets of orders"]
    assert topology.system("orders").stores == ()
