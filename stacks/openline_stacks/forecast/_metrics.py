"""Metric data on its way from a fleet to the alarms that make it grow: a datapoint a minute."""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._broken import NOTHING, Broken
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._vector import Flags, Floats

_MINUTE_S = 60.0


class Metric:
    """Of one system in one region."""

    def __init__(self, scene: Scene, system: str, site: Site) -> None:
        self._scene = scene
        self._system = system
        self._site = site
        self._late: list[tuple[float, Floats, Flags]] = []  # (due, rate, where it was sent)

    def deliver(self, now_s: float, broken: Broken) -> tuple[Floats, Flags]:
        """The newest datapoint of requests a second that an alarm knows of, a new one having been
        sent, and where it knows of one."""
        site = self._site
        sent, site.summed = site.summed / _MINUTE_S, np.zeros_like(site.summed)
        effect = broken.effect("alarms", site.region, None)
        came = np.ones(len(sent), dtype=bool)
        if effect.lost > 0.0:
            purpose = f"metric/{site.region}/{round(now_s)}"
            came &= self._scene.luck(self._system, purpose)[:, 0] >= effect.lost
        if effect == NOTHING and not self._late:
            return sent, came
        late_s = max((float(s) for _, s in effect.delays), default=0.0)
        waiting = [*self._late, (now_s + late_s, sent, came)]
        rate, known = np.zeros_like(sent), np.zeros_like(came)
        for due_s, amount, arrives in waiting:
            if due_s <= now_s:
                rate, known = np.where(arrives, amount, rate), known | arrives
        self._late = [entry for entry in waiting if entry[0] > now_s]
        return rate, known
