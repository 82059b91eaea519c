"""What happened to an operation, each moment with the badge it has in every chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from openline_drills.result import OperationModel

# In the order in which they usually come; a badge means the same in every chart.
KINDS: Final = {
    "fault": ("1", "fault"),
    "detected": ("2", "detected"),
    "decided": ("3", "decided"),
    "switched": ("4", "switched"),
    "routed": ("5", "clients routed"),
    "capacity": ("6", "scaled out"),
    "recovered": ("7", "recovered"),
    "lifted": ("8", "fault lifted"),
    "failed-back": ("9", "failed back"),
    "target": ("T", "target"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """`at_s` after the fault."""

    kind: str
    badge: str
    what: str
    at_s: float


def moments_of(
    operation: OperationModel, capacity_s: float | None, *, faulted: bool
) -> list[Moment]:
    """In the order of time; what did not happen is left out."""
    line = operation.timeline
    at = {
        "fault": 0.0 if faulted else None,
        "detected": line.detected_s,
        "decided": line.decided_s,
        "switched": line.switched_s,
        "routed": line.routed_s,
        "capacity": capacity_s,
        # an operation that was never below its level has nothing to recover from
        "recovered": line.recovered_s or None,
        "lifted": line.lifted_s,
        "failed-back": line.failed_back_s,
        "target": operation.target_s,
    }
    return sorted(_known(at), key=lambda moment: moment.at_s)


def _known(at: dict[str, float | None]) -> Iterator[Moment]:
    for kind, (badge, what) in KINDS.items():
        at_s = at[kind]
        if at_s is not None:
            yield Moment(kind, badge, what, at_s)
