"""Route 53's choice of a record, and where clients are that hold an old answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.world.names import Whereabouts, choose
from openline_stacks.cloud.control import RecordView

S = 1_000_000


def record(role: str, check: str | None = None) -> RecordView:
    region = "us-east-1" if role == "PRIMARY" else "us-west-2"
    return RecordView(region, role, role, check, False, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("primary", "secondary", "answered"),
    [
        (True, True, "PRIMARY"),
        (True, False, "PRIMARY"),
        (False, True, "SECONDARY"),
        (False, False, "PRIMARY"),  # all unhealthy counts as all healthy
    ],
)
def test_the_primary_is_answered_unless_only_the_secondary_is_healthy(
    primary: bool, secondary: bool, answered: str
) -> None:
    healthy = {"PRIMARY": primary, "SECONDARY": secondary}
    chosen = choose([record("SECONDARY"), record("PRIMARY")], lambda one: healthy[one.role])
    assert chosen is not None
    assert chosen.role == answered


def test_no_record_is_no_answer() -> None:
    assert choose([], lambda _: True) is None


@given(hold_s=st.integers(1, 600), after_s=st.integers(0, 1200))
def test_the_share_that_has_moved_is_the_time_since_the_answer_over_the_hold(
    hold_s: int, after_s: int
) -> None:
    clients = Whereabouts(2, [0], [hold_s * S])
    clients.answer(1000 * S, 1)
    clients.weigh((1000 + after_s) * S)
    assert clients.weights[0][1] == min(1.0, after_s / hold_s)


def test_an_earlier_answer_than_the_last_takes_its_place_and_no_others() -> None:
    """Who is led away at once does not wait until connections were to have run out."""
    clients = Whereabouts(3, [0], [200 * S])
    clients.answer(100 * S, 1)
    clients.answer(300 * S, 0)
    clients.answer(160 * S, 2)
    assert clients.share(150 * S, 0) == [0.75, 0.25, 0.0]  # the first is remembered
    assert clients.share(310 * S, 0) == [0.0, 0.25, 0.75]  # 50 s of the hold before 160 s
    assert clients.share(360 * S, 0) == [0.0, 0.0, 1.0]


@given(
    hold_s=st.integers(0, 300),
    flips=st.lists(st.integers(1, 400), max_size=6),
    later_s=st.lists(st.integers(0, 900), max_size=8),
)
def test_everybody_is_somewhere_however_the_answer_flaps(
    hold_s: int, flips: list[int], later_s: list[int]
) -> None:
    clients = Whereabouts(2, [0, 0], [hold_s * S, 60 * S])
    at_us = 0
    for number, gap_s in enumerate(flips):
        at_us += gap_s * S
        clients.answer(at_us, (number + 1) % 2)
    for now_s in sorted(later_s):
        clients.weigh(now_s * S)
        for weights in clients.weights:
            assert sum(weights) == pytest.approx(1.0)
            assert all(0.0 <= weight <= 1.0 for weight in weights)


def test_weighing_every_tick_gives_what_weighing_once_gives() -> None:
    stepped, jumped = (
        Whereabouts(2, [0, 0], [60 * S, 300 * S]),
        Whereabouts(2, [0, 0], [60 * S, 300 * S]),
    )
    for clients in (stepped, jumped):
        clients.answer(100 * S, 1)
        clients.answer(130 * S, 0)
        clients.answer(170 * S, 1)
    for quarter in range(100 * 4, 260 * 4):
        stepped.weigh(quarter * S // 4)
    stepped.weigh(260 * S)
    jumped.weigh(260 * S)
    assert stepped.weights == jumped.weights


def test_after_the_longest_hold_nobody_moves_any_more() -> None:
    clients = Whereabouts(2, [0, 0], [60 * S, 300 * S])
    clients.answer(100 * S, 1)
    assert clients.weigh(399 * S)
    assert not clients.weigh(400 * S)
    assert clients.weights == [[0.0, 1.0], [0.0, 1.0]]


def test_connections_that_live_on_end_when_the_old_side_dies() -> None:
    clients = Whereabouts(2, [0], [10 * S])
    clients.answer(160 * S, 1)  # answered from 100 s on, connections last a minute
    assert clients.left(120 * S) == {0}
    clients.weigh(120 * S)
    assert clients.weights[0] == [1.0, 0.0]
    clients.leave_now(120 * S, 0)
    clients.weigh(130 * S)
    assert clients.weights[0] == [0.0, 1.0]


def weighted(region: str) -> RecordView:
    return RecordView(region, "WEIGHTED", f"service:{region}", region, False, None)


@pytest.mark.parametrize(
    ("healthy", "answered"),
    [
        ({"us-east-1", "us-west-2"}, {"us-east-1": "us-east-1", "us-west-2": "us-west-2"}),
        ({"us-west-2"}, {"us-east-1": "us-west-2", "us-west-2": "us-west-2"}),
        ({"us-east-1"}, {"us-east-1": "us-east-1", "us-west-2": "us-east-1"}),
        (set(), {"us-east-1": "us-east-1", "us-west-2": "us-west-2"}),  # all count as healthy
    ],
)
def test_of_a_weighted_set_each_home_is_answered_with_itself_while_it_is_healthy(
    healthy: set[str], answered: dict[str, str]
) -> None:
    records = [weighted("us-west-2"), weighted("us-east-1")]
    for home, region in answered.items():
        chosen = choose(records, lambda one: one.check_id in healthy, home)
        assert chosen is not None
        assert chosen.region == region


def test_who_is_sent_elsewhere_moves_alone() -> None:
    clients = Whereabouts(2, [0, 1], [60 * S, 60 * S])
    clients.answer(100 * S, 1, [0])
    clients.weigh(130 * S)
    assert clients.weights == [[0.5, 0.5], [0.0, 1.0]]
    assert clients.left(99 * S) == {0}


def test_clients_may_be_led_to_several_sites_by_shares() -> None:
    clients = Whereabouts(2, [0], [60 * S])
    clients.answer(100 * S, (0.25, 0.75))
    assert clients.left(99 * S) == {0}
    clients.weigh(120 * S)
    assert clients.weights == [[0.75, 0.25]]
    clients.weigh(160 * S)
    assert clients.weights == [[0.25, 0.75]]


@given(
    hold_s=st.integers(1, 300),
    after_s=st.integers(0, 400),
    ago_s=st.integers(1, 30),
    back_s=st.none() | st.integers(1, 300),
)
def test_who_was_somewhere_is_somewhere_and_nobody_leaves_a_site_that_fills(
    hold_s: int, after_s: int, ago_s: int, back_s: int | None
) -> None:
    clients = Whereabouts(2, [0], [hold_s * S])
    clients.answer(1000 * S, 1)
    if back_s is not None:
        clients.answer((1000 + back_s) * S, 0)
    now_us = (1000 + after_s) * S
    clients.weigh(now_us)
    rows = clients.moved(now_us, 0, ago_s * S) or [(1.0, 0.0), (0.0, 1.0)]
    then, now = clients.share(now_us - ago_s * S, 0), clients.weights[0]
    for site, row in enumerate(rows):
        assert sum(row) == pytest.approx(1.0) or then[site] == 0.0
        assert row[site] == 1.0 or now[site] < then[site]
    # whoever was anywhere then is where they are now
    for site in (0, 1):
        there = sum(share * row[site] for share, row in zip(then, rows, strict=True))
        assert there == pytest.approx(now[site], abs=1e-9)


def test_who_failed_where_the_old_answer_leads_mostly_fails_there_again() -> None:
    """Six seconds later a tenth of those who hold an answer for a minute have asked again."""
    clients = Whereabouts(2, [0], [60 * S])
    clients.answer(1000 * S, 1)
    clients.weigh(1006 * S)
    rows = clients.moved(1006 * S, 0, 6 * S)
    assert rows is not None
    assert rows[0] == pytest.approx((0.9, 0.1))
    clients.weigh(2000 * S)
    assert clients.moved(2000 * S, 0, 6 * S) is None
