"""The keys of the format are read off the models."""

from __future__ import annotations

from openline.declaration import Declaration
from openline.declaration._paths import known_keys


def test_keys_are_the_words_of_the_file() -> None:
    assert known_keys(Declaration, ("systems", "x", "demand")) == ("peak", "steady")
    assert known_keys(Declaration, ("systems", "x", "needs", 0)) == (
        "kind",
        "on",
        "operations",
        "timeout",
    )
    assert known_keys(Declaration, ("defaults", "objectives")) == ("region", "zone")


def test_where_a_person_chooses_there_are_none() -> None:
    assert known_keys(Declaration, ("systems",)) == ()
    assert known_keys(Declaration, ("stack", "more")) == ()
