"""Figures of how an outage is noticed and how customers come to the survivor."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery._figure import DECLARATION, DEFAULT, parameter
from openline_stacks.recovery._model import Parameter, Uniform

_HEALTH = (
    "Route 53 developer guide, 'How Amazon Route 53 determines whether a health check is healthy'"
)
_ALIAS = "Route 53 developer guide, 'Choosing between alias and non-alias records'"

_CHECKERS = (
    parameter("checker.count", 16, "health checkers that ask one endpoint", DEFAULT, "assumed"),
    parameter(
        "checker.agree_down",
        14,
        "checkers that must fail before the check is unhealthy: all but 18 %, rounded",
        _HEALTH,
        "documented",
    ),
    parameter(
        "checker.healthy_share",
        0.18,
        "the check is healthy while more than this share of the checkers succeeds",
        _HEALTH,
        "documented",
    ),
    parameter(
        "checker.connect_timeout_s",
        4,
        "a TCP connection must stand within this time; a dropped one costs all of it",
        _HEALTH,
        "documented",
    ),
    parameter(
        "checker.response_timeout_s",
        2,
        "the status must come within this time of connecting",
        _HEALTH,
        "documented",
    ),
    parameter(
        "checker.publication_s",
        2,
        "from the checkers' agreement to DNS servers that answer by it",
        DEFAULT,
        "assumed",
    ),
)

_NAMES = (
    parameter("dns.alias_ttl_s", 60, "TTL of an alias to a load balancer", _ALIAS, "documented"),
    parameter(
        "dns.tail_share",
        0.05,
        "share of clients that hold an answer whatever its TTL",
        DECLARATION,
        "assumed",
    ),
    parameter("dns.tail_hold_s", 300, "how long those hold it", DECLARATION, "assumed"),
    parameter(
        "dns.target_every_s",
        10,
        "how often Route 53 looks at a balancer whose target health a record evaluates",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "dns.target_fails_count",
        3,
        "looks in a row that change what it thinks of that balancer",
        DEFAULT,
        "assumed",
    ),
)

_DECISIONS = (
    parameter(
        "failover.decision_s",
        300,
        "people's time from the alarm to the decision (the slowest group's)",
        DECLARATION,
        "assumed",
    ),
    parameter(
        "switch.delay_s",
        Uniform(60.0, 120.0),
        "from the switch's datapoint through alarm and health check to the DNS answer",
        "a one-minute metric's datapoint, then the alarm and the check that follows it; unmeasured",
        "assumed",
    ),
)

_CLIENTS = (
    parameter("clients.per_try_s", 5, "a client waits this long a try", DECLARATION, "assumed"),
    parameter("clients.tries_count", 3, "tries of one request in all", DECLARATION, "assumed"),
    parameter("clients.backoff_first_s", 1, "pause before the second try", DECLARATION, "assumed"),
    parameter("clients.backoff_most_s", 8, "the pause doubles up to this", DECLARATION, "assumed"),
    parameter(
        "clients.keep_alive_s",
        60,
        "an open connection outlives a new DNS answer by this",
        DECLARATION,
        "assumed",
    ),
)

_ZIPF = (
    "Breslau et al., 'Web caching and Zipf-like distributions' (1999): 0.64 to 0.83; no page read"
)
_MOVES = "Global Accelerator workshop, 'Failover POC': up to 30 s after an endpoint is unhealthy"

_EDGES = (
    parameter(
        "edge.skew_exponent",
        0.8,
        "popularity of the answers that an edge keeps: rank to the minus this",
        _ZIPF,
        "assumed",
    ),
    parameter(
        "edge.locations_count",
        4,
        "caches of an edge that each ask the origin for themselves",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "edge.keep_alive_s",
        60,
        "an edge's open connection to an origin that still answers outlives a new look-up by this",
        DEFAULT,
        "assumed",
    ),
    parameter("edge.time_s", 0.03, "what an answer kept at the edge takes", DEFAULT, "assumed"),
    parameter(
        "accelerator.moves_s",
        30,
        "from an endpoint's new health to new connections that follow it",
        _MOVES,
        "third-party",
    ),
)

ROUTING: Final[tuple[Parameter, ...]] = _CHECKERS + _NAMES + _DECISIONS + _CLIENTS + _EDGES
