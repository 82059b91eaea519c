"""`drill`: the whole drill as a user runs it, with the memory of all its processes together.

Beside it the same drill with one seed: what standing a stack up costs, and what each further seed
adds. And what a drill costs at 100 and at 100,000 requests/s: kernel events of the world and calls
through boto3, which must be equal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Line, cpu_s

_OPENLINE = (sys.executable, "-c", "from openline_drills.cli import main; main()")
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


@dataclass(frozen=True, slots=True)
class Spent:
    wall_s: float
    cpu_s: float
    most_kib: int


def lines(tiny: bool) -> Iterator[Line]:
    stack, seeds = ("starter", 1) if tiny else ("retail", 20)
    one = _drill(stack, 1)
    many = one if tiny else _drill(stack, seeds)
    yield Line(
        f"`openline drill region-outage --stack {stack} --seeds {seeds}`",
        f"{many.wall_s:.0f} s on the clock, {many.cpu_s:.1f} s of CPU, "
        f"{many.most_kib / 1024**2:.2f} GiB (PSS)",
        f"1 seed: {one.wall_s:.0f} s, {one.cpu_s:.1f} s of CPU, {one.most_kib / 1024**2:.2f} GiB",
        f"{many.cpu_s / one.cpu_s:.1f} times for {seeds} times the seeds",
    )
    if tiny:
        return
    low, high = _cost_at(100), _cost_at(100_000)
    yield Line(
        "one system at 100,000 requests/s",
        f"{high[0]:,} kernel events, {high[1]:,} boto calls a seed",
        f"at 100 requests/s: {low[0]:,} and {low[1]:,}",
        f"{high[0] / low[0]:.3f} and {high[1] / low[1]:.3f} times",
    )


def _drill(stack: str, seeds: int) -> Spent:
    with tempfile.TemporaryDirectory() as runs:
        command = [
            *_OPENLINE,
            "drill",
            "region-outage",
            "--no-sensitivity",
            "--stack",
            stack,
            "--seeds",
            str(seeds),
        ]
        began_s, before_s = time.perf_counter(), cpu_s()
        process = subprocess.Popen(
            [*command, "--runs", runs],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        peak = _PeakMemory(process.pid)
        peak.start()
        code = process.wait()
        peak.stop()
    if code not in (0, 10, 11):
        raise SystemExit(f"openline drill ended with {code}")
    return Spent(time.perf_counter() - began_s, cpu_s() - before_s, peak.most_kib)


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


def _cost_at(peak_per_s: int) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        stack = Path(folder) / "bench"
        stack.mkdir()
        (stack / "openline.yaml").write_text(_SMALL.replace("PEAK", str(peak_per_s)))
        (stack / "__main__.py").write_text(_PROGRAM)
        command = [
            *_OPENLINE,
            "drill",
            "region-outage",
            "--no-sensitivity",
            "--stack",
            str(stack),
            "--seeds",
            "1",
        ]
        runs = Path(folder) / "runs"
        subprocess.run([*command, "--runs", str(runs)], capture_output=True, check=False)
        cost = json.loads(next(runs.glob("*/run.json")).read_text())["median_seed"]
        return cost["kernel_events"], cost["boto_calls"]
