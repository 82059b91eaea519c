"""Systems Manager: parameters."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_PARAMETER: Final = Declared(
    type="aws:ssm/parameter:Parameter",
    service="ssm",
    create=Call("put_parameter"),
    renames={"insecureValue": "Value"},
    id=Text("{name}"),
    read=Call("get_parameter", {"Name": "$id", "WithDecryption": True}, "Parameter"),
    out={"arn": "ARN", "version": "Version"},
    name=AutoName(limit=2048),
    life=Life(
        update=(Call("put_parameter", {"Name": "$name", "Overwrite": True}, whole=True),),
        replace=frozenset({"dataType", "name"}),
        delete=(Call("delete_parameter", {"Name": "$id"}),),
        tags=Tagging(
            {"ResourceType": "Parameter", "ResourceId": "$id"},
            "add_tags_to_resource",
            "remove_tags_from_resource",
            answer="TagList",
        ),
        tells={
            input_: Call(
                "describe_parameters",
                {"ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": ["$id"]}]},
                f"Parameters[0].{member}",
            )
            for input_, member in (
                ("allowedPattern", "AllowedPattern"),
                ("description", "Description"),
                ("keyId", "KeyId"),
                ("tier", "Tier"),
            )
        },
        usual={
            "insecureValue": ...,
            "arn": ...,
            "dataType": "text",
            "tier": "Standard",
            "keyId": "alias/aws/ssm",
        },
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_PARAMETER,)
