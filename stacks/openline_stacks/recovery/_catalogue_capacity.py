"""Figures of what the survivor can do, and how fast it grows."""

from __future__ import annotations

from typing import Final

from openline_stacks.recovery._figure import DEFAULT, parameter
from openline_stacks.recovery._model import Parameter, Uniform

_TRACKING = "three one-minute datapoints of the alarm a target tracking policy makes; no page read"
_THROTTLING = "EC2 developer guide, 'Request throttling': the resource bucket of RunInstances"

_SERVICE = (
    parameter(
        "overload.bound_s",
        5,
        "seconds of work that wait at most; beyond it requests are refused at once (= per_try)",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "overload.refusal_cost_share",
        0.05,
        "what refusing a request costs of the work that serving it would be",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "capacity.slots_s",
        5,
        "an instance holds as many requests at once as it serves in this time (= per_try), unless "
        "its slots are declared",
        DEFAULT,
        "assumed",
    ),
    parameter("service.time_s", 0.06, "a request's own time on an instance", DEFAULT, "assumed"),
    parameter(
        "service.regional_rtt_s",
        0.08,
        "round trip from a client to a region, the far coast included",
        DEFAULT,
        "assumed",
    ),
)

_CAPACITY = (
    parameter(
        "balancer.takes_out_s",
        30,
        "a target that no longer answers is out of service after three checks, ten seconds apart",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "autoscaling.alarm_s",
        180,
        "target tracking adds capacity after three one-minute datapoints above the target",
        _TRACKING,
        "assumed",
    ),
    parameter(
        "autoscaling.first_check_s",
        10,
        "one load balancer health check between warmed up and in service",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "autoscaling.scale_in_s",
        900,
        "target tracking takes capacity away after fifteen datapoints well below the target",
        _TRACKING.replace("three", "fifteen"),
        "assumed",
    ),
    parameter(
        "autoscaling.scale_in_share",
        0.9,
        "share of the target that counts as well below it",
        "Application Auto Scaling user guide, 'Target tracking': the low alarm lies 10 % below",
        "assumed",
    ),
    parameter(
        "balancer.start_per_s",
        2500,
        "requests a second that a balancer takes that has served nothing, each on a new connection",
        "100 capacity units, the least that can be reserved, of 25 new connections a second",
        "assumed",
    ),
    parameter(
        "balancer.doubles_s",
        300,
        "a balancer doubles what it takes in this time while more is asked of it",
        "ELB user guide, 'Capacity reservations': for traffic that doubles in under five minutes",
        "assumed",
    ),
    parameter(
        "cache.cold_share",
        0.8,
        "share of its requests a second that an instance answers with cold caches",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "cache.warms_s",
        300,
        "caches are warm once customers have arrived for this long",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "cache.cools_s",
        3600,
        "what they hold is of no use any more once nobody has come for this long",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "launch.bucket_count",
        1000,
        "instances that a region launches for the stack at once",
        _THROTTLING,
        "documented",
    ),
    parameter(
        "launch.refill_per_s",
        2,
        "instances a second that it launches once those are used up",
        _THROTTLING,
        "documented",
    ),
    parameter(
        "launch.quota_count",
        10_000,
        "instances that the account may run in a region",
        DEFAULT,
        "assumed",
    ),
    parameter(
        "launch.jitter_s",
        Uniform(0.0, 30.0),
        "what a launch takes beyond the declared start",
        DEFAULT,
        "assumed",
    ),
)

CAPACITY: Final[tuple[Parameter, ...]] = _SERVICE + _CAPACITY
