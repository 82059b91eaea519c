"""CloudWatch Logs: log groups."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Text

_LOG_GROUP: Final = Declared(
    type="aws:cloudwatch/logGroup:LogGroup",
    service="logs",
    create=Call("create_log_group", {"logGroupName": "$name"}),
    id=Text("{name}"),
    read=Call(
        "describe_log_groups",
        {"logGroupNamePrefix": "$id"},
        Text("logGroups[?logGroupName=='{id}'] | [0]"),
    ),
    sets={
        "retentionInDays": (
            Call(
                "put_retention_policy",
                {"logGroupName": "$id", "retentionInDays": "$retentionInDays"},
            ),
        ),
    },
    # The API's `arn` ends in ":*"; the provider takes that off.
    out={"arn": Text("arn:aws:logs:{region}:{account}:log-group:{id}")},
    name=AutoName(limit=512),
    local=frozenset({"skipDestroy"}),
)

HANDLERS: Final[tuple[Handler, ...]] = (_LOG_GROUP,)
