"""Circles are found once each, and always the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openline.declaration._cycles import cycles

NAMES = "abcdef"
GRAPHS = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), unique=True), max_size=6
)


def test_two_knots_are_two_circles() -> None:
    edges = {"a": ["b"], "b": ["a"], "c": ["d", "a"], "d": ["c"], "e": ["e"], "f": ["a"]}
    assert cycles(edges) == (("a", "b"), ("c", "d"), ("e",))


@given(GRAPHS)
def test_every_circle_told_is_one(edges: dict[str, list[str]]) -> None:
    for circle in cycles(edges):
        for one, other in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert other in edges[one]


@given(GRAPHS)
def test_without_the_circles_told_none_are_left_unsaid(edges: dict[str, list[str]]) -> None:
    if not cycles(edges):
        order: list[str] = []
        left = {name: {o for o in others if o in edges} for name, others in edges.items()}
        while left:
            free = sorted(name for name, others in left.items() if not others - set(order))
            assert free, "a circle that was not told"
            order.extend(free)
            left = {name: others for name, others in left.items() if name not in free}
