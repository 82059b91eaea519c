"""Verdicts and their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from openline_drills.measure import Measurement

Verdict = Literal["would meet", "inconclusive", "would miss"]
ReasonCode = Literal[
    # a target is missed
    "detection",
    "decision",
    "switch",
    "dns",
    "capacity",
    "restore",
    "overload",
    "no_standby",
    "no_survivor",
    "replication",
    "lift_only",
    "censored",
    # nothing can be said
    "activity_failed",
    "unconfirmed",
    "unhealthy_before",
    "not_understood",
    "recorded_only",
    "seeds",
]

# 12, a drill stopped by a guard, belongs to drills.
_EXIT_CODES: Final[dict[Verdict, int]] = {"would meet": 0, "would miss": 10, "inconclusive": 11}
_FROM_WORST: Final[tuple[Verdict, ...]] = ("would miss", "inconclusive", "would meet")


@dataclass(frozen=True, slots=True)
class Reason:
    code: ReasonCode
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """`verdict` None: nothing is promised. `reason` None: met, or nothing is promised."""

    verdict: Verdict | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class KnockOut:
    """The median seed again with one step made instant, and the same draws."""

    step: str
    measurement: Measurement


def worst(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """One miss is a miss; else one doubt is a doubt. None where nothing is promised."""
    found = set(verdicts)
    return next((verdict for verdict in _FROM_WORST if verdict in found), None)


def exit_code(verdict: Verdict) -> int:
    """What the command exits with."""
    return _EXIT_CODES[verdict]
