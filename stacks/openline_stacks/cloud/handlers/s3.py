"""S3: buckets."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._handler import (
    AutoName,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._bucket_parts import PARTS, TOLD, put_parts

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
    put_parts(request, bucket, PARTS & request.inputs.keys())
    return bucket


def _read_bucket(request: Request, id_: str) -> Outputs:
    request.call("s3", "head_bucket", Bucket=id_)
    domain = f"s3-website-{request.region}.amazonaws.com"
    website = {"websiteDomain": domain, "websiteEndpoint": f"{id_}.{domain}"}
    return {
        "@": {},
        **(website if request.block("website") else {}),
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


def _revise_bucket(request: Request, id_: str, changed: frozenset[str]) -> None:
    put_parts(request, id_, changed)
    if "tags" in changed:
        _put_tags(request, id_)


def _put_tags(request: Request, id_: str) -> None:
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
    inputs=frozenset({"bucket", "objectLockEnabled", "tags"}) | PARTS,
    name=AutoName(property="bucket", limit=63, lower=True),
    local=frozenset({"forceDestroy"}),
    life=Life(
        unique="BucketAlreadyOwnedByYou: Your previous request to create the named bucket "
        "succeeded and you already own it.",
        replace=frozenset({"bucket", "bucketPrefix", "objectLockEnabled", "region"}),
        tells={"tags": _told_tags, **TOLD},
        keep=frozenset({"acl"}),
        usual=dict.fromkeys(TOLD, ...),
        revise=_revise_bucket,
        revises=frozenset({"tags"}) | PARTS,
        remove=_remove_bucket,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_BUCKET,)
