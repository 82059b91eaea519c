"""Balancers and tables: room for twice what they have seen, and minutes to get there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.world.growing import Growing


def test_it_doubles_in_its_time_and_then_stops() -> None:
    balancer = Growing(2500.0, doubles_s=300.0)
    assert all(balancer.minute(2500.0) for _ in range(5))
    assert balancer.most_per_s == pytest.approx(5000.0)
    balancer.minute(2500.0)  # what rounding left
    assert not balancer.minute(2500.0)


def test_it_keeps_twice_what_it_was_settled_at() -> None:
    balancer = Growing(2500.0, doubles_s=300.0)
    balancer.settle(4000.0)
    assert balancer.most_per_s == 8000.0
    assert not balancer.minute(4000.0)


@given(st.lists(st.floats(0.0, 1e6), max_size=30))
def test_it_never_shrinks_and_never_jumps(rates: list[float]) -> None:
    balancer = Growing(100.0, doubles_s=300.0)
    for rate in rates:
        before = balancer.most_per_s
        grew = balancer.minute(rate)
        assert before <= balancer.most_per_s <= before * 2.0 ** (1 / 5) * (1 + 1e-9)
        assert grew == (balancer.most_per_s > before)
