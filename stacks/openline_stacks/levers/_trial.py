"""One change tried: the program run again with it, and what comes of it forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from openline.declaration import DeclarationError
from openline_stacks.engine import EngineError
from openline_stacks.forecast import Disruption, forecast
from openline_stacks.levers._counts import Counts, counts, more
from openline_stacks.levers._missed import key, missed
from openline_stacks.levers._model import Lever, Missed, Replaced, Tried
from openline_stacks.preview import ResourceDiff, compare
from openline_stacks.recovery import ParameterError, parameters
from openline_stacks.sources import SourceError, Sources, declared_beside, planned
from openline_stacks.states import States, StatesError
from openline_stacks.topology import Topology, TopologyError, read

_REFUSALS: Final = (
    DeclarationError,
    EngineError,
    ParameterError,
    SourceError,
    StatesError,
    TopologyError,
)
_IDLE: Final = "nothing of the stack changes by it"
# What a declaration says and no resource does. Every other lever moves a resource, or nothing: a
# program in plain pulumi-aws makes the same whatever is declared.
_SAID: Final = frozenset({"decision", "capacity.starts_in"})


@dataclass(frozen=True, slots=True)
class Question:
    """A stack, and the outages that it is asked about. `overrides` as after `--set`, `figures` as
    after `--parameter`."""

    sources: Sources
    disruptions: tuple[Disruption, ...]
    overrides: Mapping[str, str]
    figures: Mapping[str, str]
    trials: int
    seed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The stack as it is, against which a change is held."""

    topology: Topology
    states: States
    counts: Counts
    missed: tuple[Missed, ...]


def stands(question: Question) -> tuple[Topology, States]:
    """Raises whatever reading a source raises."""
    return _planned(question, ())


def tried(question: Question, standing: Standing, levers: tuple[Lever, ...]) -> Tried:
    """`refused` where the stack cannot be so, in the words of whatever refuses it."""
    sets = tuple(pair for lever in levers for pair in lever.sets)
    try:
        topology, states = _planned(question, sets)
        diff = compare(standing.states, states)
        made = bool(diff.changes) or all(lever.kind in _SAID for lever in levers)
        if not made or _alike(topology, standing.topology):
            return Tried(levers, refused=_IDLE)
        found = forecast(
            topology,
            question.disruptions,
            parameters(topology, question.figures),
            trials=question.trials,
            seed=question.seed,
            knock_outs=False,
        )
    except _REFUSALS as error:
        return Tried(levers, refused=_first_line(error))
    before = {key(one) for one in standing.missed}
    after = missed(found)
    replaces = _replaced(diff)
    return Tried(
        levers,
        missed=tuple(one for one in after if key(one) in before),
        newly=tuple(one for one in after if key(one) not in before),
        cost=more(standing.counts, counts(topology, states), len({r.urn for r in replaces})),
        replaces=replaces,
    )


def _planned(question: Question, sets: tuple[tuple[str, str], ...]) -> tuple[Topology, States]:
    overrides = {**question.overrides, **dict(sets)}
    states = planned(question.sources, overrides=overrides)
    return read(states, declared_beside(question.sources, states, overrides)), states


def _alike(one: Topology, other: Topology) -> bool:
    """The declaration's own digest is no part of what the stack is."""
    return replace(one, declaration_digest="") == replace(other, declaration_digest="")


def _first_line(error: Exception) -> str:
    """A declaration's mistake is behind the error of the program that read it."""
    cause: BaseException | None = error
    seen: list[BaseException] = []
    while cause is not None and cause not in seen:
        if isinstance(cause, DeclarationError):
            return str(cause).splitlines()[0]
        seen.append(cause)
        cause = cause.__cause__
    return (str(error).splitlines() or ["it cannot be read"])[0]


def _replaced(diff: ResourceDiff) -> tuple[Replaced, ...]:
    return tuple(
        Replaced(change.urn, change.type, change.name, reason.path, reason.replaces or "")
        for change in diff.changes
        if change.op == "replace"
        for reason in change.reasons[:1]
    )
