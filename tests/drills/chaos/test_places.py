"""An experiment names places by what they are to it: it fits any stack."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from openline_drills.chaos._faults import written
from openline_drills.chaos._places import Places, all_placed, placed, places_of
from openline_stacks.topology import Region

if TYPE_CHECKING:
    from tests.drills.conftest import Build

EAST, WEST = "us-east-1", "us-west-2"
PLACES = Places(EAST, WEST, "us-east-1a", "orders")


def test_places_become_names_and_durations_seconds() -> None:
    fault = written(
        placed(
            {
                "selector": {"region": "lost", "zone": "one", "system": "one"},
                "mode": "drop",
                "from_s": "5m",
                "to_s": "1h",
            },
            PLACES,
        )
    )
    assert (fault.selector.region, fault.selector.zone) == (EAST, "us-east-1a")
    assert (fault.selector.system, fault.from_s, fault.to_s) == ("orders", 300.0, 3600.0)


def test_the_survivor_may_be_selected_or_a_peer() -> None:
    between = {"selector": {"region": "survivor"}, "peer": "lost", "mode": "drop", "to_s": 60}
    (fault,) = [written(each) for each in all_placed([between], PLACES)]
    assert (fault.selector.region, fault.peer) == (WEST, EAST)


def test_names_of_the_stacks_own_stay_as_they_are() -> None:
    mine = {"selector": {"region": "eu-west-1", "zone": "b"}, "mode": "drop", "to_s": 60}
    assert placed(mine, PLACES) == mine
    assert placed("no mapping", PLACES) == "no mapping"
    assert all_placed({"no": "list"}, PLACES) == {"no": "list"}


def test_a_place_that_the_stack_does_not_have_is_said() -> None:
    alone = Places(EAST, None, None, None)
    with pytest.raises(ValueError, match=r"selector\.region: the stack has none"):
        placed({"selector": {"region": "survivor"}}, alone)
    with pytest.raises(ValueError, match=r"fault\.to_s: "):
        placed({"to_s": "soon"}, alone)


def test_the_survivor_serves_and_the_system_is_moved_by_people(build: type[Build]) -> None:
    topology = build.topology(build.system("orders"), build.system("chat"))
    regions = (Region("eu-west-1", "witness", ()), *topology.regions)
    found = places_of(replace(topology, regions=regions), EAST)
    assert (found.lost, found.survivor, found.system) == (EAST, WEST, "chat")
    assert places_of(topology, WEST).survivor == EAST
