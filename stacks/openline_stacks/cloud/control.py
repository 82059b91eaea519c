"""What the world may know of the control plane: the answers of its APIs, nothing of its insides.

Two things keep this view: the local AWS, reading it back through boto3 after any call that may
have changed it, and a plain copy in memory for runs of the world alone (knock-outs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class RecordView:
    """One DNS record of a system's entry as Route 53 lists it. `check_id`: its check's id."""

    region: str
    role: Literal["PRIMARY", "SECONDARY", "SIMPLE", "WEIGHTED"]
    set_identifier: str | None
    check_id: str | None
    evaluate_target_health: bool
    ttl_s: float | None  # None: alias


@dataclass(frozen=True, slots=True)
class CheckView:
    """One health check as configured. `disabled` checks count as healthy; `inverted` flips."""

    id: str
    kind: Literal["endpoint", "metric", "calculated"]
    interval_s: float | None
    threshold: int | None
    inverted: bool
    disabled: bool
    children: tuple[str, ...] = ()
    child_threshold: int | None = None
    alarm_name: str | None = None
    alarm_region: str | None = None
    insufficient_data: str | None = None


@dataclass(frozen=True, slots=True)
class AlarmView:
    """A metric alarm and the newest datapoint of its metric; None where none was ever put."""

    name: str
    region: str
    threshold: float
    comparison: str
    period_s: int
    evaluation_periods: int
    treat_missing_data: str
    latest_value: float | None
    latest_at_us: int | None


@dataclass(frozen=True, slots=True)
class FleetView:
    """An autoscaling group's sizes, as its owner set them (not as the emulation caps them)."""

    min: int
    max: int
    desired: int


class ControlView(Protocol):
    """Read by the world. `version` grows whenever something may have changed; as long as it
    stays, every answer stays. Calls cost nothing to the virtual clock."""

    @property
    def version(self) -> int: ...

    def records(self, system: str) -> tuple[RecordView, ...]: ...

    def checks(self) -> Mapping[str, CheckView]: ...

    def alarms(self) -> Mapping[tuple[str, str], AlarmView]:
        """By (region, alarm name)."""
        ...

    def fleet(self, system: str, region: str) -> FleetView | None: ...

    def dials(self, system: str) -> Mapping[str, float]:
        """Region -> share, 0 to 1, that an accelerator's endpoint group takes of what comes to it;
        nothing where the system has no accelerator."""
        ...
