"""EventBridge: buses, rules, targets."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_TAGS: Final = Tagging({"ResourceARN": Text("{arn}")})
_PLACE: Final = {"Name": "$name", "EventBusName": "$eventBusName"}

_BUS: Final = Declared(
    type="aws:cloudwatch/eventBus:EventBus",
    service="events",
    create=Call("create_event_bus", {"Name": "$name"}),
    id=Text("{name}"),
    read=Call("describe_event_bus", {"Name": "$id"}),
    out={"arn": "Arn"},
    name=AutoName(limit=256),
    life=Life(delete=(Call("delete_event_bus", {"Name": "$id"}),), tags=_TAGS),
)

_RULE: Final = Declared(
    type="aws:cloudwatch/eventRule:EventRule",
    service="events",
    create=Call("put_rule", _PLACE),
    id=Text("{name}"),
    read=Call("describe_rule", _PLACE),
    out={"arn": "Arn"},
    defaults={"eventBusName": "default"},
    name=AutoName(limit=64),
    local=frozenset({"forceDestroy"}),
    life=Life(
        update=(Call("put_rule", _PLACE, whole=True),),
        replace=frozenset({"eventBusName", "name", "namePrefix"}),
        delete=(Call("delete_rule", _PLACE),),
        tags=_TAGS,
        usual={"isEnabled": ..., "state": "ENABLED"},
        parts=r"(?:(?P<eventBusName>[^/]+)/)?(?P<id>(?P<name>[^/]+))",
    ),
)

_TARGET_PUT: Final = {
    "Rule": "$rule",
    "EventBusName": "$eventBusName",
    "Targets": [
        {
            "Id": "$targetId",
            "Arn": "$arn",
            "RoleArn": "$roleArn",
            "Input": "$input",
            "InputPath": "$inputPath",
        }
    ],
}

_TARGET: Final = Declared(
    type="aws:cloudwatch/eventTarget:EventTarget",
    service="events",
    create=Call("put_targets", _TARGET_PUT),
    id=Text("{rule}-{targetId}"),
    read=Call(
        "list_targets_by_rule",
        {"Rule": "$rule", "EventBusName": "$eventBusName"},
        Text("Targets[?Id=='{targetId}'] | [0]"),
    ),
    defaults={"eventBusName": "default"},
    name=AutoName(property="targetId", limit=64),
    local=frozenset({"forceDestroy"}),
    life=Life(
        update=(Call("put_targets", _TARGET_PUT, named=False),),
        replace=frozenset({"eventBusName", "rule", "targetId"}),
        delete=(
            Call(
                "remove_targets",
                {"Rule": "$rule", "EventBusName": "$eventBusName", "Ids": ["$targetId"]},
            ),
        ),
        parts=r"(?:(?P<eventBusName>[^/]+)/)?(?P<rule>[^/]+)/(?P<targetId>[^/]+)",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_BUS, _RULE, _TARGET)
