"""Names: which record Route 53 answers with, and where clients are who hold an old answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from openline_stacks.cloud.control import RecordView

_ALWAYS_US: Final = -(10**18)


def choose(
    records: Sequence[RecordView], healthy: Callable[[RecordView], bool]
) -> RecordView | None:
    """The record that is answered. Route 53 developer guide, "How Route 53 chooses records when
    health checking is configured": by policy, then by health; all unhealthy counts as all healthy.
    """
    primary = next((record for record in records if record.role == "PRIMARY"), None)
    secondary = next((record for record in records if record.role == "SECONDARY"), None)
    if primary is None:
        return next(iter(records), None)
    if secondary is not None and not healthy(primary) and healthy(secondary):
        return secondary
    return primary


class Whereabouts:
    """Where the clients of each population are, as shares of the sites (indices).

    A cached answer's residual life is uniform over its hold, so the share at a site is the moving
    average of the answer over the hold (model.md, section 1).
    """

    def __init__(self, sites: int, answer: int, holds_us: Sequence[int]) -> None:
        self._sites = sites
        self._answers: list[tuple[int, int]] = [(_ALWAYS_US, answer)]
        self.holds_us = list(holds_us)
        self.weights = [self._settled(answer) for _ in holds_us]
        # by population: the answer that all of it has followed; nothing moves until the next one
        self._stands = [self._answers[-1] for _ in holds_us]

    @property
    def moving_until_us(self) -> int:
        return self._answers[-1][0] + max(self.holds_us, default=0)

    def hold(self, population: int, hold_us: int) -> None:
        self.holds_us[population] = hold_us
        self._stands[population] = (_ALWAYS_US - 1, 0)

    def answer(self, at_us: int, site: int) -> None:
        """From `at_us` on new look-ups lead to `site`. What was to begin later is forgotten."""
        while self._answers[-1][0] >= at_us:
            self._answers.pop()
        self._answers.append((at_us, site))

    def left(self, now_us: int) -> int | None:
        """The site whose connections live on; None where none do."""
        return self._answers[-2][1] if self._answers[-1][0] > now_us else None

    def leave_now(self, now_us: int) -> None:
        """The old side no longer answers: connections that were to live on do not."""
        at_us, site = self._answers[-1]
        if at_us > now_us:
            self.answer(now_us, site)

    def weigh(self, now_us: int) -> bool:
        """Bring `weights` up to now. Whether they may be different the next time."""
        for population, hold_us in enumerate(self.holds_us):
            if self._stands[population] != self._answers[-1]:
                self.weights[population] = self.share(now_us, population)
                if now_us >= self._answers[-1][0] + hold_us:
                    self._stands[population] = self._answers[-1]
        return now_us < self.moving_until_us

    def share(self, now_us: int, population: int) -> list[float]:
        """Where a population was, is or will be, as far as the answers are known."""
        hold_us = self.holds_us[population]
        held_us = [0] * self._sites
        until_us, since_us = now_us, now_us - hold_us
        for at_us, site in reversed(self._answers):
            if at_us > now_us:
                continue
            if at_us <= since_us:
                if hold_us == 0 or until_us == now_us:
                    return self._settled(site)
                held_us[site] += until_us - since_us
                break
            held_us[site] += until_us - at_us
            until_us = at_us
        return [held / hold_us for held in held_us]

    def _settled(self, site: int) -> list[float]:
        return [1.0 if index == site else 0.0 for index in range(self._sites)]
