"""EventBridge Scheduler: schedules. moto stores them; nothing ever comes due."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Text

_SCHEDULE: Final = Declared(
    type="aws:scheduler/schedule:Schedule",
    service="scheduler",
    create=Call("create_schedule"),
    id=Text("{groupName}/{name}"),
    read=Call("get_schedule", {"Name": "$name", "GroupName": "$groupName"}),
    out={"arn": "Arn"},
    defaults={"groupName": "default"},
    name=AutoName(limit=64),
    life=Life(
        update=(Call("update_schedule", {"Name": "$name", "GroupName": "$groupName"}, whole=True),),
        replace=frozenset({"groupName", "name", "namePrefix"}),
        delete=(Call("delete_schedule", {"Name": "$name", "GroupName": "$groupName"}),),
        usual={"state": "ENABLED", "scheduleExpressionTimezone": "UTC"},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_SCHEDULE,)
