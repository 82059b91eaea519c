"""Every figure that the modelled world uses, each with where it was read and how far to trust it.

`documented`: AWS's own pages say it, with no guarantee. `assumed`: nobody says it; it is our guess
and the first thing to replace by one of yours (`--parameter NAME=VALUE`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from openline_stacks.recovery._model import (
    Constant,
    Distribution,
    Grade,
    Lognormal,
    Parameter,
    Uniform,
)

_READ_ON: Final = "2026-11-23"

_HEALTH = (
    "Route 53 developer guide, 'How Amazon Route 53 determines whether a health check is healthy'"
)
_ALIAS = "Route 53 developer guide, 'Choosing between alias and non-alias records'"
_TRACKING = "three one-minute datapoints of the alarm a target tracking policy makes; no page read"
_GLOBAL_TABLES = "DynamoDB developer guide, 'Global tables: how it works' (no SLA on the lag)"
_THROTTLING = "EC2 developer guide, 'Request throttling': the resource bucket of RunInstances"
_NEW_TABLE = "DynamoDB developer guide, 'On-demand capacity mode': what a new table takes"
_DECLARATION = "the declaration"
_DEFAULT = "no source: a guess to be replaced by a measurement of yours"
_METHOD = "how this model measures, the same for every stack"


def _parameter(
    name: str, distribution: Distribution | float, what: str, source: str, grade: Grade
) -> Parameter:
    if isinstance(distribution, float | int):
        distribution = Constant(float(distribution))
    return Parameter(name, distribution, what, source, grade, _READ_ON)


_CHECKERS = (
    _parameter("checker.count", 16, "health checkers that ask one endpoint", _DEFAULT, "assumed"),
    _parameter(
        "checker.agree_down",
        14,
        "checkers that must fail before the check is unhealthy: all but 18 %, rounded",
        _HEALTH,
        "documented",
    ),
    _parameter(
        "checker.healthy_share",
        0.18,
        "the check is healthy while more than this share of the checkers succeeds",
        _HEALTH,
        "documented",
    ),
    _parameter(
        "checker.connect_timeout_s",
        4,
        "a TCP connection must stand within this time; a dropped one costs all of it",
        _HEALTH,
        "documented",
    ),
    _parameter(
        "checker.response_timeout_s",
        2,
        "the status must come within this time of connecting",
        _HEALTH,
        "documented",
    ),
    _parameter(
        "checker.publication_s",
        2,
        "from the checkers' agreement to DNS servers that answer by it",
        _DEFAULT,
        "assumed",
    ),
)

_NAMES = (
    _parameter("dns.alias_ttl_s", 60, "TTL of an alias to a load balancer", _ALIAS, "documented"),
    _parameter(
        "dns.tail_share",
        0.05,
        "share of clients that hold an answer whatever its TTL",
        _DECLARATION,
        "assumed",
    ),
    _parameter("dns.tail_hold_s", 300, "how long those hold it", _DECLARATION, "assumed"),
    _parameter(
        "dns.target_every_s",
        10,
        "how often Route 53 looks at a balancer whose target health a record evaluates",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "dns.target_fails_count",
        3,
        "looks in a row that change what it thinks of that balancer",
        _DEFAULT,
        "assumed",
    ),
)

_DECISIONS = (
    _parameter(
        "failover.decision_s",
        300,
        "people's time from the alarm to the decision (the slowest group's)",
        _DECLARATION,
        "assumed",
    ),
    _parameter(
        "switch.delay_s",
        Uniform(60.0, 120.0),
        "from the switch's datapoint through alarm and health check to the DNS answer",
        "a one-minute metric's datapoint, then the alarm and the check that follows it; unmeasured",
        "assumed",
    ),
)

_CLIENTS = (
    _parameter("clients.per_try_s", 5, "a client waits this long a try", _DECLARATION, "assumed"),
    _parameter("clients.tries_count", 3, "tries of one request in all", _DECLARATION, "assumed"),
    _parameter(
        "clients.backoff_first_s", 1, "pause before the second try", _DECLARATION, "assumed"
    ),
    _parameter(
        "clients.backoff_most_s", 8, "the pause doubles up to this", _DECLARATION, "assumed"
    ),
    _parameter(
        "clients.keep_alive_s",
        60,
        "an open connection outlives a new DNS answer by this",
        _DECLARATION,
        "assumed",
    ),
)

_SERVICE = (
    _parameter(
        "overload.bound_s",
        5,
        "seconds of work that wait at most; beyond it requests are refused at once (= per_try)",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "overload.refusal_cost_share",
        0.05,
        "what refusing a request costs of the work that serving it would be",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "capacity.slots_s",
        5,
        "an instance holds as many requests at once as it serves in this time (= per_try), unless "
        "its slots are declared",
        _DEFAULT,
        "assumed",
    ),
    _parameter("service.time_s", 0.06, "a request's own time on an instance", _DEFAULT, "assumed"),
    _parameter(
        "service.regional_rtt_s",
        0.08,
        "round trip from a client to a region, the far coast included",
        _DEFAULT,
        "assumed",
    ),
)

_ZIPF = (
    "Breslau et al., 'Web caching and Zipf-like distributions' (1999): 0.64 to 0.83; no page read"
)
_MOVES = "Global Accelerator workshop, 'Failover POC': up to 30 s after an endpoint is unhealthy"

_EDGES = (
    _parameter(
        "edge.skew_exponent",
        0.8,
        "popularity of the answers that an edge keeps: rank to the minus this",
        _ZIPF,
        "assumed",
    ),
    _parameter(
        "edge.locations_count",
        4,
        "caches of an edge that each ask the origin for themselves",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "edge.keep_alive_s",
        60,
        "an edge's open connection to an origin that still answers outlives a new look-up by this",
        _DEFAULT,
        "assumed",
    ),
    _parameter("edge.time_s", 0.03, "what an answer kept at the edge takes", _DEFAULT, "assumed"),
    _parameter(
        "accelerator.moves_s",
        30,
        "from an endpoint's new health to new connections that follow it",
        _MOVES,
        "third-party",
    ),
)

_CAPACITY = (
    _parameter(
        "balancer.takes_out_s",
        30,
        "a target that no longer answers is out of service after three checks, ten seconds apart",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "autoscaling.alarm_s",
        180,
        "target tracking adds capacity after three one-minute datapoints above the target",
        _TRACKING,
        "assumed",
    ),
    _parameter(
        "autoscaling.first_check_s",
        10,
        "one load balancer health check between warmed up and in service",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "autoscaling.scale_in_s",
        900,
        "target tracking takes capacity away after fifteen datapoints well below the target",
        _TRACKING.replace("three", "fifteen"),
        "assumed",
    ),
    _parameter(
        "autoscaling.scale_in_share",
        0.9,
        "share of the target that counts as well below it",
        "Application Auto Scaling user guide, 'Target tracking': the low alarm lies 10 % below",
        "assumed",
    ),
    _parameter(
        "balancer.start_per_s",
        2500,
        "requests a second that a balancer takes that has served nothing, each on a new connection",
        "100 capacity units, the least that can be reserved, of 25 new connections a second",
        "assumed",
    ),
    _parameter(
        "balancer.doubles_s",
        300,
        "a balancer doubles what it takes in this time while more is asked of it",
        "ELB user guide, 'Capacity reservations': for traffic that doubles in under five minutes",
        "assumed",
    ),
    _parameter(
        "cache.cold_share",
        0.8,
        "share of its requests a second that an instance answers with cold caches",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "cache.warms_s",
        300,
        "caches are warm once customers have arrived for this long",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "cache.cools_s",
        3600,
        "what they hold is of no use any more once nobody has come for this long",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "launch.bucket_count",
        1000,
        "instances that a region launches for the stack at once",
        _THROTTLING,
        "documented",
    ),
    _parameter(
        "launch.refill_per_s",
        2,
        "instances a second that it launches once those are used up",
        _THROTTLING,
        "documented",
    ),
    _parameter(
        "launch.quota_count",
        10_000,
        "instances that the account may run in a region",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "launch.jitter_s",
        Uniform(0.0, 30.0),
        "what a launch takes beyond the declared start",
        _DEFAULT,
        "assumed",
    ),
)

_STORES = (
    _parameter(
        "store.timeout_s", 3, "an instance waits this long for its store", _DEFAULT, "assumed"
    ),
    _parameter(
        "replication.lag_s",
        Lognormal(0.8, 0.6),
        "from a write's acknowledgement to its copy in the other region; typically within a second",
        _GLOBAL_TABLES,
        "assumed",
    ),
    _parameter(
        "replication.stall_s",
        0,
        "replication had stood still for this long when the fault came",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "replication.rate_per_s",
        4000,
        "copies per second while a backlog is worked off",
        _NEW_TABLE,
        "assumed",
    ),
    _parameter(
        "table.new_writes_per_s",
        4000,
        "writes a second that a table takes without having seen more or been warmed",
        _NEW_TABLE,
        "documented",
    ),
    _parameter(
        "table.doubles_s",
        1800,
        "a table takes twice its earlier peak, and throttles who goes past that faster than this",
        _NEW_TABLE,
        "documented",
    ),
    _parameter(
        "backup.copy_s",
        3600,
        "from the moment that a backup holds until its copy in the other region is complete",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "strong.write_s",
        0.08,
        "what a strongly consistent write takes longer: until a second region has it as well",
        "a round trip between two regions of one of DynamoDB's sets; unmeasured",
        "assumed",
    ),
    _parameter(
        "writes.sampled_per_s", 200, "writes followed one by one a store", _METHOD, "assumed"
    ),
    _parameter(
        "writes.records_count",
        1_000_000,
        "records that a store's writes go to; a late copy loses to a newer write to its record",
        _DEFAULT,
        "assumed",
    ),
    _parameter(
        "writes.lead_s",
        120,
        "writes are followed from this long before the fault",
        _METHOD,
        "assumed",
    ),
)

_RUN = (
    _parameter(
        "runbook.call_s", 0.2, "a call of a runbook that is answered at once", _DEFAULT, "assumed"
    ),
    _parameter("warm_s", 300, "time before the fault, at peak", _METHOD, "assumed"),
    _parameter("after_lift_s", 1800, "time after the lift", _METHOD, "assumed"),
    _parameter("fluid.tick_s", 0.25, "step of the rates", _METHOD, "assumed"),
)

PARAMETERS: Final[Mapping[str, Parameter]] = MappingProxyType(
    {
        parameter.name: parameter
        for parameter in sorted(
            _CHECKERS
            + _NAMES
            + _DECISIONS
            + _CLIENTS
            + _SERVICE
            + _EDGES
            + _CAPACITY
            + _STORES
            + _RUN,
            key=lambda parameter: parameter.name,
        )
    }
)
