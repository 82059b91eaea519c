"""Cold caches: a survivor that served nothing, new instances, a primary that was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from openline_drills.world.caches import Caches
from openline_drills.world.queues import Site, Size
from openline_stacks.recovery import parameters

if TYPE_CHECKING:
    from tests.drills.world.conftest import Stack


class Pair:
    """Two sites of ten instances that answer 10/s each."""

    def __init__(self, **over: str) -> None:
        self.home, self.away = (Site(name, Size(10.0, 50.0, 0.06), 5.0, 0.25) for name in "ha")
        for site in (self.home, self.away):
            site.instances = 10
        figures = parameters(None, {f"cache.{name}": value for name, value in over.items()})
        self.caches = Caches((self.home, self.away), figures)
        self.caches.start(["h"])

    def minutes(self, count: int, *, served: Site) -> list[bool]:
        """Whether something has cooled, or warmed, minute by minute."""
        self.home.summed = self.away.summed = 0
        self.home.passed = self.away.passed = 0.0
        served.summed, served.passed = 1, 0.25
        changed = []
        for _ in range(count):
            changed.append(self.caches.warming)
            for _ in range(6):
                self.caches.step()
            changed[-1] |= self.caches.minute()
        return changed


def test_a_survivor_that_has_served_nothing_is_cold_and_warms_in_its_time() -> None:
    pair = Pair(cold_share="60%", warms_s="5m")
    assert pair.home.capacity_per_s == 100.0
    assert pair.away.capacity_per_s == pytest.approx(60.0)
    pair.minutes(2, served=pair.away)
    assert pair.away.capacity_per_s == pytest.approx(76.0)
    pair.minutes(3, served=pair.away)
    assert pair.away.capacity_per_s == pytest.approx(100.0)


def test_a_primary_that_nobody_asks_cools() -> None:
    pair = Pair(cold_share="60%", cools_s="1h")
    pair.minutes(30, served=pair.away)
    assert pair.home.capacity_per_s == pytest.approx(80.0)
    pair.minutes(40, served=pair.away)
    assert pair.home.capacity_per_s == pytest.approx(60.0)


def test_nothing_changes_once_all_is_warm_or_cold() -> None:
    pair = Pair()
    assert not any(pair.minutes(10, served=pair.home))


def test_new_instances_come_with_cold_caches() -> None:
    pair = Pair(cold_share="60%")
    pair.caches.sized("h", 10, 20)
    pair.home.instances = 20
    assert pair.home.capacity_per_s == pytest.approx(10 * 10.0 + 10 * 6.0)
    pair.caches.sized("h", 20, 10)
    pair.home.instances = 10
    assert pair.home.capacity_per_s == pytest.approx(80.0)


def test_a_survivor_without_a_buffer_is_overrun_while_its_caches_are_cold(
    stack: type[Stack],
) -> None:
    fleets = tuple(stack.fleet(region, 11, max=11) for region in (stack.east, stack.west))
    topology = stack.topology(stack.system(automatic=True, fleets=fleets))
    warm = stack.rto_s(stack.run(topology, cache__cold_share="100%"))
    cold = stack.rto_s(stack.run(topology, cache__cold_share="50%"))
    assert warm is not None
    assert cold is None or cold > warm + 60.0


def test_failback_into_a_cold_primary_is_a_dip(stack: type[Stack]) -> None:
    fleets = tuple(stack.fleet(region, 12, max=12) for region in (stack.east, stack.west))
    topology = stack.topology(stack.system(fleets=fleets))

    def lost_at_failback(cold_share: str) -> float:
        run = stack.run(topology, cache__cold_share=cold_share, cache__warms_s="30m")
        offered, well = stack.totals(run, "orders", "use")
        failed_back_us = run.timelines["orders"].failed_back_us
        assert failed_back_us is not None
        ticks = slice(failed_back_us // run.tick_us, None)
        return sum(offered[ticks]) - sum(well[ticks])

    assert lost_at_failback("100%") == pytest.approx(0.0, abs=1e-6)
    assert lost_at_failback("50%") > 1000.0
