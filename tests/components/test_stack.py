"""CustomerServiceStack: what a declaration builds, and what an operator is handed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import pytest

from openline import contract
from openline._aws import commands
from openline.declaration import from_canonical
from openline_stacks.engine import ProgramError
from openline_stacks.states import States

Shape = Callable[[str], States]
Run = Callable[[str], States]


def output(states: States, name: str) -> Any:
    return states.stack_outputs[name]


def declaration(states: States) -> str:
    (stack,) = states.of_type(contract.TYPE_STACK)
    return str(stack.inputs["declaration"])


def test_the_stack_alone_holds_the_declaration(shape: Shape) -> None:
    states = shape("warm-standby")
    (stack,) = states.of_type(contract.TYPE_STACK)
    text = str(stack.inputs["declaration"])
    assert stack.inputs["declarationDigest"] == sha256(text.encode()).hexdigest()
    assert from_canonical(text).canonical_json() == text
    others = [s for s in states.resources if s.type.startswith("openline:") and s is not stack]
    assert not any("rto" in json.dumps(state.inputs) for state in others)


def test_every_declared_system_is_built_in_every_serving_region(states: States) -> None:
    declared = json.loads(declaration(states))
    serving = [
        region for region, role in declared["regions"].items() if role not in ("witness", "replica")
    ]
    expected = {(system, region) for system in declared["systems"] for region in serving}
    fleets = states.of_type(contract.TYPE_FLEET)
    assert {(s.inputs["system"], s.inputs["region"]) for s in fleets} == expected
    routed = {str(s.inputs["system"]) for s in states.of_type(contract.TYPE_ROUTING)}
    assert routed == set(declared["systems"])


def test_a_witness_has_no_network_and_no_fleet(shape: Shape) -> None:
    states = shape("strong-automatic")
    assert not [s for s in states.resources if s.inputs.get("region") == "us-east-2"]


def test_a_third_copy_has_a_key_and_a_topic_and_nothing_that_serves(shape: Shape) -> None:
    states = shape("strong-replica")
    there = {s.type for s in states.resources if s.inputs.get("region") == "us-east-1"}
    assert there == {
        "aws:kms/replicaKey:ReplicaKey",
        "aws:kms/alias:Alias",
        "aws:sns/topic:Topic",
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:cloudwatch/metricAlarm:MetricAlarm",  # of checks, whose metrics are there alone
    }


def test_of_two_active_regions_either_can_be_left(shape: Shape) -> None:
    """Each command runs in the region that goes on."""
    switches = output(shape("both-manual"), "switches")["orders"]
    regions = {way: command.split(" --region ")[1].split()[0] for way, command in switches.items()}
    assert regions == {
        "fail_over:us-east-1": "us-west-2",
        "fail_back:us-east-1": "us-west-2",
        "fail_over:us-west-2": "us-east-1",
        "fail_back:us-west-2": "us-east-1",
    }
    assert {way[:9]: command[-1] for way, command in switches.items()} == {
        "fail_over": "1",
        "fail_back": "0",
    }


def test_what_is_restored_has_a_network_a_key_and_an_empty_fleet_waiting(shape: Shape) -> None:
    states = shape("backup-and-restore")
    waiting = [s for s in states.resources if s.inputs.get("region") == "us-west-2"]
    assert {"aws:ec2/vpc:Vpc", "aws:kms/replicaKey:ReplicaKey", "aws:lb/loadBalancer:LoadBalancer"
            } <= {s.type for s in waiting}  # fmt: skip
    groups = [s for s in waiting if s.type == "aws:autoscaling/group:Group"]
    assert {s.inputs["minSize"] for s in groups} == {0}
    assert not [s for s in waiting if s.type == "aws:dynamodb/table:Table"]
    assert all("replicas" not in s.inputs for s in states.of_type("aws:dynamodb/table:Table"))


def test_an_operator_is_handed_ready_commands(shape: Shape) -> None:
    switches = output(shape("warm-standby"), "switches")
    assert switches["orders"] == {
        "fail_over": (
            "aws cloudwatch put-metric-data --region us-west-2 --namespace Openline/Failover "
            "--metric-name SwitchedOver --dimensions Stack=shop,System=orders --value 1"
        ),
        "fail_back": (
            "aws cloudwatch put-metric-data --region us-west-2 --namespace Openline/Failover "
            "--metric-name SwitchedOver --dimensions Stack=shop,System=orders --value 0"
        ),
    }


def test_the_command_lights_a_pilot_light_before_it_switches(deployed: States) -> None:
    group = output(deployed, "fleets")["orders"]["us-west-2"]
    command = output(deployed, "switches")["orders"]["fail_over"]
    raised, _, flipped = command.partition(" && ")
    assert raised == (
        "aws autoscaling update-auto-scaling-group --region us-west-2 "
        f"--auto-scaling-group-name {group} --min-size 6 --max-size 12"
    )
    assert flipped.startswith("aws cloudwatch put-metric-data --region us-west-2")
    assert "autoscaling" not in output(deployed, "switches")["orders"]["fail_back"]


def test_the_command_raises_a_maximum_that_would_be_below_the_minimum() -> None:
    lit = commands.raise_minimum("us-west-2", "fleet-1", 6, 4)
    assert lit.endswith("--auto-scaling-group-name fleet-1 --min-size 6 --max-size 6")
    lit = commands.raise_minimum("us-west-2", "fleet-1", 6, 12)
    assert lit.endswith("--min-size 6 --max-size 12")


def test_one_region_has_nothing_to_switch(shape: Shape) -> None:
    assert output(shape("one-region"), "switches") == {}


def test_the_whole_stack_stands_up_in_the_local_aws(deployed: States) -> None:
    lacking = {"aws:backup/selection:Selection", "aws:backup/vaultPolicy:VaultPolicy"}  # in moto
    made = [state for state in deployed.resources if state.type.startswith("aws:")]
    assert {state.type for state in made if state.origin != "emulated"} <= lacking


def test_topics_are_where_alarms_are(deployed: States) -> None:
    topics = output(deployed, "alarmTopics")
    assert {region: arn.split(":")[3] for region, arn in topics.items()} == {
        "us-east-1": "us-east-1",
        "us-west-2": "us-west-2",
    }


PROGRAM = """
import pulumi
from openline import CustomerServiceStack
CustomerServiceStack("shop", {args}, pulumi.ResourceOptions(protect={protect}))
"""


def test_16_protect_on_the_stack_reaches_every_child(run: Run, shape: Shape) -> None:
    """Also where `protection` is off: the caller's wish is not undone."""
    text = declaration(shape("cname-unprotected"))
    states = run(PROGRAM.format(args={"declaration": text}, protect=True))
    made = [state for state in states.resources if state.type.startswith("aws:")]
    assert made
    assert all(state.protect for state in made)


@pytest.mark.parametrize(("name", "on"), [("warm-standby", True), ("cname-unprotected", False)])
def test_16_one_switch_turns_every_protection(shape: Shape, name: str, on: bool) -> None:
    states = shape(name)
    protected = {state.type for state in states.resources if state.protect}
    stateful = {
        "aws:kms/key:Key",
        "aws:kms/replicaKey:ReplicaKey",
        "aws:dynamodb/table:Table",
        "aws:secretsmanager/secret:Secret",
        "aws:backup/vault:Vault",
    }
    assert protected == (stateful if on else set())
    balancers = states.of_type("aws:lb/loadBalancer:LoadBalancer")
    assert {state.inputs["enableDeletionProtection"] for state in balancers} == {on}


def test_the_order_of_systems_changes_nothing(run: Run, shape: Shape) -> None:
    states = shape("warm-standby")
    declared = json.loads(declaration(states))
    turned: Mapping[str, Any] = declared | {
        "systems": dict(reversed(declared["systems"].items())),
        "regions": dict(reversed(declared["regions"].items())),
    }
    again = run(PROGRAM.format(args={"declaration": json.dumps(turned)}, protect=None))
    before = {s.urn.split("::", 2)[2]: s.inputs for s in states.resources if ":index:" in s.urn}
    after = {s.urn.split("::", 2)[2]: s.inputs for s in again.resources if ":index:" in s.urn}
    assert after == before


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{}", "CustomerServiceStack(shop): declaration"),
        ("no yaml", "CustomerServiceStack(shop): declaration:1: this is not a mapping"),
        ("openline: 1\nstak: a", "CustomerServiceStack(shop): declaration:2: stak: "),
    ],
)
def test_a_text_that_is_no_declaration_is_refused(run: Run, text: str, line: str) -> None:
    with pytest.raises(ProgramError) as caught:
        run(PROGRAM.format(args={"declaration": text}, protect=None))
    assert line in str(caught.value)


def test_two_owners_of_one_name_are_refused(run: Run, shape: Shape) -> None:
    declared = json.loads(declaration(shape("one-region")))
    declared["systems"]["portal"]["host"] = "orders-us-east-1"
    with pytest.raises(ProgramError) as caught:
        run(PROGRAM.format(args={"declaration": json.dumps(declared)}, protect=None))
    assert '"orders-us-east-1" is where orders answers in us-east-1' in str(caught.value)
