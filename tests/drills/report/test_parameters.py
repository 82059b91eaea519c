"""Figures in words."""

from __future__ import annotations

import pytest

from openline_drills.report import parameter_lines
from openline_stacks.recovery import (
    PARAMETERS,
    Constant,
    Distribution,
    Lognormal,
    Uniform,
    distribution_in_words,
)


@pytest.mark.parametrize(
    ("distribution", "words"),
    [
        (Constant(300.0), "300"),
        (Constant(0.18), "0.18"),
        (Uniform(2, 30.5), "2 to 30.5 alike"),
        (Lognormal(1.5, 0.4), "lognormal, median 1.5, sigma 0.4"),
    ],
)
def test_a_distribution_in_words(distribution: Distribution, words: str) -> None:
    assert distribution_in_words(distribution) == words


def test_a_figure_that_is_known_roughly_is_told_roughly() -> None:
    assert distribution_in_words(Constant(1328.125), digits=2) == "1300"
    assert distribution_in_words(Uniform(0.59375, 20.0), digits=2) == "0.59 to 20 alike"


def test_each_figure_says_its_grade_date_meaning_and_source() -> None:
    one = PARAMETERS["runbook.call_s"]
    lines = [line.plain for line in parameter_lines([one])]
    assert lines == [
        f"runbook.call_s  0.2  [assumed, {one.date}]",
        f"    {one.what}",
        f"    source: {one.source}",
    ]
