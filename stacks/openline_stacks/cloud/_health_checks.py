"""What moto forgets of Route 53 health checks, put right on the wire for every client.

It drops the alarm that a metric check follows, and an update that does not mention the children
of a calculated check takes them away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from openline_stacks.cloud._wire import Answer, ApiCall, Next, Params

_FORGOTTEN: Final = ("AlarmIdentifier", "InsufficientDataHealthStatus", "RoutingControlArn")
_LOST_BY_UPDATE: Final = ("ChildHealthChecks", "Regions")

Look: TypeAlias = Callable[[str], Mapping[str, Any]]


class HealthChecks:
    """`look` answers the configuration that moto holds for a check's id."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._kept: dict[str, dict[str, Any]] = {}

    def kept(self, id_: str) -> Mapping[str, Any]:
        """The members of a check's configuration that moto has forgotten."""
        return self._kept.get(id_, {})

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        if call.service != "route53" or "HealthCheck" not in call.operation:
            return go_on(params)
        if call.operation == "CreateHealthCheck":
            return self._create(params, go_on)
        if call.operation == "UpdateHealthCheck":
            return self._update(params, go_on)
        answer = go_on(params)
        for check in (*answer.get("HealthChecks", ()), answer.get("HealthCheck")):
            self._complete(check)
        return answer

    def _create(self, params: Params, go_on: Next) -> Answer:
        answer = go_on(params)
        config = params["HealthCheckConfig"]
        self._keep(answer["HealthCheck"]["Id"], config)
        self._complete(answer["HealthCheck"])
        return answer

    def _update(self, params: Params, go_on: Next) -> Answer:
        id_ = str(params.get("HealthCheckId"))
        missing = [member for member in _LOST_BY_UPDATE if member not in params]
        held = self._look(id_) if missing else {}
        answer = go_on(params | {m: held[m] for m in missing if held.get(m)})
        self._keep(id_, params)
        self._complete(answer["HealthCheck"])
        return answer

    def _keep(self, id_: str, config: Mapping[str, Any]) -> None:
        kept = {member: config[member] for member in _FORGOTTEN if member in config}
        self._kept.setdefault(id_, {}).update(kept)

    def _complete(self, check: dict[str, Any] | None) -> None:
        if check is not None:
            check["HealthCheckConfig"].update(self.kept(check["Id"]))
