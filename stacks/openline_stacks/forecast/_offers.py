"""One operation's requests in every trial: first offers, retries under way, what becomes of them.

A request is at a stage: how many tries it has made and how long ago it was first offered. It leaves
a stage answered, refused at once or timed out, and is offered again after its pause. Stages too
late to be answered well only matter as load, so there is one a try.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openline_stacks.forecast._broken import Delays, later_than
from openline_stacks.forecast._meeting import Meeting
from openline_stacks.forecast._scene import Scene, backoffs_s
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._tally import Tally
from openline_stacks.forecast._vector import Each, Floats
from openline_stacks.topology import Operation, System


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


def way_of(site: Site, behind: Meeting, own_s: float, limits: tuple[float, float]) -> Way:
    """What a try meets at a site. `behind`: what its stores and needs let through, and how late.
    `limits`: within how many seconds it is good, and how long its client waits."""
    within_s, waits_s = limits
    factor, delays = behind.served, behind.delays
    let_in = site.passes * site.accepted
    answer_s = site.wait_s + own_s
    refused = site.turned + site.passes * (1.0 - site.accepted)
    gone = answer_s > waits_s  # the work is done all the same
    good = np.where(gone, 0.0, let_in * factor)
    fast = np.where(gone, refused, refused + let_in * (1.0 - factor))
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


class Offers:
    """Of one operation; rows are populations. Amounts are requests a tick."""

    def __init__(self, scene: Scene, system: System, operation: Operation) -> None:
        self.operation = operation
        self.plan = stages(scene, operation.good.within_s)
        hops = [hop for stage in self.plan for hop in (stage.fast, stage.slow) if hop]
        self._longest = max((delay for _, delay in hops), default=0)
        self.tally = Tally(scene, operation.good, max(stage.ago for stage in self.plan))
        peak = system.demand.peak_per_s * operation.share * scene.tick_s
        shares = [[peak * population.share] for population in system.populations]
        self._usual = np.array(shares)
        self._shape = (len(shares), scene.width)
        self.first = np.broadcast_to(self._usual, self._shape).copy()
        ring = (self._longest + 1, *self._shape)
        self._rings = [np.zeros(ring) for _ in self.plan[1:]]
        self._busy_until = -1
        self.tries: list[Floats | None] = [self.first]
        self.total = self.first
        self.calm_after = max(self._longest, self.tally.length) + 1
        self.ways: list[tuple[Floats, Way]] = []

    def surge(self, times: Floats | float) -> None:
        """`times`: by population, what is offered of what is declared."""
        self.first = np.broadcast_to(self._usual * times, self._shape).copy()

    def collect(self, number: int) -> bool:
        """This tick's tries. Whether they are those of the tick before."""
        tries: list[Floats | None] = [self.first]
        total = self.first
        slot = number % (self._longest + 1)
        if number <= self._busy_until:
            for ring in self._rings:
                due = ring[slot].copy()
                ring[slot] = 0.0
                tries.append(due if due.any() else None)
                total = total + due
        same = len(tries) == len(self.tries) and all(map(_equal, tries, self.tries))
        self.tries, self.total = tries, total
        return same

    def answer(self, number: int, ways: list[tuple[Floats, Way]]) -> None:
        """Credit what is answered well to its first offer; send the rest round again. Each way
        comes with the share of every population's tries that goes it."""
        self.ways = ways
        fast = slow = np.zeros(self._shape)
        for weight, way in ways:
            fast = fast + weight * way.fast
            slow = slow + weight * way.slow
        well = self.first * self._timely(0.0)
        for stage, tries in zip(self.plan, self.tries, strict=False):
            if tries is not None and stage.ago and stage.elapsed_s is not None:
                self.tally.credit(number, stage.ago, _rows(tries * self._timely(stage.elapsed_s)))
        self.tally.tick(number, _rows(self.first), _rows(well))
        fails = ("fast", fast, bool(fast.any())), ("slow", slow, bool(slow.any()))
        for kind, share, happens in fails:
            if happens:
                self._again(number, kind, share)

    def _again(self, number: int, kind: str, share: Floats) -> None:
        for stage, tries in zip(self.plan, self.tries, strict=False):
            hop = stage.fast if kind == "fast" else stage.slow
            if tries is not None and hop is not None:
                following, delay = hop
                due = number + delay
                self._rings[following - 1][due % (self._longest + 1)] += tries * share
                self._busy_until = max(self._busy_until, due)

    def _timely(self, elapsed_s: float) -> Floats:
        """The share of tries of that age that is answered with success and in time."""
        share = np.zeros(self._shape)
        for weight, way in self.ways:
            share = share + weight * (way.prompt * np.less_equal(elapsed_s, way.budget_s))
            for until_s, part in way.later:
                share = share + weight * (part * np.less_equal(elapsed_s, until_s))
        return share

    def repeat(self, number: int, times: int) -> None:
        """The ticks from `number` on, so many, were as the ones before."""
        self.tally.repeat(number, times)
        if self._busy_until >= number:
            self._busy_until += times
            turn = times % (self._longest + 1)
            self._rings = [np.roll(ring, turn, axis=0) for ring in self._rings]


def _rows(amounts: Floats) -> Floats:
    total: Floats = amounts[0]
    for row in amounts[1:]:
        total = total + row
    return total


def _equal(one: Floats | None, other: Floats | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or bool(np.array_equal(one, other))
