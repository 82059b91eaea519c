"""Who asks one system's sites whether they are well, and what its records make of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from openline_stacks.forecast._broken import Broken, in_turn, later_than
from openline_stacks.forecast._checkers import Checkers, Probed
from openline_stacks.forecast._people import Flips
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._stores import Ledger
from openline_stacks.forecast._vector import Each, Flags, Floats
from openline_stacks.topology import Check, System


@dataclass(slots=True)
class _Asking:
    """`deep`: it sees whether stores answer; `targets`: it only asks for a healthy target."""

    check: Check | None
    region: str
    checkers: Checkers
    deep: bool
    targets: bool
    told: Flags  # healthy, as everybody was told
    changed: bool = True
    probed: Probed | None = None


class Watch:
    """Checks of a system in the regions where it has sites: its own endpoint checks, those that
    evaluate a record's target, and an accelerator's. `dirty` after what they meet has changed."""

    def __init__(
        self, scene: Scene, system: System, sites: list[Site], ledgers: list[Ledger]
    ) -> None:
        self._scene = scene
        self._system = system
        self._sites = {site.region: (index, site) for index, site in enumerate(sites)}
        self._ledgers = ledgers
        self._own: list[_Asking] = []
        self._targets: dict[str, _Asking] = {}
        self.endpoints: dict[str, _Asking] = {}
        self.flips = {switch.check: Flips(scene, switch) for switch in system.switches}
        # accelerators act by an endpoint's health some time later
        moves_s = scene.figure("accelerator.moves_s")
        self._moves_s = np.where(scene.without("dns"), 0.0, moves_s)
        self.moved = True  # whether a look-up may lead elsewhere than a tick ago
        self._disabled = False
        self._acted: dict[str, Flags] = {}
        self._act_at: dict[str, Floats] = {}
        self._make()

    def _make(self) -> None:
        entry = self._system.entry
        for check in self._system.checks:
            if check.kind == "endpoint" and check.region in self._sites:
                every = (check.interval_s or 30.0, check.threshold or 3)
                fleet = self._system.fleet(check.region)
                alive = None if fleet is None else fleet.alive_path
                deep = check.path is None or check.path != alive
                name = f"check/{check.region}"
                self._own.append(self._asking(check, check.region, name, every, deep, False))
        if entry is None:
            return
        figure = self._scene.figure
        looks = (figure("dns.target_every_s"), figure("dns.target_fails_count"))
        for target in entry.targets:
            if target.evaluate_target_health and target.region in self._sites:
                name = f"target-health/{target.region}"
                asking = self._asking(None, target.region, name, looks, False, True)
                self._targets[target.region] = asking
        if entry.accelerator is not None:
            every = (entry.accelerator.interval_s, entry.accelerator.threshold)
            for region in entry.accelerator.dials:
                if region in self._sites:
                    check = Check(f"{entry.accelerator.urn}/{region}", "endpoint", region=region)
                    name = f"endpoint/{region}"
                    self.endpoints[region] = self._asking(check, region, name, every, False, True)

    def _asking(
        self,
        check: Check | None,
        region: str,
        name: str,
        every: tuple[Each, Each],
        deep: bool,
        targets: bool,
    ) -> _Asking:
        scene = self._scene
        checkers = Checkers(scene, self._system.name, name, *every)
        return _Asking(check, region, checkers, deep, targets, np.ones(scene.width, dtype=bool))

    def start(self, broken: Broken) -> None:
        for asking in self._all:
            asking.probed = self._meets(asking, broken, 0.0)
            asking.changed = False
            asking.checkers.start(asking.probed)
            asking.told = asking.checkers.healthy.copy()
        self._acted = {r: a.checkers.healthy.copy() for r, a in self.endpoints.items()}
        never = np.full(self._scene.width, np.inf)
        self._act_at = {region: never.copy() for region in self.endpoints}

    @cached_property
    def _all(self) -> list[_Asking]:
        return [*self._own, *self._targets.values(), *self.endpoints.values()]

    def follow(self, now_s: float, broken: Broken) -> None:
        """Switches that take effect by now."""
        for flips in self.flips.values():
            if flips.follow(now_s, broken) is not None:
                self.moved = True

    def again(self) -> None:
        """What is asked for may have changed."""
        for asking in self._all:
            asking.changed = True

    @property
    def quiet(self) -> bool:
        return all(a.checkers.quiet and not a.changed for a in self._all)

    @property
    def next_s(self) -> float:
        coming = [float(at_s.min()) for at_s in self._act_at.values()]
        coming += [flips.next_s for flips in self.flips.values()]
        return min(coming, default=np.inf)

    def advance(
        self, from_s: float, now_s: float, broken: Broken
    ) -> list[tuple[Check, Flags, Floats]]:
        """Bring every check up to now. Own and endpoint checks with a new status: in which trials,
        and since when."""
        heard: list[tuple[Check, Flags, Floats]] = []
        disabled = broken.checks_disabled(self._system.name)
        turned = disabled != self._disabled
        self._disabled = disabled
        self.moved |= turned
        for asking in self._all:
            if asking.checkers.quiet and not asking.changed and not turned:
                continue
            if asking.changed or asking.probed is None:
                asking.probed = self._meets(asking, broken, now_s)
                asking.changed = False
            checkers = asking.checkers
            checkers.advance(from_s, now_s, asking.probed)
            checkers.publish(now_s)
            # a balancer's own look at its targets is no health check that one could disable
            told = checkers.healthy | (disabled and asking.check is not None)
            changed = told != asking.told
            if changed.any():
                asking.told = told
                self.moved = True
                since_s = np.where(checkers.since_s > from_s - 60.0, checkers.since_s, now_s)
                self._follow(asking, changed, since_s)
                if asking.check is not None:
                    heard.append((asking.check, changed, since_s))
        self._act(now_s)
        return heard

    def _follow(self, asking: _Asking, changed: Flags, since_s: Floats) -> None:
        """An accelerator acts by an endpoint's new health some time later."""
        region = asking.region
        if self.endpoints.get(region) is not asking:
            return
        acts = changed & (asking.told != self._acted[region])
        at_s = np.where(acts, since_s + self._moves_s, np.inf)
        self._act_at[region] = np.where(changed, at_s, self._act_at[region])

    def _act(self, now_s: float) -> None:
        for region, at_s in self._act_at.items():
            due = at_s <= now_s
            if due.any():
                self.moved = True
                told = self.endpoints[region].told
                self._acted[region] = np.where(due, told, self._acted[region])
                self._act_at[region] = np.where(due, np.inf, at_s)
                self.moved_s = np.where(due, at_s, -np.inf)

    def told(self, check: Check) -> Flags:
        """What was published of an endpoint check, disabled ones counting as healthy."""
        return next(a.told for a in self._all if a.check is not None and a.check.urn == check.urn)

    # -- what its records make of it

    def health(self, region: str, check: str | None, evaluates: bool, disabled: bool) -> Flags:
        """Of one record, or of one endpoint of an accelerator."""
        if region in self.endpoints:
            return self._acted[region]
        healthy: Flags = np.ones(self._scene.width, dtype=bool)
        if evaluates and region in self._targets:
            healthy = self._targets[region].checkers.healthy
        if check is None or disabled:
            return healthy
        return healthy & self._status(check)

    def _status(self, urn: str) -> Flags:
        known = {check.urn: check for check in self._system.checks}
        check = known.get(urn)
        if urn in self.flips:
            return self.flips[urn].healthy
        if check is None or check.kind == "metric":
            return np.ones(self._scene.width, dtype=bool)
        if check.kind == "endpoint":
            found = [a.told for a in self._own if a.check is not None and a.check.urn == urn]
            return found[0] if found else np.ones(self._scene.width, dtype=bool)
        wanted = len(check.children) if check.child_threshold is None else check.child_threshold
        count = np.zeros(self._scene.width)
        for child in check.children:
            count = count + self._status(child)
        return np.asarray(count >= wanted)

    def latest_s(self, now_s: float) -> Floats:
        """When the newest of what has come to be known by now did."""
        times = [a.checkers.since_s for a in self._all] + [f.since_s for f in self.flips.values()]
        times = [np.where(at_s <= now_s, at_s, -np.inf) for at_s in times]
        latest = np.full(self._scene.width, -np.inf)
        for at_s in times:
            latest = np.maximum(latest, at_s)
        return latest

    # -- what probes meet

    def _meets(self, asking: _Asking, broken: Broken, now_s: float) -> Probed:
        index, site = self._sites[asking.region]
        if asking.targets:
            answers = site.alive & np.greater(site.passes, 0.0) & (site.errors < 1.0)
            return Probed(np.where(answers, site.reach, 0.0), 1.0 - site.reach)
        answered = np.where(site.alive, site.passes, 0.0)
        delays = site.delays
        if asking.deep and self._ledgers:
            for ledger in self._ledgers:
                answered = answered * ledger.writable(index, broken, now_s)
            least = self._ledgers[0].passes[index]
            for ledger in self._ledgers[1:]:
                least = np.minimum(least, ledger.passes[index])
            answered = answered * least
            effect = broken.effect("store", asking.region, self._system.name)
            delays = in_turn(delays, effect.delays)
        dropped = 1.0 - site.reach
        in_time_s = self._scene.parameters.value("checker.response_timeout_s") - site.wait_s
        slow = in_time_s < 0.0
        late = later_than(delays, in_time_s) if delays else 0.0
        answered = answered * site.accepted * (1.0 - site.errors)
        hung = site.silent - dropped
        return Probed(
            np.where(slow, 0.0, answered * (1.0 - late)),
            dropped,
            np.where(slow, site.reach, hung + site.passes * late),
        )
