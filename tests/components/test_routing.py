"""FailoverRouting: who is answered, who decides, and what an operator flips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from openline import contract
from openline_stacks.engine import ProgramError
from openline_stacks.states import ResourceState, States

RECORD = "aws:route53/record:Record"
CHECK = "aws:route53/healthCheck:HealthCheck"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
Shape = Callable[[str], States]


def one(states: States, type_: str, name: str) -> ResourceState:
    (found,) = (state for state in states.of_type(type_) if state.name == name)
    return found


def public(states: States, role: str, system: str = "orders") -> ResourceState:
    region = next(
        state.name.split(f"{system}-")[1].removesuffix("-public")
        for state in states.of_type(RECORD)
        if f"-{system}-" in state.name and state.name.endswith("-public") and _policy(state) == role
    )
    return one(states, RECORD, f"shop-{system}-{region}-public")


def _policy(state: ResourceState) -> str | None:
    policies = state.inputs.get("failoverRoutingPolicies")
    if not isinstance(policies, Sequence):
        return None
    (policy,) = policies
    return str(policy["type"]) if isinstance(policy, Mapping) else None


def followed(states: States, state: ResourceState, property_: str) -> ResourceState:
    """The one resource that a property comes from."""
    (urn,) = state.property_dependencies[property_]
    return states.by_urn()[urn]


def test_5_a_manual_primary_follows_the_switch_alone(shape: Shape) -> None:
    states = shape("warm-standby")
    check = followed(states, public(states, "PRIMARY"), "healthCheckId")
    assert check.inputs["type"] == "CLOUDWATCH_METRIC"
    assert check.inputs["insufficientDataHealthStatus"] == "LastKnownStatus"
    assert "invertHealthcheck" not in check.inputs


def test_5_the_switch_lives_in_the_standby_and_latches(shape: Shape) -> None:
    states = shape("warm-standby")
    check = followed(states, public(states, "PRIMARY"), "healthCheckId")
    alarm = followed(states, check, "cloudwatchAlarmName")
    assert alarm.type == ALARM
    assert alarm.inputs["region"] == check.inputs["cloudwatchAlarmRegion"] == "us-west-2"
    assert alarm.inputs["treatMissingData"] == "ignore"
    assert (alarm.inputs["period"], alarm.inputs["evaluationPeriods"]) == (60, 1)
    assert alarm.inputs["statistic"] == "Maximum"
    assert alarm.inputs["dimensions"] == {"Stack": "shop", "System": "orders"}
    assert (alarm.inputs["namespace"], alarm.inputs["metricName"]) == (
        contract.SWITCH_NAMESPACE,
        contract.SWITCH_METRIC,
    )


def test_5_an_automatic_primary_needs_both_the_endpoint_and_the_switch(shape: Shape) -> None:
    states = shape("strong-automatic")
    check = followed(states, public(states, "PRIMARY"), "healthCheckId")
    assert check.inputs["type"] == "CALCULATED"
    assert check.inputs["childHealthThreshold"] == 2
    children = [states.by_urn()[urn] for urn in check.property_dependencies["childHealthchecks"]]
    assert sorted(str(child.inputs["type"]) for child in children) == ["CLOUDWATCH_METRIC", "HTTPS"]


def test_6_a_pilot_light_is_not_checked(shape: Shape) -> None:
    states = shape("pilot-light")
    assert "healthCheckId" not in public(states, "SECONDARY").inputs
    assert not [s for s in states.of_type(CHECK) if s.name == "shop-orders-us-west-2-serves"]


def test_a_warm_standby_is_checked_by_its_own_endpoint(shape: Shape) -> None:
    states = shape("warm-standby")
    check = followed(states, public(states, "SECONDARY"), "healthCheckId")
    assert check.name == "shop-orders-us-west-2-serves"


def test_endpoint_checks_ask_the_regional_name_over_tls(shape: Shape) -> None:
    states = shape("warm-standby")
    check = one(states, CHECK, "shop-orders-us-east-1-serves")
    assert check.inputs["type"] == "HTTPS"
    assert check.inputs["enableSni"] is True
    assert check.inputs["measureLatency"] is True
    assert (check.inputs["port"], check.inputs["resourcePath"]) == (443, "/ready")
    assert (check.inputs["requestInterval"], check.inputs["failureThreshold"]) == (10, 3)
    record = followed(states, check, "fqdn")
    assert record.inputs["name"] == "orders-us-east-1.shop.example.net"


def test_8_endpoint_alarms_are_where_the_metrics_of_checks_are(shape: Shape) -> None:
    for name in ("warm-standby", "europe"):
        states = shape(name)
        paging = [s for s in states.of_type(ALARM) if s.inputs.get("namespace") == "AWS/Route53"]
        assert len(paging) == 4
        assert {state.inputs["region"] for state in paging} == {"us-east-1"}
        topics = {followed(states, state, "alarmActions").inputs["region"] for state in paging}
        assert topics == {"us-east-1"}


def test_alarms_publish_in_their_own_region(shape: Shape) -> None:
    for name in ("warm-standby", "europe"):
        states = shape(name)
        for alarm in states.of_type(ALARM):
            if "alarmActions" not in alarm.inputs:
                continue  # one that a composite alarm speaks for
            topic = followed(states, alarm, "alarmActions")
            assert topic.inputs["region"] == alarm.inputs["region"]


@pytest.mark.parametrize("role", ["PRIMARY", "SECONDARY"])
def test_an_alias_answers_with_the_balancers_own_zone(shape: Shape, role: str) -> None:
    states = shape("warm-standby")
    record = public(states, role)
    aliases = record.inputs["aliases"]
    assert isinstance(aliases, list)
    (alias,) = aliases
    assert isinstance(alias, Mapping)
    assert alias["evaluateTargetHealth"] is False
    balancer = followed(states, record, "aliases")
    assert balancer.type == "aws:lb/loadBalancer:LoadBalancer"
    assert str(balancer.inputs["region"]) in str(record.inputs["setIdentifier"])


def test_1_a_cname_answers_with_the_regional_name_and_a_ttl(shape: Shape) -> None:
    states = shape("cname-unprotected")
    record = public(states, "PRIMARY")
    assert (record.inputs["type"], record.inputs["ttl"]) == ("CNAME", 30)
    assert followed(states, record, "records").name == "shop-orders-us-east-1-regional"
    assert public(states, "PRIMARY", "portal").inputs["type"] == "A"  # the apex


def test_one_region_has_one_simple_record(shape: Shape) -> None:
    states = shape("one-region")
    record = one(states, RECORD, "shop-orders-us-east-1-public")
    assert not {"setIdentifier", "healthCheckId", "failoverRoutingPolicies"} & record.inputs.keys()
    (routing,) = (s for s in states.of_type(contract.TYPE_ROUTING) if s.name == "shop-orders")
    assert routing.inputs["policy"] == "simple"
    assert "switch" not in routing.inputs


def test_the_contract_says_what_an_operator_flips(shape: Shape) -> None:
    (routing,) = (
        s for s in shape("warm-standby").of_type(contract.TYPE_ROUTING) if s.name == "shop-orders"
    )
    assert routing.inputs["switch"] == {
        "region": "us-west-2",
        "kind": "manual",
        "namespace": "Openline/Failover",
        "metric": "SwitchedOver",
        "dimensions": {"Stack": "shop", "System": "orders"},
    }
    assert routing.inputs["targets"] == {"us-east-1": "primary", "us-west-2": "standby"}
    assert routing.inputs["check"] == {"path": "/ready", "intervalS": 10, "threshold": 3}


def weighted(states: States, region: str) -> ResourceState:
    return one(states, RECORD, f"shop-orders-{region}-public")


@pytest.mark.parametrize(
    ("left", "other"), [("us-east-1", "us-west-2"), ("us-west-2", "us-east-1")]
)
def test_each_active_region_is_left_by_a_switch_in_the_other(
    shape: Shape, left: str, other: str
) -> None:
    states = shape("both-manual")
    check = followed(states, weighted(states, left), "healthCheckId")
    assert check.inputs["type"] == "CLOUDWATCH_METRIC"
    assert check.inputs["cloudwatchAlarmRegion"] == other
    alarm = followed(states, check, "cloudwatchAlarmName")
    assert alarm.inputs["region"] == other
    assert "switched over to " + other in str(alarm.inputs["alarmDescription"])


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2"])
def test_an_automatic_active_region_needs_its_own_endpoint_and_its_switch(
    shape: Shape, region: str
) -> None:
    states = shape("both-automatic")
    check = followed(states, weighted(states, region), "healthCheckId")
    children = [states.by_urn()[urn] for urn in check.property_dependencies["childHealthchecks"]]
    assert check.inputs["childHealthThreshold"] == 2
    assert sorted(str(child.inputs["type"]) for child in children) == ["CLOUDWATCH_METRIC", "HTTPS"]
    (endpoint,) = (child for child in children if child.inputs["type"] == "HTTPS")
    assert region in endpoint.name


def test_the_contract_says_both_switches_of_active_regions(shape: Shape) -> None:
    (routing,) = (
        s for s in shape("both-manual").of_type(contract.TYPE_ROUTING) if s.name == "shop-orders"
    )
    assert routing.inputs["policy"] == "weighted"
    assert "switch" not in routing.inputs
    switches = routing.inputs["switches"]
    assert isinstance(switches, Mapping)
    assert {left: one["region"] for left, one in switches.items() if isinstance(one, Mapping)} == {
        "us-east-1": "us-west-2",
        "us-west-2": "us-east-1",
    }


GOOD = """
from openline import FailoverRouting
args = {
    "stack": "shop", "system": "orders", "group": "shop", "domain": "example.net",
    "zone_id": "Z1", "name": "orders.example.net", "targets": {"us-east-1": "primary"},
    "balancers": {"us-east-1": {"dns_name": "lb", "zone_id": "Z2"}},
    "check": {"path": "/ready", "interval_s": 10, "threshold": 3}, "decide": "manual",
    "alarm_topics": {"us-east-1": "arn:topic"},
}
"""


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"targets": {"us-east-1": "standby"}}, "targets: 0 regions are primary"),
        ({"targets": {"us-east-1": "reserve"}}, "targets.us-east-1: 'reserve' is not a role"),
        ({"targets": {"us-east-1": "active"}}, "targets: 1 regions are active; two, and no"),
        ({"targets": {"us-east-1": "active", "us-west-2": "active"}}, "alarm_topics: none in us-w"),
        ({"balancers": {}}, "balancers: none in us-east-1"),
        ({"decide": "later"}, "decide: 'later'; write manual or automatic"),
        ({"check": {"path": "/", "interval_s": 20, "threshold": 3}}, "Route 53 takes 10 or 30"),
        ({"check": {"path": "/", "interval_s": 10, "threshold": 11}}, "Route 53 takes 1 to 10"),
        ({"name": "example.net", "ttl_s": 60}, "ttl_s: example.net is an apex"),
        ({"alarm_topics": {}}, "alarm_topics: none in us-east-1"),
    ],
)
def test_what_cannot_be_routed_is_refused(
    run: Callable[[str], States], change: dict[str, Any], line: str
) -> None:
    with pytest.raises(ProgramError) as caught:
        run(f"{GOOD}\nFailoverRouting('orders', args | {change!r})")
    assert line in str(caught.value)


def test_what_can_be_routed_is_built(run: Callable[[str], States]) -> None:
    states = run(f"{GOOD}\nFailoverRouting('orders', args)")
    assert len(states.of_type(RECORD)) == 2
