"""WAF: web ACLs and their logs. An edge's are in us-east-1."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit

_ACL_INPUTS: Final = frozenset(
    {"associationConfig", "captchaConfig", "challengeConfig", "customResponseBodies",
     "defaultAction", "description", "rules", "tokenDomains", "visibilityConfig"}
)  # fmt: skip


def _told_scope(request: Request, _id: str) -> str:
    return str(request.get("scope") or "REGIONAL")


def _named(request: Request, id_: str) -> dict[str, str]:
    return {
        "Name": str(request.get("name")),
        "Scope": str(request.get("scope")),
        "Id": id_.partition("/")[0],
    }


def _revise_acl(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """An update replaces all of it, and needs the lock that reading gives."""
    place = _named(request, id_)
    lock = request.call("wafv2", "get_web_acl", **place)["LockToken"]
    shape = request.shape("wafv2", "update_web_acl")
    given = {k: v for k, v in request.inputs.items() if k in _ACL_INPUTS}
    request.call("wafv2", "update_web_acl", LockToken=lock, **place, **fit(shape, given).values)


def _remove_acl(request: Request, id_: str) -> None:
    place = _named(request, id_)
    lock = request.call("wafv2", "get_web_acl", **place)["LockToken"]
    request.call("wafv2", "delete_web_acl", LockToken=lock, **place)


_ACL: Final = Declared(
    type="aws:wafv2/webAcl:WebAcl",
    service="wafv2",
    create=Call("create_web_acl", answer="Summary"),
    id="Id",
    read=Call("get_web_acl", {"Name": "$name", "Scope": "$scope", "Id": "$id"}, "WebACL"),
    renames={"tags": "Tags"},
    out={"arn": "ARN", "capacity": "Capacity"},
    name=AutoName(limit=128),
    life=Life(
        unique="WAFDuplicateItemException: AWS WAF could not perform the operation because some "
        "resource in your request is a duplicate of an existing one.",
        replace=frozenset({"name", "namePrefix", "scope"}),
        tags=Tagging({"ResourceARN": Text("{arn}")}, answer="TagInfoForResource.TagList"),
        tells={"scope": _told_scope},
        find=Call("list_web_acls", {"Scope": "$scope"}, Text("WebACLs[?Name=='{name}'] | [0].Id")),
        parts=r"(?P<id>[^/]+)/(?P<name>[^/]+)/(?P<scope>[A-Z]+)",
        revise=_revise_acl,
        revises=_ACL_INPUTS,
        remove=_remove_acl,
    ),
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
    life=Life(
        update=(
            Call(
                "put_logging_configuration",
                {
                    "LoggingConfiguration": {
                        "ResourceArn": "$resourceArn",
                        "LogDestinationConfigs": "$logDestinationConfigs",
                        "RedactedFields": "$redactedFields",
                        "LoggingFilter": "$loggingFilter",
                    }
                },
                whole=True,
            ),
        ),
        replace=frozenset({"resourceArn"}),
        delete=(Call("delete_logging_configuration", {"ResourceArn": "$id"}),),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_ACL, _LOGGING)
