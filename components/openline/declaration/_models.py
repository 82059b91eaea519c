"""The declaration's models: what a stack promises, with every default filled in.

The attribute carries the unit (`decision_s`), the alias is the word written in the file
(`decision: 5m`). The same classes serve YAML and Python: `Demand(steady="120/s", peak="500/s")`.
After `Declaration` has been validated nothing is left to inherit: every system holds its own
entry, checks, capacity, objectives.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline.declaration._quantities import Backoff, Rate, Seconds, Share, Surge

Role = Literal["primary", "standby", "active", "witness"]
Strategy = Literal["backup-and-restore", "pilot-light", "warm-standby", "active-active"]
DisruptionName = Literal["region", "zone"]


class Model(BaseModel):
    """Frozen; unknown keys are errors; what is read back is what was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Objective(Model):
    """Targets for one disruption, in seconds. `rpo_s` is None where nothing is promised."""

    rto_s: Seconds = Field(alias="rto")
    rpo_s: Seconds | None = Field(default=None, alias="rpo")


class Good(Model):
    """What "answered well" means: `level` of the requests of a leading window of `window_s`
    seconds answered with success within `within_s` seconds of their first offer."""

    level: Share = 0.99
    within_s: Seconds = Field(default=2.0, alias="within")
    window_s: Seconds = Field(default=10.0, alias="window")


class Entry(Model):
    """How clients find a system. An alias has AWS's TTL of 60 s; a CNAME has one of its own."""

    kind: Literal["alias", "cname"] = "alias"
    ttl_s: Seconds | None = Field(default=None, alias="ttl")


class Checks(Model):
    """`alive` is asked by load balancer and autoscaling group, `serves` by Route 53 only."""

    alive: str = "/healthz"
    serves: str = "/ready"
    every_s: Seconds = Field(default=10.0, alias="every")
    fails: int = 3


class Capacity(Model):
    """A fleet's size by rule. Explicit `min`/`max` (instances) win over the rule."""

    instance: str = "m7g.large"
    each_per_s: Rate = Field(default=120.0, alias="each")
    starts_in_s: Seconds = Field(default=180.0, alias="starts_in")
    standby: Share = 1.0
    buffer: Share = 0.3
    scale_at: Share = 0.7
    min: int | None = None
    max: int | None = None


class Demand(Model):
    """Requests per second offered to the system in total, in normal hours and at peak."""

    steady_per_s: Rate = Field(alias="steady")
    peak_per_s: Rate = Field(alias="peak")


class Operation(Model):
    """One thing customers do. `writes` names the store that it writes to."""

    share: Share
    writes: str | None = None
    critical: bool = True
    after_failover: Surge | None = None
    good: Good
    objectives: dict[DisruptionName, Objective]


class Store(Model):
    """Records of one system. Eventual: DynamoDB global table, last writer wins; strong: MRSC."""

    consistency: Literal["eventual", "strong"] = "eventual"
    key: str = "id"


class Need(Model):
    """A dependency. `on` is a system of this stack, or any name when `kind` is external."""

    on: str
    kind: Literal["hard", "soft", "external"] = "hard"
    timeout_s: Seconds = Field(default=3.0, alias="timeout")
    operations: tuple[str, ...] | None = None


class Runs(Model):
    """What runs on the fleet: an AMI (or `resolve:ssm:` parameter), its port, its user data."""

    image: str = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
    port: int = 8443
    user_data: str | None = None


class Failover(Model):
    """Who moves traffic and how. `decision_s` is people's time; it counts in every RTO."""

    unit: Literal["stack", "system"] = "stack"
    decide: Literal["manual", "automatic"] = "manual"
    decision_s: Seconds = Field(default=300.0, alias="decision")
    switch: Literal["metric"] = "metric"
    failback: Literal["manual", "automatic"] = "manual"


class DnsTail(Model):
    """The share of clients that hold a DNS answer for `hold_s` seconds whatever its TTL."""

    share: Share = 0.05
    hold_s: Seconds = Field(default=300.0, alias="hold")


class Clients(Model):
    per_try_s: Seconds = Field(default=5.0, alias="per_try")
    tries: int = 3
    backoff_s: Backoff = Field(default=Backoff(first_s=1.0, most_s=8.0), alias="backoff")
    keep_alive_s: Seconds = Field(default=60.0, alias="keep_alive")
    dns_tail: DnsTail = DnsTail()


class System(Model):
    host: str
    runs: Runs
    entry: Entry
    checks: Checks
    capacity: Capacity
    demand: Demand
    operations: dict[str, Operation]
    stores: dict[str, Store]
    needs: tuple[Need, ...]
    failover: Failover | None = None  # a failover of its own: leaves the stack's group


class Declaration(Model):
    """A whole stack. Raises `pydantic.ValidationError`; the file reader turns it into lines."""

    openline: Literal[1]
    stack: str
    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    domain: str
    zone_id: str
    regions: dict[str, Role]
    zones: dict[str, tuple[str, ...]]
    network: dict[str, str]
    strategy: Strategy
    protection: bool
    residency: tuple[str, ...] | None
    failover: Failover
    clients: Clients
    good: Good
    systems: dict[str, System]
