"""Names: which record Route 53 answers with, and where clients are who hold an old answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from openline_stacks.cloud.control import RecordView

_ALWAYS_US: Final = -(10**18)

# Shares of a population by site.
Place: TypeAlias = tuple[float, ...]


def choose(
    records: Sequence[RecordView], healthy: Callable[[RecordView], bool], home: str = ""
) -> RecordView | None:
    """The record that is answered. Route 53 developer guide, "How Route 53 chooses records when
    health checking is configured": by policy, then by health; all unhealthy counts as all healthy.

    Of a weighted set: to those clients whose share `home` takes when all is well. Each look-up
    draws anew, so who they are changes; how many they are does not.
    """
    weighted = [record for record in records if record.role == "WEIGHTED"]
    if weighted:
        answered = [record for record in weighted if healthy(record)] or weighted
        return next((record for record in answered if record.region == home), answered[0])
    primary = next((record for record in records if record.role == "PRIMARY"), None)
    secondary = next((record for record in records if record.role == "SECONDARY"), None)
    if primary is None:
        return next(iter(records), None)
    if secondary is not None and not healthy(primary) and healthy(secondary):
        return secondary
    return primary


class Whereabouts:
    """Where the clients of each population are, as shares of the sites (indices). `answers`: by
    population, the site that is answered to it at the start.

    A cached answer's residual life is uniform over its hold, so the share at a site is the moving
    average of the answer over the hold (model.md, section 1).
    """

    def __init__(self, sites: int, answers: Sequence[int | Place], holds_us: Sequence[int]) -> None:
        self._sites = sites
        self._answers = [[(_ALWAYS_US, self._place(answer))] for answer in answers]
        self.holds_us = list(holds_us)
        self.weights = [list(given[-1][1]) for given in self._answers]
        # by population: the answer that all of it has followed; nothing moves until the next one
        self._stands = [given[-1] for given in self._answers]

    def hold(self, population: int, hold_us: int) -> None:
        self.holds_us[population] = hold_us
        self._stands[population] = (_ALWAYS_US - 1, ())

    def answer(
        self, at_us: int, answer: int | Place, populations: Iterable[int] | None = None
    ) -> None:
        """From `at_us` on new look-ups of these populations, of all if None, lead to a site, or to
        several by shares. What was to begin later is forgotten."""
        place = self._place(answer)
        everybody = range(len(self._answers))
        for given in (self._answers[each] for each in populations or everybody):
            while given[-1][0] >= at_us:
                given.pop()
            given.append((at_us, place))

    def left(self, now_us: int) -> set[int]:
        """The sites whose connections live on after their clients were told to go elsewhere."""
        leaving: set[int] = set()
        for given in self._answers:
            if given[-1][0] > now_us:
                leaving.update(left(given[-2][1], given[-1][1]))
        return leaving

    def leave_now(self, now_us: int, site: int) -> None:
        """It no longer answers: connections to it that were to live on do not."""
        for population, given in enumerate(self._answers):
            at_us, following = given[-1]
            if at_us > now_us and site in left(given[-2][1], following):
                self.answer(now_us, following, [population])

    def weigh(self, now_us: int) -> bool:
        """Bring `weights` up to now. Whether they may be different the next time."""
        moving = False
        for population, hold_us in enumerate(self.holds_us):
            last = self._answers[population][-1]
            if self._stands[population] != last:
                self.weights[population] = self.share(now_us, population)
                if now_us >= last[0] + hold_us:
                    self._stands[population] = last
                else:
                    moving = True
        return moving

    def share(self, now_us: int, population: int) -> list[float]:
        """Where a population was, is or will be, as far as the answers are known."""
        hold_us = self.holds_us[population]
        held_us = [0.0] * self._sites
        until_us, since_us = now_us, now_us - hold_us
        for at_us, place in reversed(self._answers[population]):
            if at_us > now_us:
                continue
            if at_us <= since_us and (hold_us == 0 or until_us == now_us):
                return list(place)
            lasted_us = until_us - max(at_us, since_us)
            for site, share in enumerate(place):
                held_us[site] += lasted_us * share
            if at_us <= since_us:
                break
            until_us = at_us
        return [held / hold_us for held in held_us]

    def moved(self, now_us: int, population: int, ago_us: int) -> list[Place] | None:
        """Where those are now who were at each site so long ago, a row for each; None: there.

        Who holds an answer goes where it leads until it has run out, so only as many have moved as
        a site has fewer of now, and they are where there are more.
        """
        at_us = self._answers[population][-1][0]
        if now_us >= at_us + self.holds_us[population] + ago_us:
            return None
        before, after = self.share(now_us - ago_us, population), self.weights[population]
        if before == after:
            return None
        more = [max(0.0, now - then) for then, now in zip(before, after, strict=True)]
        gained = 0.0
        for gain in more:
            gained += gain
        return [
            self._row(site, now / then if now < then else 1.0, more, gained)
            for site, (then, now) in enumerate(zip(before, after, strict=True))
        ]

    def _row(self, site: int, stay: float, more: Sequence[float], gained: float) -> Place:
        return tuple(
            stay if other == site else (1.0 - stay) * (gain / gained if gained else 0.0)
            for other, gain in enumerate(more)
        )

    def _place(self, answer: int | Place) -> Place:
        if not isinstance(answer, int):
            return answer
        return tuple(1.0 if index == answer else 0.0 for index in range(self._sites))


def left(before: Place, after: Place) -> list[int]:
    """The sites that clients are led away from."""
    shares = enumerate(zip(before, after, strict=True))
    return [site for site, (old, new) in shares if new < old]
