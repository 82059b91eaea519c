"""One side of what is compared: what would be there, and what can be understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openline.declaration import Declaration
from openline_stacks.preview._apart import StandIns
from openline_stacks.rules import Finding as BrokenRule
from openline_stacks.rules import check
from openline_stacks.sources import Sources, declared_beside
from openline_stacks.states import States
from openline_stacks.topology import Topology, TopologyError, read

Told = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Side:
    """`topology` None: it cannot be understood, `why_not` says why. `broken`: the rules it breaks.
    `told`: what Pulumi's own preview said it replaces. `declared`: the declaration beside it, where
    it holds none itself. `stand_ins`: URN -> inputs, with texts for what only the cloud can tell;
    None of a file, of a program that does not take them (`no_stand_ins` says why), and where
    nothing is to be compared by them."""

    name: str
    states: States
    topology: Topology | None = None
    why_not: str = ""
    broken: tuple[BrokenRule, ...] = ()
    told: Told | None = None
    declared: Declaration | None = None
    stand_ins: StandIns | None = None
    no_stand_ins: str = ""


def understood(name: str, sources: Sources, states: States, overrides: Mapping[str, str]) -> Side:
    """Raises `DeclarationError`."""
    declared = declared_beside(sources, states, overrides)
    side = Side(name, states, broken=check(states, beside=declared), declared=declared)
    try:
        return replace(side, topology=read(states, declared))
    except TopologyError as error:
        return replace(side, why_not=str(error))
