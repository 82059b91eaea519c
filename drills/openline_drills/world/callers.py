"""What those who call a system meet: how much is answered, how late, how long they wait."""

from __future__ import annotations

from collections.abc import Sequence

from openline_drills.world._effects import Delays, later_than, mean_s, merged, one_after_the_other
from openline_drills.world.dependencies import FINE, Meeting, before
from openline_drills.world.outcomes import Outcomes, Pace
from openline_drills.world.queues import Site


class Callers:
    """`delayed`: answers of some operation come late somewhere."""

    def __init__(self, sites: Sequence[Site], outcomes: Sequence[Outcomes], pace: Pace) -> None:
        self.delayed = False
        self._sites = sites
        self._outcomes = outcomes
        self._pace = pace

    def served(self, index: int) -> float:
        """Of the calls of other systems in that region: 1 if idle and alive, 0 if dead."""
        site = self._sites[index]
        if not site.alive:
            return 0.0
        return site.passes * site.accepted * self._critical_factor(index)

    def _critical_factor(self, index: int) -> float:
        """What the critical operations' own needs let through, by their shares."""
        through = shares = 0.0
        for outcomes in self._outcomes:
            if outcomes.operation.critical:
                factor = outcomes.factor[index]
                through += outcomes.operation.share * factor
                shares += outcomes.operation.share
        return through / shares if shares and through != shares else 1.0

    def meeting(self, region: str, timeout_s: float) -> Meeting:
        """What a caller in `region` that waits `timeout_s` meets at this system."""
        for index, site in enumerate(self._sites):
            if site.region == region:
                return self._meeting(index, site, timeout_s)
        return Meeting(served=0.0)

    def _meeting(self, index: int, site: Site, timeout_s: float) -> Meeting:
        answer_s = site.wait_s + self._pace.own_s
        delays = self._critical_delays(index)
        served = self.served(index)
        if served == 1.0 and not site.wait_s and not delays and answer_s <= timeout_s:
            return FINE
        if answer_s > timeout_s:
            served = 0.0
        elif delays:
            served *= 1.0 - later_than(delays, timeout_s - answer_s)
        if site.wait_s > 0.0:
            delays = one_after_the_other(delays, ((1.0, site.wait_s),))
        let_in = site.passes * site.accepted if site.alive else 0.0
        held_s = site.silent * timeout_s
        if delays:
            held_s += let_in * mean_s(delays, timeout_s)
            delays = before(delays, timeout_s)
        return Meeting(served, held_s, delays)

    def _critical_delays(self, index: int) -> Delays:
        """How much later answers of the critical operations come, by their shares."""
        if not self.delayed:
            return ()
        critical = [outcomes for outcomes in self._outcomes if outcomes.operation.critical]
        shares = 0.0
        for outcomes in critical:
            shares += outcomes.operation.share
        return merged(
            (outcomes.operation.share / shares * share, by_s)
            for outcomes in critical
            for share, by_s in outcomes.delays[index] or ((1.0, 0.0),)
        )
