"""Stands a stack up, fails it over, and asks the engine what the next `up` would do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from openline.contract import TYPE_FLEET, TYPE_ROUTING
from openline.declaration import overriding
from openline_stacks.aftermath._model import Aftermath, Difference, Failover
from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import Outcome, Stack
from openline_stacks.moving import Moved, fail_over
from openline_stacks.sources import (
    SourceError,
    Sources,
    account_of,
    declared_beside,
    named_outputs,
)
from openline_stacks.states import ResourceState, States, Value, merged
from openline_stacks.topology import Switch, System, Topology, read

_CHANCE: Final = "aftermath"
_LATCHES: Final = {
    "ignore": "a datapoint, which no program holds; without data the alarm keeps its state",
    "breaching": "the program says so: without data the alarm stays",
}
_SIZES: Final = ("minSize", "maxSize")
_SERVING: Final = ("primary", "standby", "active")


def after_failover(sources: Sources, overrides: Mapping[str, str] | None = None) -> Aftermath:
    """Raises `SourceError` for what is no program, or has nobody to fail over to, and what the
    engine and the readers raise."""
    if sources.files or not sources.programs:
        raise SourceError(
            f"stack {sources.text}: what an `up` would do is for its program to say; give the "
            "folder of the program, not what Pulumi wrote"
        )
    first = _failed_over(sources, dict(overrides or {}), None)
    others = [_failed_over(sources, dict(overrides or {}), lost) for lost in first.others]
    failovers = (first.failover, *(other.failover for other in others))
    return Aftermath(first.resources, failovers)


@dataclass(frozen=True, slots=True)
class _Once:
    """`others`: regions that serve as well and can be lost in their turn."""

    resources: int
    failover: Failover
    others: tuple[str, ...]


def _failed_over(sources: Sources, overrides: Mapping[str, str], lost: str | None) -> _Once:
    """Stood up anew, so that nothing of another failover is in it. `lost`: the primary."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        aws = held.enter_context(LocalAws(account=account_of(sources, overrides)))
        held.enter_context(overriding(overrides))
        held.enter_context(sealed_chance(_CHANCE))
        held.enter_context(SealedWall())
        stacks, states = _stood(sources, aws, folder)
        topology = read(states, declared_beside(sources, states, overrides))
        if not [one for one in topology.regions[1:] if one.role in _SERVING]:
            raise SourceError(
                f"stack {sources.text}: it serves from {topology.primary} alone; there is no "
                "failover to come after"
            )
        lost = lost or topology.primary
        moved = fail_over(topology, aws.client, lost)
        differences = [one for stack in stacks for one in _differences(stack, states)]
        differences += _latched(topology, states, moved, lost)
    ordered = sorted(differences, key=lambda one: (not one.undone, one.name, one.property))
    active = [one.name for one in topology.regions if one.role == "active"]
    others = tuple(name for name in active if name != lost)
    return _Once(len(states.resources), Failover(lost, moved, tuple(ordered)), others)


def _stood(sources: Sources, aws: LocalAws, folder: Path) -> tuple[list[Stack], States]:
    """Each program with a state of its own; each reads the outputs of those before it."""
    stacks: list[Stack] = []
    parts: list[States] = []
    references: dict[str, Mapping[str, Value]] = {}
    for number, program in enumerate(sources.programs):
        file = folder / f"{number}.json"
        stack = Stack(program, aws.resources, file, references=dict(references))
        parts.append(stack.up().states)
        references |= named_outputs(program, parts[-1])
        stacks.append(stack)
    return stacks, merged(parts)


@dataclass(frozen=True, slots=True)
class _Sides:
    """One resource: as AWS has it, and as the program would leave it."""

    there: ResourceState
    after: ResourceState | None


def _differences(stack: Stack, before: States) -> Iterator[Difference]:
    looked, planned = stack.refresh(), stack.preview()
    taken_back = {step.urn: step for step in planned.changes}
    there, after = looked.states.by_urn(), planned.states.by_urn()
    stood = before.by_urn()
    for step in looked.changes:
        if step.operation == "delete":  # gone from the cloud, and made anew by the next `up`
            continue
        sides = _Sides(there[step.urn], after.get(step.urn))
        back = taken_back.get(step.urn)
        for path in step.paths:
            yield _difference(sides, path, undone=back is not None and _covers(back.paths, path))
    yield from _made_anew(looked, after)
    for urn, state in there.items():
        if urn in after:
            yield from _never_said(_Sides(state, after[urn]), stood[urn])


def _never_said(sides: _Sides, stood: ResourceState) -> Iterator[Difference]:
    """What the program leaves to AWS, and ignores should AWS tell it."""
    there, after = sides.there, sides.after
    for key in after.ignored if after is not None else ():
        said = key in there.inputs
        if not said and stood.outputs.get(key) != there.outputs.get(key):
            found = _difference(sides, key, undone=False)
            yield replace(found, there=_text(there.outputs.get(key)))


def _made_anew(looked: Outcome, after: Mapping[str, ResourceState]) -> Iterator[Difference]:
    for step in looked.changes:
        state = after.get(step.urn)
        if step.operation == "delete" and state is not None:
            why = "it is not there any more and would be made again"
            yield Difference(
                step.urn, state.type, state.name, "", None, None, True, why, state.source
            )


def _difference(sides: _Sides, path: str, *, undone: bool) -> Difference:
    there, after = sides.there, sides.after
    root = path.partition(".")[0].partition("[")[0]
    ignored = after is not None and _covers(after.ignored, path)
    if undone:
        why = (
            f"{_remedy(there, root)} before the next `up`, or let the resource ignore changes of "
            f"{root} (ignore_changes)"
        )
    elif ignored:
        why = "ignoreChanges"
    else:
        why = "the program says nothing else"
    hidden = root in there.secrets or path != root
    return Difference(
        urn=there.urn,
        type=there.type,
        name=there.name,
        property=path,
        there=None if hidden else _text(there.inputs.get(path)),
        declared=None if hidden or after is None else _text(after.inputs.get(path)),
        undone=undone,
        why=why,
        at=after.source if after is not None else None,
    )


def _remedy(state: ResourceState, root: str) -> str:
    """Of a fleet of ours the program need not be changed: it takes who serves as configuration."""
    if root in _SIZES and f"{TYPE_FLEET}$" in state.urn:
        return f"say that {state.region} serves (serving_region)"
    return "say it in the program"


def _covers(paths: tuple[str, ...], path: str) -> bool:
    """Whether one of them is it, is above it or is below it."""
    return any(one == "*" or one == path or _above(one, path) or _above(path, one) for one in paths)


def _above(one: str, other: str) -> bool:
    return other.startswith((f"{one}.", f"{one}["))


def _text(value: Any) -> str:
    return "none" if value is None else str(value)


def _latched(
    topology: Topology, states: States, moved: tuple[Moved, ...], lost: str
) -> Iterator[Difference]:
    """The switches: what a program holds of each is an alarm, never the datapoint."""
    by_urn = states.by_urn()
    for one in moved:
        switch = _flipped(topology.system(one.system), lost)
        if switch is None:
            continue
        alarm = by_urn[switch.alarm]
        missing = str(alarm.inputs.get("treatMissingData", "missing"))
        latches = missing in _LATCHES
        held = f"say that {switch.region} serves (serving_region), or " if _ours(alarm) else "say "
        forgets = f"without data the alarm goes back (treatMissingData is {missing}); {held}"
        why = _LATCHES.get(missing, f'{forgets}"ignore" so that one datapoint holds')
        yield Difference(
            urn=alarm.urn,
            type=alarm.type,
            name=alarm.name,
            property=f"{switch.namespace} {switch.metric}",
            there="switched over",
            declared=None,
            undone=not latches,
            why=why,
            at=alarm.source,
        )


def _ours(alarm: ResourceState) -> bool:
    return f"{TYPE_ROUTING}$" in alarm.urn


def _flipped(system: System, lost: str) -> Switch | None:
    switch = system.switch_away(lost)
    return switch if switch is not None and switch.region != lost else None
