"""HTTP APIs and user pools."""

from __future__ import annotations

from typing import Final

from openline_stacks.permissions._needs import Needs, needs

_TAGS = "TagResource UntagResource"

# API Gateway's actions are the verbs of HTTP, its ARNs the paths, which AWS numbers.
_API = needs("apigateway", "GET", "POST PUT PATCH DELETE", arn="arn:aws:apigateway:*::/apis*")
_TAGGED_API = needs(
    "apigateway", "GET", f"POST PUT PATCH DELETE {_TAGS}", arn="arn:aws:apigateway:*::/apis*"
)

_NAME = needs(
    "apigateway", "GET", f"POST PUT PATCH DELETE {_TAGS}",
    arn="arn:aws:apigateway:*::/domainnames*",
)  # fmt: skip

_REST = needs("apigateway", "GET", "POST PUT PATCH DELETE", arn="arn:aws:apigateway:*::/restapis*")
_TAGGED_REST = needs(
    "apigateway", "GET", f"POST PUT PATCH DELETE {_TAGS}", arn="arn:aws:apigateway:*::/restapis*"
)

APIS: Final[dict[str, Needs]] = {
    "aws:apigateway/deployment:Deployment": _REST,
    "aws:apigateway/integration:Integration": _REST,
    "aws:apigateway/integrationResponse:IntegrationResponse": _REST,
    "aws:apigateway/method:Method": _REST,
    "aws:apigateway/methodResponse:MethodResponse": _REST,
    "aws:apigateway/resource:Resource": _REST,
    "aws:apigateway/restApi:RestApi": _TAGGED_REST,
    "aws:apigateway/stage:Stage": _TAGGED_REST,
    "aws:apigatewayv2/api:Api": _TAGGED_API,
    "aws:apigatewayv2/apiMapping:ApiMapping": _NAME,
    "aws:apigatewayv2/authorizer:Authorizer": _API,
    "aws:apigatewayv2/domainName:DomainName": _NAME,
    "aws:apigatewayv2/integration:Integration": _API,
    "aws:apigatewayv2/route:Route": _API,
    "aws:apigatewayv2/stage:Stage": _TAGGED_API,
    "aws:cognito/userPool:UserPool": needs(
        "cognito-idp",
        "DescribeUserPool GetUserPoolMfaConfig ListTagsForResource",
        "CreateUserPool UpdateUserPool DeleteUserPool SetUserPoolMfaConfig AddCustomAttributes "
        + _TAGS,
    ),
    "aws:cognito/userPoolClient:UserPoolClient": needs(
        "cognito-idp",
        "DescribeUserPoolClient",
        "CreateUserPoolClient UpdateUserPoolClient DeleteUserPoolClient",
    ),
    "aws:cognito/userPoolDomain:UserPoolDomain": needs(
        "cognito-idp",
        "DescribeUserPoolDomain",
        "CreateUserPoolDomain UpdateUserPoolDomain DeleteUserPoolDomain",
    ),
}
