"""What moto gets wrong about Route 53 is right for every client."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from openline_stacks.cloud import HandlerError, LocalAws

ZONE = "Z0123456789ABCDEFGHIJ"
EAST, WEST = "us-east-1", "us-west-2"


@pytest.fixture
def dns(aws: LocalAws) -> Any:
    return boto3.client("route53")


def names(dns: Any) -> list[tuple[str, str | None]]:
    records = dns.list_resource_record_sets(HostedZoneId=ZONE)["ResourceRecordSets"]
    return [(record["Name"], record.get("SetIdentifier")) for record in records]


def change(dns: Any, action: str, **record: Any) -> None:
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
    dns.change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch=batch)


def plain(name: str, set_identifier: str, failover: str = "PRIMARY", **more: Any) -> dict[str, Any]:
    return {
        "Name": name,
        "Type": "CNAME",
        "TTL": 60,
        "ResourceRecords": [{"Value": "x.example.net"}],
        "SetIdentifier": set_identifier,
        "Failover": failover,
        **more,
    }


def test_deleting_a_record_leaves_others_with_the_same_set_identifier(maker: Any, dns: Any) -> None:
    maker.record(WEST, "SECONDARY")
    change(dns, "CREATE", **plain("other.shop.example.net", f"service:{WEST}", "SECONDARY"))

    change(dns, "DELETE", **plain("other.shop.example.net", f"service:{WEST}", "SECONDARY"))

    assert names(dns) == [("auth.shop.example.net.", f"service:{WEST}")]


def test_creating_what_exists_is_refused(maker: Any) -> None:
    maker.record(EAST, "PRIMARY")

    with pytest.raises(HandlerError, match="already exists"):
        maker.record(EAST, "PRIMARY")


def test_a_second_primary_is_refused(maker: Any) -> None:
    maker.record(EAST, "PRIMARY")

    with pytest.raises(HandlerError, match="PRIMARY failover record with another set identifier"):
        maker.record(WEST, "PRIMARY")


def test_a_health_check_that_nobody_made_is_refused(maker: Any) -> None:
    with pytest.raises(HandlerError, match=r"Health check 0000 .* does not exist"):
        maker.record(EAST, "PRIMARY", "0000")


def test_an_upsert_may_name_what_exists(maker: Any, dns: Any) -> None:
    change_to = plain("auth.shop.example.net", "a")
    maker.record(WEST, "SECONDARY")
    change(dns, "UPSERT", **change_to)
    change(dns, "UPSERT", **change_to)

    assert len(names(dns)) == 2


def test_an_update_that_does_not_mention_the_children_keeps_them(maker: Any, dns: Any) -> None:
    child = maker.check()
    parent = maker.check(
        "both", type="CALCULATED", childHealthchecks=[child], childHealthThreshold=1
    )

    dns.update_health_check(HealthCheckId=parent, Disabled=True)

    config = dns.get_health_check(HealthCheckId=parent)["HealthCheck"]["HealthCheckConfig"]
    assert (config["ChildHealthChecks"], config["Disabled"]) == ([child], True)


def test_a_metric_check_can_be_pointed_at_another_alarm(maker: Any, dns: Any) -> None:
    check = maker.check(
        "switch", type="CLOUDWATCH_METRIC", cloudwatchAlarmName="a", cloudwatchAlarmRegion=WEST
    )
    other = {"Name": "b", "Region": EAST}
    updated = dns.update_health_check(HealthCheckId=check, AlarmIdentifier=other)

    assert updated["HealthCheck"]["HealthCheckConfig"]["AlarmIdentifier"] == other
    (listed,) = dns.list_health_checks()["HealthChecks"]
    assert listed["HealthCheckConfig"]["AlarmIdentifier"] == other


def test_a_zone_that_nobody_made_is_still_no_zone(dns: Any) -> None:
    with pytest.raises(ClientError, match="NoSuchHostedZone"):
        change(dns, "CREATE", **plain("auth.shop.example.net", "a"))
