"""A runbook that cannot work in the outage that it is for: it edits the public records.

Route 53 answers from everywhere, but is configured in us-east-1. While that is dark the first call
hangs for five minutes, boto3's five attempts of a minute each, and then fails.
"""

from __future__ import annotations

import boto3


def fail_over(systems, outputs):  # type: ignore[no-untyped-def]
    route53 = boto3.client("route53")
    zone = outputs["zone"]
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    names = {outputs["endpoints"][system].removeprefix("https://") + "." for system in systems}
    mine = [record for record in records if record["Name"] in names]
    secondary = {record["Name"]: record for record in mine if record.get("Failover") == "SECONDARY"}
    for record in mine:
        if record.get("Failover") == "PRIMARY":
            record["AliasTarget"] = secondary[record["Name"]]["AliasTarget"]
            record.pop("HealthCheckId", None)
            change = {"Action": "UPSERT", "ResourceRecordSet": record}
            route53.change_resource_record_sets(
                HostedZoneId=zone, ChangeBatch={"Changes": [change]}
            )
