"""How old the oldest write is that the survivor had not when it took over, at the declared rate.

With writes at rate r and X the replication lag, P(RPO <= a) = exp(-r x integral of P(X > u) from a
on) (model, section 3). What had not been copied because copies stood still comes on top.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._stores import written_per_s
from openline_stacks.forecast._trials import StoreTrials
from openline_stacks.forecast._vector import Floats, interpolated, ln
from openline_stacks.recovery import Distribution, integrated_survival, survival
from openline_stacks.topology import Store, System

_POINTS: Final = 768
# Below this part of a second no rate of writes that there is tells one lag from another.
_LEAST_S: Final = 1e-12


def rpo_s(scene: Scene, system: System, store: Store, trials: StoreTrials) -> Floats:
    """By trial; infinite where no survivor took a write. 0 where no replica is lost."""
    count = scene.trials
    cut_over_s = trials.cut_over_s[:count]
    never = np.isinf(cut_over_s)
    if scene.lost not in store.replicas:
        return np.zeros(count)
    answer_s = scene.parameters.value("service.regional_rtt_s") / 2.0
    last_s = np.maximum(trials.last_acknowledged_s[:count], scene.fault_s - answer_s)
    share = system.share_of(scene.lost or "")
    if store.restore is not None:
        since_s = _backed_up(scene, store)
        age_s = np.maximum(0.0, last_s - since_s)
    elif store.consistency == "strong" or not share * written_per_s(system, store.name):
        # a strong store acknowledges only what a quorum holds
        age_s = np.zeros(count)
    else:
        age_s = _behind(scene, system, store, (last_s, cut_over_s), share)
    return np.where(never, np.inf, age_s)


def _backed_up(scene: Scene, store: Store) -> Floats:
    """When the last backup was made of which the other region has a copy; the same for every store
    of a plan, and no fault waits for them."""
    assert store.restore is not None
    waited = scene.luck(store.restore.urn, "backups")[: scene.trials, 0]
    copy_s = scene.parameters.value("backup.copy_s")
    return scene.fault_s - (copy_s + waited * store.restore.every_s)


def _behind(
    scene: Scene, system: System, store: Store, times_s: tuple[Floats, Floats], share: float
) -> Floats:
    per_s = written_per_s(system, store.name)
    u = scene.luck(system.name, f"rpo/{store.name}")[: scene.trials, 0]
    lag = scene.parameters.get("replication.lag_s").distribution
    last_s, cut_over_s = times_s
    blocked = list(_blocked(scene, system, store))
    reopened_s = _reopened(blocked, last_s, cut_over_s)
    # a link that was open again before cut-over has set out once more what was under way
    again = np.array([survival(lag, s) if s > 0.0 else 1.0 for s in reopened_s.tolist()])
    still = np.where(again > 0.0, again, 1.0) * (per_s * share)
    lags = np.where(again > 0.0, _lag_part(lag, -ln(1.0 - u) / still), 0.0)
    stall_s = scene.parameters.value("replication.stall_s")
    left_s = np.zeros(len(last_s))
    ahead = _full_rate_per_s(scene, per_s) / per_s - 1.0
    for from_s, to_s in blocked:
        # as far behind as it was blocked, less what has been caught up with since at full rate
        blocked_s = np.minimum(to_s, last_s) - from_s
        left_s = np.maximum(left_s, blocked_s - ahead * np.maximum(0.0, last_s - to_s))
    return lags + np.maximum(0.0, max(0.0, stall_s) + left_s - reopened_s)


def _reopened(blocked: list[tuple[float, float]], last_s: Floats, cut_over_s: Floats) -> Floats:
    """From the link's opening to cut-over, where the lost region acknowledged nothing more."""
    opened_s = np.full(len(last_s), np.inf)
    for _, to_s in blocked:  # the latest comes last
        opened_s = np.where(to_s >= last_s, to_s, opened_s)
    known = np.isfinite(cut_over_s) & np.isfinite(opened_s)
    ends_s, begins_s = np.where(known, cut_over_s, 0.0), np.where(known, opened_s, 0.0)
    reopened_s: Floats = np.maximum(0.0, ends_s - begins_s)
    return reopened_s


def _full_rate_per_s(scene: Scene, per_s: float) -> float:
    rate_per_s = scene.parameters.value("replication.rate_per_s")
    if "replication.rate_per_s" in scene.parameters.overridden:
        return rate_per_s
    return max(rate_per_s, 2.0 * per_s)  # an on-demand table carries twice its earlier peak


def _blocked(scene: Scene, system: System, store: Store) -> Iterator[tuple[float, float]]:
    """When nothing was copied from the lost region to another."""
    others = [region for region in store.replicas if region != scene.lost]
    begun: float | None = None
    for at_s in (*scene.changes_s, scene.end_s):
        broken = scene.broken(at_s)
        copies = (broken.uncopied(scene.lost or "", other, system.name) for other in others)
        stopped = any(share >= 1.0 for share in copies)
        if stopped and begun is None:
            begun = at_s
        elif begun is not None and not stopped:
            yield begun, at_s
            begun = None
    if begun is not None:
        yield begun, scene.end_s


def _lag_part(lag: Distribution, excess_s: Floats) -> Floats:
    """The smallest age beyond which the lag's integrated tail is at most so much."""
    tails, ages = _tail(lag)
    return interpolated(excess_s, tails, ages)


@lru_cache(maxsize=32)
def _tail(lag: Distribution) -> tuple[Floats, Floats]:
    """Rising tails and the ages from which on they are that long."""
    most_s = 1.0
    while integrated_survival(lag, most_s) > _LEAST_S:
        most_s *= 2.0
    ages = [most_s * (place / _POINTS) ** 2 for place in range(_POINTS, -1, -1)]
    tails = [integrated_survival(lag, age) for age in ages]
    kept = [(0.0, ages[0])]
    for tail, age in zip(tails, ages, strict=True):
        if tail == 0.0:
            kept = [(0.0, age)]
        elif tail > kept[-1][0]:
            kept.append((tail, age))
    kept += [(kept[-1][0] + 1.0, kept[-1][1])] if len(kept) == 1 else []
    return np.array([tail for tail, _ in kept]), np.array([age for _, age in kept])
