"""People and switches: groups are detected, decided, and their switches take effect."""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Flags, Floats
from openline_stacks.topology import FailoverGroup, Switch

# A switch's metric has one datapoint a minute; an operator puts it until it takes effect.
_PERIOD_S = 60.0


class Group:
    """Times are infinite in trials where it has not come to that. `decided` may be withdrawn only
    before it is made: never detected is never decided."""

    def __init__(self, scene: Scene, group: FailoverGroup, noticed_s: Floats | None = None) -> None:
        trials = scene.width
        self.group = group
        self.manual = group.decide == "manual"
        takes_s = scene.each(lambda one: one.topology.group(group.name).decision_s)
        self._takes_s = np.where(scene.without("decision"), 0.0, takes_s)
        self._down: dict[str | None, Flags] = {
            name: np.zeros(trials, dtype=bool) for name in group.systems
        }
        self.detected = np.full(trials, np.inf)
        self.decided = np.full(trials, np.inf)
        self._due = np.full(trials, np.inf)
        if noticed_s is not None:  # by systems that are worked out elsewhere
            self.page(None, np.isfinite(noticed_s), noticed_s)

    def page(self, system: str | None, which: Flags, at_s: Floats) -> None:
        """A critical system's home is published as unhealthy in these trials; None: one that is not
        looked at here, and does not recover before the decision."""
        self._down.setdefault(system, np.zeros_like(which))
        self._down[system] |= which
        new = which & (at_s < self.detected) & np.isinf(self.decided)
        self.detected = np.where(new, at_s, self.detected)
        if self.manual:
            self._due = np.where(new, at_s + self._takes_s, self._due)
        else:
            self.decided = np.where(new, at_s, self.decided)

    def all_clear(self, system: str, which: Flags) -> None:
        """Healthy again; before the decision that withdraws it, if no other system is down."""
        self._down[system] &= ~which
        any_down = np.zeros(which.shape, dtype=bool)
        for down in self._down.values():
            any_down |= down
        withdrawn = which & ~any_down & np.isfinite(self._due)
        self._due = np.where(withdrawn, np.inf, self._due)
        self.detected = np.where(withdrawn, np.inf, self.detected)

    @property
    def next_s(self) -> float:
        return float(self._due.min())

    def decide(self, now_s: float) -> Flags | None:
        """The trials in which people have decided by now."""
        due = self._due <= now_s
        if not due.any():
            return None
        self.decided = np.where(due, self._due, self.decided)
        self._due = np.where(due, np.inf, self._due)
        return due


class Flips:
    """One metric switch: its check follows the newest datapoint, each flip after its own delay."""

    def __init__(self, scene: Scene, switch: Switch) -> None:
        trials = scene.width
        self.switch = switch
        self.healthy = np.full(trials, not switch.held)
        self.since_s = np.zeros(trials)
        self._scene = scene
        self._wanted = self.healthy.copy()
        self._put_s = np.full(trials, np.inf)
        self._coming = np.full(trials, np.inf)
        self._flips = np.zeros(trials, dtype=np.int64)
        self._delays: list[Floats] = []
        self._busy = False  # whether anybody has put anything yet
        self._sighted_s = 0.0  # until when no datapoint came through

    def put(self, which: Flags, at_s: Floats, *, healthy: bool) -> None:
        """An operator puts a datapoint in these trials. It does not move what is held."""
        if self.switch.held:
            return
        self._busy = True
        self._wanted = np.where(which, healthy, self._wanted)
        self._put_s = np.where(which, at_s, self._put_s)
        # a flip that is on its way and no longer wanted is called off
        self._coming = np.where(which & (self._wanted == self.healthy), np.inf, self._coming)

    @property
    def next_s(self) -> float:
        return float(self._coming.min())

    @property
    def waits(self) -> bool:
        return bool(np.isfinite(self._put_s).any())

    def follow(self, now_s: float, broken: Broken) -> Flags | None:
        """What has taken effect by now."""
        if not self._busy:
            return None
        effect = broken.effect("alarms", self.switch.region, None)
        blind = effect.lost >= 1.0
        if blind:
            self._sighted_s = now_s
        elif self.waits:
            self._send(now_s, effect.lost, max((float(s) for _, s in effect.delays), default=0.0))
        due = self._coming <= now_s
        if not due.any():
            return None
        at_s, self._coming = self._coming, np.where(due, np.inf, self._coming)
        if blind:  # its data stopped on the way; it is put again until it takes effect
            self._put_s = np.where(due, now_s, self._put_s)
            return None
        self.since_s = np.where(due, at_s, self.since_s)
        self.healthy = np.where(due, self._wanted, self.healthy)
        return due

    def _send(self, now_s: float, lost: float, late_s: float) -> None:
        late_s += _PERIOD_S * lost / (1.0 - lost)
        new = np.isfinite(self._put_s) & (self._put_s <= now_s)
        moving = new & (self._wanted != self.healthy)
        sent_s = np.maximum(self._put_s, self._sighted_s)
        self._put_s = np.where(new, np.inf, self._put_s)
        if not moving.any():
            return
        delay_s = np.zeros(len(new))
        for number in np.unique(self._flips[moving]).tolist():
            delay_s = np.where(self._flips == number, self._delay_s(number), delay_s)
        self._flips += moving
        self._coming = np.where(moving, sent_s + delay_s + late_s, self._coming)

    def _delay_s(self, number: int) -> Floats:
        while len(self._delays) <= number:
            purpose = f"switch/{self.switch.leaves}/{len(self._delays)}"
            u = self._scene.luck(self.switch.system, purpose)[:, 0]
            delay_s = self._scene.drawn("switch.delay_s", u)
            self._delays.append(np.where(self._scene.without("switch"), 0.0, delay_s))
        return self._delays[number]
