"""A dark region hangs as it would, changes nothing, and leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.retries.standard import ThrottledRetryableChecker

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud._darkness import touches
from openline_stacks.cloud._wire import ApiCall
from openline_stacks.recovery import Fault, Mode, Selector

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


def once() -> Config:
    return Config(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=10)


def test_a_refused_call_fails_at_once(aws: LocalAws, clock: Clock) -> None:
    aws.darken(replace(dark(), mode="refuse"))

    with pytest.raises(EndpointConnectionError):
        boto3.client("sns", region_name=EAST, config=once()).list_topics()

    assert clock.s == 0


SERVICES = [
    ("sns", "list_topics", "query"),
    ("dynamodb", "list_tables", "json"),
    ("ec2", "describe_vpcs", "ec2"),
    ("route53", "list_hosted_zones", "rest-xml"),
    ("s3", "list_buckets", "rest-xml"),
    ("lambda", "list_functions", "rest-json"),
    ("cloudwatch", "list_metrics", "json"),
]


@pytest.mark.parametrize(("service", "call", "protocol"), SERVICES)
def test_an_error_is_what_a_front_end_without_a_service_says(
    aws: LocalAws, service: str, call: str, protocol: str
) -> None:
    aws.darken(replace(dark(), mode="error"))
    client: Any = boto3.client(service, region_name=EAST, config=once())  # type: ignore[call-overload]
    assert client.meta.service_model.resolved_protocol == protocol

    with pytest.raises(ClientError) as caught:
        getattr(client, call)()

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


@pytest.mark.parametrize(("service", "call", "protocol"), SERVICES)
def test_a_throttled_call_is_told_so_in_its_own_protocol(
    aws: LocalAws, service: str, call: str, protocol: str
) -> None:
    aws.darken(replace(dark(), mode="throttle"))
    client: Any = boto3.client(service, region_name=EAST, config=once())  # type: ignore[call-overload]
    codes = {"ec2": "RequestLimitExceeded", "s3": "SlowDown"}
    usual = "Throttling" if protocol in ("query", "rest-xml") else "ThrottlingException"

    with pytest.raises(ClientError) as caught:
        getattr(client, call)()

    assert caught.value.response["Error"]["Code"] == codes.get(service, usual)
    assert is_throttling(caught.value.response["Error"]["Code"])


def is_throttling(code: str) -> bool:
    return code in getattr(ThrottledRetryableChecker, "_THROTTLED_ERROR_CODES")  # noqa: B009


def test_boto3_tries_an_error_again_and_gets_through_when_it_is_over(
    aws: LocalAws, clock: Clock
) -> None:
    fault = replace(dark(), mode="error")
    aws.darken(fault)

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        aws.lighten(fault)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.sleep", sleep)
        boto3.client("sns", region_name=EAST).list_topics()

    assert 0 < clock.s < 2  # one back-off


def test_an_error_that_stays_costs_boto3s_back_offs_and_no_more(
    aws: LocalAws, clock: Clock
) -> None:
    aws.darken(replace(dark(), mode="error"))

    with pytest.raises(ClientError, match="503"):
        boto3.client("sns", region_name=EAST).list_topics()

    assert clock.s <= 1 + 2 + 4 + 8


def test_a_slow_call_is_answered_later(aws: LocalAws, clock: Clock) -> None:
    aws.darken(replace(dark(), mode="slow", delay_s=7.0))

    assert boto3.client("sns", region_name=EAST, config=once()).list_topics()["Topics"] == []

    assert clock.s == 7


def test_a_call_slower_than_its_time_out_is_given_up(aws: LocalAws, clock: Clock) -> None:
    aws.darken(replace(dark(), mode="slow", delay_s=30.0))

    with pytest.raises(ReadTimeoutError):
        boto3.client("sns", region_name=EAST, config=once()).list_topics()

    assert clock.s == 10


def test_a_rate_lets_so_many_calls_by_in_a_second(aws: LocalAws, clock: Clock) -> None:
    aws.darken(replace(dark(), mode="throttle", limit_per_s=2.0))
    client = boto3.client("sns", region_name=EAST, config=once())

    answered = 0
    for _ in range(40):
        try:
            client.list_topics()
            answered += 1
        except ClientError:
            pass
        clock.sleep(0.125)

    assert answered == 10  # in five seconds


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9])
def test_a_share_of_calls_is_hit_and_always_the_same(
    aws: LocalAws, clock: Clock, share: float
) -> None:
    def hits() -> list[int]:
        fault = replace(dark(share=share), mode="error")
        aws.darken(fault)
        client = boto3.client("sns", region_name=EAST, config=once())
        found = []
        for number in range(100):
            try:
                client.list_topics()
            except ClientError:
                found.append(number)
        aws.lighten(fault)
        return found

    first = hits()
    assert len(first) == round(100 * share)
    assert hits() == first


def test_a_key_that_is_disabled_decrypts_nothing_and_can_still_be_seen(aws: LocalAws) -> None:
    kms = boto3.client("kms", region_name=EAST, config=once())
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    aws.darken(replace(dark(services=("kms",)), mode="disable"))

    with pytest.raises(kms.exceptions.DisabledException):
        kms.encrypt(KeyId=key, Plaintext=b"x")
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key


@pytest.mark.parametrize("mode", ["stall", "surge"])
def test_what_stalls_answers_calls(aws: LocalAws, mode: Mode) -> None:
    aws.darken(replace(dark(), mode=mode))

    aws.client("ec2", EAST).describe_vpcs()


def test_two_faults_both_take_their_time(aws: LocalAws, clock: Clock) -> None:
    aws.darken(replace(dark(), mode="slow", delay_s=3.0))
    aws.darken(replace(dark(), mode="refuse"))

    with pytest.raises(EndpointConnectionError):
        boto3.client("sns", region_name=EAST, config=once()).list_topics()

    assert clock.s == 3


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
        (replace(dark(), mode="stall"), (False, False)),
        (dark(operations=("PutItem",)), (True, False)),
        (dark(peer=WEST), (False, False)),
        (Fault(Selector(region=EAST, zone="us-east-1a"), "drop", 0, 1, 1), (False, False)),
        (Fault(Selector(system="orders"), "drop", 0, 1, 1), (False, False)),
    ],
)
def test_a_fault_touches_the_calls_that_it_names(fault: Fault, touched: tuple[bool, bool]) -> None:
    assert (touches(fault, PUT), touches(fault, CREATE)) == touched


@pytest.mark.parametrize(
    ("named", "call"),
    [
        ("elasticloadbalancing", ApiCall("elbv2", "DescribeLoadBalancers", EAST, 60.0)),
        ("monitoring", ApiCall("cloudwatch", "PutMetricData", EAST, 60.0)),
        ("ebs", ApiCall("ec2", "AttachVolume", EAST, 60.0)),
    ],
)
def test_a_service_is_known_by_its_other_name(named: str, call: ApiCall) -> None:
    assert touches(dark(services=(named,)), call)
    assert not touches(dark(services=(named,)), ApiCall("ec2", "RunInstances", EAST, 60.0))


def test_the_emulation_sees_through_the_dark(aws: LocalAws, clock: Clock) -> None:
    aws.darken(dark())
    before = aws.calls

    with aws.aside():
        aws.client("sns", EAST).list_topics()

    assert (clock.s, aws.calls) == (0, before)
