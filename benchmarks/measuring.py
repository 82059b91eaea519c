"""How every benchmark measures: CPU seconds of two ways to do the same, turn by turn in one run.

CPU time, children's included, and not wall time: what else the machine does then shows little, and
a ratio of two that took turns shows less of it still. The shortest turn is the one least disturbed.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page."""

    what: str
    figure: str
    beside: str  # the alternative's
    ratio: str


@dataclass(frozen=True, slots=True)
class Times:
    """CPU seconds of each turn."""

    ours_s: tuple[float, ...]
    theirs_s: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """How many times ours takes what theirs takes."""
        return min(self.ours_s) / min(self.theirs_s)


def cpu_s() -> float:
    """CPU seconds of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def took_s(do: Callable[[], object]) -> float:
    before_s = cpu_s()
    do()
    return cpu_s() - before_s


def in_turns(ours: Callable[[], float], theirs: Callable[[], float], turns: int) -> Times:
    """Each measures itself and answers with its seconds."""
    pairs = [(ours(), theirs()) for _ in range(turns)]
    return Times(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))


def seconds(turns_s: Sequence[float]) -> str:
    """The shortest turn, and the middle one."""
    return f"{min(turns_s):.3g} s (median {median(turns_s):.3g} s)"


def in_a_process(*arguments: str) -> str:
    """What `python -m benchmarks.ARGUMENTS` prints."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout.strip()


def machine() -> str:
    """Where and when."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {_processor()}, {platform.system()}, "
        f"Python {platform.python_version()}; load when it began {load}; "
        f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "unknown processor")
