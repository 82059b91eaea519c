"""S3: what lies in a bucket."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._assets import archive_of

_MEMBERS: Final = {
    "acl": "ACL",
    "bucket": "Bucket",
    "bucketKeyEnabled": "BucketKeyEnabled",
    "cacheControl": "CacheControl",
    "content": "Body",
    "contentDisposition": "ContentDisposition",
    "contentEncoding": "ContentEncoding",
    "contentLanguage": "ContentLanguage",
    "contentType": "ContentType",
    "key": "Key",
    "kmsKeyId": "SSEKMSKeyId",
    "metadata": "Metadata",
    "serverSideEncryption": "ServerSideEncryption",
    "storageClass": "StorageClass",
    "websiteRedirect": "WebsiteRedirectLocation",
}
# What lies in it, if not told as `content`.
_BODIES: Final = frozenset({"contentBase64", "source"})


def _object_parameters(request: Request) -> dict[str, Any]:
    params = request.given(_MEMBERS)
    body = params.get("Body")
    return params | ({"Body": body.encode()} if isinstance(body, str) else {})


def _put_object(request: Request) -> str:
    request.call("s3", "put_object", **_object_parameters(request) | _body(request))
    place = {"Bucket": request.get("bucket"), "Key": request.get("key")}
    if request.tags():
        request.call("s3", "put_object_tagging", Tagging={"TagSet": request.tags()}, **place)
    return str(request.get("key"))


def _body(request: Request) -> dict[str, bytes]:
    """What no text of the program is: a file, a folder packed, or bytes in base 64."""
    if request.get("contentBase64") is not None:
        return {"Body": base64.b64decode(str(request.get("contentBase64")))}
    source = request.get("source")
    if isinstance(source, Mapping):
        alone = isinstance(source.get("text"), str)
        return {"Body": source["text"].encode() if alone else archive_of(request, "source")}
    return {}


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
    inputs=frozenset(_MEMBERS) | _BODIES | {"tags"},
    held=Call("head_object"),
    members=_MEMBERS,
    name=AutoName(property="key", limit=1024, bare=True),
    local=frozenset({"etag", "forceDestroy", "sourceHash"}),
    life=Life(
        replace=frozenset({"bucket", "key"}),
        tells={"content": _told_content, "tags": _told_object_tags},
        parts=r"(?P<bucket>[^/]+)/(?P<id>(?P<key>.+))",
        usual={
            "content": ...,
            "storageClass": "STANDARD",
            "contentType": ...,
            "serverSideEncryption": "AES256",
        },
        revise=lambda request, _id, _changed: _replace_object(request),
        revises=frozenset(_MEMBERS) - {"bucket", "key"} | _BODIES | {"tags"},
        keep=_BODIES | {"acl"},
        remove=_remove_object,
    ),
)

# The older name of the same thing; the provider keeps both.
_OLDER_OBJECT: Final = replace(_OBJECT, type="aws:s3/bucketObject:BucketObject")

HANDLERS: Final[tuple[Handler, ...]] = (_OBJECT, _OLDER_OBJECT)
