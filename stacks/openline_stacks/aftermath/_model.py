"""What a failover changed, and what becomes of each change in the next `up`."""

from __future__ import annotations

from dataclasses import dataclass

from openline_stacks.moving import Moved
from openline_stacks.states import SourcePosition


@dataclass(frozen=True, slots=True)
class Difference:
    """One property that is not as it was deployed. `there` and `declared` are values as text, None
    where they are not shown. `undone`: an `up` with a refresh puts it back. `why`: what prevents
    it, or how to prevent it."""

    urn: str
    type: str
    name: str
    property: str
    there: str | None
    declared: str | None
    undone: bool
    why: str
    at: SourcePosition | None = None


@dataclass(frozen=True, slots=True)
class Failover:
    """Away from the region `lost`: who was moved, and what then differs."""

    lost: str
    moved: tuple[Moved, ...]
    differences: tuple[Difference, ...]

    @property
    def undone(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.undone)

    @property
    def kept(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if not one.undone)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """One failover from the primary; of two active regions one from each, each by itself."""

    resources: int
    failovers: tuple[Failover, ...]

    @property
    def undone(self) -> tuple[Difference, ...]:
        return tuple(one for failover in self.failovers for one in failover.undone)
