"""Faults of APIs: calls that need what is broken hang, fail or wait, as they would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from openline_stacks.cloud._refusals import refused, throttled, unavailable
from openline_stacks.cloud._wire import ApiCall
from openline_stacks.cloud.planes import placement
from openline_stacks.recovery import Fault

_MICROSECONDS = 1_000_000
# A service by a name that is not boto3's.
_ALSO_CALLED: Final = {
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "cloudwatch": "monitoring",
}


@dataclass(slots=True)
class _Dark:
    """`met`: calls that came to it so far; `free_us`: when a limited rate lets the next one by."""

    fault: Fault
    until_us: int
    met: int = 0
    free_us: int = 0


class Darkness:
    """The faults in force, asked before every attempt to send.

    A dropped connection is not refused: the client waits for its own connect time-out, and its
    own retries wait again. Of a share of calls every so-manieth is hit, so a run repeats itself.
    `sleep` takes seconds, `now` answers integer microseconds.
    """

    def __init__(self, now: Callable[[], int], sleep: Callable[[float], None]) -> None:
        self.now = now
        self.sleep = sleep
        self._dark: list[_Dark] = []

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Those in force now; expired ones are gone, whoever forgot to lift them."""
        return tuple(dark.fault for dark in self._in_force())

    def darken(self, fault: Fault) -> None:
        """Put a fault in force."""
        until_us = self.now() + round(fault.expires_s * _MICROSECONDS)
        self._dark.append(_Dark(fault, until_us))

    def lighten(self, fault: Fault) -> None:
        """Lift a fault; one that is not in force is lifted already."""
        self._dark = [dark for dark in self._dark if dark.fault != fault]

    def __call__(self, call: ApiCall, url: str) -> AWSResponse | None:
        for dark in self._in_force():
            if touches(dark.fault, call) and self._hits(dark):
                answer = self._act(dark.fault, call, url)
                if answer is not None:
                    return answer
        return None

    def _in_force(self) -> list[_Dark]:
        if not self._dark:
            return self._dark
        now = self.now()
        return [dark for dark in self._dark if now < dark.until_us]

    def _hits(self, dark: _Dark) -> bool:
        limit_per_s = dark.fault.limit_per_s
        if limit_per_s is not None:
            now_us = self.now()
            if now_us < dark.free_us:
                return True
            dark.free_us = now_us + round(_MICROSECONDS / limit_per_s)
            return False
        dark.met += 1
        share = dark.fault.share
        return int(dark.met * share) > int((dark.met - 1) * share)

    def _act(self, fault: Fault, call: ApiCall, url: str) -> AWSResponse | None:
        """What the caller meets. None: AWS answers after all."""
        if fault.mode == "drop":
            wait_s = call.connect_timeout_s
            self.sleep(wait_s)
            raise ConnectTimeoutError(endpoint_url=url, error=f"no answer within {wait_s:g} s")
        if fault.mode == "refuse":
            raise EndpointConnectionError(endpoint_url=url, error="connection refused")
        if fault.mode == "slow":
            self.sleep(min(fault.delay_s, call.read_timeout_s))
            if fault.delay_s > call.read_timeout_s:
                raise ReadTimeoutError(endpoint_url=url)
            return None
        if fault.mode == "throttle":
            return throttled(call, url)
        if fault.mode == "disable":
            return refused(call, url, 400, "DisabledException", "the key is disabled")
        return unavailable(url)


def touches(fault: Fault, call: ApiCall) -> bool:
    """Whether a call meets the fault on its way to its plane's home. APIs belong to regions: a
    fault of a zone, a system or a tag leaves them alone, as one between two peers does. What only
    stalls, or is switched off, answers calls: but for those that need a key."""
    selector = fault.selector
    if selector.zone or selector.system or selector.tag or fault.peer:
        return False
    if fault.mode in ("stall", "surge") or (fault.mode == "disable" and call.service != "kms"):
        return False
    if fault.services and not _named(fault.services, call):
        return False
    if fault.operations and call.operation not in fault.operations:
        return False
    where = placement(call.service, call.operation, call.region)
    if fault.plane is not None and fault.plane != where.plane:
        return False
    if fault.mode == "disable" and where.plane != "data":
        return False
    return selector.region is None or selector.region in where.homes


def _named(services: tuple[str, ...], call: ApiCall) -> bool:
    if call.service in services or _ALSO_CALLED.get(call.service) in services:
        return True
    # EBS has no API of its own for volumes: EC2's calls are for them
    volumes = "Volume" in call.operation or "Snapshot" in call.operation
    return "ebs" in services and call.service == "ec2" and volumes
