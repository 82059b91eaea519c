"""API Gateway v2: the names that APIs are offered under."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from openline_stacks.cloud._handler import (
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
    Tagging,
)
from openline_stacks.cloud._request import Request, Text
from openline_stacks.cloud._shapes import fit

# AWS general reference, "Amazon API Gateway endpoints and quotas": the zones of the endpoints,
# which an alias names.
_ZONES: Final = {
    "ap-northeast-1": "Z1YSHQZHG15GKL",
    "ap-southeast-2": "Z2RPCDW04V8134",
    "eu-central-1": "Z1U9ULNL0V5AJ3",
    "eu-west-1": "ZLY8HYME6SFDD",
    "us-east-1": "Z1UJRXOUMOOFQ8",
    "us-east-2": "ZOJJZC49E0EPZ",
    "us-west-2": "Z2OJLYMUO9EFXC",
}


def _parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("apigatewayv2", "create_domain_name")
    given = {
        "DomainName": request.get("domainName"),
        "DomainNameConfigurations": request.get("domainNameConfiguration"),
    }
    return fit(shape, {k: v for k, v in given.items() if v is not None}).values


def _create(request: Request) -> str:
    request.call("apigatewayv2", "create_domain_name", **_parameters(request))
    if request.all_tags():
        arn = _arn(request, str(request.get("domainName")))
        request.call("apigatewayv2", "tag_resource", ResourceArn=arn, Tags=request.all_tags())
    return str(request.get("domainName"))


def _arn(request: Request, id_: str) -> str:
    return f"arn:aws:apigateway:{request.region}::/domainnames/{id_}"


def _read(request: Request, id_: str) -> Outputs:
    """With the address that AWS gives a domain, of which moto knows nothing."""
    answer = request.call("apigatewayv2", "get_domain_name", DomainName=id_)
    held = answer["DomainNameConfigurations"][0]
    own = hashlib.sha256(f"{request.account} {request.region} {id_}".encode()).hexdigest()
    return {
        "@": {},
        "@held": answer,
        "arn": _arn(request, id_),
        "domainName": id_,
        "domainNameConfiguration": {
            "certificateArn": held["CertificateArn"],
            "endpointType": held["EndpointType"],
            "securityPolicy": held["SecurityPolicy"],
            "hostedZoneId": _ZONES.get(request.region, f"Z{own[:13].upper()}"),
            "targetDomainName": f"d-{own[:10]}.execute-api.{request.region}.amazonaws.com",
        },
    }


def _revise(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """moto has no `update_domain_name`; there, mappings outlive their name."""
    request.call("apigatewayv2", "delete_domain_name", DomainName=id_)
    request.call("apigatewayv2", "create_domain_name", **_parameters(request))


_DOMAIN: Final = Irregular(
    type="aws:apigatewayv2/domainName:DomainName",
    service="apigatewayv2",
    operation="create_domain_name",
    params=_parameters,
    create=_create,
    read=_read,
    inputs=frozenset({"domainName", "domainNameConfiguration", "tags"}),
    members={"domainNameConfiguration": "DomainNameConfigurations"},
    life=Life(
        replace=frozenset({"domainName"}),
        delete=(Call("delete_domain_name", {"DomainName": "$id"}),),
        tags=Tagging({"ResourceArn": Text("{arn}")}, told="get_tags"),
        usual={
            "domainNameConfiguration.hostedZoneId": ...,
            "domainNameConfiguration.targetDomainName": ...,
        },
        find=Call("get_domain_name", {"DomainName": "$domainName"}, "DomainName"),
        revise=_revise,
        revises=frozenset({"domainNameConfiguration"}),
        parts=r"(?P<id>(?P<domainName>.+))",
    ),
)


def _find_mapping(request: Request) -> str | None:
    """There is one of each key, and one without."""
    answer = request.call("apigatewayv2", "get_api_mappings", DomainName=request.get("domainName"))
    for one in answer["Items"]:
        if one.get("ApiMappingKey", "") == request.get("apiMappingKey", ""):
            return str(one["ApiMappingId"])
    return None


_MAPPING: Final = Declared(
    type="aws:apigatewayv2/apiMapping:ApiMapping",
    service="apigatewayv2",
    create=Call("create_api_mapping"),
    id="ApiMappingId",
    read=Call("get_api_mapping", {"ApiMappingId": "$id", "DomainName": "$domainName"}),
    life=Life(
        # moto has no `update_api_mapping`: a change makes another
        replace=frozenset({"apiId", "apiMappingKey", "domainName", "stage"}),
        delete=(Call("delete_api_mapping", {"ApiMappingId": "$id", "DomainName": "$domainName"}),),
        unique="ConflictException: ApiMapping key already exists for this domain name",
        find=_find_mapping,
        alone=True,
        parts=r"(?P<id>[^/]+)/(?P<domainName>[^/]+)",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_DOMAIN, _MAPPING)
