"""Which guesses a verdict rests on, and from where on it would be another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from openline_stacks.forecast import RestsOn, forecast, region_lost, rests_on
from openline_stacks.recovery import Constant, Parameters, parameters
from openline_stacks.topology import Clients, Objective

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import Topology

EAST = "us-east-1"
ONE_TRY = Clients(5.0, 1, 1.0, 8.0, 60.0)
MINE = {"switch.delay_s": "90s"}


def promising(stack: type[Stack], rto_s: float) -> Topology:
    topology = stack.topology(clients=ONE_TRY)
    systems = tuple(
        replace(
            system,
            operations=tuple(
                replace(one, objectives=(Objective("region", rto_s, None),))
                for one in system.operations
            ),
        )
        for system in topology.systems
    )
    return replace(topology, systems=systems)


def resting(topology: Topology, figures: Parameters) -> dict[str, RestsOn]:
    found = rests_on(topology, [region_lost(topology, EAST)], figures)
    return {one.parameter.name: one for one in found if one.measure == "RTO"}


def test_a_tight_target_rests_on_peoples_time_and_says_from_where_on(stack: type[Stack]) -> None:
    """It takes about 505 s: 300 of them to decide. 60 s more of these is as much as there is."""
    topology = promising(stack, 570.0)
    found = resting(topology, parameters(topology, MINE))["failover.decision_s"]
    assert (found.verdict, found.becomes) == ("would meet", "would miss")
    assert isinstance(found.flips_at, Constant)
    at_s = found.flips_at.value
    assert met(topology, at_s - 300.0 / 16.0)
    assert not met(topology, at_s)


def met(topology: Topology, decision_s: float) -> bool:
    groups = tuple(replace(group, decision_s=decision_s) for group in topology.groups)
    changed = replace(topology, groups=groups)
    lost = [region_lost(changed, EAST)]
    figures = parameters(topology, MINE)
    found = forecast(changed, lost, figures, trials=100, knock_outs=False)
    meets = found.disruptions[0].operation("orders", "use").meets
    assert meets is not None
    return meets.share >= 0.95


def test_what_you_measured_is_not_doubted(stack: type[Stack]) -> None:
    topology = promising(stack, 570.0)
    assert "switch.delay_s" not in resting(topology, parameters(topology, MINE))


def test_a_target_with_room_rests_on_no_guess(stack: type[Stack]) -> None:
    topology = promising(stack, 3000.0)
    assert resting(topology, parameters(topology, MINE)) == {}
