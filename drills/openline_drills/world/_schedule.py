"""When faults begin and end, and when the world has lost nothing any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from openline_drills.kernel import Clock, Timer
from openline_drills.world._capabilities import require
from openline_drills.world._time import RANK_FAULT, SECOND_US, us
from openline_drills.world.faults import Disruption
from openline_stacks.recovery import Fault, in_words, takes_region


class Schedule:
    """`begins` is called at the instant that recovery is counted from, `changed` after every
    beginning and end, `over` when the last fault has ended.

    That instant is when a region is lost; where none is, when the first fault was injected. The
    target lifts by itself: a fault ends at its `to_s`, and at `expires_s` at the latest.
    """

    def __init__(
        self,
        clock: Clock,
        disruption: Disruption,
        begins: Callable[[], None],
        changed: Callable[[str], None],
        over: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._disruption = disruption
        self._begins = begins
        self._changed = changed
        self._over = over
        self._coming: dict[int, Timer] = {}  # by the fault's place in `faults`
        self._first_us: int | None = None
        self._counted: bool | None = None  # whether that instant has come; None: no fault has
        self.faults: tuple[Fault, ...] = ()  # times are counted from the first injection
        self.lost: str | None = None
        self.fault_us: int | None = None
        self.lift_us: int | None = None

    def load(self, faults: Sequence[Fault]) -> range:
        """Take them in; their places. Raises `CapabilityError` before anything has happened."""
        require(faults)
        now_us = self._clock.now
        if self._first_us is None:
            self._first_us = self.fault_us = now_us
        after_s = (now_us - self._first_us) / SECOND_US
        if self.lost is None:
            taking = [fault for fault in faults if takes_region(fault)]
            first = min(taking, key=lambda fault: fault.from_s, default=None)
            if first is not None:
                self.lost, self.fault_us = first.selector.region, now_us + us(first.from_s)
                self._counted = None if self._counted is None else False
        self.lift_us = None
        count = len(self.faults)
        self.faults += tuple(_later(fault, after_s) for fault in faults)
        return range(count, len(self.faults))

    def begin(self, places: range) -> None:
        """Begin what is due now, and see to the rest and to every end."""
        self._count()
        for place in places:
            fault = self.faults[place]
            if self._at(fault.from_s) > self._clock.now:
                self._coming[place] = self._call(fault.from_s, self._start, place, "begins")
            else:
                self._start(place)

    def lift(self) -> None:
        """End everything now, what was still to come included."""
        for timer in self._coming.values():
            timer.cancel()
        self._coming.clear()
        for fault in self._disruption.active:
            self._disruption.end(fault)
        if self.lift_us is None and self.fault_us is not None:
            self._ended()

    def _count(self) -> None:
        assert self.fault_us is not None
        come = self._clock.now >= self.fault_us
        if self._counted is None or (come and not self._counted):
            self._counted = come
            self._begins()

    def _at(self, after_s: float) -> int:
        assert self._first_us is not None
        return self._first_us + us(after_s)

    def _call(self, after_s: float, then: Callable[[int], None], place: int, what: str) -> Timer:
        return self._clock.call_at(
            self._at(after_s),
            lambda: then(place),
            name=f"fault/{place:04}/{what}",
            rank=RANK_FAULT,
        )

    def _start(self, place: int) -> None:
        fault = self.faults[place]
        self._count()
        self._disruption.begin(fault)
        end_s = min(fault.to_s, fault.expires_s)
        self._coming[place] = self._call(end_s, self._end, place, "ends")
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


def _later(fault: Fault, after_s: float) -> Fault:
    if not after_s:
        return fault
    return replace(
        fault,
        from_s=fault.from_s + after_s,
        to_s=fault.to_s + after_s,
        expires_s=fault.expires_s + after_s,
    )
