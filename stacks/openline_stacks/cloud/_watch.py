"""What a view of the control plane must know of other people's calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from openline_stacks.cloud._wire import Answer, ApiCall, Next, Params
from openline_stacks.cloud.planes import reads_only

# The services whose configuration a ControlView tells of.
WATCHED: Final = frozenset({"route53", "cloudwatch", "autoscaling", "globalaccelerator"})


class Changes:
    """Counts the calls that may have changed records, checks, alarms, metrics, groups or dials."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(sorted(WATCHED), 0)

    @property
    def version(self) -> int:
        return sum(self._counts.values())

    def of(self, service: str) -> int:
        """The changes of one watched service."""
        return self._counts[service]

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        if call.service not in WATCHED or reads_only(call.operation):
            return go_on(params)
        try:
            return go_on(params)
        finally:
            self._counts[call.service] += (
                1  # also after an error: half of a batch may have been done
            )


@dataclass(frozen=True, slots=True)
class Datapoint:
    value: float
    at_us: int


MetricKey: TypeAlias = tuple[str, str, str, frozenset[tuple[str, str]]]


class Datapoints:
    """The newest datapoint of every metric, and when it was put (microseconds)."""

    def __init__(self, now: Callable[[], int]) -> None:
        self.now = now
        self._newest: dict[MetricKey, Datapoint] = {}

    def newest(
        self, region: str, namespace: str, metric: str, dimensions: Mapping[str, str]
    ) -> Datapoint | None:
        return self._newest.get((region, namespace, metric, frozenset(dimensions.items())))

    def __call__(self, call: ApiCall, params: Params, go_on: Next) -> Answer:
        answer = go_on(params)
        if (call.service, call.operation) == ("cloudwatch", "PutMetricData"):
            for datum in params["MetricData"]:
                self._keep(call.region, params["Namespace"], datum)
        return answer

    def _keep(self, region: str, namespace: str, datum: Mapping[str, Any]) -> None:
        pairs = frozenset((d["Name"], d["Value"]) for d in datum.get("Dimensions", ()))
        value = _value(datum)
        if value is not None:
            key = (region, namespace, datum["MetricName"], pairs)
            self._newest[key] = Datapoint(value, self.now())


def _value(datum: Mapping[str, Any]) -> float | None:
    """Of several values the last; of a statistic set its maximum, as the switch's alarm reads."""
    if "Value" in datum:
        return float(datum["Value"])
    if datum.get("Values"):
        return float(datum["Values"][-1])
    if "StatisticValues" in datum:
        return float(datum["StatisticValues"]["Maximum"])
    return None
