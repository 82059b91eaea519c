"""EC2: rules of security groups that name several sources at once."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from openline_stacks.cloud._handler import Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers.ec2_security import BLOCKS, permissions_of, single
from openline_stacks.states import UNKNOWN

_INPUTS: Final = frozenset(
    {"cidrBlocks", "description", "fromPort", "ipv6CidrBlocks", "prefixListIds", "protocol",
     "securityGroupId", "self", "sourceSecurityGroupId", "toPort", "type"}
)  # fmt: skip


def _wanted(request: Request) -> list[dict[str, Any]]:
    source = request.get("sourceSecurityGroupId")
    rule = {**request.inputs, "securityGroups": [source] if source else []}
    return permissions_of(rule, str(request.get("securityGroupId")))


def _parameters(request: Request) -> dict[str, Any]:
    unknown = any(value is UNKNOWN for value in request.inputs.values())
    return {
        "GroupId": request.get("securityGroupId"),
        "IpPermissions": UNKNOWN if unknown else _wanted(request),
    }


def _id(request: Request) -> str:
    words = [request.get("securityGroupId"), request.get("type"), _bare(_wanted(request))]
    return f"sgrule-{hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:10]}"


def _bare(permissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the descriptions, which can change."""
    return [
        {
            member: [{k: v for k, v in one.items() if k != "Description"} for one in value]
            if isinstance(value, list)
            else value
            for member, value in permission.items()
        }
        for permission in permissions
    ]


def _call(request: Request, verb: str) -> None:
    request.call("ec2", f"{verb}_security_group_{request.get('type')}", **_parameters(request))


def _create(request: Request) -> str:
    _call(request, "authorize")
    return _id(request)


def _there(request: Request) -> bool:
    group = request.get("securityGroupId")
    answer = request.call("ec2", "describe_security_groups", GroupIds=[group])
    held = _bare(single(answer["SecurityGroups"][0][BLOCKS[str(request.get("type"))]]))
    return all(one in held for one in _bare(_wanted(request)))


def _read(request: Request, id_: str) -> Outputs:
    if not _there(request):
        raise request.missing("describe_security_groups", id_)
    return {"@": {}, "securityGroupRuleId": id_}


def _revise(request: Request, _id: str, _changed: frozenset[str]) -> None:
    operation = f"update_security_group_rule_descriptions_{request.get('type')}"
    request.call("ec2", operation, **_parameters(request))


def _remove(request: Request, _id: str) -> None:
    if _there(request):
        _call(request, "revoke")


_RULE: Final = Irregular(
    type="aws:ec2/securityGroupRule:SecurityGroupRule",
    service="ec2",
    operation="authorize_security_group_ingress",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=_INPUTS,
    life=Life(
        replace=_INPUTS - {"description"},
        keep=frozenset({"description"}),
        revise=_revise,
        revises=frozenset({"description"}),
        remove=_remove,
        find=lambda request: _id(request) if _there(request) else None,
        alone=True,
        parts=(
            r"(?P<securityGroupId>sg-\w+)_(?P<type>ingress|egress)_(?P<protocol>[^_]+)"
            r"_(?P<fromPort>\d+)_(?P<toPort>\d+)"
            r"_(?:(?P<sourceSecurityGroupId>sg-\w+)|(?P<cidrBlocks>[\d.]+/\d+))"
        ),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_RULE,)
