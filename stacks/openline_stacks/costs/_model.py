"""What is billed: units in a region, quotas, and what nobody could count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Per = Literal["hour", "month", "second"]


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one resource. `region` "": AWS bills it as global; "?": nothing says which one it is.

    `steady`: when all is well and demand is steady; `failover`: when a region was lost at peak and
    the other serves everybody.
    """

    unit: str
    per: Per
    region: str
    steady: float
    failover: float


@dataclass(frozen=True, slots=True)
class Line:
    """The same unit of several resources together. `failover` None: nothing says who would take
    over. `urns`: the resources, in order."""

    unit: str
    per: Per
    region: str
    steady: float
    failover: float | None
    urns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """What the stack takes of a quota whose `default` a new account has. `most`: with every group
    at its maximum; that is what an incident may ask for."""

    quota: str
    region: str
    default: int
    steady: float
    failover: float | None
    most: float

    @property
    def reached(self) -> bool:
        """It is met or exceeded, at the latest when every group is at its maximum."""
        return 0 < self.most >= self.default


@dataclass(frozen=True, slots=True)
class NotCounted:
    urn: str
    why: str


@dataclass(frozen=True, slots=True)
class Costs:
    """`lost`: the region that the failover leaves; None: one region, or no declaration.
    `by_use`: services that bill for what passes through them, which the program does not say.
    `unknown`: types of which nobody here knows how they are billed."""

    regions: tuple[str, ...]
    lost: str | None
    lines: tuple[Line, ...]
    by_use: tuple[str, ...]
    quotas: tuple[QuotaUse, ...]
    not_counted: tuple[NotCounted, ...]
    unknown: tuple[str, ...]
