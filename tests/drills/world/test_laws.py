"""What holds for every stack: conservation, and one result."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_stacks.recovery import Fault, Selector, region_dark
from openline_stacks.topology import AfterFailover, Clients, Dependency

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_drills.observations import Run
    from openline_stacks.topology import Topology

FEW = settings(max_examples=6)


def busy(stack: type[Stack], standby: int = 12) -> Topology:
    """Three systems with every feature: retries, surge, store, hard and soft needs, a tail."""
    operations = (
        stack.writing(share=0.3, after_failover=AfterFailover(2.0, 120.0)),
        stack.operation("look", share=0.7),
    )
    orders = stack.system(
        standby=standby,
        operations=operations,
        stores=(stack.store(),),
        populations=stack.sticky,
        needs=(Dependency("auth", "hard", ("place",), 3.0), Dependency("kb", "soft", (), 3.0)),
    )
    auth = stack.system("auth", standby=standby + 2, populations=stack.sticky, automatic=True)
    return stack.topology(orders, auth, stack.system("kb", automatic=True), decision_s=60.0)


@pytest.mark.parametrize(("standby", "tries"), [(0, 4), (8, 1), (12, 4), (30, 3)])
def test_skipping_what_repeats_changes_no_bit(stack: type[Stack], standby: int, tries: int) -> None:
    clients = Clients(1.0, tries, 0.5, 4.0, 60.0)
    topology = replace(busy(stack, standby), clients=clients)
    skipped, stepped = (
        stack.run(topology, for_s=500.0, after_lift_s=400.0, warm_s=120.0, skipping=skipping)
        for skipping in (True, False)
    )
    assert skipped == stepped


@FEW
@given(
    standby=st.integers(0, 40),
    tries=st.integers(1, 4),
    per_try_s=st.sampled_from([0.5, 1.0, 5.0]),
    share=st.sampled_from([0.2, 0.7, 1.0]),
)
def test_nothing_is_answered_that_was_not_offered(
    stack: type[Stack], standby: int, tries: int, per_try_s: float, share: float
) -> None:
    topology = replace(busy(stack, standby), clients=Clients(per_try_s, tries, 0.25, 8.0, 60.0))
    faults = [replace(region_dark(stack.east, 0.0, 300.0), share=share)]
    run = stack.run(topology, faults=faults, after_lift_s=60.0)
    ticks = run.end_us // run.tick_us
    for series in run.series:
        assert len(series.offered) == len(series.well) == ticks
        for offered, well in zip(series.offered, series.well, strict=True):
            assert -1e-12 <= well <= offered * (1.0 + 1e-9)
    for load in run.loads:
        assert load.peak_first_offers_per_s <= load.peak_arrival_per_s + 1e-9


def test_the_order_of_systems_in_the_topology_does_not_matter(stack: type[Stack]) -> None:
    topology = busy(stack)
    turned = replace(
        topology,
        systems=tuple(reversed(topology.systems)),
        groups=tuple(reversed(topology.groups)),
    )
    assert stack.run(topology, for_s=400.0) == stack.run(turned, for_s=400.0)


def test_a_system_that_nobody_needs_leaves_the_others_as_they_were(stack: type[Stack]) -> None:
    topology = busy(stack)
    more = stack.topology(
        *topology.systems, stack.system("aaa-first", automatic=True), decision_s=60.0
    )
    alone, together = stack.run(topology, for_s=400.0), stack.run(more, for_s=400.0)
    names = {system.name for system in topology.systems}
    assert alone.series == tuple(s for s in together.series if s.key.system in names)
    assert alone.timelines == {name: together.timelines[name] for name in names}
    assert alone.writes == together.writes


def test_seeds_differ_and_each_repeats_itself(stack: type[Stack]) -> None:
    topology = busy(stack)
    first, again, other = (stack.run(topology, seed=seed, for_s=400.0) for seed in (1, 1, 2))
    assert first == again
    assert first.timelines != other.timelines


def test_a_region_that_was_dark_for_no_reason_costs_nobody_outside_it(stack: type[Stack]) -> None:
    """The standby dark: everybody is served at home, and nothing moves."""
    run = stack.run(busy(stack), faults=[region_dark(stack.west, 0.0, 1800.0)])
    for series in run.series:
        assert series.well == series.offered
    assert all(line.switched_us is None for line in run.timelines.values())


def test_a_gray_failure_keeps_open_connections_where_they_are(stack: type[Stack]) -> None:
    """A tenth of the requests is lost, the check stays healthy, nobody is moved."""
    gray = [Fault(Selector(region=stack.east), "drop", 0.0, 900.0, 900.0, share=0.1)]
    run = stack.run(stack.topology(stack.system(automatic=True)), faults=gray)
    assert run.timelines["orders"].switched_us is None
    offered, well = stack.totals(run, "orders", "use")
    during = slice(run.fault_us // run.tick_us, run.lift_us // run.tick_us)
    assert sum(well[during]) == pytest.approx(0.9 * sum(offered[during]))


_DIGEST = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("world_conftest", sys.argv[1])
module = importlib.util.module_from_spec(spec)
sys.modules["world_conftest"] = module
spec.loader.exec_module(module)
spec = importlib.util.spec_from_file_location("world_laws", sys.argv[2])
laws = importlib.util.module_from_spec(spec)
sys.modules["world_laws"] = laws
spec.loader.exec_module(laws)
print(laws.digest(module.Stack.run(laws.busy(module.Stack), for_s=400.0)))
"""


def digest(run: Run) -> str:
    """Of everything: equal digests are equal bits, series and writes included."""
    return hashlib.sha256(repr(run).encode()).hexdigest()


def test_the_same_bits_whatever_the_hash_seed(stack: type[Stack]) -> None:
    here = Path(__file__)
    found = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST, str(here.with_name("conftest.py")), str(here)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "42")
    }
    assert found == {digest(stack.run(busy(stack), for_s=400.0))}
