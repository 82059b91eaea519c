"""A group of any size costs four instances, and everybody is told its true size."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud._sizes import CAP, Sizes

WEST = "us-west-2"


def described(name: str) -> dict[str, Any]:
    client = boto3.client("autoscaling", region_name=WEST)
    answer = client.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    found: dict[str, Any] = answer["AutoScalingGroups"][0]
    return found


def sizes(name: str) -> tuple[int, int, int]:
    group = described(name)
    return group["MinSize"], group["MaxSize"], group["DesiredCapacity"]


def instances() -> int:
    pages = boto3.client("ec2", region_name=WEST).describe_instances()["Reservations"]
    return sum(
        instance["State"]["Name"] == "running"
        for reservation in pages
        for instance in reservation["Instances"]
    )


@pytest.fixture
def group(maker: Any) -> str:
    return str(maker.autoscaling(3000, 9000).id)


@pytest.fixture
def client(aws: LocalAws) -> Any:
    return boto3.client("autoscaling", region_name=WEST)


def test_a_group_of_thousands_holds_four_instances(group: str) -> None:
    assert sizes(group) == (3000, 9000, 3000)
    assert len(described(group)["Instances"]) == CAP == instances() == 4


def test_a_runbook_that_raises_a_group_sees_what_it_set(group: str, client: Any) -> None:
    client.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=5000)
    assert sizes(group) == (3000, 9000, 5000)
    client.update_auto_scaling_group(AutoScalingGroupName=group, MinSize=6000, MaxSize=12000)
    assert sizes(group) == (6000, 12000, 6000)
    client.update_auto_scaling_group(AutoScalingGroupName=group, MinSize=0, MaxSize=2)
    assert sizes(group) == (0, 2, 2)
    assert instances() == 2


def test_an_empty_group_can_be_raised(maker: Any, client: Any) -> None:
    group = maker.autoscaling(0, 20).id
    assert instances() == 0

    client.update_auto_scaling_group(AutoScalingGroupName=group, MinSize=10)

    assert sizes(group) == (10, 20, 10)
    assert instances() == 4


def test_an_update_of_something_else_leaves_the_sizes(group: str, client: Any) -> None:
    client.update_auto_scaling_group(AutoScalingGroupName=group, HealthCheckGracePeriod=9)

    assert sizes(group) == (3000, 9000, 3000)
    assert described(group)["HealthCheckGracePeriod"] == 9


def test_what_aws_refuses_is_refused_by_the_true_sizes(
    group: str, client: Any, aws: LocalAws
) -> None:
    with pytest.raises(ClientError, match="min size:3000 and max size:9000"):
        client.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=9001)
    with pytest.raises(ClientError, match="Max bound"):
        client.update_auto_scaling_group(AutoScalingGroupName=group, MinSize=9001)

    assert aws.sizes.of(WEST, group) == Sizes(3000, 9000, 3000)


def test_a_deleted_group_is_forgotten(group: str, client: Any, aws: LocalAws) -> None:
    client.delete_auto_scaling_group(AutoScalingGroupName=group, ForceDelete=True)

    assert aws.sizes.of(WEST, group) is None


def test_a_call_that_fails_is_not_remembered(client: Any, aws: LocalAws) -> None:
    with pytest.raises(ClientError):
        client.create_auto_scaling_group(
            AutoScalingGroupName="none", MinSize=1, MaxSize=2, AvailabilityZones=["us-west-2a"]
        )

    assert aws.sizes.of(WEST, "none") is None
