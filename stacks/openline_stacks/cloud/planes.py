"""Where each AWS operation really happens: its plane, and the regions it cannot do without.

One table for every fault and black-out. Rows are tried from the top; the first that names the
operation decides; what no row names is the control plane of the client's own region.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from openline_stacks.recovery import Plane

ANYWHERE: Final = "*"  # the operation needs the region its client talks to
EVERYWHERE: Final = ""  # a global data plane: no single region carries it

_BOUNDARIES = "AWS whitepaper 'AWS Fault Isolation Boundaries', appendix B, 2022-11-16"
_PARTITIONAL = "AWS whitepaper 'AWS Fault Isolation Boundaries', appendix A, 2022-11-16"
_ARC = "ARC developer guide, 'Data and control planes for routing control'"
_SERVICE = "the service's API reference: operations on contents, not on configuration"


@dataclass(frozen=True, slots=True)
class Row:
    """`operations` are shell patterns over AWS's names. `homes`: every region that must be up."""

    service: str
    operations: tuple[str, ...]
    plane: Plane
    homes: tuple[str, ...]
    source: str


_ALL = ("*",)

TABLE: Final[tuple[Row, ...]] = (
    # Global services whose control plane lives in one region.
    Row("route53", _ALL, "control", ("us-east-1",), _BOUNDARIES),
    Row("route53domains", _ALL, "control", ("us-east-1",), _BOUNDARIES),
    Row("iam", _ALL, "control", ("us-east-1",), _PARTITIONAL),
    Row("organizations", _ALL, "control", ("us-east-1",), _PARTITIONAL),
    Row("account", _ALL, "control", ("us-east-1",), _PARTITIONAL),
    Row("cloudfront", _ALL, "control", ("us-east-1",), _BOUNDARIES),
    Row("cloudfront-keyvaluestore", _ALL, "data", (EVERYWHERE,), _BOUNDARIES),
    Row("shield", _ALL, "control", ("us-east-1",), _BOUNDARIES),
    Row("globalaccelerator", _ALL, "control", ("us-west-2",), _BOUNDARIES),
    Row("networkmanager", _ALL, "control", ("us-west-2",), _PARTITIONAL),
    Row("route53-recovery-control-config", _ALL, "control", ("us-west-2",), _ARC),
    Row("route53-recovery-readiness", _ALL, "control", ("us-west-2",), _ARC),
    # Five regional endpoints, any of which will do: the client's own is asked.
    Row("route53-recovery-cluster", _ALL, "data", (ANYWHERE,), _ARC),
    Row("arc-zonal-shift", ("StartZonalShift", "CancelZonalShift"), "data", (ANYWHERE,), _ARC),
    # Since 2025 SDKs ask the regional endpoint by default.
    Row("sts", _ALL, "data", (ANYWHERE,), _PARTITIONAL),
    # Buckets: their configuration depends on us-east-1 besides their own region.
    Row(
        "s3",
        (
            "CreateBucket",
            "DeleteBucket",
            "PutBucket*",
            "DeleteBucket*",
            "PutPublicAccessBlock",
            "DeletePublicAccessBlock",
            "PutObjectLockConfiguration",
        ),
        "control",
        (ANYWHERE, "us-east-1"),
        _BOUNDARIES,
    ),
    Row(
        "s3",
        ("ListBuckets", "GetBucket*", "GetPublicAccessBlock"),
        "control",
        (ANYWHERE,),
        _SERVICE,
    ),
    Row("s3", _ALL, "data", (ANYWHERE,), _SERVICE),
    # Regional services: contents are the data plane, the rest is control.
    Row(
        "dynamodb",
        (
            "GetItem",
            "PutItem",
            "UpdateItem",
            "DeleteItem",
            "Query",
            "Scan",
            "BatchGetItem",
            "BatchWriteItem",
            "Transact*",
            "Execute*",
            "BatchExecute*",
        ),
        "data",
        (ANYWHERE,),
        _SERVICE,
    ),
    Row("dynamodbstreams", _ALL, "data", (ANYWHERE,), _SERVICE),
    Row(
        "kms",
        ("Encrypt", "Decrypt", "ReEncrypt", "Generate*", "Sign", "Verify*", "DeriveSharedSecret"),
        "data",
        (ANYWHERE,),
        _SERVICE,
    ),
    Row(
        "cloudwatch",
        ("PutMetricData", "GetMetric*", "ListMetrics"),
        "data",
        (ANYWHERE,),
        _SERVICE,
    ),
    Row("logs", ("PutLogEvents", "GetLogEvents", "FilterLogEvents"), "data", (ANYWHERE,), _SERVICE),
    Row(
        "sqs",
        ("SendMessage*", "ReceiveMessage", "DeleteMessage*", "ChangeMessageVisibility*"),
        "data",
        (ANYWHERE,),
        _SERVICE,
    ),
    Row("sns", ("Publish*",), "data", (ANYWHERE,), _SERVICE),
    Row("events", ("PutEvents",), "data", (ANYWHERE,), _SERVICE),
    Row("kinesis", ("PutRecord*", "GetRecords", "GetShardIterator"), "data", (ANYWHERE,), _SERVICE),
    Row("firehose", ("PutRecord*",), "data", (ANYWHERE,), _SERVICE),
    Row("lambda", ("Invoke*",), "data", (ANYWHERE,), _SERVICE),
    Row("stepfunctions", ("Start*Execution", "SendTask*"), "data", (ANYWHERE,), _SERVICE),
    Row(
        "secretsmanager",
        ("GetSecretValue", "BatchGetSecretValue"),
        "data",
        (ANYWHERE,),
        _SERVICE,
    ),
    Row("ssm", ("GetParameter*",), "data", (ANYWHERE,), _SERVICE),
    Row("*", _ALL, "control", (ANYWHERE,), "the plane of a region's own APIs"),
)

# Regions of AWS's own control planes, which a stack needs wherever it is.
HOMES: Final = frozenset(
    home for row in TABLE for home in row.homes if home not in (ANYWHERE, EVERYWHERE)
)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one call happens. `homes` are real regions; none at all means a global data plane."""

    plane: Plane
    homes: tuple[str, ...]
    source: str


@cache
def placement(service: str, operation: str, client_region: str) -> Placement:
    """Plane and home regions of a call by a client of `client_region`."""
    row = next(row for row in TABLE if _names(row, service, operation))
    homes = (client_region if home == ANYWHERE else home for home in row.homes)
    unique = tuple(dict.fromkeys(home for home in homes if home != EVERYWHERE))
    return Placement(row.plane, unique, row.source)


def _names(row: Row, service: str, operation: str) -> bool:
    return row.service in (service, "*") and any(
        fnmatchcase(operation, pattern) for pattern in row.operations
    )


_READING = (
    "BatchGet", "Describe", "Filter", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search",
    "Select", "Simulate", "Test", "Validate",
)  # fmt: skip


def reads_only(operation: str) -> bool:
    """Whether the operation, by AWS's naming, changes nothing."""
    return operation.startswith(_READING)
