"""`LocalAws`: a cloud in this process, real boto3 on one side, moto on the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

import boto3
import moto.settings
from botocore.config import Config

from openline_stacks.cloud import _check, _declared, _gaps, _invokes, _models, _recorded
from openline_stacks.cloud._darkness import Darkness, touches
from openline_stacks.cloud._errors import NotEmulated
from openline_stacks.cloud._handler import Declared, Handler, Outputs
from openline_stacks.cloud._health_checks import HealthChecks
from openline_stacks.cloud._looks import Looks
from openline_stacks.cloud._moto import Moto
from openline_stacks.cloud._outputs import outputs_of
from openline_stacks.cloud._own import OwnServices
from openline_stacks.cloud._readback import dropped
from openline_stacks.cloud._record_sets import RecordSets
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._resources import Resources
from openline_stacks.cloud._sizes import GroupSizes
from openline_stacks.cloud._surroundings import guarded
from openline_stacks.cloud._watch import Changes, Datapoints
from openline_stacks.cloud._wire import ApiCall, Wire, fake_environment
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.engine._provider import CheckFailure, Created
from openline_stacks.recovery import Fault
from openline_stacks.states import Value

# Retries of the emulation's own calls would only repeat moto's answer.
_OWN_CLIENTS: Final = Config(
    retries={"max_attempts": 0},
    user_agent="openline",  # building botocore's own costs as much as a call
    account_id_endpoint_mode="disabled",
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)

_ONE: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A resource whose type has no handler: its inputs are known, nothing acts it out."""

    urn: str
    type: str
    why: str


class LocalAws:
    """A `Provider` for the engine and the control plane of a rehearsal.

    Use it in a `with`; outside, no call is intercepted. `region` is where clients without one
    talk to. `now` (integer microseconds) and `sleep` (seconds) are the clock of dark regions and
    datapoints; `use_clock` changes them later. `resources` serves their whole lives.
    """

    def __init__(
        self,
        *,
        account: str = "123456789012",
        region: str = "us-east-1",
        now: Callable[[], int] | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.account = account
        self.region = region
        now, sleep = now or _wall_us, sleep or _wall_sleep
        self.sizes = GroupSizes()
        self.datapoints = Datapoints(now)
        self._changes = Changes()
        self._darkness = Darkness(now, sleep)
        looks = Looks(self.client, self.aside)
        self.health_checks = HealthChecks(looks.check_config)
        stages = (
            self._changes,
            self.datapoints,
            self.sizes,
            self.health_checks,
            RecordSets(looks.records, looks.put_back, lambda id_: bool(looks.check_config(id_))),
        )
        self._wire = Wire(stages, self._darkness, OwnServices(account))
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self._session: boto3.Session | None = None
        self._not_emulated: list[NotEmulated] = []
        self._recorded: list[Recorded] = []
        self._open = ExitStack()
        self.resources = Resources(
            self.client, account=account, region=region, lasting=False, inside=True
        )

    def __enter__(self) -> LocalAws:
        with ExitStack() as stack:
            _only_one(stack)
            stack.enter_context(fake_environment(self.region, self.account))
            stack.enter_context(Moto())
            # A certificate is issued at once: its validation records are made by the same program.
            stack.enter_context(patch.object(moto.settings, "ACM_VALIDATION_WAIT", -1))
            stack.enter_context(_gaps.filled())
            stack.enter_context(_models.kept())
            stack.enter_context(self._wire)
            # Only sessions made after moto's import carry its hook.
            self._session = boto3.Session(region_name=self.region)
            stack.enter_context(patch.object(boto3, "DEFAULT_SESSION", self._session))
            stack.callback(self._forget_clients)
            self._open = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    # What the engine asks

    def check(
        self, type_: str, name: str, inputs: Mapping[str, Value]
    ) -> tuple[Mapping[str, Value], tuple[CheckFailure, ...]]:
        """Fill automatic names and tell everything that AWS's shapes refuse. Unknowns may stand
        anywhere."""
        handler = HANDLERS.get(type_)
        if handler is None:
            return inputs, ()
        request = self._request(handler, type_, "", name, inputs)
        filled, failures = _check.named(handler, request)
        request.inputs = filled
        return filled, (*failures, *_check.failures(handler, request))

    def create(self, type_: str, urn: str, name: str, inputs: Mapping[str, Value]) -> Created:
        """Create and read back. Raises `HandlerError`; a type without a handler is recorded."""
        handler = HANDLERS.get(type_)
        if handler is None:
            self._recorded.append(Recorded(urn, type_, _recorded.why(type_)))
            return _recorded.created(type_, urn, name, inputs, self.account)
        request = self._request(handler, type_, urn, name, inputs)
        id_ = guarded(request, lambda: _create(handler, request))
        created = self._read(handler, request, id_)
        self._not_emulated.extend(request.said)
        return created

    def read(self, type_: str, urn: str, id_: str, inputs: Mapping[str, Value]) -> Created:
        """Look up what exists. Raises `HandlerError` if it does not."""
        name = urn.rsplit("::", 1)[-1]
        handler = HANDLERS.get(type_)
        if handler is None:
            self._recorded.append(Recorded(urn, type_, _recorded.why(type_)))
            return Created(id_, dict(inputs), "recorded")
        return self._read(handler, self._request(handler, type_, urn, name, inputs), id_)

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value]:
        """A function of the `aws` package. Raises `HandlerError` for one that is not emulated."""
        return _invokes.invoke(
            token, args, account=self.account, region=self.region, client=self.client
        )

    # What a rehearsal asks

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client of the emulation's own, made once for each (service, region)."""
        key = (service, region or self.region)
        with self._lock:
            if key not in self._clients:
                if self._session is None:
                    raise RuntimeError("LocalAws is not open; use it in a `with`")
                make: Any = self._session.client  # its overloads want literal service names
                self._clients[key] = make(service, region_name=key[1], config=_OWN_CLIENTS)
            return self._clients[key]

    def aside(self) -> AbstractContextManager[None]:
        """Calls in here are the emulation looking at itself: never dark, never counted."""
        return self._wire.aside()

    def use_clock(self, now: Callable[[], int], sleep: Callable[[float], None]) -> None:
        """From now on time is told by `now` (microseconds) and passes by `sleep` (seconds)."""
        self._darkness.now = self.datapoints.now = now
        self._darkness.sleep = sleep

    def darken(self, fault: Fault) -> None:
        """Put a fault of calls in force until it is lifted or expires."""
        self._darkness.darken(fault)

    def lighten(self, fault: Fault) -> None:
        """Lift a fault."""
        self._darkness.lighten(fault)

    def keeps_away(self, fault: Fault, service: str, operation: str, region: str) -> bool:
        """Whether a client in `region` that makes this call meets the fault.

        `service` in botocore's spelling, `operation` in AWS's.
        """
        return touches(fault, ApiCall(service, operation, region, 0.0))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults in force."""
        return self._darkness.faults

    @property
    def calls(self) -> int:
        """boto3 calls made by anybody so far, the view's own apart."""
        return self._wire.calls

    @property
    def version(self) -> int:
        """Grows with every call that may have changed records, checks, alarms or groups."""
        return self._changes.version

    def version_of(self, service: str) -> int:
        """The same for one of route53, cloudwatch, autoscaling, globalaccelerator."""
        return self._changes.of(service)

    @property
    def not_emulated(self) -> tuple[NotEmulated, ...]:
        """Inputs that were taken and are not acted out."""
        return tuple(sorted(self._not_emulated))

    @property
    def recorded(self) -> tuple[Recorded, ...]:
        """Resources that are only recorded, as created."""
        return tuple(self._recorded)

    def _request(
        self, handler: Handler, type_: str, urn: str, name: str, inputs: Mapping[str, Value]
    ) -> Request:
        stated = inputs.get("region")
        region = handler.home or (stated if isinstance(stated, str) else self.region)
        return Request(
            type_, name, urn, region, self.account, inputs, self.client,
            provider_region=self.region,
        )  # fmt: skip

    def _read(self, handler: Handler, request: Request, id_: str) -> Created:
        found = guarded(request, lambda: _find(handler, request, id_))
        answer = found.pop("@", {})
        request.said.extend(dropped(handler, request, found.pop("@held", answer)))
        outputs = {**outputs_of(request, id_, answer, found), **request.once}
        return Created(id_, outputs, "emulated")

    def _forget_clients(self) -> None:
        self._clients.clear()
        self._session = None


def _only_one(held: ExitStack) -> None:
    """moto's state is the process's: a second cloud would be the first one under another name."""
    if not _ONE.acquire(blocking=False):
        raise RuntimeError("a LocalAws is open in this process already; close it first")
    held.callback(_ONE.release)


def _create(handler: Handler, request: Request) -> str:
    if isinstance(handler, Declared):
        return _declared.create(handler, request)
    for input_ in request.inputs.keys() - handler.inputs - handler.local - _declared.ALWAYS_TAKEN:
        request.say(input_, handler.deaf.get(input_, "the local AWS has no handling for it"))
    return handler.create(request)


def _find(handler: Handler, request: Request, id_: str) -> Outputs:
    if isinstance(handler, Declared):
        return _declared.read(handler, request, id_)
    return handler.read(request, id_)


def _wall_us() -> int:
    return time.time_ns() // 1000


def _wall_sleep(seconds: float) -> None:
    time.sleep(seconds)  # looked up at each call: a sealed clock replaces it
