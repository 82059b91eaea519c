"""The faults that an experiment is going to inject, known and refused before it runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from chaoslib import substitute

from openline_drills.chaos import actions
from openline_drills.chaos._faults import all_written, dark, written
from openline_drills.measure import Disruption, disruption
from openline_drills.rehearsal._errors import BadInput
from openline_drills.world import CapabilityError, require
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
    for name, make in _injections(experiment, configuration, region):
        try:
            faults = make()
            require(faults)
            for fault in faults:
                refuse_in_part(fault)
        except (CapabilityError, ValueError, TypeError) as error:
            problems.append(f"method: {name}: {error}")
            continue
        found = (*_misplaced(faults, topology), *_too_short(faults, topology))
        problems += [f"method: {name}: {problem}" for problem in found]
        injected += faults
    if problems:
        raise BadInput(problems)
    return tuple(injected)


def refuse_in_part(fault: Fault) -> None:
    """The local AWS drops a call or carries it out. Raises `ValueError` for a share of calls."""
    if fault.share < 1.0:
        raise ValueError(
            f"share {fault.share:g} is not acted out in a rehearsal; leave it out: all is dropped"
        )


def _injections(
    experiment: Mapping[str, Any], configuration: Mapping[str, Any], region: str
) -> Iterator[tuple[str, Callable[[], list[Fault]]]]:
    for activity in experiment.get("method") or ():
        provider = activity.get("provider") or {}
        make = _INJECTING.get(str(provider.get("func")))
        if provider.get("module") == actions.__name__ and make is not None:
            given = substitute(provider.get("arguments") or {}, configuration, {})
            yield activity["name"], partial(make, given, region)


def _dark(given: Mapping[str, Any], region: str) -> list[Fault]:
    parameters = inspect.signature(actions.black_out_region).parameters
    words = {name: parameters[name].default for name in ("region", "duration", "mode")}
    words |= given
    return [dark(words["region"] or region, words["duration"], words["mode"])]


_INJECTING: Final[Mapping[str, Callable[[Mapping[str, Any], str], list[Fault]]]] = {
    actions.black_out_region.__name__: _dark,
    actions.inject_fault.__name__: lambda given, _: [written(given.get("fault") or {})],
    actions.inject_faults.__name__: lambda given, _: all_written(given.get("faults")),
}


def _misplaced(faults: Sequence[Fault], topology: Topology) -> Iterator[str]:
    known = [region.name for region in topology.regions]
    for region in sorted({f.selector.region for f in faults if f.selector.region} - {*known}):
        yield f"{topology.stack} is not in {region}; it is in {' and '.join(known)}"


def _too_short(faults: Sequence[Fault], topology: Topology) -> Iterator[str]:
    """What is injected together counts together: a real outage has short faults in it, too."""
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
