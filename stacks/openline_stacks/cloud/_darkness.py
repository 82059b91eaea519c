"""Dark regions: calls that need one hang as they would, and nothing changes there meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import ConnectTimeoutError

from openline_stacks.cloud._wire import ApiCall
from openline_stacks.cloud.planes import placement
from openline_stacks.recovery import Fault

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Dark:
    fault: Fault
    until_us: int


class Darkness:
    """The faults in force, asked before every attempt to send.

    A dropped connection is not refused: the client waits for its own connect time-out, and its
    own retries wait again. `sleep` takes seconds, `now` answers integer microseconds.
    """

    def __init__(self, now: Callable[[], int], sleep: Callable[[float], None]) -> None:
        self.now = now
        self.sleep = sleep
        self._dark: list[_Dark] = []

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Those in force now; expired ones are gone, whoever forgot to lift them."""
        now = self.now()
        return tuple(dark.fault for dark in self._dark if now < dark.until_us)

    def darken(self, fault: Fault) -> None:
        """Put a fault in force. Raises `ValueError` for what control-plane calls cannot act out."""
        if fault.mode != "drop":
            raise ValueError(f"calls can only be dropped, not {fault.mode!r}")
        if fault.share != 1.0:
            raise ValueError(f"calls are dropped all or not at all; share is {fault.share}")
        until_us = self.now() + round(fault.expires_s * _MICROSECONDS)
        self._dark.append(_Dark(fault, until_us))

    def lighten(self, fault: Fault) -> None:
        """Lift a fault; one that is not in force is lifted already."""
        self._dark = [dark for dark in self._dark if dark.fault != fault]

    def __call__(self, call: ApiCall, url: str) -> None:
        if not self._dark or not any(touches(fault, call) for fault in self.faults):
            return
        self.sleep(call.connect_timeout_s)
        raise ConnectTimeoutError(
            endpoint_url=url, error=f"no answer within {call.connect_timeout_s:g} s"
        )


def touches(fault: Fault, call: ApiCall) -> bool:
    """Whether the fault keeps this call from its plane's home. APIs belong to regions: a fault
    of a zone, a system or a tag leaves them alone, as one between two peers does."""
    selector = fault.selector
    if selector.zone or selector.system or selector.tag or fault.peer:
        return False
    if fault.services and call.service not in fault.services:
        return False
    if fault.operations and call.operation not in fault.operations:
        return False
    where = placement(call.service, call.operation, call.region)
    if fault.plane is not None and fault.plane != where.plane:
        return False
    return selector.region is None or selector.region in where.homes
