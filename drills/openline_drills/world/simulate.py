"""The world alone, with an operator who does what is decided and nothing else goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from openline_drills.kernel import VirtualClock
from openline_drills.observations import Event, Run
from openline_drills.world._control import PlainControl
from openline_drills.world._time import us
from openline_drills.world.world import World
from openline_stacks.recovery import Fault, Parameters
from openline_stacks.topology import FailoverGroup, Topology

# Manual failback comes this long after the lift, when what was written meanwhile is reconciled.
FAILBACK_AFTER_LIFT_S: Final = 600.0


def simulate(
    topology: Topology,
    parameters: Parameters,
    seed: int,
    faults: Sequence[Fault],
    knock_out: str | None = None,
    *,
    failback_after_s: float = FAILBACK_AFTER_LIFT_S,
    on_event: Callable[[Event], None] | None = None,
    skipping: bool = True,
    only_recovery: bool = False,
) -> Run:
    """One run: warm, the faults, the time after the lift (`warm_s` and `after_lift_s`).

    `only_recovery`: end at the lift and follow no write; a knock-out's RTO needs neither.

    The operator switches every group that is decided at that instant, raises the survivors of those
    that stand below their full size, and fails back by hand some time after the lift.
    """
    clock = VirtualClock()
    control = PlainControl(topology)
    switched: list[FailoverGroup] = []

    def act(group: FailoverGroup) -> None:
        switched.append(group)
        fail_over(topology, control, group, world.lost)

    world = World(
        topology,
        parameters,
        seed,
        clock,
        control,
        knock_out,
        on_event=on_event,
        on_decision=act,
        skipping=skipping,
    )
    world.start()
    clock.run_until(us(parameters.value("warm_s")))
    world.inject(faults)
    world.confirm()
    lifted_us = clock.now + us(max(min(fault.to_s, fault.expires_s) for fault in faults))
    if only_recovery:
        clock.run_until(lifted_us)
        return world.finish(follow_writes=False)
    end_us = lifted_us + us(parameters.value("after_lift_s"))
    clock.run_until(min(end_us, lifted_us + us(failback_after_s)))
    for group in switched:
        fail_back(topology, control, group)
    clock.run_until(end_us)
    return world.finish()


def fail_over(
    topology: Topology, control: PlainControl, group: FailoverGroup, lost: str | None
) -> None:
    """Flip every system's switch away from what is lost, or from home where that is no whole
    region; raise what stands at zero where it goes."""
    for name in group.systems:
        system = topology.system(name)
        switch = system.switch_away(lost)
        if switch is None:
            continue
        control.switch(name, switch.leaves)
        for fleet in system.fleets:
            if fleet.role == "standby" and fleet.full is not None and fleet.min == 0:
                control.raise_min(name, fleet.region, fleet.full)


def fail_back(topology: Topology, control: PlainControl, group: FailoverGroup) -> None:
    for name in group.systems:
        for switch in topology.system(name).switches:
            control.switch_back(name, switch.leaves)
