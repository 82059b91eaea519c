"""The table that says where an operation happens."""

from __future__ import annotations

import pytest

from openline_stacks.cloud.planes import TABLE, placement, reads_only

EAST, WEST = "us-east-1", "us-west-2"


@pytest.mark.parametrize(
    ("service", "operation", "region", "plane", "homes"),
    [
        ("route53", "ChangeResourceRecordSets", WEST, "control", (EAST,)),
        ("route53", "UpdateHealthCheck", WEST, "control", (EAST,)),
        ("iam", "CreateRole", WEST, "control", (EAST,)),
        ("cloudfront", "UpdateDistribution", WEST, "control", (EAST,)),
        ("route53-recovery-control-config", "CreateCluster", EAST, "control", (WEST,)),
        ("route53-recovery-cluster", "UpdateRoutingControlState", EAST, "data", (EAST,)),
        ("s3", "PutBucketPolicy", WEST, "control", (WEST, EAST)),
        ("s3", "PutBucketPolicy", EAST, "control", (EAST,)),
        ("s3", "PutObject", WEST, "data", (WEST,)),
        ("s3", "DeleteObject", WEST, "data", (WEST,)),
        ("dynamodb", "PutItem", WEST, "data", (WEST,)),
        ("dynamodb", "UpdateTable", WEST, "control", (WEST,)),
        ("cloudwatch", "PutMetricData", WEST, "data", (WEST,)),
        ("cloudwatch", "PutMetricAlarm", WEST, "control", (WEST,)),
        ("autoscaling", "SetDesiredCapacity", WEST, "control", (WEST,)),
        ("sts", "GetCallerIdentity", WEST, "data", (WEST,)),
        ("anything", "New", WEST, "control", (WEST,)),
    ],
)
def test_a_call_happens_where_aws_says(
    service: str, operation: str, region: str, plane: str, homes: tuple[str, ...]
) -> None:
    found = placement(service, operation, region)

    assert (found.plane, found.homes) == (plane, homes)


def test_a_global_data_plane_has_no_home() -> None:
    assert placement("cloudfront-keyvaluestore", "GetKey", EAST).homes == ()


def test_every_row_says_where_it_is_from() -> None:
    assert all(row.source and row.operations and row.homes for row in TABLE)


def test_no_row_is_hidden_by_one_above_it() -> None:
    seen: set[str] = set()
    for row in TABLE:
        assert row.service not in seen
        if row.operations == ("*",):
            seen.add(row.service)


@pytest.mark.parametrize(
    ("operation", "reads"),
    [
        ("DescribeAlarms", True),
        ("GetMetricData", True),
        ("ListHealthChecks", True),
        ("ChangeResourceRecordSets", False),
        ("SetDesiredCapacity", False),
        ("PutMetricData", False),
    ],
)
def test_reading_is_told_from_changing(operation: str, reads: bool) -> None:
    assert reads_only(operation) is reads
