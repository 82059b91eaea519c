"""The WSGI application in front of the cloud in this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.request import Request
from moto.ec2.models import ec2_backends
from werkzeug.wrappers import Response

from openline_stacks.cloud import LocalAws, sealed_chance
from openline_stacks.local._answer import answered, not_emulated, refused, response, unclear
from openline_stacks.local._errors import LocalError
from openline_stacks.local._record import Record, changes, request_of, standing
from openline_stacks.local._request import Asked, UnclearError, asked
from openline_stacks.local._zones import make_zones

logger = logging.getLogger(__name__)

# Services that a rehearsal completes where moto stops: their calls go the way of a rehearsal's.
_COMPLETED: Final = frozenset(
    {
        "appsync",
        "autoscaling",
        "cloudfront",
        "cognito-identity",
        "elasticache",
        "globalaccelerator",
        "route53",
    }
)

# Where moto looks up what serves an address, for requests to any region (BotocoreStubber).
_DISPATCHES: Final = "us-east-1"


class Front:
    """Answers every region's requests; `gate` is asked first and may raise, hold or answer.

    One request at a time reaches the cloud: moto's state is not made for several. Whoever is held
    by the gate holds nobody else up.
    """

    def __init__(
        self, aws: LocalAws, *, gate: Callable[[Asked], Response | None] = lambda _asked: None
    ) -> None:
        self.record = Record()
        self._aws = aws
        self._gate = gate
        self._moto = BotocoreStubber()
        self._one = threading.Lock()
        self._met: set[str] = set()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        return self.answer(Request(environ))(environ, start_response)

    def answer(self, request: Request) -> Response:
        """The answer to one request."""
        try:
            it = asked(request)
        except UnclearError as error:
            return unclear(error)
        held = self._gate(it)
        if held is not None:
            return held
        with self._one:
            return self._kept(it)

    def restore(self, requests: Iterable[dict[str, Any]]) -> None:
        """Make requests again, before anybody else's. Raises `LocalError`."""
        for number, kept in enumerate(requests):
            try:
                with standing(float(kept["at"])):
                    self._kept(asked(request_of(kept)))
            except (UnclearError, KeyError, TypeError, ValueError) as error:
                raise LocalError(f"request {number} of the saved state: {error}") from error

    def close(self) -> None:
        """What is under way is answered, and nothing after it: it would be in no saved state, or be
        asked of a cloud that is gone. Who asks by a connection that is still open waits for its end
        with this process."""
        self._one.acquire()

    def _kept(self, it: Asked) -> Response:
        if not changes(it):
            return self._answer(it)
        with self.record.of(it):
            return self._answer(it)

    def _answer(self, it: Asked) -> Response:
        self._meet(it.region)
        if it.service in _COMPLETED:
            return self._completed(it)
        endpoint = self._aws.client(it.service, it.region).meta.endpoint_url
        try:
            told = self._moto.process_request(it.sent_to(endpoint))
        except NotImplementedError as error:
            return not_emulated(it, str(error))
        except Exception as error:
            logger.exception("moto fell over %s %s", it.service, it.operation.name)
            return not_emulated(it, f"{type(error).__name__}: {error}")
        if told is None or (told[0] == 404 and told[2] == "Not yet implemented"):
            return not_emulated(it, "moto has no such operation")
        return response(*told)

    def _meet(self, region: str) -> None:
        """A region's default network has ids of its own chance. moto makes it when it is first
        needed, and that of `_DISPATCHES` with whichever it makes first: in the second life of a
        saved state that may be by another request, whose own ids would then be others."""
        networks = ec2_backends[self._aws.account]
        for one in (_DISPATCHES, region):
            if one not in self._met and one in networks:
                with sealed_chance(f"local/{one}"):
                    networks[one]
                self._met.add(one)

    def _completed(self, it: Asked) -> Response:
        params = it.params()
        client: Any = self._aws.client(it.service, it.region)
        make_zones(it, params, self._aws.account)
        try:
            return answered(it, client._make_api_call(it.operation.name, params))
        except ClientError as error:
            return refused(it, error)
        except (BotoCoreError, NotImplementedError) as error:
            return not_emulated(it, str(error))
