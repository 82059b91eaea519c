"""What becomes of a try of one operation at each site: answered, refused at once, timed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openline_drills.world.demand import Surge
from openline_drills.world.queues import Site
from openline_stacks.topology import Operation


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_try_s`: how long a client waits a try. `own_s`: what an answer takes without a queue."""

    per_try_s: float
    own_s: float


class Outcomes:
    """By site, as shares of the tries sent there: `good`, `fast` and `slow` make one.

    `factor` is what dependencies and store let through. `budget_s`: how old a request may be when
    it is offered and still be answered in time.
    """

    def __init__(self, operation: Operation, sites: int) -> None:
        self.operation = operation
        self.surge = Surge(operation)
        self.factor = [1.0] * sites
        self.good = [1.0] * sites
        self.fast = [0.0] * sites
        self.slow = [0.0] * sites
        self.budget_s = [0.0] * sites

    def work_out(self, sites: Sequence[Site], pace: Pace) -> None:
        for index, site in enumerate(sites):
            let_in = site.reach * site.accepted
            answer_s = site.wait_s + pace.own_s
            self.budget_s[index] = self.operation.good.within_s - answer_s
            dropped = 1.0 - site.reach
            refused = site.reach * (1.0 - site.accepted)
            if answer_s > pace.per_try_s:
                # the client has gone; the work is done all the same
                self.good[index], self.fast[index] = 0.0, refused
                self.slow[index] = dropped + let_in
            else:
                factor = self.factor[index]
                self.good[index] = let_in * factor
                self.fast[index] = refused + let_in * (1.0 - factor)
                self.slow[index] = dropped
