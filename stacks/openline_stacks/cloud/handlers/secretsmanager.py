"""Secrets Manager: secrets and their replicas. Values are nobody's business here."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler

_SECRET: Final = Declared(
    type="aws:secretsmanager/secret:Secret",
    service="secretsmanager",
    create=Call("create_secret", {"AddReplicaRegions": "$replicas"}),
    id="ARN",
    read=Call("describe_secret", {"SecretId": "$id"}),
    out={"arn": "ARN", "replicas": "ReplicationStatus"},
    name=AutoName(limit=512),
    local=frozenset({"recoveryWindowInDays"}),
)

HANDLERS: Final[tuple[Handler, ...]] = (_SECRET,)
