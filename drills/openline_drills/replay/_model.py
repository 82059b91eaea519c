"""What a replay says. Times are seconds after the outage began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openline_drills.rehearsal import Outcome
from openline_drills.replay._outages import Outage


@dataclass(frozen=True, slots=True)
class Span:
    """A time below the level; `lowest` is the smallest share answered well in a window of it."""

    from_s: float
    to_s: float
    lowest: float


@dataclass(frozen=True, slots=True)
class Below:
    """One operation over the day; no spans where it was at its level throughout. `below_s`: all of
    them together."""

    system: str
    operation: str
    critical: bool
    spans: tuple[Span, ...]
    below_s: float
    lost_requests: float
    recovered_by: str | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether a system's health check saw the outage. `path`: what it asks for."""

    system: str
    path: str
    every_s: float
    seen_s: float | None
    decided_s: float | None


@dataclass(frozen=True, slots=True)
class Blind:
    """Something that could not see or could not act from `from_s` to `to_s`, and why."""

    what: str
    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Gain:
    """The seconds below its level, of one operation: as it was and with what would have helped."""

    system: str
    operation: str
    before_s: float
    after_s: float


@dataclass(frozen=True, slots=True)
class Help:
    """A step made instant, or a declaration edited. `gains` may be losses. `problem`: why an edit
    is not possible on this stack."""

    kind: Literal["knock-out", "edit"]
    title: str
    gains: tuple[Gain, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """`region`: where it was replayed; another than the outage's own where the stack is not there.
    `below`: of the median seed, by system and operation. `first`: what was below its level first.
    """

    outage: Outage
    region: str
    outcome: Outcome
    below: tuple[Below, ...]
    first: tuple[Below, ...]
    sights: tuple[Sight, ...]
    blind: tuple[Blind, ...]
    helps: tuple[Help, ...]
