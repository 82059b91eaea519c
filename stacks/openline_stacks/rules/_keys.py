"""KMS keys, their replicas and policies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, region_of
from openline_stacks.states import ResourceState
from openline_stacks.topology._values import number, text, texts

KEY: Final = "aws:kms/key:Key"
REPLICA: Final = "aws:kms/replicaKey:ReplicaKey"
_KEY_POLICY: Final = "aws:kms/keyPolicy:KeyPolicy"
_ROLES: Final = ("aws:iam/role:Role", "aws:iam/user:User")
_SERVICE_LINKED: Final = ":role/aws-service-role/"


@rule(
    "OL156",
    "A key policy that names roles which may not exist yet",
    why="KMS refuses a principal that it cannot see: a service-linked role does not exist in a "
    "fresh account, a role made a second ago is not visible yet, and the role's own policy often "
    "names the key again.",
    source="KMS API reference, CreateKey: Policy, 'principals must exist and be visible to KMS'",
    mend="Name the account's root, and '*' with kms:CallerAccount and kms:ViaService; grant "
    "roles by their own policies.",
    severity="warning",
)
def principals(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(KEY, REPLICA, _KEY_POLICY):
        urns = state.property_dependencies.get("policy", ())
        for role in (stack.by_urn[urn] for urn in urns if urn in stack.by_urn):
            if role.type in _ROLES:
                yield Broken(state, "policy", f"names {role.name} of this stack")
        for arn in sorted(set(_principals(text(state.inputs.get("policy"))))):
            if _SERVICE_LINKED in arn:
                yield Broken(state, "policy", f"names the service-linked role {arn}")


def _principals(policy: str | None) -> Iterator[str]:
    try:
        document: Any = json.loads(policy or "{}")
    except ValueError:
        return
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    for statement in statements if isinstance(statements, list) else [statements]:
        if isinstance(statement, dict):
            yield from texts(statement.get("Principal"))


@rule(
    "OL157",
    "A replica key without a primary that can have one",
    why="Only a multi-Region key is replicated, once a region, and never into its own.",
    source="KMS API reference, ReplicateKey",
    mend="Set multiRegion on the primary (a new key), and one replica in each other region.",
)
def replicas(stack: Stack) -> Iterator[Broken]:
    seen: list[ResourceState] = []
    for state in stack.of_type(REPLICA):
        here = region_of(state)
        for primary in stack.links(state, "primaryKeyArn", KEY):
            if primary.inputs.get("multiRegion") in (None, False):
                yield Broken(state, "primaryKeyArn", f"{primary.name} is not multi-Region")
            if here and here == region_of(primary):
                yield Broken(state, "region", f"{here} is the region of {primary.name}")
        arn = text(state.inputs.get("primaryKeyArn"))
        if arn and not arn.split("/")[-1].startswith("mrk-"):
            yield Broken(state, "primaryKeyArn", f"{arn} is not a multi-Region key")
        for other in seen:
            if here and here == region_of(other) and stack.same("primaryKeyArn", state, other):
                yield Broken(state, "region", f"{here} has {other.name} already")
        seen.append(state)


@rule(
    "OL158",
    "A key or a secret whose deletion or rotation AWS does not take",
    why="A key waits 7 to 30 days to be deleted and rotates every 90 to 2560, if it is "
    "symmetric; a secret waits 7 to 30 days, or 0 to be gone at once.",
    source="KMS API reference, ScheduleKeyDeletion and EnableKeyRotation; Secrets Manager API "
    "reference, DeleteSecret",
    mend="Stay within the limits; leave rotation out for asymmetric keys.",
)
def days(stack: Stack) -> Iterator[Broken]:
    limits = (("deletionWindowInDays", 7, 30), ("rotationPeriodInDays", 90, 2560))
    for state in stack.of_type(KEY, REPLICA):
        for key, least, most in limits:
            value = number(state.inputs.get(key))
            if value is not None and not least <= value <= most:
                yield Broken(state, key, f"{value:g} days, not {least} to {most}")
        spec = text(state.inputs.get("customerMasterKeySpec")) or "SYMMETRIC_DEFAULT"
        if state.inputs.get("enableKeyRotation") is True and spec != "SYMMETRIC_DEFAULT":
            yield Broken(state, "enableKeyRotation", f"of a key of {spec}")
    for state in stack.of_type("aws:secretsmanager/secret:Secret"):
        value = number(state.inputs.get("recoveryWindowInDays"))
        if value is not None and value != 0 and not 7 <= value <= 30:
            yield Broken(state, "recoveryWindowInDays", f"{value:g} days, not 0 or 7 to 30")


@rule(
    "OL159",
    "A resource encrypted by a key of another region",
    why="A regional service uses keys of its own region only; a multi-Region key has a replica "
    "there with an ARN of its own.",
    source="KMS developer guide, 'Multi-Region keys'",
    mend="Name the key (or the replica) of the resource's region.",
)
def here(stack: Stack) -> Iterator[Broken]:
    for type_, property_ in sorted(_KEYED.items()):
        for state in stack.of_type(type_):
            home = region_of(state)
            linked = stack.links(state, property_, KEY, REPLICA)
            if len(linked) == 1 and home and (where := region_of(linked[0])) and where != home:
                yield Broken(state, property_, f"{linked[0].name} is in {where}, not {home}")


# Types whose key stands in a property of its own.
_KEYED: Final = {
    "aws:backup/vault:Vault": "kmsKeyArn",
    "aws:cloudwatch/logGroup:LogGroup": "kmsKeyId",
    "aws:dynamodb/table:Table": "serverSideEncryption",
    "aws:dynamodb/tableReplica:TableReplica": "kmsKeyArn",
    "aws:ec2/launchTemplate:LaunchTemplate": "blockDeviceMappings",
    "aws:secretsmanager/secret:Secret": "kmsKeyId",
    "aws:sns/topic:Topic": "kmsMasterKeyId",
    "aws:sqs/queue:Queue": "kmsMasterKeyId",
    "aws:ssm/parameter:Parameter": "keyId",
}

RULES: Final = (principals, replicas, days, here)
