"""The parts of a declaration: what a system is, needs and promises.

The attribute carries the unit (`decision_s`), the alias is the word written in the file
(`decision: 5m`). The same classes serve YAML and Python: `Demand(steady="120/s", peak="500/s")`.
In Python a part holds only what was said of it, `System(demand=...)`; once it stands in a
`Declaration` nothing is left to inherit: every system holds its own entry, checks, capacity, good,
objectives, and every operation its own share, good and objectives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from openline.declaration._base import Model
from openline.declaration._keeping import Gigabytes, GigabytesPerHour, Season
from openline.declaration._names import (
    Attribute,
    Host,
    Image,
    InstanceType,
    Name,
    PathPattern,
    UrlPath,
    UserData,
    Value,
)
from openline.declaration._quantities import (
    Backoff,
    Margin,
    Rate,
    Seconds,
    Share,
    Surge,
    Whole,
    mistake,
    seconds_text,
    share_text,
)

Role = Literal["primary", "standby", "active", "replica", "witness"]
Strategy = Literal["backup-and-restore", "pilot-light", "warm-standby", "active-active"]
DisruptionName = Literal["region", "zone"]


def _seconds_from(least: float, right: str) -> Callable[[float], float]:
    def validated(value: float) -> float:
        if value < least:
            raise mistake(f"{seconds_text(value)} is too short", right)
        return value

    return validated


def _share_from(least: float, right: str) -> Callable[[float], float]:
    def validated(value: float) -> float:
        if value < least:
            raise mistake(f"{share_text(value)} is too little", right)
        return value

    return validated


def _whole_between(least: int, most: int) -> Callable[[int], int]:
    def validated(value: int) -> int:
        if not least <= value <= most:
            raise mistake(f"{value} is out of range", f"write a number from {least} to {most}")
        return value

    return validated


def _check_interval(value: float) -> float:
    # Route 53 developer guide: a health check's request interval is 10 or 30 seconds.
    if value not in (10.0, 30.0):
        raise mistake(f"Route 53 does not check every {seconds_text(value)}", "write 10s or 30s")
    return value


def _time_to_live(value: float) -> float:
    if not (value.is_integer() and 1 <= value <= 86400):
        right = "write whole seconds from 1s to 1d, such as 60s"
        raise mistake(f"{seconds_text(value)} cannot be a TTL", right)
    return value


def _whole_seconds(least: int, most: int) -> Callable[[float], float]:
    def validated(value: float) -> float:
        if not (value.is_integer() and least <= value <= most):
            right = f"write whole seconds from {least}s to {most}s"
            raise mistake(f"{seconds_text(value)} is out of range", right)
        return value

    return validated


def _sorted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


# The kernel's clock counts microseconds: less than one would be no time at all.
PositiveSeconds = Annotated[
    Seconds, AfterValidator(_seconds_from(1e-6, "write a duration above 0 s"))
]
CheckInterval = Annotated[Seconds, AfterValidator(_check_interval)]
TimeToLive = Annotated[Seconds, AfterValidator(_time_to_live)]
# Below one half "answered well" would hold while most customers are turned away.
Level = Annotated[Share, AfterValidator(_share_from(0.5, "write a level from 50% to 100%"))]
PositiveShare = Annotated[Share, AfterValidator(_share_from(0.01, "write a share from 1% to 100%"))]


class Objective(Model):
    """Targets for one disruption. Without `rpo` nothing is promised of what is written."""

    rto_s: PositiveSeconds = Field(alias="rto")
    rpo_s: Seconds | None = Field(default=None, alias="rpo")


class Good(Model):
    """What "answered well" means: `level` of the requests in every `window` that begins
    answered with success, `within` so long after their first offer."""

    level: Level = 0.99
    within_s: PositiveSeconds = Field(default=2.0, alias="within")
    window_s: PositiveSeconds = Field(default=10.0, alias="window")


class EdgeOrigin(Model):
    """How an edge asks its origins: `attempts` connections, each given up after `connect`; an
    answer is waited for `answer`, and an error kept for `errors`."""

    # CloudFront developer guide, origin settings: 1 to 3 attempts of 1 to 10 s; 1 to 60 s for an
    # answer without a raised quota.
    attempts: Annotated[Whole, AfterValidator(_whole_between(1, 3))] = 1
    # Every read that is not kept waits for it while the first region is gone: "well" is 2 s.
    connect_s: Annotated[Seconds, AfterValidator(_whole_seconds(1, 10))] = Field(
        default=1.0, alias="connect"
    )
    answer_s: Annotated[Seconds, AfterValidator(_whole_seconds(1, 60))] = Field(
        default=5.0, alias="answer"
    )
    errors_s: Annotated[Seconds, AfterValidator(_whole_seconds(0, 86400))] = Field(
        default=1.0, alias="errors"
    )


class Entry(Model):
    """How clients find a system. An alias has AWS's TTL of 60 s, and no `ttl`; a CNAME has one of
    its own. An edge (CloudFront) and an accelerator (Global Accelerator) have names that
    never change; behind an edge `ttl` is that of the name its writes go to, without it an alias.
    A kind alone, `cname`, is short for a mapping with that kind."""

    kind: Literal["alias", "cname", "edge", "accelerator"] = "alias"
    ttl_s: TimeToLive | None = Field(default=None, alias="ttl")
    origin: EdgeOrigin | None = None  # of an edge only

    @model_validator(mode="before")
    @classmethod
    def _longhand(cls, data: Any) -> Any:
        return {"kind": data} if isinstance(data, str) else data


class Checks(Model):
    """`alive` is asked by load balancer and autoscaling group, `serves` by Route 53 only."""

    alive: UrlPath = "/healthz"
    serves: UrlPath = "/ready"
    every_s: CheckInterval = Field(default=10.0, alias="every")
    # Route 53 developer guide: a failure threshold is from 1 to 10.
    fails: Annotated[Whole, AfterValidator(_whole_between(1, 10))] = 3


# An autoscaling group's size; the number only keeps a slip of the keyboard out.
_Instances = Annotated[Whole, AfterValidator(_whole_between(0, 10_000))]


class Capacity(Model):
    """A fleet's size by rule. `min` and `max` (instances a region), where given, win over it.

    `slots`: requests that an instance holds at once; `each` times the clients' `per_try`
    unless given. `service`: how long one takes when nothing is wrong; else the model's figure.
    """

    instance: InstanceType = "m7g.large"
    each_per_s: Rate = Field(default=120.0, alias="each")
    starts_in_s: PositiveSeconds = Field(default=180.0, alias="starts_in")
    standby: Share = 1.0
    buffer: Margin = 0.3
    scale_at: PositiveShare = 0.7
    min: _Instances | None = None
    max: _Instances | None = None
    slots: Annotated[Whole, AfterValidator(_whole_between(1, 1_000_000))] | None = None
    service_s: PositiveSeconds | None = Field(default=None, alias="service")


class Demand(Model):
    """Requests per second offered to the system in total, in normal hours and at peak."""

    steady_per_s: Rate = Field(alias="steady")
    peak_per_s: Rate = Field(alias="peak")


class Operation(Model):
    """One thing customers do. `writes` names the store that it writes to, `reads` one without which
    it has no answer.

    Behind an edge, a read with `paths` is kept there: `fresh` long without asking again, and
    `stale` longer where no origin answers. `objects`: how many different answers there are.
    """

    share: Share = 1.0
    writes: Name | None = None
    reads: Name | None = None
    critical: bool = True
    after_failover: Surge | None = None
    good: Good = Good()
    objectives: dict[DisruptionName, Objective] = Field(default_factory=dict)
    paths: Annotated[tuple[PathPattern, ...], AfterValidator(_sorted)] = ()
    fresh_s: Annotated[Seconds, AfterValidator(_whole_seconds(0, 31536000))] | None = Field(
        default=None, alias="fresh"
    )
    stale_s: Annotated[Seconds, AfterValidator(_whole_seconds(0, 31536000))] = Field(
        default=0.0, alias="stale"
    )
    objects: Annotated[Whole, AfterValidator(_whole_between(1, 1_000_000_000))] = 1000


class Store(Model):
    """Records of one system. Eventual: DynamoDB global table, last writer wins; strong: MRSC.

    With backup-and-restore, `size` over `restore` is how long bringing it back takes.
    """

    consistency: Literal["eventual", "strong"] = "eventual"
    key: Attribute = "id"
    size_gb: Gigabytes | None = Field(default=None, alias="size")
    restore_gb_per_h: GigabytesPerHour | None = Field(default=None, alias="restore")


class Need(Model):
    """A dependency. `on` is a system of this stack, or any name when `kind` is external.
    `operations` are those of ours that need it: all of them unless given."""

    on: Name
    kind: Literal["hard", "soft", "external"] = "hard"
    timeout_s: PositiveSeconds = Field(default=3.0, alias="timeout")
    operations: Annotated[tuple[Name, ...], AfterValidator(_sorted)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _longhand(cls, data: Any) -> Any:
        return {"on": data} if isinstance(data, str) else data


class Runs(Model):
    """What runs on the fleet: an AMI (or `resolve:ssm:` parameter), its port, its user data."""

    image: Image = (
        "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
    )
    port: Annotated[Whole, AfterValidator(_whole_between(1, 65535))] = 8443
    user_data: UserData | None = None


class Failover(Model):
    """Who moves traffic and how. `decision` is people's time; it counts in every RTO."""

    unit: Literal["stack", "system"] = "stack"
    decide: Literal["manual", "automatic"] = "manual"
    decision_s: Seconds = Field(default=300.0, alias="decision")
    switch: Literal["metric"] = "metric"
    failback: Literal["manual", "automatic"] = "manual"


class DnsTail(Model):
    """The share of clients that hold a DNS answer for `hold` whatever its TTL."""

    share: Share = 0.05
    hold_s: PositiveSeconds = Field(default=300.0, alias="hold")


class Clients(Model):
    """How clients retry: `tries` in all, each given up after `per_try`."""

    per_try_s: PositiveSeconds = Field(default=5.0, alias="per_try")
    tries: Annotated[Whole, AfterValidator(_whole_between(1, 10))] = 3
    backoff_s: Backoff = Field(default=Backoff(first_s=1.0, most_s=8.0), alias="backoff")
    keep_alive_s: Seconds = Field(default=60.0, alias="keep_alive")
    dns_tail: DnsTail = DnsTail()


def _by_name(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    return tuple(sorted(needs, key=lambda need: (need.on, need.kind, need.timeout_s)))


class System(Model):
    """A customer-service system. `host` is its label in the domain, `@` the domain itself; the
    system's name when it was not said."""

    demand: Demand
    host: Host = "@"
    runs: Runs = Runs()
    entry: Entry = Entry()
    checks: Checks = Checks()
    capacity: Capacity = Capacity()
    good: Good = Good()
    objectives: dict[DisruptionName, Objective] = Field(default_factory=dict)
    operations: dict[Name, Operation] = Field(default_factory=dict)
    stores: dict[Name, Store] = Field(default_factory=dict)
    needs: Annotated[tuple[Need, ...], AfterValidator(_by_name)] = ()
    failover: Failover | None = None  # a failover of its own: leaves the stack's group
    seasons: dict[Name, Season] = Field(default_factory=dict)
    secrets: Annotated[tuple[Name, ...], AfterValidator(_sorted)] = ()
    parameters: dict[Name, Value] = Field(default_factory=dict)


class Defaults(Model):
    """What every system inherits unless it says otherwise; mappings merge deep."""

    runs: Runs = Runs()
    entry: Entry = Entry()
    checks: Checks = Checks()
    capacity: Capacity = Capacity()
    good: Good = Good()
    objectives: dict[DisruptionName, Objective] = Field(default_factory=dict)
