"""CloudFront: distributions, policies, origin access controls. Its API is one, in us-east-1."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Irregular, Outputs
from openline_stacks.cloud._quantities import counted
from openline_stacks.cloud._request import Request, Text
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
    config["CallerReference"] = hashlib.sha256((request.urn or request.name).encode()).hexdigest()
    origins = config.get("Origins")
    if isinstance(origins, Mapping):
        config["Origins"] = {**origins, "Items": [_origin(one) for one in origins["Items"]]}
    restricted = request.block("restrictions")
    if restricted:
        config["Restrictions"] = {"GeoRestriction": _geo(restricted.get("geoRestriction"))}
    return config, strays


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
)

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
