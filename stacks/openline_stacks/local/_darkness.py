"""Black-outs over HTTP: what is dropped is held until somebody gives up, what is refused is cut."""

from __future__ import annotations

import threading
from typing import Final

from werkzeug.wrappers import Response

from openline_stacks.cloud._darkness import touches
from openline_stacks.cloud._wire import ApiCall
from openline_stacks.local._request import Asked
from openline_stacks.recovery import Fault

# A client gives up long before; a thread that nobody waits for any more is let go.
_LONGEST_S: Final = 900.0


class CutError(ConnectionError):
    """The connection ends here, without an answer; servers take it for a client that left."""


class Darkness:
    """The black-outs in force, asked before each request is answered."""

    def __init__(self) -> None:
        self._faults: tuple[Fault, ...] = ()
        self._changed = threading.Condition()

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._faults

    def darken(self, fault: Fault) -> None:
        with self._changed:
            if fault not in self._faults:
                self._faults = (*self._faults, fault)
            self._changed.notify_all()

    def restore(self, region: str | None) -> tuple[Fault, ...]:
        """Lift the black-outs of a region, or all; those that there were."""
        with self._changed:
            lifted = tuple(f for f in self._faults if region in (None, f.selector.region))
            self._faults = tuple(f for f in self._faults if f not in lifted)
            self._changed.notify_all()
            return lifted

    def __call__(self, it: Asked) -> Response | None:
        """Raises `CutError` for what is dark. Dropped packets bring no answer, late ones neither:
        a client that still waits when the region is back has to ask again."""
        call = ApiCall(it.service, str(it.operation.name), it.region, 0.0)
        met = [fault for fault in self._faults if touches(fault, call)]
        if not met:
            return None
        if all(fault.mode == "drop" for fault in met):
            with self._changed:
                self._changed.wait_for(
                    lambda: not any(touches(fault, call) for fault in self._faults), _LONGEST_S
                )
        raise CutError
