"""The engine's part over the wire: what `engine.Stack` asks of a cloud, asked of a real provider.

Restoring what is ignored, replacing on changes, the order of everything and what becomes of secrets
are the engine's; `Stack` does them. Here every call goes as the genuine engine makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from tests.stacks.provider.conftest import Engine, init_failure

from openline_stacks.engine import Checked, CheckFailure, Difference, Found, Made
from openline_stacks.engine._values import decode, encode, plain
from openline_stacks.states import UNKNOWN, Value

_KINDS: Final = {
    number: name.lower().replace("_", "-")
    for name, number in provider_pb2.PropertyDiff.Kind.items()
}


class CallError(Exception):
    """A call that the provider ended with an error."""

    def __init__(self, error: grpc.RpcError) -> None:
        call: Any = error
        self.reason = str(call.details())
        super().__init__(self.reason)


@dataclass
class Wire:
    """`Lives` at the other end of a connection. `calls`: which were made, in order."""

    stub: provider_pb2_grpc.ResourceProviderStub
    engine: Engine
    calls: list[tuple[str, str]] = field(default_factory=list)

    def check(
        self,
        type_: str,
        urn: str,
        olds: Mapping[str, Value],
        news: Mapping[str, Value],
        seed: bytes = b"",
        autoname: str = "",
    ) -> Checked:
        request = provider_pb2.CheckRequest(
            urn=urn, olds=encode(olds), news=encode(news), randomSeed=seed or b"0123"
        )
        answer = self._ask("Check", urn, request)
        failures = tuple(CheckFailure(one.property, one.reason) for one in answer.failures)
        return Checked(plain(decode(answer.inputs)), failures)

    def diff(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Value],
        outputs: Mapping[str, Value],
        news: Mapping[str, Value],
        ignore: tuple[str, ...] = (),
    ) -> Difference:
        request = provider_pb2.DiffRequest(
            id=id_, urn=urn, olds=encode(outputs), old_inputs=encode(olds), news=encode(news),
            ignoreChanges=ignore,
        )  # fmt: skip
        answer = self._ask("Diff", urn, request)
        detailed: Any = {path: _KINDS[one.kind] for path, one in answer.detailedDiff.items()}
        return Difference(detailed, tuple(answer.replaces), answer.deleteBeforeReplace)

    def create(
        self, type_: str, urn: str, inputs: Mapping[str, Value], *, preview: bool = False
    ) -> Made:
        request = provider_pb2.CreateRequest(urn=urn, properties=encode(inputs), preview=preview)
        answer = self._ask("Create", urn, request)
        if isinstance(answer, Made):
            return answer
        outputs = plain(decode(answer.properties))
        return Made(answer.id or UNKNOWN, outputs, "emulated", said=self._said(urn))

    def update(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Value],
        outputs: Mapping[str, Value],
        news: Mapping[str, Value],
        *,
        preview: bool = False,
    ) -> Made:
        request = provider_pb2.UpdateRequest(
            id=id_, urn=urn, olds=encode(outputs), old_inputs=encode(olds), news=encode(news),
            preview=preview,
        )  # fmt: skip
        answer = self._ask("Update", urn, request)
        if isinstance(answer, Made):
            return answer
        return Made(id_, plain(decode(answer.properties)), "emulated", said=self._said(urn))

    def read(
        self,
        type_: str,
        urn: str,
        id_: str,
        inputs: Mapping[str, Value] | None = None,
        outputs: Mapping[str, Value] | None = None,
    ) -> Found | None:
        request = provider_pb2.ReadRequest(
            urn=urn, id=id_, inputs=encode(inputs or {}), properties=encode(outputs or {})
        )
        answer = self._ask("Read", urn, request)
        if not answer.id:
            return None
        return Found(answer.id, plain(decode(answer.inputs)), plain(decode(answer.properties)))

    def delete(
        self,
        type_: str,
        urn: str,
        id_: str,
        inputs: Mapping[str, Value],
        outputs: Mapping[str, Value],
    ) -> None:
        request = provider_pb2.DeleteRequest(
            urn=urn, id=id_, old_inputs=encode(inputs), properties=encode(outputs)
        )
        self._ask("Delete", urn, request)

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value]:
        request = provider_pb2.InvokeRequest(tok=token, args=encode(args))
        held: Mapping[str, Value] = plain(
            decode(getattr(self._ask("Invoke", token, request), "return"))
        )
        return held

    def ended(self) -> None:
        """What the engine calls at every end."""
        self.stub.Cancel(empty_pb2.Empty())

    def _ask(self, name: str, what: str, request: Any) -> Any:
        self.calls.append((name, what.rsplit("::", 1)[-1]))
        try:
            return getattr(self.stub, name)(request)
        except grpc.RpcError as error:
            call: Any = error
            if any(key == "grpc-status-details-bin" for key, _ in call.trailing_metadata() or ()):
                failed = init_failure(error)
                outputs = plain(decode(failed.properties))
                return Made(failed.id, outputs, "emulated", tuple(failed.reasons))
            raise CallError(error) from error

    def _said(self, urn: str) -> tuple[str, ...]:
        """That it takes long, on a machine that has much to do, is shown and not kept."""
        heard = [one for one in self.engine.heard if not one.ephemeral]
        return tuple(one.message for one in heard if one.urn == urn)
