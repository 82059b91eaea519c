"""How old other regions' heartbeats are here. Runs as a Lambda function, once a minute.

This file's text is the function's code; nothing in the package imports it. The event says what to
read: `stack`, `namespace`, `metric`, `attribute`, `sources` (region -> key of its item) and
`tables` (label -> `name` and `key`, its partition key).
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# An item that is not there, or cannot be read, is as old as a day: far beyond any threshold.
NEVER_S = 86_400.0
# The next run is a minute away: no call may hang.
QUICK = Config(connect_timeout=2, read_timeout=3, retries={"max_attempts": 1})
# PutMetricData takes 1,000 at a time.
AT_ONCE = 1_000


def handler(event: dict[str, Any], context: object) -> None:
    dynamodb = boto3.client("dynamodb", config=QUICK)
    now_s = time.time()
    data = []
    for source, item in sorted(event["sources"].items()):
        ages = {
            label: age_s(dynamodb, table, item, event["attribute"], now_s)
            for label, table in sorted(event["tables"].items())
        }
        common = {"Stack": event["stack"], "Source": source}
        data.append(datum(event["metric"], max(ages.values()), common))
        for label, age in ages.items():
            data.append(datum(event["metric"], age, common | {"Store": label}))
    cloudwatch = boto3.client("cloudwatch", config=QUICK)
    for start in range(0, len(data), AT_ONCE):
        cloudwatch.put_metric_data(
            Namespace=event["namespace"], MetricData=data[start : start + AT_ONCE]
        )


def age_s(dynamodb: Any, table: dict[str, str], item: str, attribute: str, now_s: float) -> float:
    try:
        found = dynamodb.get_item(
            TableName=table["name"], Key={table["key"]: {"S": item}}, ConsistentRead=False
        ).get("Item", {})
    except (BotoCoreError, ClientError) as error:
        print(f"{table['name']}: {error}")
        return NEVER_S
    if attribute not in found:
        return NEVER_S
    beat = datetime.fromisoformat(found[attribute]["S"].replace("Z", "+00:00"))
    return max(0.0, now_s - beat.timestamp())


def datum(metric: str, age: float, dimensions: dict[str, str]) -> dict[str, Any]:
    pairs = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    return {"MetricName": metric, "Value": age, "Unit": "Seconds", "Dimensions": pairs}
