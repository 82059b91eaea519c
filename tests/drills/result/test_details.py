"""What is kept beside a result: bounded, and nothing hidden in a step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openline_drills.result import CurveModel, curve_step_s, curve_steps

SHARES = st.lists(st.none() | st.floats(0.0, 1.0), max_size=80)


def kept(shares: list[float | None], step_s: int) -> list[float | None]:
    steps = curve_steps(shares, step_s)
    return list(CurveModel(system="a", operation="b", level=0.9, steps=steps).shares())


@given(SHARES)
def test_a_second_a_step_keeps_every_second(shares: list[float | None]) -> None:
    rounded = [None if share is None else round(share, 4) for share in shares]
    assert kept(shares, 1) == rounded


@given(SHARES, st.sampled_from([2, 5, 10]))
def test_a_longer_step_keeps_the_worst_of_its_seconds(
    shares: list[float | None], step_s: int
) -> None:
    found = kept(shares, step_s)
    assert len(found) == -(-len(shares) // step_s)
    worst = min((share for share in shares if share is not None), default=None)
    lowest = min((share for share in found if share is not None), default=None)
    assert lowest == (None if worst is None else round(worst, 4))


def test_more_than_all_is_all() -> None:
    assert kept([1.0000000002], 1) == [1.0]


@given(st.integers(0, 100_000_000))
def test_curves_have_a_bound_however_large_the_stack(seconds: int) -> None:
    assert seconds / curve_step_s(seconds) <= 200_000


def test_the_reference_stack_keeps_every_second() -> None:
    assert curve_step_s(9 * 5700) == 1
