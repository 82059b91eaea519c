"""How fast the rehearsal is, and what it takes: `make bench`.

Prints four figures. A seed's virtual time over its CPU time, next to a bare loop of the same ticks
in the same run, so that a slow machine shows in both. The whole drill as a user runs it: wall time
and the largest proportional set size (PSS) of all its processes together. And what a drill costs
at 100 and at 100,000 requests/s: kernel events of the world and calls through boto3.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from openline_drills.measure import measure_run
from openline_drills.world import simulate
from openline_stacks.engine import Program, preview, reference_stack
from openline_stacks.recovery import Parameters, parameters, region_dark
from openline_stacks.topology import Topology, read

_OPENLINE = (sys.executable, "-c", "from openline_drills.cli import main; main()")
_SEEDS = (1, 2, 3)
_FAULT_S = 3600.0
_SMALL = """\
openline: 1
stack: bench
account: "123456789012"
domain: bench.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary, us-west-2: standby}
zones: {us-east-1: [a, b, c], us-west-2: [a, b, c]}
network: {us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}
systems:
  orders:
    demand: {steady: PEAK/s, peak: PEAK/s}
    operations: {place: {share: 10%, writes: orders}, track: {share: 90%}}
    stores: {orders: {}}
"""
_PROGRAM = """\
from pathlib import Path
from openline import CustomerServiceStack
from openline.declaration import load
CustomerServiceStack("bench", load(Path(__file__).parent / "openline.yaml"))
"""


def main() -> None:
    cores = os.cpu_count()
    print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}")
    _seed()
    _drill()
    _demand()


def _seed() -> None:
    topology, figures = _retail()
    virtual_s = figures.value("warm_s") + _FAULT_S + figures.value("after_lift_s")
    faults = (region_dark(topology.primary, 0.0, _FAULT_S),)
    simulate(topology, figures, 0, faults)  # tables and caches that every seed shares
    started = time.process_time()
    for seed in _SEEDS:
        measure_run(simulate(topology, figures, seed, faults), topology, figures)
    one_s = (time.process_time() - started) / len(_SEEDS)
    bare_s = _bare_loop(int(virtual_s / figures.value("fluid.tick_s")), topology)
    print(
        f"one seed of retail: {virtual_s:.0f} virtual s in {one_s:.2f} s of CPU, "
        f"{virtual_s / one_s:,.0f} times real time (goal 5,000); "
        f"a bare loop over the same ticks and operations: {virtual_s / bare_s:,.0f} times"
    )


def _retail() -> tuple[Topology, Parameters]:
    topology = read(preview(Program.find(reference_stack())))
    return topology, parameters(topology)


def _bare_loop(ticks: int, topology: Topology) -> float:
    """The least a fluid loop can do: a bounded queue an operation and population."""
    lanes = sum(len(s.operations) * len(s.populations) for s in topology.systems)
    queues, started = [0.0] * lanes, time.process_time()
    for tick in range(ticks):
        for lane in range(lanes):
            arrived = 25.0 + tick % 7
            queue = queues[lane] + arrived - 30.0
            queues[lane] = 0.0 if queue < 0.0 else min(queue, 150.0)
    return time.process_time() - started


def _drill() -> None:
    with tempfile.TemporaryDirectory() as runs:
        command = [*_OPENLINE, "drill", "region-outage", "--runs", runs]
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        peak = _PeakMemory(process.pid)
        peak.start()
        code = process.wait()
        wall_s = time.perf_counter() - started
        peak.stop()
    print(
        f"openline drill region-outage, 20 seeds: {wall_s:.0f} s (goal 30 s), exit {code}; "
        f"peak PSS of all its processes: {peak.most_kib / 1024**2:.2f} GiB (goal 1 GiB)"
    )


class _PeakMemory(threading.Thread):
    """Adds up the PSS of a process group every quarter of a second (Linux)."""

    def __init__(self, group: int) -> None:
        super().__init__(daemon=True)
        self.most_kib = 0
        self._group = group
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(0.25):
            self.most_kib = max(self.most_kib, sum(_pss_kib(pid) for pid in _members(self._group)))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _members(group: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == group:
                yield int(entry.name)
        except OSError:
            continue  # gone meanwhile


def _pss_kib(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in text.splitlines())
    return next((int(words[1]) for words in lines if words[0] == "Pss:"), 0)


def _demand() -> None:
    """One system at 100 and at 100,000 requests/s, through the whole drill with one seed."""
    for peak_per_s in (100, 100_000):
        events, calls = _cost_at(peak_per_s)
        print(
            f"one system at {peak_per_s:,} requests/s: {events:,} kernel events, "
            f"{calls:,} boto calls a seed (goal: equal)"
        )


def _cost_at(peak_per_s: int) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        stack = Path(folder) / "bench"
        stack.mkdir()
        (stack / "openline.yaml").write_text(_SMALL.replace("PEAK", str(peak_per_s)))
        (stack / "__main__.py").write_text(_PROGRAM)
        command = [*_OPENLINE, "drill", "region-outage", "--stack", str(stack), "--seeds", "1"]
        runs = Path(folder) / "runs"
        subprocess.run([*command, "--runs", str(runs)], capture_output=True, check=False)
        cost = json.loads(next(runs.glob("*/run.json")).read_text())["median_seed"]
        return cost["kernel_events"], cost["boto_calls"]


if __name__ == "__main__":
    main()
