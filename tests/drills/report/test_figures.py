"""Figures as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_drills.report import duration, share, whole
from openline_drills.report._figures import clock


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 s"),
        (2.94, "2.9 s"),
        (19.96, "20.0 s"),
        (40.25, "40 s"),
        (59.7, "1m 00s"),
        (900.0, "15 min"),
        (665.25, "11m 05s"),
        (3599.6, "1h 00m"),
        (3600.0, "1 h"),
        (3900.0, "1h 05m"),
        (-40.0, "-40 s"),
    ],
)
def test_durations_are_read_at_a_glance(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_was_not_measured_is_never_a_number() -> None:
    assert (duration(None), whole(None), share(None)) == ("-", "-", "-")
    assert duration(None, absent="> 1 h") == "> 1 h"


def test_counts_have_their_thousands_separated() -> None:
    assert whole(190412.4) == "190,412"


@pytest.mark.parametrize(
    ("us", "text"),
    [(0, "+0:00"), (-30_000_000, "-0:30"), (665_250_000, "+11:05"), (3_600_000_000, "+1:00:00")],
)
def test_instants_count_from_the_fault(us: int, text: str) -> None:
    assert clock(us) == text


@given(st.floats(min_value=0, max_value=1e7))
def test_any_duration_has_a_unit_and_no_more_than_two_parts(seconds: float) -> None:
    text = duration(seconds)
    assert text[-1] in "snmh"
    assert len(text.split()) == 2
