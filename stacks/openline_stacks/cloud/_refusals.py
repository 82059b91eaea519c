"""Answers with which AWS turns a call down, in each protocol that botocore speaks."""

from __future__ import annotations

import json
from typing import Final

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import MockRawResponse

from openline_stacks.cloud._wire import ApiCall

# What botocore retries as throttling, by service where it is not ThrottlingException or Throttling.
_CODES: Final = {"ec2": (503, "RequestLimitExceeded"), "s3": (503, "SlowDown")}
_RATE: Final = "Rate exceeded"


def unavailable(url: str) -> AWSResponse:
    """Without a body: what a front end says when what stands behind it is gone."""
    return _answer(url, 503, "", {})


def throttled(call: ApiCall, url: str) -> AWSResponse:
    usual = "Throttling" if call.protocol in ("query", "rest-xml") else "ThrottlingException"
    status, code = _CODES.get(call.service, (400, usual))
    return refused(call, url, status, code, _RATE)


def refused(call: ApiCall, url: str, status: int, code: str, why: str) -> AWSResponse:
    """An error by its code."""
    if call.protocol == "ec2":
        body = f"<Errors><Error><Code>{code}</Code><Message>{why}</Message></Error></Errors>"
        return _answer(url, status, f"<Response>{body}<RequestID>0</RequestID></Response>", {})
    if call.service == "s3":
        body = f"<Error><Code>{code}</Code><Message>{why}</Message></Error>"
        return _answer(url, status, body, {})
    if call.protocol in ("query", "rest-xml"):
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{why}</Message></Error>"
        body = f"<ErrorResponse>{error}<RequestId>0</RequestId></ErrorResponse>"
        return _answer(url, status, body, {})
    body = json.dumps({"__type": code, "message": why})
    return _answer(url, status, body, {"x-amzn-errortype": code})


def _answer(url: str, status: int, body: str, headers: dict[str, str]) -> AWSResponse:
    return AWSResponse(url, status, HTTPHeaders.from_dict(headers), MockRawResponse(body))
