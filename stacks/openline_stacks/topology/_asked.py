"""The model of what customers ask of a system, how they try, and what is promised to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Good:
    """Answered well: a share of `level` in every window, each within so long of its first offer."""

    level: float
    within_s: float
    window_s: float


@dataclass(frozen=True, slots=True)
class Objective:
    """What is promised where a `region` or a `zone` is lost; `rpo_s` None: nothing on writes."""

    disruption: str
    rto_s: float
    rpo_s: float | None


@dataclass(frozen=True, slots=True)
class AfterFailover:
    """The operation's rate is multiplied by `times` for `for_s` seconds from the switch on."""

    times: float
    for_s: float


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    kind: Literal["read", "write"]
    share: float
    critical: bool
    writes: str | None
    good: Good
    objectives: tuple[Objective, ...]
    after_failover: AfterFailover | None = None
    reads: str | None = None  # the store without which it has no answer
    fresh_s: float | None = None  # kept by an edge for so long; None: asked for every time
    stale_s: float = 0.0  # and for so much longer where no origin answers
    objects: int = 1000  # different answers that there are to keep
    paths: tuple[str, ...] = ()  # by which an edge knows it; none: it goes the default way

    def objective(self, disruption: str) -> Objective | None:
        return next((o for o in self.objectives if o.disruption == disruption), None)


@dataclass(frozen=True, slots=True)
class Demand:
    """Requests a second of all clients together."""

    steady_per_s: float
    peak_per_s: float


@dataclass(frozen=True, slots=True)
class Population:
    """`share` of the system's clients; they hold a DNS answer for `hold_s` (None: the entry's TTL).
    `region` is where they are served when all is well."""

    name: str
    share: float
    hold_s: float | None
    region: str


@dataclass(frozen=True, slots=True)
class Clients:
    """How clients retry. Backoff doubles from `backoff_first_s` up to `backoff_most_s`."""

    per_try_s: float
    tries: int
    backoff_first_s: float
    backoff_most_s: float
    keep_alive_s: float
