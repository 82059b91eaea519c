"""The world's view: what boto3 would tell, read again only when it may have changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from openline_stacks.cloud import LocalAws, MotoControl
from openline_stacks.cloud.control import ControlView, FleetView, RecordView
from openline_stacks.recovery import Fault, Selector
from openline_stacks.topology import (
    Accelerator,
    Clients,
    Demand,
    Edge,
    Entry,
    Fleet,
    Region,
    ResourceCounts,
    System,
    Target,
    Topology,
)

EAST, WEST = "us-east-1", "us-west-2"
ZONE = "Z0123456789ABCDEFGHIJ"
SWITCH = "switch"


def topology(group: str) -> Topology:
    targets = tuple(
        Target(region, role, f"service:{region}", None, False)  # type: ignore[arg-type]
        for region, role in ((EAST, "PRIMARY"), (WEST, "SECONDARY"))
    )
    entry = Entry("auth.shop.example.net", "alias", "failover", (), targets, ZONE)
    fleet = Fleet(
        region=WEST,
        role="standby",
        min=3,
        max=9,
        full=3,
        in_service=None,
        per_instance_per_s=120.0,
        starts_s=180.0,
        scale_at=0.7,
        zones=("a", "b", "c"),
        group_name=group,
        urn="urn:fleet",
    )
    return Topology(
        stack="shop",
        account="123456789012",
        regions=(Region(EAST, "primary", ("a",)), Region(WEST, "standby", ("a",))),
        groups=(),
        systems=(_system("auth", entry, (fleet,)), _system("hidden", None, ())),
        clients=Clients(5.0, 3, 1.0, 8.0, 60.0),
        declaration_digest="",
        resources=ResourceCounts(0, 0, ()),
    )


def _system(name: str, entry: Entry | None, fleets: tuple[Fleet, ...]) -> System:
    return System(
        name=name,
        group="shop",
        demand=Demand(1.0, 2.0),
        operations=(),
        populations=(),
        entry=entry,
        fleets=fleets,
        checks=(),
        switches=(),
        stores=(),
        needs=(),
        path_urns=(),
    )


@pytest.fixture
def view(aws: LocalAws, maker: Any) -> MotoControl:
    """A primary behind a switch, an unchecked secondary, a fleet of three in the west."""
    maker.make(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        SWITCH,
        region=WEST,
        name=SWITCH,
        namespace="Openline",
        metricName="FailOver",
        dimensions={"Stack": "shop", "System": "auth"},
        statistic="Maximum",
        comparisonOperator="GreaterThanOrEqualToThreshold",
        threshold=1,
        period=60,
        evaluationPeriods=1,
        treatMissingData="ignore",
    )
    check = maker.check(
        "metric",
        type="CLOUDWATCH_METRIC",
        cloudwatchAlarmName=SWITCH,
        cloudwatchAlarmRegion=WEST,
        insufficientDataHealthStatus="LastKnownStatus",
    )
    maker.record(EAST, "PRIMARY", check)
    maker.record(WEST, "SECONDARY")
    return MotoControl(aws, topology(maker.autoscaling(3, 9000).id))


def test_it_is_a_control_view(view: MotoControl) -> None:
    typed: ControlView = view
    assert typed.version > 0


def test_records_say_where_they_send_clients_and_by_which_check(view: MotoControl) -> None:
    (check,) = view.checks()

    assert view.records("auth") == (
        RecordView(EAST, "PRIMARY", f"service:{EAST}", check, False, None),
        RecordView(WEST, "SECONDARY", f"service:{WEST}", None, False, None),
    )
    assert view.records("hidden") == ()


def test_of_a_weighted_set_a_record_of_weight_zero_is_answered_to_nobody(
    aws: LocalAws, maker: Any
) -> None:
    for region, weight in ((EAST, 50), (WEST, 0)):
        maker.make(
            "aws:route53/record:Record",
            f"auth-{region}",
            zoneId=ZONE,
            name="auth.shop.example.net",
            type="A",
            aliases=[
                {
                    "name": f"auth-1.{region}.elb.amazonaws.com",
                    "zoneId": "Z1H1FL5HABSF5",
                    "evaluateTargetHealth": False,
                }
            ],
            setIdentifier=f"service:{region}",
            weightedRoutingPolicies=[{"weight": weight}],
        )
    (record,) = MotoControl(aws, topology("none")).records("auth")
    assert (record.region, record.role) == (EAST, "WEIGHTED")


def test_a_metric_check_says_which_alarm_it_follows(view: MotoControl) -> None:
    (check,) = view.checks().values()

    assert (check.kind, check.alarm_name, check.alarm_region, check.insufficient_data) == (
        "metric",
        SWITCH,
        WEST,
        "LastKnownStatus",
    )
    assert (check.interval_s, check.threshold, check.children) == (None, None, ())


def test_endpoint_and_calculated_checks_say_how_they_judge(view: MotoControl, maker: Any) -> None:
    child = maker.check()
    parent = maker.check(
        "both",
        type="CALCULATED",
        childHealthchecks=[child],
        childHealthThreshold=1,
        invertHealthcheck=True,
    )
    checks = view.checks()

    assert (checks[child].kind, checks[child].interval_s, checks[child].threshold) == (
        "endpoint",
        10.0,
        3,
    )
    assert (checks[parent].kind, checks[parent].children, checks[parent].child_threshold) == (
        "calculated",
        (child,),
        1,
    )
    assert checks[parent].inverted


def test_a_datapoint_is_told_with_the_virtual_time_it_came(
    aws: LocalAws, view: MotoControl
) -> None:
    assert view.alarms()[WEST, SWITCH].latest_value is None
    aws.use_clock(lambda: 420_000_000, lambda seconds: None)

    put(1.0)

    alarm = view.alarms()[WEST, SWITCH]
    assert (alarm.latest_value, alarm.latest_at_us) == (1.0, 420_000_000)
    assert (alarm.threshold, alarm.period_s, alarm.treat_missing_data) == (1.0, 60, "ignore")


def put(value: float, system: str = "auth", region: str = WEST) -> None:
    boto3.client("cloudwatch", region_name=region).put_metric_data(
        Namespace="Openline",
        MetricData=[
            {
                "MetricName": "FailOver",
                "Value": value,
                "Dimensions": [
                    {"Name": "System", "Value": system},
                    {"Name": "Stack", "Value": "shop"},
                ],
            }
        ],
    )


def test_a_datapoint_of_another_system_or_region_is_another_metric(view: MotoControl) -> None:
    put(1.0, system="orders")
    put(1.0, region=EAST)

    assert view.alarms()[WEST, SWITCH].latest_value is None


def test_an_alarm_that_no_check_follows_is_not_looked_at(view: MotoControl) -> None:
    boto3.client("cloudwatch", region_name=WEST).put_metric_alarm(
        AlarmName="pages-people",
        MetricName="FailOver",
        Namespace="Openline",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1.0,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )

    assert list(view.alarms()) == [(WEST, SWITCH)]


def test_a_fleet_has_its_true_sizes(view: MotoControl, aws: LocalAws) -> None:
    assert view.fleet("auth", WEST) == FleetView(3, 9000, 3)
    assert view.fleet("auth", EAST) is None
    assert view.fleet("hidden", WEST) is None

    client = boto3.client("autoscaling", region_name=WEST)
    (group,) = client.describe_auto_scaling_groups()["AutoScalingGroups"]
    client.set_desired_capacity(
        AutoScalingGroupName=group["AutoScalingGroupName"], DesiredCapacity=5000
    )

    assert view.fleet("auth", WEST) == FleetView(3, 9000, 5000)


def test_a_runbooks_change_is_seen_and_nothing_else_moves_the_version(
    aws: LocalAws, view: MotoControl
) -> None:
    dns = boto3.client("route53")
    before = view.version
    view.records("auth"), view.checks(), view.alarms(), view.fleet("auth", WEST)
    dns.list_resource_record_sets(HostedZoneId=ZONE)
    boto3.client("autoscaling", region_name=WEST).describe_auto_scaling_groups()
    boto3.client("sns").create_topic(Name="unwatched")
    assert view.version == before

    record = dns.list_resource_record_sets(HostedZoneId=ZONE)["ResourceRecordSets"][0]
    record["AliasTarget"]["DNSName"] = f"auth-1.{WEST}.elb.amazonaws.com"
    changes = [{"Action": "UPSERT", "ResourceRecordSet": record}]
    dns.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch={"Changes": changes})

    assert view.version > before
    assert [found.region for found in view.records("auth")] == [WEST, WEST]


def test_a_call_that_failed_may_have_changed_something(view: MotoControl) -> None:
    before = view.version
    with pytest.raises(ClientError):
        boto3.client("route53").update_health_check(HealthCheckId="none")

    assert view.version > before


def test_as_long_as_the_version_stays_nothing_is_read_again(
    view: MotoControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = (view.records("auth"), view.checks(), view.alarms(), view.fleet("auth", WEST))
    monkeypatch.setattr(
        "botocore.client.BaseClient._make_api_call", lambda *_: pytest.fail("read again")
    )

    again = (view.records("auth"), view.checks(), view.alarms(), view.fleet("auth", WEST))
    assert again == answers


def test_the_view_looks_through_a_dark_region_at_no_cost(aws: LocalAws, maker: Any) -> None:
    maker.record(EAST, "PRIMARY")
    slept: list[float] = []
    aws.use_clock(lambda: 0, slept.append)
    aws.darken(Fault(Selector(), "drop", 0, 3600, 7200))
    before = aws.calls

    assert len(MotoControl(aws, topology("none")).records("auth")) == 1
    assert (slept, aws.calls) == ([], before)


def test_a_deleted_record_is_gone_and_a_foreign_one_is_not_ours(
    view: MotoControl, maker: Any
) -> None:
    dns = boto3.client("route53")
    held = dns.list_resource_record_sets(HostedZoneId=ZONE)["ResourceRecordSets"]
    secondary = next(r for r in held if r["Failover"] == "SECONDARY")
    note = {"Name": "auth.shop.example.net", "Type": "TXT", "TTL": 60,
            "ResourceRecords": [{"Value": '"us-east-1"'}]}  # fmt: skip
    changes = [
        {"Action": "DELETE", "ResourceRecordSet": secondary},
        {"Action": "CREATE", "ResourceRecordSet": note},
    ]
    dns.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch={"Changes": changes})

    assert [record.role for record in view.records("auth")] == ["PRIMARY"]


# Edges and accelerators


def _with(entry: Entry) -> Topology:
    return replace(topology(""), systems=(_system("auth", entry, ()),))


def test_behind_an_edge_the_records_are_its_origins(aws: LocalAws, maker: Any) -> None:
    """The public name leads to the edge always: what fails over is the name that the edge asks."""
    maker.record(EAST, "PRIMARY")
    maker.record(WEST, "SECONDARY")
    edge = Edge("urn:edge", "auth.shop.example.net", (EAST, WEST), (), 1, 2.0, 5.0, 1.0)
    entry = Entry("shop.example.net", "edge", "failover", (), (), ZONE, edge=edge)
    found = MotoControl(aws, _with(entry)).records("auth")
    assert [(record.region, record.role) for record in found] == [
        (EAST, "PRIMARY"),
        (WEST, "SECONDARY"),
    ]


def test_dials_are_as_whoever_turned_them_last_left_them(aws: LocalAws, maker: Any) -> None:
    groups = {region: _endpoint_group(maker, region) for region in (EAST, WEST)}
    accelerator = Accelerator("urn:accelerator", {EAST: 1.0, WEST: 0.0}, 10.0, 3, {**groups})
    entry = Entry(
        "chat.shop.example.net", "accelerator", "failover", (), (), ZONE, accelerator=accelerator
    )
    control: ControlView = MotoControl(aws, _with(entry))
    assert control.dials("auth") == {EAST: 1.0, WEST: 0.0}
    before, calls = control.version, aws.calls
    assert control.dials("auth") == {EAST: 1.0, WEST: 0.0}
    assert aws.calls == calls
    client = boto3.client("globalaccelerator", region_name=WEST)
    client.update_endpoint_group(EndpointGroupArn=groups[WEST], TrafficDialPercentage=25.0)
    assert control.version > before
    assert control.dials("auth") == {EAST: 1.0, WEST: 0.25}
    client.delete_endpoint_group(EndpointGroupArn=groups[WEST])
    assert control.dials("auth") == {EAST: 1.0}


def test_without_an_accelerator_there_are_no_dials(aws: LocalAws) -> None:
    control = MotoControl(aws, topology(""))
    assert control.dials("auth") == control.dials("hidden") == {}


def _endpoint_group(maker: Any, region: str) -> str:
    made = maker.make(
        "aws:globalaccelerator/endpointGroup:EndpointGroup",
        f"group-{region}",
        listenerArn=maker.accelerator_listener.id,
        endpointGroupRegion=region,
        trafficDialPercentage=100.0 if region == EAST else 0.0,
    )
    return str(made.id)
