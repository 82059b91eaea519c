"""What calibration takes and gives."""

from __future__ import annotations

from dataclasses import dataclass

from openline_drills.calibrate._estimators import Estimate
from openline_drills.result import Observations
from openline_stacks.recovery import Distribution, Parameter


@dataclass(frozen=True, slots=True)
class Drilled:
    """A drill by the name of its folder or file."""

    name: str
    seen: Observations


@dataclass(frozen=True, slots=True)
class Fitted:
    """A figure of the model as drills show it. `parts`: of its distribution, by name. `samples`:
    how many it was fitted to. `by`: the drills that have them. `declared`: the declaration's path
    where it belongs in there; None: it is a parameter. `remarks`: what limits it."""

    before: Parameter
    distribution: Distribution
    parts: dict[str, Estimate]
    samples: int
    by: tuple[Drilled, ...]
    declared: str | None
    remarks: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.before.name


@dataclass(frozen=True, slots=True)
class Calibration:
    """By name. `left`: a line for each figure that the drills have something of, but not enough."""

    stack: str
    declaration_digest: str
    drills: tuple[Drilled, ...]
    fitted: tuple[Fitted, ...]
    left: tuple[str, ...]
