"""Step Functions: state machines."""

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

HANDLERS: Final[tuple[Handler, ...]] = (_MACHINE,)
