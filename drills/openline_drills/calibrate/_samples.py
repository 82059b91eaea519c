"""From what a drill saw of each step to samples of the model's figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

from openline_drills.calibrate._estimators import line
from openline_drills.estimate import binomial_tail
from openline_drills.result import (
    ArrivalsModel,
    CopiesModel,
    DetectionModel,
    LaunchModel,
    Observations,
)
from openline_stacks.recovery import Parameters

# Copies arrive in the order of their writes: one that comes this soon after another may have waited
# for it, and then says only that its own lag was no longer. At a link's full rate sampled copies
# are 2.5 ms apart.
_WAITED_S: Final = 0.01
_RESOLUTION_S: Final = 0.0005  # of instants with three decimals
# Clients that still go where nobody answers: fewer are dust, and a line needs so many seconds.
_DUST_SHARE: Final = 0.001
_LEAST_SECONDS: Final = 10
_SETTLES_S: Final = 2


def publications(seen: Iterable[DetectionModel], figures: Parameters) -> list[float]:
    """What is left of each detection once its checkers have agreed, by the middle of what their
    phases make of it."""
    timeout_s = figures.value("checker.connect_timeout_s")
    count = int(figures.value("checker.count"))
    agree = _middle_of_ranked(int(figures.value("checker.agree_down")), count)
    return [
        one.detected_s
        - agree * one.every_s
        - (one.fails - 1) * one.every_s
        - (one.fails * timeout_s if one.probes == "dropped" else 0.0)
        for one in seen
    ]


@lru_cache(maxsize=64)
def _middle_of_ranked(rank: int, count: int) -> float:
    """The median of the `rank`th of so many draws from 0 to 1: more than half of the time so many
    lie below it."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2.0
        below = binomial_tail(rank, count, Fraction(middle).limit_denominator(1 << 20))
        low, high = (middle, high) if below < Fraction(1, 2) else (low, middle)
    return (low + high) / 2.0


def late_starts(seen: Iterable[LaunchModel], figures: Parameters) -> list[float]:
    """What each launch took beyond the declared start and the balancer's first check."""
    check_s = figures.value("autoscaling.first_check_s")
    return [each.in_service_s - each.launched_s - each.declared_s - check_s for each in seen]


def lags(seen: Iterable[CopiesModel]) -> tuple[list[float], list[float]]:
    """Lags that are known, and what others were at most."""
    known: list[float] = []
    at_most: list[float] = []
    for store in seen:
        newest_s: float | None = None
        for written_s, seen_s in zip(store.written_s, store.seen_s, strict=True):
            if newest_s is None or abs(seen_s - newest_s) > _WAITED_S:
                known.append(max(_RESOLUTION_S, seen_s - written_s))
            else:
                at_most.append(max(_RESOLUTION_S, newest_s + _WAITED_S - written_s))
            newest_s = seen_s if newest_s is None else max(newest_s, seen_s)
    # the first of a store may have waited for one that nobody followed
    return known, at_most


def tails(seen: Iterable[ArrivalsModel]) -> Iterator[tuple[float, float | None]]:
    """Of each curve the share of clients that hold an answer beyond its TTL, and for how long.

    Those who were told at any time in the last `hold` seconds come back evenly over that time, so
    those who are left lie on a line that begins at the share when the answer changes.
    """
    for curve in seen:
        first = int(curve.ttl_s) + _SETTLES_S
        left = _left(curve.shares, first)
        if len(left) < _LEAST_SECONDS:
            if len(curve.shares) > first and not left:
                yield 0.0, None
            continue
        fitted = line(left)
        if fitted.slope < 0.0 and 0.0 < fitted.at_0 <= 1.0:
            yield fitted.at_0, fitted.at_0 / -fitted.slope


def _left(shares: Sequence[float], first: int) -> list[tuple[float, float]]:
    """(seconds after the answer, share that is not there yet), until nobody is left."""
    found = []
    for second in range(first, len(shares)):
        left = 1.0 - shares[second]
        if left <= _DUST_SHARE:
            break
        found.append((second + 0.5, left))
    return found


def decisions(seen: Observations) -> list[float]:
    return [one.decided_s - one.detected_s for one in seen.decisions]


def delays(seen: Observations) -> list[float]:
    return [one.answered_s - one.flipped_s for one in seen.switches]
