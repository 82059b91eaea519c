"""Cognito: identity pools, and the roles that those in them take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import TOKEN, Request, Text
from openline_stacks.cloud.handlers._lives import BY_ARN

_OF: Final = {"IdentityPoolId": "$id"}


def _left_behind(request: Request) -> str | None:
    """By our mark: AWS takes the same name twice, and lists no tags."""
    page = request.call("cognito-identity", "list_identity_pools", MaxResults=60)
    while True:
        for one in page["IdentityPools"]:
            id_ = one["IdentityPoolId"]
            held = request.call("cognito-identity", "describe_identity_pool", IdentityPoolId=id_)
            if request.token and held.get("IdentityPoolTags", {}).get(TOKEN) == request.token:
                return str(id_)
        if not page.get("NextToken"):
            return None
        page = request.call(
            "cognito-identity", "list_identity_pools", MaxResults=60, NextToken=page["NextToken"]
        )


_POOL: Final = Declared(
    type="aws:cognito/identityPool:IdentityPool",
    service="cognito-identity",
    create=Call("create_identity_pool"),
    id="IdentityPoolId",
    read=Call("describe_identity_pool", _OF),
    renames={"tags": "IdentityPoolTags"},
    out={"arn": Text("arn:aws:cognito-identity:{region}:{account}:identitypool/{id}")},
    deaf={"allowClassicFlow": "moto lets nobody in by it"},
    life=Life(
        # What an update does not say is gone.
        update=(
            Call(
                "update_identity_pool",
                {**_OF, "IdentityPoolName": "$identityPoolName"},
                whole=True,
            ),
        ),
        replace=frozenset({"developerProviderName", "identityPoolName"}),
        delete=(Call("delete_identity_pool", _OF),),
        blank={"supportedLoginProviders": {}},
        tags=BY_ARN,
        find=_left_behind,
        marked=True,
    ),
)


def _mapping(one: Mapping[str, Any]) -> dict[str, Any]:
    """AWS's words for what a provider's users are told apart by."""
    rules = one.get("mappingRules")
    sent = {"Type": one.get("type"), "AmbiguousRoleResolution": one.get("ambiguousRoleResolution")}
    if isinstance(rules, list | tuple) and rules:
        names = {"claim": "Claim", "matchType": "MatchType", "roleArn": "RoleARN", "value": "Value"}
        told = [
            {member: rule[word] for word, member in names.items() if word in rule}
            for rule in rules
            if isinstance(rule, Mapping)
        ]
        sent["RulesConfiguration"] = {"Rules": told}
    return {key: value for key, value in sent.items() if value is not None}


def _parameters(request: Request) -> dict[str, Any]:
    params = request.given({"identityPoolId": "IdentityPoolId", "roles": "Roles"})
    mappings = {
        one["identityProvider"]: _mapping(one)
        for one in request.entries("roleMappings")
        if isinstance(one.get("identityProvider"), str)
    }
    return params | ({"RoleMappings": mappings} if mappings else {})


def _put(request: Request) -> str:
    request.call("cognito-identity", "set_identity_pool_roles", **_parameters(request))
    return str(request.get("identityPoolId"))


def _revise(request: Request, _id: str, _changed: frozenset[str]) -> None:
    _put(request)


def _read(request: Request, id_: str) -> Outputs:
    held = request.call("cognito-identity", "get_identity_pool_roles", IdentityPoolId=id_)
    if not held.get("Roles"):
        raise request.missing("get_identity_pool_roles", id_)
    return {
        "@": {},
        "identityPoolId": id_,
        "roles": held["Roles"],
        "roleMappings": [
            _told(provider, one) for provider, one in held.get("RoleMappings", {}).items()
        ],
    }


def _told(provider: str, held: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        "identityProvider": provider,
        "type": held["Type"],
        "ambiguousRoleResolution": held.get("AmbiguousRoleResolution"),
        "mappingRules": [
            {
                "claim": rule["Claim"],
                "matchType": rule["MatchType"],
                "roleArn": rule["RoleARN"],
                "value": rule["Value"],
            }
            for rule in held.get("RulesConfiguration", {}).get("Rules", ())
        ],
    }
    return {key: value for key, value in told.items() if value not in (None, [])}


def _remove(request: Request, id_: str) -> None:
    request.call("cognito-identity", "set_identity_pool_roles", IdentityPoolId=id_, Roles={})


_ROLES: Final = Irregular(
    type="aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
    service="cognito-identity",
    operation="set_identity_pool_roles",
    params=_parameters,
    create=_put,
    read=_read,
    inputs=frozenset({"identityPoolId", "roleMappings", "roles"}),
    life=Life(
        replace=frozenset({"identityPoolId", "roles"}),
        revise=_revise,
        revises=frozenset({"roleMappings"}),
        remove=_remove,
        find=lambda request: _read(request, str(request.get("identityPoolId")))["identityPoolId"],
        alone=True,
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_POOL, _ROLES)
