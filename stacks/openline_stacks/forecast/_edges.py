"""How reads of one operation pass through an edge: kept answers, origins in turn, stale ones."""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._contents import Contents
from openline_stacks.forecast._offers import Way
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._sites import Site
from openline_stacks.forecast._vector import Each, Floats
from openline_stacks.topology import Edge, Operation


class Passage:
    """`arriving`: by site, the share of the requests that it gets, as it was a tick ago."""

    def __init__(self, scene: Scene, edge: Edge, operation: Operation, regions: list[str]) -> None:
        self.answer_s = edge.answer_s  # to an origin the edge is a client that waits so long
        self.arriving: list[Each] = [0.0 for _ in regions]
        self.steady_until_s = 0.0
        self.connect_s = edge.attempts * edge.connect_s
        self.viewer_s = scene.topology.clients.per_try_s
        self.own_s = scene.figure("edge.time_s")
        self.within_s = operation.good.within_s
        self._group: list[int] = []
        if operation.name in edge.grouped:
            self._group = [regions.index(r) for r in edge.regions if r in regions]
        kept = operation.fresh_s is not None
        self._contents = Contents(scene, edge, operation) if kept else None
        self.trials = scene.width
        self._before: list[Floats] = []

    @property
    def grouped(self) -> bool:
        return bool(self._group)

    def start(self, per_s: float, looked_up: list[float]) -> None:
        """What is kept is in equilibrium, the first origin answering."""
        asked = 1.0
        if self._contents is not None:
            self._contents.settle(per_s)
            asked = float(self._contents.asked[0])
        if self._group:
            self.arriving[self._group[0]] = asked
        else:
            self.arriving = [asked * share for share in looked_up]

    def work_out(
        self, now_s: float, per_s: Floats, sites: list[Site], ways: list[Way], looked_up: list[Each]
    ) -> Way:
        """One tick of so many tries a second; `ways` at the origins."""
        kept = self._contents
        asking = _Asking(self, sites, ways)
        if self._group:
            asking.ask(self._group, 1.0)
        else:
            for site, share in enumerate(looked_up):
                asking.ask([site], share)
        asking.give_up()
        asked: Each = 1.0 if kept is None else kept.asked
        self.arriving = [asked * share for share in asking.asked]
        found = asking.found
        if kept is not None:
            whole = np.zeros(self.trials)
            kept.step(now_s, per_s + whole, asking.answered + whole, asking.waited_s + whole)
            self.steady_until_s = kept.steady_until_s
        self._note(now_s, found)
        return found

    def _note(self, now_s: float, found: Way) -> None:
        """Whether anything is another one than a tick ago."""
        seen = [np.asarray(found.fast), np.asarray(found.slow)]
        seen += [np.asarray(each) for pair in found.later for each in pair]
        seen += [np.asarray(share) for share in self.arriving]
        same = len(seen) == len(self._before) and all(map(np.array_equal, seen, self._before))
        self._before = seen
        if not same:
            self.steady_until_s = now_s
        elif self._contents is None:
            self.steady_until_s = np.inf

    def met(self) -> tuple[Each, Each, Each, Each]:
        return (0.0, 0.0, 0.0, 1.0) if self._contents is None else self._contents.met


class _Asking:
    """One tick's ways through an edge. `asked` by site; `answered` and `waited_s` are of the
    requests that ask an origin; `found` the ways that requests go, with their shares."""

    def __init__(self, passage: Passage, sites: list[Site], ways: list[Way]) -> None:
        fresh, failing, stale, missing = passage.met()
        self._passage = passage
        self._sites, self._ways = sites, ways
        self._asks = stale + missing
        there = np.greater(self._asks, 0.0)
        self._stale = np.where(there, stale / np.where(there, self._asks, 1.0), 0.0)
        self._failing: Each = failing
        self._slow: Each = 0.0
        self._good: list[tuple[Each, Each]] = [(fresh, passage.own_s)]
        self._unanswered: list[tuple[Each, Each]] = []
        self.asked: list[Each] = [0.0 for _ in sites]
        self.answered: Each = 0.0
        self.waited_s: Each = 0.0

    def ask(self, origins: list[int], share: Each) -> None:
        """Each origin in turn, as long as none has answered: (share, seconds waited so far)."""
        under_way: list[tuple[Each, Each]] = [(share, 0.0)]
        for site in origins:
            failed: list[tuple[Each, Each]] = []
            for part, waited_s in under_way:
                failed += self._ask_one(site, part, waited_s)
            under_way = [(part, w) for part, w in failed if np.greater(part, 0.0).any()]
        self._unanswered += under_way

    def _ask_one(self, site: int, share: Each, waited_s: Each) -> list[tuple[Each, Each]]:
        way, passage = self._ways[site], self._passage
        self.asked[site] = self.asked[site] + share
        good = share * way.good
        self.answered = self.answered + good
        self.waited_s = self.waited_s + good * waited_s
        takes_s = passage.within_s - way.budget_s
        self._answer(share * way.prompt, waited_s, takes_s)
        for until_s, part in way.later:
            self.waited_s = self.waited_s + share * part * (way.budget_s - until_s)
            self._answer(share * part, waited_s, passage.within_s - until_s)
        dropped = np.minimum(1.0 - self._sites[site].reach, way.slow)
        return [
            (share * way.fast, waited_s),
            (share * dropped, waited_s + passage.connect_s),
            (share * (way.slow - dropped), waited_s + passage.answer_s),
        ]

    def _answer(self, share: Each, waited_s: Each, takes_s: Each) -> None:
        """Answered so long after it was asked for; a viewer may have gone by then."""
        if not np.greater(share, 0.0).any():
            return
        gone = np.greater(waited_s + takes_s, self._passage.viewer_s)
        self._slow = self._slow + share * self._asks * gone
        self._good.append((share * self._asks * ~gone, waited_s + takes_s))

    def give_up(self) -> None:
        """No origin has answered. What is stale is good enough then, after all the waiting."""
        for share, waited_s in self._unanswered:
            self.waited_s = self.waited_s + share * waited_s
            self._answer(share * self._stale, waited_s, self._passage.own_s)
            empty = share * (1.0 - self._stale) * self._asks
            silent = np.greater(waited_s, 0.0)
            self._slow = self._slow + empty * silent
            self._failing = self._failing + empty * ~silent

    @property
    def found(self) -> Way:
        """An edge is one place, and each way of being answered has its own budget."""
        within_s = self._passage.within_s
        good: Each = 0.0
        for share, _ in self._good:
            good = good + share
        later = [(within_s - takes_s, share) for share, takes_s in self._good]
        return Way(good, 0.0, self._failing, self._slow, 0.0, later)
