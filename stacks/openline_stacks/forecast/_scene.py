"""What every part of one computation shares: the stack, its figures, the faults and their times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._model import Disruption, Step
from openline_stacks.forecast._vector import Flags, Floats
from openline_stacks.recovery import Parameters, takes_region, uniforms
from openline_stacks.topology import System, Topology

# The coarsest step of which everything that clients do is a whole multiple.
_STEPS_S: Final = (1.0, 0.5)
_FINEST_S: Final = 0.25


@dataclass(frozen=True)
class Scene:
    """Times are seconds from the first injection; recovery is counted from `fault_s`, when a region
    is lost or, where none is, at once. Columns are the trials, once for each of `steps` with that
    step made instant and all luck the same; None: as they are. `to_lift`: only what happens up to
    the lift is asked for."""

    topology: Topology
    parameters: Parameters
    disruption: Disruption
    trials: int
    seed: int
    steps: tuple[Step | None, ...] = (None,)
    to_lift: bool = False
    known: dict[tuple[int, ...], Broken] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def width(self) -> int:
        return self.trials * len(self.steps)

    def columns(self, step: Step | None) -> slice:
        """The trials with a step made instant."""
        first = self.trials * self.steps.index(step)
        return slice(first, first + self.trials)

    def without(self, step: Step) -> Flags:
        """The columns in which a step is instant."""
        found = np.zeros(self.width, dtype=bool)
        if step in self.steps:
            found[self.columns(step)] = True
        return found

    def luck(self, system: str, purpose: str, each: int = 1) -> Floats:
        """By column so many uniforms: a trial's own, whatever is made instant, and however many
        trials there are."""
        drawn = uniforms(self.seed, system, purpose, self.trials * each)
        return np.tile(drawn.reshape(self.trials, each), (len(self.steps), 1))

    @cached_property
    def fault_s(self) -> float:
        taking = [f.from_s for f in self.disruption.faults if takes_region(f)]
        return min(taking, default=0.0)

    @cached_property
    def lost(self) -> str | None:
        """The region that is lost; of several the first."""
        taking = [f for f in self.disruption.faults if takes_region(f)]
        first = min(taking, key=lambda fault: fault.from_s, default=None)
        return None if first is None else first.selector.region

    @cached_property
    def lift_s(self) -> float:
        return max(min(f.to_s, f.expires_s) for f in self.disruption.faults)

    @cached_property
    def end_s(self) -> float:
        if not self.to_lift:
            return self.lift_s + self.parameters.value("after_lift_s")
        # the last window closes when nobody who was offered in it can be answered in time any more
        operations = (o for system in self.topology.systems for o in system.operations)
        return self.lift_s + max(o.good.within_s for o in operations) + 2.0 * self.tick_s

    @cached_property
    def tick_s(self) -> float:
        waits = set(_waits(self))
        return next((s for s in _STEPS_S if all(w % s == 0.0 for w in waits)), _FINEST_S)

    @cached_property
    def changes_s(self) -> tuple[float, ...]:
        """When faults begin or end."""
        ends = {min(f.to_s, f.expires_s) for f in self.disruption.faults}
        return tuple(sorted({f.from_s for f in self.disruption.faults} | ends))

    def broken(self, at_s: float) -> Broken:
        """By the faults that are active at an instant."""
        places = tuple(
            place
            for place, fault in enumerate(self.disruption.faults)
            if fault.from_s <= at_s < min(fault.to_s, fault.expires_s)
        )
        if places not in self.known:
            self.known[places] = Broken([self.disruption.faults[place] for place in places])
        return self.known[places]

    def hold_s(self, system: System, declared: float | None) -> float:
        """How long clients who hold an answer for so long (None: the TTL) stay with it."""
        entry = system.entry
        if entry is not None and entry.accelerator is not None:
            return 0.0
        # viewers of an edge hold its address, which never changes: the edge does the looking up
        if declared is not None and (entry is None or entry.edge is None):
            return declared
        hops = [] if entry is None else [hop for hop in entry.path if hop.kind == "dns"][-1:]
        own = [hop.ttl_s for hop in hops if hop.ttl_set_by == "declared"]
        return max(own, default=self.parameters.value("dns.alias_ttl_s"))

    def own_s(self, system: System) -> float:
        """What an answer takes without a queue: the service's own time, and the way there."""
        declared = [fleet.service_s for fleet in system.fleets if fleet.service_s is not None]
        service_s = max(declared, default=self.parameters.value("service.time_s"))
        return service_s + self.parameters.value("service.regional_rtt_s")

    def regions_of(self, system: System) -> list[str]:
        """Every region with a part of it: where clients are served when all is well first."""
        homes = list(dict.fromkeys(population.region for population in system.populations))
        targets = system.entry.targets if system.entry is not None else ()
        named = {fleet.region for fleet in system.fleets} | {target.region for target in targets}
        order = [region.name for region in self.topology.regions]
        rest = named - set(homes)
        return homes + [r for r in order if r in rest] + sorted(rest - set(order))


def _waits(scene: Scene) -> Iterator[float]:
    clients = scene.topology.clients
    yield from (clients.per_try_s, *backoffs_s(scene))
    for system in scene.topology.systems:
        for operation in system.operations:
            yield operation.good.window_s


def backoffs_s(scene: Scene) -> tuple[float, ...]:
    """Pauses before the second try, the third and so on: doubling up to the most."""
    clients = scene.topology.clients
    waits, wait_s = [], clients.backoff_first_s
    for _ in range(clients.tries - 1):
        waits.append(min(wait_s, clients.backoff_most_s))
        wait_s += wait_s
    return tuple(waits)
