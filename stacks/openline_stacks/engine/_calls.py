"""Functions that a program calls: of a provider, or of the engine itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, resource_pb2

from openline_stacks.engine._book import Book
from openline_stacks.engine._deployment import Deployment
from openline_stacks.engine._registration import provider_urn
from openline_stacks.engine._values import decode, encode, plain
from openline_stacks.states import UNKNOWN, Value

logger = logging.getLogger(__name__)


class CallRefusedError(Exception):
    """The function cannot be answered, for the reason said."""


class Calls:
    """`unanswered`: the functions that only a cloud could have answered."""

    def __init__(self, book: Book, deployment: Deployment) -> None:
        self._book = book
        self._deployment = deployment
        self.unanswered: list[str] = []

    def of_function(
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> resource_pb2.ResourceInvokeResponse:
        if not request.tok.startswith("pulumi:"):
            self._book.lookups.add(request.tok)
        try:
            answer = self._answer(request.tok, request.provider, request.args)
        except CallRefusedError as refusal:
            failure = provider_pb2.CheckFailure(reason=str(refusal))
            return resource_pb2.ResourceInvokeResponse(failures=[failure])
        if answer is None:
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        return resource_pb2.ResourceInvokeResponse(**{"return": encode(answer)})

    def of_method(self, request: resource_pb2.ResourceCallRequest) -> provider_pb2.CallResponse:
        """A resource's method: answered like a function, with `__self__` among the arguments."""
        try:
            answer = self._answer(request.tok, request.provider, request.args)
        except CallRefusedError as refusal:
            return provider_pb2.CallResponse(
                failures=[provider_pb2.CheckFailure(reason=str(refusal))]
            )
        result = {"result": UNKNOWN} if answer is None else answer
        return provider_pb2.CallResponse(**{"return": encode(result)})

    def _answer(
        self, token: str, provider: str, args: struct_pb2.Struct
    ) -> Mapping[str, Any] | None:
        given: dict[str, Value] = plain(decode(args))
        if token == "pulumi:pulumi:getResource":
            return self._resource(str(given.get("urn", "")))
        if token.startswith("pulumi:"):
            raise CallRefusedError("the embedded engine has no such function")
        if token.startswith("aws:"):
            region = self._deployment.region_of(provider_urn(provider), token)
            if region is not None:
                given.setdefault("region", region)
        return self._ask(token, given)

    def _ask(self, token: str, given: Mapping[str, Value]) -> Mapping[str, Value] | None:
        try:
            answer = self._deployment.invoke(token, given)
        except Exception as error:
            logger.debug("%s failed", token, exc_info=True)
            raise CallRefusedError(" ".join(str(error).split()) or type(error).__name__) from error
        if answer is None:
            self.unanswered.append(token)
        return answer

    def _resource(self, urn: str) -> Mapping[str, Any]:
        record = self._book.get(urn)
        if record is None:
            raise CallRefusedError(f"no resource {urn} in this stack")
        return {"urn": urn, "id": record.id or "", "state": record.outputs}
