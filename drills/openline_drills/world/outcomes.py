"""What becomes of a try of one operation at each site: answered, refused at once, timed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openline_drills.world._effects import Delays, later_than
from openline_drills.world.demand import Surge
from openline_drills.world.queues import Site
from openline_stacks.topology import Operation, Store


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_try_s`: how long a client waits a try. `own_s`: what an answer takes without a queue.
    `store_timeout_s`: how long an instance waits for its store."""

    per_try_s: float
    own_s: float
    store_timeout_s: float
    strong_s: float


class Outcomes:
    """By site, as shares of the tries sent there: `good`, `fast` and `slow` make one.

    `factor` is what dependencies, stores and faults let through. `budget_s`: how old a request may
    be when it is offered and still be answered in time. `prompt`: what of the good comes without
    delay; `later` says by (budget_s, share) when the rest of it does, and `delays` why.
    """

    def __init__(self, operation: Operation, sites: int, store: Store | None = None) -> None:
        self.operation = operation
        self.surge = Surge(operation, store)
        self.factor = [1.0] * sites
        self.good = [1.0] * sites
        self.prompt = [1.0] * sites
        self.fast = [0.0] * sites
        self.slow = [0.0] * sites
        self.budget_s = [0.0] * sites
        self.delays: list[Delays] = [()] * sites
        self.later: list[list[tuple[float, float]]] = [[] for _ in range(sites)]
        self.delayed = False  # at any site

    def delay(self, delays: Sequence[Delays]) -> None:
        self.delays = list(delays)
        self.delayed = any(delays)
        self.later = [[] for _ in delays]

    def work_out(self, sites: Sequence[Site], pace: Pace) -> None:
        for index, site in enumerate(sites):
            let_in = site.passes * site.accepted
            answer_s = site.wait_s + pace.own_s
            self.budget_s[index] = self.operation.good.within_s - answer_s
            refused = site.turned + site.passes * (1.0 - site.accepted)
            if answer_s > pace.per_try_s:
                # the client has gone; the work is done all the same
                self.good[index], self.fast[index] = 0.0, refused
                self.slow[index] = site.silent + let_in
            else:
                factor = self.factor[index]
                self.good[index] = let_in * factor
                self.fast[index] = refused + let_in * (1.0 - factor)
                self.slow[index] = site.silent
            self.prompt[index] = self.good[index]
            if self.delayed:
                self._spread(index, let_in, pace.per_try_s - answer_s)

    def _spread(self, index: int, let_in: float, waits_s: float) -> None:
        """Some answers come later, some so late that their clients, who wait `waits_s`, have gone:
        a failure as well as a success."""
        delays, good = self.delays[index], self.good[index]
        self.later[index].clear()
        if not delays or waits_s < 0.0:
            return
        gone = later_than(delays, waits_s)
        failed = let_in - good
        self.fast[index] -= failed * gone
        self.slow[index] += let_in * gone
        self.good[index] = good * (1.0 - gone)
        self.prompt[index] = 0.0
        for share, late_s in delays:
            if late_s == 0.0:
                self.prompt[index] = good * share
            elif late_s <= waits_s:
                self.later[index].append((self.budget_s[index] - late_s, good * share))
