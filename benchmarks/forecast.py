"""`forecast`: a thousand systems by formula, and the command on the reference stack."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Final

from benchmarks.measuring import Line, cpu_s, took_s
from openline_drills.measure import measure_run
from openline_drills.world import simulate
from openline_stacks.engine import preview, reference_stack
from openline_stacks.forecast import TRIALS, disruptions, forecast, region_lost
from openline_stacks.forecast._grid import run
from openline_stacks.forecast._scene import Scene
from openline_stacks.recovery import parameters
from openline_stacks.topology import Region, Topology, read

PAIRS: Final = (
    ("us-east-1", "us-west-2"),
    ("us-west-2", "us-east-1"),
    ("eu-west-1", "eu-central-1"),
    ("eu-central-1", "eu-west-1"),
)
# One after the other of them, copied: a login, an ordering and a chat that needs both.
COPIED: Final = ("customer-authentication", "order-management", "agent-chat")


def lines(tiny: bool) -> Iterator[Line]:
    retail = read(preview(reference_stack()))
    systems, trials = (12, 100) if tiny else (1000, 10_000)
    yield _many(copied(retail, systems), copied(retail, len(COPIED)), trials)
    yield _command(retail, 100 if tiny else TRIALS)


def _many(topology: Topology, few: Topology, trials: int) -> Line:
    """Beside the grid, which any of them could be worked out on: those of one home."""
    asked = [region_lost(topology, region) for region, _ in PAIRS]
    ours = _timed(lambda: forecast(topology, asked, trials=trials, knock_outs=False))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024  # of this process
    scene = Scene(few, parameters(few), asked[0], trials, seed=1)
    grid_s = took_s(lambda: run(scene))
    one_s, gridded_s = ours.cpu_s / len(topology.systems), grid_s / len(few.systems)
    return Line(
        f"{len(topology.systems):,} systems in {len(PAIRS)} regions, each of which is lost in "
        f"turn, {trials:,} trials",
        f"{ours}, {most:.2f} GiB at most: {one_s:.3g} s of CPU a system",
        f"tick by tick, {len(few.systems)} of them: {gridded_s:.3g} s of CPU a system",
        f"{one_s / gridded_s:.3f} times the grid's time",
    )


def _command(topology: Topology, trials: int) -> Line:
    """Beside seeds of a rehearsal's world, which is another implementation of the same model."""
    command = [str(Path(sys.executable).parent / "openline"), "forecast", "--trials", str(trials)]
    ours = _timed(lambda: subprocess.run(command, check=False, stdout=subprocess.DEVNULL))
    figures, asked = parameters(topology), disruptions(topology)

    def seeds() -> None:
        for each in asked:
            measure_run(simulate(topology, figures, 1, each.faults), topology, figures)

    seed_s = took_s(seeds)
    return Line(
        f"`openline forecast` of `{topology.stack}`, cold: {len(asked)} disruptions, "
        f"{trials:,} trials of each, and what each step costs",
        str(ours),
        f"a seed of each in the rehearsal's world: {seed_s:.3g} s of CPU",
        f"{ours.cpu_s / seed_s:.1f} times, for {trials:,} times the trials",
    )


@dataclass(frozen=True, slots=True)
class _Took:
    clock_s: float
    cpu_s: float

    def __str__(self) -> str:
        return f"{self.clock_s:.1f} s on the clock, {self.cpu_s:.1f} s of CPU"


def _timed(do: Callable[[], object]) -> _Took:
    began, before_s = time.perf_counter(), cpu_s()
    do()
    return _Took(time.perf_counter() - began, cpu_s() - before_s)


def copied(topology: Topology, count: int) -> Topology:
    """So many systems, by turns at home in each region, no two with the same demand."""
    systems, groups = [], []
    for number in range(count):
        which = number // len(COPIED)
        home, standby = PAIRS[which % len(PAIRS)]
        names = {name: f"{name}-{which}" for name in COPIED}
        renamed = _renaming({"us-east-1": home, "us-west-2": standby} | names)
        system = _mapped(topology.system(COPIED[number % len(COPIED)]), renamed)
        # a thousandth more each: no two alike, and the same instances hold them
        demand = replace(system.demand, peak_per_s=system.demand.peak_per_s * (1 - number / 5000))
        system = replace(system, demand=demand, group=system.name)
        systems.append(system)
        decide = topology.group(topology.system(COPIED[number % len(COPIED)]).group)
        groups.append(replace(decide, name=system.name, systems=(system.name,)))
    return replace(
        topology,
        regions=tuple(Region(region, "active", ("a", "b", "c")) for region, _ in PAIRS),
        systems=tuple(systems),
        groups=tuple(groups),
        sources={},
    )


def _renaming(names: Mapping[str, str]) -> Callable[[str], str]:
    marks = {old: f"\0{place}\0" for place, old in enumerate(names)}

    def renamed(text: str) -> str:
        for old, mark in marks.items():
            text = text.replace(old, mark)
        for old, mark in marks.items():
            text = text.replace(mark, names[old])
        return text

    return renamed


def _mapped(value: Any, renamed: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return renamed(value)
    if isinstance(value, tuple):
        return tuple(_mapped(each, renamed) for each in value)
    if isinstance(value, Mapping):
        return {_mapped(key, renamed): _mapped(each, renamed) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _mapped(getattr(value, f.name), renamed) for f in fields(value)}
        return replace(value, **parts)
    return value
