"""A dark region hangs as it would, changes nothing, and leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud._darkness import touches
from openline_stacks.cloud._wire import ApiCall
from openline_stacks.recovery import Fault, Selector

EAST, WEST = "us-east-1", "us-west-2"
HOUR_US = 3_600_000_000


class Clock:
    def __init__(self) -> None:
        self.us = 0

    def now(self) -> int:
        return self.us

    def sleep(self, seconds: float) -> None:
        self.us += round(seconds * 1_000_000)

    @property
    def s(self) -> float:
        return self.us / 1_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("time.sleep", made.sleep)  # botocore's back-off passes there, too
    return made


@pytest.fixture
def aws(clock: Clock) -> Iterator[LocalAws]:
    with LocalAws(now=clock.now, sleep=clock.sleep) as opened:
        yield opened


def dark(region: str | None = EAST, **more: Any) -> Fault:
    return Fault(Selector(region=region), "drop", 0, 3600, 7200, **more)


def test_a_runbook_hangs_for_five_minutes_and_then_fails(aws: LocalAws, clock: Clock) -> None:
    aws.darken(dark())

    with pytest.raises(ConnectTimeoutError):
        boto3.client("sns", region_name=EAST).list_topics()

    # legacy retries: five attempts of 60 s to connect, and up to 1 + 2 + 4 + 8 s between them
    assert 300 <= clock.s <= 316


def test_a_client_waits_as_long_as_it_was_told_to(aws: LocalAws, clock: Clock) -> None:
    aws.darken(dark())
    config = Config(connect_timeout=2, retries={"mode": "standard", "total_max_attempts": 1})

    with pytest.raises(ConnectTimeoutError):
        boto3.client("sns", region_name=EAST, config=config).list_topics()

    assert clock.s == 2


def test_a_client_made_before_the_fault_hangs_as_well(aws: LocalAws, clock: Clock) -> None:
    before = boto3.client("dynamodb", region_name=EAST)
    before.list_tables()
    aws.darken(dark())

    with pytest.raises(ConnectTimeoutError):
        before.list_tables()
    assert clock.s >= 600  # DynamoDB: ten attempts


def test_nothing_changes_while_a_region_is_dark(aws: LocalAws) -> None:
    fault = dark()
    aws.darken(fault)
    with pytest.raises(ConnectTimeoutError):
        aws.client("sns", EAST).create_topic(Name="lost")
    aws.lighten(fault)

    assert aws.client("sns", EAST).list_topics()["Topics"] == []


def test_the_other_region_answers_at_once(aws: LocalAws, clock: Clock) -> None:
    aws.darken(dark())

    aws.client("sns", WEST).create_topic(Name="kept")
    aws.client("cloudwatch", WEST).put_metric_data(
        Namespace="Openline", MetricData=[{"MetricName": "FailOver", "Value": 1}]
    )

    assert clock.s == 0


def test_route53_cannot_be_changed_from_anywhere_while_us_east_1_is_dark(
    aws: LocalAws, clock: Clock
) -> None:
    aws.darken(dark())

    for region in (EAST, WEST):
        with pytest.raises(ConnectTimeoutError):
            aws.client("route53", region).list_hosted_zones()
    with pytest.raises(ConnectTimeoutError):
        aws.client("iam", WEST).list_roles()


def test_buckets_elsewhere_keep_their_contents_but_not_their_configuration(aws: LocalAws) -> None:
    s3 = aws.client("s3", WEST)
    s3.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": WEST})
    aws.darken(dark())

    s3.put_object(Bucket="kept", Key="page", Body=b"x")
    with pytest.raises(ConnectTimeoutError):
        s3.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})


def test_a_region_lit_while_a_runbook_hangs_answers_its_next_attempt(
    aws: LocalAws, clock: Clock
) -> None:
    fault = dark()
    aws.darken(fault)
    lift_at = 100.0

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.s >= lift_at:
            aws.lighten(fault)

    aws.use_clock(clock.now, sleep)
    boto3.client("sns", region_name=EAST).list_topics()

    assert 120 <= clock.s <= 123


def test_a_fault_that_nobody_lifts_expires(aws: LocalAws, clock: Clock) -> None:
    aws.darken(Fault(Selector(region=EAST), "drop", 0, 60, expires_s=90))
    clock.us = 89_999_999
    assert aws.faults
    clock.us = 90_000_000

    assert aws.faults == ()
    aws.client("sns", EAST).list_topics()


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        (Fault(Selector(region=EAST), "slow", 0, 1, 1), "not 'slow'"),
        (Fault(Selector(region=EAST), "drop", 0, 1, 1, share=0.5), "share is 0.5"),
    ],
)
def test_what_calls_cannot_act_out_is_refused(aws: LocalAws, fault: Fault, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        aws.darken(fault)


PUT = ApiCall("dynamodb", "PutItem", EAST, 60.0)
CREATE = ApiCall("dynamodb", "CreateTable", EAST, 60.0)


@pytest.mark.parametrize(
    ("fault", "touched"),
    [
        (dark(), (True, True)),
        (dark(None), (True, True)),
        (dark(WEST), (False, False)),
        (dark(plane="control"), (False, True)),
        (dark(plane="data"), (True, False)),
        (dark(services=("ec2",)), (False, False)),
        (dark(operations=("PutItem",)), (True, False)),
        (dark(peer=WEST), (False, False)),
        (Fault(Selector(region=EAST, zone="us-east-1a"), "drop", 0, 1, 1), (False, False)),
        (Fault(Selector(system="orders"), "drop", 0, 1, 1), (False, False)),
    ],
)
def test_a_fault_touches_the_calls_that_it_names(fault: Fault, touched: tuple[bool, bool]) -> None:
    assert (touches(fault, PUT), touches(fault, CREATE)) == touched


def test_the_emulation_sees_through_the_dark(aws: LocalAws, clock: Clock) -> None:
    aws.darken(dark())
    before = aws.calls

    with aws.aside():
        aws.client("sns", EAST).list_topics()

    assert (clock.s, aws.calls) == (0, before)
