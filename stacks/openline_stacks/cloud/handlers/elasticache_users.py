"""ElastiCache: users and groups of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._lives import BY_RESOURCE_NAME

_MEMBERS: Final = {
    "accessString": "AccessString",
    "authenticationMode": "AuthenticationMode",
    "engine": "Engine",
    "noPasswordRequired": "NoPasswordRequired",
    "passwords": "Passwords",
    "userId": "UserId",
    "userName": "UserName",
}
_FREE: Final = "no-password-required"


def _parameters(request: Request) -> dict[str, Any]:
    return _given(request, "create_user", _MEMBERS)


def _group_parameters(request: Request) -> dict[str, Any]:
    return _given(request, "create_user_group", _GROUP_MEMBERS)


def _given(request: Request, operation: str, members: Mapping[str, str]) -> dict[str, Any]:
    params = fit(request.shape("elasticache", operation), request.given(members)).values
    tags = request.tags()
    return params | ({"Tags": tags} if tags else {})


def _create(request: Request) -> str:
    return str(request.call("elasticache", "create_user", **_parameters(request))["UserId"])


def _read(request: Request, id_: str) -> Outputs:
    (held,) = request.call("elasticache", "describe_users", UserId=id_)["Users"]
    said, way = request.block("authenticationMode"), held["Authentication"]
    mode = {
        "type": _FREE if way["Type"] == "no-password" else way["Type"],
        "passwordCount": way.get("PasswordCount", 0),
    }
    if said.get("passwords"):
        mode["passwords"] = said["passwords"]
    return {
        "@": {},
        "accessString": held["AccessString"],
        "arn": held["ARN"],
        "authenticationMode": mode,
        "engine": _as_said(request, held["Engine"]),
        "userId": held["UserId"],
        "userName": held["UserName"],
    }


def _as_said(request: Request, engine: str) -> str:
    """REDIS is redis to the provider."""
    said = str(request.get("engine", ""))
    return said if said.lower() == engine else engine


def _revise(request: Request, id_: str, changed: frozenset[str]) -> None:
    own = {input_: member for input_, member in _MEMBERS.items() if input_ in changed}
    params = fit(request.shape("elasticache", "modify_user"), request.given(own)).values
    request.call("elasticache", "modify_user", UserId=id_, **params)


_USER: Final = Irregular(
    type="aws:elasticache/user:User",
    service="elasticache",
    operation="create_user",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset(_MEMBERS) | {"tags"},
    members=_MEMBERS,
    life=Life(
        replace=frozenset({"userId", "userName"}),
        delete=(Call("delete_user", {"UserId": "$id"}),),
        tags=BY_RESOURCE_NAME,
        keep=frozenset({"authenticationMode", "noPasswordRequired", "passwords"}),
        usual={"authenticationMode": ..., "noPasswordRequired": False},
        find=Call("describe_users", {"UserId": "$userId"}, "Users[0].UserId"),
        revise=_revise,
        revises=frozenset(
            {"accessString", "authenticationMode", "engine", "noPasswordRequired", "passwords"}
        ),
    ),
)

_GROUP_MEMBERS: Final = {"engine": "Engine", "userGroupId": "UserGroupId", "userIds": "UserIds"}


def _create_group(request: Request) -> str:
    made = request.call("elasticache", "create_user_group", **_group_parameters(request))
    return str(made["UserGroupId"])


def _held_group(request: Request, id_: str) -> dict[str, Any]:
    answer = request.call("elasticache", "describe_user_groups", UserGroupId=id_)
    found: dict[str, Any] = answer["UserGroups"][0]
    return found


def _read_group(request: Request, id_: str) -> Outputs:
    held = _held_group(request, id_)
    return {
        "@": {},
        "arn": held["ARN"],
        "engine": _as_said(request, held["Engine"]),
        "userGroupId": held["UserGroupId"],
        "userIds": held["UserIds"],
    }


def _revise_group(request: Request, id_: str, changed: frozenset[str]) -> None:
    before = {*_held_group(request, id_)["UserIds"]}
    wanted = {one.lower() for one in request.get("userIds") or ()}
    params: dict[str, Any] = {
        "UserIdsToAdd": sorted(wanted - before),
        "UserIdsToRemove": sorted(before - wanted),
        "Engine": request.get("engine") if "engine" in changed else None,
    }
    sent = {key: value for key, value in params.items() if value}
    request.call("elasticache", "modify_user_group", UserGroupId=id_, **sent)


_GROUP: Final = Irregular(
    type="aws:elasticache/userGroup:UserGroup",
    service="elasticache",
    operation="create_user_group",
    params=_group_parameters,
    create=_create_group,
    read=_read_group,
    inputs=frozenset(_GROUP_MEMBERS) | {"tags"},
    members=_GROUP_MEMBERS,
    life=Life(
        replace=frozenset({"userGroupId"}),
        delete=(Call("delete_user_group", {"UserGroupId": "$id"}),),
        tags=BY_RESOURCE_NAME,
        find=Call(
            "describe_user_groups", {"UserGroupId": "$userGroupId"}, "UserGroups[0].UserGroupId"
        ),
        revise=_revise_group,
        revises=frozenset({"engine", "userIds"}),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_USER, _GROUP)
