"""What is written down while reading: where each field came from, and what made no sense."""

from __future__ import annotations

from dataclasses import dataclass, field

from openline_stacks.states import ResourceState
from openline_stacks.topology._model import NotUnderstood, Source


@dataclass(slots=True)
class Notes:
    """One reading's. `stack_urn` stands for what only the declaration says; "" without a stack."""

    stack_urn: str
    sources: dict[str, Source] = field(default_factory=dict)
    doubts: set[NotUnderstood] = field(default_factory=set)
    systems: dict[str, SystemNotes] = field(default_factory=dict)

    def of(self, system: str) -> SystemNotes:
        return self.systems.setdefault(system, SystemNotes(self, system))

    def sorted_doubts(self) -> tuple[NotUnderstood, ...]:
        return tuple(sorted(self.doubts, key=lambda d: (d.urn, d.property, d.why)))


@dataclass(slots=True)
class SystemNotes:
    """One system's. Whatever is doubted is on its path: a verdict must know that it rests on it."""

    notes: Notes
    system: str
    path: list[str] = field(default_factory=list)

    def passed(self, *states: ResourceState) -> None:
        for state in states:
            if state.urn not in self.path:
                self.path.append(state.urn)

    def took(self, field_: str, state: ResourceState, property_: str) -> None:
        self.notes.sources[f"systems.{self.system}.{field_}"] = Source(state.urn, property_)

    def doubt(self, state: ResourceState | None, property_: str, why: str) -> None:
        """`state` None: what is missing is only known from the declaration."""
        urn = state.urn if state is not None else self.notes.stack_urn
        if urn not in self.path:
            self.path.append(urn)
        self.notes.doubts.add(NotUnderstood(urn, property_, why))
