"""Answers over HTTP, in the protocol that the request was made in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from botocore.exceptions import ClientError
from moto.core.serialize import get_serializer_class
from werkzeug.wrappers import Response

from openline_stacks.local._request import Asked, UnclearError

_DROPPED: Final = frozenset({"status", "transfer-encoding", "connection"})


class _RefusedError(Exception):
    """AWS's error as moto's serializers read one."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def answered(asked: Asked, answer: Mapping[str, Any]) -> Response:
    """What a boto3 client was answered."""
    told = {key: value for key, value in answer.items() if key != "ResponseMetadata"}
    return _serialized(asked, told)


def refused(asked: Asked, error: ClientError) -> Response:
    """AWS's error, in its own words."""
    held = error.response.get("Error", {})
    return _serialized(
        asked, _RefusedError(held.get("Code", "InternalFailure"), held.get("Message", ""))
    )


def _serialized(asked: Asked, result: Any) -> Response:
    kind = get_serializer_class(asked.service, asked.protocol)
    done = kind(operation_model=asked.operation).serialize(result)
    return response(done["status_code"], done["headers"], done["body"])


def response(status: int, headers: Mapping[str, Any], body: Any) -> Response:
    """moto's triple as an HTTP response. Only HEAD has a length and no body."""
    dropped = _DROPPED if not body else _DROPPED | {"content-length"}
    kept = [
        (name, str(one))
        for name, value in headers.items()
        for one in (value if isinstance(value, list | tuple) else (value,))
        if name.lower() not in dropped
    ]
    return Response(body or (), status=status, headers=kept)


def not_emulated(asked: Asked, why: str) -> Response:
    """An operation that exists, and that nothing here acts out."""
    words = " ".join(f"{asked.service} {asked.operation.name} is not emulated: {why}".split())
    told = _serialized(asked, _RefusedError("NotEmulated", words))
    told.status_code = 501
    return told


def unclear(error: UnclearError) -> Response:
    """For a request of which nothing is known, in the form that most clients read."""
    root = Element("ErrorResponse")
    inner = SubElement(root, "Error")
    SubElement(inner, "Code").text = error.code
    SubElement(inner, "Message").text = str(error)
    headers = {"x-amzn-ErrorType": error.code, "Content-Type": "text/xml"}
    return response(error.status, headers, tostring(root))
