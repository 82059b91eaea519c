"""How the reads of one operation pass through an edge: kept answers, origins in turn, stale ones.

CloudFront developer guide, "Optimize high availability with CloudFront origin failover": each read
that is not kept asks the first origin of the group, and the next where that gives an error or no
answer in time. What has no group asks the origin that the edge's own look-up leads to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from openline_drills.world.contents import Contents, Keeping
from openline_drills.world.outcomes import Outcomes, Pace
from openline_drills.world.queues import Site
from openline_stacks.recovery import Parameters
from openline_stacks.topology import Edge, Operation, System


@dataclass(frozen=True, slots=True)
class Waits:
    """`connect_s`: an edge waits so long for a connection, all attempts together, `answer_s` for
    an answer; its viewers wait `viewer_s`, and what is kept takes `own_s`."""

    connect_s: float
    answer_s: float
    viewer_s: float
    own_s: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What viewers meet, as `Outcomes` says it of a site: an edge is one place, and each way of
    being answered has its own budget."""

    good: tuple[float]
    fast: tuple[float]
    slow: tuple[float]
    later: tuple[tuple[tuple[float, float], ...]]
    prompt: tuple[float] = (0.0,)
    budget_s: tuple[float] = (0.0,)
    delayed: bool = True


class Passage:
    """`seen`: for lanes. `arriving`: the share of the requests that each site gets, as it was a
    tick ago. `steady_until_us`: until when a tick is as the one before if nothing else changes.
    """

    def __init__(
        self,
        outcomes: Outcomes,
        group: Sequence[int],
        sites: int,
        contents: Contents | None,
        waits: Waits,
        pace: Pace,
    ) -> None:
        self.outcomes = outcomes
        # to an origin the edge is a client
        self.pace = replace(pace, per_try_s=waits.answer_s)
        self.seen = Seen((0.0,), (0.0,), (0.0,), ((),))
        self.arriving = [0.0] * sites
        self.steady_until_us: float = 0
        self._contents = contents
        self._group = tuple(group)
        self._waits = waits

    @property
    def by_request(self) -> float:
        """The share of the requests that another origin gets than the first of the group."""
        share = 0.0
        for site in self._group[1:]:
            share += self.arriving[site]
        return share

    def start(self, per_s: float, weights: Sequence[float]) -> None:
        """What is kept is in equilibrium, the first origin answering."""
        asked = 1.0
        if self._contents is not None:
            self._contents.settle(per_s)
            asked = self._contents.asked
        for origins, share in self._ways(weights):
            self.arriving[origins[0]] += share * asked

    def work_out(
        self, now_us: int, per_s: float, sites: Sequence[Site], weights: Sequence[float]
    ) -> None:
        """One tick of so many tries a second; `weights` of the edge's own look-up, by site."""
        kept = self._contents
        met = (0.0, 0.0, 0.0, 1.0) if kept is None else kept.met
        ways = _Ways(self.outcomes, sites, self._waits, met)
        for origins, share in self._ways(weights):
            ways.ask(origins, share)
        ways.give_up()
        asked = 1.0 if kept is None else kept.asked
        arriving = [asked * share for share in ways.asked]
        seen = ways.seen()
        if kept is not None:
            kept.step(now_us, per_s, ways.answered, ways.waited_s)
        if seen != self.seen or arriving != self.arriving:
            self.seen, self.arriving = seen, arriving
            self.steady_until_us = now_us
        else:
            self.steady_until_us = inf if kept is None else kept.steady_until_us

    def _ways(self, weights: Sequence[float]) -> list[tuple[tuple[int, ...], float]]:
        if self._group:
            return [(self._group, 1.0)]
        return [((site,), weight) for site, weight in enumerate(weights) if weight]


class _Ways:
    """One tick's ways. `asked` by site, `answered` and `waited_s` are of the requests that ask."""

    def __init__(
        self,
        outcomes: Outcomes,
        sites: Sequence[Site],
        waits: Waits,
        met: tuple[float, float, float, float],
    ) -> None:
        fresh, self._failing, stale, missing = met
        self._asking = stale + missing
        self._stale = stale / self._asking if self._asking else 0.0
        self._outcomes = outcomes
        self._sites = sites
        self._waits = waits
        self._within_s = outcomes.operation.good.within_s
        self._slow = 0.0
        self._good: list[tuple[float, float]] = [(fresh, self._within_s - waits.own_s)]
        self._unanswered: list[tuple[float, float]] = []
        self.asked = [0.0] * len(sites)
        self.answered = 0.0
        self.waited_s = 0.0

    def ask(self, origins: Sequence[int], share: float) -> None:
        """Each origin in turn, as long as none has answered: (share, seconds waited so far)."""
        under_way = [(share, 0.0)]
        for site in origins:
            failed: dict[float, float] = {}
            for part, waited_s in under_way:
                self._ask_one(site, part, waited_s, failed)
            under_way = [(part, waited_s) for waited_s, part in failed.items() if part > 0.0]
        self._unanswered += under_way

    def give_up(self) -> None:
        """No origin has answered. What is stale is good enough then, after all the waiting."""
        for share, waited_s in self._unanswered:
            self.waited_s += share * waited_s
            self._answer(share * self._stale, waited_s, self._waits.own_s)
            if waited_s:
                self._slow += share * (1.0 - self._stale) * self._asking
            else:
                self._failing += share * (1.0 - self._stale) * self._asking

    def seen(self) -> Seen:
        good = 0.0
        for share, _ in self._good:
            good += share
        later = tuple((budget_s, share) for share, budget_s in self._good)
        return Seen((good,), (self._failing,), (self._slow,), (later,))

    def _ask_one(
        self, site: int, share: float, waited_s: float, failed: dict[float, float]
    ) -> None:
        outcomes, waits = self._outcomes, self._waits
        self.asked[site] += share
        good = share * outcomes.good[site]
        self.answered += good
        self.waited_s += good * waited_s
        prompt = share * outcomes.prompt[site]
        self._answer(prompt, waited_s, self._within_s - outcomes.budget_s[site])
        for until_s, part in outcomes.later[site]:
            self.waited_s += share * part * (outcomes.budget_s[site] - until_s)
            self._answer(share * part, waited_s, self._within_s - until_s)
        dropped = min(1.0 - self._sites[site].reach, outcomes.slow[site])
        for part, more_s in (
            (outcomes.fast[site], 0.0),
            (dropped, waits.connect_s),
            (outcomes.slow[site] - dropped, waits.answer_s),
        ):
            failed[waited_s + more_s] = failed.get(waited_s + more_s, 0.0) + share * part

    def _answer(self, share: float, waited_s: float, takes_s: float) -> None:
        """Answered so long after it was asked for; a viewer may have gone by then."""
        if waited_s + takes_s > self._waits.viewer_s:
            self._slow += share * self._asking
        elif share:
            self._good.append((share * self._asking, self._within_s - waited_s - takes_s))


def passages(
    system: System,
    outcomes: Sequence[Outcomes],
    regions: Sequence[str],
    parameters: Parameters,
    pace: Pace,
    tick_us: int,
) -> dict[str, Passage]:
    """By operation: those that an edge keeps, or asks a group of origins for."""
    edge = system.entry.edge if system.entry is not None else None
    if edge is None:
        return {}
    waits = Waits(
        connect_s=edge.attempts * edge.connect_s,
        answer_s=edge.answer_s,
        viewer_s=pace.per_try_s,
        own_s=parameters.value("edge.time_s"),
    )
    return {
        one.operation.name: Passage(
            one,
            _group(edge, one.operation, regions),
            len(regions),
            _contents(edge, one.operation, parameters, tick_us),
            waits,
            pace,
        )
        for one in outcomes
        if _passes(edge, one.operation)
    }


def _passes(edge: Edge, operation: Operation) -> bool:
    kept = operation.fresh_s is not None or operation.name in edge.grouped
    return kept and operation.kind == "read"


def _group(edge: Edge, operation: Operation, regions: Sequence[str]) -> list[int]:
    if operation.name not in edge.grouped:
        return []
    return [regions.index(region) for region in edge.regions if region in regions]


def _contents(
    edge: Edge, operation: Operation, parameters: Parameters, tick_us: int
) -> Contents | None:
    if operation.fresh_s is None:
        return None
    keeping = Keeping(
        fresh_s=operation.fresh_s,
        stale_s=operation.stale_s,
        errors_s=edge.errors_s,
        objects=operation.objects,
        skew=parameters.value("edge.skew_exponent"),
        locations=int(parameters.value("edge.locations_count")),
    )
    return Contents(keeping, tick_us)
