"""Kinesis: streams."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_DESCRIBE: Final = "describe_stream_summary"


def _told(path: str) -> Call:
    return Call(_DESCRIBE, {"StreamName": "$id"}, f"StreamDescriptionSummary{path}")


_STREAM: Final = Declared(
    type="aws:kinesis/stream:Stream",
    service="kinesis",
    create=Call("create_stream", {"StreamName": "$name"}),
    id=Text("{name}"),
    read=_told(""),
    out={"arn": "StreamARN"},
    name=AutoName(limit=128),
    local=frozenset({"enforceConsumerDeletion"}),
    sets={
        # moto drops those of create_stream
        "tags": (Call("add_tags_to_stream", {"StreamName": "$id", "Tags": "$tags"}),),
        "retentionPeriod": (
            Call(
                "increase_stream_retention_period",
                {"StreamName": "$id", "RetentionPeriodHours": "$retentionPeriod"},
            ),
        ),
    },
    life=Life(
        update=(
            Call(
                "update_shard_count",
                {
                    "StreamName": "$id",
                    "TargetShardCount": "$shardCount",
                    "ScalingType": "UNIFORM_SCALING",
                },
                named=False,
            ),
        ),
        replace=frozenset({"name"}),
        delete=(Call("delete_stream", {"StreamName": "$id", "EnforceConsumerDeletion": True}),),
        tags=Tagging(
            {"StreamName": "$id"},
            "add_tags_to_stream",
            "remove_tags_from_stream",
            "list_tags_for_stream",
        ),
        tells={
            "retentionPeriod": _told(".RetentionPeriodHours"),
            "shardCount": _told(".OpenShardCount"),
            "streamModeDetails": _told(".StreamModeDetails"),
        },
        usual={
            "arn": ...,
            "retentionPeriod": 24,
            "encryptionType": "NONE",
            "streamModeDetails": ...,
        },
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_STREAM,)
