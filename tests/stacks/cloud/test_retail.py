"""The reference stack, from its program to the control plane that a rehearsal acts on."""

from __future__ import annotations

import pytest

from openline_stacks.cloud import LocalAws, MotoControl
from openline_stacks.cloud._recorded import WHY
from openline_stacks.engine import reference_stack, up
from openline_stacks.topology import read

pytestmark = pytest.mark.slow


def test_the_reference_stack_is_emulated_whole(aws: LocalAws) -> None:
    states = up(reference_stack(), aws)

    recorded = {state.type for state in states.resources if state.origin != "emulated"}
    assert recorded == {one.type for one in aws.recorded} <= WHY.keys()
    assert aws.not_emulated == ()
    assert aws.calls < 3 * len(states.resources)  # created, read back, and a little beside

    topology = read(states)
    control = MotoControl(aws, topology)
    for system in topology.systems:
        assert system.entry is not None
        accelerated = system.entry.accelerator is not None
        roles = [record.role for record in control.records(system.name)]
        assert roles == (["SIMPLE"] if accelerated else ["PRIMARY", "SECONDARY"]), system.name
        for fleet in system.fleets:
            held = control.fleet(system.name, fleet.region)
            assert held is not None
            assert (held.min, held.max) == (fleet.min, fleet.max)
        assert len(system.switches) == (0 if accelerated else 1)
        for switch in system.switches:
            assert (switch.region, switch.alarm_name) in control.alarms()
    checks = control.checks()
    assert len(checks) == sum(len(system.checks) for system in topology.systems)
