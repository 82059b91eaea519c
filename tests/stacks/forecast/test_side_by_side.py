"""Scenes that share a grid are what each is alone, trial by trial."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from openline_stacks.forecast import region_lost
from openline_stacks.forecast._declared import with_declared
from openline_stacks.forecast._grid import _Grid
from openline_stacks.forecast._scene import BY_COLUMN, Scene, together
from openline_stacks.forecast._trials import Trials
from openline_stacks.recovery import ParameterError, parameters, range_of

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.recovery import Distribution
    from openline_stacks.topology import Topology

EAST = "us-east-1"
STACKS: dict[str, Callable[[type[Stack]], Topology]] = {
    "a standby that is too small grows": lambda s: s.topology(
        s.system(automatic=True, standby=7, operations=(s.writing(),), stores=(s.store(),))
    ),
    "people switch": lambda s: s.topology(),
    "an edge asks anew": lambda s: s.topology(s.edged(s.kept(61.9, 30.2), errors_s=7.7)),
}


def scenes(topology: Topology) -> list[Scene]:
    """As it is, and with each figure at both ends of its range."""
    figures = parameters(topology)
    lost = region_lost(topology, EAST, for_s=1200.0)
    found = [Scene(topology, figures, lost, 3, 1, to_lift=True)]
    for name in sorted(BY_COLUMN):
        range_ = range_of(figures.get(name))
        if range_ is not None:  # not what the stack itself declares
            found += [moved(found[0], name, to) for to in (range_.low, range_.high)]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", STACKS)
def test_a_shared_grid_gives_each_scene_its_own_trials(stack: type[Stack], name: str) -> None:
    each = scenes(STACKS[name](stack))
    shared = _Grid(together(each), None, {}).run(None)
    turned = 0
    for number, scene in [*enumerate(each)][::2]:  # one end of each range
        alone, own = (
            _Grid(scene, None, {}).run(None),
            shared.columns(slice(3 * number, 3 * number + 3)),
        )
        for key, found in alone.operations.items():
            assert found.rto_s.tolist() == own.operations[key].rto_s.tolist()
            assert np.allclose(found.lost, own.operations[key].lost, rtol=1e-9, atol=1e-6)
        for key, taken in alone.stores.items():
            assert taken.cut_over_s.tolist() == own.stores[key].cut_over_s.tolist()
        turned += not same(own, shared.columns(slice(0, 3)))
    assert turned >= (0 if "edge" in name else 3)  # it is about figures that matter


def moved(scene: Scene, name: str, to: Distribution) -> Scene:
    topology = with_declared(scene.topology, name, to)
    return replace(scene, topology=topology, parameters=scene.parameters.moved(name, to))


def same(one: Trials, other: Trials) -> bool:
    return all(
        found.rto_s.tolist() == other.operations[key].rto_s.tolist()
        and found.lost.tolist() == other.operations[key].lost.tolist()
        for key, found in one.operations.items()
    )


def test_a_figure_that_differs_is_not_read_as_if_it_did_not(stack: type[Stack]) -> None:
    each = scenes(stack.topology())
    shared = together(each)
    with pytest.raises(ParameterError, match=r"cache\.cold_share"):
        shared.parameters.value("cache.cold_share")
    assert shared.parameters.value("checker.count") == 16.0
    assert np.unique(shared.figure("cache.cold_share")).tolist() == [0.5, 0.8, 1.0]
