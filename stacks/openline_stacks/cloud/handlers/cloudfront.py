"""CloudFront: distributions, policies, origin access controls. Its API is one, in us-east-1."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

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
from openline_stacks.cloud._quantities import counted
from openline_stacks.cloud._request import Request, Text, fill_template
from openline_stacks.cloud._shapes import camel
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


def _as_words(value: Any) -> Any:
    """In the words of the program: the lists plain, AWS's names turned back."""
    words = {"Id": "originId", "HeaderName": "name", "HeaderValue": "value"}
    if isinstance(value, Mapping):
        if "Quantity" in value and set(value) <= {"Quantity", "Items"}:
            return [_as_words(one) for one in value.get("Items") or ()]
        both = ((words.get(key, camel(key)), _as_words(one)) for key, one in value.items())
        return {key: one for key, one in both if one not in (None, "", [], {})}
    return [_as_words(one) for one in value] if isinstance(value, list | tuple) else value


def _as_behaviour(one: Mapping[str, Any]) -> Any:
    methods = one.get("AllowedMethods") or {}
    rest = {key: value for key, value in one.items() if key != "AllowedMethods"}
    found = _as_words(rest)
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
            "originGroups": lambda many: [_as_words(one) for one in _listed(many)],
            "origins": lambda many: [_as_words(one) for one in _listed(many)],
            "customErrorResponses": lambda many: [_as_words(one) for one in _listed(many)],
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


def _revise_oac(request: Request, id_: str, _changed: frozenset[str]) -> None:
    held = request.call("cloudfront", "get_origin_access_control", Id=id_)
    config = fill_template(_OAC.create.params, request.words())["OriginAccessControlConfig"]
    config.setdefault("Description", "")
    request.call(
        "cloudfront",
        "update_origin_access_control",
        Id=id_,
        IfMatch=held["ETag"],
        OriginAccessControlConfig=config,
    )


def _remove_oac(request: Request, id_: str) -> None:
    held = request.call("cloudfront", "get_origin_access_control", Id=id_)
    request.call("cloudfront", "delete_origin_access_control", Id=id_, IfMatch=held["ETag"])


_OAC: Final = Declared(
    type="aws:cloudfront/originAccessControl:OriginAccessControl",
    service="cloudfront",
    create=Call(
        "create_origin_access_control",
        {
            "OriginAccessControlConfig": {
                "Name": "$name",
                "Description": "$description",
                "OriginAccessControlOriginType": "$originAccessControlOriginType",
                "SigningBehavior": "$signingBehavior",
                "SigningProtocol": "$signingProtocol",
            }
        },
    ),
    id="OriginAccessControl.Id",
    read=Call(
        "get_origin_access_control", {"Id": "$id"}, "OriginAccessControl.OriginAccessControlConfig"
    ),
    out={"arn": Text("arn:aws:cloudfront::{account}:origin-access-control/{id}")},
    name=AutoName(limit=64),
    home=_HOME,
    life=Life(
        unique="OriginAccessControlAlreadyExists: One with the name {name} exists",
        find=Call(
            "list_origin_access_controls",
            {},
            Text("OriginAccessControlList.Items[?Name=='{name}'] | [0].Id"),
        ),
        revise=_revise_oac,
        revises=frozenset(
            {
                "description",
                "name",
                "originAccessControlOriginType",
                "signingBehavior",
                "signingProtocol",
            }
        ),
        remove=_remove_oac,
    ),
)


def _policy(class_name: str, snake: str, renames: Mapping[str, str]) -> Irregular:
    """Policies are kept by id and told whole."""
    kind, member = class_name, f"{class_name}Config"

    def parameters(request: Request) -> dict[str, Any]:
        shape = request.shape("cloudfront", f"create_{snake}")
        inputs = {k: v for k, v in request.inputs.items() if k not in ("region", "tagsAll")}
        config, strays = counted(shape.members[member], inputs, renames)
        if request.urn:
            for path in strays:
                request.say(path, "policies have no such member here")
        return {member: config}

    def create(request: Request) -> str:
        answer = request.call("cloudfront", f"create_{snake}", **parameters(request))
        return str(answer[kind]["Id"])

    def read(request: Request, id_: str) -> Outputs:
        answer = request.call("cloudfront", f"get_{snake}", Id=id_)
        arn = f"arn:aws:cloudfront::{request.account}:{snake.replace('_', '-')}/{id_}"
        held = answer[kind][member]
        return {"@": {}, "@held": held, "arn": arn, "etag": answer["ETag"], "name": held["Name"]}

    def revise(request: Request, id_: str, _changed: frozenset[str]) -> None:
        etag = request.call("cloudfront", f"get_{snake}", Id=id_)["ETag"]
        request.call("cloudfront", f"update_{snake}", Id=id_, IfMatch=etag, **parameters(request))

    def remove(request: Request, id_: str) -> None:
        etag = request.call("cloudfront", f"get_{snake}", Id=id_)["ETag"]
        request.call("cloudfront", f"delete_{snake}", Id=id_, IfMatch=etag)

    return Irregular(
        type=f"aws:cloudfront/{kind[0].lower()}{kind[1:]}:{kind}",
        service="cloudfront",
        operation=f"create_{snake}",
        params=parameters,
        create=create,
        read=read,
        inputs=_POLICY_INPUTS[kind],
        held=Call(f"get_{snake}", answer=f"{kind}.{member}"),
        inside=member,
        name=AutoName(limit=128),
        home=_HOME,
        life=Life(
            revise=revise,
            revises=_POLICY_INPUTS[kind],
            back=dict.fromkeys(_POLICY_INPUTS[kind] - {"name"}, _as_words),
            find=Call(
                f"list_{snake[:-1]}ies",
                {},
                Text(f"{kind}List.Items[?{kind}.{member}.Name=='{{name}}'] | [0].{kind}.Id"),
            ),
            remove=remove,
        ),
    )


_POLICY_INPUTS: Final = {
    "CachePolicy": frozenset(
        {"comment", "defaultTtl", "maxTtl", "minTtl", "name",
         "parametersInCacheKeyAndForwardedToOrigin"}
    ),
    "ResponseHeadersPolicy": frozenset(
        {"comment", "corsConfig", "customHeadersConfig", "name", "removeHeadersConfig",
         "securityHeadersConfig", "serverTimingHeadersConfig"}
    ),
}  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (
    _DISTRIBUTION,
    _OAC,
    _policy("CachePolicy", "cache_policy", {}),
    _policy(
        "ResponseHeadersPolicy",
        "response_headers_policy",
        {"corsConfig.originOverride": "OriginOverride"},
    ),
)
