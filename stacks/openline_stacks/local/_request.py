"""A request as it came over HTTP: the service, region and operation that it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from werkzeug.exceptions import NotFound

from openline_stacks.local._services import candidates, narrowed

# Where SigV4 says whose request it is: Credential=KEY/DATE/REGION/SERVICE/aws4_request
_SCOPE: Final = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request")


class UnclearError(Exception):
    """The request cannot be told apart: `code` and words as AWS would answer them."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        self.code = code
        self.status = status
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation of one service in one region. `service` in botocore's spelling."""

    service: str
    region: str
    operation: OperationModel
    protocol: str
    request: Request
    uri: Mapping[str, Any]

    def params(self) -> dict[str, Any]:
        """The operation's parameters as a boto3 client is given them."""
        parser: Any = PROTOCOL_PARSERS[self.protocol](self.operation)
        parsed: dict[str, Any] = parser.parse(
            {
                "method": self.request.method,
                "values": self.request.values,
                "headers": self.request.headers,
                "body": self.request.get_data(),
                "url_path": self.request.path,
                "url_params": self.uri,
            }
        )
        return parsed

    def sent_to(self, endpoint: str) -> AWSPreparedRequest:
        """The same request on its way to AWS's own address of the service."""
        query = self.request.query_string.decode()
        url = f"{endpoint}{self.request.raw_path}{'?' + query if query else ''}"
        headers = HTTPHeaders()
        for name, value in self.request.headers.items():
            if name.lower() not in ("host", "content-length", "connection"):
                headers[name] = value
        return AWSPreparedRequest(
            self.request.method, url, headers, self.request.get_data(), stream_output=False
        )


def asked(request: Request) -> Asked:
    """What a request asks for. Raises `UnclearError`."""
    request.get_data()  # before the form is: whoever reads the form first leaves no body
    region, signed = _scope(request)
    models = candidates(signed)
    if not models:
        raise UnclearError("UnknownService", f"the local AWS knows no service {signed!r}")
    target = request.headers.get("X-Amz-Target", "")
    version = request.values.get("Version", "") if _is_form(request) else ""
    for model in narrowed(models, target, version, request.raw_path) or models[:1]:
        found = _matched(model, request)
        if found is not None:
            operation, uri, protocol = found
            return Asked(model.service_name, region, operation, protocol, request, uri)
    what = target or request.values.get("Action") or f"{request.method} {request.raw_path}"
    raise UnclearError("UnknownOperationException", f"{signed} has no operation {what}", 404)


def _is_form(request: Request) -> bool:
    return (request.content_type or "").startswith("application/x-www-form-urlencoded")


def _scope(request: Request) -> tuple[str, str]:
    """Region and signing name. Requests without a signature name their service in the target."""
    text = request.headers.get("Authorization", "") or (
        f"Credential={request.args.get('X-Amz-Credential', '')}"
    )
    found = _SCOPE.search(text)
    if found:
        return found[2], found[3].lower()
    for mark, signed in (
        ("CognitoIdentityProvider", "cognito-idp"),
        ("CognitoId", "cognito-identity"),
    ):
        if mark in request.headers.get("X-Amz-Target", ""):
            return "us-east-1", signed
    if request.values.get("Action", "").startswith("AssumeRoleWith"):
        return "us-east-1", "sts"
    raise UnclearError(
        "MissingAuthenticationToken",
        "the request is not signed; any access key will do, such as `testing`",
        403,
    )


def _matched(
    model: ServiceModel, request: Request
) -> tuple[OperationModel, Mapping[str, Any], str] | None:
    try:
        protocol = determine_request_protocol(model, request.content_type)
        operation, uri = get_service_router(model.service_name).match(request)
    except (NotFound, NotImplementedError):
        return None
    return operation, uri, protocol
