"""Who notices a region that went dark, who decides, and when clients are led elsewhere: by formula.

A checker whose connections are dropped from an instant on has failed for good some time later that
only depends on its phase: nothing of what clients do comes into it.
"""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Floats, drawn
from openline_stacks.topology import Check, System, Target


class Notice:
    """Every system whose clients a dark region serves. Times by column, infinite: never."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._lost = scene.lost or ""
        self._never = np.full(scene.width, np.inf)
        self._known: dict[tuple[str, str], Floats] = {}
        self.detected_s = {s.name: self._detected(s) for s in scene.topology.systems}
        self.groups_s = {
            group.name: self._earliest(group.systems) for group in scene.topology.groups
        }
        self.decided_s = {g.name: self._decided(g.name) for g in scene.topology.groups}

    def switched_s(self, system: System) -> Floats:
        """When clients of the dark region are led elsewhere."""
        entry = system.entry
        if entry is None:
            return self._never
        if entry.accelerator is not None:
            moves_s = self._scene.parameters.value("accelerator.moves_s")
            moves = np.where(self._scene.without("dns"), 0.0, moves_s)
            return self._endpoint(system) + moves
        target = next((t for t in entry.targets if t.region == self._lost), None)
        return self._never if target is None else self._unhealthy(system, target)

    def _unhealthy(self, system: System, target: Target) -> Floats:
        at_s = self._never if target.check is None else self._status(system, target.check)
        if target.evaluate_target_health:
            figure = self._scene.parameters.value
            every_s, fails = figure("dns.target_every_s"), int(figure("dns.target_fails_count"))
            at_s = np.minimum(at_s, self._fails(system, "target-health", every_s, fails))
        return at_s

    def _status(self, system: System, urn: str) -> Floats:
        check = next((each for each in system.checks if each.urn == urn), None)
        if check is None:
            return self._never
        if check.kind == "metric":
            return self._flipped(system, urn)
        if check.kind == "endpoint":
            return self._own(system, check) if check.region == self._lost else self._never
        wanted = len(check.children) if check.child_threshold is None else check.child_threshold
        down = np.sort(np.stack([self._status(system, child) for child in check.children]), axis=0)
        found: Floats = down[len(check.children) - wanted]
        return found

    def _flipped(self, system: System, urn: str) -> Floats:
        switch = system.switch_away(self._lost)
        group = self._scene.topology.group(system.group)
        by_hand = self._scene.disruption.operators and group.decide == "manual"
        if switch is None or switch.check != urn or switch.region == self._lost or not by_hand:
            return self._never
        u = self._scene.luck(system.name, f"switch/{switch.leaves}/0")[:, 0]
        delay_s = drawn(self._scene.parameters.get("switch.delay_s").distribution, u)
        delay_s = np.where(self._scene.without("switch"), 0.0, delay_s)
        return self.decided_s[system.group] + delay_s

    # -- groups

    def _earliest(self, systems: tuple[str, ...]) -> Floats:
        """Of the critical systems of a group: it is detected when the first one is."""
        at_s = self._never
        for name in systems:
            system = self._scene.topology.system(name)
            if any(operation.critical for operation in system.operations):
                at_s = np.minimum(at_s, self.detected_s[name])
        return at_s

    def _decided(self, name: str) -> Floats:
        group = self._scene.topology.group(name)
        if group.decide == "automatic":
            return self.groups_s[name]
        takes_s = np.where(self._scene.without("decision"), 0.0, group.decision_s)
        return self.groups_s[name] + takes_s

    # -- checkers

    def _detected(self, system: System) -> Floats:
        """When somebody is paged: a check of a home of its clients is published as unhealthy."""
        homes = {population.region for population in system.populations}
        if self._lost not in homes:
            return self._never
        if system.entry is not None and system.entry.accelerator is not None:
            return self._endpoint(system)
        at_s = self._never
        for check in system.checks:
            if check.kind == "endpoint" and check.region == self._lost:
                at_s = np.minimum(at_s, self._own(system, check))
        return at_s

    def _own(self, system: System, check: Check) -> Floats:
        return self._fails(system, "check", check.interval_s or 30.0, check.threshold or 3)

    def _endpoint(self, system: System) -> Floats:
        assert system.entry is not None
        accelerator = system.entry.accelerator
        if accelerator is None or self._lost not in accelerator.dials:
            return self._never
        return self._fails(system, "endpoint", accelerator.interval_s, accelerator.threshold)

    def _fails(self, system: System, what: str, interval_s: float, threshold: int) -> Floats:
        """Each checker's third result in a row, say, and when enough of them have had it."""
        asked = system.name, what
        if asked not in self._known:
            self._known[asked] = self._all_fail(system, what, interval_s, threshold)
        return self._known[asked]

    def _all_fail(self, system: System, what: str, interval_s: float, threshold: int) -> Floats:
        figure = self._scene.parameters.value
        connect_s = figure("checker.connect_timeout_s")
        count, down = int(figure("checker.count")), int(figure("checker.agree_down"))
        phases = self._scene.luck(system.name, f"{what}/{self._lost}/phases", count)
        failed = phases * interval_s + (threshold - 1) * (interval_s + connect_s) + connect_s
        agreed_s = np.partition(failed, down - 1, axis=1)[:, down - 1]
        agreed_s = agreed_s + figure("checker.publication_s")
        at_s: Floats = np.where(self._scene.without("detection"), 0.0, agreed_s)
        return at_s
