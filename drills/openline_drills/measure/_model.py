"""What was measured in one run. Times are integer microseconds after the fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from openline_drills.observations import Load
from openline_drills.rpo import StoreMeasure

Disruption = Literal["region", "zone"]
RecoveredBy = Literal["unaffected", "edge", "failover", "lift", "none"]


@dataclass(frozen=True, slots=True)
class Dip:
    """A time below the level. `lowest` is the smallest share of a window that starts in it.

    It begins with the first tick below the level and ends where the leading window is back at it,
    so an operation that recovers does so where its last dip before the lift ends.
    """

    from_us: int
    to_us: int
    lowest: float


@dataclass(frozen=True, slots=True)
class PopulationMeasure:
    """The RTO as the clients of one population see it; None: not before the lift."""

    name: str
    region: str
    rto_us: int | None


@dataclass(frozen=True, slots=True)
class OperationMeasure:
    """One operation of one system over one run.

    `rto_us` is None where the operation did not recover before the lift: then it took longer than
    `censored_us`. `recovered_by` and `recovered_us` (by whatever means) are None only where no
    request was offered. `lost_requests` are first offers never answered well, a fluid amount.
    """

    system: str
    name: str
    critical: bool
    rto_us: int | None
    at_90_us: int | None
    at_95_us: int | None
    at_99_us: int | None
    censored_us: int
    recovered_by: RecoveredBy | None
    recovered_us: int | None
    lost_requests: float
    dips: tuple[Dip, ...]
    populations: tuple[PopulationMeasure, ...]

    @property
    def below_level_us(self) -> int:
        return sum(dip.to_us - dip.from_us for dip in self.dips)


@dataclass(frozen=True, slots=True)
class Milestones:
    """`Timeline` counted from the fault."""

    detected_us: int | None = None
    decided_us: int | None = None
    switched_us: int | None = None
    routed_us: int | None = None
    capacity_us: int | None = None
    lifted_us: int | None = None
    failed_back_us: int | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One seed. Operations and stores are sorted by system and name."""

    seed: int
    disruption: Disruption
    lost_region: str | None
    lifted_us: int
    operations: tuple[OperationMeasure, ...]
    stores: tuple[StoreMeasure, ...]
    milestones: Mapping[str, Milestones]
    loads: tuple[Load, ...]
    healthy_before: bool
    fault_confirmed: bool
    failed_activities: tuple[str, ...]
    kernel_events: int
    boto_calls: int

    def operation(self, system: str, name: str) -> OperationMeasure:
        """Raises `KeyError` for an operation that the topology does not have."""
        for operation in self.operations:
            if (operation.system, operation.name) == (system, name):
                return operation
        raise KeyError((system, name))

    def store(self, system: str, name: str) -> StoreMeasure | None:
        return next((s for s in self.stores if (s.system, s.name) == (system, name)), None)

    def rto_us(self, system: str) -> int | None:
        """A system's RTO is its worst critical operation's; None: not before the lift.

        A system without a critical operation has nothing to recover: 0.
        """
        figures = [o.rto_us for o in self.operations if o.system == system and o.critical]
        known = [figure for figure in figures if figure is not None]
        return max(known, default=0) if len(known) == len(figures) else None
