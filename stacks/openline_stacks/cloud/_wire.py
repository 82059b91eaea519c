"""Every call of any boto3 client in this process passes here while the wire is open.

Two places are taken over and given back: `BaseClient._make_api_call`, where a call still has
names, and moto's stubber, where botocore would have opened a connection. Real HTTP is refused.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.httpsession import URLLib3Session
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

Params: TypeAlias = dict[str, Any]
Answer: TypeAlias = dict[str, Any]
Next: TypeAlias = Callable[[Params], Answer]

# Nothing of the machine's own AWS set-up may reach a rehearsal: fake keys, no profile, no files,
# no metadata service.
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


class RealCallError(RuntimeError):
    """A client tried to leave the process."""


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call by a client. `operation` in AWS's spelling, `service` and `protocol` in
    botocore's."""

    service: str
    operation: str
    region: str
    connect_timeout_s: float
    read_timeout_s: float = 60.0
    protocol: str = "json"


class Stage(Protocol):
    """Something that looks at calls on their way: it may change `params` and the answer."""

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer: ...


class Own(Protocol):
    """The innermost stage, for calls that moto cannot answer: never passed by, not even aside."""

    def answers(self, call: ApiCall) -> bool: ...

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer: ...


class Gate(Protocol):
    """Asked before each attempt to send. Raises what botocore raises when the network fails;
    answers instead of AWS, or not at all."""

    def __call__(self, call: ApiCall, url: str) -> AWSResponse | None: ...


class Wire:
    """Open from `__enter__` to `__exit__`. `calls` counts the calls made, the view's own apart."""

    def __init__(self, stages: tuple[Stage, ...], gate: Gate, own: Own) -> None:
        self.calls = 0
        self._stages = stages
        self._gate = gate
        self._own = own
        self._here = threading.local()
        self._open = ExitStack()

    def __enter__(self) -> Wire:
        with ExitStack() as stack:
            stack.enter_context(patch.object(BaseClient, "_make_api_call", self._api_call()))
            stack.enter_context(patch.object(BotocoreStubber, "__call__", self._send()))
            stack.enter_context(patch.object(URLLib3Session, "send", _refuse))
            self._open = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Calls in here see no stage and no gate: the emulation looking at itself."""
        before = getattr(self._here, "aside", False)
        self._here.aside = True
        try:
            yield
        finally:
            self._here.aside = before

    def _api_call(self) -> Callable[..., Answer]:
        original = BaseClient._make_api_call  # type: ignore[attr-defined]

        def make_api_call(client: Any, operation: str, params: Params) -> Answer:
            call = _call_of(client, operation)
            before, self._here.call = getattr(self._here, "call", None), call

            def last(sent: Params) -> Answer:
                return self._own(call, sent, lambda p: original(client, operation, p))

            try:
                if getattr(self._here, "aside", False):
                    return last(params)
                self.calls += 1
                return self._through(call, params, last)
            finally:
                self._here.call = before

        return make_api_call

    def _through(self, call: ApiCall, params: Params, last: Next) -> Answer:
        go_on = last
        for stage in reversed(self._stages):
            go_on = _bound(stage, call, go_on)
        return go_on(params)

    def _send(self) -> Callable[..., Any]:
        original = BotocoreStubber.__call__

        def send(stubber: Any, event_name: str, request: Any, **kwargs: Any) -> Any:
            call = getattr(self._here, "call", None)
            if call is not None and not getattr(self._here, "aside", False):
                answered = self._gate(call, request.url)
                if answered is not None:
                    return answered
            if call is not None and self._own.answers(call):
                return AWSResponse(request.url, 200, HTTPHeaders(), _nothing(call))
            return original(stubber, event_name, request, **kwargs)

        return send


def _nothing(call: ApiCall) -> MockRawResponse:
    """What botocore takes for an answer without a member; only query wants a document even so."""
    name = call.operation
    wrapped = f"<{name}Response><{name}Result/></{name}Response>"
    return MockRawResponse(wrapped.encode() if call.protocol == "query" else b"")


def _bound(stage: Stage, call: ApiCall, go_on: Next) -> Next:
    return lambda params: stage(call, params, go_on)


def _call_of(client: Any, operation: str) -> ApiCall:
    return ApiCall(
        service=client.meta.service_model.service_name,
        operation=operation,
        region=client.meta.region_name or "",
        connect_timeout_s=float(client.meta.config.connect_timeout),
        read_timeout_s=float(client.meta.config.read_timeout),
        protocol=client.meta.service_model.resolved_protocol,
    )


def _refuse(_session: object, request: Any) -> Any:
    raise RealCallError(
        f"a call to {request.url} was about to leave this process; in a rehearsal every client "
        "must be made by boto3 after the local AWS is open"
    )


@contextmanager
def fake_environment(region: str, account: str) -> Iterator[Mapping[str, str]]:
    """No AWS_* variable of the caller's is seen inside; all of them are back afterwards."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MOTO_"))}
    ours |= _ENVIRONMENT | {
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "MOTO_ACCOUNT_ID": account,
        # botocore's default changed to "standard" (three attempts) in 2025-26 releases; how long a
        # runbook hangs must not depend on the release, so it is the mode of the documentation's
        # five attempts. A client with a Config of its own decides for itself.
        "AWS_RETRY_MODE": "legacy",
        # Thousands of images that nobody asked for: 0.9 s a region.
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    }
    with patch.dict(os.environ, ours, clear=True):
        yield ours
