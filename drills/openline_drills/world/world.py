"""The world: wires systems, people, names and faults together and lets the rates run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from openline_drills.kernel import Clock
from openline_drills.observations import Event, Run
from openline_drills.world import _after
from openline_drills.world._around import Surroundings
from openline_drills.world._marks import Log, Marks
from openline_drills.world._member import Member
from openline_drills.world._parts import pace_of
from openline_drills.world._schedule import Schedule
from openline_drills.world._time import MINUTE_US, RANK_RATES, SECOND_US, ticks, us
from openline_drills.world.caches import STEP_US
from openline_drills.world.dependencies import in_order
from openline_drills.world.faults import Disruption, is_felt
from openline_drills.world.flow import Flow
from openline_drills.world.health import Health
from openline_drills.world.launches import Launches
from openline_drills.world.operator import Operator
from openline_stacks.cloud.control import ControlView
from openline_stacks.recovery import Fault, Parameters, Stream
from openline_stacks.topology import Check, FailoverGroup, Operation, Store, Topology

KNOCK_OUTS: Final = ("detection", "decision", "switch", "dns", "capacity", "replication", "restore")
_OTHER_NAMES: Final = {"scale-out": "capacity"}


class World:
    """Acts out a topology under faults. Time is the clock's, which must stand at 0 at `start`.

    `control` is what has been deployed and what operators change: read again whenever its version
    has grown. `knock_out` makes one step instant, with the same random numbers. `on_event` is
    called with each event as it happens, `on_decision` with each manual group that is decided.
    Raises `ValueError` for a knock-out that does not exist.
    """

    def __init__(
        self,
        topology: Topology,
        parameters: Parameters,
        seed: int,
        clock: Clock,
        control: ControlView,
        knock_out: str | None = None,
        *,
        on_event: Callable[[Event], None] | None = None,
        on_decision: Callable[[FailoverGroup], None] | None = None,
        skipping: bool = True,
    ) -> None:
        step = _OTHER_NAMES.get(knock_out or "", knock_out)
        if step is not None and step not in KNOCK_OUTS:
            raise ValueError(f"there is no step {knock_out}; there are: {', '.join(KNOCK_OUTS)}")
        disruption = Disruption()
        tick_us = us(parameters.value("fluid.tick_s"))
        launches = {region.name: Launches(clock, parameters) for region in topology.regions}
        self._around = Surroundings(
            clock,
            topology,
            parameters,
            seed,
            control,
            disruption,
            step,
            tick_us,
            skipping,
            launches,
        )
        self._on_decision = on_decision
        self._log = Log(clock, on_event)
        self._schedule = Schedule(
            clock, disruption, self._fault_begins, self._disrupted, self._lifted
        )
        self._health = Health(clock, control, disruption, self._delay_s, self._route)
        self._operator = Operator(clock, topology.groups, step == "decision", self._decided)
        self._flows: dict[str, Flow] = {}
        self._members = {
            system.name: self._member(system.name) for system in in_order(topology.systems)
        }
        self._call_each_other()
        self._marks = {
            name: Marks(
                self._log,
                clock,
                member.system,
                tick_us / SECOND_US,
                pace_of(self._around, member.system).own_s,
            )
            for name, member in self._members.items()
        }
        self._switching = {name: Stream(seed, name, "switch") for name in self._members}
        self._version = -1
        self._confirmed = False

    # -- what the driver does

    @property
    def events(self) -> Sequence[Event]:
        """Everything that has happened, append-only."""
        return self._log.events

    def start(self) -> None:
        """Demand at peak, fleets in equilibrium, everybody served at home."""
        if self._around.clock.now != 0:
            raise ValueError("the world starts with its clock: give it one that stands at 0")
        for member in self._members.values():
            member.start()
        self._notice()
        self._around.clock.spawn("rates", self._rates(), rank=RANK_RATES)

    def inject(self, faults: Sequence[Fault]) -> None:
        """Begin these faults, their times counted from now; each ends at its `to_s` by itself.

        Raises `CapabilityError` for what cannot be acted out, before anything has happened.
        """
        self._schedule.begin(self._schedule.load(faults))

    @property
    def lost(self) -> str | None:
        """The region that the faults take away; None where no whole one is."""
        return self._schedule.lost

    def confirm(self) -> bool:
        """Whether each active fault is felt: somebody meets it. One that only calls to APIs can
        meet is for those who make them to confirm."""
        active, members = self._around.disruption.active, self._members.values()
        places = [(m.system.name, region) for m in members for region in m.places]
        outside = [n.on for m in members for n in m.system.needs if n.kind == "external"]
        self._confirmed = bool(active) and all(
            is_felt(fault, places, outside) is not False for fault in active
        )
        return self._confirmed

    def lift(self) -> None:
        """End every fault now, those that were still to come included."""
        self._schedule.lift()

    def detected(self, group: str) -> int | None:
        """When the group was detected, in microseconds; None if it is not, or no longer was when
        somebody should have decided."""
        return self._operator.detected.get(group)

    def decided(self, group: str) -> int | None:
        return self._operator.decided.get(group)

    def next_decision(self, done: Collection[str] = ()) -> tuple[str, int] | None:
        """The earliest decision of a manual group, made or coming: its name and instant. None as
        long as nothing is detected. A decision that is coming may still be withdrawn."""
        return self._operator.next_decision(done)

    def answer(self, system: str) -> str:
        """The region that DNS answers with; of several, joined by `and`."""
        led = self._members[system].led.values()
        return " and ".join(sorted({region for shares in led for region in shares}))

    def share_now(self, system: str, operation: str | None = None) -> float:
        """Share of the newest offers that can be judged that were answered well; that of the worst
        critical operation without a name. As old as an answer may be: `good.within_s`."""
        wanted = [
            one
            for one in self._members[system].system.operations
            if (one.critical if operation is None else one.name == operation)
        ]
        return min((self._share(system, one) for one in wanted), default=1.0)

    def finish(
        self,
        healthy_before: bool = True,
        failed_activities: Sequence[str] = (),
        boto_calls: int = 0,
        follow_writes: bool = True,
    ) -> Run:
        """What happened, up to now. `healthy_before` False where the driver saw that it was not;
        the world adds what it saw itself. Raises `ValueError` if nothing was injected."""
        around, schedule = self._around, self._schedule
        if schedule.fault_us is None:
            raise ValueError("no fault was injected: there is nothing to measure")
        for member in self._members.values():
            member.flow.write_down()
        members = [self._members[name] for name in sorted(self._members)]
        lanes = sorted((lane for m in members for lane in m.flow.lanes), key=lambda lane: lane.key)
        followed = members if follow_writes else []
        stores = _after.histories(around, followed, schedule.lost, schedule.fault_us)
        end_us = around.clock.now
        return Run(
            seed=around.seed,
            tick_us=around.tick_us,
            fault_us=schedule.fault_us,
            lift_us=end_us if schedule.lift_us is None else schedule.lift_us,
            end_us=end_us,
            faults=schedule.faults,
            lost_region=schedule.lost,
            series=tuple(lane.series(end_us // around.tick_us) for lane in lanes),
            timelines={name: self._marks[name].timeline for name in sorted(self._marks)},
            stores=tuple(store for store, _ in stores),
            writes=tuple(write for _, writes in stores for write in writes),
            loads=tuple(load for name in sorted(self._marks) for load in self._marks[name].loads()),
            events=tuple(self._log.events),
            healthy_before=healthy_before
            and all(_after.was_healthy(around, m, schedule.fault_us) for m in members),
            fault_confirmed=self._confirmed,
            failed_activities=tuple(failed_activities),
            kernel_events=around.clock.events,
            boto_calls=boto_calls,
        )

    # -- what goes on by itself

    async def _rates(self) -> None:
        """Each tick is worked out in its middle: what happens on its edge counts for all of it."""
        clock, tick_us = self._around.clock, self._around.tick_us
        flows = list(self._flows.values())
        control = self._around.control
        minute_us, warm_us = MINUTE_US + tick_us // 2, STEP_US + tick_us // 2
        at_us = tick_us // 2
        while True:
            await clock.sleep_until(at_us)
            if control.version != self._version:
                self._notice()
            if at_us >= warm_us:
                warm_us += STEP_US
                for member in self._members.values():
                    member.warm()
            if at_us >= minute_us:
                minute_us += MINUTE_US
                for member in self._members.values():
                    member.minute()
            for flow in flows:
                flow.tick(at_us)
            at_us += tick_us

    def _notice(self) -> None:
        """The control plane may have changed."""
        self._version = self._around.control.version
        self._health.refresh()
        for member in self._members.values():
            member.refresh()

    def _fault_begins(self) -> None:
        for name, member in self._members.items():
            self._marks[name].fault_begins(member.flow, self._schedule.lost)
            member.flow.wake()
            member.flow.on_tick = self._marks[name].watch

    def _disrupted(self, what: str) -> None:
        self._log.write(what)
        for member in self._members.values():
            member.disrupted()
        self._health.refresh()

    def _lifted(self) -> None:
        for name, member in self._members.items():
            self._marks[name].lifted()
            member.flow.on_tick = None
        self._health.refresh()

    def _route(self) -> None:
        for member in self._members.values():
            member.route()

    def _rerouted(self, member: Member) -> None:
        marks = self._marks[member.system.name]
        if member.all_at_home:
            marks.failed_back()
        else:
            marks.switched()

    def _heard(self, member: Member, check: Check, healthy: bool) -> None:
        """A published status: people are paged before DNS follows it, both at the same instant."""
        system = member.system
        if check.region in member.homes:
            critical = any(operation.critical for operation in system.operations)
            if not healthy:
                self._marks[system.name].detected()
                if critical:
                    self._operator.page(system.group, system.name)
            elif critical:
                self._operator.all_clear(system.group, system.name)
        self._health.heard(member.check_id(check), healthy)

    def _decided(self, group: FailoverGroup) -> None:
        for name in sorted(group.systems):
            if name in self._marks:
                self._marks[name].decided()
                if group.decide == "manual":  # what moves by itself brings nothing back
                    self._members[name].restoring.begin(self._schedule.lost)
        if group.decide == "manual" and self._on_decision is not None:
            self._on_decision(group)

    def _delay_s(self, check: str) -> float:
        """From a switch's datapoint to the DNS answer: drawn once a flip."""
        system = next((m.system.name for m in self._members.values() if check in m.check_ids), "")
        stream = self._switching.get(system) or Stream(self._around.seed, check, "switch")
        delay_s = self._around.parameters.draw("switch.delay_s", stream)
        return 0.0 if self._around.knock_out == "switch" else delay_s

    # -- how it is made

    def _member(self, name: str) -> Member:
        member = Member(
            self._around,
            self._around.topology.system(name),
            {other: flow.callers for other, flow in self._flows.items()},
            self._heard,
            self._rerouted,
            lambda check: self._health.healthy(check),
            lambda store: self._restored(name, store),
        )
        self._flows[name] = member.flow
        return member

    def _restored(self, system: str, store: Store) -> None:
        self._members[system].put_back(store)
        self._log.write(f"{store.name} restored", system)

    def _call_each_other(self) -> None:
        for member in self._members.values():
            for need in member.system.needs:
                if need.kind == "hard" and need.on in self._flows:
                    self._flows[need.on].waking.append(member.flow)

    def _share(self, system: str, operation: Operation) -> float:
        member, tick_us = self._members[system], self._around.tick_us
        member.flow.write_down()
        end = max(0, self._around.clock.now // tick_us - ticks(operation.good.within_s, tick_us))
        return _after.share(member, operation, max(0, end - 1), end)
