"""What an edge holds: the share of hits, how it goes without origins and comes back with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline_drills.world.contents import Contents, Keeping
from openline_stacks.recovery import exp, ln

S = 1_000_000
TICK_US = 250_000
USUAL = Keeping(60.0, 600.0, 10.0, objects=1000, skew=0.8, locations=4)


def settled(keeping: Keeping = USUAL, per_s: float = 1000.0) -> Contents:
    contents = Contents(keeping, TICK_US)
    contents.settle(per_s)
    return contents


class Run:
    """Ticks on, from 0 s."""

    def __init__(self, contents: Contents, per_s: float = 1000.0) -> None:
        self.contents = contents
        self.per_s = per_s
        self.ticks = 0

    def until(self, at_s: float, answered: float, takes_s: float = 0.0) -> Contents:
        while self.ticks * TICK_US < at_s * S:
            self.contents.step(self.ticks * TICK_US, self.per_s, answered, takes_s)
            self.ticks += 1
        return self.contents


def hits(keeping: Keeping, per_s: float) -> float:
    """model.md, 1, answer by answer."""
    weights = [exp(-keeping.skew * ln(rank)) for rank in range(1, keeping.objects + 1)]
    total, share = sum(weights), 0.0
    for weight in weights:
        life = per_s * weight / total / keeping.locations * keeping.fresh_s
        share += weight / total * life / (1.0 + life)
    return share


@pytest.mark.parametrize("per_s", [1.0, 30.0, 1000.0])
@pytest.mark.parametrize("skew", [0.0, 0.8, 1.2])
def test_hits_are_the_sum_over_answers_by_popularity(per_s: float, skew: float) -> None:
    keeping = replace(USUAL, skew=skew)
    assert settled(keeping, per_s).met[0] == pytest.approx(hits(keeping, per_s), rel=0.005)


def test_more_answers_than_can_be_looked_at_one_by_one_count_alike() -> None:
    keeping = replace(USUAL, objects=30_000)
    assert settled(keeping).met[0] == pytest.approx(hits(keeping, 1000.0), rel=0.005)


def test_nothing_changes_while_every_origin_answers() -> None:
    contents = settled()
    before = contents.met
    Run(contents).until(10.0, 1.0)
    assert contents.met == before
    assert contents.steady_until_us == float("inf")


def test_without_an_origin_what_is_fresh_goes_evenly_and_then_is_stale() -> None:
    contents = settled()
    fresh, _, stale, _ = contents.met
    run = Run(contents)
    half = run.until(30.0, 0.0).met
    assert half[0] == pytest.approx(fresh / 2, rel=0.001)
    assert half[2] > stale
    done = run.until(60.0, 0.0).met
    assert done[0] == pytest.approx(0.0, abs=1e-9)
    assert done[2] == pytest.approx(fresh + stale, abs=0.01)


def test_what_is_stale_is_gone_when_its_time_is_over() -> None:
    run = Run(settled())
    assert run.until(599.0, 0.0).met[2] > 0.9
    assert 0.0 < run.until(630.0, 0.0).met[2] < 0.6
    assert run.until(661.0, 0.0).met[2] == pytest.approx(0.0, abs=1e-9)


def test_an_edge_that_holds_nothing_refills_and_asks_for_everything_until_it_has() -> None:
    contents = settled()
    usual = contents.asked
    run = Run(contents)
    run.until(700.0, 0.0)
    cold = run.until(700.25, 1.0).asked
    assert cold > 3 * usual
    assert run.until(1500.0, 1.0).asked == pytest.approx(usual, rel=0.01)


def test_an_error_is_kept_in_place_of_an_answer() -> None:
    """A renewal: of 1 + rate x 10 s requests for one answer that fails, one asks the origin."""
    keeping = Keeping(0.0, 0.0, 10.0, objects=1, skew=0.0, locations=1)
    contents = settled(keeping, 0.9)
    assert contents.met == (0.0, 0.0, 0.0, 1.0)
    run = Run(contents, 0.9)
    assert run.until(200.0, 0.0).asked == pytest.approx(1.0 / (1.0 + 0.9 * 10.0), rel=0.001)
    assert run.until(209.0, 1.0).met[1] > 0.0
    assert run.until(211.0, 1.0).met[1] == pytest.approx(0.0, abs=1e-9)


def test_one_error_in_five_makes_more_than_one_request_in_five_fail() -> None:
    keeping = replace(USUAL, objects=1, locations=1, fresh_s=1.0, stale_s=0.0)
    run = Run(settled(keeping, 10.0), 10.0)
    _, failing, stale, missing = run.until(300.0, 0.8).met
    assert failing / (failing + stale + missing) > 0.2
    # one cycle: 1 asks, 0.8 x 10 meet the answer, 0.2 x 100 the error
    assert failing == pytest.approx(0.2 * 100.0 / (1.0 + 8.0 + 20.0), rel=0.01)


def test_an_answer_that_takes_long_is_asked_for_once() -> None:
    """A renewal: fresh for 60 s, then waited for 30 s by all who want it."""
    keeping = replace(USUAL, objects=1, skew=0.0, locations=1)
    run = Run(settled(keeping, 5.0), 5.0)
    fresh, _, stale, missing = run.until(2000.0, 1.0, 30.0).met
    assert fresh == pytest.approx(5.0 * 60.0 / (1.0 + 5.0 * 30.0 + 5.0 * 60.0), rel=0.01)
    assert run.contents.asked == pytest.approx((stale + missing) / (1.0 + 5.0 * 30.0))


def test_what_is_steady_says_until_when() -> None:
    run = Run(settled(replace(USUAL, objects=1), 1e5), 1e5)
    contents = run.until(400.0, 0.0)
    assert contents.steady_until_us == 600 * S
    before = contents.met
    assert run.until(599.0, 0.0).met == before
    run.until(601.0, 0.0)
    assert contents.met != before


@settings(max_examples=60, deadline=None)
@given(
    fresh_s=st.sampled_from([0.0, 0.3, 5.0, 300.0]),
    stale_s=st.sampled_from([0.0, 1.0, 40.0, 86_400.0]),
    errors_s=st.sampled_from([0.0, 10.0]),
    objects=st.integers(1, 5000),
    per_s=st.sampled_from([0.0, 0.01, 7.0, 1e5]),
    phases=st.lists(
        st.tuples(
            st.integers(1, 90),
            st.sampled_from([0.0, 0.3, 1.0]),
            st.sampled_from([0.0, 2.0, 60.0]),
        ),
        max_size=5,
    ),
)
def test_every_request_meets_something_whatever_origins_do(
    fresh_s: float,
    stale_s: float,
    errors_s: float,
    objects: int,
    per_s: float,
    phases: list[tuple[int, float, float]],
) -> None:
    contents = settled(Keeping(fresh_s, stale_s, errors_s, objects, 0.8, 3), per_s)
    run, at_s = Run(contents, per_s), 0.0
    for for_s, answered, takes_s in phases:
        at_s += for_s
        run.until(at_s, answered, takes_s)
        assert sum(contents.met) == pytest.approx(1.0)
        assert all(-1e-9 <= share <= 1.0 + 1e-9 for share in contents.met)
        assert contents.asked <= contents.met[2] + contents.met[3] + 1e-9


@settings(max_examples=25, deadline=None)
@given(
    stale_s=st.integers(0, 300), longer_s=st.integers(0, 300), at_s=st.integers(1, 500),
    per_s=st.sampled_from([1.0, 50.0, 2000.0]),
)  # fmt: skip
def test_a_longer_stale_never_leaves_less_to_answer_with(
    stale_s: int, longer_s: int, at_s: int, per_s: float
) -> None:
    def kept(stale_s: float) -> float:
        met = Run(settled(replace(USUAL, stale_s=stale_s), per_s), per_s).until(at_s, 0.0).met
        return met[0] + met[2]

    assert kept(stale_s + longer_s) >= kept(stale_s) - 1e-3


class Restless(Contents):
    """Works every tick out, also those that are as the one before."""

    def step(self, now_us: int, per_s: float, answered: float, takes_s: float) -> None:
        self._stands = None
        super().step(now_us, per_s, answered, takes_s)


PHASES = st.lists(
    st.tuples(
        st.integers(1, 400), st.sampled_from([0.0, 20.0, 1000.0]),
        st.sampled_from([0.0, 0.6, 1.0]), st.sampled_from([0.0, 3.0]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(PHASES)
def test_what_stands_still_is_left_alone_and_is_the_same_bit_by_bit(
    phases: list[tuple[int, float, float, float]],
) -> None:
    keeping = Keeping(5.0, 20.0, 2.0, objects=40, skew=0.8, locations=2)
    quick, slow = Contents(keeping, TICK_US), Restless(keeping, TICK_US)
    now_us = 0
    for contents in (quick, slow):
        contents.settle(1000.0)
    for ticks, per_s, answered, takes_s in phases:
        for _ in range(ticks):
            now_us += TICK_US
            for contents in (quick, slow):
                contents.step(now_us, per_s, answered, takes_s)
            assert (quick.met, quick.asked) == (slow.met, slow.asked)
            assert quick.steady_until_us == slow.steady_until_us
