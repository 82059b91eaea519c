"""`growth`: what 1, 4, 16, 64 systems cost, and what 2 and 3 regions, against the smallest stack.

Regions end at three: two that serve and one that is a witness or holds a strong store's replica.
What the declaration says of a fourth is printed as it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.measuring import Line, took_s
from openline.declaration import DeclarationError, parse
from openline_drills.measure import measure_run
from openline_drills.world import simulate
from openline_stacks.engine import Program, preview
from openline_stacks.recovery import parameters, region_dark
from openline_stacks.states import States
from openline_stacks.topology import read

_REGIONS: Final = {
    "us-east-1": "primary", "us-west-2": "standby", "us-east-2": "witness", "us-west-1": "witness",
}  # fmt: skip
_HEAD = """\
openline: 1
stack: growth
account: "123456789012"
domain: growth.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {{{regions}}}
zones: {{us-east-1: [a, b, c], us-west-2: [a, b, c]}}
network: {{us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}}
defaults: {{objectives: {{region: {{rto: 4h, rpo: 5m}}}}}}
systems:
"""
_SYSTEM = """\
  system-{number}:
    demand: {{steady: 40/s, peak: 150/s}}
    operations: {{place: {{share: 10%, writes: orders}}, track: {{share: 90%}}}}
    stores: {{orders: {{consistency: {consistency}}}}}
"""
_PROGRAM = """\
from pathlib import Path
from openline import CustomerServiceStack
from openline.declaration import load
CustomerServiceStack("growth", load(Path(__file__).parent / "openline.yaml"))
"""
_FAULT_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds: the shortest of some."""

    resources: int
    preview_s: float
    seed_s: float


def lines(tiny: bool) -> Iterator[Line]:
    one = cost(1, 2, tiny)
    yield _line("1 system, 2 regions", one, one, 1)
    for systems in (2,) if tiny else (4, 16, 64):
        found = cost(systems, 2, tiny)
        yield _line(f"{systems} systems, 2 regions", found, one, systems)
    yield _line("1 system, 3 regions, a strong store", cost(1, 3, tiny), one, 1)
    yield Line("4 regions", "cannot be declared", _refused(), "-")


def _line(what: str, found: Cost, one: Cost, times: int) -> Line:
    preview_x, seed_x = found.preview_s / one.preview_s, found.seed_s / one.seed_s
    return Line(
        f"{what}: {found.resources:,} resources",
        f"preview {found.preview_s:.3g} s, a seed {found.seed_s:.3g} s",
        f"1 system in 2 regions: {one.preview_s:.3g} s and {one.seed_s:.3g} s",
        f"{preview_x:.1f} and {seed_x:.1f} times, for {times} times the systems",
    )


def cost(systems: int, regions: int, tiny: bool) -> Cost:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "openline.yaml").write_text(declared(systems, regions))
        (folder / "__main__.py").write_text(_PROGRAM)
        (folder / "Pulumi.yaml").write_text("name: growth\nruntime: python\n")
        made: list[States] = []
        turns = 1 if tiny else 2 if systems > 4 else 4
        if not tiny:
            preview(Program.find(folder))  # what is imported once
        spent = [took_s(lambda: made.append(preview(Program.find(folder)))) for _ in range(turns)]
        states = made[-1]
    return Cost(len(states.resources), min(spent), min(_seeds_s(states, turns)))


def _seeds_s(states: States, turns: int) -> Sequence[float]:
    topology = read(states)
    figures = parameters(topology)
    faults = (region_dark(topology.primary, 0.0, _FAULT_S),)

    def seed() -> None:
        measure_run(simulate(topology, figures, 1, faults), topology, figures)

    return [took_s(seed) for _ in range(turns)]


def declared(systems: int, regions: int) -> str:
    named = ", ".join(f"{name}: {role}" for name, role in list(_REGIONS.items())[:regions])
    consistency = "eventual" if regions == 2 else "strong"
    each = [_SYSTEM.format(number=n, consistency=consistency) for n in range(systems)]
    return _HEAD.format(regions=named) + "".join(each)


def _refused() -> str:
    try:
        parse(declared(1, 4))
    except DeclarationError as error:
        return str(error).splitlines()[0]
    raise AssertionError("a fourth region can be declared: measure it")
