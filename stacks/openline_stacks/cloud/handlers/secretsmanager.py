"""Secrets Manager: secrets and their replicas. Values are nobody's business here."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Request


def _held_replicas(request: Request, id_: str) -> list[str]:
    answer = request.call("secretsmanager", "describe_secret", SecretId=id_)
    return [one["Region"] for one in answer.get("ReplicationStatus", ())]


def _as_replicas(held: list[dict[str, str]]) -> list[dict[str, str]]:
    words = {"region": "Region", "kmsKeyId": "KmsKeyId"}
    return [{w: one[m] for w, m in words.items() if one.get(m)} for one in held]


def _revise_replicas(request: Request, id_: str, _changed: frozenset[str]) -> None:
    held = _held_replicas(request, id_)
    wanted = {
        str(one.get("region")): {
            key: value
            for key, value in (("Region", one.get("region")), ("KmsKeyId", one.get("kmsKeyId")))
            if value
        }
        for one in request.entries("replicas")
    }
    gone = [region for region in held if region not in wanted]
    new = [one for region, one in wanted.items() if region not in held]
    if gone:
        _drop_replicas(request, id_, gone)
    if new:
        request.call(
            "secretsmanager",
            "replicate_secret_to_regions",
            SecretId=id_,
            AddReplicaRegions=new,
            ForceOverwriteReplicaSecret=bool(request.get("forceOverwriteReplicaSecret")),
        )


def _drop_replicas(request: Request, id_: str, regions: list[str]) -> None:
    request.call(
        "secretsmanager",
        "remove_regions_from_replication",
        SecretId=id_,
        RemoveReplicaRegions=regions,
    )


def _remove(request: Request, id_: str) -> None:
    """A secret drops its replicas first."""
    held = _held_replicas(request, id_)
    if held:
        _drop_replicas(request, id_, held)
    request.call("secretsmanager", "delete_secret", SecretId=id_, ForceDeleteWithoutRecovery=True)


_SECRET: Final = Declared(
    type="aws:secretsmanager/secret:Secret",
    service="secretsmanager",
    create=Call("create_secret", {"AddReplicaRegions": "$replicas"}),
    id="ARN",
    read=Call("describe_secret", {"SecretId": "$id"}),
    out={"arn": "ARN", "replicas": "ReplicationStatus"},
    name=AutoName(limit=512),
    local=frozenset({"recoveryWindowInDays"}),
    life=Life(
        update=(Call("update_secret", {"SecretId": "$id"}),),
        delete=(Call("delete_secret", {"SecretId": "$id", "ForceDeleteWithoutRecovery": True}),),
        tags=Tagging({"SecretId": "$id"}, told="describe_secret"),
        keep=frozenset({"forceOverwriteReplicaSecret"}),
        gone="DeletedDate",
        back={"replicas": _as_replicas},
        usual={
            "replicas.lastAccessedDate": ...,
            "replicas.status": ...,
            "replicas.statusMessage": ...,
        },
        find=Call("describe_secret", {"SecretId": "$name"}, "ARN"),
        revise=_revise_replicas,
        revises=frozenset({"forceOverwriteReplicaSecret", "replicas"}),
        remove=_remove,
    ),
)

_VERSION: Final = Declared(
    type="aws:secretsmanager/secretVersion:SecretVersion",
    service="secretsmanager",
    create=Call("put_secret_value", {"SecretId": "$secretId", "SecretString": "$secretString"}),
    id="VersionId",
    read=Call("get_secret_value", {"SecretId": "$secretId", "VersionId": "$id"}),
    out={"arn": "ARN", "secretArn": "ARN", "versionId": "VersionId"},
    local=frozenset({"secretStringWoVersion"}),
    life=Life(  # a version is never changed, and goes with its secret
        tells={
            "secretString": Call(
                "get_secret_value", {"SecretId": "$secretId", "VersionId": "$id"}, "SecretString"
            )
        },
        remove=lambda _request, _id: None,
        usual={"versionStages": ...},
        parts=r"(?P<secretId>.+)\|(?P<id>[^|]+)",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_SECRET, _VERSION)
