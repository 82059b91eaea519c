"""What is measured of one operation while it runs: in every trial, without keeping its curve."""

from __future__ import annotations

from typing import Final

import numpy as np

from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Flags, Floats
from openline_stacks.topology import Good

# Shares that ought to equal a level come out of thousands of additions a little beside it.
DUST: Final = 1e-9
# Design, "What is measured".
_LOST_AFTER_LIFT_S: Final = 900.0
_HELD_AT_END_S: Final = 300.0
_NONE: Final = -1


class Tally:
    """Ticks are told in their order; a retry that is answered is credited to its first offer, up to
    `late` ticks later. Leading windows: one that starts in [fault, lift - window] decides the RTO.
    """

    def __init__(self, scene: Scene, good: Good, late: int) -> None:
        tick_s = scene.tick_s
        self._level = good.level - DUST
        self._width = max(1, int(np.ceil(good.window_s / tick_s)))
        self._late = late
        self._first = int(np.ceil(scene.fault_s / tick_s))
        self._last = int((scene.lift_s - good.window_s) // tick_s)
        self._end = int(scene.end_s // tick_s)
        self._held_from = max(self._first, self._end - int(np.ceil(_HELD_AT_END_S / tick_s)))
        lost_s = min(scene.lift_s + _LOST_AFTER_LIFT_S, scene.end_s)
        self._lost_until = int(np.ceil(lost_s / tick_s))
        self._tick_s = tick_s
        self._fault_s = scene.fault_s
        self.length = self._width + late + 1
        self._offered = np.zeros((self.length, scene.width))
        self._well = np.zeros((self.length, scene.width))
        self._sums = np.zeros((2, scene.width))
        self._bad = np.full(scene.width, _NONE)  # the last window below the level until the lift
        self._bad_at_end = np.zeros(scene.width, dtype=bool)
        self.lost = np.zeros(scene.width)
        self.censored_s = max(0.0, self._last * tick_s - scene.fault_s)

    def tick(self, number: int, offered: Floats, well: Floats) -> None:
        slot = number % self.length
        self._offered[slot] = offered
        self._well[slot] = well
        self._close(number - self._late)

    def credit(self, number: int, ago: int, amount: Floats) -> None:
        """Answered well now, first offered so many ticks ago; told before the tick is."""
        if ago <= number:
            self._well[(number - ago) % self.length] += amount

    def repeat(self, number: int, times: int) -> None:
        """The ticks from `number` on are as the ones before, for longer than a window is."""
        if times <= 0:
            return
        closed = number - self._late  # the first that is not closed yet
        whole = (closed - 1) % self.length  # every retry has been credited to it
        offered, well = self._offered[whole], self._well[whole]
        from_, until = max(closed, self._first), min(closed + times, self._lost_until)
        if until > from_:
            self.lost = self.lost + (until - from_) * (offered - well)
        start = closed - self._width + 1
        below = well < self._level * offered
        latest = min(start + times - 1, self._last)
        if latest >= max(start, self._first):
            self._bad = np.where(below, latest, self._bad)
        if start + times - 1 >= self._held_from:
            self._bad_at_end |= below
        self._offered = np.roll(self._offered, times % self.length, axis=0)
        self._well = np.roll(self._well, times % self.length, axis=0)

    def _close(self, number: int) -> None:
        if number < 0:
            return
        slot, gone = number % self.length, (number - self._width) % self.length
        offered, well = self._offered[slot], self._well[slot]
        if self._first <= number < self._lost_until:
            self.lost = self.lost + (offered - well)
        self._sums[0] += offered
        self._sums[1] += well
        if number >= self._width:
            self._sums[0] -= self._offered[gone]
            self._sums[1] -= self._well[gone]
        start = number - self._width + 1
        if start < self._first or (start > self._last and start < self._held_from):
            return
        below = self._sums[1] < self._level * self._sums[0]
        if start <= self._last:
            self._bad = np.where(below, start, self._bad)
        if start >= self._held_from:
            self._bad_at_end |= below

    @property
    def rto_s(self) -> Floats:
        """Infinite where it was below the level up to the lift."""
        at_s = (self._bad + 1) * self._tick_s - self._fault_s
        recovered = np.where(self._bad == _NONE, 0.0, np.maximum(0.0, at_s))
        return np.where(self._bad >= self._last, np.inf, recovered)

    @property
    def holds_at_end(self) -> Flags:
        return ~self._bad_at_end
