"""What Route 53 answers, or where an accelerator leads, as one system's health changes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._clients import Clients
from openline_stacks.forecast._routes import asked
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._surges import Surges
from openline_stacks.forecast._vector import Each, Flags, Floats, Places
from openline_stacks.forecast._watch import Watch
from openline_stacks.topology import Entry, System


class Routing:
    """`switched_s`: when clients were first led elsewhere. `wake` is told before they are."""

    def __init__(
        self,
        scene: Scene,
        system: System,
        sites: list[Site],
        clients: Clients,
        watch: Watch,
        surges: Surges,
        wake: Callable[[], None],
    ) -> None:
        self.switched_s = np.full(scene.width, np.inf)
        self._scene = scene
        self._system = system
        self._sites = sites
        self._clients = clients
        self._watch = watch
        self._surges = surges
        self._wake = wake

    def follow(self, now_s: float, broken: Broken) -> None:
        entry = self._system.entry
        if entry is None or not self._clients.answers or not self._watch.moved:
            return
        self._watch.moved = False
        code = self._healthy(entry, broken.checks_disabled(self._system.name))
        for home, table in self._clients.answers.items():
            self._lead(home, table[:, code], now_s)

    def _healthy(self, entry: Entry, disabled: bool) -> Places:
        """A bit for each record."""
        code = np.zeros(self._scene.width, dtype=np.int64)
        by_region = {target.region: target for target in entry.targets}
        for bit, region in enumerate(asked(entry, [site.region for site in self._sites])):
            target = by_region.get(region)
            check = None if target is None else target.check
            evaluates = target is not None and target.evaluate_target_health
            healthy = self._watch.health(region, check, evaluates, disabled)
            code |= healthy.astype(np.int64) << bit
        return code

    def _lead(self, home: str, place: Floats, now_s: float) -> None:
        led = self._clients.led(home)
        known = place.any(axis=0)
        changed: Flags = known & (place != led).any(axis=0)
        if not changed.any():
            return
        self._wake()
        answered: Flags = np.zeros(self._scene.width, dtype=bool)
        for index, site in enumerate(self._sites):
            left = changed & (place[index] < led[index])
            answered |= left & np.greater(site.passes, 0.0) & site.alive
        at_s = self._since(now_s)
        answered &= ~self._scene.without("dns")
        back = changed & (place == self._clients.usual(home)[:, None]).all(axis=0)
        stay_s = np.where(answered, self._keep_alive_s(), 0.0)
        self._clients.answer(home, changed, at_s + stay_s, place)
        self.switched_s = np.where(changed, np.minimum(self.switched_s, at_s), self.switched_s)
        self._surges.begin(home, changed, back, at_s)

    def _since(self, now_s: float) -> Floats:
        latest_s = self._watch.latest_s(now_s)
        return np.where(latest_s > now_s - 1.5 * self._scene.tick_s, latest_s, now_s)

    def _keep_alive_s(self) -> Each:
        entry = self._system.entry
        if entry is not None and entry.edge is not None:
            return self._scene.figure("edge.keep_alive_s")
        return self._scene.topology.clients.keep_alive_s
