"""What the command asks of a running local AWS: its state, black-outs, and its end.

Under `/_openline/` on the port for everybody, for whoever knows the token in its folder.
"""

from __future__ import annotations

import dataclasses
import hmac
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from werkzeug.wrappers import Request, Response

from openline_stacks.local._darkness import Darkness
from openline_stacks.local._doors import Application, Doors
from openline_stacks.local._front import Front
from openline_stacks.local._words import PREFIX, TOKEN
from openline_stacks.recovery import Fault, Selector

# Until somebody restores it.
_ALWAYS_S: Final = 1e9

Step: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Admin:
    """The application of the port for everybody: the command's calls, else the front's."""

    def __init__(
        self, front: Front, darkness: Darkness, doors: Doors, token: str, stop: Callable[[], None]
    ) -> None:
        self._front = front
        self._darkness = darkness
        self._doors = doors
        self._token = token
        self._stop = stop
        self._one = threading.Lock()
        self._steps: dict[str, Step] = {
            "black-out": self._black_out,
            "restore": self._restore,
            "status": self._status,
            "stop": self._end,
        }

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        application: Application = self._front
        if path.startswith(PREFIX):
            application = self._answer(Request(environ), path.removeprefix(PREFIX))
        answer: Iterable[bytes] = application(environ, start)
        return answer

    def _answer(self, request: Request, name: str) -> Response:
        given = request.headers.get(TOKEN, "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return Response("the token is in the folder of this local AWS\n", status=403)
        step = self._steps.get(name)
        if step is None:
            return Response(f"no {name}\n", status=404)
        asked = json.loads(request.get_data() or b"{}")
        with self._one:  # what is dark, and whose port is shut, change together
            told = step(asked)
        return Response(json.dumps(told), mimetype="application/json")

    def _status(self, _asked: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "ports": self._doors.ports,
            "requests": len(self._front.record),
            "dark": [_told(fault) for fault in self._darkness.faults],
        }

    def _black_out(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        fault = Fault(
            Selector(region=asked["region"]),
            asked["mode"],
            from_s=0.0,
            to_s=_ALWAYS_S,
            expires_s=_ALWAYS_S,
            services=tuple(asked.get("services") or ()),
            plane=asked.get("plane"),
        )
        self._darkness.darken(fault)
        if _whole(fault) and fault.mode == "refuse":
            self._doors.shut(asked["region"])
        return self._status({})

    def _restore(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        lifted = self._darkness.restore(asked.get("region"))
        for fault in lifted:
            if fault.selector.region is not None:
                self._doors.reopen(fault.selector.region)
        return {**self._status({}), "lifted": len(lifted)}

    def _end(self, _asked: Mapping[str, Any]) -> Mapping[str, Any]:
        self._stop()
        return {}


def _whole(fault: Fault) -> bool:
    return not fault.services and fault.plane is None


def _told(fault: Fault) -> Mapping[str, Any]:
    held = dataclasses.asdict(fault)
    return {
        "region": fault.selector.region,
        "mode": held["mode"],
        "services": list(fault.services),
        "plane": fault.plane,
    }
