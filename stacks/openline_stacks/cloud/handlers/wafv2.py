"""WAF: web ACLs and their logs. An edge's are in us-east-1."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler
from openline_stacks.cloud._request import Text

_ACL: Final = Declared(
    type="aws:wafv2/webAcl:WebAcl",
    service="wafv2",
    create=Call("create_web_acl", answer="Summary"),
    id="Id",
    read=Call("get_web_acl", {"Name": "$name", "Scope": "$scope", "Id": "$id"}, "WebACL"),
    renames={"tags": "Tags"},
    out={"arn": "ARN", "capacity": "Capacity"},
    name=AutoName(limit=128),
)

_LOGGING: Final = Declared(
    type="aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    service="wafv2",
    create=Call(
        "put_logging_configuration",
        {
            "LoggingConfiguration": {
                "ResourceArn": "$resourceArn",
                "LogDestinationConfigs": "$logDestinationConfigs",
                "RedactedFields": "$redactedFields",
                "LoggingFilter": "$loggingFilter",
            }
        },
    ),
    id=Text("{resourceArn}"),
    read=Call("get_logging_configuration", {"ResourceArn": "$id"}, "LoggingConfiguration"),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ACL, _LOGGING)
