"""The model of what serves in a region: fleets, stores and the systems that they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openline.declaration import Role


@dataclass(frozen=True, slots=True)
class Fleet:
    """An autoscaling group, or an ECS service, whose instances are its tasks.

    `in_service` at the start (None: in equilibrium with its demand)."""

    region: str
    role: Role
    min: int
    max: int
    full: int | None  # instances for peak x after_failover x (1 + buffer); the switch raises to it
    in_service: int | None
    per_instance_per_s: float
    starts_s: float
    scale_at: float | None  # None: no target tracking, the size is fixed
    zones: tuple[str, ...]
    group_name: str | None
    urn: str
    slots: float | None = None  # requests an instance holds at once; None: the model's figure
    service_s: float | None = None  # a request's own time; None: the model's figure
    reserved_per_s: float | None = None  # requests its balancer takes without having to grow
    alive_path: str | None = None  # what the balancer asks; it answers whatever its stores do

    @property
    def carries_peak(self) -> bool:
        """Without anything being launched first."""
        return self.full is None or self.min >= self.full


@dataclass(frozen=True, slots=True)
class Restore:
    """A copy of the store in `region` that is restored when the primary is lost: `size_gb` at
    `gb_per_h`, None where nobody said. A backup is made every `every_s`."""

    region: str
    every_s: float
    size_gb: float | None
    gb_per_h: float | None
    urn: str  # of the backup plan


@dataclass(frozen=True, slots=True)
class Store:
    """`write_mode`: any replica takes writes, or the primary; `promote_s` until another does."""

    name: str
    kind: Literal["dynamodb-global-table", "dynamodb-table", "other"]
    write_mode: Literal["any", "primary"]
    consistency: Literal["eventual", "strong"]
    primary: str
    replicas: tuple[str, ...]  # regions, the primary included
    witness: str | None
    promote_s: float
    table_name: str | None
    urn: str
    warm_writes_per_s: float | None = None  # that a region takes at once; None: the model's figure
    restore: Restore | None = None  # None: replicas are all there is


@dataclass(frozen=True, slots=True)
class Dependency:
    """Called in the caller's region by its regional name, for `operations` (all when empty)."""

    on: str
    kind: Literal["hard", "soft", "external"]
    operations: tuple[str, ...]
    timeout_s: float
