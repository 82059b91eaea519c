"""Hosted zones that programs name by id: they were there before, so they are here as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openline_stacks.cloud._zones import existing_zone
from openline_stacks.local._request import Asked


def make_zones(it: Asked, params: Mapping[str, Any], account: str) -> None:
    """Before records are put into a zone that nobody made."""
    if it.service != "route53" or it.operation.name != "ChangeResourceRecordSets":
        return
    zone = str(params.get("HostedZoneId", "")).rsplit("/", 1)[-1]
    changes = params.get("ChangeBatch", {}).get("Changes") or ()
    if zone and changes:
        existing_zone(account, zone, str(changes[0]["ResourceRecordSet"]["Name"]))
