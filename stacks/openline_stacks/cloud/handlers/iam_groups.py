"""IAM: groups of users, who is in them, and policies attached to many at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.states import UNKNOWN

_HOME: Final = "us-east-1"  # IAM's control plane: planes.py

_GROUP: Final = Declared(
    type="aws:iam/group:Group",
    service="iam",
    create=Call("create_group", {"GroupName": "$name"}, "Group"),
    id="GroupName",
    read=Call("get_group", {"GroupName": "$id"}, "Group"),
    out={"arn": "Arn", "name": "GroupName", "uniqueId": "GroupId"},
    name=AutoName(limit=128),
    home=_HOME,
    life=Life(delete=(Call("delete_group", {"GroupName": "$id"}),), usual={"path": "/"}),
)

_POLICY_PUT: Final = {"GroupName": "$group", "PolicyName": "$name", "PolicyDocument": "$policy"}
_POLICY_OF: Final = {"GroupName": "$group", "PolicyName": "$name"}

_GROUP_POLICY: Final = Declared(
    type="aws:iam/groupPolicy:GroupPolicy",
    service="iam",
    create=Call("put_group_policy", _POLICY_PUT),
    id=Text("{group}:{name}"),
    read=Call("get_group_policy", _POLICY_OF),
    name=AutoName(limit=128),
    home=_HOME,
    life=Life(
        update=(Call("put_group_policy", _POLICY_PUT, named=False),),
        replace=frozenset({"group", "name"}),
        delete=(Call("delete_group_policy", _POLICY_OF),),
        tells={"policy": Call("get_group_policy", _POLICY_OF, "PolicyDocument")},
        back={"policy": json.dumps},
    ),
)

_GROUP_ATTACHMENT: Final = Declared(
    type="aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    service="iam",
    create=Call("attach_group_policy", {"GroupName": "$group", "PolicyArn": "$policyArn"}),
    id=Text("{group}/{policyArn}"),
    read=Call(
        "list_attached_group_policies",
        {"GroupName": "$group"},
        Text("AttachedPolicies[?PolicyArn=='{policyArn}'] | [0]"),
    ),
    home=_HOME,
    life=Life(
        delete=(Call("detach_group_policy", {"GroupName": "$group", "PolicyArn": "$policyArn"}),),
        parts=r"(?P<group>[^/]+)/(?P<policyArn>.+)",
    ),
)


def _first(request: Request, input_: str) -> Any:
    """One of those that calls are made for, each by its own."""
    many = request.get(input_, ())
    return many if many is UNKNOWN else next(iter(many), None)


def _members(request: Request, group: str) -> set[str]:
    answer = request.call("iam", "get_group", GroupName=group)
    return {one["UserName"] for one in answer["Users"]}


def _revise_members(request: Request, _id: str, _changed: frozenset[str]) -> None:
    group, wanted = str(request.get("group")), set(request.get("users", ()))
    held = _members(request, group)
    for user in sorted(wanted - held):
        request.call("iam", "add_user_to_group", GroupName=group, UserName=user)
    for user in sorted(held - wanted):
        request.call("iam", "remove_user_from_group", GroupName=group, UserName=user)


def _create_members(request: Request) -> str:
    _revise_members(request, "", frozenset())
    return str(request.get("name"))


def _read_members(request: Request, id_: str) -> Outputs:
    held = _members(request, str(request.get("group")))
    if not held:
        raise request.missing("get_group", id_)
    return {"@": {}, "users": sorted(held)}


def _remove_members(request: Request, _id: str) -> None:
    group = str(request.get("group"))
    for user in sorted(_members(request, group) & set(request.get("users", ()))):
        request.call("iam", "remove_user_from_group", GroupName=group, UserName=user)


_MEMBERSHIP: Final = Irregular(
    type="aws:iam/groupMembership:GroupMembership",
    service="iam",
    operation="add_user_to_group",
    params=lambda request: {
        "GroupName": request.get("group"),
        "UserName": _first(request, "users"),
    },
    create=_create_members,
    read=_read_members,
    inputs=frozenset({"group", "name", "users"}),
    name=AutoName(limit=255),
    home=_HOME,
    life=Life(
        replace=frozenset({"group", "name"}),
        revise=_revise_members,
        revises=frozenset({"users"}),
        remove=_remove_members,
        parts=r"(?P<group>[^/]+)/(?P<id>(?P<name>.+))",
    ),
)

# input -> what lists those that a policy is attached to, what attaches it and takes it off.
_ATTACHED: Final = {
    "groups": ("PolicyGroups", "GroupName", "group"),
    "roles": ("PolicyRoles", "RoleName", "role"),
    "users": ("PolicyUsers", "UserName", "user"),
}


def _attached(request: Request) -> dict[str, set[str]]:
    arn = request.get("policyArn")
    answer = request.call("iam", "list_entities_for_policy", PolicyArn=arn)
    return {
        input_: {one[key] for one in answer[member]}
        for input_, (member, key, _) in _ATTACHED.items()
    }


def _attach(request: Request, inputs: Iterable[str]) -> None:
    """Exclusive: of a policy that is attached here nobody else has it."""
    held = _attached(request)
    for input_ in sorted(inputs):
        _, key, word = _ATTACHED[input_]
        wanted = set(request.get(input_, ()))
        for verb, names in (("attach", wanted - held[input_]), ("detach", held[input_] - wanted)):
            for name in sorted(names):
                place = {key: name, "PolicyArn": request.get("policyArn")}
                request.call("iam", f"{verb}_{word}_policy", **place)


def _create_attachment(request: Request) -> str:
    _attach(request, _ATTACHED)
    return str(request.get("name"))


def _read_attachment(request: Request, id_: str) -> Outputs:
    held = _attached(request)
    if not any(held.values()):
        raise request.missing("list_entities_for_policy", id_)
    return {"@": {}, **{input_: sorted(names) for input_, names in held.items() if names}}


def _remove_attachment(request: Request, _id: str) -> None:
    held = _attached(request)
    for input_, (_, key, word) in _ATTACHED.items():
        for name in sorted(held[input_] & set(request.get(input_, ()))):
            place = {key: name, "PolicyArn": request.get("policyArn")}
            request.call("iam", f"detach_{word}_policy", **place)


_ATTACHMENT: Final = Irregular(
    type="aws:iam/policyAttachment:PolicyAttachment",
    service="iam",
    operation="attach_role_policy",
    params=lambda request: {"RoleName": "any", "PolicyArn": request.get("policyArn")},
    create=_create_attachment,
    read=_read_attachment,
    inputs=frozenset({"name", "policyArn", *_ATTACHED}),
    members={"policyArn": "PolicyArn"},
    name=AutoName(limit=255),
    home=_HOME,
    life=Life(
        replace=frozenset({"name", "policyArn"}),
        revise=lambda request, _id, changed: _attach(request, changed & _ATTACHED.keys()),
        revises=frozenset(_ATTACHED),
        remove=_remove_attachment,
        parts=r"(?P<policyArn>arn:.+)/(?P<id>(?P<name>[^/]+))",
    ),
)


def _groups_of(request: Request) -> list[str]:
    answer = request.call("iam", "list_groups_for_user", UserName=request.get("user"))
    held = {one["GroupName"] for one in answer["Groups"]}
    return sorted(held & set(request.get("groups") or held))


def _revise_groups(request: Request, _id: str, _changed: frozenset[str]) -> None:
    user, wanted = request.get("user"), set(request.get("groups", ()))
    before = set(request.outputs.get("groups") or ())
    for group in sorted(wanted):
        request.call("iam", "add_user_to_group", GroupName=group, UserName=user)
    for group in sorted(before - wanted):
        request.call("iam", "remove_user_from_group", GroupName=group, UserName=user)


def _create_groups(request: Request) -> str:
    _revise_groups(request, "", frozenset())
    return f"membership-{request.get('user')}-{'-'.join(sorted(request.get('groups', ())))}"


def _read_groups(request: Request, id_: str) -> Outputs:
    held = _groups_of(request)
    if not held:
        raise request.missing("list_groups_for_user", id_)
    return {"@": {}, "groups": held}


def _remove_groups(request: Request, _id: str) -> None:
    for group in _groups_of(request):
        user: Any = request.get("user")
        request.call("iam", "remove_user_from_group", GroupName=group, UserName=user)


_USER_GROUPS: Final = Irregular(
    type="aws:iam/userGroupMembership:UserGroupMembership",
    service="iam",
    operation="add_user_to_group",
    params=lambda request: {
        "UserName": request.get("user"),
        "GroupName": _first(request, "groups"),
    },
    create=_create_groups,
    read=_read_groups,
    inputs=frozenset({"groups", "user"}),
    home=_HOME,
    life=Life(
        replace=frozenset({"user"}),
        revise=_revise_groups,
        revises=frozenset({"groups"}),
        remove=_remove_groups,
        find=lambda request: _create_groups(request) if _groups_of(request) else None,
        parts=r"(?P<user>[^/]+)/(?P<groups>.+)",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _ATTACHMENT,
    _GROUP,
    _GROUP_ATTACHMENT,
    _GROUP_POLICY,
    _MEMBERSHIP,
    _USER_GROUPS,
)
