"""The faults that an experiment is going to inject, known and refused before it runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from chaoslib import substitute

from openline_drills.chaos import actions
from openline_drills.chaos._faults import all_written, dark, surging, unknown_calls, written
from openline_drills.chaos._places import Places, all_placed, placed, places_of
from openline_drills.measure import Disruption, disruption
from openline_drills.rehearsal._errors import BadInput
from openline_drills.world import CapabilityError, require
from openline_stacks.cloud.planes import HOMES
from openline_stacks.recovery import Fault
from openline_stacks.topology import Topology

# Beyond the largest target the fault has to hold so long that a miss shows as one (design).
_MARGIN_S: Final = 15 * 60.0


def planned_faults(
    experiment: Mapping[str, Any], configuration: Mapping[str, Any], topology: Topology, region: str
) -> tuple[Fault, ...]:
    """Raises `BadInput` for a fault that makes no sense, that cannot be acted out here, that takes
    away a region that the stack is not in, or that is too short to judge the targets by."""
    injected: list[Fault] = []
    problems: list[str] = []
    places = places_of(topology, region)
    for name, make in _injections(experiment, configuration, places):
        try:
            faults = make()
            require(faults)
        except (CapabilityError, ValueError, TypeError) as error:
            problems.append(f"method: {name}: {str(error).replace('faults[0]', 'fault')}")
            continue
        found = [problem for fault in faults for problem in _problems(fault, topology)]
        problems += [f"method: {name}: {problem}" for problem in found]
        injected += faults
    if injected and not problems:
        problems += [f"method: {problem}" for problem in _too_short(injected, topology)]
    if problems:
        raise BadInput(problems)
    return tuple(injected)


def faults_of(
    experiment: Mapping[str, Any], configuration: Mapping[str, Any], places: Places
) -> Iterator[Fault]:
    """In the order in which they are injected. Raises `ValueError` or `TypeError`."""
    for _, make in _injections(experiment, configuration, places):
        yield from make()


def goes_as_usual(experiment: Mapping[str, Any]) -> bool:
    """Whether the method takes away what it does at once, and then fails everything over: what the
    world does by itself, too."""
    providers = [activity.get("provider") or {} for activity in experiment.get("method") or ()]
    ours = [str(p.get("func")) for p in providers if p.get("module") == actions.__name__]
    switches = [p for p in providers if p.get("func") == actions.switch_over.__name__]
    everything = len(switches) == 1 and not (switches[0].get("arguments") or {}).get("groups")
    return everything and sum(func in _INJECTING for func in ours) == 1


def _injections(
    experiment: Mapping[str, Any], configuration: Mapping[str, Any], places: Places
) -> Iterator[tuple[str, Callable[[], list[Fault]]]]:
    for activity in experiment.get("method") or ():
        provider = activity.get("provider") or {}
        make = _INJECTING.get(str(provider.get("func")))
        if provider.get("module") == actions.__name__ and make is not None:
            given = substitute(provider.get("arguments") or {}, configuration, {})
            yield activity["name"], partial(make, given, places)


def _dark(given: Mapping[str, Any], places: Places) -> list[Fault]:
    words = _words(actions.black_out_region, given)
    return [dark(words["region"] or places.lost, words["duration"], words["mode"])]


def _surging(given: Mapping[str, Any], _: Places) -> list[Fault]:
    words = _words(actions.surge_demand, given)
    return [surging(words["system"], words["times"], words["duration"])]


def _words(action: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What an activity calls an action with, defaults filled in."""
    parameters = inspect.signature(action).parameters
    own = (name for name in parameters if name not in ("configuration", "secrets"))
    return {name: parameters[name].default for name in own} | dict(given)


def _one(given: Mapping[str, Any], places: Places) -> list[Fault]:
    return [written(placed(given.get("fault") or {}, places))]


def _several(given: Mapping[str, Any], places: Places) -> list[Fault]:
    return all_written(all_placed(given.get("faults"), places))


_INJECTING: Final[Mapping[str, Callable[[Mapping[str, Any], Places], list[Fault]]]] = {
    actions.black_out_region.__name__: _dark,
    actions.surge_demand.__name__: _surging,
    actions.inject_fault.__name__: _one,
    actions.inject_faults.__name__: _several,
}


def _problems(fault: Fault, topology: Topology) -> Iterator[str]:
    known = [region.name for region in topology.regions]
    selected = fault.selector.region
    if selected is not None and selected not in known and selected not in HOMES:
        yield f"{topology.stack} is not in {selected}; it is in {' and '.join(known)}"
    if fault.peer is not None and fault.peer not in known:
        yield f"peer: {topology.stack} is not in {fault.peer}; it is in {' and '.join(known)}"
    yield from _unknown_zone(fault, topology)
    yield from _unknown_system(fault, topology)
    yield from unknown_calls(fault)


def _unknown_zone(fault: Fault, topology: Topology) -> Iterator[str]:
    where = fault.selector
    for region in topology.regions:
        if region.name == where.region and where.zone not in (None, *region.zones):
            there = f"{topology.stack} is in {' and '.join(region.zones)} there"
            yield f"selector.zone: no zone of {region.name} is called {where.zone}; {there}"


def _unknown_system(fault: Fault, topology: Topology) -> Iterator[str]:
    names = {system.name for system in topology.systems}
    outside = {need.on for system in topology.systems for need in system.needs} - names
    if fault.selector.system not in (None, *names, *outside):
        there = ", ".join(sorted(names | outside))
        yield f"selector.system: nothing is called {fault.selector.system}; there are: {there}"


def _too_short(faults: Sequence[Fault], topology: Topology) -> Iterator[str]:
    """What is injected counts together: a real outage has short faults in it, too. Faults of other
    activities begin later, which only makes it last longer."""
    lasts_s = max(fault.to_s for fault in faults) - min(fault.from_s for fault in faults)
    largest_s = _largest_target_s(topology, disruption(faults))
    if lasts_s < largest_s + _MARGIN_S:
        yield (
            f"a fault of {lasts_s:g} s is too short to judge a target of {largest_s:g} s by; it "
            f"must last {largest_s + _MARGIN_S:g} s or longer (the largest target and 15 minutes)"
        )


def _largest_target_s(topology: Topology, disrupted: Disruption) -> float:
    return max(
        (
            objective.rto_s
            for system in topology.systems
            for operation in system.operations
            for objective in operation.objectives
            if objective.disruption == disrupted
        ),
        default=0.0,
    )
