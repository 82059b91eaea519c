"""What is missed, what could be changed, and what came of trying it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Measure = Literal["RTO", "RPO"]
Kind = Literal["region", "zone"]


@dataclass(frozen=True, slots=True)
class Missed:
    """A target that would not be met: of an operation (RTO) or a store (RPO) under one disruption.
    `p95_s` None: not before the fault lifts."""

    disruption: str
    kind: Kind
    system: str
    name: str
    measure: Measure
    target_s: float
    p95_s: float | None


@dataclass(frozen=True, slots=True)
class Lever:
    """One kind of change, on every system that it is for. `sets`: as `--set` takes them. `asks`:
    what it costs that no count shows, "" where nothing."""

    kind: str
    what: str
    sets: tuple[tuple[str, str], ...]
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What there is more of, below zero: less. `instances`: that run all the time. `copied_per_s`:
    writes a second that go to another region, at peak. `resources`: of the cloud, in all."""

    replaced: int = 0
    instances: int = 0
    fronts: int = 0  # distributions and accelerators
    copied_per_s: float = 0.0
    checks: int = 0
    resources: int = 0

    @property
    def order(self) -> tuple[float, ...]:
        """Cheaper first. Without prices, which differ by account and day, it goes by what usually
        weighs most: a replacement, then what is paid by the hour, then what is paid by use."""
        return (
            self.replaced,
            self.instances,
            self.fronts,
            self.copied_per_s,
            self.checks,
            self.resources,
        )


@dataclass(frozen=True, slots=True)
class Replaced:
    """A resource that the change deletes and makes anew, by which property and why."""

    urn: str
    type: str
    name: str
    property: str
    why: str


@dataclass(frozen=True, slots=True)
class Tried:
    """`missed`: what is still missed, in the order of the question. `newly`: what was met and would
    no longer be. `refused`: why the stack cannot be so; nothing else is known then."""

    levers: tuple[Lever, ...]
    missed: tuple[Missed, ...] = ()
    newly: tuple[Missed, ...] = ()
    cost: Cost = Cost()
    replaces: tuple[Replaced, ...] = ()
    refused: str | None = None

    @property
    def meets(self) -> bool:
        return self.refused is None and not self.missed and not self.newly

    @property
    def sets(self) -> tuple[tuple[str, str], ...]:
        return tuple(one for lever in self.levers for one in lever.sets)


@dataclass(frozen=True, slots=True)
class WhatWouldMeet:
    """`missed`: what there is to mend. `singles`: what would mend it first, cheapest first, then
    what helps, then the rest. `pair`: the cheapest of two changes; None: none was found, or one
    change is no dearer. `unsure`: targets of which nobody can say whether they are met."""

    stack: str
    trials: int
    seed: int
    missed: tuple[Missed, ...]
    singles: tuple[Tried, ...] = ()
    pair: Tried | None = None
    pairs_tried: int = 0
    unsure: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is nothing to mend, or something that mends it."""
        found = (*self.singles, *((self.pair,) if self.pair else ()))
        return not self.missed or any(one.meets for one in found)
