"""One operation's requests in every trial: first offers, retries under way, what becomes of them.

A request is at a stage: how many tries it has made and how long ago it was first offered. It leaves
a stage answered, refused at once or timed out, and is offered again after its pause. Stages too
late to be answered well only matter as load, so there is one a try.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from openline_stacks.forecast._broken import Delays, later_than
from openline_stacks.forecast._meeting import Meeting
from openline_stacks.forecast._names import Moved
from openline_stacks.forecast._scene import Scene, backoffs_s
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._tally import Tally
from openline_stacks.forecast._vector import Each, Floats, added
from openline_stacks.topology import Operation, System

# By population: where those are now who were at each site then; None: there.
Moves: TypeAlias = Sequence[Moved | None]


@dataclass(frozen=True, slots=True)
class _Stage:
    """`ago`: ticks since the first offer; `elapsed_s` None: too late. `fast`, `slow`: the stage
    that a refused or timed out request goes to, and in how many ticks."""

    ago: int
    elapsed_s: float | None
    fast: tuple[int, int] | None
    slow: tuple[int, int] | None


def stages(scene: Scene, within_s: float) -> tuple[_Stage, ...]:
    waits, clients = backoffs_s(scene), scene.topology.clients
    keys: list[tuple[int, int, float | None]] = [(1, 0, 0.0)]

    def hop(key: tuple[int, int, float | None], lost_s: float) -> tuple[int, int] | None:
        attempt, ago, elapsed_s = key
        if attempt == clients.tries:
            return None
        pause_s = lost_s + waits[attempt - 1]
        delay = max(1, int(np.ceil(pause_s / scene.tick_s - 1e-9)))
        following: tuple[int, int, float | None] = (attempt + 1, 0, None)
        if elapsed_s is not None and elapsed_s + pause_s <= within_s:
            following = (attempt + 1, ago + delay, elapsed_s + pause_s)
        if following not in keys:
            keys.append(following)
        return keys.index(following), delay

    return tuple(  # the list grows while it is walked
        _Stage(key[1], key[2], hop(key, 0.0), hop(key, clients.per_try_s)) for key in keys
    )


@dataclass(slots=True)
class Way:
    """One of the ways in which requests are answered: a site, or one through an edge. Shares of
    those that go it are `good`, `fast` (refused at once) and `slow` (timed out); `prompt` is what
    of the good comes without delay, in time if it was offered no longer than `budget_s` ago;
    `later` says by (budget_s, share) when the rest comes."""

    good: Each
    prompt: Each
    fast: Each
    slow: Each
    budget_s: Each
    later: Sequence[tuple[Each, Each]] = ()


def way_of(site: Site, behind: Meeting, own_s: Each, limits: tuple[float, float]) -> Way:
    """What a try meets at a site. `behind`: what its stores and needs let through, and how late.
    `limits`: within how many seconds it is good, and how long its client waits."""
    within_s, waits_s = limits
    factor, delays = behind.served, behind.delays
    let_in = site.passes * site.accepted
    answer_s = site.wait_s + own_s
    refused = site.turned + site.passes * (1.0 - site.accepted)
    good, fast, slow = let_in * factor, refused + let_in * (1.0 - factor), site.silent
    gone = answer_s > waits_s  # the work is done all the same
    if gone.any():
        good, fast = np.where(gone, 0.0, good), np.where(gone, refused, fast)
        slow = np.where(gone, site.silent + let_in, site.silent)
    way = Way(good, good, fast, slow, within_s - answer_s)
    return _spread(way, let_in, delays, waits_s - answer_s) if delays else way


def _spread(way: Way, let_in: Each, delays: Delays, waits_s: Each) -> Way:
    """Some answers come later, some so late that their clients have gone."""
    there = np.greater_equal(waits_s, 0.0)
    gone = later_than(delays, waits_s) * there
    failed = (let_in - way.good) * there
    way.fast = way.fast - failed * gone
    way.slow = way.slow + let_in * gone
    good = way.good * (1.0 - gone)
    prompt: Each = 0.0
    later: list[tuple[Each, Each]] = []
    for share, late_s in delays:
        at_once = np.equal(late_s, 0.0)
        prompt = prompt + way.good * share * at_once
        in_time = np.less_equal(late_s, waits_s) & ~at_once
        later.append((way.budget_s - late_s, np.where(in_time, way.good * share, 0.0)))
    way.prompt, way.good, way.later = prompt, good, later
    return way


class _Round:
    """Tries that failed, by place, and are offered again at a stage `delay` ticks later."""

    def __init__(self, delay: int) -> None:
        self._waiting: list[Floats | None] = [None] * delay  # by tick modulo the delay

    def add(self, number: int, failed: Floats) -> None:
        slot = number % len(self._waiting)
        others = self._waiting[slot]
        self._waiting[slot] = failed if others is None else others + failed

    def take(self, number: int) -> Floats | None:
        """What comes round in this tick, which nothing has been added to yet."""
        slot = number % len(self._waiting)
        tries, self._waiting[slot] = self._waiting[slot], None
        return tries


class Offers:
    """Of one operation. Amounts are requests a tick, by place, population and trial; places are the
    sites, or the one edge in front of them. Who tries again does so where he failed, but for those
    who have asked anew since."""

    def __init__(self, scene: Scene, system: System, operation: Operation) -> None:
        self.operation = operation
        self.plan = stages(scene, operation.good.within_s)
        hops = {hop for stage in self.plan for hop in (stage.fast, stage.slow) if hop}
        longest = max((delay for _, delay in hops), default=0)
        self.tally = Tally(scene, operation.good, max(stage.ago for stage in self.plan))
        peak = system.demand.peak_per_s * operation.share * scene.tick_s
        self._usual = peak * scene.shares(system)
        self._shape = (len(system.populations), scene.width)
        self.first = np.broadcast_to(self._usual, self._shape).copy()
        self._rounds = {hop: _Round(hop[1]) for hop in sorted(hops)}
        self._busy_until = -1
        self.tries: list[Floats | None] = [None] * len(self.plan)
        self._before = self.tries
        self.there: Floats = np.zeros((1, *self._shape))
        self.calm_after = max(longest, self.tally.length) + 1

    def surge(self, times: Floats | float) -> None:
        """`times`: by population, what is offered of what is declared."""
        self.first = np.broadcast_to(self._usual * times, self._shape).copy()

    def collect(self, number: int, weights: Floats, moved: Callable[[int], Moves | None]) -> None:
        """This tick's tries: the first ones by weight, the others where they are now."""
        first: Floats = self.first * weights
        tries: list[Floats | None] = [first, *(None for _ in self.plan[1:])]
        there = first
        if number <= self._busy_until:
            for (stage, delay), round_ in self._rounds.items():
                again = round_.take(number)
                if again is None:
                    continue
                again = again if len(again) == 1 else _led(again, moved(delay))
                others = tries[stage]
                tries[stage] = again if others is None else others + again
                there = there + again
        self._before, self.tries, self.there = self.tries, tries, there

    @property
    def same(self) -> bool:
        """Whether this tick's tries are those of the tick before."""
        return all(map(_equal, self.tries, self._before))

    def answer(self, number: int, ways: Sequence[Way]) -> None:
        """Credit what is answered well to its first offer; send the rest round again."""
        for stage, tries in zip(self.plan, self.tries, strict=True):
            if tries is not None and stage.ago and stage.elapsed_s is not None:
                well = _timely(tries, ways, stage.elapsed_s)
                self.tally.credit(number, stage.ago, _rows(well))
        first = self.tries[0]
        assert first is not None
        self.tally.tick(number, _rows(self.first), _rows(_timely(first, ways, 0.0)))
        for kind in ("fast", "slow"):
            failing = [way.fast if kind == "fast" else way.slow for way in ways]
            if any(np.any(share) for share in failing):
                width = self._shape[1:]
                self._again(number, kind, np.stack([np.broadcast_to(f, width) for f in failing]))

    def _again(self, number: int, kind: str, failing: Floats) -> None:
        for stage, tries in zip(self.plan, self.tries, strict=True):
            hop = stage.fast if kind == "fast" else stage.slow
            if tries is None or hop is None:
                continue
            failed = tries * failing[:, None]
            if failed.any():
                self._rounds[hop].add(number, failed)
                self._busy_until = max(self._busy_until, number + hop[1])

    def repeat(self, number: int, times: int) -> None:
        """The ticks from `number` on, so many, were as the ones before. What is on its way round
        has long been the same in every tick."""
        self.tally.repeat(number, times)
        if self._busy_until >= number:
            self._busy_until += times


def _led(tries: Floats, moved: Moves | None) -> Floats:
    """By the place where each is now; `moved` by population."""
    if moved is None or all(moves is None for moves in moved):
        return tries
    found = tries.copy()
    for row, moves in enumerate(moved):
        if moves is None:
            continue
        were = tries[:, row, moves.trials]
        found[:, row, moves.trials] = added(
            [w * s for w, s in zip(were, moves.shares, strict=True)]
        )
    return found


def _timely(tries: Floats, ways: Sequence[Way], elapsed_s: float) -> Floats:
    """Of tries of that age at each place: those answered with success and in time."""
    timely: Floats = np.zeros_like(tries[0])
    for amount, way in zip(tries, ways, strict=True):
        timely = timely + amount * (way.prompt * np.less_equal(elapsed_s, way.budget_s))
        for until_s, part in way.later:
            timely = timely + amount * (part * np.less_equal(elapsed_s, until_s))
    return timely


def _rows(amounts: Floats) -> Floats:
    total: Floats = amounts[0]
    for row in amounts[1:]:
        total = total + row
    return total


def _equal(one: Floats | None, other: Floats | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or bool(np.array_equal(one, other))
