"""Failover, `up`, still serving; failback, `up`, home again: with the engine's own refresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.components.conftest import STACK_PROGRAM, declared, written

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Stack
from openline_stacks.moving import Moved, fail_back, fail_over
from openline_stacks.topology import Topology, read

pytestmark = pytest.mark.slow

SHAPE = {"strategy": "pilot-light", "systems": {"orders": {}}}
EAST, WEST = "us-east-1", "us-west-2"


@dataclass(frozen=True)
class Stood:
    aws: LocalAws
    stack: Stack
    topology: Topology

    def up(self) -> list[str]:
        """An `up --refresh`: the URNs that it changes."""
        self.stack.refresh()
        return [step.urn for step in self.stack.up().changes]

    @property
    def alarm(self) -> str:
        switch = self.topology.system("orders").switch(EAST)
        assert switch is not None
        found: dict[str, Any] = self.aws.client("cloudwatch", WEST).describe_alarms(
            AlarmNames=[switch.alarm_name]
        )
        return str(found["MetricAlarms"][0]["StateValue"])

    @property
    def instances(self) -> int:
        fleet = self.topology.system("orders").fleet(WEST)
        assert fleet is not None
        found = self.aws.client("autoscaling", WEST).describe_auto_scaling_groups(
            AutoScalingGroupNames=[fleet.group_name]
        )
        return int(found["AutoScalingGroups"][0]["DesiredCapacity"])


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stood]:
    folder = tmp_path_factory.mktemp("up")
    program = written(folder, STACK_PROGRAM, declared(SHAPE))
    with LocalAws() as aws:
        stack = Stack(program, aws.resources, folder / "state.json")
        yield Stood(aws, stack, read(stack.up().states))


def test_an_up_after_a_failover_leaves_the_standby_serving_and_one_after_failback_the_primary(
    stood: Stood,
) -> None:
    assert stood.instances == 0
    (orders, *_) = fail_over(stood.topology, stood.aws.client, EAST)
    lit = stood.instances
    assert (orders.to, stood.alarm) == (WEST, "ALARM")
    assert lit > 0
    assert stood.up() == []
    assert (stood.alarm, stood.instances) == ("ALARM", lit)
    fail_back(stood.topology, stood.aws.client)
    assert stood.up() == []
    assert (stood.alarm, stood.instances) == ("OK", lit)


def test_what_has_no_switch_stays_where_it_is(stood: Stood) -> None:
    orders = replace(stood.topology.system("orders"), switches=(), entry=None)
    topology = replace(stood.topology, systems=(orders,))
    before = stood.instances
    assert fail_over(topology, stood.aws.client, EAST) == (Moved("orders", EAST, ()),)
    assert stood.instances == before
