"""The verdict in a sentence, with the figures that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openline_drills.pages import sentence

if TYPE_CHECKING:
    from tests.drills.conftest import Keep


def test_a_good_one_names_who_is_back_last(keep: Keep) -> None:
    assert sentence(keep().result) == (
        "Every target would be met. When us-east-1 drops everything for 1 h, chat · place would be "
        "the last back, after 10m 01s in 95 % of seeds; 15 min is promised."
    )


def test_where_nothing_falls_nobody_is_back_last(keep: Keep) -> None:
    assert sentence(keep(rto_s=0.0).result).endswith("would fall below its level.")


def test_a_bad_one_names_the_targets_that_are_missed(keep: Keep) -> None:
    said = sentence(keep([f"s{index}" for index in range(5)], rto_s=1200.0).result)
    assert said.startswith("When us-east-1 drops everything for 1 h, 5 targets would be missed: ")
    assert "s0 · place (RTO 20m 01s where 15 min is promised)" in said
    assert said.endswith("; and 2 more.")


def test_what_never_came_back_has_no_figure(keep: Keep) -> None:
    assert "RTO not before the lift" in sentence(keep(["orders"], rto_s=None).result)
