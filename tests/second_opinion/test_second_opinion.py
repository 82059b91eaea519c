"""Two worlds that share no code agree on stacks drawn at random: rates here, single requests there.

Where they did not, one of them was wrong; which one is in the log of what was mended. What may be
left between them is what few requests and few runs leave open, and the test works that out.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf, sqrt
from random import Random
from typing import Final

import numpy as np
import pytest
from tests.second_opinion.acted import Acted, act
from tests.second_opinion.compared import allowed, apart, farthest, lost, rpo_s, rto_s
from tests.second_opinion.drawn import Drawn, drawn
from tests.second_opinion.figures import Figures

from openline_drills.measure import Measurement, measure_run
from openline_drills.observations import Run
from openline_drills.rpo import measure_stores
from openline_drills.world import simulate
from openline_stacks.topology import Store, System, Topology

_STACKS: Final = 50
_EVERY_TIME: Final = 15  # the others are acted out every night: all of them take two minutes
# Of 40/s a minute brings 2,400 and a share of them, give or take 2 to 3 %: whatever such a
# difference decides is not decided.
_MORE_OR_LESS: Final = (0.97, 1.0, 1.03)
_REDRAWN: Final = 90  # lags are drawn anew so often: they cost next to nothing


def busier(topology: Topology, times: float) -> Topology:
    return replace(
        topology,
        systems=tuple(
            replace(
                system,
                demand=replace(system.demand, peak_per_s=system.demand.peak_per_s * times),
            )
            for system in topology.systems
        ),
    )


def acted(stack: Drawn, number: int) -> list[Acted]:
    return [
        act(
            stack.topology,
            stack.parameters,
            10 * number + again,
            stack.faults,
            stack.failback_after_s,
        )
        for again in range(3)
    ]


def simulated(stack: Drawn) -> list[tuple[float, Run, Measurement]]:
    """With the factor by which it is busier."""
    found = []
    for seed, times in enumerate(_MORE_OR_LESS * 2):
        topology = busier(stack.topology, times)
        run = simulate(
            topology,
            stack.parameters,
            seed,
            stack.faults,
            failback_after_s=stack.failback_after_s,
        )
        found.append((times, run, measure_run(run, topology, stack.parameters)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "number",
    [
        pytest.param(number, marks=[] if number < _EVERY_TIME else [pytest.mark.nightly])
        for number in range(_STACKS)
    ],
)
def test_requests_one_by_one_come_to_what_rates_come_to(number: int) -> None:
    stack = drawn(number)
    ours, theirs = acted(stack, number), simulated(stack)
    for system in stack.topology.systems:
        rto_us = [measured.rto_us(system.name) for _, _, measured in theirs]
        recovered_s = [inf if one is None else one / 1e6 for one in rto_us]
        assert apart([rto_s(one, system) for one in ours], recovered_s) is None
        here = [lost(one, system.name) for one in ours]
        there = [_lost(measured, system.name) / times for times, _, measured in theirs]
        # how many come scatters by the root; of a tick's customers rates cannot tell
        comes = 3.3 * sqrt(float(np.mean(there)) / len(here))
        error = allowed(here, there) + comes + 0.25 * system.demand.peak_per_s
        assert float(np.mean(here)) == pytest.approx(float(np.mean(there)), abs=error)
        for store in system.stores:
            _same_rpo(stack, number, system, store, ours, theirs)


def _lost(measured: Measurement, system: str) -> float:
    return sum(one.lost_requests for one in measured.operations if one.system == system)


def _same_rpo(
    stack: Drawn,
    number: int,
    system: System,
    store: Store,
    ours: list[Acted],
    theirs: list[tuple[float, Run, Measurement]],
) -> None:
    """Counted in the writes that were followed, and at the declared rate."""
    figures = Figures(stack.parameters, stack.topology.clients)
    random = Random(number)
    here = [rpo_s(ours[n % 3], system, store, figures, random) for n in range(_REDRAWN)]
    counted, declared = [], []
    for n in range(_REDRAWN):
        _, run, measured = theirs[n % 6]
        drawn_anew = measure_stores(
            replace(run, seed=n, writes=()), stack.topology, stack.parameters
        )
        declared += [
            _seconds(one.rpo_declared_us) for one in drawn_anew if one.system == system.name
        ]
        if n < len(theirs):
            found = measured.store(system.name, store.name)
            counted += [] if found is None else [_seconds(found.rpo_us)]
    if not counted:
        return  # no region was lost
    if inf in here or inf in counted:
        assert not (inf not in here and counted == [inf] * 6)
        assert not (inf not in counted and here == [inf] * _REDRAWN)
        return
    assert farthest(here, counted) < 1.0
    if stack.what != "some errors":  # then the region goes on, at less than the declared rate
        assert farthest(here, declared) < 1.0


def _seconds(us: int | None) -> float:
    return inf if us is None else us / 1e6
