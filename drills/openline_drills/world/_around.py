"""What every system of a world shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openline_drills.kernel import Clock
from openline_drills.world.faults import Disruption
from openline_drills.world.launches import Launches
from openline_drills.world.outcomes import Pace
from openline_stacks.cloud.control import ControlView
from openline_stacks.recovery import Parameters
from openline_stacks.topology import Topology


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`knock_out`: the step that is instant, by its one name. `skipping`: see `Flow`."""

    clock: Clock
    topology: Topology
    parameters: Parameters
    seed: int
    control: ControlView
    disruption: Disruption
    knock_out: str | None
    tick_us: int
    skipping: bool
    launches: Mapping[str, Launches]  # by region

    @property
    def pace(self) -> Pace:
        own_s = self.parameters.value("service.time_s")
        return Pace(
            per_try_s=self.topology.clients.per_try_s,
            own_s=own_s + self.parameters.value("service.regional_rtt_s"),
            store_timeout_s=self.parameters.value("store.timeout_s"),
            strong_s=self.parameters.value("strong.write_s"),
        )
