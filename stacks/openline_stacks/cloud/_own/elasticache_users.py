"""ElastiCache: users and groups of them. moto changes no user, and has no groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from openline_stacks.cloud._own._answers import RefusedError, held
from openline_stacks.cloud._own._caches import Region
from openline_stacks.cloud._wire import Answer, Params

_ENGINES: Final = ("redis", "valkey")
_DEFAULT: Final = "default"
# "Engine version compatibility": user guide, "Role-Based Access Control (RBAC)".
_LEAST: Final = {"redis": "6.0", "valkey": "7.2"}
_PASSWORDS: Final = 2  # API reference, CreateUser


def create(region: Region, params: Params) -> Answer:
    id_ = params["UserId"].lower()
    if id_ in region.users or id_ == _DEFAULT:
        raise RefusedError("UserAlreadyExists", f"User {id_} already exists")
    engine = _engine(params)
    made = {
        "UserId": id_,
        "UserName": params["UserName"],
        "Status": "active",
        "Engine": engine,
        "MinimumEngineVersion": _LEAST[engine],
        "AccessString": params["AccessString"],
        "Authentication": _authentication(params),
        "ARN": region.arn("user", id_),
    }
    if made["Authentication"]["Type"] == "iam" and params["UserName"] != id_:
        # User guide, "Authenticating with IAM": limitations.
        raise RefusedError("InvalidParameterValue", "With IAM a user's id has to be its name")
    region.users[id_] = made
    region.put_tags(made["ARN"], params)
    return _told(region, made)


def _engine(params: Params) -> str:
    engine = str(params["Engine"]).lower()
    if engine not in _ENGINES:
        raise RefusedError("InvalidParameterValue", f"{engine} has no users")
    return engine


def _authentication(params: Params) -> dict[str, Any]:
    """By passwords, by IAM, or by nothing: said in one of two ways, and never in both."""
    mode = params.get("AuthenticationMode", {})
    passwords = [*params.get("Passwords", ()), *mode.get("Passwords", ())]
    free = params.get("NoPasswordRequired", False) or mode.get("Type") == "no-password-required"
    iam = mode.get("Type") == "iam"
    if (params.get("Passwords") and mode) or (passwords and (free or iam)):
        raise RefusedError("InvalidParameterCombination", "A user has one way to authenticate")
    if len(passwords) > _PASSWORDS:
        raise RefusedError("InvalidParameterValue", "A user has at most two passwords")
    if any(not 16 <= len(one) <= 128 for one in passwords):
        raise RefusedError("InvalidParameterValue", "A password is of 16 to 128 characters")
    if iam:
        return {"Type": "iam"}
    if free:
        return {"Type": "no-password"}
    if not passwords:
        raise RefusedError("InvalidParameterValue", "A user needs a password, or none required")
    return {"Type": "password", "PasswordCount": len(passwords)}


def _default(region: Region) -> dict[str, Any]:
    """The one that every account has: it may do everything, without a password."""
    return {
        "UserId": _DEFAULT,
        "UserName": _DEFAULT,
        "Status": "active",
        "Engine": "redis",
        "MinimumEngineVersion": _LEAST["redis"],
        "AccessString": "on ~* +@all",
        "Authentication": {"Type": "no-password"},
        "ARN": region.arn("user", _DEFAULT),
    }


def _find(region: Region, id_: str) -> dict[str, Any]:
    known = {_DEFAULT: _default(region), **region.users}
    found: dict[str, Any] = held(known, id_.lower(), "UserNotFound", "user")
    return found


def _told(region: Region, found: dict[str, Any]) -> dict[str, Any]:
    id_ = found["UserId"]
    return {
        **found,
        "UserGroupIds": [n for n, g in region.user_groups.items() if id_ in g["UserIds"]],
    }


def describe(region: Region, params: Params) -> Answer:
    ids = [params["UserId"]] if "UserId" in params else [_DEFAULT, *region.users]
    return {"Users": [_told(region, _find(region, id_)) for id_ in ids]}


def change(region: Region, params: Params) -> Answer:
    found = _find(region, params["UserId"])
    wanted = {}
    if "AccessString" in params:
        wanted["AccessString"] = params["AccessString"]
    if "Engine" in params:
        engine = _engine(params)
        wanted |= {"Engine": engine, "MinimumEngineVersion": _LEAST[engine]}
    if params.get("NoPasswordRequired") or "Passwords" in params or "AuthenticationMode" in params:
        wanted["Authentication"] = _authentication(params)
    found.update(wanted)
    return _told(region, found)


def delete(region: Region, params: Params) -> Answer:
    """It is in no group afterwards (API reference, DeleteUser)."""
    found = _find(region, params["UserId"])
    id_ = found["UserId"]
    groups = [one for one in region.user_groups.values() if id_ in one["UserIds"]]
    if groups and found["UserName"] == _DEFAULT:
        raise RefusedError("DefaultUserAssociatedToUserGroup", f"{id_} is a group's default user")
    if id_ == _DEFAULT:
        raise RefusedError("InvalidParameterValue", "The default user cannot be deleted")
    for one in groups:
        one["UserIds"].remove(id_)
    del region.users[id_]
    region.tags.pop(found["ARN"], None)
    return {**_told(region, found), "Status": "deleting"}


def create_group(region: Region, params: Params) -> Answer:
    id_ = params["UserGroupId"].lower()
    if id_ in region.user_groups:
        raise RefusedError("UserGroupAlreadyExists", f"User group {id_} already exists")
    engine = _engine(params)
    made = {
        "UserGroupId": id_,
        "Status": "active",
        "Engine": engine,
        "MinimumEngineVersion": _LEAST[engine],
        "UserIds": _agreed(region, engine, params.get("UserIds", ())),
        "ARN": region.arn("usergroup", id_),
    }
    region.user_groups[id_] = made
    region.put_tags(made["ARN"], params)
    return _told_group(region, made)


def _agreed(region: Region, engine: str, ids: Iterable[str]) -> list[str]:
    """Users that there are, of different names; with Redis one is the default user."""
    users = [_find(region, id_) for id_ in sorted({id_.lower() for id_ in ids})]
    names = [one["UserName"] for one in users]
    if len({*names}) < len(names):
        raise RefusedError("DuplicateUserName", "Two users of a group have one name")
    if engine == "redis" and _DEFAULT not in names:
        raise RefusedError("DefaultUserRequired", "A user group needs a user named default")
    return [one["UserId"] for one in users]


def _find_group(region: Region, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = held(region.user_groups, id_.lower(), "UserGroupNotFound", "user group")
    return found


def _told_group(region: Region, found: dict[str, Any]) -> dict[str, Any]:
    id_ = found["UserGroupId"]
    users = [name for name, one in region.groups.items() if id_ in one.get("UserGroupIds", ())]
    caches = [name for name, one in region.serverless.items() if one.get("UserGroupId") == id_]
    return {
        **found,
        "UserIds": [*found["UserIds"]],
        "ReplicationGroups": users,
        "ServerlessCaches": caches,
    }


def describe_groups(region: Region, params: Params) -> Answer:
    ids = [params["UserGroupId"]] if "UserGroupId" in params else list(region.user_groups)
    return {"UserGroups": [_told_group(region, _find_group(region, id_)) for id_ in ids]}


def change_group(region: Region, params: Params) -> Answer:
    found = _find_group(region, params["UserGroupId"])
    engine = _engine(params) if "Engine" in params else found["Engine"]
    gone = {id_.lower() for id_ in params.get("UserIdsToRemove", ())}
    ids = [*found["UserIds"], *params.get("UserIdsToAdd", ())]
    found["UserIds"] = _agreed(region, engine, [id_ for id_ in ids if id_.lower() not in gone])
    found |= {"Engine": engine, "MinimumEngineVersion": _LEAST[engine]}
    return _told_group(region, found)


def delete_group(region: Region, params: Params) -> Answer:
    found = _find_group(region, params["UserGroupId"])
    answer = _told_group(region, found)
    if answer["ReplicationGroups"] or answer["ServerlessCaches"]:
        raise RefusedError("InvalidUserGroupState", "A cache has this user group")
    del region.user_groups[found["UserGroupId"]]
    region.tags.pop(found["ARN"], None)
    return {**answer, "Status": "deleting"}
