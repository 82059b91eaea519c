"""How long a forecast takes, and of how much memory.

    python -m benchmarks.forecast

First a thousand systems in four regions, each of which is lost in turn, 10,000 outages each; then
the reference stack as `openline forecast` has it, cold, in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Final

from openline_stacks.engine import preview, reference_stack
from openline_stacks.forecast import forecast, region_lost
from openline_stacks.topology import Region, Topology, read

SYSTEMS: Final = 1000
TRIALS: Final = 10_000
PAIRS: Final = (
    ("us-east-1", "us-west-2"),
    ("us-west-2", "us-east-1"),
    ("eu-west-1", "eu-central-1"),
    ("eu-central-1", "eu-west-1"),
)
# One after the other of them, copied: a login, an ordering and a chat that needs both.
COPIED: Final = ("customer-authentication", "order-management", "agent-chat")


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m benchmarks.forecast",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()
    topology = copied(read(preview(reference_stack())))
    began = time.perf_counter()
    asked = [region_lost(topology, region) for region, _ in PAIRS]
    found = forecast(topology, asked, trials=TRIALS, knock_outs=False)
    took_s = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    count = sum(len(under.operations) for under in found.disruptions)
    print(
        f"{len(topology.systems)} systems in {len(PAIRS)} regions, {len(asked)} of them lost, "
        f"{TRIALS:,} trials: {count:,} figures in {took_s:.1f} s, {most:.2f} GiB at most"
    )
    _cold()
    return 0


def _cold() -> None:
    command = [str(Path(sys.executable).parent / "openline"), "forecast"]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    print(f"openline forecast, cold, retail: {time.perf_counter() - began:.1f} s")


def copied(topology: Topology) -> Topology:
    """So many systems, by turns at home in each region, no two with the same demand."""
    systems, groups = [], []
    for number in range(SYSTEMS):
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


if __name__ == "__main__":
    sys.exit(main())
