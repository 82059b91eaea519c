"""What the template is given: every figure in words, and no figure of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from openline_drills.pages._map import Panel, Served
from openline_drills.result import Details, FigureModel, KeptRun, Result

MARKS: Final = {"would meet": "✓", "would miss": "✗", "inconclusive": "?", None: "–"}
TONES: Final = {"would meet": "good", "would miss": "bad", "inconclusive": "doubt", None: "none"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A tile or a line of a list: what, how much, and what to hold it against."""

    what: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the table of targets."""

    system: str
    name: str
    anchor: str | None
    critical: bool
    target: str
    p50: str
    p95: str
    beside: str
    verdict: str | None
    reason: str

    @property
    def mark(self) -> str:
        return MARKS[self.verdict]

    @property
    def tone(self) -> str:
        return TONES[self.verdict]


@dataclass(frozen=True, slots=True)
class Told:
    """An operation's charts, and the same in a table."""

    anchor: str
    title: str
    verdict: str | None
    affected: bool
    summary: str
    charts: Markup
    moments: tuple[tuple[str, str, str, str], ...]  # kind, badge, what, when
    dips: tuple[tuple[str, str, str], ...]
    populations: tuple[tuple[str, str, str], ...]
    levels: tuple[tuple[str, str], ...]

    @property
    def tone(self) -> str:
        return TONES[self.verdict]

    @property
    def mark(self) -> str:
        return MARKS[self.verdict]


@dataclass(frozen=True, slots=True)
class Gain:
    """What a step made instant saves: in words, and as a share of the recovery time."""

    step: str
    said: str
    share: float


@dataclass(frozen=True, slots=True)
class Cause:
    title: str
    recovered: str
    gains: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    title: str
    p50: str
    p95: str
    target: str
    not_recovered: int
    strip: Markup


@dataclass(frozen=True, slots=True)
class Writes:
    """A store's acknowledged writes, and what became of those missing at cut-over."""

    title: str
    counts: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str, float], ...]  # fate, how many, share of those missing
    rpo: str


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    means: str
    figures: tuple[FigureModel, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything in the template; `result` and `details` for what needs no words."""

    title: str
    kept: KeptRun
    sentence: str
    verdict: str
    mark: str
    tone: str
    facts: tuple[Fact, ...]
    recovery_times: tuple[Judged, ...]
    recovery_points: tuple[Judged, ...]
    told: tuple[Told, ...]
    untold: int
    key: tuple[tuple[str, str, str], ...]
    causes: tuple[Cause, ...]
    steps: tuple[str, ...]
    panels: tuple[Panel, ...]
    served: tuple[Served, ...]
    writes: tuple[Writes, ...]
    spreads: tuple[Spread, ...]
    spread_unit: str
    grades: tuple[Grade, ...]
    events: tuple[tuple[str, str, str], ...]
    activities: tuple[tuple[str, str, str], ...]
    audit: tuple[Fact, ...]
    exclusions: tuple[str, ...]
    more: dict[str, int]
    not_understood: tuple[tuple[str, str, str], ...]
    recorded_only: tuple[str, ...]
    resting: tuple[tuple[str, str, str, str, str], ...]
    folder: str

    @property
    def result(self) -> Result:
        return self.kept.result

    @property
    def details(self) -> Details:
        return self.kept.details
