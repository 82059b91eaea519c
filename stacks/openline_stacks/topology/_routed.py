"""The model of how customers get to a region: names, edges, checks, and what moves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Hop:
    """One look-up between client and balancer. `resolver`: who caches it."""

    kind: Literal["dns", "edge", "accelerator"]
    name: str
    ttl_s: float
    ttl_set_by: Literal["aws", "declared"]
    resolver: Literal["client", "edge"]


@dataclass(frozen=True, slots=True)
class Target:
    """One record of a failover set. `check` is the URN of its health check, None if unchecked."""

    region: str
    role: Literal["PRIMARY", "SECONDARY", "SIMPLE", "WEIGHTED"]
    set_identifier: str | None
    check: str | None
    evaluate_target_health: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A CloudFront distribution. Its viewers' DNS never changes; it looks up its origins itself.

    Reads of `grouped` operations go to each region of `regions` in turn, the next where one gives
    an error or no answer; everything else, writes above all, goes to `origin_name`, which the
    failover records answer. A connection is tried `attempts` times for `connect_s` each, an answer
    waited for `answer_s`; an error is kept for `errors_s`.
    """

    urn: str
    origin_name: str
    regions: tuple[str, ...]
    grouped: tuple[str, ...]
    attempts: int
    connect_s: float
    answer_s: float
    errors_s: float
    limited: tuple[str, ...] = ()  # regions with a bucket of the limited service, in its order


@dataclass(frozen=True, slots=True)
class Accelerator:
    """A Global Accelerator: fixed addresses, endpoints by the health of their balancers.

    `dials`: region -> share of the traffic near it that it takes, 0 to 1. A region where no target
    is healthy takes none; its traffic goes to one that is healthy **whatever that one's dial says**
    (developer guide, "How failover works for unhealthy endpoints"), so 1 and 0 are primary and
    standby. It goes back by itself. `interval_s`, `threshold`: the balancers' own checks of their
    targets, which are all that Global Accelerator goes by.
    """

    urn: str
    dials: Mapping[str, float]
    interval_s: float
    threshold: int
    groups: Mapping[str, str | None] = field(default_factory=dict)  # region -> endpoint group's ARN


@dataclass(frozen=True, slots=True)
class Entry:
    """`targets`: the records behind the public name; behind an edge those of its failover origin,
    behind an accelerator its endpoints. `weighted`: every region serves its share."""

    public_name: str
    kind: Literal["alias", "cname", "edge", "accelerator", "other"]
    policy: Literal["failover", "simple", "weighted"]
    path: tuple[Hop, ...]
    targets: tuple[Target, ...]
    zone_id: str | None = None
    edge: Edge | None = None
    accelerator: Accelerator | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A Route 53 health check. Endpoint: `region`, `path`, `interval_s`, `threshold`. Metric: the
    alarm it follows. Calculated: `children` (URNs), healthy while `child_threshold` of them are."""

    urn: str
    kind: Literal["endpoint", "metric", "calculated"]
    id: str | None = None
    region: str | None = None
    path: str | None = None
    interval_s: float | None = None
    threshold: int | None = None
    children: tuple[str, ...] = ()
    child_threshold: int | None = None
    alarm: str | None = None  # URN of the alarm
    insufficient_data: str | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """What an operator flips: a metric in `region` behind an alarm behind a health check. Flipped,
    it takes the record of `leaves` out. `held`: it is out already and no datapoint brings it back,
    because without data the alarm breaches."""

    system: str
    leaves: str
    region: str
    kind: Literal["manual", "automatic"]
    check: str  # URN of the metric check
    alarm: str  # URN
    alarm_name: str | None
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    held: bool = False

    @property
    def in_the_dark(self) -> bool:
        """When its region is lost nobody can flip it."""
        return self.region == self.leaves
