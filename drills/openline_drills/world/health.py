"""The status of every health check as Route 53's DNS servers know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from openline_drills.kernel import Clock, Timer
from openline_drills.world._effects import Effect
from openline_drills.world._time import RANK_HEALTH, us
from openline_drills.world.faults import Disruption
from openline_stacks.cloud.control import AlarmView, CheckView, ControlView

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}

# A switch's metric has one datapoint a minute; an operator puts it until it takes effect.
_PERIOD_S: Final = 60.0


class Health:
    """Endpoint checks tell `heard`; metric checks follow their alarm's newest datapoint, each flip
    after a delay of its own; calculated checks follow their children. `changed` is called whenever
    a status may be another one.
    """

    def __init__(
        self,
        clock: Clock,
        control: ControlView,
        disruption: Disruption,
        delay_s: Callable[[str], float],
        changed: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._control = control
        self._disruption = disruption
        self._delay_s = delay_s
        self._changed = changed
        self._views: Mapping[str, CheckView] = control.checks()
        self._endpoints: dict[str, bool] = {}
        self._metrics = {
            view.id: self._last_known(view, True)
            for view in self._views.values()
            if view.kind == "metric"
        }
        self._coming: dict[str, tuple[bool, Timer]] = {}

    def heard(self, check: str, healthy: bool) -> None:
        """An endpoint check's published status."""
        self._endpoints[check] = healthy
        self._changed()

    def healthy(self, check: str) -> bool:
        """As Route 53 counts it. A check that does not exist, or is disabled, is healthy."""
        view = self._views.get(check)
        if view is None or view.disabled:
            return True
        return self._status(view) != view.inverted

    def refresh(self) -> None:
        """The control plane may have changed: configuration, or a datapoint of an alarm."""
        self._views = self._control.checks()
        for view in self._views.values():
            if view.kind == "metric":
                self._follow(view)
        self._changed()

    def _status(self, view: CheckView) -> bool:
        if view.kind == "endpoint":
            return self._endpoints.get(view.id, True)
        if view.kind == "metric":
            return self._metrics.get(view.id, True)
        wanted = len(view.children) if view.child_threshold is None else view.child_threshold
        return sum(self.healthy(child) for child in view.children) >= wanted

    def _follow(self, view: CheckView) -> None:
        """Flip after the delay if the newest datapoint says so; call off a flip it takes back."""
        if self._is_blind(view):
            return  # no datapoint reaches the alarm; the fault's end refreshes
        now_healthy = self._metrics.setdefault(view.id, True)
        wanted = self._last_known(view, now_healthy)
        coming, timer = self._coming.get(view.id, (now_healthy, None))
        if wanted == coming:
            return
        if timer is not None:
            timer.cancel()
            del self._coming[view.id]
        if wanted != now_healthy:
            late_s = self._late_s(self._disruption.alarms(view.alarm_region or ""))
            at_us = self._clock.now + us(self._delay_s(view.id) + late_s)
            timer = self._clock.call_at(
                at_us, lambda: self._flip(view.id, wanted), name=f"metric/{view.id}",
                rank=RANK_HEALTH,
            )  # fmt: skip
            self._coming[view.id] = (wanted, timer)

    def _is_blind(self, view: CheckView) -> bool:
        return self._disruption.alarms(view.alarm_region or "").lost >= 1.0

    def _late_s(self, effect: Effect) -> float:
        """An alarm waits for the last of its data; of what is lost it takes the next period's,
        which on average comes `lost / (1 - lost)` periods later."""
        late_s = max((late_s for _, late_s in effect.delays), default=0.0)
        return late_s + _PERIOD_S * effect.lost / (1.0 - effect.lost)

    def _flip(self, check: str, healthy: bool) -> None:
        self._coming.pop(check, None)
        view = self._views.get(check)
        if view is not None and self._is_blind(view):
            return  # its data stopped on the way
        self._metrics[check] = healthy
        self._changed()

    def _last_known(self, view: CheckView, known: bool) -> bool:
        """What the newest datapoint says. Without one: `insufficient_data`, which by default keeps
        the last known status; that is the latch of a manual switch."""
        alarm = self._alarm(view)
        if alarm is not None and _holds(alarm):
            return False  # a datapoint is a minute of data, and without data it breaches
        if alarm is None or alarm.latest_value is None:
            return {"Healthy": True, "Unhealthy": False}.get(view.insufficient_data or "", known)
        breaches = _COMPARISONS.get(alarm.comparison, _COMPARISONS["GreaterThanOrEqualToThreshold"])
        return not breaches(alarm.latest_value, alarm.threshold)

    def _alarm(self, view: CheckView) -> AlarmView | None:
        return self._control.alarms().get((view.alarm_region or "", view.alarm_name or ""))


def _holds(alarm: AlarmView) -> bool:
    """As `Switch.held` is read from what is deployed: low values are a heartbeat that is sent."""
    return alarm.treat_missing_data == "breaching" and alarm.comparison.startswith("GreaterThan")
