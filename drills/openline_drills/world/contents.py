"""What an edge holds of one operation's answers, and how that goes on when no origin answers.

Every answer is fresh for a while, then stale for a while, then gone; an error is kept for a short
while in its place. With all origins answering, the share of requests that meets a fresh answer is
`sum_o p_o * rate_o T / (1 + rate_o T)`, o the answers by popularity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, TypeAlias

from openline_drills.world._time import us
from openline_stacks.recovery import exp, ln

# What is nearer than this to where it is going has arrived.
_CLOSE: Final = 1e-4
# Popularities of so many members of a class at most are worked out one by one.
_STRATA: Final = 32

# fresh, stale, missing, failing: shares of the requests for an answer, which make one
State: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long answers are `fresh_s`, then `stale_s`; errors are kept `errors_s`. There are
    `objects` different answers of Zipf popularity, each in `locations` caches that share nothing.
    """

    fresh_s: float
    stale_s: float
    errors_s: float
    objects: int
    skew: float
    locations: int


class Contents:
    """`met`: shares of requests by what they meet, which make one: a fresh answer, a kept error, a
    stale answer, nothing. For the last two an origin is asked; `asked` is the share that does ask,
    and not wait for another's asking.
    """

    def __init__(self, keeping: Keeping, tick_us: int) -> None:
        self._keeping = keeping
        self._tick_us = tick_us
        self._tick_s = tick_us / 1_000_000
        self._classes = _classes(keeping)
        self._answered = 1.0
        self._since_us = -(10**18)
        life_s = keeping.fresh_s + keeping.stale_s + keeping.errors_s
        self._still = _CLOSE * self._tick_s / life_s if life_s else 0.0
        self._asking_s = 0.0
        self._stands: tuple[float, float, float] | None = None  # under what nothing moves
        self.met = (0.0, 0.0, 0.0, 1.0)
        self.asked = 1.0
        self.steady_until_us: float = 0

    def settle(self, per_s: float) -> None:
        """In equilibrium with so many requests a second, every origin answering."""
        kept = self._keeping
        for one in self._classes:
            rate_per_s = per_s * one.rate_share
            fresh = rate_per_s * kept.fresh_s / (1.0 + rate_per_s * kept.fresh_s)
            rest = 1.0 - fresh
            stale = rest * (1.0 - exp(-rate_per_s * kept.stale_s)) if kept.fresh_s else 0.0
            one.state = one.then = (fresh, stale, rest - stale, 0.0)
        self._stands = None
        self._add_up(per_s)

    def step(self, now_us: int, per_s: float, answered: float, takes_s: float) -> None:
        """One tick. `answered`: share of what is asked that some origin answers; `takes_s`: what
        time-outs cost until then, during which an answer is asked for only once."""
        under = (per_s, answered, takes_s)
        if under == self._stands and now_us < self.steady_until_us:
            return
        if answered != self._answered:
            # what is kept at this instant is of every age, so it goes evenly
            self._answered, self._since_us = answered, now_us
            for one in self._classes:
                one.then = one.state
        age_s = (now_us - self._since_us) / 1_000_000
        self._asking_s = takes_s
        moved = [self._moved(one, per_s, age_s) for one in self._classes]
        if any(map(self._apart, self._classes, moved)):
            for one, state in zip(self._classes, moved, strict=True):
                one.state = state
            self._stands, self.steady_until_us = None, now_us
        else:
            self._stands, self.steady_until_us = under, self._next_change_us(now_us)
        self._add_up(per_s)

    def _apart(self, one: _Class, state: State) -> bool:
        """Whether a share is going somewhere."""
        still = self._still
        for before, after in zip(one.state, state, strict=True):
            if abs(after - before) > still:
                return True
        return False

    def _next_change_us(self, now_us: int) -> float:
        """When something that was kept at the last change begins to go, or has gone."""
        kept = self._keeping
        turns = (kept.errors_s, kept.fresh_s, kept.stale_s, kept.fresh_s + kept.stale_s)
        coming = [at for at in (self._since_us + us(turn) for turn in turns) if at > now_us]
        return min(coming, default=inf)

    def _moved(self, one: _Class, per_s: float, age_s: float) -> State:
        """A tick later. Implicit in what is asked, so that what is asked for often needs no smaller
        step."""
        kept, tick_s, answered = self._keeping, self._tick_s, self._answered
        fresh, stale, missing, failing = one.state
        rate_per_s = per_s * one.rate_share
        asks = rate_per_s / (1.0 + rate_per_s * self._asking_s) * tick_s
        filled = asks * answered if kept.fresh_s else 0.0
        failed = asks * (1.0 - answered)
        stales = _going(fresh, one.then[0], age_s, kept.fresh_s, tick_s) if fresh else 0.0
        forgotten = _going(failing, one.then[3], age_s, kept.errors_s, tick_s) if failing else 0.0
        gone = self._gone(one, age_s, filled, stale + stales)
        stale = (stale + stales - gone) / (1.0 + filled)
        missing = (missing + forgotten + gone) / (1.0 + filled + failed)
        return (
            fresh + filled * (stale + missing) - stales,
            stale,
            missing,
            failing + failed * missing - forgotten,
        )

    def _gone(self, one: _Class, age_s: float, filled: float, there: float) -> float:
        """Stale answers that are too old, of those that are there."""
        kept = self._keeping
        if not kept.stale_s:
            return there
        if filled:
            going = there * filled * one.outlives(filled / self._tick_s * kept.stale_s)
        elif age_s < kept.stale_s:
            going = one.then[1] * self._tick_s / kept.stale_s
        elif age_s < kept.stale_s + kept.fresh_s:
            going = one.then[0] * self._tick_s / kept.fresh_s
        else:
            return there
        return going if going < there else there

    def _add_up(self, per_s: float) -> None:
        fresh = failing = stale = missing = asked = 0.0
        asking_s = self._asking_s
        for one in self._classes:
            share = one.share
            its_fresh, its_stale, its_missing, its_failing = one.state
            fresh += share * its_fresh
            failing += share * its_failing
            stale += share * its_stale
            missing += share * its_missing
            waiting = 1.0 + per_s * one.rate_share * asking_s
            asked += share * (its_stale + its_missing) / waiting
        self.met, self.asked = (fresh, failing, stale, missing), asked


class _Class:
    """Answers of about the same popularity. `share` of all requests; `rate_share`: of all requests
    those for one answer in one cache. `then`: its state when origins last changed."""

    __slots__ = ("_outlives", "rate_share", "share", "state", "then")

    def __init__(self, share: float, rate_share: float) -> None:
        self.share = share
        self.rate_share = rate_share
        self.state: State = (0.0, 0.0, 1.0, 0.0)
        self.then = self.state
        self._outlives = (0.0, inf)

    def outlives(self, fillings: float) -> float:
        """In equilibrium: of what is stale, those that outlive their time for one that is filled,
        where a stale life is so many fillings long."""
        if self._outlives[0] != fillings:
            self._outlives = (fillings, 1.0 / max(fillings, exp(fillings) - 1.0))
        return self._outlives[1]


def _going(there: float, then: float, age_s: float, life_s: float, tick_s: float) -> float:
    """What ends its life in this tick: for one life what was there at the last change, evenly;
    afterwards what has come since, as if it were of every age."""
    if not life_s:
        return there
    going = (then if age_s < life_s else there) * tick_s / life_s
    return going if going < there else there


def _classes(keeping: Keeping) -> list[_Class]:
    """Ranks 1, 2, 3, 4-5, 6-8 and so on: within one class popularity hardly differs."""
    bounds, first = [], 1
    while first <= keeping.objects:
        end = min(first + max(1, first // 2), keeping.objects + 1)
        bounds.append((first, end))
        first = end
    weights = [_popularity(first, end, keeping.skew) for first, end in bounds]
    total = 0.0
    for weight in weights:
        total += weight
    return [
        _Class(weight / total, weight / total / ((end - first) * keeping.locations))
        for weight, (first, end) in zip(weights, bounds, strict=True)
    ]


def _popularity(first: int, end: int, skew: float) -> float:
    """The sum of rank^-skew over [first, end), from strata where there are many."""
    members = end - first
    ranks: Sequence[float] = range(first, end)
    if members > _STRATA:
        ranks = [first - 0.5 + members * (2 * n + 1) / (2 * _STRATA) for n in range(_STRATA)]
    total = 0.0
    for rank in ranks:
        total += exp(-skew * ln(rank))
    return total * members / len(ranks)
