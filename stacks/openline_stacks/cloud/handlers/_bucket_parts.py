"""What older programs write inside of a bucket, and is a resource of its own by now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import Call
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import Shape, coerce

_Block = Mapping[str, Any]


def _website(request: Request, block: _Block) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if block.get("indexDocument"):
        parts["IndexDocument"] = {"Suffix": block["indexDocument"]}
    if block.get("errorDocument"):
        parts["ErrorDocument"] = {"Key": block["errorDocument"]}
    if block.get("redirectAllRequestsTo"):
        protocol, _, host = str(block["redirectAllRequestsTo"]).rpartition("://")
        own = {"Protocol": protocol} if protocol else {}
        parts["RedirectAllRequestsTo"] = {"HostName": host, **own}
    if block.get("routingRules"):
        request.say("website.routingRules", "is not read inside of a bucket here")
    return {"WebsiteConfiguration": parts}


def _versioning(_request: Request, block: _Block) -> dict[str, Any]:
    status = "Enabled" if block.get("enabled") else "Suspended"
    return {"VersioningConfiguration": {"Status": status}}


def _encryption(request: Request, block: _Block) -> dict[str, Any]:
    members = request.shape("s3", "put_bucket_encryption").members
    shape: Shape = members["ServerSideEncryptionConfiguration"]
    filled = coerce(shape.members["Rules"], [block.get("rule", {})]).values["value"]
    return {"ServerSideEncryptionConfiguration": {"Rules": filled}}


def _cors(request: Request, _block: _Block) -> dict[str, Any]:
    shape: Shape = request.shape("s3", "put_bucket_cors").members["CORSConfiguration"]
    rules = coerce(shape.members["CORSRules"], request.get("corsRules", ())).values["value"]
    return {"CORSConfiguration": {"CORSRules": rules}}


def _acl(request: Request, _block: _Block) -> dict[str, Any]:
    return {"ACL": request.get("acl")}


def _policy(request: Request, _block: _Block) -> dict[str, Any]:
    return {"Policy": request.get("policy")}


# input -> the operation that puts it, what it is sent, and the operation that takes it away.
_PARTS: Final[Mapping[str, tuple[str, Callable[[Request, _Block], dict[str, Any]], str]]] = {
    "acl": ("put_bucket_acl", _acl, ""),
    "corsRules": ("put_bucket_cors", _cors, "delete_bucket_cors"),
    "policy": ("put_bucket_policy", _policy, "delete_bucket_policy"),
    "serverSideEncryptionConfiguration": (
        "put_bucket_encryption",
        _encryption,
        "delete_bucket_encryption",
    ),
    "versioning": ("put_bucket_versioning", _versioning, ""),
    "website": ("put_bucket_website", _website, "delete_bucket_website"),
}
PARTS: Final = frozenset(_PARTS)


def put_parts(request: Request, bucket: str, inputs: frozenset[str]) -> None:
    """Make the bucket hold those of `inputs` that the program says, and no others of them."""
    for input_ in sorted(inputs & PARTS):
        put, made_of, away = _PARTS[input_]
        if request.get(input_) is not None:
            sent = made_of(request, request.block(input_))
            request.call("s3", put, Bucket=bucket, **sent)
        elif away:
            request.call("s3", away, Bucket=bucket)
        else:
            request.say(input_, "was taken away; the bucket keeps what it has")


_OF: Final = {"Bucket": "$id"}
# Of an access list AWS tells the grants, not the word that they were made of.
TOLD: Final[Mapping[str, Call]] = {
    "corsRules": Call("get_bucket_cors", _OF, "CORSRules"),
    "policy": Call("get_bucket_policy", _OF, "Policy"),
    "serverSideEncryptionConfiguration": Call(
        "get_bucket_encryption", _OF, "{rule: ServerSideEncryptionConfiguration.Rules[0]}"
    ),
    "versioning": Call("get_bucket_versioning", _OF, "{enabled: Status == 'Enabled'}"),
    "website": Call(
        "get_bucket_website",
        _OF,
        "{indexDocument: IndexDocument.Suffix, errorDocument: ErrorDocument.Key}",
    ),
}
