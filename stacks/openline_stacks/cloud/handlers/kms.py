"""KMS: keys, replicas of multi-region keys, aliases."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import TOKEN, Request, Text

_TAGS: Final = Tagging({"KeyId": "$id"}, told="list_resource_tags")
_POLICY: Final = Call("get_key_policy", {"KeyId": "$id", "PolicyName": "default"}, "Policy")


def _find_key(request: Request) -> str | None:
    """KMS has no filter by tag."""
    for one in request.call("kms", "list_keys", Limit=1000)["Keys"]:
        found = request.call("kms", "describe_key", KeyId=one["KeyId"])["KeyMetadata"]
        if found["KeyState"] == "PendingDeletion":
            continue
        for tag in request.call("kms", "list_resource_tags", KeyId=one["KeyId"])["Tags"]:
            if (tag["TagKey"], tag["TagValue"]) == (TOKEN, request.token):
                return str(one["KeyId"])
    return None


def _revise_key(request: Request, id_: str, changed: frozenset[str]) -> None:
    """What both a key and a replica can be told later."""
    if "description" in changed:
        text = request.get("description") or ""
        request.call("kms", "update_key_description", KeyId=id_, Description=text)
    if "policy" in changed and request.get("policy"):
        policy = request.get("policy")
        request.call("kms", "put_key_policy", KeyId=id_, PolicyName="default", Policy=policy)
    if changed & {"enabled", "isEnabled"}:
        on = request.get("enabled", True) and request.get("isEnabled", True)
        request.call("kms", "enable_key" if on else "disable_key", KeyId=id_)


def _told_key(path: str) -> Call:
    return Call("describe_key", {"KeyId": "$id"}, f"KeyMetadata.{path}")


_DELETE: Final = Call(
    "schedule_key_deletion", {"KeyId": "$id", "PendingWindowInDays": "$deletionWindowInDays"}
)

_KEY: Final = Declared(
    type="aws:kms/key:Key",
    service="kms",
    create=Call("create_key", answer="KeyMetadata"),
    id="KeyId",
    read=Call("describe_key", {"KeyId": "$id"}, "KeyMetadata"),
    renames={"customerMasterKeySpec": "KeySpec"},
    sets={
        "enableKeyRotation": (Call("enable_key_rotation", {"KeyId": "$id"}, only=True),),
        "isEnabled": (Call("disable_key", {"KeyId": "$id"}, only=False),),
    },
    out={"arn": "Arn", "keyId": "KeyId"},
    local=frozenset({"deletionWindowInDays"}),
    deaf={"rotationPeriodInDays": "moto always rotates after 365 days"},
    life=Life(
        delete=(_DELETE,),
        replace=frozenset({"customerMasterKeySpec", "keyUsage", "multiRegion"}),
        off={"enableKeyRotation": (Call("disable_key_rotation", {"KeyId": "$id"}),)},
        tags=_TAGS,
        gone="KeyState=='PendingDeletion'",
        tells={
            "enableKeyRotation": Call(
                "get_key_rotation_status", {"KeyId": "$id"}, "KeyRotationEnabled"
            ),
            "isEnabled": _told_key("Enabled"),
            "policy": _POLICY,
        },
        usual={
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
            "policy": ...,
        },
        find=_find_key,
        marked=True,
        revise=_revise_key,
        revises=frozenset({"description", "isEnabled", "policy"}),
    ),
)


def _replica_parameters(request: Request) -> dict[str, object]:
    wanted = {
        "KeyId": _key_id(request.get("primaryKeyArn")),
        "ReplicaRegion": request.region,
        "Description": request.get("description"),
        "Policy": request.get("policy"),
    }
    return {key: value for key, value in wanted.items() if value is not None}


def _key_id(arn: object) -> object:
    """moto's `replicate_key` finds a key by id, not by ARN."""
    return arn.rsplit("/", 1)[-1] if isinstance(arn, str) else arn


def _refuse_a_second(request: Request, key: str) -> None:
    """moto puts a second replica in the place of the first."""
    try:
        there = request.call("kms", "describe_key", KeyId=key)["KeyMetadata"]
    except HandlerError:
        return
    if there["KeyState"] != "PendingDeletion":
        code = "AlreadyExistsException"
        said = f"{code}: a replica of {key} exists in {request.region}"
        raise request.error(f"replicate_key: {said}", code)


def _replicate(request: Request) -> str:
    primary = str(request.get("primaryKeyArn")).split(":")
    if len(primary) < 6:
        raise request.error(f"primaryKeyArn {request.get('primaryKeyArn')!r} is not an ARN")
    _refuse_a_second(request, primary[5].partition("/")[2])
    parameters = _replica_parameters(request)
    answer = request.call("kms", "replicate_key", region=primary[3], **parameters)
    id_ = str(answer["ReplicaKeyMetadata"]["KeyId"])
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in request.tags()]
    if tags:
        request.call("kms", "tag_resource", KeyId=id_, Tags=tags)
    if request.get("policy"):
        request.call(
            "kms", "put_key_policy", KeyId=id_, PolicyName="default", Policy=request.get("policy")
        )
    if request.get("enabled") is False:
        request.call("kms", "disable_key", KeyId=id_)
    return id_


def _read_replica(request: Request, id_: str) -> Outputs:
    key = request.call("kms", "describe_key", KeyId=id_)["KeyMetadata"]
    return {"@": key, "arn": key["Arn"], "keyId": key["KeyId"], "keySpec": key["KeySpec"]}


_REPLICA: Final = Irregular(
    type="aws:kms/replicaKey:ReplicaKey",
    service="kms",
    operation="replicate_key",
    params=_replica_parameters,
    create=_replicate,
    read=_read_replica,
    inputs=frozenset({"description", "enabled", "policy", "primaryKeyArn", "tags"}),
    members={"primaryKeyArn": "KeyId"},
    local=frozenset({"deletionWindowInDays"}),
    life=Life(
        delete=(_DELETE,),
        replace=frozenset({"primaryKeyArn"}),
        tags=_TAGS,
        gone="KeyState=='PendingDeletion'",
        tells={
            "description": _told_key("Description"),
            "enabled": _told_key("Enabled"),
            "policy": _POLICY,
            "primaryKeyArn": _told_key("MultiRegionConfiguration.PrimaryKey.Arn"),
        },
        usual={"enabled": True, "policy": ...},
        find=_find_key,
        marked=True,
        revise=_revise_key,
        revises=frozenset({"description", "enabled", "policy"}),
    ),
)

_ALIAS: Final = Declared(
    type="aws:kms/alias:Alias",
    service="kms",
    create=Call("create_alias", {"AliasName": "$name"}),
    id=Text("{name}"),
    read=Call("list_aliases", answer=Text("Aliases[?AliasName=='{id}'] | [0]")),
    renames={"name": "AliasName"},
    out={
        "arn": "AliasArn",
        "targetKeyArn": Text("arn:aws:kms:{region}:{account}:key/{targetKeyId}"),
    },
    name=AutoName(limit=256, prefix="alias/"),
    life=Life(
        update=(
            Call(
                "update_alias", {"AliasName": "$name", "TargetKeyId": "$targetKeyId"}, named=False
            ),
        ),
        replace=frozenset({"name"}),
        delete=(Call("delete_alias", {"AliasName": "$id"}),),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_KEY, _REPLICA, _ALIAS)
