"""Step Functions: state machines, and activities that others do the work of."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_MACHINE: Final = Declared(
    type="aws:sfn/stateMachine:StateMachine",
    service="stepfunctions",
    create=Call("create_state_machine", {"name": "$name"}),
    id="stateMachineArn",
    read=Call("describe_state_machine", {"stateMachineArn": "$id"}),
    out={"arn": "stateMachineArn", "name": "name"},
    name=AutoName(limit=80),
    local=frozenset({"publish"}),
    life=Life(
        unique="StateMachineAlreadyExists: State Machine Already Exists: {name}",
        update=(Call("update_state_machine", {"stateMachineArn": "$id"}),),
        replace=frozenset({"name", "namePrefix", "type"}),
        delete=(Call("delete_state_machine", {"stateMachineArn": "$id"}),),
        tags=Tagging({"resourceArn": "$id"}, answer="tags"),
        usual={"type": "STANDARD", "loggingConfiguration": ..., "tracingConfiguration": ...,
               "encryptionConfiguration": ...},
        find=Call(
            "list_state_machines",
            {},
            Text("stateMachines[?name=='{name}'] | [0].stateMachineArn"),
        ),
    ),
)  # fmt: skip

_ACTIVITY: Final = Declared(
    type="aws:sfn/activity:Activity",
    service="stepfunctions",
    create=Call("create_activity", {"name": "$name"}),
    id="activityArn",
    read=Call("describe_activity", {"activityArn": "$id"}),
    out={"arn": "activityArn", "name": "name"},
    name=AutoName(limit=80),
    life=Life(
        replace=frozenset({"encryptionConfiguration", "name"}),
        delete=(Call("delete_activity", {"activityArn": "$id"}),),
        tags=Tagging({"resourceArn": "$id"}, answer="tags"),
        usual={"encryptionConfiguration": ...},
        find=Call("list_activities", {}, Text("activities[?name=='{name}'] | [0].activityArn")),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ACTIVITY, _MACHINE)
