"""IAM: policies of their own, with versions."""

from __future__ import annotations

import json
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud.handlers._iam import HOME, tags_of


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
    home=HOME,
    life=Life(
        tags=tags_of("policy", "PolicyArn"),
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

HANDLERS: Final[tuple[Handler, ...]] = (_POLICY,)
