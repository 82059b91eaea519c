"""When faults begin and end, and when the world has lost nothing any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from openline_drills.kernel import Clock, Timer
from openline_drills.world._time import RANK_FAULT, us
from openline_drills.world.faults import Disruption, lost_region, require
from openline_stacks.recovery import Fault, in_words


class Schedule:
    """`changed` is called after every beginning and end, `over` when the last fault has ended.

    The target lifts by itself: a fault ends at its `to_s`, and at `expires_s` at the latest.
    """

    def __init__(
        self,
        clock: Clock,
        disruption: Disruption,
        changed: Callable[[str], None],
        over: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._disruption = disruption
        self._changed = changed
        self._over = over
        self._coming: dict[int, Timer] = {}  # by the fault's place in `faults`
        self.faults: tuple[Fault, ...] = ()
        self.lost: str | None = None
        self.fault_us: int | None = None
        self.lift_us: int | None = None

    def load(self, faults: Sequence[Fault]) -> range:
        """Take them in; their places. Raises `CapabilityError` before anything has happened."""
        require(faults)
        if self.fault_us is None:
            self.fault_us, self.lost = self._clock.now, lost_region(faults)
        self.lift_us = None
        first = len(self.faults)
        self.faults += tuple(faults)
        return range(first, len(self.faults))

    def begin(self, places: range) -> None:
        """Begin what is due now, and see to the rest and to every end."""
        now_us = self._clock.now
        for place in places:
            fault = self.faults[place]
            end_us = now_us + us(min(fault.to_s, fault.expires_s))
            if fault.from_s > 0.0:
                self._later(place, now_us + us(fault.from_s), end_us)
            else:
                self._start(place, end_us)

    def lift(self) -> None:
        """End everything now, what was still to come included."""
        for timer in self._coming.values():
            timer.cancel()
        self._coming.clear()
        for fault in self._disruption.active:
            self._disruption.end(fault)
        if self.lift_us is None and self.fault_us is not None:
            self._ended()

    def _later(self, place: int, at_us: int, end_us: int) -> None:
        self._coming[place] = self._clock.call_at(
            at_us,
            lambda: self._start(place, end_us),
            name=f"fault/{place:04}/begins",
            rank=RANK_FAULT,
        )

    def _start(self, place: int, end_us: int) -> None:
        fault = self.faults[place]
        self._disruption.begin(fault)
        self._coming[place] = self._clock.call_at(
            end_us, lambda: self._end(place), name=f"fault/{place:04}/ends", rank=RANK_FAULT
        )
        self._changed(f"fault: {in_words(fault)}")

    def _end(self, place: int) -> None:
        del self._coming[place]
        self._disruption.end(self.faults[place])
        if self._coming:
            self._changed(f"over: {in_words(self.faults[place])}")
        else:
            self._ended()

    def _ended(self) -> None:
        self.lift_us = self._clock.now
        self._changed("lifted")
        self._over()
