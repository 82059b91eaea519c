"""IAM: roles and what they may do."""

from __future__ import annotations

import json
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Request, Text

_HOME: Final = "us-east-1"  # IAM's control plane: planes.py


def _tags(of: str, member: str) -> Tagging:
    return Tagging({member: "$id"}, f"tag_{of}", f"untag_{of}", f"list_{of}_tags")


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
    home=_HOME,
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
        tags=_tags("role", "RoleName"),
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

_ROLE_POLICY: Final = Declared(
    type="aws:iam/rolePolicy:RolePolicy",
    service="iam",
    create=Call(
        "put_role_policy",
        {"RoleName": "$role", "PolicyName": "$name", "PolicyDocument": "$policy"},
    ),
    id=Text("{role}:{name}"),
    read=Call("get_role_policy", {"RoleName": "$role", "PolicyName": "$name"}),
    name=AutoName(limit=128),
    home=_HOME,
    life=Life(
        update=(
            Call(
                "put_role_policy",
                {"RoleName": "$role", "PolicyName": "$name", "PolicyDocument": "$policy"},
                whole=True,
            ),
        ),
        replace=frozenset({"name", "role"}),
        delete=(Call("delete_role_policy", {"RoleName": "$role", "PolicyName": "$name"}),),
        tells={
            "policy": Call(
                "get_role_policy", {"RoleName": "$role", "PolicyName": "$name"}, "PolicyDocument"
            )
        },
        back={"policy": json.dumps},
    ),
)

_ROLE_POLICY_ATTACHMENT: Final = Declared(
    type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    service="iam",
    create=Call("attach_role_policy", {"RoleName": "$role", "PolicyArn": "$policyArn"}),
    id=Text("{role}/{policyArn}"),
    read=Call(
        "list_attached_role_policies",
        {"RoleName": "$role"},
        Text("AttachedPolicies[?PolicyArn=='{policyArn}'] | [0]"),
    ),
    home=_HOME,
    life=Life(
        delete=(Call("detach_role_policy", {"RoleName": "$role", "PolicyArn": "$policyArn"}),),
        parts=r"(?P<role>[^/]+)/(?P<policyArn>.+)",
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
    home=_HOME,
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


def _document(request: Request, id_: str) -> Any:
    version = request.call("iam", "get_policy", PolicyArn=id_)["Policy"]["DefaultVersionId"]
    answer = request.call("iam", "get_policy_version", PolicyArn=id_, VersionId=version)
    return answer["PolicyVersion"]["Document"]


def _revise_policy(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """A new version in force; AWS keeps five at most, so the others go."""
    document = request.get("policy")
    request.call(
        "iam", "create_policy_version", PolicyArn=id_, PolicyDocument=document, SetAsDefault=True
    )
    _drop_old_versions(request, id_)


def _drop_old_versions(request: Request, id_: str) -> None:
    for one in request.call("iam", "list_policy_versions", PolicyArn=id_)["Versions"]:
        if not one["IsDefaultVersion"]:
            request.call("iam", "delete_policy_version", PolicyArn=id_, VersionId=one["VersionId"])


def _remove_policy(request: Request, id_: str) -> None:
    _drop_old_versions(request, id_)
    request.call("iam", "delete_policy", PolicyArn=id_)


_POLICY: Final = Declared(
    type="aws:iam/policy:Policy",
    service="iam",
    create=Call("create_policy", {"PolicyName": "$name", "PolicyDocument": "$policy"}, "Policy"),
    id="Arn",
    read=Call("get_policy", {"PolicyArn": "$id"}, "Policy"),
    out={"arn": "Arn", "policyId": "PolicyId", "attachmentCount": "AttachmentCount"},
    name=AutoName(limit=128),
    local=frozenset({"delayAfterPolicyCreationInMs"}),
    home=_HOME,
    life=Life(
        tags=_tags("policy", "PolicyArn"),
        tells={"policy": _document},
        usual={"path": "/"},
        back={"policy": json.dumps},
        find=Call(
            "list_policies", {"Scope": "Local"}, Text("Policies[?PolicyName=='{name}'] | [0].Arn")
        ),
        revise=_revise_policy,
        revises=frozenset({"policy"}),
        remove=_remove_policy,
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
    home=_HOME,
    life=Life(
        delete=(Call("delete_user", {"UserName": "$id"}),),
        tags=_tags("user", "UserName"),
        usual={"path": "/"},
    ),
)

_USER_POLICY_PUT: Final = {
    "UserName": "$user",
    "PolicyName": "$name",
    "PolicyDocument": "$policy",
}
_USER_POLICY_OF: Final = {"UserName": "$user", "PolicyName": "$name"}

_USER_POLICY: Final = Declared(
    type="aws:iam/userPolicy:UserPolicy",
    service="iam",
    create=Call("put_user_policy", _USER_POLICY_PUT),
    id=Text("{user}:{name}"),
    read=Call("get_user_policy", _USER_POLICY_OF),
    name=AutoName(limit=128),
    home=_HOME,
    life=Life(
        update=(Call("put_user_policy", _USER_POLICY_PUT, named=False),),
        replace=frozenset({"name", "user"}),
        delete=(Call("delete_user_policy", _USER_POLICY_OF),),
        tells={"policy": Call("get_user_policy", _USER_POLICY_OF, "PolicyDocument")},
        back={"policy": json.dumps},
    ),
)

_USER_POLICY_ATTACHMENT: Final = Declared(
    type="aws:iam/userPolicyAttachment:UserPolicyAttachment",
    service="iam",
    create=Call("attach_user_policy", {"UserName": "$user", "PolicyArn": "$policyArn"}),
    id=Text("{user}/{policyArn}"),
    read=Call(
        "list_attached_user_policies",
        {"UserName": "$user"},
        Text("AttachedPolicies[?PolicyArn=='{policyArn}'] | [0]"),
    ),
    home=_HOME,
    life=Life(
        delete=(Call("detach_user_policy", {"UserName": "$user", "PolicyArn": "$policyArn"}),),
        parts=r"(?P<user>[^/]+)/(?P<policyArn>.+)",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _INSTANCE_PROFILE,
    _POLICY,
    _ROLE,
    _ROLE_POLICY,
    _ROLE_POLICY_ATTACHMENT,
    _USER,
    _USER_POLICY,
    _USER_POLICY_ATTACHMENT,
)
