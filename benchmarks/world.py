"""`world`: simulated over CPU time of a seed, beside the least that a loop over its ticks takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Final

from benchmarks.measuring import Line, in_turns, seconds, took_s
from openline_drills.measure import measure_run
from openline_drills.world import simulate
from openline_stacks.engine import Program, bundled_stack, preview, reference_stack
from openline_stacks.recovery import parameters, region_dark
from openline_stacks.topology import Topology, read

FAULT_S: Final = 3600.0


def lines(tiny: bool) -> Iterator[Line]:
    stack = bundled_stack("starter") if tiny else reference_stack()
    topology = read(preview(Program.find(stack)))
    figures = parameters(topology)
    simulated_s = figures.value("warm_s") + FAULT_S + figures.value("after_lift_s")
    faults = (region_dark(topology.primary, 0.0, FAULT_S),)
    simulate(topology, figures, 0, faults)  # tables and caches that every seed shares
    seeds = cycle((1, 2, 3))

    def seed() -> None:
        measure_run(simulate(topology, figures, next(seeds), faults), topology, figures)

    ticks = int(simulated_s / figures.value("fluid.tick_s"))
    times = in_turns(lambda: took_s(seed), lambda: _bare_loop_s(ticks, topology), 1 if tiny else 9)
    rate = simulated_s / min(times.ours_s)
    bare = simulated_s / max(min(times.theirs_s), 1e-3)
    yield Line(
        f"a seed of `{topology.stack}`, world and measuring, {simulated_s:,.0f} simulated s",
        f"{rate:,.0f} times real time, {seconds(times.ours_s)}",
        f"bare loop over its ticks and lanes: {bare:,.0f} times, {seconds(times.theirs_s)}",
        f"{bare / rate:.2f} times the bare loop's time",
    )


def _bare_loop_s(ticks: int, topology: Topology) -> float:
    """The least a fluid loop can do: a bounded queue an operation and population."""
    lanes = sum(len(s.operations) * len(s.populations) for s in topology.systems)
    queues = [0.0] * lanes

    def loop() -> None:
        for tick in range(ticks):
            for lane in range(lanes):
                arrived = 25.0 + tick % 7
                queue = queues[lane] + arrived - 30.0
                queues[lane] = 0.0 if queue < 0.0 else min(queue, 150.0)

    return took_s(loop)
