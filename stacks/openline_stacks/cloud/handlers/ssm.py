"""Systems Manager: parameters."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler
from openline_stacks.cloud._request import Text

_PARAMETER: Final = Declared(
    type="aws:ssm/parameter:Parameter",
    service="ssm",
    create=Call("put_parameter"),
    id=Text("{name}"),
    read=Call("get_parameter", {"Name": "$id", "WithDecryption": True}, "Parameter"),
    out={"arn": "ARN", "version": "Version"},
    name=AutoName(limit=2048),
)

HANDLERS: Final[tuple[Handler, ...]] = (_PARAMETER,)
