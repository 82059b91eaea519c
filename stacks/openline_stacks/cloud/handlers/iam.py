"""IAM: roles and what they may do."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler
from openline_stacks.cloud._request import Text

_HOME: Final = "us-east-1"  # IAM's control plane: planes.py

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
    home=_HOME,
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
)

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
    out={"arn": "Arn", "uniqueId": "InstanceProfileId", "createDate": "CreateDate"},
    name=AutoName(limit=128),
    home=_HOME,
)

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
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _INSTANCE_PROFILE,
    _POLICY,
    _ROLE,
    _ROLE_POLICY,
    _ROLE_POLICY_ATTACHMENT,
)
