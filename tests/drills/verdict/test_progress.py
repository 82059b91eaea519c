"""When enough seeds have been acted out: by every target, in the order of the seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.measure import Measurement
from openline_drills.verdict import progress
from openline_stacks.topology import ResourceCounts, Topology

if TYPE_CHECKING:
    from tests.drills.conftest import Build

TARGET_S = 900.0


def stack(build: type[Build]) -> Topology:
    """place and its store count, browse is not critical, idle has no target."""
    operations = (
        build.operation("place", writes="orders", kind="write"),
        build.operation("browse", critical=False),
        build.operation("idle", objectives=()),
    )
    return build.topology(build.system(operations=operations, stores=(build.store(),)))


def seed(build: type[Build], *, met: bool = True, kept: bool = True) -> Measurement:
    operations = [
        build.measured(TARGET_S if met else TARGET_S + 1, name="place"),
        build.measured(None, name="browse", critical=False),
        build.measured(None, name="idle"),
    ]
    rpo_s = 15.0 if kept else 15.1
    return build.measurement(operations, stores=(build.stored(rpo_s, rpo_s),))


def test_31_seeds_that_meet_everything_are_enough(build: type[Build]) -> None:
    asked = progress(stack(build), [seed(build)] * 31)
    assert (asked.decided_after, asked.more) == (31, 0)
    assert (
        asked.why
        == "every target is decided after 31 seeds, orders · place as the last: none missed"
    )
    assert progress(stack(build), [seed(build)] * 59).decided_after == 31


def test_a_target_that_is_open_keeps_the_others_waiting(build: type[Build]) -> None:
    """RTO missed at once, RPO fine: two seeds decide one of them."""
    asked = progress(stack(build), [seed(build, met=False)] * 2)
    assert (asked.decided_after, asked.more) == (None, 29)
    assert asked.why == "open after 2 seeds: orders · orders (0 missed)"


def test_two_seeds_that_miss_everything_are_enough(build: type[Build]) -> None:
    asked = progress(stack(build), [seed(build, met=False, kept=False)] * 5)
    assert asked.decided_after == 2


def test_one_miss_asks_for_26_more(build: type[Build]) -> None:
    first = progress(stack(build), [seed(build)])
    assert first.more == 30
    missed = progress(stack(build), [seed(build, met=False)])
    assert missed.more == 56


@given(
    # mostly met, so that it goes on for long; None: a run that went wrong
    st.lists(st.sampled_from([True] * 40 + [False, None]), min_size=25, max_size=59),
    st.integers(1, 59),
)
def test_it_is_never_decided_later_for_having_looked_later(
    build: type[Build], met: list[bool | None], looked_at: int
) -> None:
    """Whoever looks after every seed or only now and then stops at the same one."""
    wrong = replace(seed(build), healthy_before=False)
    seeds = [wrong if one is None else seed(build, met=one) for one in met]
    late, early = progress(stack(build), seeds), progress(stack(build), seeds[:looked_at])
    if early.decided_after is not None:
        assert late.decided_after == early.decided_after
    elif late.decided_after is not None:
        assert late.decided_after > min(looked_at, len(seeds))


def test_what_is_not_critical_or_not_promised_keeps_nobody_waiting(build: type[Build]) -> None:
    free = (build.operation("browse", critical=False), build.operation("idle", objectives=()))
    asked = progress(build.topology(build.system(operations=free)), [seed(build)])
    assert asked.decided_after == 1
    assert asked.why == "nothing is promised that seeds could decide"


@pytest.mark.parametrize(
    "changed",
    [{"failed_activities": ("x",)}, {"fault_confirmed": False}, {"healthy_before": False}],
)
def test_the_first_run_that_went_wrong_ends_it(
    build: type[Build], changed: dict[str, object]
) -> None:
    bad = replace(seed(build), **changed)  # type: ignore[arg-type]
    asked = progress(stack(build), [*[seed(build)] * 3, bad, *[seed(build)] * 5])
    assert asked.decided_after == 4
    assert asked.why == "more seeds would not mend what cannot be trusted"


def test_a_run_that_went_wrong_after_the_decision_changes_nothing(build: type[Build]) -> None:
    bad = replace(seed(build), healthy_before=False)
    assert progress(stack(build), [*[seed(build)] * 31, bad]).decided_after == 31


def test_a_path_that_is_not_acted_out_is_decided_by_the_first_seed(build: type[Build]) -> None:
    recorded = ResourceCounts(total=10, emulated=9, recorded_only=("urn::orders-record",))
    asked = progress(replace(stack(build), resources=recorded), [seed(build)])
    assert asked.decided_after == 1


def test_a_store_that_loses_no_replica_is_decided(build: type[Build]) -> None:
    seeds = [seed(build, kept=False), *[seed(build)] * 30]
    assert progress(stack(build), seeds).decided_after is None
    elsewhere = [replace(one, lost_region="eu-west-1") for one in seeds]
    assert progress(stack(build), elsewhere).decided_after == 31
