"""What an edge holds of one operation's answers, in every trial, while origins answer or do not.

Every answer is fresh for a while, then stale for a while, then gone; an error is kept for a short
while in its place. With all origins answering, the share of requests that meets a fresh answer is
`sum_o p_o * rate_o T / (1 + rate_o T)`, o the answers by popularity (model, section 1).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Each, Floats
from openline_stacks.recovery import exp, ln
from openline_stacks.topology import Edge, Operation

# A change of less than this in the life of an answer is none.
_CLOSE: Final = 1e-4
# Popularities of so many members of a class at most are worked out one by one.
_STRATA: Final = 32


class Contents:
    """Rows are classes of answers of about the same popularity, columns trials; one column as long
    as all trials are alike. `met`: shares of requests that meet a fresh answer, a kept error, a
    stale answer, nothing; for the last two an origin is asked, by a share of `asked` in all."""

    def __init__(self, scene: Scene, edge: Edge, operation: Operation) -> None:
        assert operation.fresh_s is not None
        self._fresh_s, self._stale_s = operation.fresh_s, operation.stale_s
        self._errors_s = edge.errors_s
        self._tick_s = scene.tick_s
        skew = scene.parameters.value("edge.skew_exponent")
        locations = int(scene.parameters.value("edge.locations_count"))
        share, rate = _classes(operation.objects, skew, locations)
        self._share, self._rate = share[:, None], rate[:, None]
        life_s = self._fresh_s + self._stale_s + self._errors_s
        self._still = _CLOSE * self._tick_s / life_s if life_s else 0.0
        self._answered: Floats = np.ones(1)
        self._since_s: Floats = np.full(1, -1e12)
        self._waited_s: Each = 0.0
        self.steady_until_s = 0.0
        self._state = [np.zeros_like(self._share) for _ in range(4)]
        self._then = self._state
        self.met: tuple[Floats, Floats, Floats, Floats]
        self.asked: Floats

    def settle(self, per_s: float) -> None:
        """In equilibrium with so many requests a second, every origin answering."""
        asks = per_s * self._rate
        fresh = asks * self._fresh_s / (1.0 + asks * self._fresh_s)
        rest = 1.0 - fresh
        kept = [1.0 - exp(-r * self._stale_s) for r in asks[:, 0].tolist()]
        stale = rest * np.array(kept)[:, None] if self._fresh_s else rest * 0.0
        self._state = [fresh, stale, rest - stale, np.zeros_like(fresh)]
        self._then = self._state
        self._add_up(np.full(1, per_s))

    def step(self, now_s: float, per_s: Floats, answered: Floats, waited_s: Floats) -> None:
        """One tick. `answered`: share of what is asked that some origin answers; `waited_s`: what
        time-outs cost until then, during which an answer is asked for only once."""
        per_s, answered, waited_s = _alike(per_s), _alike(answered), _alike(waited_s)
        turned = answered != self._answered
        if turned.any():
            self._answered = np.where(turned, answered, self._answered)
            self._since_s = np.where(turned, now_s, self._since_s)
            self._then = [
                np.where(turned, held, then)
                for held, then in zip(self._state, self._then, strict=True)
            ]
        self._waited_s = waited_s
        moved = self._move(per_s, now_s - self._since_s)
        most = 0.0
        for after, before in zip(moved, self._state, strict=True):
            most = max(most, float(np.abs(after - before).max()))
        if most > self._still:
            self._state = moved
            self.steady_until_s = now_s
        else:
            self.steady_until_s = self._next_change_s(now_s)
        self._add_up(per_s)

    def _next_change_s(self, now_s: float) -> float:
        """When something that was kept at the last change begins to go, or has gone."""
        turns = (
            self._errors_s, self._fresh_s, self._stale_s, self._fresh_s + self._stale_s
        )  # fmt: skip
        since = np.unique(self._since_s)
        coming = [float(at) for turn in turns for at in (since + turn) if at > now_s]
        return min(coming, default=np.inf)

    def _move(self, per_s: Floats, age_s: Floats) -> list[Floats]:
        """One tick on; implicit in what is asked, so that what is asked for often needs no smaller
        step."""
        tick_s = self._tick_s
        fresh, stale, missing, failing = self._state
        rate = per_s * self._rate
        asks = rate / (1.0 + rate * self._waited_s) * tick_s
        filled = asks * self._answered if self._fresh_s else asks * 0.0
        failed = asks * (1.0 - self._answered)
        stales = _going(fresh, self._then[0], age_s, self._fresh_s, tick_s)
        forgotten = _going(failing, self._then[3], age_s, self._errors_s, tick_s)
        gone = self._gone(stale + stales, age_s, filled)
        now_stale = (stale + stales - gone) / (1.0 + filled)
        now_missing = (missing + forgotten + gone) / (1.0 + filled + failed)
        now_fresh = fresh + filled * (now_stale + now_missing) - stales
        return [now_fresh, now_stale, now_missing, failing + failed * now_missing - forgotten]

    def _gone(self, there: Floats, age_s: Floats, filled: Floats) -> Floats:
        """Stale answers that are too old."""
        if not self._stale_s:
            return there
        refilled = filled > 0.0
        aged = np.where(
            age_s < self._stale_s,
            np.minimum(there, self._then[1] * self._tick_s / self._stale_s),
            np.where(
                age_s < self._stale_s + self._fresh_s,
                np.minimum(there, self._then[0] * self._tick_s / max(self._fresh_s, 1e-300)),
                there,
            ),
        )
        if not refilled.any():
            return aged
        outlives = self._outlives(filled / self._tick_s * self._stale_s)
        return np.where(refilled, np.minimum(there, there * filled * outlives), aged)

    def _outlives(self, fillings: Floats) -> Floats:
        """In equilibrium: of what is stale, those that outlive their time for one that is filled,
        where a stale life is so many fillings long."""
        distinct, place = np.unique(fillings, return_inverse=True)
        each = [1.0 / max(f, exp(f) - 1.0) if f > 0.0 else 0.0 for f in distinct.tolist()]
        found: Floats = np.array(each)[place].reshape(fillings.shape)
        return found

    def _add_up(self, per_s: Floats) -> None:
        fresh, stale, missing, failing = self._state
        waiting = 1.0 + per_s * self._rate * self._waited_s
        asked = (stale + missing) / waiting
        shares = [_weighed(self._share, rows) for rows in (fresh, failing, stale, missing, asked)]
        self.met, self.asked = (shares[0], shares[1], shares[2], shares[3]), shares[4]


def _weighed(share: Floats, rows: Floats) -> Floats:
    parts = share * rows
    total: Floats = parts[0]
    for row in parts[1:]:
        total = total + row
    return total


def _alike(figures: Floats) -> Floats:
    """One column where every trial has the same."""
    return figures[:1] if figures.ndim and (figures == figures[:1]).all() else figures


def _going(there: Floats, then: Floats, age_s: Floats, life_s: float, tick_s: float) -> Floats:
    """What ends its life in this tick: for one life what was there at the last change, evenly;
    afterwards what has come since, as if it were of every age."""
    if not life_s:
        return there
    return np.minimum(there, np.where(age_s < life_s, then, there) * tick_s / life_s)


def _classes(objects: int, skew: float, locations: int) -> tuple[Floats, Floats]:
    """Ranks 1, 2, 3, 4-5, 6-8 and so on: within one class popularity hardly differs. Of all
    requests the share of a class, and of one answer in one location."""
    bounds, first = [], 1
    while first <= objects:
        end = min(first + max(1, first // 2), objects + 1)
        bounds.append((first, end))
        first = end
    weights = [_popularity(first, end, skew) for first, end in bounds]
    total = 0.0
    for weight in weights:
        total += weight
    share = [weight / total for weight in weights]
    rate = [s / ((end - first) * locations) for s, (first, end) in zip(share, bounds, strict=True)]
    return np.array(share), np.array(rate)


def _popularity(first: int, end: int, skew: float) -> float:
    """The sum of rank^-skew over [first, end), from strata where there are many."""
    members = end - first
    ranks: list[float] = [float(rank) for rank in range(first, end)]
    if members > _STRATA:
        ranks = [first - 0.5 + members * (2 * n + 1) / (2 * _STRATA) for n in range(_STRATA)]
    total = 0.0
    for rank in ranks:
        total += exp(-skew * ln(rank))
    return total * members / len(ranks)
