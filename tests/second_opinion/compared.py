"""What was counted, one by one, against what came out of rates: how far apart they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from tests.second_opinion.figures import Figures

if TYPE_CHECKING:
    from tests.second_opinion.acted import Acted

    from openline_stacks.topology import Operation, Store, System

_TICK_S: Final = 0.25
# Of a window's share: so many standard errors are passed by 1 in 2,000 windows.
_ERRORS: Final = 3.5
# Writes come alike at any time before a fault: as well so much later as when they did.
_SHIFTED_S: Final = 15.0
# Student's t, two-sided 0.1 %, for 7 degrees of freedom: three runs here and six there.
_T_7: Final = 5.41


@dataclass(frozen=True)
class Between:
    """Where a figure lies whose window shares are only known so well; `inf`: not before the
    lift."""

    low: float
    high: float


def rto_s(acted: Acted, system: System) -> Between:
    """Of the worst critical operation."""
    each = [
        _rto_s(acted, system.name, operation)
        for operation in system.operations
        if operation.critical
    ]
    return Between(max(one.low for one in each), max(one.high for one in each))


def _rto_s(acted: Acted, system: str, operation: Operation) -> Between:
    good = operation.good
    offered, well = _windows(acted, system, operation)
    error = _ERRORS * np.sqrt(good.level * (1.0 - good.level) / offered)
    share = well / offered
    return Between(
        _from_when(share < good.level - error),
        _from_when(share < np.minimum(1.0, good.level + error)),
    )


def _from_when(bad: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    """The first leading window with no bad one from it on."""
    if not bad.any():
        return 0.0
    last = int(np.flatnonzero(bad)[-1])
    return inf if last == len(bad) - 1 else (last + 1) * _TICK_S


def _windows(acted: Acted, system: str, operation: Operation) -> tuple[Any, Any]:
    """Offered and answered well in each window from the fault until the lift."""
    width = round(operation.good.window_s / _TICK_S)
    at = np.concatenate([c.offered for c in acted.customers[system, operation.name]])
    fine = np.concatenate([c.well for c in acted.customers[system, operation.name]])
    edges = np.arange(acted.fault_s, acted.lift_s + _TICK_S / 2.0, _TICK_S)

    def count(times: Any) -> Any:
        sums = np.concatenate([[0], np.cumsum(np.histogram(times, edges)[0])])
        return sums[width:] - sums[:-width]

    return count(at), count(at[fine])


def lost(acted: Acted, system: str) -> float:
    """First offers from the fault on, until the end or 15 minutes after the lift, not answered
    well."""
    until_s = min(acted.end_s, acted.lift_s + 900.0)
    return sum(
        1.0
        for (name, _), customers in acted.customers.items()
        for one in customers
        for at_s, well in zip(one.offered, one.well, strict=True)
        if name == system and acted.fault_s <= at_s < until_s and not well
    )


def rpo_s(acted: Acted, system: System, store: Store, figures: Figures, random: Random) -> float:
    """One draw of the lags, and of the instant between two writes at which the region was lost: how
    old the oldest write that the survivor lacks was when the lost region acknowledged its last."""
    survivor = next(region for region in store.replicas if region != store.primary)
    taken_over = [at_s for at_s in acted.written[system.name, survivor] if at_s >= acted.fault_s]
    if not taken_over:
        return inf
    cut_over_s = taken_over[0]
    writes = [at_s for at_s in acted.written[system.name, store.primary] if at_s < cut_over_s]
    if store.consistency == "strong" or not writes:
        return 0.0
    if writes[-1] <= acted.fault_s:
        later_s = random.uniform(0.0, _SHIFTED_S)
        writes = [at_s + later_s for at_s in writes if at_s + later_s <= acted.fault_s]
    per_s = figures["replication.rate_per_s"]
    stopped = acted.weather.copies_stopped(store.primary)
    free_s = 0.0
    for at_s in writes:
        lag_s = figures.draw("replication.lag_s", random)
        arrives_s = max(at_s + lag_s, free_s)
        for since_s, until_s in stopped:
            if since_s <= arrives_s < until_s:
                arrives_s = max(until_s + lag_s, free_s)
        if arrives_s > cut_over_s:
            return writes[-1] - at_s  # the oldest: those before it are there
        free_s = arrives_s + 1.0 / per_s
    return 0.0


def apart(ours: Sequence[Between], theirs: Sequence[float]) -> str | None:
    """What two sets of recoveries do not agree on; None: nothing. Where some of either come before
    the lift and some do not, they are on an edge and say no more."""
    low, high = [one.low for one in ours], [one.high for one in ours]
    if inf not in theirs and all(one == inf for one in low):
        return f"never here, {theirs} there"
    if all(one == inf for one in theirs) and inf not in high:
        return f"{high} here, never there"
    if inf in low or inf in theirs:
        return None
    error = allowed(low, theirs) + 2.0 * _TICK_S
    if float(np.mean(low)) - error <= float(np.mean(theirs)) <= float(np.mean(high)) + error:
        return None
    return f"{ours} here, {theirs} there; {error:.1f} allowed"


def allowed(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """How far apart two means may be that are of one distribution, by what they scatter."""
    count = len(ours) + len(theirs)
    assert count == 9, "Student's t is for so many"
    scatter = float(np.var(ours)) * len(ours) + float(np.var(theirs)) * len(theirs)
    return _T_7 * sqrt(scatter / (count - 2) * (1.0 / len(ours) + 1.0 / len(theirs)))


def farthest(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Kolmogorov's distance of two samples, over the one that those of one distribution keep below
    in all but one case in a thousand."""
    here, there = np.sort(ours), np.sort(theirs)
    at = np.concatenate([here, there])
    steps = [np.searchsorted(one, at, "right") / len(one) for one in (here, there)]
    most = 1.95 * sqrt((len(here) + len(there)) / (len(here) * len(there)))
    return float(np.abs(steps[0] - steps[1]).max()) / most
