"""What stands behind an operation at a site: its stores, and the systems that it needs."""

from __future__ import annotations

from collections.abc import Mapping

from openline_drills.world._effects import (
    NONE,
    Effect,
    later_than,
    mean_s,
    one_after_the_other,
    slowed,
)
from openline_drills.world.callers import Callers
from openline_drills.world.dependencies import FINE, Meeting, meeting, needed_by
from openline_drills.world.faults import Disruption
from openline_drills.world.outcomes import Pace
from openline_drills.world.queues import Site
from openline_drills.world.stores import Acknowledged, readable, writable
from openline_stacks.topology import Dependency, Operation, System


class Behind:
    """`stores` and `others`, the systems that this one may need, by name."""

    def __init__(
        self,
        system: System,
        stores: Mapping[str, Acknowledged],
        pace: Pace,
        disruption: Disruption,
        others: Mapping[str, Callers],
    ) -> None:
        self._system = system
        self._stores = stores
        self._pace = pace
        self._disruption = disruption
        self._others = others
        # what a strong write waits for beyond its own region: another one that has it as well
        self._agreed = Meeting(held_s=pace.strong_s, delays=slowed(1.0, pace.strong_s))
        self._needs = {one.name: needed_by(system, one.name) for one in system.operations}

    def of(self, operation: Operation, site: Site) -> Meeting:
        """One operation at one site: its stores, what it needs, what faults do to its answers."""
        met = self._stores_met(operation, site.region)
        served, delays = 1.0, site.delays
        held_s = mean_s(site.delays, self._pace.per_try_s)
        for need in self._needs[operation.name]:
            found = self._need_meeting(need, site.region)
            if found is FINE:
                continue
            if need.kind == "soft":
                held_s += found.held_s  # the answer goes out without it
            else:
                met.append(found)
        for each in met:
            served *= each.served
            held_s += each.held_s
            delays = one_after_the_other(delays, each.delays)
        return Meeting(served * (1.0 - site.errors), held_s, delays)

    def _stores_met(self, operation: Operation, region: str) -> list[Meeting]:
        """The store that an operation writes to and the one that it reads from."""
        name, disruption, found = self._system.name, self._disruption, []
        written = self._system.store(operation.writes or "")
        if written is not None:
            own = self._stores[written.name]
            takes = own.passes[region] * writable(written, region, name, disruption, own.restored)
            found.append(self._store_meeting(disruption.store(region, name), takes))
            if written.consistency == "strong":
                found.append(self._agreed)
        read = self._system.store(operation.reads or "")
        if read is not None:
            restored = self._stores[read.name].restored
            answers = readable(read, region, name, disruption, restored)
            found.append(self._store_meeting(disruption.reads(region, name), answers))
        return found

    def _store_meeting(self, effect: Effect, takes: float) -> Meeting:
        if effect is NONE:
            return FINE if takes == 1.0 else Meeting(takes)
        found = meeting(effect, self._pace.store_timeout_s)
        in_time = 1.0 - later_than(effect.delays, self._pace.store_timeout_s)
        return Meeting(takes * in_time, found.held_s, found.delays)

    def _need_meeting(self, need: Dependency, region: str) -> Meeting:
        if need.kind == "external":
            return meeting(self._disruption.external(need.on), need.timeout_s)
        other = self._others.get(need.on)
        return other.meeting(region, need.timeout_s) if other is not None else FINE
