"""Faults and parameters: what is lost, and the figures that say how the world answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Grade = Literal["sla", "documented", "third-party", "assumed", "yours"]
Mode = Literal["drop", "refuse", "error", "slow", "throttle", "stall", "disable", "surge"]
Plane = Literal["data", "control"]


@dataclass(frozen=True, slots=True)
class Constant:
    """Always this value, in the unit of the parameter's name."""

    value: float


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anything from `low` to `high` alike, in the unit of the parameter's name."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Lognormal:
    """`median` in the parameter's unit, `sigma` of the natural logarithm."""

    median: float
    sigma: float


Distribution: TypeAlias = Constant | Uniform | Lognormal


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of the model. `name` ends in its unit (`_s`, `_share`, `_per_s`, `_count`,
    `_exponent`)."""

    name: str
    distribution: Distribution
    what: str
    source: str
    grade: Grade
    date: str  # ISO date on which the source was read


@dataclass(frozen=True, slots=True)
class Selector:
    """What a fault touches. Every field given must match; an empty selector touches everything."""

    region: str | None = None
    zone: str | None = None
    system: str | None = None
    tag: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A disruption to inject. Times are seconds after the experiment's fault instant.

    `services` and `operations` are AWS's names, empty meaning all. `plane` None means both. `peer`:
    only what passes between the selected region and that one. `expires_s` is when the target lifts
    it by itself even if nobody does. "Region dark" is every service, both planes, `drop`.

    `share` is the share of calls touched (of instances, of keys). What becomes of these, by `mode`:

    drop      nothing comes back: the caller waits for its own time-out
    refuse    fails at once, and costs nobody anything
    error     is answered with an error after the work was done
    slow      is answered `delay_s` later than it would be
    throttle  is refused at once: beyond `limit_per_s`, or by `share` where that is not given
    stall     goes no further: a store's copies, a metric's data, a launch; a request is never
              answered though its connection stands
    disable   is switched off in the configuration: keys, health checks, registered targets
    surge     demand of the selected system (of all) is `times` what is declared
    """

    selector: Selector
    mode: Mode
    from_s: float
    to_s: float
    expires_s: float
    peer: str | None = None
    services: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    plane: Plane | None = None
    share: float = 1.0
    delay_s: float = 0.0
    limit_per_s: float | None = None
    times: float = 1.0
