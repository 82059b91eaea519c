"""Backup and restore: what comes back, when, and what of it is missing."""

from __future__ import annotations

import pytest
from tests.drills.world.conftest import EAST, WEST, Stack

from openline_drills.observations import Run
from openline_drills.rpo import measure_stores
from openline_drills.world import simulate
from openline_stacks.recovery import region_dark
from openline_stacks.topology import Restore, Store, Topology

S = 1_000_000
HOUR_S = 3600.0


def restored(stack: type[Stack], gb: float | None, gb_per_h: float | None = 100.0) -> Store:
    restore = Restore(WEST, 24 * HOUR_S, gb, gb_per_h, "urn:plan")
    return stack.store(
        kind="dynamodb-table", write_mode="primary", replicas=(EAST,), restore=restore
    )


def shop(stack: type[Stack], store: Store, *, automatic: bool = False) -> Topology:
    """An empty standby. Half of the requests write; a tenth needs no store at all."""
    operations = (
        stack.writing(share=0.5),
        stack.operation("follow", share=0.4, reads="orders"),
        stack.operation("look", share=0.1),
    )
    system = stack.system(
        standby=0,
        automatic=automatic,
        checked_standby=False,
        operations=operations,
        stores=(store,),
    )
    return stack.topology(system)


def events(run: Run) -> dict[str, float]:
    return {event.what: (event.at_us - run.fault_us) / S for event in run.events}


def back_s(stack: type[Stack], run: Run, operation: str) -> float | None:
    """When an operation was answered well again for the first time."""
    offered, well = stack.totals(run, "orders", operation)
    first, last = run.fault_us // run.tick_us, run.lift_us // run.tick_us
    good = (tick for tick in range(first + 8, last) if well[tick] >= 0.99 * offered[tick])
    found = next(good, None)
    return None if found is None else (found - first) * run.tick_us / S


def test_what_needs_the_store_waits_for_the_decision_and_its_size_over_its_rate(
    stack: type[Stack],
) -> None:
    run = stack.run(shop(stack, restored(stack, 100.0)), for_s=2 * HOUR_S)
    decided_s = events(run)["decided"]
    assert events(run)["orders restored"] == pytest.approx(decided_s + HOUR_S)
    for operation in ("place", "follow"):
        back = back_s(stack, run, operation)
        assert back is not None
        assert back == pytest.approx(decided_s + HOUR_S, abs=5.0)
    look = back_s(stack, run, "look")
    assert look is not None
    assert look < decided_s + 1000.0  # only the switch, the launch and DNS


def test_with_instant_restoring_the_other_steps_decide(stack: type[Stack]) -> None:
    topology = shop(stack, restored(stack, 100.0))
    run = stack.run(topology, for_s=2 * HOUR_S, knock_out="restore")
    place, look = back_s(stack, run, "place"), back_s(stack, run, "look")
    assert place == look


@pytest.mark.parametrize(("gb", "gb_per_h"), [(None, 100.0), (100.0, None)])
def test_without_size_or_rate_it_never_comes_back(
    stack: type[Stack], gb: float | None, gb_per_h: float | None
) -> None:
    run = stack.run(shop(stack, restored(stack, gb, gb_per_h)), for_s=2 * HOUR_S)
    assert back_s(stack, run, "place") is None


def test_what_moves_by_itself_restores_nothing(stack: type[Stack]) -> None:
    run = stack.run(shop(stack, restored(stack, 1.0), automatic=True), for_s=HOUR_S)
    assert "orders restored" not in events(run)


def test_missing_is_what_was_written_since_the_last_backup_that_was_copied(
    stack: type[Stack],
) -> None:
    """An hour until the copy is complete, and up to a day since then, by the seed."""
    topology = shop(stack, restored(stack, 1.0))
    ages_s = []
    for seed in range(1, 5):
        run = stack.run(topology, seed=seed, for_s=2 * HOUR_S)
        (measure,) = measure_stores(run, topology, stack.parameters(topology))
        assert measure.rpo_declared_us is not None
        assert measure.rpo_us is not None
        ages_s.append(measure.rpo_declared_us / S)
        # sampled writes are seconds apart: the oldest missing one is that much younger
        assert measure.rpo_us / S == pytest.approx(ages_s[-1], abs=60.0)
        assert measure.writes.missing
        assert measure.writes.returned == measure.writes.overwritten == 0
    assert all(HOUR_S - 1.0 <= age_s <= 25 * HOUR_S for age_s in ages_s)
    assert len(set(ages_s)) == 4


def test_the_loss_of_the_standby_restores_nothing(stack: type[Stack]) -> None:
    topology = shop(stack, restored(stack, 1.0))
    dark = [region_dark(WEST, 0.0, HOUR_S)]
    run = simulate(topology, stack.parameters(topology), 1, dark)
    assert "orders restored" not in events(run)
    assert run.stores == ()
