"""The emulation's own looks at what moto holds: aside from faults, counts and versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from botocore.exceptions import ClientError


class Looks:
    """`client(service, region)` gives a client; `aside()` opens a look that nobody sees."""

    def __init__(
        self,
        client: Callable[[str, str], Any],
        aside: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._client = client
        self._aside = aside

    def records(self, zone_id: str) -> Sequence[Mapping[str, Any]]:
        """Every record set of a zone; none where there is no such zone."""
        with self._aside():
            pages = self._client("route53", "us-east-1").get_paginator("list_resource_record_sets")
            try:
                found = list(pages.paginate(HostedZoneId=zone_id))
            except ClientError:
                return ()
        return [record for page in found for record in page["ResourceRecordSets"]]

    def put_back(self, zone_id: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Upsert records as they were."""
        changes = [{"Action": "UPSERT", "ResourceRecordSet": record} for record in records]
        with self._aside():
            self._client("route53", "us-east-1").change_resource_record_sets(
                HostedZoneId=zone_id, ChangeBatch={"Changes": changes}
            )

    def check_config(self, id_: str) -> Mapping[str, Any]:
        """A health check as moto holds it; empty where there is none."""
        with self._aside():
            try:
                answer = self._client("route53", "us-east-1").get_health_check(HealthCheckId=id_)
            except ClientError:
                return {}
        config: Mapping[str, Any] = answer["HealthCheck"]["HealthCheckConfig"]
        return config
