"""A dark region by closed crossings, where the model is monotone: no step of time in any trial.

Where a survivor holds whoever comes, retries included, what follows a switch depends on nothing but
how long ago it was: one curve, the same in every trial, moved to where that trial's switch is. What
does not fulfil every condition below is left to the grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from openline_stacks.forecast._curves import Curve, Curves, last_below
from openline_stacks.forecast._dark import Notice
from openline_stacks.forecast._routes import answers, asked
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._stores import written_per_s
from openline_stacks.forecast._tally import DUST
from openline_stacks.forecast._trials import OperationTrials, StoreTrials
from openline_stacks.forecast._vector import Floats, added
from openline_stacks.recovery import Fault, region_dark
from openline_stacks.topology import Fleet, Operation, System

# Clients follow within the longest hold, and begin anew for as long as the longest surge; a curve
# longer than this is the grid's work.
_LONGEST_S: Final = 7200.0
_ROOM: Final = 2.0  # balancers and tables keep room for twice what they have seen


@dataclass(frozen=True, slots=True)
class Closed:
    """One system that needs no grid. `wait_s`: the longest that anybody waits at the survivor;
    that is None where nothing of the system is in the dark region's hands."""

    survivor: str | None
    wait_s: float
    curves: dict[str, Curve]

    def first_write_s(self, system: System, store: str, tick_s: float) -> float:
        """How long after the switch the survivor has acknowledged a whole write."""
        writing = [self.curves[o.name] for o in system.operations if o.writes == store]
        if not writing:
            return np.inf
        written = added([curve.well for curve in writing])
        whole = np.add.accumulate(written * tick_s) >= 1.0
        first = int(np.argmax(whole))
        return writing[0].begins_s + first * tick_s if whole.any() else np.inf


def whole_region(faults: tuple[Fault, ...]) -> str | None:
    """The region that goes dark, where that is all that happens."""
    if len(faults) != 1:
        return None
    (fault,) = faults
    region = fault.selector.region
    end_s = min(fault.to_s, fault.expires_s)
    dark = region is not None and region_dark(region, 0.0, end_s)
    same = dark and (fault.selector, fault.mode) == (dark.selector, dark.mode)
    plain = not (fault.peer or fault.services or fault.operations or fault.plane)
    return region if same and plain and fault.from_s == 0.0 and fault.share == 1.0 else None


class Crossings:
    """`systems`: those by formula, each after those that it needs. Not in the columns without the
    DNS step: that moves everybody at once, which no survivor just holds."""

    def __init__(self, scene: Scene, ordered: list[System]) -> None:
        self._scene = scene
        self._lost = scene.lost or ""
        self._broken = scene.broken(0.0)
        self.systems: dict[str, Closed] = {}
        if whole_region(scene.disruption.faults) is None:
            return
        self.notice = Notice(scene)
        for system in ordered:
            found = self._closed(system)
            if found is not None:
                self.systems[system.name] = found

    # -- what it takes

    def _closed(self, system: System) -> Closed | None:
        entry = system.entry
        homes = list(dict.fromkeys(p.region for p in system.populations))
        if self._lost not in homes:
            return self._apart(system, homes)
        if entry is None or self._is_kept(system) or any(s.held for s in system.switches):
            return None  # with its first choice out by hand, who is answered is for the grid to say
        survivor = self._led_to(system)
        fleet = None if survivor is None else system.fleet(survivor)
        if survivor is None or fleet is None or not self._stores_answer(system, survivor):
            return None
        waits_s = self._waits_behind(system, survivor)
        if waits_s is None:
            return None
        shaped = Curves(self._scene, system, self._lost)
        curves = {o.name: shaped.curve(o) for o in system.operations}
        if any(len(c.offered) * self._scene.tick_s > _LONGEST_S for c in curves.values()):
            return None
        wait_s = self._holds(system, shaped, survivor, waits_s)
        if wait_s is None or not self._unhurried(system, shaped, wait_s + waits_s):
            return None
        if not self._over_before_the_lift(system, next(iter(curves.values()))):
            return None
        return Closed(survivor, wait_s + waits_s, curves)

    def _over_before_the_lift(self, system: System, curve: Curve) -> bool:
        """Whether everybody has followed when the region comes back, in every trial."""
        switched_s = self.notice.switched_s(system)
        ever = np.isfinite(switched_s)
        follows_s = curve.begins_s + len(curve.offered) * self._scene.tick_s
        return not ever.any() or float(switched_s[ever].max()) + follows_s <= self._scene.lift_s

    def _unhurried(self, system: System, shaped: Curves, wait_s: float) -> bool:
        """Whether no retry is in time or not by how long it happens to wait. Where a region drops
        and the survivor holds nobody is refused: all retries are of tries that timed out."""
        for operation in system.operations:
            budget_s = shaped.budget_s(operation)
            for elapsed_s in shaped.retried_s(operation):
                if budget_s - wait_s < elapsed_s <= budget_s:
                    return False
        return True

    def _apart(self, system: System, homes: list[str]) -> Closed | None:
        """One that is served elsewhere, whose people are not called, and that needs none of those
        whose survivors are crowded now."""
        scene = self._scene
        mates = [scene.topology.system(name) for name in scene.topology.group(system.group).systems]
        if any(p.region == self._lost for mate in mates for p in mate.populations):
            return None
        for region in homes:
            for store in system.stores:
                writable = self._broken.writable(store, region, system.name)
                readable = self._broken.readable(store, region, system.name)
                if min(writable, readable) < 1.0:
                    return None
        known = {each.name for each in scene.topology.systems}
        needed = [n.on for n in system.needs if n.kind != "external" and n.on in known]
        if any(on not in self.systems or self.systems[on].survivor for on in needed):
            return None
        return Closed(None, 0.0, {})

    def _is_kept(self, system: System) -> bool:
        """Whether an edge answers something of it by itself."""
        edge = system.entry.edge if system.entry is not None else None
        return edge is not None and any(
            one.kind == "read" and (one.fresh_s is not None or one.name in edge.grouped)
            for one in system.operations
        )

    def _led_to(self, system: System) -> str | None:
        """Where all clients of the dark region go once it is known; None: not to one place."""
        assert system.entry is not None
        regions = self._scene.regions_of(system)
        names = asked(system.entry, regions)
        if self._lost not in names:
            return None
        code = 2 ** len(names) - 1 - 2 ** names.index(self._lost)
        shares = answers(system.entry, regions, self._lost)[:, code]
        whole = [region for region, share in zip(regions, shares, strict=True) if share == 1.0]
        return whole[0] if whole and whole[0] != self._lost else None

    def _stores_answer(self, system: System, survivor: str) -> bool:
        for store in system.stores:
            if store.consistency == "strong" or store.restore is not None:
                return False
            broken, name = self._broken, system.name
            if broken.writable(store, survivor, name) < 1.0:
                return False
            if broken.readable(store, survivor, name) < 1.0:
                return False
            times = max(
                (o.after_failover.times for o in system.operations if o.after_failover), default=1.0
            )
            per_s = written_per_s(system, store.name)
            most = max(self._figure("table.new_writes_per_s"), store.warm_writes_per_s or 0.0)
            if per_s * max(times, 1.0) > max(most, _ROOM * per_s):
                return False
        return True

    def _figure(self, name: str) -> float:
        return self._scene.parameters.value(name)

    def _waits_behind(self, system: System, survivor: str) -> float | None:
        """The longest that what it needs makes it wait there; None where that may not answer."""
        waits_s = 0.0
        known = {each.name for each in self._scene.topology.systems}
        for need in system.needs:
            if need.kind == "external" or need.on not in known:
                continue
            other = self.systems.get(need.on)
            if other is None or other.survivor != survivor:
                return None
            if (
                other.wait_s + self._scene.own_s(self._scene.topology.system(need.on))
                > need.timeout_s
            ):
                return None
            waits_s += other.wait_s
        return waits_s

    # -- whether the survivor holds

    def _holds(
        self, system: System, shaped: Curves, survivor: str, behind_s: float
    ) -> float | None:
        """The longest wait at the survivor, its caches cold, its size as it is; None where that is
        too long to be answered well, or more comes than its balancer takes."""
        arriving, at_home = self._arriving(system, shaped, survivor)
        fleet, home = system.fleet(survivor), system.fleet(self._lost)
        assert fleet is not None
        if home is None or fleet.in_service is not None or home.in_service is not None:
            return None
        before = system.demand.peak_per_s * system.share_of(survivor)
        most = max(
            self._figure("balancer.start_per_s"), fleet.reserved_per_s or 0.0, _ROOM * before
        )
        cold = self._figure("cache.cold_share") if before == 0.0 else 1.0
        each = fleet.per_instance_per_s
        slots = each * self._figure("capacity.slots_s") if fleet.slots is None else fleet.slots
        service_s = fleet.service_s or self._figure("service.time_s")
        if each * (service_s + behind_s) > slots or float(arriving.max()) > most:
            return None
        capacity = _size(fleet, before) * each * cold
        home_capacity = _size(home, at_home) * home.per_instance_per_s
        if capacity <= 0.0 or at_home > home_capacity * self._figure("cache.cold_share"):
            return None
        wait_s = _longest_queue(arriving - capacity, self._scene.tick_s) / capacity
        within_s = min(operation.good.within_s for operation in system.operations)
        slack_s = min(within_s, self._scene.topology.clients.per_try_s) - self._scene.own_s(system)
        probes_s = self._figure("checker.response_timeout_s")
        enough = wait_s < self._figure("overload.bound_s") and wait_s + behind_s <= slack_s
        return wait_s if enough and wait_s < probes_s else None

    def _arriving(self, system: System, shaped: Curves, survivor: str) -> tuple[Floats, float]:
        """A second, tick by tick after a switch: at the survivor; and at home when all is well."""
        total = np.zeros(len(shaped.times_s()))
        for operation in system.operations:
            total = total + shaped.tries(operation)
        stays = system.demand.peak_per_s * system.share_of(survivor)
        return total + stays, system.demand.peak_per_s * system.share_of(self._lost)

    # -- every trial

    def operations(self) -> dict[tuple[str, str], OperationTrials]:
        found = {}
        for name, closed in self.systems.items():
            system = self._scene.topology.system(name)
            switched_s = self.notice.switched_s(system)
            for operation in system.operations:
                if closed.survivor is None:
                    found[name, operation.name] = self._as_usual(operation)
                    continue
                curve = closed.curves[operation.name]
                found[name, operation.name] = self._trials(system, operation, curve, switched_s)
        return found

    def _as_usual(self, operation: Operation) -> OperationTrials:
        nothing = np.zeros(self._scene.width)
        last_s = self._last_s(operation)
        return OperationTrials(nothing, nothing, nothing == 0.0, last_s)

    def _last_s(self, operation: Operation) -> float:
        """The last window before the lift."""
        tick_s = self._scene.tick_s
        return max(0.0, (self._scene.lift_s - operation.good.window_s) // tick_s * tick_s)

    def _trials(
        self, system: System, operation: Operation, curve: Curve, switched_s: Floats
    ) -> OperationTrials:
        scene, tick_s = self._scene, self._scene.tick_s
        good = operation.good
        width = max(1, int(np.ceil(good.window_s / tick_s)))
        last_s = self._last_s(operation)
        below = last_below(curve, width, good.level - DUST)
        share = 1.0 - system.share_of(self._lost)
        if share >= good.level - DUST:
            rto_s = np.zeros(scene.width)
        else:
            after_s = curve.begins_s + (below + 1) * tick_s
            rto_s = np.maximum(0.0, switched_s + after_s)
            rto_s = np.where(rto_s <= last_s, rto_s, np.inf)
        peak = system.demand.peak_per_s * operation.share * (1.0 - share)
        lost = self._lost_requests(curve, switched_s, peak)
        holds = np.ones(scene.width, dtype=bool)
        return OperationTrials(rto_s, lost, holds, last_s)

    def _lost_requests(self, curve: Curve, switched_s: Floats, per_s: float) -> Floats:
        """All of them until the switch, then as the curve says; none after the lift."""
        lift_s, tick_s = self._scene.lift_s, self._scene.tick_s
        rising = np.concatenate([[0.0], np.add.accumulate((curve.offered - curve.well) * tick_s)])
        starts_s = np.minimum(switched_s, lift_s) + curve.begins_s
        known = np.minimum(np.maximum(0.0, (lift_s - starts_s) / tick_s), len(rising) - 1.0)
        place = np.minimum(known.astype(np.int64), len(rising) - 2)
        part = known - place
        after = rising[place] + (rising[place + 1] - rising[place]) * part
        return per_s * np.maximum(0.0, starts_s) + np.where(np.isinf(switched_s), 0.0, after)

    def stores(self) -> dict[tuple[str, str], StoreTrials]:
        """The survivor has acknowledged a whole write soon after the switch."""
        found = {}
        for name, closed in self.systems.items():
            system = self._scene.topology.system(name)
            switched_s = self.notice.switched_s(system)
            for store in system.stores if closed.survivor else ():
                after_s = closed.first_write_s(system, store.name, self._scene.tick_s)
                never = np.full(self._scene.width, -np.inf)
                found[name, store.name] = StoreTrials(switched_s + after_s, never)
            for store in system.stores if not closed.survivor else ():
                # nobody has to take over: what is missing is nothing
                here = np.zeros(self._scene.width)
                found[name, store.name] = StoreTrials(here, here)
        return found


def _size(fleet: Fleet, offered_per_s: float) -> float:
    """Instances in equilibrium with what is offered."""
    if fleet.scale_at is None:
        return float(fleet.min)
    exact = offered_per_s / (fleet.per_instance_per_s * fleet.scale_at)
    return max(float(fleet.min), min(float(fleet.max), float(np.ceil(exact - 1e-9))))


def _longest_queue(excess: Floats, tick_s: float) -> float:
    """The most that ever waits where so much more comes a second than is worked off."""
    risen = np.concatenate([[0.0], np.add.accumulate(excess * tick_s)])
    return float((risen - np.minimum.accumulate(risen)).max())
