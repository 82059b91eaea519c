"""The function that reads heartbeats, run for real: its own text, boto3, a local AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import time_machine

from openline._aws import heartbeat
from openline_stacks.cloud import LocalAws

EAST, WEST = "us-east-1", "us-west-2"
NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "stack": "shop",
    "namespace": "Openline/Replication",
    "metric": "HeartbeatAge",
    "attribute": "openline:scheduled",
    "sources": {EAST: "openline:heartbeat:us-east-1"},
    "tables": {
        "orders.book": {"name": "book", "key": "id"},
        "portal.profiles": {"name": "profiles", "key": "customer"},
    },
}
Handler = Callable[[dict[str, Any], object], None]


@pytest.fixture
def aws() -> Iterator[LocalAws]:
    with LocalAws(region=WEST) as opened:
        dynamodb = opened.client("dynamodb", WEST)
        for table in EVENT["tables"].values():
            dynamodb.create_table(
                TableName=table["name"],
                KeySchema=[{"AttributeName": table["key"], "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": table["key"], "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        yield opened


@pytest.fixture
def handler(aws: LocalAws) -> Handler:
    """From the text that is deployed."""
    path = Path(heartbeat.__file__).with_name("heartbeat_reader.py")
    names: dict[str, Any] = {"__name__": "index"}
    exec(compile(path.read_text(), "index.py", "exec"), names)
    found: Handler = names["handler"]
    return found


def beat(aws: LocalAws, label: str, scheduled: str) -> None:
    table = EVENT["tables"][label]
    aws.client("dynamodb", WEST).put_item(
        TableName=table["name"],
        Item={
            table["key"]: {"S": EVENT["sources"][EAST]},
            EVENT["attribute"]: {"S": scheduled},
        },
    )


@pytest.fixture
def ages(aws: LocalAws) -> dict[str, float]:
    """Store, or "" for the oldest of all -> what is published, once the function has run.

    Caught on its way, for moto answers a question for few dimensions with those of more.
    """
    found: dict[str, float] = {}

    def caught(params: dict[str, Any], **_: object) -> None:
        assert params["Namespace"] == EVENT["namespace"]
        for datum in params["MetricData"]:
            dimensions = {one["Name"]: one["Value"] for one in datum["Dimensions"]}
            assert (dimensions.pop("Stack"), dimensions.pop("Source")) == ("shop", EAST)
            assert datum["Unit"] == "Seconds"
            found[dimensions.pop("Store", "")] = datum["Value"]

    session = boto3.DEFAULT_SESSION
    assert session is not None
    session.events.register("provide-client-params.cloudwatch.PutMetricData", caught)
    return found


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("noon")
def test_a_heartbeat_is_as_old_as_its_schedule_says(
    aws: LocalAws, handler: Handler, ages: dict[str, float]
) -> None:
    beat(aws, "orders.book", "2026-03-01T11:59:00Z")
    beat(aws, "portal.profiles", "2026-03-01T11:55:30Z")
    handler(EVENT, None)
    assert ages == {"": 270.0, "orders.book": 60.0, "portal.profiles": 270.0}


@pytest.mark.usefixtures("noon")
def test_a_heartbeat_that_never_came_is_as_old_as_a_day(
    aws: LocalAws, handler: Handler, ages: dict[str, float]
) -> None:
    beat(aws, "orders.book", "2026-03-01T11:59:00Z")
    handler(EVENT, None)
    assert ages == {"": 86_400.0, "orders.book": 60.0, "portal.profiles": 86_400.0}


@pytest.mark.usefixtures("noon")
def test_a_store_that_cannot_be_read_hides_none_of_the_others(
    aws: LocalAws,
    handler: Handler,
    ages: dict[str, float],
    capsys: pytest.CaptureFixture[str],
) -> None:
    beat(aws, "portal.profiles", "2026-03-01T11:59:30Z")
    aws.client("dynamodb", WEST).delete_table(TableName="book")
    handler(EVENT, None)
    assert ages == {"": 86_400.0, "orders.book": 86_400.0, "portal.profiles": 30.0}
    assert "book" in capsys.readouterr().out


@pytest.mark.usefixtures("noon")
def test_a_clock_that_is_behind_makes_no_age_below_none(
    aws: LocalAws, handler: Handler, ages: dict[str, float]
) -> None:
    for label in EVENT["tables"]:
        beat(aws, label, "2026-03-01T12:00:20Z")
    handler(EVENT, None)
    assert set(ages.values()) == {0.0}


@pytest.mark.usefixtures("noon")
def test_more_stores_than_one_call_takes_are_all_published(aws: LocalAws, handler: Handler) -> None:
    tables = {f"many.{n}": EVENT["tables"]["orders.book"] for n in range(1_001)}
    before = aws.calls
    handler(EVENT | {"tables": tables}, None)
    assert aws.calls - before == 1_001 + 2
