"""What is computed by formula is what the grid comes to, trial by trial, where it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from openline_stacks.forecast import region_lost
from openline_stacks.forecast._closed import Crossings, whole_region
from openline_stacks.forecast._forecast import Job
from openline_stacks.forecast._grid import in_order, run
from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._working import worked_out
from openline_stacks.recovery import Fault, Selector, parameters, region_dark
from openline_stacks.topology import AfterFailover, Clients, Dependency, Population

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import Topology

EAST, WEST = "us-east-1", "us-west-2"
TRIALS = 25
PEAK = 100.0


def scene(topology: Topology, **changed: object) -> Scene:
    job = Job(topology, region_lost(topology, EAST), trials=TRIALS)
    whole = Scene(topology, parameters(topology), job.disruption, job.trials, job.seed)
    return replace(whole, **changed)  # type: ignore[arg-type]


def by_formula(topology: Topology) -> set[str]:
    return set(Crossings(scene(topology), in_order(topology.systems)).systems)


HOLDING: dict[str, Callable[[type[Stack]], Topology]] = {
    "people switch": lambda s: s.topology(),
    "some hold answers long": lambda s: s.topology(s.system(populations=s.sticky)),
    "by itself": lambda s: s.topology(s.system(automatic=True, ttl_s=20.0)),
    "retries in time": lambda s: s.topology(clients=Clients(0.5, 3, 0.5, 0.5, 60.0)),
    "a store": lambda s: s.topology(s.system(operations=(s.writing(),), stores=(s.store(),))),
    "everybody begins anew": lambda s: s.topology(
        s.system(
            operations=(s.operation(share=0.5, after_failover=AfterFailover(1.5, 120.0)),
                        s.operation("look", share=0.5)),
        )
    ),
    # for 1.5 s: longer than the pause before a retry, which only those make who timed out
    "all arrive at once, and wait": lambda s: s.topology(
        s.system(automatic=True, standby=30, populations=(Population("all", 1.0, 0.0, EAST),))
    ),
    "one needs another": lambda s: s.topology(
        s.system(needs=(Dependency("portal", "hard", (), 3.0),)), s.system("portal")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLDING)
def test_every_trial_is_what_the_grid_comes_to_within_a_tick(stack: type[Stack], name: str) -> None:
    topology = HOLDING[name](stack)
    assert by_formula(topology) == {system.name for system in topology.systems}
    whole = scene(topology)
    closed, grid = worked_out(whole), run(whole)
    for key, by_grid in grid.operations.items():
        found = closed.operations[key]
        assert np.abs(found.rto_s - by_grid.rto_s).max() <= whole.tick_s
        # where all move at once, half a tick of what is offered may be on either side
        assert found.lost == pytest.approx(by_grid.lost, rel=0.01, abs=0.5 * whole.tick_s * PEAK)
        assert found.censored_s == by_grid.censored_s
    for key, store in grid.stores.items():
        assert np.abs(closed.stores[key].cut_over_s - store.cut_over_s).max() <= whole.tick_s
    for name_, switched_s in grid.switched_s.items():
        assert np.abs(closed.switched_s[name_] - switched_s).max() <= whole.tick_s


def test_a_dependency_that_is_left_to_the_grid_takes_its_callers_along(stack: type[Stack]) -> None:
    needs = (Dependency("portal", "hard", (), 3.0),)
    small = stack.system("portal", standby=5)
    assert by_formula(stack.topology(stack.system(needs=needs), small)) == set()
    assert by_formula(stack.topology(stack.system(), small)) == {"orders"}


def test_a_group_is_decided_by_whoever_is_noticed_first_however_it_is_worked_out(
    stack: type[Stack],
) -> None:
    """One of the two is on the grid: its people were called by the other's check."""
    fast = stack.system(group="all", every_s=10.0)
    slow = stack.system("portal", group="all", every_s=30.0, standby=5)
    topology = stack.topology(fast, slow)
    assert by_formula(topology) == {"orders"}
    whole = scene(topology)
    both, grid = worked_out(whole), run(whole)
    assert np.abs(both.switched_s["portal"] - grid.switched_s["portal"]).max() <= whole.tick_s
    assert both.detected_s["portal"] == pytest.approx(grid.detected_s["portal"])


def test_clients_of_other_regions_are_served_as_usual(stack: type[Stack]) -> None:
    elsewhere = stack.system("portal", populations=(Population("all", 1.0, None, WEST),))
    topology = stack.topology(stack.system(), elsewhere)
    assert by_formula(topology) == {"orders", "portal"}
    found = worked_out(scene(topology)).operations["portal", "use"]
    assert not found.rto_s.any()
    assert not found.lost.any()


@pytest.mark.parametrize(
    "changed",
    [
        {"standby": 0},
        {"standby": 9},
        {"one_region": True},
    ],
)
def test_what_does_not_hold_is_left_to_the_grid(
    stack: type[Stack], changed: dict[str, object]
) -> None:
    assert by_formula(stack.topology(stack.system(**changed))) == set()  # type: ignore[arg-type]


def test_a_fault_that_lifts_before_all_have_followed_is_left_to_the_grid(
    stack: type[Stack],
) -> None:
    topology = stack.topology()
    for for_s, closed in ((3600.0, True), (450.0, False)):
        short = scene(topology, disruption=region_lost(topology, EAST, for_s))
        assert bool(Crossings(short, in_order(topology.systems)).systems) == closed


def test_an_edge_is_left_to_the_grid(stack: type[Stack]) -> None:
    assert by_formula(stack.topology(stack.edged())) == set()


@pytest.mark.parametrize(
    "faults",
    [
        (),
        (region_dark(EAST, 0.0, 60.0), region_dark(WEST, 0.0, 60.0)),
        (region_dark(EAST, 5.0, 60.0),),
        (Fault(Selector(region=EAST, zone="a"), "drop", 0.0, 60.0, 60.0),),
        (Fault(Selector(region=EAST), "refuse", 0.0, 60.0, 60.0),),
        (Fault(Selector(region=EAST), "drop", 0.0, 60.0, 60.0, services=("ec2",)),),
        (Fault(Selector(region=EAST), "drop", 0.0, 60.0, 60.0, plane="data"),),
    ],
)
def test_only_a_region_that_goes_dark_as_a_whole_is_for_formulas(
    faults: tuple[Fault, ...],
) -> None:
    assert whole_region(faults) is None
    assert whole_region((region_dark(EAST, 0.0, 60.0),)) == EAST


@pytest.mark.parametrize("by", ["formula", "grid"])
@pytest.mark.parametrize("standby", [18, 7], ids=["it holds", "it is overloaded"])
def test_more_trials_change_none_that_was_there(stack: type[Stack], by: str, standby: int) -> None:
    topology = stack.topology(stack.system(standby=standby))
    few, many = scene(topology, trials=10), scene(topology, trials=50)
    work = worked_out if by == "formula" else run
    first, more = (work(each).operations["orders", "use"] for each in (few, many))
    assert more.rto_s[:10].tolist() == first.rto_s.tolist()
    assert more.lost[:10].tolist() == first.lost.tolist()


@pytest.mark.parametrize("name", ["people switch", "one needs another"])
def test_each_step_made_instant_is_what_the_grid_comes_to_within_a_tick(
    stack: type[Stack], name: str
) -> None:
    topology = HOLDING[name](stack)
    assert by_formula(topology) == {system.name for system in topology.systems}
    whole = scene(topology, steps=("detection", "decision", "switch", "capacity"), to_lift=True)
    closed, grid = worked_out(whole), run(whole)
    for key, by_grid in grid.operations.items():
        found = closed.operations[key].rto_s
        assert np.abs(found - by_grid.rto_s).max() <= whole.tick_s


def test_without_dns_nothing_is_by_formula(stack: type[Stack]) -> None:
    topology = HOLDING["people switch"](stack)
    usual, at_once = scene(topology), scene(topology, steps=("dns",), to_lift=True)
    key = "orders", "use"
    found, grid = worked_out(at_once).operations[key].rto_s, run(at_once).operations[key].rto_s
    assert found.tolist() == grid.tolist()
    assert (found < worked_out(usual).operations[key].rto_s).all()


def test_recovery_is_known_once_the_fault_has_lifted(stack: type[Stack]) -> None:
    topology = stack.topology()
    whole, short = run(scene(topology)), run(scene(topology, to_lift=True))
    for key, found in short.operations.items():
        assert found.rto_s.tolist() == whole.operations[key].rto_s.tolist()
