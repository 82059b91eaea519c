"""Verdicts over the seeds: how many misses say what, and what makes them worth nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.measure import Measurement
from openline_drills.observations import MICROSECONDS
from openline_drills.verdict import (
    Judgement,
    Verdict,
    exit_code,
    judge_operation,
    judge_store,
    store_target_us,
    worst,
)
from openline_stacks.topology import (
    Dependency,
    NotUnderstood,
    Objective,
    ResourceCounts,
    Restore,
    Topology,
)

if TYPE_CHECKING:
    from tests.drills.conftest import Build

S = MICROSECONDS
TARGET_US = 900 * S


def seeds(build: type[Build], *rto_s: float | None) -> list[Measurement]:
    return [build.measurement([build.measured(r)], seed=i) for i, r in enumerate(rto_s)]


def judged(
    build: type[Build],
    measurements: list[Measurement],
    topology: Topology | None = None,
    target_us: int | None = TARGET_US,
) -> Judgement:
    return judge_operation(
        topology or build.topology(),
        "orders",
        build.operation(),
        target_us,
        measurements,
        measurements[-1],
    )


def code(judgement: Judgement) -> str | None:
    return None if judgement.reason is None else judgement.reason.code


@pytest.mark.parametrize("missed", range(21))
def test_verdict_by_misses_of_twenty(build: type[Build], missed: int) -> None:
    expected: Verdict = (
        "would meet" if missed == 0 else "inconclusive" if missed < 4 else "would miss"
    )
    found = judged(build, seeds(build, *[901.0] * missed, *[900.0] * (20 - missed)))
    assert found.verdict == expected
    if expected == "inconclusive":
        assert found.reason is not None
        assert found.reason.code == "seeds"
        assert f"{missed} of 20 seeds miss" in found.reason.text
    if expected == "would meet":
        assert found.reason is None


def test_a_target_is_met_to_the_microsecond(build: type[Build]) -> None:
    at = build.measurement([build.measured(rto_us=TARGET_US)])
    past = build.measurement([build.measured(rto_us=TARGET_US + 1)])
    assert judged(build, [at]).verdict == "would meet"
    assert judged(build, [past]).verdict == "would miss"


def test_not_recovered_while_the_fault_held_is_a_miss(build: type[Build]) -> None:
    assert judged(build, seeds(build, None)).verdict == "would miss"


def test_a_fault_too_short_for_the_target_tells_nothing(build: type[Build]) -> None:
    short = build.measurement([build.measured(None, censored_us=TARGET_US - 1)])
    found = judged(build, [short])
    assert (found.verdict, code(found)) == ("inconclusive", "censored")


def test_nothing_offered_tells_nothing(build: type[Build]) -> None:
    silent = build.measurement([build.measured(None, recovered_by=None)])
    found = judged(build, [silent])
    assert (found.verdict, code(found)) == ("inconclusive", "censored")


def test_no_promise_no_verdict(build: type[Build]) -> None:
    assert judged(build, seeds(build, None), target_us=None) == Judgement(None)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"failed_activities": ("lose the region",)}, "activity_failed"),
        ({"fault_confirmed": False}, "unconfirmed"),
        ({"healthy_before": False}, "unhealthy_before"),
    ],
)
@pytest.mark.parametrize("rto_s", [300.0, None])
def test_a_run_that_went_wrong_tells_nothing(
    build: type[Build], changed: dict[str, object], expected: str, rto_s: float | None
) -> None:
    good, bad = seeds(build, rto_s, rto_s)
    found = judged(build, [good, replace(bad, **changed)])  # type: ignore[arg-type]
    assert (found.verdict, code(found)) == ("inconclusive", expected)


def recorded(build: type[Build], *urns: str) -> ResourceCounts:
    return ResourceCounts(total=10, emulated=9, recorded_only=urns)


def test_a_resource_on_its_path_that_is_only_recorded_makes_it_doubtful(
    build: type[Build],
) -> None:
    topology = build.topology(resources=recorded(build, "urn::orders-record"))
    found = judged(build, seeds(build, 300.0), topology)
    assert (found.verdict, code(found)) == ("inconclusive", "recorded_only")
    assert found.reason is not None
    assert "orders-record" in found.reason.text


def test_a_recorded_resource_elsewhere_makes_no_difference(build: type[Build]) -> None:
    topology = build.topology(resources=recorded(build, "urn::a-dashboard"))
    assert judged(build, seeds(build, 300.0), topology).verdict == "would meet"


def test_what_was_not_understood_on_its_path_makes_it_doubtful(build: type[Build]) -> None:
    topology = build.topology(
        not_understood=(NotUnderstood("urn::orders-balancer", "type", "no such kind"),)
    )
    found = judged(build, seeds(build, 300.0), topology)
    assert (found.verdict, code(found)) == ("inconclusive", "not_understood")


def chain(build: type[Build], kind: str, operations: tuple[str, ...] = ()) -> Topology:
    """orders needs auth needs vault, whose record is only recorded."""

    def need(on: str, of: tuple[str, ...] = ()) -> tuple[Dependency, ...]:
        return (Dependency(on, kind, of, 3.0),)  # type: ignore[arg-type]

    return build.topology(
        build.system("orders", needs=need("auth", operations)),
        build.system("auth", needs=need("vault")),
        build.system("vault"),
        resources=recorded(build, "urn::vault-record"),
    )


def test_the_path_goes_on_through_hard_needs(build: type[Build]) -> None:
    found = judged(build, seeds(build, 300.0), chain(build, "hard"))
    assert code(found) == "recorded_only"


def test_soft_needs_are_no_part_of_the_path(build: type[Build]) -> None:
    assert judged(build, seeds(build, 300.0), chain(build, "soft")).verdict == "would meet"


def test_a_need_of_other_operations_is_no_part_of_the_path(build: type[Build]) -> None:
    other = chain(build, "hard", ("track",))
    assert judged(build, seeds(build, 300.0), other).verdict == "would meet"
    assert code(judged(build, seeds(build, 300.0), chain(build, "hard", ("place",)))) is not None


def stored(build: type[Build], *declared_s: float | None) -> list[Measurement]:
    return [
        build.measurement(seed=i, stores=(build.stored(s, s),)) for i, s in enumerate(declared_s)
    ]


def store_judged(
    build: type[Build], measurements: list[Measurement], topology: Topology | None = None
) -> Judgement:
    store = build.store()
    chosen = topology or build.topology(build.system(stores=(store,)))
    return judge_store(chosen, "orders", store, 15 * S, measurements, measurements[0])


@pytest.mark.parametrize("missed", range(21))
def test_a_stores_verdict_by_misses_of_twenty(build: type[Build], missed: int) -> None:
    expected = "would meet" if missed == 0 else "inconclusive" if missed < 4 else "would miss"
    found = store_judged(build, stored(build, *[15.1] * missed, *[15.0] * (20 - missed)))
    assert found.verdict == expected


def test_a_stalled_replication_is_said_to_be_the_cause(build: type[Build]) -> None:
    measurements = [build.measurement(stores=(build.stored(602.0, 602.0, stall_s=600.0),))]
    found = store_judged(build, measurements)
    assert (found.verdict, code(found)) == ("would miss", "replication")
    assert found.reason is not None
    assert "stalled for 10 min" in found.reason.text


def test_too_many_writes_for_the_lag_are_said_to_be_the_cause(build: type[Build]) -> None:
    found = store_judged(build, stored(build, 20.0))
    assert found.reason is not None
    assert found.reason.text == (
        "at 50 writes/s and the lag of the replication the oldest missing write is 20 s old"
    )


def test_the_counted_rpo_is_not_what_is_judged(build: type[Build]) -> None:
    measurements = [build.measurement(stores=(build.stored(rpo_s=20.0, declared_s=10.0),))]
    assert store_judged(build, measurements).verdict == "would meet"


def test_without_a_cut_over_nothing_can_be_said_of_a_store(build: type[Build]) -> None:
    found = store_judged(build, stored(build, None))
    assert (found.verdict, code(found)) == ("inconclusive", "censored")


def test_a_store_in_one_region_has_no_survivor(build: type[Build]) -> None:
    store = build.store(replicas=(build.east,))
    topology = build.topology(build.system(stores=(store,)))
    measurements = stored(build, None)
    found = judge_store(topology, "orders", store, 15 * S, measurements, measurements[0])
    assert (found.verdict, code(found)) == ("inconclusive", "no_survivor")


@pytest.mark.parametrize("lost", ["eu-west-1", None])
def test_a_store_that_loses_no_replica_loses_no_write(build: type[Build], lost: str | None) -> None:
    elsewhere = build.measurement(lost_region=lost)
    assert store_judged(build, [elsewhere]) == Judgement("would meet")


def test_a_stores_target_is_the_strictest_that_writes_to_it(build: type[Build]) -> None:
    def operation(name: str, writes: str | None, rpo_s: float | None) -> object:
        objectives = (Objective("region", 900.0, rpo_s),)
        return build.operation(name, writes=writes, objectives=objectives)

    operations = (
        operation("place", "orders", 15.0),
        operation("pay", "orders", 5.0),
        operation("amend", "orders", None),
        operation("track", None, 1.0),
    )
    topology = build.topology(build.system(operations=operations))
    assert store_target_us(topology, "orders", "orders", "region") == 5 * S
    assert store_target_us(topology, "orders", "orders", "zone") is None
    assert store_target_us(topology, "orders", "baskets", "region") is None


@given(st.lists(st.sampled_from(["would meet", "inconclusive", "would miss", None])))
def test_one_miss_is_a_miss_else_one_doubt_is_a_doubt(verdicts: list[Verdict | None]) -> None:
    found = worst(verdicts)
    if "would miss" in verdicts:
        assert found == "would miss"
    elif "inconclusive" in verdicts:
        assert found == "inconclusive"
    else:
        assert found == ("would meet" if "would meet" in verdicts else None)


def test_exit_codes() -> None:
    verdicts: tuple[Verdict, ...] = ("would meet", "would miss", "inconclusive")
    assert [exit_code(verdict) for verdict in verdicts] == [0, 10, 11]


@pytest.mark.parametrize("missing", ["size_gb", "gb_per_h"])
def test_nothing_is_said_of_what_is_restored_at_an_unknown_rate(
    build: type[Build], missing: str
) -> None:
    known = Restore(build.west, 86400.0, 100.0, 50.0, "urn::plan")
    unknown = replace(known, **{missing: None})  # type: ignore[arg-type]
    for restore, expected in ((known, "would meet"), (unknown, "inconclusive")):
        system = build.system(stores=(build.store(replicas=(build.east,), restore=restore),))
        topology = build.topology(system)
        measured = seeds(build, *[200.0] * 20)
        found = judge_operation(
            topology, "orders", system.operations[0], TARGET_US, measured, measured[0]
        )
        assert found.verdict == expected
    assert found.reason is not None
    assert found.reason.code == "not_understood"
    assert "declare size and restore of systems.orders.stores.orders" in found.reason.text


# -- one seed after another


def sure(build: type[Build], *rto_s: float | None) -> Judgement:
    measurements = seeds(build, *rto_s)
    return judge_operation(
        build.topology(),
        "orders",
        build.operation(),
        TARGET_US,
        measurements,
        measurements[-1],
        until_sure=True,
    )


@pytest.mark.parametrize(
    ("rto_s", "verdict"),
    [
        ([900.0] * 31, "would meet"),
        ([900.0] * 30, "inconclusive"),
        ([901.0] + [900.0] * 56, "would meet"),  # that miss is rare enough
        ([901.0] * 2, "would miss"),
        ([None] * 2, "would miss"),
        ([901.0], "inconclusive"),  # of a given number of seeds, one that misses is enough
        ([900.0] * 18 + [901.0] * 2 + [900.0] * 39, "inconclusive"),
    ],
)
def test_verdict_one_seed_after_another(
    build: type[Build], rto_s: list[float | None], verdict: Verdict
) -> None:
    assert sure(build, *rto_s).verdict == verdict


def test_what_59_seeds_leave_open_says_how_many_missed(build: type[Build]) -> None:
    found = sure(build, *[900.0] * 18, *[901.0] * 2, *[900.0] * 39)
    assert found.reason is not None
    assert found.reason.code == "seeds"
    assert found.reason.text.startswith("2 of 59 seeds miss: too many to say")


def test_seeds_after_the_decision_change_nothing(build: type[Build]) -> None:
    """They are acted out for other targets."""
    missed = sure(build, 901.0, 901.0, *[900.0] * 29)
    assert missed.verdict == "would miss"
    assert missed.reason is not None
    assert missed.reason.text.startswith("2 of the first 2 seeds miss; ")
    assert sure(build, *[900.0] * 31, *[901.0] * 20).verdict == "would meet"


def test_where_every_seed_misses_the_reason_counts_none(build: type[Build]) -> None:
    all_of_them = sure(build, *[901.0] * 31)
    assert all_of_them.reason is not None
    assert "seeds miss" not in all_of_them.reason.text


def test_a_seed_that_cannot_be_told_ends_it(build: type[Build]) -> None:
    short = build.measurement([build.measured(None, censored_us=TARGET_US - 1)])
    found = judge_operation(
        build.topology(), "orders", build.operation(), TARGET_US, [short], short, until_sure=True
    )
    assert (found.verdict, code(found)) == ("inconclusive", "censored")


def test_a_stores_verdict_one_seed_after_another(build: type[Build]) -> None:
    def verdict(*declared_s: float) -> str | None:
        store = build.store()
        topology = build.topology(build.system(stores=(store,)))
        measured = stored(build, *declared_s)
        return judge_store(
            topology, "orders", store, 15 * S, measured, measured[0], until_sure=True
        ).verdict

    assert verdict(*[15.0] * 30) == "inconclusive"
    assert verdict(*[15.0] * 31) == "would meet"
    assert verdict(15.1, 15.1) == "would miss"
