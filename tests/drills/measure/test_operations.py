"""RTO, dips and lost requests against closed forms worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.measure import OperationMeasure
from openline_drills.measure._operations import measure_operation
from openline_drills.observations import MICROSECONDS, Series, SeriesKey

if TYPE_CHECKING:
    from tests.drills.conftest import Build

Curve = Callable[[float], float]
S = MICROSECONDS


def outage(from_s: float, to_s: float, share: float = 0.0) -> Curve:
    return lambda t: share if from_s <= t < to_s else 1.0


def measured(build: type[Build], *curves: Curve) -> OperationMeasure:
    keys = [SeriesKey("orders", "place", f"p{i}", build.east) for i in range(len(curves))]
    series = [build.series(c, key=k) for c, k in zip(curves, keys, strict=True)]
    return measure_operation(build.run(*series), "orders", build.operation(), series)


def test_rto_of_a_step_outage_is_its_length_less_the_windows_last_hundredth(
    build: type[Build],
) -> None:
    # the window [t, t + 10 s) is at 99 % once 0.1 s of it or less is bad: a tick of 250 ms is not
    found = measured(build, outage(0, 300))
    assert found.rto_us == 300 * S
    assert found.recovered_by == "failover"
    assert found.recovered_us == 300 * S


def test_a_lower_level_is_reached_as_much_of_a_window_earlier(build: type[Build]) -> None:
    found = measured(build, outage(0, 300))
    # 10 % of the window may be bad: 1 s; 5 %: 0.5 s
    assert (found.at_90_us, found.at_95_us, found.at_99_us) == (299 * S, 299_500_000, 300 * S)


def test_an_operation_that_nothing_touches_is_unaffected(build: type[Build]) -> None:
    found = measured(build, outage(0, 0))
    assert (found.rto_us, found.recovered_by, found.dips) == (0, "unaffected", ())
    assert found.lost_requests == 0.0
    assert found.below_level_us == 0


@pytest.mark.parametrize(("plateau", "rto_s"), [(0.9901, 120), (0.99, 120), (0.9899, None)])
def test_a_plateau_counts_as_recovered_from_the_level_on(
    build: type[Build], plateau: float, rto_s: int | None
) -> None:
    found = measured(build, lambda t: 0.0 if 0 <= t < 120 else plateau if 0 <= t < 3600 else 1.0)
    assert found.rto_us == (None if rto_s is None else rto_s * S)


def test_flapping_counts_until_the_last_dip(build: type[Build]) -> None:
    found = measured(build, lambda t: 0.0 if 0 <= t < 40 or 180 <= t < 200 or 900 <= t < 901 else 1)
    assert found.rto_us == 901 * S
    assert [(dip.from_us, dip.to_us) for dip in found.dips] == [
        (0, 40 * S),
        (180 * S, 200 * S),
        (900 * S, 901 * S),
    ]
    assert found.below_level_us == 61 * S


def test_the_lowest_share_of_a_dip_is_a_windows(build: type[Build]) -> None:
    found = measured(build, outage(900, 901))
    assert [dip.lowest for dip in found.dips] == [pytest.approx(0.9)]


def test_what_comes_back_only_with_the_lift_is_no_failover(build: type[Build]) -> None:
    found = measured(build, outage(0, 3600.5))
    assert found.rto_us is None
    assert found.recovered_by == "lift"
    assert found.recovered_us == 3_600_500_000
    assert found.censored_us == 3590 * S


def test_the_lift_ends_the_dip_that_it_falls_into(build: type[Build]) -> None:
    found = measured(build, lambda t: 0.0 if 0 <= t < 60 or 3000 <= t < 3601 else 1.0)
    assert found.recovered_us == 3601 * S


def test_what_is_still_down_at_the_end_recovered_by_nothing(build: type[Build]) -> None:
    found = measured(build, outage(0, 1e9))
    assert (found.rto_us, found.recovered_by, found.recovered_us) == (None, "none", None)
    assert [(dip.from_us, dip.to_us) for dip in found.dips] == [(0, 7140 * S)]


def test_what_falls_again_in_the_last_five_minutes_did_not_recover_by_the_lift(
    build: type[Build],
) -> None:
    found = measured(build, lambda t: 0.0 if 0 <= t < 3601 or 7000 <= t < 7010 else 1.0)
    assert found.recovered_by == "none"


def test_a_recovery_must_be_seen_a_whole_window_before_the_lift(build: type[Build]) -> None:
    assert measured(build, outage(0, 3590)).rto_us == 3590 * S
    assert measured(build, outage(0, 3590.25)).rto_us is None


def test_the_dip_at_failback_is_no_part_of_the_rto(build: type[Build]) -> None:
    found = measured(build, lambda t: 0.0 if 0 <= t < 100 or 4200 <= t < 4230 else 1.0)
    assert found.rto_us == 100 * S
    assert [(dip.from_us, dip.to_us) for dip in found.dips] == [
        (0, 100 * S),
        (4200 * S, 4230 * S),
    ]


def test_lost_requests_are_first_offers_until_a_quarter_of_an_hour_after_the_lift(
    build: type[Build],
) -> None:
    # 100/s; those before the fault and 15 min after the lift do not count
    found = measured(build, lambda t: 0.0 if -5 <= t < 30 or 4490 <= t < 4600 else 1.0)
    assert found.lost_requests == pytest.approx(100 * 30 + 100 * 10)


def test_fewer_than_none_are_never_lost(build: type[Build]) -> None:
    """What is left of a share by rounding is no request that came back."""
    found = measured(build, lambda _: 1.0 + 1e-9)
    assert found.lost_requests == 0.0


def test_nothing_offered_is_not_measured(build: type[Build]) -> None:
    run = build.run(build.series(outage(0, 300), rate_per_s=0.0))
    found = measure_operation(run, "orders", build.operation(), run.series)
    assert (found.rto_us, found.recovered_by) == (None, None)
    assert measure_operation(run, "orders", build.operation(), []).recovered_by is None


def test_a_night_without_requests_is_neither_good_nor_bad(build: type[Build]) -> None:
    def rate(t: float) -> float:
        return 0.0 if 600 <= t < 1200 else 100.0

    run = build.run(build.series(outage(0, 900), rate_per_s=rate))
    found = measure_operation(run, "orders", build.operation(), run.series)
    # bad until 600 s; the first window that holds a request again starts 10 s before 1200 s
    assert found.rto_us == 1_190_250_000


def test_the_share_is_of_all_populations_and_each_has_its_own_rto(build: type[Build]) -> None:
    fast = build.series(
        outage(0, 200), rate_per_s=95.0, key=SeriesKey("orders", "place", "cached", build.east)
    )
    slow = build.series(
        outage(0, 500), rate_per_s=5.0, key=SeriesKey("orders", "place", "tail", build.east)
    )
    found = measure_operation(build.run(fast, slow), "orders", build.operation(), [fast, slow])
    # 1 % of all is a fifth of the tail: 2 s of a window of 10 s
    assert found.rto_us == 498 * S
    assert found.at_95_us == 200 * S
    assert [(p.name, p.rto_us) for p in found.populations] == [
        ("cached", 200 * S),
        ("tail", 500 * S),
    ]


def test_a_fault_between_two_ticks_is_counted_from_the_fault(build: type[Build]) -> None:
    series = build.series(outage(0, 300))
    run = build.run(series, fault_s=60.1, lift_s=3600.0)
    found = measure_operation(run, "orders", build.operation(), run.series)
    assert found.rto_us == 299_900_000


def curves() -> st.SearchStrategy[list[float]]:
    shares = st.sampled_from([0.0, 0.5, 0.9, 0.97, 0.99, 1.0])
    return st.lists(shares, min_size=1, max_size=40)


def stepped(shares: list[float], each_s: float = 15.0) -> Curve:
    """Steps of 15 s from the fault on, then perfect."""
    return lambda t: shares[int(t // each_s)] if 0 <= t < len(shares) * each_s else 1.0


def short(build: type[Build], curve: Curve, lift_s: float) -> OperationMeasure:
    series: Series = build.series(curve, end_s=1000.0)
    run = build.run(series, lift_s=lift_s)
    return measure_operation(run, "orders", build.operation(), [series])


@given(curves(), st.integers(20, 500))
def test_a_higher_level_never_takes_less(
    build: type[Build], shares: list[float], lift_s: int
) -> None:
    found = short(build, stepped(shares), float(lift_s))
    figures = [found.at_90_us, found.at_95_us, found.at_99_us]
    reached = [us for us in figures if us is not None]
    assert reached == sorted(reached)
    assert figures[: len(reached)] == reached


@given(curves(), st.integers(20, 300), st.integers(0, 300))
def test_a_longer_hold_never_shortens(
    build: type[Build], shares: list[float], lift_s: int, longer_s: int
) -> None:
    early = short(build, stepped(shares), float(lift_s))
    late = short(build, stepped(shares), float(lift_s + longer_s))
    at_least = early.censored_us if early.rto_us is None else early.rto_us
    assert late.rto_us is None or late.rto_us >= at_least


@given(curves())
def test_lost_is_offered_less_well(build: type[Build], shares: list[float]) -> None:
    series = build.series(stepped(shares), end_s=1000.0)
    found = measure_operation(
        build.run(series, lift_s=800.0), "orders", build.operation(), [series]
    )
    assert found.lost_requests == pytest.approx(sum(series.offered) - sum(series.well), abs=1e-6)


@given(curves())
def test_dips_add_up_to_the_time_below_the_level(build: type[Build], shares: list[float]) -> None:
    found = short(build, stepped(shares), 700.0)
    ends = [end for dip in found.dips for end in (dip.from_us, dip.to_us)]
    assert ends == sorted(ends)
    assert found.below_level_us == sum(dip.to_us - dip.from_us for dip in found.dips)
    if found.rto_us:
        assert found.rto_us in [dip.to_us for dip in found.dips]
