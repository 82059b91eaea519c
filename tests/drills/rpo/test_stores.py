"""RPO counted from write records, against a brute force that asks each one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.observations import MICROSECONDS, StoreRun, WriteRecord
from openline_drills.rpo import StoreMeasure, measure_stores
from openline_stacks.recovery import parameters

if TYPE_CHECKING:
    from tests.drills.conftest import Build

S = MICROSECONDS
EAST, WEST = "us-east-1", "us-west-2"


def write(
    number: int,
    acknowledged_s: float | None,
    seen_west_s: float | None = None,
    region: str = EAST,
    overwritten_s: float | None = None,
    regions: tuple[str, ...] | None = None,
) -> WriteRecord:
    def us(seconds: float | None) -> int | None:
        return None if seconds is None else round(seconds * S)

    seen = {region: us(acknowledged_s) or 0}
    if seen_west_s is not None:
        seen[WEST] = round(seen_west_s * S)
    return WriteRecord(
        id=number,
        system="orders",
        store="orders",
        key=number,
        attempts=1,
        acknowledged_us=us(acknowledged_s),
        region=region,
        seen_us=seen,
        regions=(region,) if regions is None else regions,
        overwritten_us=us(overwritten_s),
    )


def ran(
    cut_over_s: float | None = 700.0,
    last_s: float | None = 59.9,
    rate: float = 50.0,
    stall: float = 0,
    uncopied: float = 0,
    reopened: float = 0,
) -> StoreRun:
    return StoreRun(
        system="orders",
        store="orders",
        lost_region=EAST,
        survivor=WEST,
        cut_over_us=None if cut_over_s is None else round(cut_over_s * S),
        last_acknowledged_us=None if last_s is None else round(last_s * S),
        declared_per_s=rate,
        sampled_per_s=50.0,
        stall_s=stall,
        uncopied_s=uncopied,
        reopened_s=reopened,
    )


def measured(
    build: type[Build],
    writes: list[WriteRecord],
    store: StoreRun | None = None,
    consistency: str = "eventual",
    lift_s: float = 3600.0,
) -> StoreMeasure:
    run = build.run(stores=[store or ran()], writes=writes, lift_s=lift_s)
    system = build.system(stores=(build.store(consistency=consistency),))
    (found,) = measure_stores(run, build.topology(system), parameters())
    return found


def test_rpo_is_the_age_of_the_oldest_missing_write_at_the_last_acknowledgement(
    build: type[Build],
) -> None:
    writes = [write(1, 50.0, 51.0), write(2, 56.5, 3700.0), write(3, 57.0, 58.0), write(4, 59.9)]
    found = measured(build, writes)
    assert found.rpo_us == 3_400_000
    assert (found.writes.acknowledged, found.writes.missing) == (4, 2)


def test_a_sick_region_that_goes_on_acknowledging_makes_it_older(build: type[Build]) -> None:
    found = measured(build, [write(1, 58.0), write(2, 400.0)], ran(last_s=400.0))
    assert found.rpo_us == 342 * S


def test_no_missing_write_is_an_rpo_of_zero(build: type[Build]) -> None:
    assert measured(build, [write(1, 50.0, 51.0)]).rpo_us == 0
    assert measured(build, []).rpo_us == 0


def test_without_a_cut_over_nothing_was_missing_yet(build: type[Build]) -> None:
    found = measured(build, [write(1, 58.0)], ran(cut_over_s=None))
    assert (found.rpo_us, found.rpo_declared_us) == (None, None)
    assert (found.writes.acknowledged, found.writes.missing) == (1, None)
    assert found.writes.returned is None


def test_a_write_that_arrives_at_the_instant_of_cut_over_is_there(build: type[Build]) -> None:
    found = measured(build, [write(1, 50.0, 700.0), write(2, 51.0, 700.000001)])
    assert found.writes.missing == 1


def test_what_a_region_acknowledges_after_cut_over_is_another_matter(build: type[Build]) -> None:
    found = measured(build, [write(1, 58.0), write(2, 700.0), write(3, 800.0, 4000.0)])
    assert (found.writes.acknowledged, found.writes.missing) == (1, 1)


def test_what_was_missing_is_told_apart_at_the_end(build: type[Build]) -> None:
    writes = [
        write(1, 58.0, 3700.0),
        write(2, 58.1, 3700.0, overwritten_s=3700.0),
        write(3, 58.2),
        write(4, 58.3, 58.9),
    ]
    counts = measured(build, writes).writes
    assert (counts.missing, counts.returned, counts.overwritten, counts.gone, counts.pending) == (
        3,
        1,
        1,
        1,
        0,
    )


def test_while_the_source_is_dark_a_missing_write_is_pending(build: type[Build]) -> None:
    counts = measured(build, [write(1, 58.0)], lift_s=7140.0).writes
    assert (counts.gone, counts.pending) == (0, 1)


def test_timed_out_but_applied_is_indeterminate_and_twice_is_duplicated(
    build: type[Build],
) -> None:
    writes = [
        write(1, None),
        write(2, 61.0, 61.0, region=WEST, regions=(EAST, WEST)),
        write(3, 800.0, 800.0, region=WEST),
    ]
    counts = measured(build, writes).writes
    assert (counts.indeterminate, counts.duplicated) == (1, 1)
    # the second was acknowledged by both and is in the survivor
    assert (counts.acknowledged, counts.missing) == (1, 0)


def test_a_strong_store_that_took_over_misses_nothing(build: type[Build]) -> None:
    found = measured(build, [], ran(stall=100.0), consistency="strong")
    assert found.rpo_declared_us == 0


def test_a_store_that_nobody_writes_to_loses_nothing(build: type[Build]) -> None:
    assert measured(build, [], ran(rate=0.0, stall=100.0)).rpo_declared_us == 0


def test_a_stall_until_the_fault_adds_its_whole_length(build: type[Build]) -> None:
    without, with_stall = measured(build, []), measured(build, [], ran(stall=600.0))
    assert without.rpo_declared_us is not None
    assert with_stall.rpo_declared_us == without.rpo_declared_us + 600 * S


def test_stores_are_told_apart_and_sorted(build: type[Build]) -> None:
    stores = [replace(ran(), store="b"), replace(ran(), store="a")]
    writes = [write(1, 58.0)._replace(store="a")]
    system = build.system(stores=(build.store("a"), build.store("b")))
    found = measure_stores(
        build.run(stores=stores, writes=writes), build.topology(system), parameters()
    )
    assert [(s.name, s.writes.missing) for s in found] == [("a", 1), ("b", 0)]


records = st.lists(
    st.builds(
        write,
        st.integers(0, 10**6),
        st.none() | st.integers(0, 90),
        st.none() | st.integers(0, 200),
        st.sampled_from([EAST, WEST]),
        st.none() | st.integers(0, 8000),
    ),
    max_size=30,
)


@given(records, st.none() | st.integers(60, 150))
def test_counts_are_what_asking_each_record_gives(
    build: type[Build], writes: list[WriteRecord], cut_over_s: int | None
) -> None:
    found = measured(build, writes, ran(cut_over_s=cut_over_s, last_s=60.0))
    counts = found.writes
    if cut_over_s is None:
        assert counts.missing is None
        return
    cut_over = cut_over_s * S
    missing = [
        w.acknowledged_us
        for w in writes
        if w.region == EAST
        and w.acknowledged_us is not None
        and w.acknowledged_us < cut_over
        and w.seen_us.get(WEST, 10**18) > cut_over
    ]
    assert counts.missing == len(missing)
    assert found.rpo_us == (max(0, 60 * S - min(missing)) if missing else 0)
    fates = (counts.returned, counts.overwritten, counts.gone, counts.pending)
    assert sum(fate or 0 for fate in fates) == counts.missing


@pytest.mark.parametrize("later_s", [1, 100])
@given(writes=records)
def test_a_later_cut_over_of_the_same_writes_misses_no_more(
    build: type[Build], writes: list[WriteRecord], later_s: int
) -> None:
    before_fault = [w for w in writes if w.acknowledged_us is None or w.acknowledged_us < 60 * S]
    first = measured(build, before_fault, ran(cut_over_s=60.0, last_s=60.0))
    later = measured(build, before_fault, ran(cut_over_s=60.0 + later_s, last_s=60.0))
    assert (later.writes.missing or 0) <= (first.writes.missing or 0)
    assert (later.rpo_us or 0) <= (first.rpo_us or 0)


def test_a_region_that_acknowledges_what_it_cannot_copy_owes_all_of_it_at_the_declared_rate(
    build: type[Build],
) -> None:
    usual = measured(build, [], ran()).rpo_declared_us
    behind = measured(build, [], ran(last_s=540.0, uncopied=480.0)).rpo_declared_us
    assert usual is not None
    assert behind == usual + 480_000_000


def test_what_a_link_has_copied_since_it_was_open_again_is_not_missing_at_cut_over(
    build: type[Build],
) -> None:
    """A fault that lifts before people have decided: the copies come before the customers do."""
    found = [measured(build, [], ran(stall=20, reopened=seconds)) for seconds in (0, 8, 600)]
    figures = [one.rpo_declared_us for one in found]
    assert figures[0] is not None
    assert figures[1] is not None
    assert figures[0] > 20 * S
    assert 12 * S <= figures[1] < figures[0] - 8 * S
    assert figures[2] == 0
