"""What became of a stack in every trial, whichever way it was worked out."""

from __future__ import annotations

from dataclasses import dataclass

from openline_stacks.forecast._vector import Flags, Floats


@dataclass(frozen=True, slots=True)
class OperationTrials:
    """One operation in every trial; `rto_s` infinite: not before the lift."""

    rto_s: Floats
    lost: Floats
    holds_at_end: Flags
    censored_s: float

    def columns(self, which: slice) -> OperationTrials:
        return OperationTrials(
            self.rto_s[which], self.lost[which], self.holds_at_end[which], self.censored_s
        )


@dataclass(frozen=True, slots=True)
class StoreTrials:
    """Seconds from the first injection; infinite without a cut-over."""

    cut_over_s: Floats
    last_acknowledged_s: Floats

    def columns(self, which: slice) -> StoreTrials:
        return StoreTrials(self.cut_over_s[which], self.last_acknowledged_s[which])


@dataclass(frozen=True, slots=True)
class Trials:
    """What became of a stack. Milestones count from the first injection; infinite: never."""

    operations: dict[tuple[str, str], OperationTrials]
    stores: dict[tuple[str, str], StoreTrials]
    detected_s: dict[str, Floats]  # by system: its group's
    decided_s: dict[str, Floats]
    switched_s: dict[str, Floats]

    def columns(self, which: slice) -> Trials:
        return Trials(
            {key: one.columns(which) for key, one in self.operations.items()},
            {key: one.columns(which) for key, one in self.stores.items()},
            {name: at_s[which] for name, at_s in self.detected_s.items()},
            {name: at_s[which] for name, at_s in self.decided_s.items()},
            {name: at_s[which] for name, at_s in self.switched_s.items()},
        )
