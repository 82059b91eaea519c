"""Who serves whom, where, and how traffic moves: what forecast, rehearsal and drill are given.

`Topology.sources` says where each field came from, under its path: the URN and property for
`systems.order-management.fleets.us-east-1.min`; a field without an entry of its own came from the
nearest path above it. Lists are keyed: targets and fleets by region, switches by the region that
they leave, checks by resource name. Units stand in the names; tuples are sorted by name unless the
order means something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from openline.declaration import Role


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field came from. `property` is a camelCase path in the state's inputs, "" for all."""

    urn: str
    property: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    urn: str
    property: str
    why: str


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    role: Role
    zones: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class FailoverGroup:
    """Systems that fail over together, by one decision."""

    name: str
    systems: tuple[str, ...]
    decide: Literal["manual", "automatic"]
    decision_s: float
    failback: Literal["manual", "automatic"]


@dataclass(frozen=True, slots=True)
class System:
    name: str
    group: str
    demand: Demand
    operations: tuple[Operation, ...]
    populations: tuple[Population, ...]
    entry: Entry | None  # None: nothing routes to it
    fleets: tuple[Fleet, ...]
    checks: tuple[Check, ...]
    switches: tuple[Switch, ...]  # by the region that they leave; one or none of a failover set
    stores: tuple[Store, ...]
    needs: tuple[Dependency, ...]
    path_urns: tuple[str, ...]  # entry to store, its checks and switch: what its verdict rests on

    def fleet(self, region: str) -> Fleet | None:
        return next((f for f in self.fleets if f.region == region), None)

    def share_of(self, region: str) -> float:
        """Of the clients, who are served there when all is well."""
        share = 0.0  # not `sum`, which rounds differently from Python 3.12 on
        for population in self.populations:
            share += population.share if population.region == region else 0.0
        return share

    def switch(self, leaves: str) -> Switch | None:
        """What takes clients away from a region."""
        return next((s for s in self.switches if s.leaves == leaves), None)

    def switch_away(self, lost: str | None) -> Switch | None:
        """What an operator flips when a region is lost, or no whole one is: the switch that leaves
        it, else the only one. One that is held has left its region for good."""
        return self.switch(lost or "") or next((s for s in self.switches if not s.held), None)

    @property
    def moves_clients(self) -> bool:
        """By the data plane alone: by a health check, or by a switch."""
        if self.entry is None or len(self.entry.targets) < 2:
            return False
        by_itself = self.entry.accelerator is not None or any(
            target.check is not None or target.evaluate_target_health
            for target in self.entry.targets[:1]
        )
        return by_itself or bool(self.switches)

    @property
    def keeps_data(self) -> bool:
        return bool(self.stores) or any(one.reads or one.writes for one in self.operations)

    def store(self, name: str) -> Store | None:
        return next((s for s in self.stores if s.name == name), None)


@dataclass(frozen=True, slots=True)
class Clients:
    """How clients retry. Backoff doubles from `backoff_first_s` up to `backoff_most_s`."""

    per_try_s: float
    tries: int
    backoff_first_s: float
    backoff_most_s: float
    keep_alive_s: float


@dataclass(frozen=True, slots=True)
class ResourceCounts:
    total: int
    emulated: int
    recorded_only: tuple[str, ...]  # URNs


@dataclass(frozen=True, slots=True)
class Topology:
    stack: str
    account: str
    regions: tuple[Region, ...]  # primary first
    groups: tuple[FailoverGroup, ...]
    systems: tuple[System, ...]
    clients: Clients
    declaration_digest: str
    resources: ResourceCounts
    sources: Mapping[str, Source] = field(default_factory=dict)
    not_understood: tuple[NotUnderstood, ...] = ()

    def source(self, path: str) -> Source | None:
        """Where the field at a path came from: its own entry, or the nearest one above."""
        while path:
            if path in self.sources:
                return self.sources[path]
            path = path.rpartition(".")[0]
        return None

    @property
    def primary(self) -> str:
        return next(r.name for r in self.regions if r.role in ("primary", "active"))

    @property
    def home(self) -> str:
        """Where customers are served when all is well: the primary, or who serves in its place
        because switches are held."""
        left = {s.leaves for system in self.systems for s in system.switches if s.held}
        serving = (r.name for r in self.regions if r.role in ("primary", "active", "standby"))
        return next((name for name in serving if name not in left), self.primary)

    def system(self, name: str) -> System:
        """Raises `KeyError` for a system that the stack does not have."""
        return {system.name: system for system in self.systems}[name]

    def group(self, name: str) -> FailoverGroup:
        """Raises `KeyError` for a group that the stack does not have."""
        return {group.name: group for group in self.groups}[name]
