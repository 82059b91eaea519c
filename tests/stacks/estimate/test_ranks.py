"""Nearest rank: a value that was there, unknown ones longer than all."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_stacks.estimate import nearest_rank


@pytest.mark.parametrize(
    ("percent", "value"), [(1, 15), (5, 15), (30, 20), (40, 20), (50, 35), (95, 50), (100, 50)]
)
def test_nearest_rank_is_a_value_that_was_measured(percent: int, value: int) -> None:
    assert nearest_rank([50, 15, 40, 20, 35], percent) == value


def test_nearest_rank_of_twenty() -> None:
    assert nearest_rank(range(1, 21), 50) == 10
    assert nearest_rank(range(1, 21), 95) == 19


def test_seeds_that_did_not_recover_count_as_longer_than_everything() -> None:
    assert nearest_rank([None, 3, 1, 2], 50) == 2
    assert nearest_rank([None, 3, 1, 2], 75) == 3
    assert nearest_rank([None, 3, 1, 2], 76) is None
    assert nearest_rank([None], 1) is None
    assert nearest_rank([], 50) is None


@given(st.lists(st.none() | st.integers(-5, 5), min_size=1), st.integers(1, 100))
def test_nearest_rank_is_the_smallest_that_enough_do_not_exceed(
    values: list[int | None], percent: int
) -> None:
    longer = [math.inf if value is None else value for value in values]
    enough = [v for v in longer if 100 * sum(w <= v for w in longer) >= percent * len(longer)]
    found = nearest_rank(values, percent)
    assert (math.inf if found is None else found) == min(enough)
