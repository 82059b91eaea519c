"""The grid of time skips what stands still, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from openline_stacks.forecast import region_lost
from openline_stacks.forecast._grid import _Grid
from openline_stacks.forecast._scene import Scene
from openline_stacks.recovery import parameters

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import Topology

EAST = "us-east-1"
NEVER = 10**9

STACKS: dict[str, Callable[[type[Stack]], Topology]] = {
    "people switch, and everybody holds": lambda s: s.topology(),
    "by itself, to a standby that is too small": lambda s: s.topology(
        s.system(automatic=True, standby=7)
    ),
    # what is kept begins to go, and is gone, in the middle of a tick
    "an edge keeps answers": lambda s: s.topology(s.edged(s.kept(60.3, 120.7), one_region=True)),
    "an edge's answers wait for what is fresh": lambda s: s.topology(
        s.edged(s.kept(61.9, 30.2), errors_s=7.7)
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STACKS)
def test_skipping_changes_nothing(stack: type[Stack], name: str) -> None:
    topology = STACKS[name](stack)
    figures = parameters(topology, {"after_lift_s": "15m"})
    lost = region_lost(topology, EAST, for_s=900.0)
    scene = Scene(topology, figures, lost, trials=3, seed=1)
    skipping, patient = _Grid(scene, None, {}), _Grid(scene, None, {})
    for member in patient._members.values():
        member._calm_after = NEVER
    usual, each_tick = skipping.run(None), patient.run(None)
    for key, found in usual.operations.items():
        assert found.rto_s.tolist() == each_tick.operations[key].rto_s.tolist()
        assert np.allclose(found.lost, each_tick.operations[key].lost, rtol=1e-9, atol=1e-6)
