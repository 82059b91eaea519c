"""IAM: policy documents that are documents, and short enough."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack
from openline_stacks.states import ResourceState
from openline_stacks.topology._values import items, text

_ROLE: Final = "aws:iam/role:Role"
_ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
_INLINE: Final = "aws:iam/rolePolicy:RolePolicy"
_MOST_INLINE: Final = 10_240  # all inline policies of a role together

# type -> (the document's property, characters it takes without white space, kind). IAM quotas,
# "IAM and STS character limits"; S3: 20 KB; KMS: 32 KB; SNS and SQS: 30 KB and 8 KB are left out.
_DOCUMENTS: Final = {
    "aws:iam/policy:Policy": (("policy", 6_144, "identity"),),
    _ROLE: (("assumeRolePolicy", 2_048, "trust"),),
    _INLINE: (("policy", _MOST_INLINE, "identity"),),
    "aws:kms/key:Key": (("policy", 32_768, "resource"),),
    "aws:kms/replicaKey:ReplicaKey": (("policy", 32_768, "resource"),),
    "aws:s3/bucketPolicy:BucketPolicy": (("policy", 20_480, "resource"),),
    "aws:sns/topicPolicy:TopicPolicy": (("policy", 30_720, "resource"),),
    "aws:backup/vaultPolicy:VaultPolicy": (("policy", 51_200, "resource"),),
}


def _documents(stack: Stack) -> Iterator[tuple[ResourceState, str, str, int, str]]:
    for type_, documents in sorted(_DOCUMENTS.items()):
        for state in stack.of_type(type_):
            for property_, most, kind in documents:
                said = text(state.inputs.get(property_))
                if said is not None:
                    yield state, property_, said, most, kind


@rule(
    "OL196",
    "More policy than the quota",
    why="White space apart, a managed policy takes 6,144 characters, all inline policies of a "
    "role 10,240, a trust policy 2,048, a key policy 32 KB, a bucket policy 20 KB; a role takes "
    "10 managed policies.",
    source="IAM quotas, 'IAM and STS character limits'; KMS and S3 quotas",
    mend="Name resources by a common prefix, or split the policy.",
)
def length(stack: Stack) -> Iterator[Broken]:
    for state, property_, said, most, _ in _documents(stack):
        bare = _counted(said)
        if bare > most:
            yield Broken(state, property_, f"{bare} characters, the quota is {most}")
    inline, attached = _by_role(stack, _INLINE), _by_role(stack, _ATTACHMENT)
    for role in stack.of_type(_ROLE):
        own = [_counted(text(one.inputs.get("policy")) or "") for one in inline[role.urn]]
        if len(own) > 1 and max(own) <= _MOST_INLINE < sum(own):
            what = (
                f"{sum(own)} characters in {len(own)} inline policies, the quota is {_MOST_INLINE}"
            )
            yield Broken(role, "", what)
        count = len(items(role.inputs.get("managedPolicyArns"))) + len(attached[role.urn])
        if count > 10:
            yield Broken(role, "managedPolicyArns", f"{count} managed policies")


def _by_role(stack: Stack, type_: str) -> dict[str, list[ResourceState]]:
    found: dict[str, list[ResourceState]] = defaultdict(list)
    for state in stack.of_type(type_):
        for role in stack.links(state, "role", _ROLE):
            found[role.urn].append(state)
    return found


def _counted(document: str) -> int:
    return len(re.sub(r"\s", "", document))


@rule(
    "OL197",
    "A policy that IAM cannot read",
    why="MalformedPolicyDocument: a policy is a JSON object whose statements have an effect and "
    "actions; policies of resources and of trust have principals, others have resources and "
    "none.",
    source="IAM user guide, 'IAM JSON policy element reference'",
    mend="Build it with json.dumps; give each statement Effect, Action, and Principal or Resource.",
)
def readable(stack: Stack) -> Iterator[Broken]:
    for state, property_, said, _, kind in _documents(stack):
        for what in sorted(set(_wrong(said, kind))):
            yield Broken(state, property_, what)


def _wrong(said: str, kind: str) -> Iterator[str]:
    try:
        document: Any = json.loads(said)
    except ValueError:
        yield "no JSON"
        return
    statements = document.get("Statement") if isinstance(document, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        yield "no statements"
        return
    if document.get("Version") not in (None, "2012-10-17", "2008-10-17"):
        yield f"the version {document['Version']!r}"
    for statement in statements:
        yield from _wrong_statement(statement, kind)


def _wrong_statement(statement: Any, kind: str) -> Iterator[str]:
    if not isinstance(statement, dict):
        yield "a statement that is no object"
        return
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield f"the effect {statement.get('Effect')!r}"
    needed = {"identity": ("Resource",), "resource": ("Principal",), "trust": ("Principal",)}[kind]
    for element in ("Action", *needed):
        if element not in statement and f"Not{element}" not in statement:
            yield f"a statement without {element}"
    if kind == "identity" and {"Principal", "NotPrincipal"} & statement.keys():
        yield "a principal in a policy of an identity"
    if kind == "trust" and "Resource" in statement:
        yield "a resource in a trust policy"


RULES: Final = (length, readable)
