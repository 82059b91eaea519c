"""Where clients are: shares by site, in every trial, as answers change and old ones are held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from openline_stacks.forecast._vector import Flags, Floats, Places

_ALWAYS: Final = -1e18


@dataclass(frozen=True, slots=True)
class Moved:
    """In `trials`, `shares` of those who were at a site and now are at another: from, to, trial."""

    trials: Places
    shares: Floats


class Whereabouts:
    """One home's clients: what they are answered, and for each hold where they are by it.

    A cached answer's residual life is uniform over its hold, so the share at a site is the moving
    average of the answer over the hold (model, section 1).
    """

    def __init__(
        self, trials: int, usual: Floats, holds_s: list[Floats], longest_retry_s: float = 0.0
    ) -> None:
        self.holds_s = holds_s
        self._retry_s = longest_retry_s  # so much longer is remembered where they were
        self._longest_s = max((float(hold_s.max()) for hold_s in holds_s), default=0.0)
        # answers by trial, the newest last: since when, and the sites' shares
        self._since = np.full((2, trials), _ALWAYS)
        self._places = np.tile(usual[None, :, None], (2, 1, trials))
        self.weights = [self._places[-1].copy() for _ in holds_s]
        self._moving_until = _ALWAYS

    @property
    def led(self) -> Floats:
        """The sites' shares of new look-ups, sooner or later."""
        led: Floats = self._places[-1]
        return led

    @property
    def still(self) -> bool:
        """Whether nobody is on the way."""
        return self._moving_until == _ALWAYS

    def answer(self, which: Flags, at_s: Floats, place: Floats) -> None:
        """In these trials look-ups from then on lead there; what was to begin later is not."""
        further = which & (self._since[-1] < at_s)
        oldest_s = float(at_s[which].min()) - self._longest_s - self._retry_s
        if (further & (self._since[1] > oldest_s)).any():
            self._since = np.concatenate([self._since[:1], self._since])
            self._places = np.concatenate([self._places[:1], self._places])
        self._since[:-1] = np.where(further, self._since[1:], self._since[:-1])
        self._places[:-1] = np.where(further, self._places[1:], self._places[:-1])
        self._since[-1] = np.where(which, at_s, self._since[-1])
        self._places[-1] = np.where(which, place, self._places[-1])
        self._moved()

    def _moved(self) -> None:
        longest_s = self._longest_s + self._retry_s
        self._moving_until = float(self._since[-1].max()) + longest_s

    def leave_now(self, now_s: float, sites: list[int]) -> None:
        """These sites answer no more: connections to them that were to live on do not."""
        coming = self._since[-1] > now_s
        if not coming.any():
            return
        for site in sites:
            left = coming & (self._places[-1, site] < self._places[-2, site])
            self._since[-1] = np.where(left, now_s, self._since[-1])
        self._moved()

    def weigh(self, now_s: float) -> bool:
        """Bring the weights up to now. Whether any is another one than before."""
        if self.still:
            return False
        for index, hold_s in enumerate(self.holds_s):
            self.weights[index] = self._share(now_s, hold_s)
        if now_s >= self._moving_until:
            self._moving_until = _ALWAYS
            self._since, self._places = self._since[-2:], self._places[-2:]
        return True

    def moved(self, now_s: float, index: int, ago_s: float) -> Moved | None:
        """Where those are now who were at each site so long ago; None: there.

        Who holds an answer goes where it leads until it has run out, so only as many have moved as
        a site has fewer of now, and they are where there are more.
        """
        if self.still:
            return None
        hold_s = self.holds_s[index]
        trials = self._under_way(now_s - ago_s, now_s, hold_s)
        if not trials.size:
            return None
        before = self._shares(now_s - ago_s, hold_s, trials)
        after = self.weights[index][:, trials]
        more = np.maximum(0.0, after - before)
        gained = _summed(more)
        stays = np.where(after < before, after / np.where(before > 0.0, before, 1.0), 1.0)
        gains = more / np.where(gained > 0.0, gained, 1.0)
        moves: Floats = (1.0 - stays)[:, None] * gains[None]
        for site in range(len(stays)):
            moves[site, site] = moves[site, site] + stays[site]
        return Moved(trials, moves)

    def _under_way(self, from_s: float, until_s: float, hold_s: Floats) -> Places:
        """The trials in which somebody follows a new answer between these instants."""
        begun = self._since[1] <= until_s
        return np.flatnonzero(begun & (self._since[-1] > from_s - hold_s))

    def _share(self, now_s: float, hold_s: Floats) -> Floats:
        share: Floats = np.where(self._since[1] > now_s, self._places[0], self._places[-1])
        trials = self._under_way(now_s, now_s, hold_s)
        if trials.size:
            share[:, trials] = self._shares(now_s, hold_s, trials)
        return share

    def _shares(self, now_s: float, hold_s: Floats, trials: Places) -> Floats:
        """In these trials: by site, the part of the hold in which answers led there."""
        from_s = now_s - hold_s[trials]
        since, places = self._since[:, trials], self._places[:, :, trials]
        begins = np.minimum(np.maximum(since, from_s), now_s)
        begins[0] = from_s
        held_s = np.where(hold_s[trials] > 0.0, hold_s[trials], 1.0)
        share: Floats = np.zeros_like(places[0])
        for number, place in enumerate(places):
            ends_s = begins[number + 1] if number + 1 < len(begins) else now_s
            share = share + place * ((ends_s - begins[number]) / held_s)
        # who has followed one answer for a whole hold is there, without a rounding
        for number, place in enumerate(places):
            whole = since[number] <= from_s if number else np.ones(len(trials), dtype=bool)
            if number + 1 < len(since):
                whole = whole & (since[number + 1] > now_s)
            share = np.where(whole, place, share)
        return share


def _summed(rows: Floats) -> Floats:
    total: Floats = rows[0]
    for row in rows[1:]:
        total = total + row
    return total
