"""IAM: roles and users, and the profiles that hand a role to an instance."""

from __future__ import annotations

import json
from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._iam import HOME, policy_attached, policy_inside, tags_of


def _revise_role(request: Request, id_: str, changed: frozenset[str]) -> None:
    """The policies that stand inside of a role: those of ours, no others."""
    if "managedPolicyArns" in changed:
        answer = request.call("iam", "list_attached_role_policies", RoleName=id_)
        held = [one["PolicyArn"] for one in answer["AttachedPolicies"]]
        wanted = [*request.get("managedPolicyArns", ())]
        for arn in held:
            if arn not in wanted:
                request.call("iam", "detach_role_policy", RoleName=id_, PolicyArn=arn)
        for arn in wanted:
            if arn not in held:
                request.call("iam", "attach_role_policy", RoleName=id_, PolicyArn=arn)
    if "inlinePolicies" in changed:
        names = request.call("iam", "list_role_policies", RoleName=id_)["PolicyNames"]
        inline = {one.get("name"): one.get("policy") for one in request.entries("inlinePolicies")}
        for name in names:
            if name not in inline:
                request.call("iam", "delete_role_policy", RoleName=id_, PolicyName=name)
        for name, policy in inline.items():
            request.call(
                "iam", "put_role_policy", RoleName=id_, PolicyName=name, PolicyDocument=policy
            )


def _remove_role(request: Request, id_: str) -> None:
    """A role leaves its profiles first; its policies go with it where that was asked for."""
    profiles = request.call("iam", "list_instance_profiles_for_role", RoleName=id_)
    for one in profiles["InstanceProfiles"]:
        name = one["InstanceProfileName"]
        request.call(
            "iam", "remove_role_from_instance_profile", RoleName=id_, InstanceProfileName=name
        )
    if request.get("forceDetachPolicies") or request.get("managedPolicyArns"):
        answer = request.call("iam", "list_attached_role_policies", RoleName=id_)
        for one in answer["AttachedPolicies"]:
            request.call("iam", "detach_role_policy", RoleName=id_, PolicyArn=one["PolicyArn"])
    if request.get("forceDetachPolicies") or request.get("inlinePolicies"):
        for name in request.call("iam", "list_role_policies", RoleName=id_)["PolicyNames"]:
            request.call("iam", "delete_role_policy", RoleName=id_, PolicyName=name)
    request.call("iam", "delete_role", RoleName=id_)


_ROLE: Final = Declared(
    type="aws:iam/role:Role",
    service="iam",
    create=Call("create_role", {"RoleName": "$name"}, "Role"),
    id="RoleName",
    read=Call("get_role", {"RoleName": "$id"}, "Role"),
    renames={"assumeRolePolicy": "AssumeRolePolicyDocument"},
    out={"arn": "Arn", "name": "RoleName", "uniqueId": "RoleId", "createDate": "CreateDate"},
    name=AutoName(limit=64),
    local=frozenset({"forceDetachPolicies"}),
    sets={
        "permissionsBoundary": (
            Call(
                "put_role_permissions_boundary",
                {"RoleName": "$id", "PermissionsBoundary": "$permissionsBoundary"},
            ),
        )
    },
    home=HOME,
    life=Life(
        update=(
            Call("update_role", {"RoleName": "$id"}),
            Call(
                "update_assume_role_policy",
                {"RoleName": "$id", "PolicyDocument": "$assumeRolePolicy"},
            ),
        ),
        off={
            "permissionsBoundary": (Call("delete_role_permissions_boundary", {"RoleName": "$id"}),)
        },
        blank={"description": "", "maxSessionDuration": 3600},
        usual={"maxSessionDuration": 3600, "path": "/", "managedPolicyArns": ...},
        back={"assumeRolePolicy": json.dumps},
        tags=tags_of("role", "RoleName"),
        tells={
            "managedPolicyArns": Call(
                "list_attached_role_policies",
                {"RoleName": "$id"},
                "AttachedPolicies[].PolicyArn",
            ),
            "permissionsBoundary": Call(
                "get_role",
                {"RoleName": "$id"},
                "Role.PermissionsBoundary.PermissionsBoundaryArn",
            ),
        },
        keep=frozenset({"inlinePolicies"}),
        revise=_revise_role,
        revises=frozenset({"inlinePolicies", "managedPolicyArns"}),
        inline=frozenset({"inlinePolicies", "managedPolicyArns"}),
        remove=_remove_role,
    ),
)


def _remove_profile(request: Request, id_: str) -> None:
    """AWS deletes a profile that holds no role."""
    held = request.call("iam", "get_instance_profile", InstanceProfileName=id_)["InstanceProfile"]
    for role in held["Roles"]:
        request.call(
            "iam",
            "remove_role_from_instance_profile",
            InstanceProfileName=id_,
            RoleName=role["RoleName"],
        )
    request.call("iam", "delete_instance_profile", InstanceProfileName=id_)


_INSTANCE_PROFILE: Final = Declared(
    type="aws:iam/instanceProfile:InstanceProfile",
    service="iam",
    create=Call("create_instance_profile", {"InstanceProfileName": "$name"}, "InstanceProfile"),
    id="InstanceProfileName",
    read=Call("get_instance_profile", {"InstanceProfileName": "$id"}, "InstanceProfile"),
    sets={
        "role": (
            Call(
                "add_role_to_instance_profile",
                {"InstanceProfileName": "$id", "RoleName": "$role"},
            ),
        ),
    },
    out={
        "arn": "Arn",
        "uniqueId": "InstanceProfileId",
        "createDate": "CreateDate",
        "role": "Roles[0].RoleName",
    },
    name=AutoName(limit=128),
    home=HOME,
    life=Life(
        remove=_remove_profile,
        off={
            "role": (
                Call(
                    "remove_role_from_instance_profile",
                    {"InstanceProfileName": "$id", "RoleName": "$was_role"},
                ),
            )
        },
        # moto has no list of a profile's tags; the profile itself tells them
        tags=Tagging(
            {"InstanceProfileName": "$id"},
            "tag_instance_profile",
            "untag_instance_profile",
            "get_instance_profile",
            "InstanceProfile.Tags",
        ),
        usual={"path": "/"},
        tells={
            "role": Call(
                "get_instance_profile",
                {"InstanceProfileName": "$id"},
                "InstanceProfile.Roles[0].RoleName",
            )
        },
    ),
)


_USER: Final = Declared(
    type="aws:iam/user:User",
    service="iam",
    create=Call("create_user", {"UserName": "$name"}, "User"),
    id="UserName",
    read=Call("get_user", {"UserName": "$id"}, "User"),
    out={"arn": "Arn", "uniqueId": "UserId"},
    name=AutoName(limit=64),
    local=frozenset({"forceDestroy"}),
    home=HOME,
    life=Life(
        delete=(Call("delete_user", {"UserName": "$id"}),),
        tags=tags_of("user", "UserName"),
        usual={"path": "/"},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _INSTANCE_PROFILE,
    _ROLE,
    _USER,
    *(policy_inside(whom) for whom in ("role", "user")),
    *(policy_attached(whom) for whom in ("role", "user")),
)
