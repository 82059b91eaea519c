"""ServiceFleet: a balancer in front, instances behind, and a size that follows the requests."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from openline import contract
from openline_stacks.engine import ProgramError
from openline_stacks.states import ResourceState, States

Shape = Callable[[str], States]
NAME = "shop-orders-us-east-1"


@pytest.fixture
def warm(shape: Shape) -> States:
    return shape("warm-standby")


def one(states: States, type_: str, name: str) -> ResourceState:
    (found,) = (state for state in states.of_type(type_) if state.name == name)
    return found


def only(states: States, type_: str, parent: str = NAME) -> ResourceState:
    """The one child of that type of one fleet."""
    by_urn = states.by_urn()
    (found,) = (s for s in states.of_type(type_) if by_urn[s.parent or ""].name == parent)
    return found


def types_of(states: States, state: ResourceState, property_: str) -> set[str]:
    by_urn = states.by_urn()
    return {by_urn[urn].type for urn in state.property_dependencies[property_]}


def test_the_group_follows_the_declared_size(warm: States) -> None:
    group = only(warm, "aws:autoscaling/group:Group")
    fleet = one(warm, contract.TYPE_FLEET, NAME)
    assert group.inputs["minSize"] == fleet.inputs["minSize"]
    assert group.inputs["maxSize"] == fleet.inputs["maxSize"]
    assert fleet.inputs["fullSize"] == 6  # 500/s x 1.3 at 120/s an instance


def test_the_group_stands_in_the_private_subnets(warm: States) -> None:
    group = only(warm, "aws:autoscaling/group:Group")
    by_urn = warm.by_urn()
    subnets = [
        by_urn[urn].name
        for urn in group.property_dependencies["vpcZoneIdentifiers"]
        if by_urn[urn].type == "aws:ec2/subnet:Subnet"
    ]
    assert subnets == ["shop-us-east-1-private-a", "shop-us-east-1-private-b"]


def test_the_group_asks_the_balancer_and_waits_for_the_start(warm: States) -> None:
    group = only(warm, "aws:autoscaling/group:Group")
    assert group.inputs["healthCheckType"] == "ELB"
    assert group.inputs["healthCheckGracePeriod"] == 180
    assert group.inputs["defaultInstanceWarmup"] == 180


def test_scaling_counts_requests_per_target_and_minute(warm: States) -> None:
    policy = only(warm, "aws:autoscaling/policy:Policy")
    assert policy.inputs["policyType"] == "TargetTrackingScaling"
    target = policy.inputs["targetTrackingConfiguration"]
    assert isinstance(target, Mapping)
    assert target["targetValue"] == pytest.approx(0.7 * 120 * 60)
    assert types_of(warm, policy, "targetTrackingConfiguration") == {
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/targetGroup:TargetGroup",
    }


def test_19_what_runs_is_what_was_declared(warm: States) -> None:
    template = only(warm, "aws:ec2/launchTemplate:LaunchTemplate")
    assert template.inputs["imageId"] == "resolve:ssm:/shop/orders/image"
    assert base64.b64decode(str(template.inputs["userData"])) == b"#!/bin/sh"
    targets = only(warm, "aws:lb/targetGroup:TargetGroup")
    assert targets.inputs["port"] == 9443
    other = only(warm, "aws:ec2/launchTemplate:LaunchTemplate", "shop-portal-us-east-1")
    assert "userData" not in other.inputs


def test_a_template_asks_for_nothing_that_an_older_type_is_refused_for(warm: States) -> None:
    """A t2.micro with EBS optimisation is never launched."""
    template = only(warm, "aws:ec2/launchTemplate:LaunchTemplate")
    assert "ebsOptimized" not in template.inputs


def test_instances_take_imdsv2_alone(warm: States) -> None:
    template = only(warm, "aws:ec2/launchTemplate:LaunchTemplate")
    options = template.inputs["metadataOptions"]
    assert isinstance(options, Mapping)
    assert (options["httpTokens"], options["httpPutResponseHopLimit"]) == ("required", 1)


def test_health_is_asked_at_the_alive_path(warm: States) -> None:
    health = only(warm, "aws:lb/targetGroup:TargetGroup").inputs["healthCheck"]
    assert isinstance(health, Mapping)
    assert health["path"] == "/healthz"


def test_9_the_balancer_waits_for_its_log_buckets_policy(warm: States) -> None:
    balancer = only(warm, "aws:lb/loadBalancer:LoadBalancer")
    assert "aws:s3/bucketPolicy:BucketPolicy" in types_of(warm, balancer, "accessLogs")
    assert balancer.inputs["dropInvalidHeaderFields"] is True
    assert balancer.inputs["internal"] is False


def test_14_balancer_and_instances_refer_to_each_other(warm: States) -> None:
    rules = [
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    ]
    inward = one(warm, rules[0], f"{NAME}-instances-in")
    outward = one(warm, rules[1], f"{NAME}-balancer-out")
    assert (
        inward.property_dependencies["referencedSecurityGroupId"]
        == outward.property_dependencies["securityGroupId"]
    )
    assert (
        outward.property_dependencies["referencedSecurityGroupId"]
        == inward.property_dependencies["securityGroupId"]
    )
    assert inward.inputs["fromPort"] == inward.inputs["toPort"] == 9443


def test_13_roles_have_their_region_in_the_name(warm: States) -> None:
    for region in ("us-east-1", "us-west-2"):
        assert region in only(warm, "aws:iam/role:Role", f"shop-orders-{region}").name


def test_instances_may_use_their_own_tables_and_nothing_wider(deployed: States) -> None:
    policy = json.loads(str(only(deployed, "aws:iam/rolePolicy:RolePolicy").inputs["policy"]))
    by_sid = {statement["Sid"]: statement for statement in policy["Statement"]}
    (table,) = deployed.of_type("aws:dynamodb/table:Table")
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{table.outputs['name']}"
    assert by_sid["OwnTables"]["Resource"] == [arn, f"{arn}/index/*"]
    assert [sid for sid, one in by_sid.items() if one["Resource"] == "*"] == ["Sessions"]
    assert not any("*" in action for action in by_sid["OwnTables"]["Action"])


def test_instances_are_launched_when_their_permissions_are_there(warm: States) -> None:
    profile = only(warm, "aws:iam/instanceProfile:InstanceProfile")
    assert only(warm, "aws:iam/rolePolicy:RolePolicy").urn in profile.dependencies


def test_in_the_standby_they_use_the_copy_there(deployed: States) -> None:
    policy = only(deployed, "aws:iam/rolePolicy:RolePolicy", "shop-orders-us-west-2")
    assert "arn:aws:dynamodb:us-west-2:" in str(policy.inputs["policy"])
    assert "arn:aws:dynamodb:us-east-1:" not in str(policy.inputs["policy"])


def test_a_system_without_stores_may_use_none(deployed: States) -> None:
    policy = only(deployed, "aws:iam/rolePolicy:RolePolicy", "shop-portal-us-east-1")
    assert "dynamodb:PutItem" not in str(policy.inputs["policy"])


GOOD = """
from openline import ServiceFleet
args = {
    "stack": "shop", "account": "123456789012", "system": "orders", "region": "us-east-1",
    "role": "primary", "vpc_id": "vpc-1", "public_subnet_ids": ["s-1"],
    "private_subnet_ids": ["s-2"], "log_bucket": "logs", "certificate_arn": "arn:c",
    "key_arn": "arn:k", "image": "ami-0123456789abcdef0", "instance": "m7g.large", "port": 8443,
    "health_path": "/healthz", "min_size": 2, "max_size": 4, "full_size": 2, "warm_up_s": 180,
    "requests_per_instance_per_s": 120, "buffer": 0.3, "scale_at": 0.7,
}
"""


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"min_size": 5}, "min_size: 5 to 4 instances"),
        ({"min_size": -1}, "min_size: -1 to 4 instances"),
        ({"min_size": 0, "max_size": 0}, "min_size: 0 to 0 instances"),
        ({"port": 0}, "port: 0 is not a port"),
        ({"health_path": "healthz"}, "health_path: 'healthz' is not a path"),
        ({"scale_at": 0}, "scale_at: 0.0 leaves nothing to scale by"),
        ({"image": None}, "image: missing"),
        (
            {"table_names": ["t"] * 100},
            "table_names: 100; the role of the instances takes 99",
        ),
        (
            {"seasons": {"sale": {"raised": "11-23", "lowered": "12-01", "min_size": 5}}},
            "seasons.sale.min_size: 5 instances; from min_size 2 to max_size 4 are possible",
        ),
        (
            {"seasons": {"sale": {"raised": "11-31x", "lowered": "12-01", "min_size": 3}}},
            "seasons.sale.raised: '11-31x'; write a month and a day such as 11-24",
        ),
    ],
)
def test_what_cannot_be_built_is_refused(
    run: Callable[[str], States], change: dict[str, Any], line: str
) -> None:
    with pytest.raises(ProgramError) as caught:
        run(f"{GOOD}\nServiceFleet('orders', args | {change!r})")
    assert f"ServiceFleet(orders): {line}" in str(caught.value)


def test_a_fleet_can_be_built_by_itself(run: Callable[[str], States]) -> None:
    states = run(f"{GOOD}\nServiceFleet('orders', args)")
    assert len(states.of_type("aws:autoscaling/group:Group")) == 1


SCHEDULE = "aws:autoscaling/schedule:Schedule"


def schedules(states: States, region: str) -> dict[str, Mapping[str, Any]]:
    found = [s for s in states.of_type(SCHEDULE) if s.inputs["region"] == region]
    return {s.name.rsplit("-", 1)[-1]: s.inputs for s in found}


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2"])
def test_a_season_raises_the_minimum_of_both_regions_and_takes_it_back(
    shape: Callable[[str], States], region: str
) -> None:
    found = schedules(shape("seasons"), region)
    assert set(found) == {"raise", "lower"}
    assert (found["raise"]["recurrence"], found["lower"]["recurrence"]) == (
        "0 0 23 11 *",
        "0 0 1 12 *",
    )
    # 1500 x 1.3 / 120 = 16.25; usually 120 x 1.3 / 120 = 1.3 and one a zone, and in the standby
    # 500 x 1.3 / 120 = 5.4
    assert found["raise"]["minSize"] == 17
    assert found["lower"]["minSize"] == (2 if region == "us-east-1" else 6)
    group = only(shape("seasons"), "aws:autoscaling/group:Group", f"shop-orders-{region}")
    assert group.inputs["minSize"] == found["lower"]["minSize"]
    assert group.inputs["maxSize"] == 34


def test_a_season_touches_the_minimum_alone_and_never_starts_in_the_past(
    shape: Callable[[str], States],
) -> None:
    states = shape("seasons")
    for one in states.of_type(SCHEDULE):
        assert (one.inputs["maxSize"], one.inputs["desiredCapacity"]) == (-1, -1)
        assert not {"startTime", "endTime"} & one.inputs.keys()
        assert one.inputs["scheduledActionName"] == one.name


def test_17_an_up_undoes_neither_a_season_nor_an_operator(shape: Callable[[str], States]) -> None:
    """What the program says of the group is the same in a season and out of it, so that there is
    no difference to act on; and a change of the declared size still reaches the group."""
    group = only(shape("seasons"), "aws:autoscaling/group:Group")
    assert "desiredCapacity" not in group.inputs
    usual = only(shape("warm-standby"), "aws:autoscaling/group:Group")
    assert group.inputs["minSize"] == usual.inputs["minSize"]


def test_a_season_that_wants_no_more_than_there_is_has_no_schedule(
    shape: Callable[[str], States],
) -> None:
    states = shape("seasons")
    assert not [s for s in states.of_type(SCHEDULE) if "portal" in s.name]


@pytest.mark.parametrize(
    ("at_once", "units"), [(0.0, None), (2500.0, None), (2500.1, 101), (9000.0, 360)]
)
def test_a_balancer_is_large_enough_for_what_comes_at_once(
    run: Callable[[str], States], at_once: float, units: int | None
) -> None:
    states = run(f"{GOOD}\nServiceFleet('orders', args | {{'at_once_per_s': {at_once}}})")
    (balancer,) = states.of_type("aws:lb/loadBalancer:LoadBalancer")
    reserved = balancer.inputs.get("minimumLoadBalancerCapacity")
    assert reserved == ({"capacityUnits": units} if units else None)


def test_where_there_is_no_failover_nothing_comes_at_once(
    shape: Callable[[str], States],
) -> None:
    for balancer in shape("one-region").of_type("aws:lb/loadBalancer:LoadBalancer"):
        assert "minimumLoadBalancerCapacity" not in balancer.inputs


def test_a_surge_after_a_failover_is_reserved_in_both_regions(
    shape: Callable[[str], States],
) -> None:
    # 1000/s, all of it three times over: 3000/s, of 25 a unit
    for region in ("us-east-1", "us-west-2"):
        name = f"shop-portal-{region}"
        balancer = only(shape("seasons"), "aws:lb/loadBalancer:LoadBalancer", name)
        assert balancer.inputs["minimumLoadBalancerCapacity"] == {"capacityUnits": 120}
