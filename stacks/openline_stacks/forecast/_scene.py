"""What every part of one computation shares: the stack, its figures, the faults and their times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from openline_stacks.forecast._broken import Broken
from openline_stacks.forecast._model import Disruption, Step
from openline_stacks.forecast._vector import Each, Flags, Floats, drawn
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
    the lift is asked for; `taken_over`: and when stores that promise an RPO are taken over, be it
    later. `apart`: scenes that are worked out side by side, each with the columns
    of its trials (`together`)."""

    topology: Topology
    parameters: Parameters
    disruption: Disruption
    trials: int
    seed: int
    steps: tuple[Step | None, ...] = (None,)
    to_lift: bool = False
    taken_over: bool = False
    apart: tuple[Scene, ...] = ()
    known: dict[tuple[int, ...], Broken] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def width(self) -> int:
        return self.trials * len(self.steps) * max(1, len(self.apart))

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
        luck = uniforms(self.seed, system, purpose, self.trials * each)
        return np.tile(luck.reshape(self.trials, each), (self.width // self.trials, 1))

    # -- what may differ from column to column

    def each(self, what: Callable[[Scene], float]) -> Each:
        """What every scene says that is worked out here, in its columns."""
        found = [what(one) for one in self.apart or (self,)]
        if found.count(found[0]) == len(found):
            return found[0]
        return np.repeat(np.array(found), self.trials)

    def figure(self, name: str) -> Each:
        if name not in self._figures:
            self._figures[name] = self.each(lambda one: one.parameters.value(name))
        return self._figures[name]

    @cached_property
    def _figures(self) -> dict[str, Each]:
        return {}

    def drawn(self, name: str, u: Floats) -> Floats:
        """The values of a figure that shares u of all draws lie below, by column."""
        own = [one.parameters.get(name).distribution for one in self.apart or (self,)]
        if own.count(own[0]) == len(own):
            return drawn(own[0], u)
        parts = np.split(u, len(own))
        return np.concatenate([drawn(one, part) for one, part in zip(own, parts, strict=True)])

    @cached_property
    def fault_s(self) -> float:
        taking = [f.from_s for f in self.disruption.faults if takes_region(f)]
        return min(taking, default=0.0)

    def loses_a_zone(self, region: str) -> bool:
        """Then it is its own survivor."""
        return any(
            fault.selector.zone is not None and fault.selector.region == region
            for fault in self.disruption.faults
        )

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
            return self.last_s
        # the last window closes when nobody who was offered in it can be answered in time any more
        operations = (o for system in self.topology.systems for o in system.operations)
        return self.lift_s + max(o.good.within_s for o in operations) + 2.0 * self.tick_s

    @cached_property
    def last_s(self) -> float:
        """The end of all that is ever looked at."""
        return self.lift_s + self.parameters.value("after_lift_s")

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

    def holds_s(self, system: System, place: int) -> Each:
        """How long clients of that population stay with an answer, by column."""

        def hold_s(one: Scene) -> float:
            return one.hold_s(system, self._own(one, system).populations[place].hold_s)

        return self.each(hold_s)

    def shares(self, system: System) -> Floats:
        """By population, and by column where they differ."""

        def share(place: int) -> Each:
            return self.each(lambda one: self._own(one, system).populations[place].share)

        found = [share(place) for place in range(len(system.populations))]
        width = max((np.size(each) for each in found), default=1)
        return np.array([np.broadcast_to(each, (width,)) for each in found])

    def _own(self, one: Scene, system: System) -> System:
        return system if one is self else one.topology.system(system.name)

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


# What the parts of a computation ask a scene for by column. Any other figure shapes them, as the
# number of checkers does, or the hour at which a balancer takes a zone out.
BY_COLUMN: Final = frozenset(
    {
        "accelerator.moves_s",
        "autoscaling.alarm_s",
        "autoscaling.first_check_s",
        "autoscaling.scale_in_s",
        "autoscaling.scale_in_share",
        "balancer.doubles_s",
        "balancer.start_per_s",
        "cache.cold_share",
        "cache.cools_s",
        "cache.warms_s",
        "capacity.slots_s",
        "checker.publication_s",
        "dns.tail_hold_s",
        "dns.tail_share",
        "dns.target_every_s",
        "dns.target_fails_count",
        "edge.keep_alive_s",
        "edge.time_s",
        "failover.decision_s",
        "launch.jitter_s",
        "launch.quota_count",
        "overload.bound_s",
        "overload.refusal_cost_share",
        "service.regional_rtt_s",
        "service.time_s",
        "store.timeout_s",
        "strong.write_s",
        "switch.delay_s",
    }
)


def together(scenes: Sequence[Scene]) -> Scene:
    """Side by side in one computation: scenes that differ in figures `BY_COLUMN` alone, and in what
    the declaration says of these. A figure that differs cannot be asked for as if it did not."""
    first, *others = scenes
    if not others:
        return first
    same = {
        name: one
        for name, one in first.parameters.by_name.items()
        if all(other.parameters.get(name) == one for other in others)
    }
    figures = Parameters(same, first.parameters.overridden)
    return replace(first, parameters=figures, apart=tuple(scenes), known={})


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
