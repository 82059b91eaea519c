"""The stage: what activities ask of whatever acts the experiment out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Protocol

from chaoslib.exceptions import ActivityFailed

from openline_stacks.recovery import Fault
from openline_stacks.topology import Topology

_NO_CONTROL: Final = (
    "nothing acts this experiment out: Openline's control is missing, or it could not prepare the "
    "stack (its lines above say why). Add to the experiment: controls: [{name: openline, provider: "
    "{type: python, module: openline_drills.chaos.controls.rehearsal}}]"
)


class Stopped(ActivityFailed):  # type: ignore[misc] # chaoslib ships no types
    """An activity was ended from outside: its time was up, or the run was told to end."""


class Stage(Protocol):
    """One run of an experiment. Instants are integer microseconds after its start."""

    @property
    def topology(self) -> Topology: ...

    @property
    def region(self) -> str:
        """The region that the experiment loses unless an activity names another."""
        ...

    @property
    def outputs(self) -> Mapping[str, Any]:
        """What `pulumi stack output --json` would give."""
        ...

    @property
    def runbook(self) -> str | None:
        """The user's own, `module:function` or `file.py:function`, that acts for operators."""
        ...

    @property
    def now_us(self) -> int: ...

    @property
    def fault_us(self) -> int | None:
        """When the first fault was injected; None before."""
        ...

    @property
    def fault_end_us(self) -> int | None:
        """When the last fault is due to be lifted; None before a fault."""
        ...

    @property
    def lifted_us(self) -> int | None: ...

    def advance_to(self, at_us: int) -> None:
        """Let everything happen up to an instant; one that is over changes nothing.

        Raises `Stopped` where the activity's time is up.
        """
        ...

    def inject(self, faults: Sequence[Fault]) -> None:
        """Put faults in force. Raises `ValueError` for what this stage cannot act out."""
        ...

    def confirm(self) -> Mapping[str, bool]:
        """What was tried against the faults, and whether each showed them."""
        ...

    def lift(self) -> None:
        """Lift what is in force; nothing in force is fine."""
        ...

    def client(self, service: str, region: str) -> Any:
        """A boto3 client."""
        ...

    def perform(self, runbook: str, told: Mapping[str, Any]) -> None:
        """Import a runbook and call it, with as many of the named values as it asks for, in this
        stage's time. Raises `ActivityFailed` where it fails."""
        ...

    def detected(self, group: str) -> int | None: ...

    def decided(self, group: str) -> int | None: ...

    def next_decision(self, done: Collection[str]) -> tuple[str, int] | None:
        """The earliest decision of a manual group, made or coming, leaving out those `done`. One
        that is coming may still be withdrawn. None as long as nothing is detected."""
        ...

    def share(self, system: str, operation: str) -> float | None:
        """The share answered well just now; None where nothing is offered."""
        ...

    def serving(self, system: str) -> str | None:
        """The region that clients are told to go to just now."""
        ...

    def backlog_us(self) -> int | None:
        """When the last write that the lost region had not copied will have been; None: nothing is
        on its way."""
        ...

    def fates(self) -> Mapping[str, int]:
        """What became, by now, of sampled writes that were missing at cut-over: how many returned,
        were overwritten by newer ones, are gone, are pending. Empty where nobody counts."""
        ...

    def note(self, what: str, system: str | None = None) -> None:
        """Put a line on the timeline."""
        ...


_current: Stage | None = None


def set_stage(stage: Stage | None) -> None:
    """Called by the control: from here on activities act on this stage."""
    global _current
    _current = stage


def current_stage() -> Stage:
    """Raises `ActivityFailed` with what to add where no control has set a stage up."""
    if _current is None:
        raise ActivityFailed(_NO_CONTROL)
    return _current
