"""An `up` in an incident, with the program as it was, takes back nothing that operators changed.

The engine compares what a program registers with its state, and after a refresh with what is
there; what a resource ignores it takes from the state. So what operators change by hand must be
ignored, or it is taken back. Operators act here as they would: through boto3, on a stack that
stands in the local AWS.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from tests.components.conftest import STACK_PROGRAM, declared, written

from openline_stacks.cloud import LocalAws
from openline_stacks.engine import preview, up
from openline_stacks.states import ResourceState, States

SHAPE = {
    "strategy": "pilot-light",
    "systems": {
        "portal": {"entry": "accelerator", "failover": {"decide": "automatic"}},
    },
}
# The SDK hands a transformation every resource with its options, as it is about to be registered.
IGNORED = """
import pulumi
ignored = {}
def noted(args):
    ignored[f"{args.type_} {args.name}"] = sorted(args.opts.ignore_changes or [])
pulumi.runtime.register_stack_transformation(noted)
"""
GROUP = "aws:autoscaling/group:Group"
DIAL = "aws:globalaccelerator/endpointGroup:EndpointGroup"


@dataclass(frozen=True)
class Stood:
    """A stack that was brought up, and what a second registration sends of it."""

    aws: LocalAws
    states: States
    again: States

    def ignored(self, state: ResourceState) -> list[str]:
        found = self.again.stack_outputs["ignored"]
        assert isinstance(found, Mapping)
        names = found[f"{state.type} {state.name}"]
        return [str(name) for name in names]  # type: ignore[union-attr]

    def taken_back(self, state: ResourceState, there: Mapping[str, Any]) -> dict[str, Any]:
        """What an `up` would change of what is there now: its inputs, less what it ignores."""
        sent = self.again.by_urn()[state.urn].inputs
        return {
            name: sent.get(name)
            for name, value in there.items()
            if name not in self.ignored(state) and sent.get(name) not in (None, value)
        }

    def one(self, type_: str, name: str) -> ResourceState:
        (found,) = (state for state in self.states.of_type(type_) if name in state.name)
        return found


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stood]:
    folder = tmp_path_factory.mktemp("incident")
    exports = "pulumi.export('ignored', ignored)\npulumi.export('zone', stack.zone)\n"
    text = f"{IGNORED}{STACK_PROGRAM}{exports}"
    program = written(folder, text, declared(SHAPE))
    with LocalAws() as aws:
        states = up(program, aws)
        yield Stood(aws, states, preview(program))


def group_there(stood: Stood, group: ResourceState) -> dict[str, Any]:
    client = stood.aws.client("autoscaling", str(group.region))
    names = [str(group.outputs["name"])]
    (held,) = client.describe_auto_scaling_groups(AutoScalingGroupNames=names)["AutoScalingGroups"]
    return {
        "minSize": held["MinSize"],
        "maxSize": held["MaxSize"],
        "desiredCapacity": held["DesiredCapacity"],
    }


def test_a_pilot_light_that_was_lit_stays_lit(stood: Stood) -> None:
    group = stood.one(GROUP, "orders-us-west-2")
    assert group_there(stood, group)["minSize"] == 0
    stood.aws.client("autoscaling", "us-west-2").update_auto_scaling_group(
        AutoScalingGroupName=str(group.outputs["name"]), MinSize=3, MaxSize=4, DesiredCapacity=4
    )
    there = group_there(stood, group)
    assert (there["minSize"], there["maxSize"], there["desiredCapacity"]) == (3, 4, 4)
    assert stood.taken_back(group, there) == {}


def test_a_fleet_that_was_scaled_out_stays_scaled_out(stood: Stood) -> None:
    group = stood.one(GROUP, "orders-us-east-1")
    stood.aws.client("autoscaling", "us-east-1").set_desired_capacity(
        AutoScalingGroupName=str(group.outputs["name"]), DesiredCapacity=4
    )
    there = {"desiredCapacity": group_there(stood, group)["desiredCapacity"]}
    assert there == {"desiredCapacity": 4}
    assert stood.taken_back(group, there) == {}


def test_a_fleet_that_always_runs_still_follows_its_declaration(stood: Stood) -> None:
    assert stood.ignored(stood.one(GROUP, "orders-us-east-1")) == ["desiredCapacity"]


def test_a_dial_that_was_turned_stays_turned(stood: Stood) -> None:
    dial = stood.one(DIAL, "us-east-1")
    client = stood.aws.client("globalaccelerator", "us-west-2")
    client.update_endpoint_group(EndpointGroupArn=str(dial.id), TrafficDialPercentage=0.0)
    held = client.describe_endpoint_group(EndpointGroupArn=str(dial.id))["EndpointGroup"]
    there = {"trafficDialPercentage": held["TrafficDialPercentage"]}
    assert there == {"trafficDialPercentage": 0.0}
    assert stood.taken_back(dial, there) == {}


def test_the_switch_is_a_datapoint_which_no_program_holds(stood: Stood) -> None:
    """Flipping it changes no resource: every alarm, check and record is what the program sends."""
    client = stood.aws.client("cloudwatch", "us-west-2")
    dimensions = [{"Name": "Stack", "Value": "shop"}, {"Name": "System", "Value": "orders"}]
    datum = {"MetricName": "SwitchedOver", "Dimensions": dimensions, "Value": 1.0}
    before = json.dumps(_routing(stood), default=str)
    client.put_metric_data(Namespace="Openline/Failover", MetricData=[datum])
    assert json.dumps(_routing(stood), default=str) == before


def _routing(stood: Stood) -> list[Any]:
    """Everything that routes, as AWS has it."""
    route53 = stood.aws.client("route53", "us-east-1")
    zone = str(stood.states.stack_outputs["zone"])
    alarms = stood.aws.client("cloudwatch", "us-west-2").describe_alarms()["MetricAlarms"]
    plain = [{k: v for k, v in a.items() if not k.startswith("State")} for a in alarms]
    return [
        route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"],
        route53.list_health_checks()["HealthChecks"],
        plain,
    ]
