"""CloudFront: distributions. Its API is one, in us-east-1."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import (
    Call,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._quantities import counted
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud.handlers._cloudfront import as_words
from openline_stacks.states import UNKNOWN

_HOME: Final = "us-east-1"
# Route 53's zone of every distribution (Route 53 API reference, AliasTarget).
_ZONE: Final = "Z2FDTNDATAQYW2"

_RENAMES: Final = {
    "orderedCacheBehaviors": "CacheBehaviors",
    "origins.originId": "Id",
    "origins.customHeaders.name": "HeaderName",
    "origins.customHeaders.value": "HeaderValue",
    "originGroups.originId": "Id",
    "loggingConfig": "Logging",
    "defaultCacheBehavior.lambdaFunctionAssociations.lambdaArn": "LambdaFunctionARN",
    "orderedCacheBehaviors.lambdaFunctionAssociations.lambdaArn": "LambdaFunctionARN",
}
# Members that AWS requires and the provider fills in.
_ORIGIN: Final = {"OriginPath": "", "CustomHeaders": {"Quantity": 0, "Items": []}}
_LOCAL: Final = frozenset({"retainOnDelete", "waitForDeployment"})
_TAKEN: Final = frozenset({"region", "restrictions", "tags", "tagsAll"}) | _LOCAL


def _distribution_parameters(request: Request) -> dict[str, Any]:
    config, strays = _config(request)
    if request.urn:
        for path in strays:
            request.say(path, "distributions have no such member here")
    tags = {"Items": request.tags()}
    return {"DistributionConfigWithTags": {"DistributionConfig": config, "Tags": tags}}


def _config(request: Request) -> tuple[dict[str, Any], list[str]]:
    shape = request.shape("cloudfront", "create_distribution")
    wanted = {
        key: _behaviours(key, value) for key, value in request.inputs.items() if key not in _TAKEN
    }
    config, strays = counted(shape.members["DistributionConfig"], wanted, _RENAMES)
    config.setdefault("Comment", "")
    config["CallerReference"] = _reference(request)
    origins = config.get("Origins")
    if isinstance(origins, Mapping):
        config["Origins"] = {**origins, "Items": [_origin(one) for one in origins["Items"]]}
    restricted = request.block("restrictions")
    if restricted:
        config["Restrictions"] = {"GeoRestriction": _geo(restricted.get("geoRestriction"))}
    return config, strays


def _reference(request: Request) -> str:
    """The same resource asked for twice is one."""
    own = request.token or request.urn or request.name
    return hashlib.sha256(own.encode()).hexdigest()


def _origin(one: Any) -> Any:
    if not isinstance(one, Mapping):
        return one
    bucket = {} if "CustomOriginConfig" in one else {"S3OriginConfig": {"OriginAccessIdentity": ""}}
    return {**_ORIGIN, **bucket, **one}


def _behaviours(key: str, value: Any) -> Any:
    """Methods that are kept stand inside of those that are allowed."""
    if key == "defaultCacheBehavior" and isinstance(value, Mapping):
        return _behaviour(value)
    if key == "orderedCacheBehaviors" and isinstance(value, list | tuple):
        return [_behaviour(one) if isinstance(one, Mapping) else one for one in value]
    return value


def _behaviour(one: Mapping[str, Any]) -> dict[str, Any]:
    rest = {k: v for k, v in one.items() if k not in ("allowedMethods", "cachedMethods")}
    allowed, kept = one.get("allowedMethods"), one.get("cachedMethods")
    if allowed is UNKNOWN or kept is UNKNOWN or allowed is None:
        return rest
    methods: dict[str, Any] = {"Quantity": len(allowed), "Items": [*allowed]}
    if kept is not None:
        methods["CachedMethods"] = {"Quantity": len(kept), "Items": [*kept]}
    return rest | {"allowedMethods": methods}


def _geo(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    places = value.get("locations") or ()
    listed = [] if places is UNKNOWN else [*places]
    kind = value.get("restrictionType", "none")
    return {"RestrictionType": kind, "Quantity": len(listed), "Items": listed}


def _create_distribution(request: Request) -> str:
    params = _distribution_parameters(request)
    answer = request.call("cloudfront", "create_distribution_with_tags", **params)
    return str(answer["Distribution"]["Id"])


def _read_distribution(request: Request, id_: str) -> Outputs:
    answer = request.call("cloudfront", "get_distribution", Id=id_)
    found = answer["Distribution"]
    return {
        "@": {},
        "@held": found["DistributionConfig"],
        "arn": found["ARN"],
        "callerReference": found["DistributionConfig"]["CallerReference"],
        "domainName": found["DomainName"],
        "etag": answer["ETag"],
        "hostedZoneId": _ZONE,
        "status": found["Status"],
    }


_INPUTS: Final = frozenset(
    {
        "aliases", "comment", "customErrorResponses", "defaultCacheBehavior", "defaultRootObject",
        "enabled", "httpVersion", "isIpv6Enabled", "loggingConfig", "orderedCacheBehaviors",
        "originGroups", "origins", "priceClass", "restrictions", "tags", "viewerCertificate",
        "webAclId",
    }
)  # fmt: skip


def _listed(many: Any) -> list[Any]:
    """AWS's `{Quantity, Items}`."""
    return [*(many.get("Items") or ())] if isinstance(many, Mapping) else [*(many or ())]


def _as_behaviour(one: Mapping[str, Any]) -> Any:
    methods = one.get("AllowedMethods") or {}
    rest = {key: value for key, value in one.items() if key != "AllowedMethods"}
    found = as_words(rest)
    found["allowedMethods"] = _listed(methods)
    if methods.get("CachedMethods"):
        found["cachedMethods"] = _listed(methods["CachedMethods"])
    return found


def _told_restrictions(request: Request, id_: str) -> Any:
    config = request.call("cloudfront", "get_distribution_config", Id=id_)["DistributionConfig"]
    geo = config.get("Restrictions", {}).get("GeoRestriction", {})
    told: dict[str, Any] = {"restrictionType": geo.get("RestrictionType", "none")}
    if geo.get("Items"):
        told["locations"] = geo["Items"]
    return {"geoRestriction": told}


def _find_distribution(request: Request) -> str | None:
    wanted = _reference(request)
    answer = request.call("cloudfront", "list_distributions")["DistributionList"]
    for one in answer.get("Items") or ():
        found = request.call("cloudfront", "get_distribution_config", Id=one["Id"])
        if found["DistributionConfig"]["CallerReference"] == wanted:
            return str(one["Id"])
    return None


def _revise_distribution(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """An update is of the whole, under the tag of what was read."""
    held = request.call("cloudfront", "get_distribution_config", Id=id_)
    config, _ = _config(request)
    config["CallerReference"] = held["DistributionConfig"]["CallerReference"]
    request.call(
        "cloudfront", "update_distribution", Id=id_, IfMatch=held["ETag"], DistributionConfig=config
    )


def _remove_distribution(request: Request, id_: str) -> None:
    """AWS deletes none that is enabled."""
    held = request.call("cloudfront", "get_distribution_config", Id=id_)
    etag, config = held["ETag"], held["DistributionConfig"]
    if config["Enabled"]:
        answer = request.call(
            "cloudfront",
            "update_distribution",
            Id=id_,
            IfMatch=etag,
            DistributionConfig={**config, "Enabled": False},
        )
        etag = answer["ETag"]
    request.call("cloudfront", "delete_distribution", Id=id_, IfMatch=etag)


_DISTRIBUTION: Final = Irregular(
    type="aws:cloudfront/distribution:Distribution",
    service="cloudfront",
    operation="create_distribution_with_tags",
    params=_distribution_parameters,
    create=_create_distribution,
    read=_read_distribution,
    inputs=_INPUTS,
    held=Call("get_distribution", answer="Distribution.DistributionConfig"),
    inside="DistributionConfigWithTags.DistributionConfig",
    members={"loggingConfig": "Logging", "orderedCacheBehaviors": "CacheBehaviors"},
    local=_LOCAL,
    home=_HOME,
    life=Life(
        tags=Tagging({"Resource": Text("{arn}")}, answer="Tags.Items"),
        back={
            "aliases": _listed,
            "defaultCacheBehavior": _as_behaviour,
            "orderedCacheBehaviors": lambda many: [_as_behaviour(one) for one in _listed(many)],
            "originGroups": lambda many: [as_words(one) for one in _listed(many)],
            "origins": lambda many: [as_words(one) for one in _listed(many)],
            "customErrorResponses": lambda many: [as_words(one) for one in _listed(many)],
        },
        tells={"restrictions": _told_restrictions},
        usual={
            "httpVersion": "http2",
            "loggingConfig": ...,
            "priceClass": "PriceClass_All",
            "webAclId": "",
        },
        find=_find_distribution,
        marked=True,
        revise=_revise_distribution,
        revises=_INPUTS - {"tags"},
        remove=_remove_distribution,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_DISTRIBUTION,)
