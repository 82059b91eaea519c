"""The stand: a stack as its own program makes it, in the local AWS, read back and understood."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, Final

import boto3

from openline.contract import TYPES_DECLARED
from openline.declaration import (
    Declaration,
    findings,
    from_canonical,
    notes,
    overriding,
)
from openline_drills.observations import Event
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._interrupts import Interrupts
from openline_drills.rehearsal._programs import find_stack, told_plainly
from openline_drills.rehearsal._refusals import refuse_what_aws_would, rules_first
from openline_drills.rehearsal._session import Session
from openline_drills.rehearsal._settings import Resolved
from openline_drills.rehearsal._trying import TRY
from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.recovery import Parameters, parameters
from openline_stacks.sources import account_of, declared_beside, made
from openline_stacks.states import States
from openline_stacks.topology import Topology, read

# Ids of resources are drawn from this, so that they are the same for every seed and every day.
_CHANCE: Final = "stand"


class Stand:
    """Stands until it is closed; every session on it acts on the same local AWS."""

    def __init__(
        self,
        aws: LocalAws,
        topology: Topology,
        figures: Parameters,
        declared: str | None,
        notes: tuple[str, ...],
        made_again: tuple[str, ...],
        region: str,
        outputs: Mapping[str, Any],
        runbook: str | None,
        held: ExitStack,
    ) -> None:
        self.topology = topology
        self.parameters = figures
        self._declared = declared
        self.notes = notes
        self.made_again = made_again
        self.region = region
        self.runbook = runbook
        self._outputs = outputs
        self._aws = aws
        # made once, before anybody forks: a client costs as much as a quarter of an hour of a world
        session = boto3.Session()
        self._triers = {
            each.name: session.client("dynamodb", region_name=each.name, config=TRY)
            for each in topology.regions
        }
        self._held = held

    @property
    def findings(self) -> tuple[str, ...]:
        """What the declaration asks for and cannot get. Without lines of the file: they change with
        the order of the systems, and the result must not."""
        if self._declared is None:
            return ()
        return tuple(str(finding) for finding in findings(from_canonical(self._declared)))

    @property
    def declaration(self) -> Mapping[str, Any] | None:
        """With its defaults filled in; None where the stack does not carry it."""
        return None if self._declared is None else json.loads(self._declared)

    @property
    def not_emulated(self) -> tuple[str, ...]:
        """Inputs that the local AWS takes and does not act out, a line each."""
        return tuple(
            f"{entry.urn.rpartition('::')[2]}.{entry.property}: {entry.why}"
            for entry in self._aws.not_emulated
        )

    def session(
        self,
        seed: int,
        interrupts: Interrupts,
        *,
        knock_out: str | None = None,
        watched: bool = False,
        on_event: Callable[[Event], None] | None = None,
    ) -> Session:
        """One seed, not started yet. `watched`: somebody reads what its activities answer."""
        return Session(
            aws=self._aws,
            triers=self._triers,
            topology=self.topology,
            parameters=self.parameters,
            region=self.region,
            outputs=self._outputs,
            runbook=self.runbook,
            seed=seed,
            knock_out=knock_out,
            interrupts=interrupts,
            watched=watched,
            on_event=on_event,
        )

    def close(self) -> None:
        self._held.close()


def stand_up(settings: Resolved) -> Stand:
    """Run the stack's programs into a local AWS, make there what an export records, and read it
    back.

    Raises `BadInput`: no such stack, a declaration or a program with mistakes, a resource that is
    refused, a region or a parameter that does not exist.
    """
    sources = find_stack(settings.stack)
    with ExitStack() as stack, told_plainly():
        aws = stack.enter_context(LocalAws(account=account_of(sources, settings.set)))
        with overriding(dict(settings.set)), rules_first(sources.programs, aws):
            with sealed_chance(_CHANCE), SealedWall():
                states = made(sources, aws, overrides=settings.set)
            if sources.programs:
                refuse_what_aws_would(states)
        declaration = declared_beside(sources, states, settings.set)
        topology = read(states, declaration)
        figures = parameters(topology, settings.parameters)
        region = _region(topology, settings.region)
        declared = _declared(states, declaration)
        said = _notes(states, declaration)
        outputs = json.loads(json.dumps(states.stack_outputs, default=str))
        again = tuple(file.name for file in sources.files)
        held = stack.pop_all()
        return Stand(
            aws, topology, figures, declared, said, again, region, outputs, settings.runbook, held
        )
    raise AssertionError("unreachable: what is told plainly is raised")


def _region(topology: Topology, wanted: str | None) -> str:
    known = [region.name for region in topology.regions]
    if wanted is None:
        return topology.home
    if wanted not in known:
        right = f"{topology.stack} has {' and '.join(known)}"
        raise BadInput([f"region {wanted}: the stack is not there; {right}"])
    return wanted


def _declared(states: States, beside: Declaration | None) -> str | None:
    """The declaration's canonical text, as the stack's component has it, or the file beside it."""
    for state in states.of_type(*TYPES_DECLARED):
        text = state.inputs.get("declaration")
        if isinstance(text, str):
            return text
    return None if beside is None else beside.canonical_json()


def _notes(states: States, beside: Declaration | None) -> tuple[str, ...]:
    """What was decided when the declaration was read: its canonical text no longer tells."""
    for state in states.of_type(*TYPES_DECLARED):
        said = state.inputs.get("notes")
        return tuple(map(str, said)) if isinstance(said, list | tuple) else ()
    return () if beside is None else notes(beside)
