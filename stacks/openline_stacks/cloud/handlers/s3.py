"""S3: buckets and what lies in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request

# Route 53 zones of S3's website endpoints (AWS general reference, S3 endpoints and quotas).
_WEBSITE_ZONES: Final = {
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
}


def _bucket_parameters(request: Request) -> dict[str, Any]:
    params: dict[str, Any] = {"Bucket": request.get("bucket")}
    if request.region != "us-east-1":  # which refuses a constraint
        params["CreateBucketConfiguration"] = {"LocationConstraint": request.region}
    if request.get("objectLockEnabled"):
        params["ObjectLockEnabledForBucket"] = True
    return params


def _create_bucket(request: Request) -> str:
    request.call("s3", "create_bucket", **_bucket_parameters(request))
    bucket = str(request.get("bucket"))
    tags = request.tags()
    if tags:
        request.call("s3", "put_bucket_tagging", Bucket=bucket, Tagging={"TagSet": tags})
    return bucket


def _read_bucket(request: Request, id_: str) -> Outputs:
    request.call("s3", "head_bucket", Bucket=id_)
    return {
        "@": {},
        "arn": f"arn:aws:s3:::{id_}",
        "bucket": id_,
        "bucketDomainName": f"{id_}.s3.amazonaws.com",
        "bucketRegion": request.region,
        "bucketRegionalDomainName": f"{id_}.s3.{request.region}.amazonaws.com",
        "hostedZoneId": _WEBSITE_ZONES.get(request.region),
    }


def _told_tags(request: Request, id_: str) -> dict[str, str]:
    try:
        answer = request.call("s3", "get_bucket_tagging", Bucket=id_)
    except HandlerError as error:
        if error.code == "NoSuchTagSet":
            return {}
        raise
    default = request.block("tagsAll").keys() - request.block("tags").keys()
    pairs = {one["Key"]: one["Value"] for one in answer["TagSet"]}
    return {key: value for key, value in pairs.items() if key not in default}


def _revise_bucket(request: Request, id_: str, _changed: frozenset[str]) -> None:
    tags = request.tags()
    if tags:
        request.call("s3", "put_bucket_tagging", Bucket=id_, Tagging={"TagSet": tags})
    else:
        request.call("s3", "delete_bucket_tagging", Bucket=id_)


def _remove_bucket(request: Request, id_: str) -> None:
    """`forceDestroy` empties it first, as the provider does."""
    if request.get("forceDestroy"):
        versions = request.call("s3", "list_object_versions", Bucket=id_)
        found = [*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())]
        while found:
            for one in found:
                place = {"Key": one["Key"], "VersionId": one["VersionId"]}
                request.call("s3", "delete_object", Bucket=id_, **place)
            versions = request.call("s3", "list_object_versions", Bucket=id_)
            found = [*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())]
    request.call("s3", "delete_bucket", Bucket=id_)


_BUCKET: Final = Irregular(
    type="aws:s3/bucket:Bucket",
    service="s3",
    operation="create_bucket",
    params=_bucket_parameters,
    create=_create_bucket,
    read=_read_bucket,
    inputs=frozenset({"bucket", "objectLockEnabled", "tags"}),
    name=AutoName(property="bucket", limit=63, lower=True),
    local=frozenset({"forceDestroy"}),
    life=Life(
        unique="BucketAlreadyOwnedByYou: Your previous request to create the named bucket "
        "succeeded and you already own it.",
        replace=frozenset({"bucket", "bucketPrefix", "objectLockEnabled", "region"}),
        tells={"tags": _told_tags},
        revise=_revise_bucket,
        revises=frozenset({"tags"}),
        remove=_remove_bucket,
    ),
)


_OBJECT_MEMBERS: Final = {
    "bucket": "Bucket",
    "cacheControl": "CacheControl",
    "content": "Body",
    "contentType": "ContentType",
    "key": "Key",
    "kmsKeyId": "SSEKMSKeyId",
    "metadata": "Metadata",
    "serverSideEncryption": "ServerSideEncryption",
}


def _object_parameters(request: Request) -> dict[str, Any]:
    params = request.given(_OBJECT_MEMBERS)
    body = params.get("Body")
    return params | ({"Body": body.encode()} if isinstance(body, str) else {})


def _put_object(request: Request) -> str:
    request.call("s3", "put_object", **_object_parameters(request))
    place = {"Bucket": request.get("bucket"), "Key": request.get("key")}
    if request.tags():
        request.call("s3", "put_object_tagging", Tagging={"TagSet": request.tags()}, **place)
    return str(request.get("key"))


def _read_object(request: Request, id_: str) -> Outputs:
    bucket = str(request.get("bucket"))
    answer = request.call("s3", "head_object", Bucket=bucket, Key=id_)
    return {
        "@": {key: answer[key] for key in ("StorageClass", "VersionId") if key in answer},
        "@held": answer,
        "arn": f"arn:aws:s3:::{bucket}/{id_}",
        "etag": answer["ETag"].strip('"'),
        "key": id_,
    }


def _replace_object(request: Request) -> None:
    _put_object(request)


def _told_content(request: Request, id_: str) -> str:
    bucket = str(request.get("bucket"))
    body = request.call("s3", "get_object", Bucket=bucket, Key=id_)["Body"].read()
    return str(body.decode("utf-8", "replace"))


def _told_object_tags(request: Request, id_: str) -> dict[str, str]:
    bucket = str(request.get("bucket"))
    answer = request.call("s3", "get_object_tagging", Bucket=bucket, Key=id_)
    default = request.block("tagsAll").keys() - request.block("tags").keys()
    pairs = {one["Key"]: one["Value"] for one in answer["TagSet"]}
    return {key: value for key, value in pairs.items() if key not in default}


def _remove_object(request: Request, id_: str) -> None:
    """Every version of it: the bucket has to be empty to be deleted."""
    bucket = str(request.get("bucket"))
    versions = request.call("s3", "list_object_versions", Bucket=bucket, Prefix=id_)
    for one in (*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())):
        if one["Key"] == id_:
            request.call("s3", "delete_object", Bucket=bucket, Key=id_, VersionId=one["VersionId"])


_OBJECT: Final = Irregular(
    type="aws:s3/bucketObjectv2:BucketObjectv2",
    service="s3",
    operation="put_object",
    params=_object_parameters,
    create=_put_object,
    read=_read_object,
    inputs=frozenset(_OBJECT_MEMBERS) | {"tags"},
    held=Call("head_object"),
    members=_OBJECT_MEMBERS,
    name=AutoName(property="key", limit=1024, bare=True),
    local=frozenset({"forceDestroy"}),
    life=Life(
        replace=frozenset({"bucket", "key"}),
        tells={"content": _told_content, "tags": _told_object_tags},
        parts=r"(?P<bucket>[^/]+)/(?P<id>(?P<key>.+))",
        usual={
            "etag": ...,
            "content": ...,
            "storageClass": "STANDARD",
            "contentType": ...,
            "serverSideEncryption": "AES256",
        },
        revise=lambda request, _id, _changed: _replace_object(request),
        revises=frozenset(_OBJECT_MEMBERS) - {"bucket", "key"} | {"tags"},
        remove=_remove_object,
    ),
)

# The older name of the same thing; the provider keeps both.
_OLDER_OBJECT: Final = replace(_OBJECT, type="aws:s3/bucketObject:BucketObject")

HANDLERS: Final[tuple[Handler, ...]] = (_BUCKET, _OBJECT, _OLDER_OBJECT)
