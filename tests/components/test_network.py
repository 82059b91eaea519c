"""RegionalNetwork: subnets in every zone, ways out, and nothing open that was not asked for."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from openline_stacks.engine import ProgramError
from openline_stacks.states import ResourceState, States

PROGRAM = """
from openline import RegionalNetwork
RegionalNetwork("shop-us-east-1", {{
    "stack": "shop", "account": "123456789012", "region": "us-east-1", "role": "primary",
    "cidr": "{cidr}", "zones": {zones!r}, "key_arn": "arn:k",
}})
"""
Run = Callable[[str], States]


def network(run: Run, zones: list[str], cidr: str = "10.20.0.0/16") -> States:
    return run(PROGRAM.format(cidr=cidr, zones=zones))


def one(states: States, type_: str, name: str) -> ResourceState:
    (found,) = (state for state in states.of_type(type_) if state.name == name)
    return found


def test_every_zone_has_two_subnets_and_a_way_out_of_its_own(run: Run) -> None:
    states = network(run, ["a", "b", "c"])
    zones = [state.inputs["availabilityZone"] for state in states.of_type("aws:ec2/subnet:Subnet")]
    assert sorted(map(str, zones)) == sorted(2 * ["us-east-1a", "us-east-1b", "us-east-1c"])
    assert len(states.of_type("aws:ec2/natGateway:NatGateway")) == 3
    assert len(states.of_type("aws:ec2/routeTable:RouteTable")) == 4


@pytest.mark.parametrize("zones", [["c", "a"], ["a", "b", "c"]])
def test_17_adding_or_reordering_zones_renumbers_nothing(run: Run, zones: list[str]) -> None:
    ranges = {
        state.name: state.inputs["cidrBlock"]
        for state in network(run, zones).of_type("aws:ec2/subnet:Subnet")
    }
    assert ranges["shop-us-east-1-private-a"] == "10.20.0.0/20"
    assert ranges["shop-us-east-1-private-c"] == "10.20.32.0/20"
    assert ranges["shop-us-east-1-public-c"] == "10.20.160.0/20"


def test_the_default_security_group_is_closed(run: Run) -> None:
    (group,) = network(run, ["a", "b"]).of_type("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert not {"ingress", "egress"} & group.inputs.keys()


def test_nothing_gets_a_public_address_by_being_launched(run: Run) -> None:
    subnets = network(run, ["a", "b"]).of_type("aws:ec2/subnet:Subnet")
    assert {state.inputs["mapPublicIpOnLaunch"] for state in subnets} == {False}


def test_stores_are_reached_without_the_internet(run: Run) -> None:
    states = network(run, ["a", "b"])
    doors = states.of_type("aws:ec2/vpcEndpoint:VpcEndpoint")
    assert [state.inputs["serviceName"] for state in doors] == [
        "com.amazonaws.us-east-1.dynamodb",
        "com.amazonaws.us-east-1.s3",
    ]
    assert all(len(state.property_dependencies["routeTableIds"]) == 2 for state in doors)


def test_private_subnets_are_handed_on_with_their_route(run: Run) -> None:
    route = one(network(run, ["a", "b"]), "aws:ec2/route:Route", "shop-us-east-1-private-a")
    (gateway,) = route.property_dependencies["natGatewayId"]
    assert gateway.endswith("shop-us-east-1-nat-a")


def test_every_flow_is_logged_and_encrypted(run: Run) -> None:
    states = network(run, ["a", "b"])
    (flows,) = states.of_type("aws:ec2/flowLog:FlowLog")
    (group,) = states.of_type("aws:cloudwatch/logGroup:LogGroup")
    assert flows.inputs["trafficType"] == "ALL"
    assert flows.property_dependencies["logDestination"] == (group.urn,)
    assert group.inputs["kmsKeyId"] == "arn:k"
    assert "us-east-1" in one(states, "aws:iam/role:Role", "shop-us-east-1-flows").name


def test_the_flow_logs_role_finds_its_group_and_writes_to_no_other(deployed: States) -> None:
    for group in deployed.of_type("aws:cloudwatch/logGroup:LogGroup"):
        if group.name.endswith("-flows"):
            region = str(group.inputs["region"])
            role = one(deployed, "aws:iam/rolePolicy:RolePolicy", f"shop-{region}-flows")
            finds, writes = json.loads(str(role.inputs["policy"]))["Statement"]
            # AWS lists groups for "every group" alone
            assert (finds["Action"], finds["Resource"]) == (["logs:DescribeLogGroups"], "*")
            assert writes["Resource"] == [group.outputs["arn"], f"{group.outputs['arn']}:*"]


def test_one_buckets_access_is_changed_by_one_call_at_a_time(run: Run) -> None:
    states = network(run, ["a", "b"])
    (policy,) = states.of_type("aws:s3/bucketPolicy:BucketPolicy")
    (closed,) = states.of_type("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
    assert closed.urn in policy.dependencies


def test_9_balancers_of_this_account_may_deliver_logs_and_nobody_else(deployed: States) -> None:
    policies = deployed.of_type("aws:s3/bucketPolicy:BucketPolicy")
    of_networks = [policy for policy in policies if "RegionalNetwork" in policy.urn]
    assert len(of_networks) == 2
    for policy in of_networks:
        text = str(policy.inputs["policy"])
        assert "logdelivery.elasticloadbalancing.amazonaws.com" in text
        assert "/*/AWSLogs/123456789012/*" in text
        assert text.count('"Effect": "Allow"') == 1


def test_16_protection_keeps_the_logs(shape: Callable[[str], States]) -> None:
    for name, emptied in (("warm-standby", False), ("cname-unprotected", True)):
        buckets = shape(name).of_type("aws:s3/bucket:Bucket")
        assert {state.inputs["forceDestroy"] for state in buckets} == {emptied}


@pytest.mark.parametrize(
    ("zones", "cidr", "line"),
    [
        (["a"], "10.20.0.0/16", "zones: a load balancer needs two zones"),
        (["a", "b"], "10.20.0.0/28", "cidr: 10.20.0.0/28 is not between /16 and /23"),
    ],
)
def test_what_cannot_be_built_is_refused(run: Run, zones: list[str], cidr: str, line: str) -> None:
    with pytest.raises(ProgramError) as caught:
        network(run, zones, cidr)
    assert f"RegionalNetwork(shop-us-east-1): {line}" in str(caught.value)
