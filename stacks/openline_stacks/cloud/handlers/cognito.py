"""Cognito: user pools, the programs that ask them, the domain of their pages."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._names import new_name
from openline_stacks.cloud._request import Request, Text

_NAME: Final = AutoName(limit=128)


def _left_behind(request: Request) -> str | None:
    """By its name, where that is ours: AWS takes the same name twice, and a program's own may be
    somebody else's as well."""
    name = request.get("name")
    if name != new_name(_NAME, request.urn, request.name, ""):
        return None
    page = request.call("cognito-idp", "list_user_pools", MaxResults=60)
    while True:
        for one in page["UserPools"]:
            if one["Name"] == name:
                return str(one["Id"])
        if not page.get("NextToken"):
            return None
        page = request.call(
            "cognito-idp", "list_user_pools", MaxResults=60, NextToken=page["NextToken"]
        )


_WRITTEN: Final = {
    "PoolName": "$name",
    "Policies": {"PasswordPolicy": "$passwordPolicy", "SignInPolicy": "$signInPolicy"},
    "UserPoolTags": "$tagsAll",  # moto has no operations on tags of their own
}

_POOL: Final = Declared(
    type="aws:cognito/userPool:UserPool",
    service="cognito-idp",
    create=Call("create_user_pool", _WRITTEN, "UserPool"),
    id="Id",
    read=Call("describe_user_pool", {"UserPoolId": "$id"}, "UserPool"),
    renames={"name": "Name", "schemas": "Schema", "tags": "UserPoolTags"},
    out={"arn": "Arn", "endpoint": Text("cognito-idp.{region}.amazonaws.com/{id}")},
    name=_NAME,
    life=Life(
        # What an update does not say goes back to AWS's default.
        update=(
            Call(
                "update_user_pool",
                {"UserPoolId": "$id", **_WRITTEN},
                whole=True,
            ),
        ),
        replace=frozenset({"aliasAttributes", "schemas", "usernameAttributes",
                           "usernameConfiguration"}),
        delete=(Call("delete_user_pool", {"UserPoolId": "$id"}),),
        blank={"tags": {}, "tagsAll": {}},
        tells={
            input_: Call("describe_user_pool", {"UserPoolId": "$id"}, f"UserPool.{path}")
            for input_, path in (
                ("name", "Name"),
                ("tags", "UserPoolTags"),
                ("passwordPolicy", "Policies.PasswordPolicy"),
                ("signInPolicy", "Policies.SignInPolicy"),
            )
        },
        usual={
            "accountRecoverySetting": ...,
            "adminCreateUserConfig": ...,
            "deletionProtection": "INACTIVE",
            "emailConfiguration": ...,
            "emailVerificationMessage": ...,
            "emailVerificationSubject": ...,
            "mfaConfiguration": "OFF",
            "passwordPolicy": ...,
            "schemas": ...,
            "signInPolicy": ...,
            "smsVerificationMessage": ...,
            "userPoolTier": "ESSENTIALS",
            "usernameConfiguration": ...,
            "verificationMessageTemplate": ...,
        },
        find=_left_behind,
    ),
)  # fmt: skip

_CLIENT_PLACE: Final = {"UserPoolId": "$userPoolId", "ClientId": "$id"}
_CLIENT: Final = Declared(
    type="aws:cognito/userPoolClient:UserPoolClient",
    service="cognito-idp",
    create=Call("create_user_pool_client", {"ClientName": "$name"}, "UserPoolClient"),
    id="ClientId",
    read=Call("describe_user_pool_client", _CLIENT_PLACE, "UserPoolClient"),
    renames={"name": "ClientName"},
    out={"clientSecret": "ClientSecret"},
    name=AutoName(limit=128),
    life=Life(
        update=(
            Call("update_user_pool_client", {**_CLIENT_PLACE, "ClientName": "$name"}, whole=True),
        ),
        replace=frozenset({"generateSecret", "userPoolId"}),
        delete=(Call("delete_user_pool_client", _CLIENT_PLACE),),
        keep=frozenset({"generateSecret"}),
        tells={
            "generateSecret": Call(
                "describe_user_pool_client", _CLIENT_PLACE, "UserPoolClient.ClientSecret"
            )
        },
        back={"generateSecret": bool},
        usual={
            "authSessionValidity": 3,
            "enableTokenRevocation": ...,
            "explicitAuthFlows": ...,
            "refreshTokenValidity": 30,
        },
        find=Call(
            "list_user_pool_clients",
            {"UserPoolId": "$userPoolId", "MaxResults": 60},
            Text("UserPoolClients[?ClientName=='{name}'] | [0].ClientId"),
        ),
        parts=r"(?P<userPoolId>[^/]+)/(?P<id>[^/]+)",
    ),
)

_DOMAIN: Final = Declared(
    type="aws:cognito/userPoolDomain:UserPoolDomain",
    service="cognito-idp",
    create=Call(
        "create_user_pool_domain",
        {"CustomDomainConfig": {"CertificateArn": "$certificateArn"}},
    ),
    id=Text("{domain}"),
    read=Call("describe_user_pool_domain", {"Domain": "$id"}, "DomainDescription"),
    out={
        "awsAccountId": Text("{account}"),
        "cloudfrontDistribution": "CloudFrontDistribution",
        "cloudfrontDistributionArn": "CloudFrontDistribution",
        # CloudFront's own zone, which an alias to the domain names
        "cloudfrontDistributionZoneId": Text("Z2FDTNDATAQYW2"),
    },
    life=Life(
        unique="InvalidParameterException: Domain already exists.",
        replace=frozenset({"certificateArn", "domain", "userPoolId"}),
        delete=(Call("delete_user_pool_domain", {"Domain": "$id", "UserPoolId": "$userPoolId"}),),
        gone="!UserPoolId",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_CLIENT, _DOMAIN, _POOL)
