"""Durations as a person says them."""

from __future__ import annotations

import pytest

from openline_drills.verdict import spoken
from openline_drills.verdict._words import listed, resource


@pytest.mark.parametrize(
    ("us", "words"),
    [
        (0, "0 s"),
        (49_999, "0 s"),
        (50_000, "0.1 s"),
        (4_200_000, "4.2 s"),
        (40_000_000, "40 s"),
        (59_940_000, "59.9 s"),
        (59_960_000, "1 min"),
        (300_000_000, "5 min"),
        (2_165_000_000, "36 min 5 s"),
        (3_599_400_000, "59 min 59 s"),
        (3_599_600_000, "1 h"),
        (3_720_000_000, "1 h 2 min"),
    ],
)
def test_durations_are_two_units_and_tenths_below_a_minute(us: int, words: str) -> None:
    assert spoken(us) == words


def test_long_lists_say_how_many_more() -> None:
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_a_resource_is_called_by_its_name() -> None:
    assert resource("urn:pulumi:dev::retail::aws:s3/bucket:Bucket::logs") == "logs"
