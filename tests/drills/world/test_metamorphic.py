"""What may change without a figure changing: names of places and systems, scale, the processor."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openline_stacks.recovery import Stream, region_dark
from openline_stacks.topology import AfterFailover, Demand, Dependency

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack

    from openline_stacks.topology import Fleet, Topology

FILES = ("conftest.py", "test_laws.py")
# other names, and another alphabetical order of regions and of systems
ELSEWHERE = {
    "us-east-1": "eu-central-1",
    "us-west-2": "ap-south-1",
    "orders": "bookings",
    "auth": "doors",
}


def renamed(value: Any) -> Any:
    """The same stack under other names, wherever a name stands in it."""
    if isinstance(value, str):
        for name, other in ELSEWHERE.items():
            value = value.replace(name, other)
        return value
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: renamed(getattr(value, one.name)) for one in fields(value)}
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(renamed(one) for one in value)
    if isinstance(value, dict):
        return {renamed(key): renamed(one) for key, one in value.items()}
    return value


@pytest.fixture
def at_medians(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every draw is the median of its distribution: no figure hangs on what a stream is called."""
    monkeypatch.setattr(Stream, "_word", lambda _: 1 << 63)


def shop(stack: type[Stack], times: int = 1) -> Topology:
    """Two systems that decide differently, with a store, a need and a standby that must grow."""
    operations = (
        stack.writing(share=0.3, after_failover=AfterFailover(2.0, 120.0)),
        stack.operation("look", share=0.7),
    )

    def fleets(standby: int) -> tuple[Fleet, ...]:
        return (
            stack.fleet(stack.east, 30 * times, max=60 * times, full=30 * times),
            stack.fleet(stack.west, standby * times, max=60 * times, full=30 * times),
        )

    demand = Demand(50.0 * times, 100.0 * times)
    orders = stack.system(
        operations=operations,
        stores=(stack.store(),),
        populations=stack.sticky,
        needs=(Dependency("auth", "hard", ("place",), 3.0),),
        fleets=fleets(24),
        demand=demand,
    )
    auth = stack.system("auth", automatic=True, fleets=fleets(30), demand=demand)
    return stack.topology(orders, auth, decision_s=60.0)


def test_other_names_of_systems_and_regions_give_the_same_figures(
    stack: type[Stack], at_medians: None
) -> None:
    here = shop(stack)
    there = renamed(here)
    usual = stack.run(here, for_s=900.0)
    other = stack.run(there, faults=[region_dark("eu-central-1", 0.0, 900.0)])
    assert {renamed(name): line for name, line in usual.timelines.items()} == other.timelines
    for system in here.systems:
        assert stack.rto_s(usual, system.name) == stack.rto_s(other, renamed(system.name))
        assert stack.rto_s(usual, system.name) is not None
        for operation in system.operations:
            before = stack.totals(usual, system.name, operation.name)
            after = stack.totals(other, renamed(system.name), operation.name)
            assert after[0] == pytest.approx(before[0])
            assert after[1] == pytest.approx(before[1])
    writes = [(one.acknowledged_us, renamed(dict(one.seen_us))) for one in usual.writes]
    assert writes == [(one.acknowledged_us, dict(one.seen_us)) for one in other.writes]


_DIGEST = """
import importlib.util, sys
for name, path in zip(("world_conftest", "world_laws"), sys.argv[1:]):
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
stack, laws = sys.modules["world_conftest"].Stack, sys.modules["world_laws"]
print(laws.digest(stack.run(laws.busy(stack), for_s=400.0)))
import numpy
print(*numpy.show_config(mode="dicts")["SIMD Extensions"].get("found", ()))
"""


def test_the_same_bits_without_the_processors_wide_instructions() -> None:
    """Numpy calls them otherwise in each release, so it is asked what there is to switch off."""
    here = Path(__file__)

    def found(off: str) -> tuple[str, str]:
        """The digest, and what numpy still uses beyond its baseline."""
        run = subprocess.run(
            [sys.executable, "-c", _DIGEST, *(str(here.with_name(f)) for f in FILES)],
            env={**os.environ, "NPY_DISABLE_CPU_FEATURES": off},
            capture_output=True,
            text=True,
            check=True,
        )
        digest, *used = run.stdout.split()
        return digest, " ".join(used)

    usual, wide = found("")
    if not wide:
        pytest.skip("numpy uses nothing beyond its baseline on this processor")
    assert found(wide) == (usual, "")


def test_demand_and_instances_times_a_number_give_the_same_figures(
    stack: type[Stack], at_medians: None
) -> None:
    """The tail, a need and a store are in it; quotas and buckets of launches do not bind."""
    one, three = (stack.run(shop(stack, times), for_s=900.0) for times in (1, 3))
    assert one.timelines == three.timelines
    for system in ("orders", "auth"):
        assert stack.rto_s(one, system) == stack.rto_s(three, system)
        assert stack.rto_s(one, system) is not None
