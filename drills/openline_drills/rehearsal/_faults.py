"""The faults that an experiment is going to inject, known and refused before it runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from chaoslib import substitute

from openline_drills.chaos import actions
from openline_drills.chaos._faults import dark, written
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
    faults: list[Fault] = []
    problems: list[str] = []
    for name, make in _injections(experiment, configuration, region):
        try:
            fault = make()
            require([fault])
            refuse_in_part(fault)
        except (CapabilityError, ValueError, TypeError) as error:
            problems.append(f"method: {name}: {error}")
            continue
        problems += [f"method: {name}: {problem}" for problem in _problems(fault, topology)]
        faults.append(fault)
    if problems:
        raise BadInput(problems)
    return tuple(faults)


def refuse_in_part(fault: Fault) -> None:
    """The local AWS drops a call or carries it out. Raises `ValueError` for a share of calls."""
    if fault.share < 1.0:
        raise ValueError(
            f"share {fault.share:g} is not acted out in a rehearsal; leave it out: all is dropped"
        )


def _injections(
    experiment: Mapping[str, Any], configuration: Mapping[str, Any], region: str
) -> Iterator[tuple[str, Callable[[], Fault]]]:
    for activity in experiment.get("method") or ():
        provider = activity.get("provider") or {}
        if provider.get("module") != actions.__name__:
            continue
        given = substitute(provider.get("arguments") or {}, configuration, {})
        if provider.get("func") == actions.black_out_region.__name__:
            yield activity["name"], _dark(given, region)
        elif provider.get("func") == actions.inject_fault.__name__:
            yield activity["name"], _written(given)


def _dark(given: Mapping[str, Any], region: str) -> Callable[[], Fault]:
    parameters = inspect.signature(actions.black_out_region).parameters
    words = {name: parameters[name].default for name in ("region", "duration", "mode")}
    words |= given
    return lambda: dark(words["region"] or region, words["duration"], words["mode"])


def _written(given: Mapping[str, Any]) -> Callable[[], Fault]:
    return lambda: written(given.get("fault") or {})


def _problems(fault: Fault, topology: Topology) -> Iterator[str]:
    known = [region.name for region in topology.regions]
    selected = fault.selector.region
    if selected is not None and selected not in known:
        yield f"{topology.stack} is not in {selected}; it is in {' and '.join(known)}"
    largest_s = _largest_target_s(topology)
    if fault.to_s - fault.from_s < largest_s + _MARGIN_S:
        yield (
            f"a fault of {fault.to_s - fault.from_s:g} s is too short to judge a target of "
            f"{largest_s:g} s by; it must last {largest_s + _MARGIN_S:g} s or longer "
            "(the largest target and 15 minutes)"
        )


def _largest_target_s(topology: Topology) -> float:
    return max(
        (
            objective.rto_s
            for system in topology.systems
            for operation in system.operations
            for objective in operation.objectives
            if objective.disruption == "region"
        ),
        default=0.0,
    )
