"""ServiceAlarms: one page a system, replication watched from where copies arrive, all at home."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from openline import contract
from openline_stacks.engine import ProgramError
from openline_stacks.states import ResourceState, States

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
SCHEDULE, FUNCTION = "aws:scheduler/schedule:Schedule", "aws:lambda/function:Function"
OWN = "aws:iam/rolePolicy:RolePolicy"
Run = Callable[[str], States]
Shape = Callable[[str], States]
EAST, WEST = "us-east-1", "us-west-2"
SYSTEM = {
    "balancer": "app/orders/1",
    "targets": "targetgroup/orders/2",
    "level": 0.99,
    "within_s": 2.0,
    "least": 4,
    "warm_up_s": 180.0,
    "requests_per_instance_per_s": 120.0,
    "scale_at": 0.7,
}
ARGS: dict[str, Any] = {
    "stack": "shop",
    "account": "123456789012",
    "region": WEST,
    "role": "standby",
    "systems": {"orders": SYSTEM},
    "tables": {"orders.book": {"name": "book-1", "key": "id"}},
    "watches": [EAST],
    "topic_arn": "arn:topic",
    "key_arn": "arn:key",
}
PROGRAM = """
import pulumi
from openline import ServiceAlarms
made = ServiceAlarms("alarms", {args!r})
pulumi.export("made", [made.alarm_arns, made.replication_alarm_arns, made.dashboard])
"""


def alarms(run: Run, **change: Any) -> States:
    return run(PROGRAM.format(args=ARGS | change))


def system(**change: Any) -> dict[str, Any]:
    return {"orders": SYSTEM | change}


def one(states: States, type_: str, end: str) -> ResourceState:
    (found,) = (state for state in states.of_type(type_) if state.name.endswith(end))
    return found


def test_service_level_is_what_was_declared(run: Run) -> None:
    """Errors of instances and of the balancer, and what took too long, of all that was offered."""
    inputs = one(
        alarms(run, systems=system(level=0.995, within_s=1.5)), ALARM, "service-level"
    ).inputs
    assert inputs["threshold"] == 0.005
    assert inputs["comparisonOperator"] == "GreaterThanThreshold"
    bad, *queries = cast("list[dict[str, Any]]", inputs["metricQueries"])
    assert bad["returnData"] is True
    metrics = {query["id"]: query["metric"] for query in queries}
    assert metrics["late"]["stat"] == "TC(1.5:)"
    assert {id_: metric["metricName"] for id_, metric in metrics.items()} == {
        "requests": "RequestCount",
        "target": "HTTPCode_Target_5XX_Count",
        "balancer": "HTTPCode_ELB_5XX_Count",
        "late": "TargetResponseTime",
    }
    assert {metric["dimensions"]["LoadBalancer"] for metric in metrics.values()} == {"app/orders/1"}


@pytest.mark.parametrize(
    ("within_s", "stat"), [(1e-06, "TC(0.000001:)"), (2_000_000.0, "TC(2000000:)")]
)
def test_a_time_is_written_so_that_cloudwatch_reads_it(
    run: Run, within_s: float, stat: str
) -> None:
    inputs = one(alarms(run, systems=system(within_s=within_s)), ALARM, "service-level").inputs
    queries = cast("list[dict[str, Any]]", inputs["metricQueries"])
    assert stat in [query["metric"]["stat"] for query in queries if "metric" in query]


def test_a_standby_at_rest_pages_nobody_for_being_asked_nothing(run: Run) -> None:
    states = alarms(run)
    for end in ("service-level", "load"):
        assert one(states, ALARM, end).inputs["treatMissingData"] == "notBreaching"


def test_a_standby_without_its_instances_pages_before_it_is_needed(run: Run) -> None:
    inputs = one(alarms(run), ALARM, "orders-instances").inputs
    assert (inputs["threshold"], inputs["comparisonOperator"]) == (4, "LessThanThreshold")
    assert inputs["treatMissingData"] == "breaching"
    # longer than an instance takes to be replaced
    assert inputs["evaluationPeriods"] == 3 + 3


def test_a_pilot_light_is_not_missed(run: Run) -> None:
    names = [state.name for state in alarms(run, systems=system(least=0)).of_type(ALARM)]
    assert not [name for name in names if name.endswith("-instances")]


def test_an_instance_that_starts_slowly_keeps_the_alarm_within_a_day(run: Run) -> None:
    states = alarms(run, systems=system(warm_up_s=500_000.0))
    assert one(states, ALARM, "orders-instances").inputs["evaluationPeriods"] == 24 * 60


@pytest.mark.parametrize(("scale_at", "threshold"), [(0.7, 6120), (1.0, 7200)])
def test_load_rings_between_scaling_and_the_limit(
    run: Run, scale_at: float, threshold: float
) -> None:
    """Half-way: a fleet that follows its demand never gets there."""
    assert one(alarms(run, systems=system(scale_at=scale_at)), ALARM, "load").inputs[
        "threshold"
    ] == threshold  # fmt: skip


def test_people_are_paged_once_for_a_system(shape: Shape) -> None:
    states = shape("warm-standby")
    paging = {state.urn for state in states.of_type(COMPOSITE)}
    assert len(paging) == 2 * 2
    for composite in states.of_type(COMPOSITE):
        children = [urn for urn in composite.property_dependencies["alarmRule"] if ALARM in urn]
        assert len(children) == 3
        for child in children:
            assert "alarmActions" not in states.by_urn()[child].inputs
        (topic,) = composite.property_dependencies["alarmActions"]
        assert states.by_urn()[topic].inputs["region"] == composite.inputs["region"]


def test_each_alarm_looks_at_the_balancer_of_its_own_system_and_region(shape: Shape) -> None:
    states = shape("warm-standby")
    for end in ("orders-instances", "orders-load", "orders-service-level"):
        for region in (EAST, WEST):
            alarm = one(states, ALARM, f"alarms-{region}-{end}")
            field = "metricQueries" if end.endswith("level") else "dimensions"
            looked_at = [states.by_urn()[urn] for urn in alarm.property_dependencies[field]]
            assert looked_at
            parents = {(state.parent or "").rpartition("::")[2] for state in looked_at}
            assert parents == {f"shop-orders-{region}"}


def test_the_alarm_that_pages_is_called_after_its_system(deployed: States) -> None:
    named = {(one.inputs["alarmName"], one.inputs["region"]) for one in deployed.of_type(COMPOSITE)}
    assert named == {(f"shop.{name}", region) for name in ("orders", "portal")
                     for region in (EAST, WEST)}  # fmt: skip


def test_the_rule_names_the_alarms_as_they_are_called(deployed: States) -> None:
    names = {state.outputs["name"] for state in deployed.of_type(ALARM)}
    for composite in deployed.of_type(COMPOSITE):
        called = [part.split('"')[1] for part in str(composite.inputs["alarmRule"]).split(" OR ")]
        assert set(called) < names
        assert str(composite.inputs["alarmRule"]).startswith('ALARM("')


def test_alarms_grow_with_systems_and_not_with_stores(run: Run) -> None:
    tables = {f"orders.{n}": {"name": f"t-{n}", "key": "id"} for n in range(60)}
    states = alarms(run, tables=tables)
    assert len(states.of_type(ALARM)) == 3 + 1
    assert len(states.of_type(COMPOSITE)) == 1
    # BatchWriteItem takes 25 puts
    beats = [s for s in states.of_type(SCHEDULE) if "-beat" in s.name]
    assert [len(written(state)) for state in beats] == [25, 25, 10]


def target(state: ResourceState) -> dict[str, Any]:
    found = state.inputs["target"]
    assert isinstance(found, dict)
    return found


def written(state: ResourceState) -> dict[str, Any]:
    found = json.loads(target(state)["input"])["RequestItems"]
    assert isinstance(found, dict)
    return found


def test_a_region_writes_its_own_heartbeat_into_every_store(run: Run) -> None:
    beat = one(alarms(run), SCHEDULE, "beat")
    assert target(beat)["arn"] == "arn:aws:scheduler:::aws-sdk:dynamodb:batchWriteItem"
    assert beat.inputs["scheduleExpression"] == "rate(1 minutes)"
    assert written(beat) == {
        "book-1": [
            {
                "PutRequest": {
                    "Item": {
                        "id": {"S": contract.heartbeat_key(WEST)},
                        "openline:scheduled": {"S": "<aws.scheduler.scheduled-time>"},
                    }
                }
            }
        ]
    }


def test_a_heartbeat_that_comes_late_is_not_sent_at_all(run: Run) -> None:
    for schedule in alarms(run).of_type(SCHEDULE):
        retry = target(schedule)["retryPolicy"]
        assert retry == {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60}
        assert schedule.inputs["flexibleTimeWindow"] == {"mode": "OFF"}


def test_a_region_reads_the_others_heartbeats_at_home(run: Run) -> None:
    read = json.loads(target(one(alarms(run), SCHEDULE, "read"))["input"])
    assert read["sources"] == {EAST: contract.heartbeat_key(EAST)}
    assert read["tables"] == {"orders.book": {"name": "book-1", "key": "id"}}


def test_nothing_that_watches_a_region_is_in_it(shape: Shape) -> None:
    """What watches us-east-1 from us-west-2 depends on nothing that goes dark with it."""
    states = shape("warm-standby")
    watching = [s for s in states.resources if (s.parent or "").endswith(f"-alarms-{WEST}")]
    assert watching
    regions = {state.inputs.get("region", WEST) for state in watching}
    assert regions == {WEST}


def test_replication_that_stalled_rings_and_so_does_silence(run: Run) -> None:
    inputs = one(alarms(run), ALARM, f"replication-{EAST}").inputs
    assert inputs["treatMissingData"] == "breaching"
    assert inputs["dimensions"] == {"Stack": "shop", "Source": EAST}
    assert inputs["namespace"] == contract.REPLICATION_NAMESPACE
    # ages up to two minutes are those of a copy without any lag
    assert isinstance(inputs["threshold"], int | float)
    assert inputs["threshold"] > 120
    assert inputs["alarmActions"] == ["arn:topic"]


def statements(states: States, end: str) -> dict[str, dict[str, Any]]:
    policy = one(states, OWN, end).inputs["policy"]
    return {found["Sid"]: found for found in json.loads(str(policy))["Statement"]}


def test_the_scheduler_writes_its_own_regions_item_and_no_other(deployed: States) -> None:
    for region in (EAST, WEST):
        beat = statements(deployed, f"alarms-{region}-schedules")["Beat"]
        assert beat["Action"] == ["dynamodb:BatchWriteItem"]
        condition = beat["Condition"]
        keys = condition["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
        assert keys == [contract.heartbeat_key(region)]
        assert condition["Null"] == {"dynamodb:LeadingKeys": "false"}  # all of none is no key


def test_the_reader_reads_heartbeats_and_publishes_their_age_and_nothing_else(
    deployed: States,
) -> None:
    found = statements(deployed, f"alarms-{WEST}-reader")
    assert found["ReadBeats"]["Action"] == ["dynamodb:GetItem"]
    condition = found["ReadBeats"]["Condition"]["ForAllValues:StringEquals"]
    assert condition == {"dynamodb:LeadingKeys": [contract.heartbeat_key(EAST)]}
    assert found["Publish"]["Condition"] == {
        "StringEquals": {"cloudwatch:namespace": contract.REPLICATION_NAMESPACE}
    }
    assert set(found) == {"ReadBeats", "Publish", "OwnLogs", "KeyThroughServices"}


def test_what_the_function_logs_is_encrypted_and_does_not_grow_for_ever(
    deployed: States,
) -> None:
    function = one(deployed, FUNCTION, f"alarms-{WEST}-reader")
    group = one(deployed, "aws:cloudwatch/logGroup:LogGroup", f"alarms-{WEST}-reader")
    assert group.outputs["name"] == f"/aws/lambda/{function.outputs['name']}"
    assert group.inputs["retentionInDays"] == 90


@pytest.mark.parametrize("name", ["one-region", "backup-and-restore"])
def test_where_nothing_is_copied_nothing_beats(shape: Shape, name: str) -> None:
    states = shape(name)
    assert not states.of_type(SCHEDULE, FUNCTION)
    assert states.of_type(COMPOSITE)


def test_whom_the_declaration_notifies_hears_every_topic(shape: Shape) -> None:
    states = shape("europe")
    heard = {
        (one.inputs["region"], one.inputs["protocol"], one.inputs["endpoint"])
        for one in states.of_type("aws:sns/topicSubscription:TopicSubscription")
    }
    contacts = {
        ("email", "oncall@shop.example.net"),
        ("https", "https://pager.example.net/shop?key=1"),
    }
    assert heard == {
        (region, *contact) for region in ("eu-west-1", "eu-central-1", EAST) for contact in contacts
    }


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"systems": {}}, "systems: none; name one that is to be watched"),
        ({"systems": system(level=1.2)}, "systems.orders.level: 1.2 is not a share"),
        ({"systems": system(within_s=0.0)}, "systems.orders.within_s: 0.0; more than 0"),
        ({"systems": {"s" * 252: SYSTEM}}, "systems." + "s" * 252 + ": shop.s"),
        ({"watches": [WEST]}, "watches: us-west-2 cannot tell of its own end; leave it out"),
    ],
)
def test_what_cannot_be_built_is_refused(run: Run, change: dict[str, Any], line: str) -> None:
    with pytest.raises(ProgramError) as caught:
        alarms(run, **change)
    assert f"ServiceAlarms(alarms): {line}" in str(caught.value)
