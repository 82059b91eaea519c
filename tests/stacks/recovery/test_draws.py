"""Draws are the same anywhere, and one purpose never disturbs another."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_stacks.recovery import Stream, uniforms


def _draws(seed: int, system: str, purpose: str, count: int) -> list[float]:
    stream = Stream(seed, system, purpose)
    return [stream.uniform() for _ in range(count)]


def test_a_stream_gives_these_very_numbers() -> None:
    """Checked in: another machine or numpy release that differs would change every result."""
    assert _draws(1, "order-management", "checker-phase", 3) == [
        0.550947362171807,
        0.21744934471334065,
        0.661373006373725,
    ]


@pytest.mark.parametrize("other", [(2, "a", "lag"), (1, "b", "lag"), (1, "a", "phase")])
def test_seed_system_and_purpose_each_give_another_stream(other: tuple[int, str, str]) -> None:
    assert set(_draws(1, "a", "lag", 50)).isdisjoint(_draws(*other, 50))


def test_every_draw_takes_one_word_whatever_is_drawn() -> None:
    plain, mixed = Stream(3, "a", "b"), Stream(3, "a", "b")
    for _ in range(100):
        plain.uniform()
    for n in range(1, 101):
        mixed.below(n)
    assert plain.uniform() == mixed.uniform()


@given(seed=st.integers(0, 2**64), n=st.integers(1, 2**63))
def test_draws_stay_in_their_range(seed: int, n: int) -> None:
    stream = Stream(seed, "a", "b")
    assert all(0.0 <= stream.uniform() < 1.0 for _ in range(20))
    assert all(0 <= stream.below(n) < n for _ in range(20))


def test_uniforms_fill_the_range_evenly() -> None:
    draws = _draws(0, "a", "b", 20_000)
    tenths = [sum(int(10 * u) == k for u in draws) for k in range(10)]
    assert all(1_800 < count < 2_200 for count in tenths)


@given(st.integers(0, 2**63), st.integers(0, 100))
def test_draws_at_once_are_the_draws_one_by_one(seed: int, count: int) -> None:
    assert uniforms(seed, "a", "b", count).tolist() == _draws(seed, "a", "b", count)


def test_nothing_lies_below_zero() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Stream(0, "a", "b").below(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_goes_on_with_the_same_draws() -> None:
    stream = Stream(5, "a", "b")
    stream.uniform()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, repr([stream.uniform() for _ in range(40)]).encode())
        finally:  # or it would go on with the other tests
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        assert pipe.read() == repr([stream.uniform() for _ in range(40)])
