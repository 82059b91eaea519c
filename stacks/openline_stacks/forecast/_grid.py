"""All trials of one stack under one disruption, tick by tick, as long as anything moves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

import numpy as np

from openline_stacks.forecast._behind import Behind
from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._fleets import Launches
from openline_stacks.forecast._member import Member
from openline_stacks.forecast._people import Group
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import WARMING_S
from openline_stacks.forecast._stores import rpo_target_s
from openline_stacks.forecast._trials import OperationTrials, StoreTrials, Trials
from openline_stacks.forecast._vector import Flags, Floats
from openline_stacks.topology import System

_MINUTE_S = 60.0


def run(
    scene: Scene,
    on_progress: Callable[[float], None] | None = None,
    systems: Collection[str] | None = None,
    noticed_s: Mapping[str, Floats] = MappingProxyType({}),
) -> Trials:
    """`systems`: those that are worked out, with all that they need; all of them without.
    `noticed_s`: when a group was detected by the others."""
    return _Grid(scene, systems, noticed_s).run(on_progress)


class _Grid:
    def __init__(
        self, scene: Scene, systems: Collection[str] | None, noticed_s: Mapping[str, Floats]
    ) -> None:
        self._scene = scene
        topology = scene.topology
        regions = {fleet.region for system in topology.systems for fleet in system.fleets}
        launches = {region: Launches(scene) for region in sorted(regions)}
        self._members: dict[str, Member] = {}
        behind: dict[str, Behind] = {}
        for system in in_order(topology.systems):
            if systems is not None and system.name not in systems:
                continue
            self._members[system.name] = Member(scene, system, launches, behind)
        for member in self._members.values():
            for need in member.system.needs:
                if need.kind != "external" and need.on in self._members:
                    self._members[need.on].callers.append(member)
        self._groups = {
            group.name: Group(scene, group, noticed_s.get(group.name)) for group in topology.groups
        }
        self._broken: Broken | None = None
        self._failed_back = False

    def run(self, on_progress: Callable[[float], None] | None) -> Trials:
        scene, tick_s = self._scene, self._scene.tick_s
        end, last = int(scene.end_s // tick_s), int(scene.last_s // tick_s)
        number = 0
        minute_s = warming_s = 0.0
        while number < end or (end < last and self._untaken):
            end = end if number < end else last
            from_s = number * tick_s
            now_s = from_s + tick_s / 2.0
            self._faults(now_s)
            self._act(from_s, now_s)
            if now_s >= minute_s:
                minute_s += _MINUTE_S
                for member in self._members.values():
                    member.minute(now_s, self._now)
            if now_s >= warming_s:
                warming_s = (now_s // WARMING_S + 1.0) * WARMING_S
                for member in self._members.values():
                    member.warm()
            for member in self._members.values():
                member.tick(number, now_s, self._now)
            number += 1
            following = min(end, self._next(number, min(minute_s, self._warms(warming_s))))
            if following > number:
                for member in self._members.values():
                    member.skip(following - number)
                number = following
            if on_progress is not None:
                on_progress(number / end)
        for member in self._members.values():
            member.finish()
        return self._trials()

    @property
    def _untaken(self) -> bool:
        """Whether a store that promises an RPO is still to be taken over, and that is asked for."""
        scene = self._scene
        if not scene.taken_over:
            return False
        for member in self._members.values():
            member.finish()
            for ledger in member.ledgers:
                promised = rpo_target_s(member.system, ledger.store, scene.disruption.kind)
                taken = scene.lost not in ledger.store.replicas or promised is None
                if not taken and np.isinf(ledger.cut_over_s).any():
                    return True
        return False

    @property
    def _now(self) -> Broken:
        assert self._broken is not None
        return self._broken

    def _faults(self, now_s: float) -> None:
        broken = self._scene.broken(now_s)
        if broken is not self._broken:
            self._broken = broken
            for member in self._members.values():
                member.disrupted(now_s, broken)

    def _act(self, from_s: float, now_s: float) -> None:
        """Who notices, who decides, what takes effect, what comes into service."""
        scene, broken = self._scene, self._now
        for member in self._members.values():
            member.grow(now_s, broken)
            for check, changed, at_s in member.watch.advance(from_s, now_s, broken):
                if check.region in member.clients.homes:
                    self._heard(member, member.watch.told(check), changed, at_s)
        for group in self._groups.values():
            due = group.decide(now_s)
            if due is not None:
                self._decided(group, due, now_s)
        failback_s = scene.lift_s + scene.disruption.failback_after_s
        if not self._failed_back and now_s >= failback_s:
            self._failed_back = True
            self._fail_back(failback_s)
        for member in self._members.values():
            member.watch.follow(now_s, broken)
            member.routing.follow(now_s, broken)

    def _heard(self, member: Member, healthy: Flags, changed: Flags, at_s: Floats) -> None:
        """People are paged for critical systems' homes."""
        if not any(operation.critical for operation in member.system.operations):
            return
        group = self._groups[member.system.group]
        down, up = changed & ~healthy, changed & healthy
        if down.any():
            group.page(member.system.name, down, at_s)
        if up.any():
            group.all_clear(member.system.name, up)

    def _decided(self, group: Group, due: Flags, now_s: float) -> None:
        for name in group.group.systems:
            member = self._members.get(name)
            if member is None:
                continue
            member.restore(due, group.decided)
            if not self._scene.disruption.operators:
                continue
            switch = member.system.switch_away(self._scene.lost)
            if switch is None or switch.region == self._scene.lost:
                continue
            member.watch.flips[switch.check].put(due, group.decided, healthy=False)
            member.raise_standby(due, now_s, self._now)

    def _fail_back(self, at_s: float) -> None:
        """By hand, of what people had switched."""
        for group in self._groups.values():
            if not (group.manual and self._scene.disruption.operators):
                continue
            moved = np.isfinite(group.decided)
            for name in group.group.systems:
                if name in self._members:
                    for flips in self._members[name].watch.flips.values():
                        flips.put(moved, np.full(len(moved), at_s), healthy=True)

    def _warms(self, at_s: float) -> float:
        return at_s if any(m.warming for m in self._members.values()) else np.inf

    def _next(self, number: int, minute_s: float) -> int:
        """The first tick that may differ from the one before."""
        scene, members = self._scene, self._members.values()
        quiet = all(m.settled and m.watch.quiet and m.still for m in members)
        if not quiet:
            return number
        now_s = number * scene.tick_s
        coming = [minute_s, *(at for at in scene.changes_s if at >= now_s)]
        failback_s = scene.lift_s + scene.disruption.failback_after_s
        if not self._failed_back:
            coming.append(failback_s)
        coming += [group.next_s for group in self._groups.values()]
        coming += [member.next_s(now_s) for member in members]
        return max(number, int(np.ceil(min(coming) / scene.tick_s - 0.5)))

    def _trials(self) -> Trials:
        members = self._members
        groups = {name: self._groups[m.system.group] for name, m in members.items()}
        return Trials(
            operations={
                (name, o.operation.name): OperationTrials(
                    o.tally.rto_s, o.tally.lost, o.tally.holds_at_end, o.tally.censored_s
                )
                for name, member in members.items()
                for o in member.offers
            },
            stores={
                (name, ledger.store.name): StoreTrials(
                    ledger.cut_over_s, ledger.last_acknowledged_s
                )
                for name, member in members.items()
                for ledger in member.ledgers
            },
            detected_s={name: group.detected for name, group in groups.items()},
            decided_s={name: group.decided for name, group in groups.items()},
            switched_s={name: member.routing.switched_s for name, member in members.items()},
        )


def in_order(systems: tuple[System, ...]) -> list[System]:
    """Every system after those that it needs; by name where that leaves a choice."""
    waiting = {system.name: system for system in sorted(systems, key=lambda each: each.name)}
    placed: list[System] = []
    while waiting:
        free = [
            system
            for system in waiting.values()
            if not any(n.on in waiting for n in system.needs if n.kind != "external")
        ]
        if not free:
            raise ValueError(f"these systems need each other in a circle: {', '.join(waiting)}")
        placed.append(waiting.pop(free[0].name))
    return placed
