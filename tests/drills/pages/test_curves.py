"""What a curve may lose on its way to a chart: nothing that can be seen."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from openline_drills.pages._curves import (
    _FINE,
    Curve,
    _apart,
    _points,
    _simplified,
    _within,
    curve_charts,
)
from openline_drills.pages._moments import Moment

SHARES = st.lists(st.floats(0.0, 1.0) | st.just(0.0) | st.just(1.0), min_size=2, max_size=60)


def at(points: list[tuple[float, float]], x: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    raise AssertionError(x)


@given(SHARES)
def test_a_simpler_line_is_nowhere_visibly_off(shares: list[float]) -> None:
    points = [(float(index), share) for index, share in enumerate(shares)]
    simpler = _simplified(points)
    assert set(simpler) <= set(points)
    assert {points[0], points[-1]} <= set(simpler)
    assert all(abs(at(simpler, x) - y) <= _FINE + 1e-9 for x, y in points)


def curve(shares: list[float | None], moments: list[Moment] | None = None) -> Curve:
    return Curve("c", "orders · place", 0.99, 900.0, shares, -2, 1, moments or [], 60.0, 69.0)


def test_a_time_when_nobody_asked_is_a_gap() -> None:
    found = list(_points(curve([1.0, 1.0, None, None, 0.5, 0.5])))
    assert found == [(-2.0, 1.0), (-1.0, 1.0), None, (2.0, 0.5), (3.0, 0.5)]
    assert str(curve_charts(curve([1.0, 1.0, None, 0.5, 0.5]))).count('"series answered"') >= 4


def test_a_line_is_cut_at_the_edge_and_not_before_it() -> None:
    assert _within([(-10.0, 1.0), (10.0, 0.0)], 0.0, 5.0) == [(0.0, 0.5), (5.0, 0.25)]


@given(st.lists(st.floats(0.0, 1000.0), max_size=10))
@example([0.0, 0.0, 0.0, 941.0, 1000.0, 1000.0])
def test_badges_stand_in_order_and_never_on_each_other(wanted: list[float]) -> None:
    places = _apart(sorted(wanted), 40.0, -60.0, 1000.0)
    assert all(after - before >= 40.0 - 1e-6 for before, after in pairwise(places))
    assert all(-60.0 <= place <= 1000.0 + 1e-6 for place in places)


def test_badges_with_room_stand_where_they_belong() -> None:
    assert _apart([0.0, 100.0, 900.0], 40.0, -60.0, 1000.0) == [0.0, 100.0, 900.0]


def test_a_chart_says_what_it_shows_and_has_nothing_of_its_maker() -> None:
    shares: list[float | None] = [1.0, 1.0, *[0.0] * 20, *[1.0] * 60]
    moments = [Moment("fault", "1", "fault", 0.0), Moment("target", "T", "target", 30.0)]
    drawn = str(curve_charts(curve(shares, moments)))
    assert "<title" in drawn
    assert "orders · place: share answered well" in drawn
    assert "fault at +0:00; target at +0:30" in drawn
    for left in ("<style", "<script", "pygal.org", "Generated", "fill:", "stroke="):
        assert left not in drawn
    for kind in ("fault", "target"):
        assert f'"series mark {kind}"' in drawn
