"""KMS: keys, replicas of multi-region keys, aliases."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Irregular, Outputs
from openline_stacks.cloud._request import Request, Text

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


def _replicate(request: Request) -> str:
    primary = str(request.get("primaryKeyArn")).split(":")
    if len(primary) < 6:
        raise request.error(f"primaryKeyArn {request.get('primaryKeyArn')!r} is not an ARN")
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
)

HANDLERS: Final[tuple[Handler, ...]] = (_KEY, _REPLICA, _ALIAS)
