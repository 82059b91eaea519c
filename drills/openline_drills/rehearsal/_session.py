"""One seed acted out: the world, its clock, and the control plane that operators reach."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final

from chaoslib.exceptions import ActivityFailed

from openline_drills.chaos import Stopped
from openline_drills.kernel import Timer, VirtualClock
from openline_drills.observations import MICROSECONDS, Event, Run
from openline_drills.rehearsal._backlog import backlog_us
from openline_drills.rehearsal._interrupts import Interrupts
from openline_drills.rehearsal._performing import Ended, Written, perform
from openline_drills.rehearsal._runbooks import find_runbook
from openline_drills.rehearsal._trying import calls_for, meets_unseen, shows
from openline_drills.rpo import measure_stores
from openline_drills.world import World, reaches_calls
from openline_stacks.cloud import LocalAws, MotoControl, Seals
from openline_stacks.recovery import Fault, Parameters, lost_region
from openline_stacks.topology import Topology

# Signals are looked at this often: a minute of a large stack takes a few milliseconds.
_SLICE_US: Final = 60 * MICROSECONDS


class Session:
    """A `Stage` in virtual time. Only the main thread lets time pass.

    `triers`: a DynamoDB client a region, to see whether calls there hang.
    """

    def __init__(
        self,
        *,
        aws: LocalAws,
        triers: Mapping[str, Any],
        topology: Topology,
        parameters: Parameters,
        region: str,
        outputs: Mapping[str, Any],
        runbook: str | None,
        seed: int,
        knock_out: str | None,
        interrupts: Interrupts,
        watched: bool,
        on_event: Callable[[Event], None] | None,
    ) -> None:
        self.topology = topology
        self.region = region
        self.outputs = outputs
        self.runbook = runbook
        self.seed = seed
        self.clock = VirtualClock()
        self._seals = Seals(seed, lambda: self.clock.now, self.sleep)
        self._sealed = ExitStack()
        self._aws = aws
        self._triers = triers
        self._parameters = parameters
        self._calls_before = aws.calls
        self._interrupts = interrupts
        self._watched = watched
        self._on_event = on_event
        self._notes: list[Event] = []
        self._faults: list[tuple[int, Fault]] = []
        self._dark: list[Fault] = []
        self._coming: list[Timer] = []
        self._lifted_us: int | None = None
        self._confirmed: bool | None = None
        self.tried: dict[str, bool] = {}
        self._to_confirm = False
        self._deadline: tuple[int, str] | None = None
        self._ends: type[BaseException] = Stopped
        self._stepping = False
        self.written = Written(self._instant)
        self._watch: Callable[[], None] | None = None
        self._watch_every_us = 0
        self._watch_next_us = 0
        control = MotoControl(aws, topology)
        self.world = World(
            topology, parameters, seed, self.clock, control, knock_out, on_event=on_event
        )

    # Time

    @property
    def now_us(self) -> int:
        return self.clock.now

    def start(self) -> None:
        """Let the world warm up; the experiment begins in equilibrium."""
        self._sealed.enter_context(self._seals)
        self._aws.use_clock(lambda: self.clock.now, self.sleep)
        self.world.start()
        self.advance_to(round(self._parameters.value("warm_s") * MICROSECONDS))

    def sleep(self, seconds: float) -> None:
        """What `time.sleep` is while a rehearsal lasts."""
        self.advance_to(self.clock.now + round(max(0.0, seconds) * MICROSECONDS))

    def advance_to(self, at_us: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise ActivityFailed(
                "only the main thread lets virtual time pass: run this activity without background"
            )
        while self.clock.now < at_us:
            self._step_to(min(at_us, self._next_stop()))

    def _next_stop(self) -> int:
        stops = [self.clock.now + _SLICE_US]
        if self._watch is not None:
            stops.append(self._watch_next_us)
        if self._deadline is not None:
            stops.append(self._deadline[0])
        return min(stops)

    def _step_to(self, at_us: int) -> None:
        if self._deadline is not None and self.clock.now >= self._deadline[0]:
            raise self._ends(self._deadline[1])
        self._stepping = True
        try:
            with self._interrupts.deferred():
                self.clock.run_until(at_us)
        finally:
            self._stepping = False
        self._interrupts.progressed()
        self._seals.move_to(at_us)
        if self._watch is not None and at_us >= self._watch_next_us:
            self._watch_next_us = at_us + self._watch_every_us
            self._watch()

    def watch(self, look: Callable[[], None] | None, every_us: int = MICROSECONDS) -> None:
        """From now on `look` is called at this interval, until it is None. This is what Chaos
        Toolkit calls a continuous hypothesis: in real time it would look past a whole outage."""
        self._watch, self._watch_every_us = look, every_us
        self._watch_next_us = self.clock.now + every_us

    def limit(self, timeout_s: float | None) -> None:
        """From now on `Stopped` is raised once so much virtual time has passed; None: never."""
        self._deadline = None
        if timeout_s is not None:
            at_us = self.clock.now + round(timeout_s * MICROSECONDS)
            self._deadline = at_us, f"its time-out of {timeout_s:g} s is over"
        self._interrupts.watch(timeout_s)

    # Faults

    @property
    def fault_us(self) -> int | None:
        return self._faults[0][0] if self._faults else None

    @property
    def fault_end_us(self) -> int | None:
        ends = [at_us + round(fault.to_s * MICROSECONDS) for at_us, fault in self._faults]
        return max(ends, default=None)

    @property
    def lifted_us(self) -> int | None:
        if self._lifted_us is None and self._faults:
            end_us = self.fault_end_us
            if end_us is not None and self.clock.now >= end_us:
                self._lifted_us = end_us  # it ended by itself
        return self._lifted_us

    def inject(self, faults: Sequence[Fault]) -> None:
        if self.lifted_us is not None:
            raise ValueError("the fault is lifted already; one run has one fault")
        self.world.inject(faults)
        self.region = lost_region(faults) or self.region
        self._to_confirm = True
        for fault in faults:
            self._faults.append((self.clock.now, fault))
            self._darken(fault)

    def _darken(self, fault: Fault) -> None:
        """Calls go dark when the fault begins; what expires is counted from then."""
        from_us = round(fault.from_s * MICROSECONDS)
        dark = replace(fault, from_s=0.0, expires_s=fault.expires_s - fault.from_s)
        self._dark.append(dark)
        if not from_us:
            self._aws.darken(dark)
            return
        at_us = self.clock.now + from_us
        timer = self.clock.call_at(at_us, lambda: self._aws.darken(dark), name="calls go dark")
        self._coming.append(timer)

    def confirm(self) -> Mapping[str, bool]:
        tried = {"probe": self.world.confirm()}
        called = self._called()
        if called:
            tried["call"] = all(called)
        if self._to_confirm and self._faults:
            self._to_confirm = False
            self._confirmed = self._confirmed is not False and all(tried.values())
            for who, met in tried.items():
                self.tried[who] = self.tried.get(who, True) and met
        return tried

    def lift(self) -> None:
        if not self._faults or self.lifted_us is not None:
            return
        self.world.lift()
        self._lighten()
        self._lifted_us = self.clock.now

    def _lighten(self) -> None:
        for timer in self._coming:
            timer.cancel()
        for dark in self._dark:
            self._aws.lighten(dark)

    def _called(self) -> list[bool]:
        """What calls to APIs show of each fault in force: a fault of a zone, a system, or a data
        plane alone leaves the APIs of its region as they are."""
        in_force = [
            fault
            for at_us, fault in self._faults
            if fault.from_s <= (self.clock.now - at_us) / MICROSECONDS < fault.to_s
        ]
        found = []
        for fault in in_force:
            calls = list(calls_for(fault, self._aws, self._triers))
            found += [shows(fault, call, lambda: self.clock.now) for call in calls]
            if not calls and fault.operations and reaches_calls(fault):
                found.append(meets_unseen(fault, self._aws, self._triers))
        return found

    # What can be seen and done

    def client(self, service: str, region: str) -> Any:
        return self._aws.client(service, region)

    def detected(self, group: str) -> int | None:
        return self.world.detected(group)

    def decided(self, group: str) -> int | None:
        return self.world.decided(group)

    def next_decision(self, done: Collection[str]) -> tuple[str, int] | None:
        return self.world.next_decision(done)

    def share(self, system: str, operation: str) -> float | None:
        return self.world.share_now(system, operation)

    def serving(self, system: str) -> str | None:
        return self.world.answer(system)

    def backlog_us(self) -> int | None:
        lifted_us = self.lifted_us
        return (
            None if lifted_us is None else lifted_us + backlog_us(self.topology, self._parameters)
        )

    def fates(self) -> Mapping[str, int]:
        # following every write costs as much as the rest of a run: only where somebody reads it
        if not self._watched or self.fault_us is None:
            return {}
        counts = [
            store.writes
            for store in measure_stores(self.world.finish(), self.topology, self._parameters)
        ]
        return {
            fate: sum(getattr(count, fate) or 0 for count in counts)
            for fate in ("returned", "overwritten", "gone", "pending")
        }

    # What a runbook does

    @property
    def received(self) -> BaseException | None:
        return self._interrupts.received

    def acting(self) -> bool:
        return not self._stepping and threading.current_thread() is threading.main_thread()

    def perform(self, runbook: str, told: Mapping[str, Any]) -> None:
        found = find_runbook(runbook)
        before = self._deadline
        if self.fault_end_us is not None:
            over = self.fault_end_us, "it had not come to its end when the fault was over"
            self._deadline = over if before is None else min(before, over)
        self._ends = Ended
        try:
            with self._interrupts.impatient(Ended):
                call_s = self._parameters.value("runbook.call_s")
                perform(found, told, self, call_s, self.written)
        finally:
            self._deadline, self._ends = before, Stopped

    def _instant(self) -> str:
        since_us = self.clock.now - (self.fault_us or 0)
        return f"{since_us // MICROSECONDS:>6}.{since_us % MICROSECONDS // 1000:03d} s"

    def note(self, what: str, system: str | None = None) -> None:
        event = Event(self.clock.now, system, what)
        self._notes.append(event)
        if self._on_event is not None:
            self._on_event(event)

    # The end

    def close(self) -> None:
        """Give the process its own time back, and the cloud its calls: what ended by itself would
        begin again for a session whose clock does. Harmless when called again."""
        self._sealed.close()
        self._lighten()

    def finish(self, failed: Sequence[str]) -> Run:
        """Lift what is still in force, run on to the horizon, hand over what was observed."""
        self.limit(None)
        self.watch(None)
        if self.fault_us is None:
            self.world.inject([])  # nothing was taken away: measured as a fault that never was
        self.lift()
        after_us = round(self._parameters.value("after_lift_s") * MICROSECONDS)
        self.advance_to((self.lifted_us or self.clock.now) + after_us)
        self.close()
        run = self.world.finish(
            failed_activities=tuple(failed), boto_calls=self._aws.calls - self._calls_before
        )
        events = sorted((*run.events, *self._notes), key=lambda event: event.at_us)
        # what nobody looked for, because nothing was taken away, is not what nobody met
        confirmed = not self._faults or bool(self._confirmed)
        return replace(run, events=tuple(events), fault_confirmed=confirmed)
