"""Rules of Route 53's record sets that moto does not keep, kept on the wire for every client.

moto creates what exists already, takes two PRIMARY records and health checks that nobody made,
and deletes every record of a zone that shares a set identifier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from botocore.exceptions import ClientError

from openline_stacks.cloud._wire import Answer, ApiCall, Next, Params

Record: TypeAlias = Mapping[str, Any]
ListRecords: TypeAlias = Callable[[str], Sequence[Record]]
PutBack: TypeAlias = Callable[[str, Sequence[Record]], None]


class RecordSets:
    """`held` lists a zone's records, `put_back` upserts some, `check_exists` knows a check's id."""

    def __init__(
        self, held: ListRecords, put_back: PutBack, check_exists: Callable[[str], bool]
    ) -> None:
        self._held = held
        self._put_back = put_back
        self._check_exists = check_exists

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        if (call.service, call.operation) != ("route53", "ChangeResourceRecordSets"):
            return go_on(params)
        zone, changes = params.get("HostedZoneId"), params.get("ChangeBatch", {}).get("Changes")
        if not zone or not changes:
            return go_on(params)  # botocore says what is missing
        held = self._held(zone)
        for change in changes:
            self._refuse(change["Action"], change["ResourceRecordSet"], held)
        kept = _bystanders(changes, held)
        answer = go_on(params)
        if kept:
            self._put_back(zone, kept)
        return answer

    def _refuse(self, action: str, record: Record, held: Sequence[Record]) -> None:
        if action == "DELETE":
            return
        name = f"[name='{record['Name']}', type='{record['Type']}']"
        if action == "CREATE" and any(_key(record) == _key(other) for other in held):
            _invalid(f"Tried to create resource record set {name} but it already exists")
        if any(_contradicts(record, other) for other in held):
            _invalid(
                f"Tried to create resource record set {name} but a {record['Failover']} "
                "failover record with another set identifier already exists"
            )
        check = record.get("HealthCheckId")
        if check is not None and not self._check_exists(check):
            _invalid(f"Health check {check} of resource record set {name} does not exist")


def _key(record: Record) -> tuple[str, Any, Any]:
    return record["Name"].rstrip(".").lower(), record["Type"], record.get("SetIdentifier")


def _contradicts(record: Record, other: Record) -> bool:
    """Two records of one name in the same failover role."""
    return (
        record.get("Failover") is not None
        and record["Failover"] == other.get("Failover")
        and _key(record)[:2] == _key(other)[:2]
        and _key(record)[2] != _key(other)[2]
    )


def _bystanders(changes: Sequence[Mapping[str, Any]], held: Sequence[Record]) -> list[Record]:
    """Records that share a set identifier with a deleted one and are others' all the same."""
    gone = [c["ResourceRecordSet"] for c in changes if c["Action"] == "DELETE"]
    named = {record.get("SetIdentifier") for record in gone} - {None}
    keys = {_key(record) for record in gone}
    return [r for r in held if r.get("SetIdentifier") in named and _key(r) not in keys]


def _invalid(message: str) -> None:
    error: Any = {"Error": {"Code": "InvalidChangeBatch", "Message": f"[{message}]"}}
    raise ClientError(error, "ChangeResourceRecordSets")
